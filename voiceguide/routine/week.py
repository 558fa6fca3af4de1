"""What a programme file may have: in the file itself, in one of its weeks, in one day of a week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from msgspec import Struct

from voiceguide.errors import RoutineError
from voiceguide.routine.appointment import Alarm, Clock, Day
from voiceguide.routine.block import BLOCK, PAIR
from voiceguide.routine.choice import parse_language
from voiceguide.routine.growth import Growing
from voiceguide.routine.kind import Whole, Word
from voiceguide.routine.routine import SETTINGS
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import LIST_ROWS, Values
from voiceguide.routine.shape import Each, Faults, Numbered, Path, Shape, Table, Text, Value
from voiceguide.routine.weekday import Days

Advance = Literal["days", "done"]
MOST_WEEKS = 104
"""Two years."""
LEAST_EASIER = 3
"""An easier week takes the doses of the week before last, so there has to be one."""


class Portion(Struct, frozen=True):
    """What a programme, one of its weeks, or one day of a week says of its sessions."""

    routine: str = ""
    """As the library finds it; "" where there is none, or blocks of its own."""
    own: str = ""
    """What its own blocks are called: "week-3"; "" where there are none."""
    settings: Values = {}
    exercises: Mapping[str, Values] = {}
    """Exercise name -> its own settings (`set`)."""


class Week(Struct, frozen=True):
    """One week: its days, and what it says of its sessions."""

    days: tuple[int, ...]
    """Numbers from 0, which is Monday, in their order."""
    part: Portion = Portion()
    each: tuple[Portion, ...] = ()
    """What single days say of theirs, in the order they are done; empty or one a day."""


class Doses(Each, frozen=True):
    """`set`: settings of single exercises, "run.hold"; without quotes they are tables."""

    def take(self, value: Any, path: Path, faults: Faults) -> dict[str, dict[str, Any]]:
        if not isinstance(value, dict):
            raise RoutineError("set must be a table", remedy=self.remedy)
        found: dict[str, dict[str, Any]] = {}
        for key, one in value.items():
            nested = isinstance(one, dict)
            name, dot, last = (key, ".", "") if nested else key.rpartition(".")
            if not (dot and name):
                faults.append(((*path, key), RoutineError(_UNNAMED, remedy=self.remedy)))
                continue
            table = one if nested else {last: one}
            place = (*path, key) if nested else path
            own: Faults = []
            read = _OWN.read(table, place, own)
            faults += [(where if nested else (*path, key), fault) for where, fault in own]
            found[name] = {**found.get(name, {}), **read}
        return found


_UNNAMED = "set has a key that names no exercise"
_OWN = Table({key: Value(row) for key, row in LIST_ROWS.items()}, in_part=True)
_WEEKS = Setting(Whole(1, MOST_WEEKS, "weeks"), "How many weeks it lasts", key="weeks")
_EASIER = Setting(
    Whole(LEAST_EASIER, MOST_WEEKS, "weeks"), "Every so many weeks one is easier", key="easier"
)
_ADVANCE = Setting(Word(get_args(Advance)), "What moves it on: the days, or done", key="advance")

_PART: dict[str, Shape] = {
    "routine": Text('Write routine = "hip-rotation".'),
    "pair": Numbered(PAIR),
    "block": Numbered(BLOCK),
    "settings": SETTINGS,
    "set": Doses(Shape(), 'Write set = { "run.hold" = "90s" }.'),
}
"""What can stand in the file itself, in a week and in a day."""
_HERE = {**_PART, **SETTINGS.keys}
DAY = Table(_HERE, in_part=True)
WEEK = Table(
    {
        **_HERE,
        "days": Days(),
        "day": Numbered(DAY, "Write [[week.day]], with two brackets on each side."),
    },
    in_part=True,
)
PROGRAMME = Table(
    {
        "title": Text('Write title = "..." at the top.'),
        "titles": Each(Text(), 'Write titles = { de = "..." }.', parse_language),
        "about": Text(),
        "abouts": Each(Text(), 'Write abouts = { de = "..." }.', parse_language),
        "language": Text(parse=parse_language),
        "weeks": Value(_WEEKS),
        "days": Days(),
        "start": Day(),
        "easier": Value(_EASIER),
        "time": Clock(),
        "alarm": Alarm(),
        "advance": Value(_ADVANCE),
        **_PART,
        "vars": Each(Shape()),
        "grow": Growing(),
        "week": Numbered(WEEK, "Write [[week]], with two brackets on each side."),
    },
    needed=("title",),
    in_part=True,
)
"""What a programme file may have."""
