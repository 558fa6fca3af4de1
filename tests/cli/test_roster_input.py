"""Bad rosters as the command line meets them: every mistake by row and column, nothing made, exit 1."""

import csv
import io

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.routine.roster import MOST_CELL

GOOD = "id;name;routine\na1;Anna;desk-break\nb2;Bert;desk-break\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(data, *options, code=1):
        (tmp_path / "clients.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
        line = ["roster", "clients.csv", "--out", "out", "--engine", "silent", "--workers", "1"]
        done = CliRunner().invoke(main, [*line, *options])
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done

    return run


def row(text):
    return f"{GOOD}{text}\n"


BAD = {
    "a double id": (row("A1;Ann;desk-break"), "row 4, column id: 'A1' is the id of row 2 too"),
    "a slash": (row("c/../../etc;C;desk-break"), "row 4, column id: "),
    "a backslash": (row("c\\d;C;desk-break"), "row 4, column id: "),
    "a dot": (row("..;C;desk-break"), "row 4, column id: "),
    "a drive": (row("c:;C;desk-break"), "row 4, column id: "),
    "no id": (row(";C;desk-break"), "row 4, column id: there is no id"),
    "a cell of 1 MB": (row(f"c3;{'x' * 1_000_000};desk-break"), f"row 4, column name: this cell has 1,000,000 characters; it may have {MOST_CELL:,}"),
    "an id of 1 MB": (row(f"{'x' * 1_000_000};C;desk-break"), "row 4, column id: this cell has 1,000,000 characters"),
    "a formula": (row("c3;=cmd|' /C calc'!A0;desk-break"), "row 4, column name: "),
    "a formula behind a space": (row("c3; =1+1;desk-break"), "row 4, column name: "),
    "a column misspelt": (GOOD.replace("routine", "rutine"), "row 1, column rutine: unknown column 'rutine'. Did you mean 'routine'?"),
    "a column nobody knows": (GOOD.replace("name", "time"), "row 1, column time: unknown column 'time'. There are id, name, routine, programme, start, language, skip, settings like hold and reps, EXERCISE.hold and var.NAME."),
    "a routine misspelt": (row("c3;C;desk-brake"), "row 4, column routine: unknown routine 'desk-brake'. Did you mean 'desk-break'?\n"),
    "a cell too many": (row("c3;C;desk-break;20"), "row 4, column 4: this cell has no column. Put a text that has a separator in it in quotation marks"),
    "a quotation mark that is never closed": (row('c3;"C;desk-break\nd4;D;desk-break'), "row 4, column name: a quotation mark is never closed"),
    "UTF-16 cut off": (GOOD.encode("utf-16")[:-1], "clients.csv"),
    "an Excel file": (b"PK\x03\x04" + bytes(range(256)), "clients.csv:1: this is not text. Save it as CSV UTF-8"),
    "zeros": (GOOD.encode() + b"c3;C\0;desk-break\n", "clients.csv:4: this is not text"),
    "nothing": (b"", "clients.csv: there is no row in it"),
    "a head alone": ("id;name\n", "clients.csv: there is no row in it"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), BAD.values(), ids=BAD)
def test_a_bad_roster(run, tmp_path, data, said):
    done = run(data)
    assert said in done.stderr
    assert "clients.csv" in done.stderr
    assert len(done.stderr) < 3000
    assert done.stdout == ""
    assert sorted(one.name for one in tmp_path.iterdir() if not one.name.startswith(".")) == [
        "clients.csv"
    ]


def test_what_was_finished_stays_finished(run, tmp_path):
    """A roster that was made, then spoilt, then mended: the folders are those there were."""
    run(GOOD, code=0)
    before = {one: one.stat().st_mtime_ns for one in (tmp_path / "out").glob("*/*")}
    keys = (tmp_path / "clients.keys").read_bytes()
    run(row("c/3;C;desk-break"))
    kept = run(row("c/3;C;desk-break"), "--keep-going")
    assert [line.split("\t")[0] for line in kept.stdout.splitlines()] == ["a1", "b2"]
    results = (tmp_path / "out" / "results.csv").read_text("utf-8-sig")
    found = [
        (one["row"], one["result"]) for one in csv.DictReader(io.StringIO(results), delimiter=";")
    ]
    assert found == [("2", "unchanged"), ("3", "unchanged"), ("4", "failed")]
    done = run(GOOD, code=0)
    assert "0 rows made, 2 unchanged" in done.stderr
    assert {one: one.stat().st_mtime_ns for one in (tmp_path / "out").glob("*/*")} == before
    assert (tmp_path / "clients.keys").read_bytes() == keys


@pytest.mark.long
def test_one_bad_row_of_a_hundred_thousand(run, tmp_path):
    rows = [f"p{number};Name {number};desk-break" for number in range(100_000)]
    rows[70_000] = "p7;Name;desk-break"
    done = run("id;name;routine\n" + "\n".join(rows))
    assert "clients.csv, row 70002, column id: 'p7' is the id of row 9 too" in done.stderr
    assert len(done.stderr) < 1000
    assert not (tmp_path / "out").exists()
