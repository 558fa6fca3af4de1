"""The roster as Excel and people write it: what is read, and what is said of every mistake."""

import datetime

import pytest

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.roster import MOST_CELL, parse_roster

HEAD = "id;name;routine;hold_s;skip\n"


def read(text, file="people.csv"):
    return parse_roster(text.encode() if isinstance(text, str) else text, file)


ROW = "a1;Jörg;hip-rotation;52,5;external-rotation\n"
SAME = [
    ("semicolons", (HEAD + ROW).encode()),
    ("CRLF", (HEAD + ROW).replace("\n", "\r\n").encode()),
    ("BOM", b"\xef\xbb\xbf" + (HEAD + ROW).encode()),
    ("Windows", (HEAD + ROW).encode("cp1252")),
    ("UTF-16 with tabs", (HEAD + ROW).replace(";", "\t").encode("utf-16")),
    (
        "commas",
        (HEAD.replace(";", ",") + 'a1,Jörg,hip-rotation,"52,5",external-rotation\n').encode(),
    ),
    ("sep=", ("sep=;\r\n" + HEAD + ROW).encode()),
    ("capitals", (HEAD.title().replace("_S", "_s") + ROW).encode()),
    ("blank lines", (HEAD + ";;;;\n\n" + ROW).encode()),
]


@pytest.mark.parametrize("data", [data for _, data in SAME], ids=[name for name, _ in SAME])
def test_what_excel_writes(data):
    roster = read(data)
    assert roster.problems == ()
    (row,) = roster.rows
    assert (row.id, row.name, row.routine) == ("a1", "Jörg", "hip-rotation")
    assert row.values == {"hold": 52_500}
    assert row.skip == ("external-rotation",)


def test_rows_are_numbered_as_excel_numbers_them():
    roster = read('id;name\na;"two\nlines"\n\nb;B\n')
    assert [(row.number, row.id, row.name) for row in roster.rows] == [
        (2, "a", "two lines"),
        (4, "b", "B"),
    ]


def test_doses_of_exercises_variables_and_dates():
    roster = read(
        "id,external-rotation-stretch.hold,external-rotation-lift.reps,Squat.hold_s,var.coach,start,language,detail\n"
        "a,60s,6,30,Robin,7.12.2026,de,brief\nb,,,,,2026-12-07,,\n"
    )
    first, second = roster.rows
    assert first.exercises == {
        "external-rotation-stretch": {"hold": 60_000},
        "external-rotation-lift": {"reps": 6},
        "Squat": {"hold": 30_000},
    }
    assert first.vars == {"coach": "Robin"}
    assert first.start == second.start == datetime.date(2026, 12, 7)
    assert (first.language, first.values) == ("de", {"detail": "brief"})
    assert not second.exercises


def test_toml_is_read_the_same():
    roster = read(
        '[[person]]\nid = "a"\nname = "Anna"\nhold_s = 45\nskip = ["x", "y"]\nvar.coach = "Robin"\n'
        'squat = { hold = "30s" }\n[[person]]\nid = "b"\nhold = "2h"\n',
        "people.toml",
    )
    (row,) = roster.rows
    assert (row.values, row.skip, row.vars) == ({"hold": 45_000}, ("x", "y"), {"coach": "Robin"})
    assert row.exercises == {"squat": {"hold": 30_000}}
    assert roster.problems[0].where == "people.toml, row 2, column hold"


WRONG = [
    ("id;hold\na;forty\n", "row 2, column hold", "forty"),
    ("id;hold\na;2h\n", "row 2, column hold", "2h is out of range"),
    ("id;hold_s\na;45s\n", "row 2, column hold_s", "not a number of seconds"),
    ("id;name\n;A\n", "row 2, column id", "there is no id"),
    ("id\na\nb\nA\n", "row 4, column id", "'A' is the id of row 2 too"),
    ("id\n../etc\n", "row 2, column id", "cannot be a part of an address"),
    ("id\na/b\n", "row 2, column id", "cannot be a part of an address"),
    ("id\na.b\n", "row 2, column id", "cannot be a part of an address"),
    ("id;name\na;=HYPERLINK(1)\n", "row 2, column name", "looks like a formula"),
    ("id;name\na;@SUM(A1)\n", "row 2, column name", "looks like a formula"),
    ("id;var.x\na;-1+cmd\n", "row 2, column var.x", "looks like a formula"),
    ("id;holdd\na;1\n", "row 1, column holdd", "unknown column 'holdd'"),
    ("id;hold;hold\na;45s;45s\n", "row 1, column hold", "two columns of this name"),
    ("name;hold\nA;45s\n", "row 1", "there is no column id"),
    ("id;name\na;A;more\n", "row 2, column 3", "this cell has no column"),
    ('id;name\na;A\nb;"B\nc;C\nd;D\n', "row 3, column name", "every row after it is in this cell"),
    ('id;name\na;A\nb;B;"', "row 3, column 3", "a quotation mark is never closed"),
    (f"id;name\na;{'x' * 1_000_000}\n", "row 2, column name", f"1,000,000 characters; it may have {MOST_CELL:,}"),
    ("id;routine;programme\na;x;y\n", "row 2, column programme", "both a routine and a programme"),
    ("id;routine\na;../x.toml\n", "row 2, column routine", "is not a name"),
    ("id;start\na;12/7/2026\n", "row 2, column start", "is not a date"),
    ("id;language\na;german!\n", "row 2, column language", "german!"),
    ("id;engine\na;command:rm {text}\n", "row 2, column engine", "cannot name a program"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "what"), WRONG)
def test_every_mistake_has_its_row_and_column(text, where, what):
    problems = read(text).problems
    assert [one.where for one in problems] == [f"people.csv, {where}"]
    assert what in problems[0].what
    assert len(str(problems[0])) < 1000


def test_a_misspelt_column_is_named():
    (problem,) = read("id;langauge\na;de\n").problems
    assert problem.remedy == "Did you mean 'language'?"


def test_all_mistakes_are_told_at_once():
    problems = read("id;hold;reps\na;x;y\nb;45s;8\nb;z;1000\n").problems
    assert [one.where.removeprefix("people.csv, ") for one in problems] == [
        "row 2, column hold", "row 2, column reps", "row 4, column hold", "row 4, column reps",
        "row 4, column id",
    ]  # fmt: skip


def test_one_bad_row_of_a_hundred_thousand():
    rows = [f"p{number};Name {number};{40 + number % 20}" for number in range(100_000)]
    rows[70_000] = "p70000;Name;many"
    roster = read("id;name;hold_s\n" + "\n".join(rows))
    assert len(roster.rows) == 99_999
    assert [one.where for one in roster.problems] == ["people.csv, row 70002, column hold_s"]
    assert roster.bad == ((70_002, "p70000", "Name"),)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x01", b"PK\x03\x04abc", b"id\na\x00b\n", b""]
)
def test_what_is_no_table(data):
    with pytest.raises(RoutineError):
        read(data)


def test_a_key_nobody_knows_in_toml():
    with pytest.raises(UnknownName):
        read("[[people]]\nid = 'a'\n", "people.toml")


def test_a_name_carries_nothing_into_scripts():
    (row,) = read("id;name\na;Anna [hold 1h] {{ 7 }} / # |\n").rows
    assert row.name == "Anna hold 1h 7"
