"""A table of exercises as spreadsheets write it: CSV with a first row that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.dose import Dosage
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import HOLD_LIMITS, Handout, Move, Note, Remark, Section, describe
from voiceguide.routine.settings import GAP_LIMITS
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
Row = Mapping[str, str]


def find_columns(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The sign between cells, and what each column is for; None where the text is no table.

    A column that nobody knows keeps its own name, with a colon.
    """
    first = next((line for line in text.splitlines() if has_words(line)), "")
    found = [(sign, _columns(first, sign)) for sign in ";\t,"]
    sign, columns = max(found, key=lambda one: sum(name in _COLUMNS for name in one[1]))
    known = [name for name in columns if name in _COLUMNS]
    return (sign, columns) if "exercise" in known and len(known) > 1 else None


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
    language = tell_language(f"{words}\n{text.splitlines()[0]}", file)
    reader = _Reader(language)
    for line, row in rows:
        reader.take(line, row)
    return Handout("", language, tuple(reader.sections), tuple(reader.notes))


def _rows(text: str, sign: str, columns: tuple[str, ...], file: str) -> Iterator[tuple[int, Row]]:
    """Every row that has something in it, with the line it begins on."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=sign)
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
                    row[key] = one_line(cell) if has_words(cell) else ""  # "-" is none
                yield begun, row
            head = False
    except csv.Error as error:
        raise RoutineError(
            f"this is no table: {error}", where=f"{file}:{line}", remedy="Save it as CSV again."
        ) from None


class _Reader:
    """Goes through the rows once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.sections: list[Section] = [Section()]
        self.notes: list[Note] = []

    def take(self, line: int, row: Row) -> None:
        """Read a row: an exercise, a rest of its own, or what cannot be read."""
        if row.get("part") and row["part"] != self.sections[-1].title:
            self.sections.append(Section(row["part"]))
        shown = ", ".join(cell for cell in row.values() if cell)
        rest = self._rest_of(row)
        move = self._move(row) if rest is None else self._rest(line, rest)
        if move is None:
            return
        if isinstance(move, str):
            self._put(Remark(line, shown))
            self.notes.append(Note(line, "", shown, move))
            return
        self._put(move)
        self.notes.append(Note(line, describe(move)))
        for key, cell in row.items():
            if key not in _COLUMNS and cell:
                self._put(Remark(line, f"{key} {cell}".strip()))
                self.notes.append(
                    Note(line, "", f"{key} {cell}".strip(), "no column that is known")
                )

    def _move(self, row: Row) -> Move | str:
        """The exercise of a row, or why there is none."""
        title = row["exercise"].replace("{", "(").replace("}", ")")
        if not title:
            return "it has no name"
        if not slug_of(title):
            return "its name has no letters of the alphabet a to z, and no figures"
        dosage = read_dosage(self._sentence(row), self.language)
        hold = self._length(row.get("hold", ""))
        rest = self._length(row.get("rest", ""))
        for key, length, limits in (("hold", hold, HOLD_LIMITS), ("rest", rest, GAP_LIMITS)):
            if length is None and row.get(key):
                return f"{row[key]!r} is no length of time"
            if length is not None and not limits[0] <= length <= limits[1]:
                return f"{row[key]!r} is out of range"
        if hold is not None:
            dosage = read_dosage(f"{self._sentence(row)} {hold / 1000:g} s", self.language)
        if dosage.wrong:
            return dosage.wrong
        say = row.get("say", "").replace("{", "(").replace("}", ")")
        if say and not say.endswith((".", "!", "?")):
            say += "."
        return Move(
            title, dosage.hold, dosage.reps, dosage.tempo, rest, self._each(row, dosage),
            (say,) if has_words(say) else (), dosage.sets,
        )  # fmt: skip

    def _sentence(self, row: Row) -> str:
        """The cells of a dose as a list would have them."""
        words = wording_of(self.language)
        reps, sets = words.words("reps")[-1], words.words("sets")[-1]
        parts = []
        for key, word in (("sets", sets), ("reps", reps)):
            if cell := row.get(key, ""):
                parts.append(f"{cell} {word}" if cell[-1].isdigit() else cell)
        if tempo := row.get("tempo"):
            parts.append(f"tempo {tempo}")
        return ", ".join(parts)

    def _each(self, row: Row, dosage: Dosage) -> bool:
        side = row.get("side", "")
        words = wording_of(self.language)
        said = read_dosage(side, self.language)
        both = {
            *words.words("each", "both"),
            "2",
            "beide",
            "both",
            "ambos",
            "l+r",
            "ja",
            "yes",
            "sí",
        }
        return dosage.each or said.each or side.lower() in both

    def _length(self, cell: str) -> int | None:
        """A length; a bare number is seconds."""
        if not cell:
            return None
        read = read_dosage(cell, self.language)
        if read.hold is not None:
            return read.hold
        try:
            return parse_duration(f"{cell}s" if cell[-1].isdigit() else cell)
        except RoutineError:
            return None

    def _rest_of(self, row: Row) -> int | None:
        """How long the rest of a row is that is nothing else: "Rest 1 min", or "Rest" and "60"."""
        dosage = read_dosage(row["exercise"], self.language)
        if dosage.rest is not None and not dosage.pieces:
            return dosage.rest
        if row["exercise"].lower() not in rest_names():
            return None
        return self._length(row.get("hold", "") or row.get("rest", ""))

    def _rest(self, line: int, rest: int) -> str | None:
        """Put a rest after the exercise above; or say why not."""
        if not GAP_LIMITS[0] <= rest <= GAP_LIMITS[1]:
            return f"a rest of {render_duration(rest)} is out of range"
        section = self.sections[-1]
        if not section.moves:
            return "there is no exercise before it to rest from"
        at = max(at for at, item in enumerate(section.items) if isinstance(item, Move))
        move = section.items[at]
        assert isinstance(move, Move)
        items = (*section.items[:at], replace(move, rest=rest), *section.items[at + 1 :])
        self.sections[-1] = replace(section, items=items)
        self.notes.append(Note(line, f"rest {render_duration(rest)} after {move.title}"))
        return None

    def _put(self, item: Move | Remark) -> None:
        section = self.sections[-1]
        self.sections[-1] = replace(section, items=(*section.items, item))
