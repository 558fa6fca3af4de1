"""The columns of a roster: which there are, and what reads a cell of each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from voiceguide.errors import RoutineError
from voiceguide.routine.choice import parse_language
from voiceguide.routine.kind import Duration
from voiceguide.routine.settings import LIST_ROWS, OWN_ROWS, ROWS
from voiceguide.text import one_line, shorten

FACTS = ("id", "name", "routine", "programme", "start", "language", "skip")
"""The columns that are no setting."""
SECONDS = "_s"
"""Ends the name of a column that has bare seconds."""
ID = re.compile(r"[^\W_][\w-]{0,63}")
"""It becomes a part of a folder's name, and of an address."""
SETTINGS_BY_NAME = {name: key for key, row in ROWS.items() for name in (key, row.keyword)}
"""What a setting may be called: as files name it, "voice.rate", or as options do."""
_NUMBER = re.compile(r"[+-]?[\d\s.,]+")
_NO_SIGNS = str.maketrans(dict.fromkeys("[]|#{}", " "))
ReadCell = Callable[[str], Any]


def known_columns() -> list[str]:
    """Every column there may be, but for the names of exercises and variables."""
    timed = [f"{key}{SECONDS}" for key, row in ROWS.items() if isinstance(row.kind, Duration)]
    own = [f"EXERCISE.{key}" for key in OWN_ROWS]
    return [*FACTS, *(row.keyword for row in ROWS.values()), *timed, *own, "var.NAME"]


def cell_reader(column: str) -> ReadCell:
    """What reads the cells of a column that is known."""
    if column in _FACTS:
        return _FACTS[column]
    if column.startswith("var."):
        return _plain
    key = column.removesuffix(SECONDS)
    timed = column != key
    own = key.rpartition(".")[2]
    row = ROWS[SETTINGS_BY_NAME[key]] if key in SETTINGS_BY_NAME else LIST_ROWS[own]

    def read(text: str) -> Any:
        text = _bare_seconds(text) if timed else text
        value = row.kind.parse(text)
        if row.check:
            row.check(text)
        return value

    return read


def is_known(column: str) -> bool:
    """Whether there is such a column."""
    if column in FACTS:
        return True
    if column.startswith("var."):
        return bool(re.fullmatch(r"var\.[^\W\d]\w*", column))
    key = column.removesuffix(SECONDS)
    exercise, _, own = key.rpartition(".")
    row = ROWS.get(SETTINGS_BY_NAME.get(key, "")) or (OWN_ROWS.get(own) if exercise else None)
    return row is not None and (key == column or isinstance(row.kind, Duration))


def column_named(cell: str) -> str:
    """A column as we call it: names of exercises and variables keep their letters."""
    text = one_line(cell).strip(" :*")
    head, dot, rest = text.rpartition(".")
    plain = re.sub(r"[\s-]+", "_", text.lower())
    if plain in FACTS or plain.removesuffix(SECONDS) in SETTINGS_BY_NAME:
        return plain
    if text.lower().startswith("var."):
        return f"var.{text[4:].strip()}"
    return f"{head.strip()}.{rest.strip().lower()}" if dot else plain


def _bare_seconds(text: str) -> str:
    number = text.strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", number):
        raise RoutineError(f"{shorten(text)!r} is not a number of seconds", remedy="Write 45.")
    return f"{number}s"


def _plain(text: str) -> str:
    """A text somebody will hear or see: one line, no formula, nothing that scripts read."""
    line = one_line(text)
    if line[:1] in ("=", "@") or (line[:1] in ("+", "-") and not _NUMBER.fullmatch(line)):
        raise RoutineError(
            f"{shorten(line)!r} looks like a formula", remedy="Write the text itself."
        )
    return " ".join(re.sub(r"(?:^|\s)/(?=\s|$)", " ", line.translate(_NO_SIGNS)).split())


def _id(text: str) -> str:
    line = _plain(text)
    if not ID.fullmatch(line) or line != text.strip():
        raise RoutineError(
            f"{shorten(text)!r} cannot be a part of an address",
            remedy="Use letters, digits, - and _, at most 64.",
        )
    return line


def _date(text: str) -> datetime.date:
    line = text.strip()
    german = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", line)
    try:
        if german:
            day, month, year = map(int, german.groups())
            return datetime.date(year, month, day)
        return datetime.date.fromisoformat(line[:10] if line[10:11] in ("", " ", "T") else line)
    except ValueError:
        raise RoutineError(
            f"{shorten(line)!r} is not a date", remedy="Write 2026-12-07, or 7.12.2026."
        ) from None


def _name_of_routine(text: str) -> str:
    """A routine by its name alone: a roster may come from elsewhere, and opens no file."""
    line = one_line(text)
    if re.search(r"[/\\]|^\.", line) or line.lower().endswith(".toml"):
        raise RoutineError(
            f"{shorten(line)!r} is not a name", remedy="Write a name that voiceguide list shows."
        )
    return line


def _skip(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[\s,;]+", text.strip())))


_FACTS: Mapping[str, ReadCell] = {
    "id": _id,
    "name": _plain,
    "routine": _name_of_routine,
    "programme": _name_of_routine,
    "start": _date,
    "language": parse_language,
    "skip": _skip,
}
