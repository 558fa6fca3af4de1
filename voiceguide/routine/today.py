"""What depends on the day and on how often a routine was made: `alternate` sides, `auto` detail."""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from voiceguide.routine.settings import Detail
from voiceguide.routine.settle import Settled
from voiceguide.scene import Side

FULL_TIMES = 3
"""With `auto`, everything is said the first three times a routine is made."""
BRIEF_TIMES = 10
"""It is brief until the tenth time, and then names and tones are left."""


def settle_today(settled: Settled, date: datetime.date, times_made: int) -> Settled:
    """Replace `alternate` and `auto` by what they come to today, as options, and note the day."""
    values: dict[str, object] = {}
    if settled.settings.first_side == "alternate":
        values["first_side"] = side_of(date)
    if settled.settings.detail == "auto":
        values["detail"] = detail_of(times_made)
    return replace(settled.but(values), date=date.isoformat())


def side_of(date: datetime.date) -> Side:
    """Every other day starts on the right, so that weeks balance: days are counted through, and a
    fixed weekday changes its side from week to week."""
    return "right" if date.toordinal() % 2 else "left"


def detail_of(times_made: int) -> Detail:
    """How much is said when a routine has been made so many times before."""
    if times_made < FULL_TIMES:
        return "full"
    return "brief" if times_made < BRIEF_TIMES else "tones"
