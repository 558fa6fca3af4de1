"""The cells of a row in a table of exercises: what they state, and what cannot be read of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import RoutineError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.dose import LONG_HOLD
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import HOLD_LIMITS, Move
from voiceguide.routine.naming import as_sentence, name_of, without_braces
from voiceguide.routine.settings import GAP_LIMITS
from voiceguide.routine.sides import one_side
from voiceguide.routine.stated import move_of
from voiceguide.routine.wording import readable_languages, wording_of
from voiceguide.text import has_words, how_many

Row = Mapping[str, str]
"""What a column is for -> the cell."""
_UNREAD = "it cannot be read"
_METRES = re.compile(r"\d+\s*(?:m|km|yd|ft)\.?", re.IGNORECASE)
"""A distance, in the column of repetitions."""


class ReadRow(Struct, frozen=True):
    """The exercise of a row; what was decided, and what is left out and why."""

    move: Move
    taken: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def is_empty(cell: str) -> bool:
    """Whether a cell says that there is nothing in it: "-", "n/a", "none"."""
    words = (word for code in readable_languages() for word in wording_of(code).words("nothing"))
    return not has_words(cell) or cell.lower().strip(" .") in words


def read_row(row: Row, language: str, *, held: bool) -> ReadRow | str:
    """The exercise of a row, or why there is none.

    `held` tells whether the column of lengths is one of holds, not just of time.
    """
    lines, left = _lines(row, language)
    hold, rest = (read_length(row.get(key, ""), language) for key in ("hold", "rest"))
    for key, length, limits in (("hold", hold, HOLD_LIMITS), ("rest", rest, GAP_LIMITS)):
        if length is None and row.get(key):
            left.append((f"{key}: {row[key]}", _UNREAD))
        if length is not None and not limits[0] <= length <= limits[1]:
            return f"{row[key]!r} is out of range"
    if hold is not None:
        lines = _without_reps(lines, hold, left, language, held=held)
        lines["hold"] = f"{hold / 1000:g} s"
    title, say = without_braces(row["exercise"]), tuple[str, ...]()
    dosage = read_dosage(", ".join(lines.values()), language)
    if not lines:
        of_name = read_dosage(title, language)
        name, more = name_of(of_name)
        if of_name.states and slug_of(name or ""):
            dosage, title, say = of_name, name or "", more
    if dosage.wrong:
        return dosage.wrong
    told, unsaid = _said(row, language)
    rest = dosage.rest if rest is None else rest
    move = move_of(title, (*say, *told), replace(dosage, rest=rest))
    move = replace(move, each=move.each or _each(row, language))
    return ReadRow(move, dosage.taken, (*left, *unsaid))


def _lines(row: Row, language: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The cells of a dose as a list would have them, and those that cannot be read."""
    lines, left = dict[str, str](), list[tuple[str, str]]()
    for key in ("sets", "reps", "tempo"):
        if cell := row.get(key, ""):
            line = _as_line(key, cell, language)
            read = read_dosage(line, language)
            if read.pieces or read.empty or _METRES.fullmatch(cell):
                left.append((f"{key}: {cell}", _UNREAD))
            else:
                left += read.lost
                lines[key] = line
    return lines, left


def _as_line(key: str, cell: str, language: str) -> str:
    """A cell as a list would have it: "10.0" of the column of repetitions is "10 reps"."""
    words = wording_of(language)
    cell = re.sub(r"^(\d+)[.,]0+$", r"\1", words.numbers("numbers").get(cell.lower(), cell))
    if key == "tempo":
        return f"tempo {cell}"
    bare = re.fullmatch(
        rf"(\d+(?:\s*(?:[,/–—-]|{words.any_of('to')})\s*\d+)*)(\s*/\s*[^\W\d_]+)?",
        cell,
        re.IGNORECASE,
    )
    return f"{bare[1]} {words.words(key)[-1]}{bare[2] or ''}" if bare else cell


def _without_reps(
    lines: dict[str, str], hold: int, left: list[tuple[str, str]], language: str, *, held: bool
) -> dict[str, str]:
    """The doses beside a length: repetitions are held briefly, or there are several holds."""
    reps = read_dosage(lines.get("reps", ""), language).reps
    if reps is None or hold < LONG_HOLD or (held and "sets" not in lines):
        return dict(lines)
    left.append((how_many(reps, "rep"), "the time counts"))
    return {key: line for key, line in lines.items() if key != "reps"}


def _each(row: Row, language: str) -> bool:
    """Whether it is done on each side."""
    side = row.get("side", "").lower()
    words = wording_of(language)
    both = {*words.words("each", "both"), "2", "beide", "both", "ambos", "ja", "yes", "sí"}
    return read_dosage(side, language).each or side in both


def _said(row: Row, language: str) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """What is said of an exercise: one side alone, and the note; and a side that is none."""
    side, say = row.get("side", ""), row.get("say", "")
    alone = one_side(side, language)
    if re.fullmatch(wording_of(language).any_of("alternating"), side, re.IGNORECASE):
        alone = as_sentence(side)
    unread = bool(side) and not alone and not _each(row, language)
    said = (alone, as_sentence(say) if has_words(say) else "")
    return tuple(filter(None, said)), [(f"side: {side}", _UNREAD)] if unread else []


def read_length(cell: str, language: str) -> int | None:
    """A length of time, milliseconds; a bare number is seconds. None for anything else."""
    if not cell:
        return None
    cell = re.sub(r"^(\d+)[.,]0+$", r"\1", cell)
    read = read_dosage(cell, language)
    if read.hold is not None and not (read.pieces or read.ladder or read.sets):
        return read.hold
    try:
        return parse_duration(f"{cell}s" if cell[-1].isdigit() else cell)
    except RoutineError:
        return None
