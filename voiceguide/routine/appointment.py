"""Dates and times of day as a programme has them: TOML's own, or as a text."""

from __future__ import annotations

import datetime
import re
from typing import Any

from voiceguide.errors import RoutineError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.kind import show_value
from voiceguide.routine.shape import Faults, Path, Shape

FIRST_DAY = datetime.date(2000, 1, 1)
LAST_DAY = datetime.date(2199, 12, 31)
LONGEST_ALARM = 24 * 3_600_000
"""How long before a session an alarm can be, milliseconds."""
NO_ALARM = "none"


class Day(Shape, frozen=True):
    """A date."""

    def take(self, value: Any, path: Path, faults: Faults) -> datetime.date:
        return read_day(value, path[-1] if path else "date")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Clock(Shape, frozen=True):
    """A time of day."""

    def take(self, value: Any, path: Path, faults: Faults) -> datetime.time:
        remedy = 'Write time = "19:00".'
        if isinstance(value, datetime.time):
            return value.replace(second=0, microsecond=0)
        match = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", str(value).strip(), re.ASCII)
        if not isinstance(value, str) or not match:
            raise RoutineError(f"time: {show_value(value)} is not a time of day", remedy=remedy)
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise RoutineError(f"time: no clock shows {value!r}", remedy=remedy)
        return datetime.time(hour, minute)

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


class Alarm(Shape, frozen=True):
    """How long before a session the calendar speaks up, milliseconds; None for "none"."""

    def take(self, value: Any, path: Path, faults: Faults) -> int | None:
        remedy = f'Write alarm = "10m", or "{NO_ALARM}".'
        if not isinstance(value, str):
            raise RoutineError(f"alarm: {show_value(value)} is not a duration", remedy=remedy)
        if value.strip().lower() == NO_ALARM:
            return None
        try:
            length = parse_duration(value)
        except RoutineError as error:
            error.problem = f"alarm: {error.problem}"
            raise
        if not 0 <= length <= LONGEST_ALARM:
            raise RoutineError(f"alarm: {value} is out of range", remedy="It may be 0s to 24h.")
        return length

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


def read_day(value: object, name: str = "date") -> datetime.date:
    """Read a date, 2026-12-07. Raises RoutineError."""
    remedy = f"Write {name} = 2026-12-07: year, month, day."
    day: object = value
    if isinstance(value, str):
        try:
            day = datetime.date.fromisoformat(value.strip())
        except ValueError:
            raise RoutineError(f"{name}: {value!r} is not a date", remedy=remedy) from None
    if isinstance(day, datetime.datetime) or not isinstance(day, datetime.date):
        what = "has a time of day" if isinstance(day, datetime.datetime) else "is not a date"
        raise RoutineError(f"{name}: {_show(value)} {what}", remedy=remedy)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RoutineError(
            f"{name}: {day.isoformat()} is out of range",
            remedy=f"It may be {FIRST_DAY} to {LAST_DAY}.",
        )
    return day


def _show(value: object) -> str:
    return str(value) if isinstance(value, datetime.date | datetime.time) else show_value(value)
