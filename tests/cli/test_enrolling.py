"""voiceguide roster: what goes to standard output, what to standard error, and the exit code."""

import json

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main

pytestmark = pytest.mark.long


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(text, *options):
        (tmp_path / "clients.csv").write_text(text)
        line = ["roster", "clients.csv", "--out", "out", "--engine", "silent", "--workers", "1"]
        return CliRunner().invoke(main, [*line, *options])

    return run


def test_a_line_for_each_person(run, tmp_path):
    done = run("id;name;routine\na1;Anna;desk-break\n")
    assert done.exit_code == 0
    (folder,) = (tmp_path / "out").glob("a1-*")
    assert done.stdout == f"a1\tAnna\t{folder.name}\n"
    assert "1 row made" in done.stderr


def test_bad_rows_are_told_and_nothing_is_made(run, tmp_path):
    done = run("id;name;routine\na/1;Anna;desk-break\nb;Bert;desk-break\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "clients.csv, row 2, column id" in done.stderr
    assert not (tmp_path / "out").exists()


def test_keep_going_makes_the_good_ones_and_still_fails(run):
    done = run(
        "id;name;routine\na/1;Anna;desk-break\nb;Bert;desk-break\n", "--keep-going", "--json"
    )
    assert done.exit_code == 1
    assert [row["result"] for row in json.loads(done.stdout)["rows"]] == ["failed", "made"]


def test_speak_only_writes_nothing(run, tmp_path):
    text = "id;name;routine\na1;Anna;desk-break\n"
    spoken = json.loads(run(text, "--speak-only", "--json").stdout)
    assert spoken["spoken"] > 5
    assert not (tmp_path / "out").exists()
    assert json.loads(run(text, "--json").stdout)["spoken"] == 0


HEAD = "id;name;routine;hold\n"
STOPPED = {
    "one of three": ("a;A;desk-break;30s\nb;B;desk-break;30s\nc;C;desk-brake;30s\n", "Nothing was made, because of row 4; --keep-going makes the other 2.\n"),
    "two of three": ("a;A;desk-break;30s\nb;B;desk-break;x\nc;C;desk-brake;30s\n", "Nothing was made, because of rows 3 and 4; --keep-going makes the other one.\n"),
    "all": ("c;C;desk-brake;30s\n", None),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), STOPPED.values(), ids=STOPPED)
def test_why_nothing_was_made_is_said(run, rows, said):
    done = run(HEAD + rows)
    assert (done.exit_code, done.stdout) == (1, "")
    assert " unchanged" not in done.stderr
    if said:
        assert done.stderr.endswith(said)
    else:
        assert "Nothing was made" not in done.stderr


def test_a_file_that_is_wrong_as_a_whole_counts_no_rows(run):
    done = run("name;routine\nAnna;desk-break\n")
    assert "there is no column id" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_was_not_looked_for_in_a_script_leaves_no_files(run, tmp_path):
    """Found when the scripts are rendered, and before anything is made."""
    own = tmp_path / "scripts" / "mine"
    own.mkdir(parents=True)
    (own / "routine.toml").write_text(
        'title = "Mine"\n[[block]]\ndo = [{ exercise = "one", hold = "30s", sides = "once" }]\n'
    )
    (own / "one.cue.j2").write_text("# One\n{{ 10 // (name|length - 4) }} steps, {{ name }}\n[hold {{ hold }}]\n[end]\n")  # fmt: skip
    done = run("id;name;routine\na;Anna;mine\n")
    assert done.exit_code == 1
    assert "clients.csv, row 2: scripts/mine/one.cue.j2:2" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_doses_are_warned_of_by_row(run):
    done = run(HEAD + "a;A;desk-break;15m\n")
    assert done.exit_code == 0
    assert "warning: clients.csv, row 2: external-rotation-stretch: a hold of 15m is" in done.stderr


def test_a_target_without_a_name_is_refused(run):
    done = run("id\na\n", "--out", "")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "--out: this is empty" in done.stderr


def test_results_have_names_and_the_signs_of_the_roster(run, tmp_path):
    run("id;name;routine\na1;Anna;desk-break\nb2;Bert;desk-brake\n", "--keep-going")
    lines = (tmp_path / "out" / "results.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "row;id;name;result;files;bytes;problem"
    assert [line.split(";")[:4] for line in lines[1:]] == [
        ["2", "a1", "Anna", "made"],
        ["3", "b2", "Bert", "failed"],
    ]


def test_keys_that_were_lost_give_nobody_a_new_address_unasked(run, tmp_path):
    rows = "id;name;routine\na1;Anna;desk-break\nb2;Bert;desk-break\n"
    before = run(rows).stdout
    keys = tmp_path / "clients.keys"
    kept = keys.read_bytes()
    keys.unlink()
    for options in ((), ("--keep-going",)):
        done = run(rows, *options)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "clients.keys: the keys are gone of a1, b2, who have folders in out." in done.stderr
        assert "--new-keys" in done.stderr
        assert not keys.exists()
    keys.write_bytes(kept)
    assert run(rows).stdout == before
    keys.unlink()
    after = run(rows, "--new-keys")
    assert (after.exit_code, "2 rows made" in after.stderr) == (0, True)
    assert after.stdout != before
    assert run(rows).stdout == after.stdout


def test_who_is_new_in_the_roster_needs_no_leave(run):
    rows = "id;name;routine\na1;Anna;desk-break\n"
    run(rows)
    assert run(rows + "b2;Bert;desk-break\n").exit_code == 0


@pytest.mark.parametrize("file", ["nofile.csv", "clients.csv"])
def test_serve_without_a_roster_or_its_keys_does_not_start(tmp_path, monkeypatch, file):
    pytest.importorskip("flask", reason="the extra web is not installed")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clients.csv").write_text("id\na\n")
    line = ["serve", "--roster", file, "--port", "0", "--no-browser"]
    done = CliRunner().invoke(main, line)
    missing = file if file == "nofile.csv" else "clients.keys"
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"voiceguide: {missing}: there is no such file.")
