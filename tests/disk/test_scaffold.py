"""A routine to start from: commented, and it builds at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.disk.scaffold import write_scaffold
from voiceguide.errors import OutputError, RoutineError


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_written(home):
    written = write_scaffold("calves")
    folder = Path("scripts/calves")
    assert written == [
        folder / "routine.toml", folder / "calves-raise.cue.j2", folder / "calves-stretch.cue.j2",
    ]  # fmt: skip
    text = "".join(path.read_text() for path in written)
    assert "NAME" not in text
    assert "TITLE" not in text
    assert text.count("#") > 10


@pytest.mark.parametrize(
    "lang", [[], ["--detail", "brief"], ["--detail", "tones"], ["--hold", "5s"]]
)
def test_it_is_right_at_once(home, lang):
    run = CliRunner()
    assert run.invoke(main, ["new", "my-own-2"]).exit_code == 0
    found = run.invoke(main, ["check", "my-own-2", *lang])
    assert found.output.splitlines()[-1] == "ok"
    made = run.invoke(main, ["build", "my-own-2", "--engine", "silent", "--quiet", *lang])
    assert (made.stdout, made.exit_code) == ("output/my-own-2.mp3\n", 0)


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


@pytest.mark.parametrize("name", ["hip-rotation", "Desk-Break"])
def test_a_built_in_routine_is_not_hidden(home, name):
    with pytest.raises(RoutineError, match="comes with voiceguide"):
        write_scaffold(name)
    assert list(home.iterdir()) == []
