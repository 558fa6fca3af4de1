"""A roster: a table with a row for each person, as Excel writes CSV or as TOML.

Pure: bytes in, rows and everything that is wrong with them out. Nothing is looked up here; whether
a routine is there, and whether it has an exercise, is seen where the routines are read.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.lang.toml import parse_toml
from voiceguide.problem import Problem
from voiceguide.routine.columns import (
    FACTS,
    SECONDS,
    SETTINGS_BY_NAME,
    ReadCell,
    cell_reader,
    column_named,
    is_known,
    known_columns,
)
from voiceguide.routine.intake import decode_text
from voiceguide.routine.settings import Values
from voiceguide.text import composed, has_words, one_line, shorten

MOST_CELL = 1_000
"""Characters a cell may have; a name has thirty."""
MOST_BYTES = 400_000_000
"""A larger file is refused unread: a million rows of twenty columns have a quarter of that."""


class RosterRow(Struct, frozen=True):
    """One person, and what their sessions are made of."""

    number: int
    """Of the row, as a spreadsheet numbers them."""
    id: str
    name: str = ""
    routine: str = ""
    programme: str = ""
    start: datetime.date | None = None
    language: str = ""
    skip: tuple[str, ...] = ()
    """Exercises that are left out."""
    values: Values = {}
    exercises: Mapping[str, Values] = {}
    """Exercise -> its own settings."""
    vars: Mapping[str, str] = {}


class Roster(Struct, frozen=True):
    """What a file has: the rows that are right, and all that is wrong."""

    file: str
    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...] = ()
    bad: tuple[tuple[int, str, str], ...] = ()
    """The rows that are wrong: number, id and name, as far as they have one."""
    spoilt: tuple[RosterRow, ...] = ()
    """What could be read of them, so that all that is wrong is told at once."""
    sign: str = ","
    """What stands between its cells."""

    def place(self, number: int, column: str = "") -> str:
        """Where something is, as a message says it."""
        return place_of(self.file, number, column)


def place_of(file: str, number: int, column: str = "") -> str:
    """A cell or a row, as a message says it."""
    return f"{file}, row {number}" + (f", column {column}" if column else "")


Cells = Mapping[str, str]
"""Column -> text, without the empty ones."""


def parse_roster(data: bytes, file: str) -> Roster:
    """Read a roster as far as it can be read. Raises RoutineError for what is no table at all."""
    text = decode_table(data, file)
    toml = file.lower().endswith(".toml")
    text = text.partition("\n")[2] if text[:4].lower() == "sep=" and not toml else text
    sign = "," if toml else _sign(text)
    table = _toml_rows(text, file) if toml else _csv_rows(text, file, sign)
    columns: dict[str, ReadCell] = {}
    problems: list[Problem] = []
    rows: list[RosterRow] = []
    bad: list[tuple[int, str, str]] = []
    spoilt: list[RosterRow] = []
    seen: dict[str, int] = {}
    read = _Cells()
    for number, cells, wrong in table:
        said = [*wrong]
        if cells is None:  # the head is wrong
            problems += said
            continue
        for column in cells:
            if column not in columns:
                columns[column] = cell_reader(column)
        place = partial(place_of, file, number)
        row = _row(number, cells, columns=columns, read=read, place=place, problems=said)
        if row.id:
            other = seen.setdefault(row.id.casefold(), number)
            if other != number:
                what = f"{shorten(row.id)!r} is the id of row {other} too"
                remedy = "Give each row an id of its own; upper and lower case are the same."
                said.append(Problem(place_of(file, number, "id"), what, remedy))
        if said:
            problems += said
            bad.append((number, row.id, row.name))
            spoilt.append(_left_of(row, said))
        else:
            rows.append(row)
    if not rows and not problems:
        raise RoutineError("there is no row in it", where=file, remedy="Write one for each person.")
    return Roster(file, tuple(rows), tuple(problems), tuple(bad), tuple(spoilt), sign)


def _left_of(row: RosterRow, problems: Sequence[Problem]) -> RosterRow:
    """What of a row can still be looked at: without its routine nobody knows its exercises."""
    if any(one.where.endswith(("column routine", "column programme")) for one in problems):
        return replace(row, routine="", programme="", skip=(), exercises={}, vars={})
    return row


def decode_table(data: bytes, file: str) -> str:
    """The text of a roster, whatever Excel saved it as. Raises RoutineError."""
    if len(data) > MOST_BYTES:
        raise RoutineError(f"this is larger than {MOST_BYTES // 10**6} MB", where=file)
    text = decode_text(data)
    found = None if text is None else re.search("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffd]", text)
    if text is None or found or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        line = text.count("\n", 0, found.start()) + 1 if text and found else 1
        raise RoutineError(
            "this is not text",
            where=f"{file}:{line}",
            remedy="Save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8).",
        )
    return composed(text)


class _Cells:
    """Reads cells; what a column has often is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def __call__(self, column: str, text: str, read: ReadCell) -> Any:
        key = column, text
        if key not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[key] = read(text)
        return self._known[key]


def _row(
    number: int,
    cells: Cells,
    *,
    columns: Mapping[str, ReadCell],
    read: _Cells,
    place: Callable[[str], str],
    problems: list[Problem],
) -> RosterRow:
    """One row; what is wrong with it is added to `problems`."""
    facts: dict[str, Any] = {}
    values: dict[str, Any] = {}
    exercises: dict[str, dict[str, Any]] = {}
    variables: dict[str, str] = {}
    filled: dict[str, str] = {}
    for column, text in cells.items():
        try:
            value = read(column, text, columns[column])
        except VoiceguideError as error:
            problems.append(error.fact._replace(where=place(column)))
            continue
        key = column.removesuffix(SECONDS)
        other = filled.setdefault(SETTINGS_BY_NAME.get(key, key), column)
        if other != column:
            what = f"{other} and {column} are both filled in"
            problems.append(Problem(place(column), what, "Leave one of them empty."))
        if column in FACTS:
            facts[column] = value
        elif key in SETTINGS_BY_NAME:
            values[SETTINGS_BY_NAME[key]] = value
        elif column == "var.name":
            what = "a name has a column of its own"
            problems.append(Problem(place(column), what, "Call the column name."))
        elif column.startswith("var."):
            variables[column[4:]] = value
        else:
            exercise, _, own = key.rpartition(".")
            exercises.setdefault(exercise, {})[own] = value
    if "id" not in cells:
        problems.append(Problem(place("id"), "there is no id", "Every row needs one of its own."))
    if facts.get("routine") and facts.get("programme"):
        what = "the row has both a routine and a programme"
        problems.append(Problem(place("programme"), what, "Leave one of them empty."))
    row = RosterRow(number, facts.pop("id", ""))
    found = {**facts, "values": values, "exercises": exercises, "vars": variables}
    return RosterRow(row.number, row.id, **found)


Table = Iterator[tuple[int, Cells | None, Sequence[Problem]]]
"""Number, cells and what is wrong with them; the head has no cells."""


def _csv_rows(text: str, file: str, sign: str) -> Table:
    """Every row that has something in it. The first one is the head; `sep=;` is none to Excel."""
    before = csv.field_size_limit(max(len(text), 1))
    try:
        rows = enumerate(csv.reader(_lines(text), delimiter=sign), 1)
        number, head = next(((n, row) for n, row in rows if any(map(has_words, row))), (1, []))
        if not head:
            return
        columns, wrong = _head(head, file, number)
        yield number, None, wrong
        if "id" not in columns:
            return
        for number, cells in rows:
            if cells and _END in cells[-1]:
                if len(cells) > 1 or len(cells[0]) > 1:
                    yield number, *_unclosed(columns, cells, file, number)
            elif any(cell.strip() for cell in cells):
                yield number, *_cells(columns, cells, file, number)
    except csv.Error as error:
        raise RoutineError(f"this is no table: {error}", where=file, remedy=_AGAIN) from None
    finally:
        csv.field_size_limit(before)


_AGAIN = "Save it as CSV again."
_QUOTE = 'Put a text that has a separator in it in quotation marks: "a;b".'
_END = "\0"
"""The last line of a table, which no text has: where a quotation mark is open, it is in a cell."""


def _lines(text: str) -> Iterator[str]:
    yield from text.splitlines(keepends=True)
    yield _END


def _unclosed(
    columns: Sequence[str], cells: Sequence[str], file: str, number: int
) -> tuple[Cells, list[Problem]]:
    """The row that has swallowed all that follow it."""
    found, problems = _cells(columns, cells[:-1], file, number)
    at = len(cells) - 1
    column = columns[at] if at < len(columns) else ""
    what = "a quotation mark is never closed, so that every row after it is in this cell"
    where = place_of(file, number, column or str(at + 1))
    return {"id": "-", **found}, [*problems, Problem(where, what, "Close it, or take it out.")]


def _sign(text: str) -> str:
    """What stands between cells: what divides the first line into the most columns we know."""
    first = next((line for line in text.splitlines() if has_words(line)), "")

    def known(sign: str) -> tuple[int, int]:
        cells = first.split(sign)
        return sum(is_known(column_named(cell.strip('"'))) for cell in cells), len(cells)

    return max(";\t,", key=known)


def _head(cells: Sequence[str], file: str, number: int) -> tuple[list[str], list[Problem]]:
    """The columns in order, "" for one that is not known, and what is wrong with them."""
    columns: list[str] = []
    problems: list[Problem] = []
    for cell in cells:
        column = column_named(cell[:MOST_CELL])
        where = place_of(file, number, shorten(one_line(cell[:MOST_CELL])) or str(len(columns) + 1))
        if column and not is_known(column):
            problems.append(_unknown_column(column, where))
        elif column and column in columns:
            problems.append(Problem(where, "there are two columns of this name", "Leave one out."))
        columns.append(column if is_known(column) and column not in columns else "")
    if "id" not in columns:
        what = "there is no column id"
        problems.insert(0, Problem(place_of(file, number), what, "Add one: id;name;routine;hold."))
    return columns, problems


def _unknown_column(column: str, where: str) -> Problem:
    """The nearest column, or what kinds of columns there are: forty names help nobody."""
    found = UnknownName("column", shorten(column), known_columns(), where=where).fact
    if "Did you mean" in found.remedy:
        return found
    kinds = f"{', '.join(FACTS)}, settings like hold and reps, EXERCISE.hold and var.NAME"
    return found._replace(remedy=f"There are {kinds}.")


def _cells(
    columns: Sequence[str], cells: Sequence[str], file: str, number: int
) -> tuple[Cells, list[Problem]]:
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for at, cell in enumerate(cells):
        if not cell or not cell.strip():
            continue
        column = columns[at] if at < len(columns) else ""
        if len(cell) > MOST_CELL:
            where = place_of(file, number, column or str(at + 1))
            what = f"this cell has {len(cell):,} characters; it may have {MOST_CELL:,}"
            problems.append(Problem(where, what, "Is a quotation mark missing?"))
            if column == "id":
                found["id"] = "-"
        elif at >= len(columns):
            where = place_of(file, number, str(at + 1))
            problems.append(Problem(where, "this cell has no column", _QUOTE))
        elif column:
            found[column] = cell
    return found, problems


def _toml_rows(text: str, file: str) -> Table:
    """The same of TOML: a table [[person]] for each."""
    data = parse_toml(text, file)
    people = data.get("person")
    for key in data:
        if key != "person":
            raise UnknownName("key", key, ["person"], where=file)
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise RoutineError("there is no [[person]]", where=file, remedy="Write one for each.")
    for number, person in enumerate(people, 1):
        texts = {column_named(key): value for key, value in _flat(person)}
        wrong = [
            _unknown_column(key, place_of(file, number, key)) for key in texts if not is_known(key)
        ]
        known = {key: value for key, value in texts.items() if is_known(key) and value.strip()}
        columns = list(known)
        cells, more = _cells(columns, list(known.values()), file, number)
        yield number, cells, [*wrong, *more]


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield f"{prefix}{key}", " ".join(map(str, value))
        else:
            yield f"{prefix}{key}", str(value).lower() if isinstance(value, bool) else str(value)
