"""Durations: whole milliseconds inside, "45s", "1m30s" or "1:30" outside."""

from __future__ import annotations

import re
from typing import NewType

from voiceguide.errors import DurationError

Milliseconds = NewType("Milliseconds", int)
"""A length or a point of time, in whole milliseconds."""

_UNITS = re.compile(
    r"(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m(?!s))?(?:(?P<s>\d+(?:\.\d{1,3})?)s)?(?:(?P<ms>\d+)ms)?",
    re.ASCII,
)
_CLOCK = re.compile(r"(?:(?P<h>\d+):(?=\d\d:))?(?P<m>\d+):(?P<s>[0-5]\d(?:\.\d{1,3})?)", re.ASCII)


def parse_duration(text: str) -> Milliseconds:
    """Read "45s", "41.5s", "1m30s", "1h", "500ms", "1:30" or "1:02:03".

    Raises DurationError for anything else, a bare number included: 45 of what?
    """
    bare = "".join(text.split())
    match = (_UNITS.fullmatch(bare) or _CLOCK.fullmatch(bare)) if bare else None
    if match is None:
        raise DurationError(f"{text!r} is not a duration", remedy=_advice(bare))
    parts = {unit: value or "0" for unit, value in match.groupdict().items()}
    # round() because 41.5 * 1000 is exact but 1.001 * 1000 is not
    seconds = int(parts["h"]) * 3600 + int(parts["m"]) * 60
    return Milliseconds(seconds * 1000 + round(float(parts["s"]) * 1000) + int(parts.get("ms", 0)))


def render_duration(length: int) -> str:
    """Write milliseconds as parse_duration reads them: 45000 -> "45s", 90000 -> "1m30s"."""
    if length < 0:
        return f"-{render_duration(-length)}"
    minutes, rest = divmod(length, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    text = (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
    return text + seconds if rest or not text else text


def render_clock(length: int, *, tenths: bool = False) -> str:
    """Write milliseconds as a clock shows them: 90000 -> "1:30", with tenths "1:30.0"."""
    units = round(length / 100) if tenths else length // 1000
    seconds, tenth = divmod(units, 10) if tenths else (units, 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{tenth}" if tenths else text


def _advice(bare: str) -> str:
    if re.fullmatch(r"\d+(\.\d+)?", bare):
        return f'Say the unit: "{bare}s" for seconds, "{bare}m" for minutes.'
    return 'Write it like "45s", "1m30s" or "1:30".'
