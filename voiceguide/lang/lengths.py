"""Lengths of time as people write them: "45s", "1m30s", "1:30", "90 Sekunden"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from voiceguide.duration import Milliseconds
from voiceguide.errors import DurationError
from voiceguide.lang.language import by_languages, fluent_languages, language_of

_SHORT = {
    "h": "h hr hrs",
    "min": "m min mins ' ′ ’",  # noqa: RUF001 - primes and what stands for them
    "s": 's sec secs " ″ ”',
    "ms": "ms msec",
}
"""How units are written in any language; what the languages call them stands in their files."""
_MS = {"h": 3_600_000, "min": 60_000, "s": 1000, "ms": 1}
_CLOCK = re.compile(
    r"(?:(?P<h>\d{1,9}):(?=\d\d:))?(?P<m>\d{1,9}):(?P<s>[0-5]\d(?:[.,]\d{1,3})?)(?:\s*min)?",
    re.ASCII | re.IGNORECASE,
)


def parse_duration(text: str) -> Milliseconds:
    """Read "45s", "1.5 min", "1m30s", "1h", "500ms", "1:30" or "1:02:03", in any case, and units
    as any of the languages calls them.

    Raises DurationError for anything else, a bare number included: 45 of what?
    """
    bare = text.strip()
    length = _parse_parts(bare, full=False)
    length = _parse_clock(bare) if length is None else length
    if length is None and re.search(r"\d\s*[^\W\d_]", bare):
        length = _parse_parts(bare, full=True)
    if length is None:
        raise DurationError(f"{text!r} is not a duration", remedy=_advice("".join(bare.split())))
    return Milliseconds(length)


def unit_words() -> list[str]:
    """Every spelling of a unit of time, the longest first, to look for lengths in a text."""
    return sorted(_units(full=True), key=len, reverse=True)


@by_languages
@cache
def _units(*, full: bool) -> Mapping[str, str]:
    """Spelling -> unit: the short ones, or those of every language too."""
    units = {word: unit for unit, words in _SHORT.items() for word in words.split()}
    for code in fluent_languages() if full else ():
        for spellings in language_of(code).table("units"):
            words = spellings.split()
            unit = next((unit for unit in _MS if unit in words), "")
            units |= {word: unit for word in words if unit}
    return units


@by_languages
@cache
def _parts(*, full: bool) -> re.Pattern[str]:
    unit = "|".join(sorted(map(re.escape, _units(full=full)), key=len, reverse=True))
    # "45 sec." ends a word, "45 s." a sentence
    part = rf"[0-9]{{1,9}}(?:[.,][0-9]{{1,3}})?\s*(?:{unit})(?![^\W\d_])(?:(?<=[^\W\d_]{{3}})\.)?"
    return re.compile(rf"(?:{part}\s*)+", re.IGNORECASE)


def _parse_parts(text: str, *, full: bool) -> int | None:
    """Read "1 min 30 s": each unit once, from long to short, and a fraction only in the last."""
    if not _parts(full=full).fullmatch(text):
        return None
    parts = [
        (number.replace(",", "."), _units(full=full).get(word.lower(), ""))
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
