"""voiceguide roster: what goes to standard output, what to standard error, and the exit code."""

import json

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main


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
    assert done.stdout == f"a1\t{folder.name}\n"
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
