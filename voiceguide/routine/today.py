"""What depends on the day, on the number in a programme, and on how often a routine was made:
`alternate` sides, `auto` detail."""

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


def settle_today(settled: Settled, date: datetime.date, times_made: int, turn: int = 0) -> Settled:
    """Replace `alternate` and `auto` by what they come to today, as options, and note the day.

    `turn` is the session's number in a programme, from 1; 0 where it is in none.
    """
    values: dict[str, object] = {}
    if settled.settings.first_side == "alternate":
        values["first_side"] = side_of(date, turn)
    if settled.settings.detail == "auto":
        values["detail"] = detail_of(times_made)
    return replace(settled.but(values), date=date.isoformat())


def side_of(date: datetime.date, turn: int = 0) -> Side:
    """Every other day starts on the right, so that weeks balance: days are counted through, and a
    fixed weekday changes its side from week to week. In a programme every other session does,
    whatever day it falls on: the first begins on the left."""
    if turn:
        return "left" if turn % 2 else "right"
    return "right" if date.toordinal() % 2 else "left"


def detail_of(times_made: int) -> Detail:
    """How much is said when a routine has been made so many times before."""
    if times_made < FULL_TIMES:
        return "full"
    return "brief" if times_made < BRIEF_TIMES else "tones"
