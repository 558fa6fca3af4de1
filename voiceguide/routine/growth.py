"""How doses grow from week to week: `[grow]` of a programme.

    hold = { from = "30s", to = "60s", by = "5s" }
    detail = ["full", "full", "brief"]

A step a week. What grows by steps stops at `to`; of a list the last value stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.kind import Duration, Pace, Whole, show_value
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import LIST_ROWS, ROWS
from voiceguide.routine.shape import Faults, Path, Shape, missing

ENDS = ("from", "to", "by")
AS_STEPS = "Write {key} = {{ from = {low}, to = {high}, by = {by} }}."


class Growth(Struct, frozen=True):
    """What one setting is, step by step. Either it has values, or ends and a stride."""

    dose: bool
    """Whether it says how much is done, and not how: an easier week goes back in it."""
    values: tuple[Any, ...] = ()
    first: int = 0
    last: int = 0
    by: int = 0
    """Always more than nothing: from `first` towards `last`, whichever is higher."""

    def at(self, step: int) -> Any:
        """Its value after so many steps, from 0."""
        if self.values:
            return self.values[min(step, len(self.values) - 1)]
        if self.first <= self.last:
            return min(self.first + step * self.by, self.last)
        return max(self.first - step * self.by, self.last)


class Growing(Shape, frozen=True):
    """The table [grow]: settings, and those of one exercise ("run.hold")."""

    def take(self, value: object, path: Path, faults: Faults) -> dict[str, Growth]:
        if not isinstance(value, dict):
            raise RoutineError(
                f"grow must be a table, not {show_value(value)}",
                remedy=AS_STEPS.format(key="hold", low='"30s"', high='"60s"', by='"5s"'),
            )
        found: dict[str, Growth] = {}
        for key, one in _spread(value):
            place = (*path, *(key if isinstance(key, tuple) else (key,)))
            try:
                found[".".join(place[len(path) :])] = _read(".".join(place[len(path) :]), one)
            except _Nested as nested:
                faults.append(((*place, nested.key), nested.error))
            except VoiceguideError as error:
                faults.append((place, error))
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


class _Nested(Exception):
    """What is wrong with one key of a growth."""

    def __init__(self, key: str, error: VoiceguideError) -> None:
        super().__init__(key)
        self.key, self.error = key, error


def _spread(table: Mapping[str, Any]) -> list[tuple[str | tuple[str, ...], Any]]:
    """The growths of a table: `run.hold = [...]` without quotes is a table in it."""
    found: list[tuple[str | tuple[str, ...], Any]] = []
    for key, one in table.items():
        if isinstance(one, dict) and key not in ROWS and not {*ENDS} & one.keys():
            found += [((key, name), inner) for name, inner in one.items()] or [(key, one)]
        else:
            found.append((key, one))
    return found


def row_of(key: str) -> Setting:
    """The setting of a key, "hold" or "run.hold". Raises UnknownName."""
    if key in ROWS:
        return ROWS[key]
    name, dot, own = key.rpartition(".")
    if dot and name and own in LIST_ROWS:
        return LIST_ROWS[own]
    raise UnknownName("key", key, ROWS)


def _read(key: str, value: object) -> Growth:
    row = row_of(key)
    dose = isinstance(row.kind, Duration | Whole | Pace) and not row.heard
    if isinstance(value, list):
        if not value:
            raise RoutineError(f"{key}: there is no value in it")
        return Growth(dose, tuple(row.read(one) for one in value))
    if not isinstance(value, dict):
        raise RoutineError(f"{key}: {show_value(value)} does not grow", remedy=_advise(key, row))
    if not isinstance(row.kind, Duration | Whole):
        raise RoutineError(
            f"{key} cannot grow by steps",
            remedy=f"Write a list, a value for each week: {key} = [..., ...].",
        )
    for name in value:
        if name not in ENDS:
            raise _Nested(name, UnknownName("key", name, ENDS))
    for name in ENDS:
        if name not in value:
            raise missing(name, ("grow", key), _advise(key, row))
    ends = [_read_end(name, row, value[name]) for name in ("from", "to")]
    by = _read_stride(row, value["by"])
    if by <= 0:
        raise _Nested("by", _never(key, row, value["by"], ends[1]))
    return Growth(dose, (), ends[0], ends[1], by)


def _read_end(name: str, row: Setting, value: object) -> int:
    try:
        return int(row.read(value))
    except VoiceguideError as error:
        raise _Nested(name, error) from None


def _read_stride(row: Setting, value: object) -> int:
    """Read a step, which may be shorter than the setting itself; -1 for one that goes back."""
    try:
        if isinstance(row.kind, Whole):
            if type(value) is not int:
                raise RoutineError(f"by: {show_value(value)} is not a whole number")
            return value
        if not isinstance(value, str):
            raise RoutineError(
                f"by: {show_value(value)} is not a duration",
                remedy=row.kind.rewrite(value, "by"),
            )
        text = value.strip()
        return -1 if text[:1] in {"-", "−"} else parse_duration(text)
    except VoiceguideError as error:
        raise _Nested("by", error) from None


def _never(key: str, row: Setting, by: object, last: int) -> RoutineError:
    end = render_duration(last) if isinstance(row.kind, Duration) else last
    return RoutineError(
        f"{key} would never get to {end} by steps of {by}",
        remedy="Write a step of more than nothing; it goes from `from` towards `to`.",
    )


def _advise(key: str, row: Setting) -> str:
    if isinstance(row.kind, Duration):
        return AS_STEPS.format(key=key, low='"30s"', high='"60s"', by='"5s"')
    if isinstance(row.kind, Whole):
        return AS_STEPS.format(key=key, low=5, high=10, by=1)
    return f"Write a list, a value for each week: {key} = [..., ...]."


def values_of(growths: Mapping[str, Growth], steps: tuple[int, int]) -> dict[str, Any]:
    """What everything has grown to: `steps` are those of what is a dose, and of all else."""
    return {key: one.at(steps[0] if one.dose else steps[1]) for key, one in growths.items()}


def steps_of(week: int, easier: int) -> tuple[int, int]:
    """The steps that were taken until a week (from 1): those of doses, and of all else.

    Every `easier` weeks (0: never) one takes the doses of the week before last, and is no step.
    """
    grown = _grown(week, easier)
    if easier and week % easier == 0:
        return _grown(week - 2, easier), grown - 1
    return grown, grown


def _grown(week: int, easier: int) -> int:
    return week - 1 - ((week - 1) // easier if easier else 0)
