"""A routine to start from: commented, and it builds at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.disk.scaffold import write_scaffold
from voiceguide.errors import OutputError, RoutineError
from voiceguide.routine.routine import parse_routine


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


LIST = ["routine.toml"]
PAIR = ["routine.toml", "calves-raise.cue.j2", "calves-stretch.cue.j2"]


@pytest.mark.parametrize(("scripts", "expected", "comments"), [(False, LIST, 5), (True, PAIR, 12)])
def test_what_is_written(home, scripts, expected, comments):
    written = write_scaffold("calves", scripts=scripts)
    assert written == [Path("scripts/calves") / name for name in expected]
    text = "".join(path.read_text() for path in written)
    assert "NAME" not in text.replace("new calves", "")
    assert "TITLE" not in text
    assert text.count("#") >= comments


def test_a_list_is_a_file_of_ten_exercises(home):
    [path] = write_scaffold("mornings")
    routine = parse_routine(path.read_text())
    assert len(routine.exercises) == 10
    lines = [line for line in path.read_text().splitlines() if line and line[0] != "#"]
    assert len(lines) <= 18
    assert all(line.isascii() and len(line) <= 120 for line in lines)


@pytest.mark.parametrize("scripts", [[], ["--scripts"]])
@pytest.mark.parametrize(
    "asked", [[], ["--detail", "brief"], ["--detail", "tones"], ["--rounds", "2"], ["--rest", "0s"]]
)
def test_it_is_right_at_once(home, asked, scripts):
    run = CliRunner()
    assert run.invoke(main, ["new", "my-own-2", *scripts]).exit_code == 0
    found = run.invoke(main, ["check", "my-own-2", *asked])
    assert found.output == "ok\n"
    made = run.invoke(main, ["build", "my-own-2", "--engine", "silent", "--quiet", *asked])
    assert (made.stdout, made.exit_code) == ("output/my-own-2.mp3\n", 0)


@pytest.mark.parametrize("asked", [["--hold", "5s"], ["--back-to-back"]])
def test_a_list_may_be_done_otherwise(home, asked):
    """Without a rest there is no time for every word, and that is told."""
    write_scaffold("mornings")
    told = CliRunner().invoke(main, ["check", "mornings", *asked]).output
    warnings = [line for line in told.splitlines() if "warning: " in line]
    assert all("is never heard: there is no time for it" in line for line in warnings)
    assert bool(warnings) == ("--back-to-back" in asked)
    assert told.endswith("ok\n")


def test_nothing_is_written_over(home):
    write_scaffold("calves")
    Path("scripts/calves/routine.toml").write_text("mine")
    with pytest.raises(OutputError, match=r"scripts/calves: this is already there"):
        write_scaffold("calves")
    assert Path("scripts/calves/routine.toml").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "-x", "a/b", "..", "a b", "ä", "a.b", "_new"])
def test_names_that_cannot_be(home, name):
    with pytest.raises(RoutineError, match="cannot be a routine's name"):
        write_scaffold(name)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "like"),
    [
        (["My Routine"], "my-routine"),
        (["my", "routine"], "my-routine"),
        (["Übung"], "uebung"),
        (["scripts/calves/"], "calves"),
        (["calves.toml"], "calves"),
        (["???"], "my-routine"),
    ],
)
def test_the_name_that_was_meant_is_offered(home, asked, like):
    done = CliRunner().invoke(main, ["new", *asked])
    assert (done.exit_code, done.stderr.endswith(f"hyphens, like {like}.\n")) == (1, True)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("name", ["hip-rotation", "Desk-Break"])
def test_a_built_in_routine_is_not_hidden(home, name):
    with pytest.raises(RoutineError, match="comes with voiceguide"):
        write_scaffold(name)
    assert list(home.iterdir()) == []
