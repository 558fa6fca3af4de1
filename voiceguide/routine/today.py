"""What depends on the day and on how often a routine was made: `alternate` sides, `auto` detail."""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from voiceguide.routine.routine import Overrides, Routine, settle
from voiceguide.routine.settings import Detail, Patch, merge
from voiceguide.scene import Side

FULL_TIMES = 3
"""With `auto`, everything is said the first three times a routine is made."""
BRIEF_TIMES = 10
"""It is brief until the tenth time, and then names and tones are left."""


def settle_today(
    routine: Routine, overrides: Overrides, date: datetime.date, times_made: int
) -> Overrides:
    """Replace `alternate` and `auto` by what they come to today, as options, and note the day."""
    settings = settle(routine, overrides)
    patch = Patch()
    if settings.first_side == "alternate":
        patch = replace(patch, first_side=side_of(date))
    if settings.detail == "auto":
        patch = replace(patch, detail=detail_of(times_made))
    return replace(overrides, settings=merge(overrides.settings, patch), date=date.isoformat())


def side_of(date: datetime.date) -> Side:
    """Every other day starts on the right, so that weeks balance: days are counted through, and a
    fixed weekday changes its side from week to week."""
    return "right" if date.toordinal() % 2 else "left"


def detail_of(times_made: int) -> Detail:
    """How much is said when a routine has been made so many times before."""
    if times_made < FULL_TIMES:
        return "full"
    return "brief" if times_made < BRIEF_TIMES else "tones"
