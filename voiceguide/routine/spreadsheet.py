"""A table of exercises as spreadsheets write it: CSV with a first row that names the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.routine.cells import Row, is_empty, read_length, read_row
from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.gathering import Gathering
from voiceguide.routine.handout import Handout, Section, describe
from voiceguide.routine.settings import GAP_LIMITS
from voiceguide.routine.stated import rested
from voiceguide.routine.wording import readable_languages, rest_names, tell_language, wording_of
from voiceguide.text import has_words, one_line

_COLUMNS = {
    "exercise": ("column_exercise",),
    "sets": ("sets", "rounds"),
    "reps": ("reps",),
    "hold": ("column_hold",),
    "rest": ("rest",),
    "side": ("side",),
    "say": ("column_say",),
    "part": ("column_part",),
    "tempo": ("tempo",),
}
"""What a column is for -> the words it may be called by."""
_SPACES = "  "
"""Between the columns of a table that was copied from a page."""
_SIGN = re.compile(r"sep=.", re.IGNORECASE)
_NO_LETTERS = "its name has no letters of the alphabet a to z, and no figures"


def find_columns(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The sign between cells, and what each column is for; None where the text is no table.

    A column that nobody knows keeps its own name, with a colon.
    """
    first = _first_row(text)
    found = [(sign, _columns(first, sign)) for sign in ";\t,|"]
    if re.search(r"\S {2,}\S", first) and _is_aligned(text):
        found.append((_SPACES, _columns(_with_tabs(first), "\t")))
    sign, columns = max(found, key=lambda one: sum(name in _COLUMNS for name in one[1]))
    known = [name for name in columns if name in _COLUMNS]
    return (sign, columns) if "exercise" in known and len(known) > 1 else None


def _with_tabs(line: str) -> str:
    """A line of a table whose columns stand under each other."""
    return re.sub(r" {2,}(?=\S)", "\t", line.strip(" "))


def _is_aligned(text: str) -> bool:
    """Whether all lines have as many cells: a PDF leaves nothing where a cell is empty."""
    return len({_with_tabs(line).count("\t") for line in text.splitlines() if has_words(line)}) == 1


def _first_row(text: str) -> str:
    """The row that names the columns; above it Excel may tell the sign between them."""
    lines = (line for line in text.splitlines() if has_words(line))
    return next((line for line in lines if not _SIGN.fullmatch(line.strip())), "")


def _columns(first: str, sign: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([first], delimiter=sign), [])
    except csv.Error:
        return ()
    names: list[str] = []
    for cell in cells:
        name = _column(one_line(cell).lower())
        names.append(name if name not in names or not name else f"{one_line(cell)}:")
    return tuple(names)


def _column(cell: str) -> str:
    bare = cell.partition("(")[0].strip(" .:#*")
    for name, keys in _COLUMNS.items():
        for code in readable_languages():
            if bare == name or bare in wording_of(code).words(*keys):
                return name
    return f"{cell}:" if bare else ""


def read_sheet(text: str, file: str, name: str) -> Handout:
    """Read a table. Raises RoutineError."""
    found = find_columns(text)
    assert found is not None
    sign, columns = found
    rows = list(_rows(text, sign, columns, file))
    words = "\n".join(
        " ".join(row.get(key, "") for key in ("exercise", "say", "part")) for _, row in rows
    )
    first = _first_row(text)
    language = tell_language(f"{words}\n{first}", file)
    holds = rf"\b(?:{'|'.join(wording_of(code).any_of('hold') for code in readable_languages())})"
    reader = _Reader(language, held=bool(re.search(holds, first, re.IGNORECASE)))
    for line, row in rows:
        reader.take(line, row)
    return Handout("", language, tuple(reader.sections), tuple(reader.notes))


def _rows(text: str, sign: str, columns: tuple[str, ...], file: str) -> Iterator[tuple[int, Row]]:
    """Every row that has something in it, with the line it begins on."""
    lines = text.splitlines(keepends=True)
    if _SIGN.fullmatch(lines[0].strip()):
        lines[0] = "\n"
    if sign == _SPACES:
        lines, sign = [_with_tabs(line) for line in lines], "\t"
    reader = csv.reader(lines, delimiter=sign)
    line, head = 1, True
    try:
        for cells in reader:
            begun, line = line, reader.line_num + 1
            if not any(map(has_words, cells)):
                continue
            if not head:
                row = dict.fromkeys(columns, "")
                for at, cell in enumerate(cells):
                    key = columns[at] if at < len(columns) else f"column {at + 1}:"
                    row[key] = "" if is_empty(cell) else one_line(cell)
                yield begun, row
            head = False
    except csv.Error as error:
        raise RoutineError(
            f"this is no table: {error}", where=f"{file}:{line}", remedy="Save it as CSV again."
        ) from None


class _Reader(Gathering):
    """Goes through the rows once."""

    def __init__(self, language: str, *, held: bool) -> None:
        super().__init__()
        self.language = language
        self.held = held
        """Whether the column of lengths is one of holds."""

    def take(self, line: int, row: Row) -> None:
        """Read a row: an exercise, a rest of its own, or what cannot be read."""
        if row.get("part") and row["part"] != self.sections[-1].title:
            self.sections.append(Section(row["part"]))
        rest = self._rest_of(row)
        if rest is not None:
            why = self._rest(line, rest)
        elif not slug_of(row["exercise"]):
            why = _NO_LETTERS if row["exercise"] else "it has no name"
        else:
            why = self._read(line, row)
        if why:
            self.tell(line, "", ", ".join(cell for cell in row.values() if cell), why)

    def _read(self, line: int, row: Row) -> str:
        """Add the exercise of a row; or say why not."""
        found = read_row(row, self.language, held=self.held)
        if isinstance(found, str):
            return found
        self.put(found.move)
        self.tell(line, "; ".join((describe(found.move), *found.taken)))
        unknown = [
            (f"{key} {cell}".strip(), "no column that is known")
            for key, cell in row.items()
            if key not in _COLUMNS and cell
        ]
        for left, why in (*found.left, *unknown):
            self.tell(line, "", left, why)
        return ""

    def _rest_of(self, row: Row) -> int | None:
        """How long the rest of a row is that is nothing else: "Rest 1 min", or "Rest" and "60"."""
        dosage = read_dosage(row["exercise"], self.language)
        if dosage.rest is not None and not dosage.pieces:
            return dosage.rest
        if row["exercise"].lower() not in rest_names():
            return None
        return read_length(row.get("hold", "") or row.get("rest", ""), self.language)

    def _rest(self, line: int, rest: int) -> str:
        """Put a rest after the exercise above; or say why not."""
        if not GAP_LIMITS[0] <= rest <= GAP_LIMITS[1]:
            return f"a rest of {render_duration(rest)} is out of range"
        last = self.last()
        if last is None or not self.sections[-1].moves:
            return "there is no exercise before it to rest from"
        move, lost = rested(last[2], rest)
        self.change(*last[:2], move)
        why = "this line says otherwise" if lost else ""
        self.tell(line, f"rest {render_duration(rest)} after {move.title}", lost, why)
        return ""
