"""Durations: whole milliseconds inside, "45s", "1m30s" or "1:30" outside."""

from __future__ import annotations

import re
from typing import NewType

from msgspec import Struct

from voiceguide.errors import DurationError

Milliseconds = NewType("Milliseconds", int)
"""A length or a point of time, in whole milliseconds."""


class Tempo(Struct, frozen=True):
    """One repetition, phase by phase, each in milliseconds: "3-1-3" is 3000, 1000, 3000."""

    down: Milliseconds
    pause: Milliseconds
    up: Milliseconds

    @property
    def rep(self) -> Milliseconds:
        """Length of one repetition."""
        return Milliseconds(self.down + self.pause + self.up)

    def __str__(self) -> str:
        return "-".join(f"{phase / 1000:g}" for phase in (self.down, self.pause, self.up))


_WORDS = {
    "h": "h hr hrs hour hours std stunde stunden hora horas",
    "m": "m min mins minute minutes minuten minuto minutos ' ′ ’",  # noqa: RUF001 - primes and what stands for them
    "s": 's sec secs second seconds sek sekunde sekunden seg segundo segundos " ″ ”',
    "ms": "ms msec millisecond milliseconds",
}
"""How units are written, in the languages of routines, in any case."""
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_MS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}

_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
# "45 sec." ends a word, "45 s." a sentence
_PART = rf"\d{{1,9}}(?:[.,]\d{{1,3}})?\s*(?:{_UNIT})(?![^\W\d_])(?:(?<=[a-z]{{3}})\.)?"
_PARTS = re.compile(rf"(?:{_PART}\s*)+", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(?P<h>\d{1,9}):(?=\d\d:))?(?P<m>\d{1,9}):(?P<s>[0-5]\d(?:[.,]\d{1,3})?)(?:\s*min)?",
    re.ASCII | re.IGNORECASE,
)


def parse_duration(text: str) -> Milliseconds:
    """Read "45s", "1.5 min", "1m30s", "1h", "500ms", "1:30" or "1:02:03", in any case.

    Raises DurationError for anything else, a bare number included: 45 of what?
    """
    bare = text.strip()
    length = _parse_parts(bare) if _PARTS.fullmatch(bare) else _parse_clock(bare)
    if length is None:
        raise DurationError(f"{text!r} is not a duration", remedy=_advice("".join(bare.split())))
    return Milliseconds(length)


def _parse_parts(text: str) -> int | None:
    """Read "1 min 30 s": each unit once, from long to short, and a fraction only in the last."""
    parts = [
        (number.replace(",", "."), _UNITS[word.lower()])
        for number, word in re.findall(r"(\d+(?:[.,]\d+)?)\s*([^\d\s.,]+)", text)
    ]
    units = [unit for _, unit in parts]
    ordered = [unit for unit in _MS if unit in units]
    if units != ordered or any("." in number for number, _ in parts[:-1]) or _thousands(text):
        return None
    # round() because 41.5 * 1000 is exact but 1.001 * 1000 is not
    return sum(round(float(number) * _MS[unit]) for number, unit in parts)


def _parse_clock(text: str) -> int | None:
    match = _CLOCK.fullmatch(text)
    if match is None or _thousands(text):
        return None
    seconds = float(match["s"].replace(",", "."))
    return int(match["h"] or 0) * 3_600_000 + int(match["m"]) * 60_000 + round(seconds * 1000)


def _thousands(text: str) -> bool:
    """Whether a comma may stand for thousands: "1,500 ms" is 1500 to one and 1.5 to another."""
    return re.search(r",\d{3}", text) is not None


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
    """What to write instead; `bare` has no spaces."""
    if re.fullmatch(r"\d+([.,]\d+)?", bare):
        return f'Say the unit: "{bare}s" for seconds, "{bare}m" for minutes.'
    if match := re.fullmatch(r"(\d+),(\d{3})([a-z]+)", bare, re.IGNORECASE):
        whole, rest, unit = match.groups()
        return f'Write "{whole}.{rest}{unit}" or "{whole}{rest}{unit}".'
    if match := re.fullmatch(r"(\d+)(h|m|min)(\d{1,2})", bare, re.IGNORECASE):
        long, unit, short = match.groups()
        after = {"h": "m", "m": "s"}[unit[0].lower()]
        return f'Say the second unit too: "{long}{unit[0].lower()}{short}{after}".'
    if match := re.fullmatch(r"(\d+):([0-5]?\d)h", bare, re.IGNORECASE):
        return f'Write "{match[1]}h{int(match[2])}m".'
    return 'Write it like "45s", "1m30s" or "1:30".'
