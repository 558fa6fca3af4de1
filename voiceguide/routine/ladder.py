"""Doses that change from set to set: "21-15-9", "12/10/8 reps", "30-45-60 s"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from msgspec import Struct

from voiceguide.errors import RoutineError
from voiceguide.lang.language import by_languages
from voiceguide.lang.lengths import parse_duration, unit_words
from voiceguide.routine.measure import CROSS
from voiceguide.routine.wording import wording_of

_LEAST = 5
"""Smaller numbers may be a tempo, a count, or breaths: "3-1-3", "3-2-1", "4-7-8"."""


class Ladder(Struct, frozen=True):
    """One that was found, and where in the line."""

    start: int
    end: int
    steps: tuple[int, ...]
    """Repetitions; milliseconds where `held`."""
    held: bool
    sets: int | None
    """How many sets the line says there are, None where it leaves that to the numbers."""


def find_ladder(line: str, language: str) -> Ladder | None:
    """The first ladder of a line."""
    for match in _ladders(language).finditer(line):
        numbers = [int(one) for one in re.findall(r"\d+", match["steps"])]
        if not (match["unit"] or match["reps"] or _is_ladder(numbers, match)):
            continue
        steps = _held(numbers, match["unit"]) if match["unit"] else tuple(numbers)
        sets = int(match["sets"]) if match["sets"] else None
        return (
            Ladder(match.start(), match.end(), steps, bool(match["unit"]), sets) if steps else None
        )
    return None


def _is_ladder(numbers: list[int], match: re.Match[str]) -> bool:
    """Whether numbers without a word are repetitions: none is small, they go down, or they count
    on: "1-2-3-4-5"."""
    down = sorted(set(numbers), reverse=True)
    ends = re.match(r"\s*(?:$|[,;:)\]])", match.string[match.end() :])
    steps = {after - one for one, after in pairwise(numbers)}
    counts = len(numbers) > 3 and len(steps) == 1 and steps != {0}
    if min(numbers) >= _LEAST or counts:
        return bool(ends) or not match["comma"]
    return bool(ends) and numbers == down and down[0] >= _LEAST


def _held(numbers: list[int], unit: str) -> tuple[int, ...]:
    try:
        return tuple(parse_duration(f"{one} {unit.rstrip('.')}") for one in numbers)
    except RoutineError:
        return ()


@by_languages
@cache
def _ladders(language: str) -> re.Pattern[str]:
    words = wording_of(language)
    sets, of = words.any_of("sets", "rounds", "times"), words.any_of("of", "each")
    unit = "|".join(map(re.escape, unit_words()))
    return re.compile(
        rf"(?<![\w.,:/-])(?:(?P<sets>\d{{1,3}})\s*(?:{CROSS}|{sets})[\s:,(]*(?:{of}\s*)*)?"
        r"(?<!tempo )(?P<steps>\d{1,3}(?:(?:\s?[/–—-]\s?\d{1,3}){2,}"
        r"|(?P<comma>(?:,\s?\d{1,3}){2,})))"
        r"(?![\d/]|[.,:-]\d)"
        rf"(?:\s*(?P<unit>{unit})(?![^\W\d_])\.?|\s*(?P<reps>{words.any_of('reps')})\.?)?",
        re.IGNORECASE,
    )
