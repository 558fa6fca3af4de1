"""TOML as people write it: read, and where a key stands in it, for error messages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from voiceguide.errors import RoutineError
from voiceguide.lang.spots import find_spots

MOST_LETTERS = 200_000
"""Characters a routine file may have."""

_ADVICE = {
    "Invalid value": 'A text stands between straight quotes, like "45s".',
    "Expected newline or end of document after a statement": (
        'Each key has a line of its own, and a text stands in quotes, like hold = "45s".'
    ),
    "Expected '=' after a key": 'Write KEY = VALUE, like hold = "45s".',
    "Unclosed inline table": "Close it with } on the same line.",
    "Unclosed array": "Close it with ].",
    "Invalid initial character for a key part": (
        "What stands in { } is all on one line; what stands in [ ] may go over several."
    ),
    "Cannot overwrite a value": "The key is there twice; write it once.",
    "Cannot declare": "Write its keys under one heading.",
    "Invalid date or datetime": "Write a day of the calendar, like 2026-12-07.",
    "Duplicate inline table key": "The key is there twice; write it once.",
}
"""How what tomllib says begins, and what to do about it."""


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Read TOML. Raises RoutineError with file:line."""
    if len(text) > MOST_LETTERS:
        raise RoutineError(f"the file has more than {MOST_LETTERS} characters", where=file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _at_toml_line(error, file, text) from None
    except RecursionError:
        raise RoutineError("not valid TOML: it is nested too deeply", where=file) from None
    except ValueError:  # a number of thousands of digits
        raise RoutineError("not valid TOML: a number in it is far too long", where=file) from None


def _at_toml_line(error: tomllib.TOMLDecodeError, file: str, text: str) -> RoutineError:
    said = str(error)
    spot = re.search(r"\(at line (\d+), column (\d+)\)", said)
    what = said[: spot.start()].strip() if spot else said.replace(" (at end of document)", "")
    line = int(spot.group(1)) if spot else text.rstrip().count("\n") + 1
    remedy = next((advice for start, advice in _ADVICE.items() if what.startswith(start)), "")
    if what.startswith("Invalid value") and _is_flag(text, line):
        remedy = "Write true or false, in small letters."
    if what == "Illegal character '\\n'":
        what, remedy = "a text is not closed", "Close it with a quote on the same line."
    twice = re.search(r"declare \((.+?),?\) twice", what)
    what = f"{twice.group(1)} is there twice" if twice else what[:1].lower() + what[1:]
    return RoutineError(f"not valid TOML: {what}", where=f"{file}:{line}", remedy=remedy)


def _is_flag(text: str, line: int) -> bool:
    """Whether a line sets a key to yes or no, or to True with a capital."""
    row = text.split("\n")[line - 1]
    return re.search(r"=\s*(true|false|yes|no|on|off)\s*(#.*)?$", row, re.IGNORECASE) is not None


def line_of(text: str, path: Sequence[str]) -> int:
    """Find the line of a key by its path, for error messages; the nearest parent otherwise."""
    spots = find_spots(text)
    found = (spots.get(tuple(path[:depth])) for depth in range(len(path), 0, -1))
    return next((line for line in found if line), 1)
