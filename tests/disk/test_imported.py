"""`voiceguide import`: a list becomes a routine that passes `check`, or nothing is written."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.disk.imported import import_list
from voiceguide.errors import OutputError, RoutineError
from voiceguide.session.api import check

LISTS = sorted((Path(__file__).parents[1] / "data" / "lists").iterdir())
PLANK = b"Plank 45 s\nCall me on Monday.\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_what_it_writes_passes_check(home, path):
    done = CliRunner().invoke(main, ["import", str(path), "--name", "mine"])
    assert (done.stdout, done.exit_code) == ("scripts/mine/routine.toml\n", 0)
    assert done.stderr.splitlines()[-1] == "Now build it: voiceguide build mine"
    wrong = [problem for problem in check("mine") if problem.wrong]
    assert wrong == []


def test_standard_input(home):
    done = CliRunner().invoke(main, ["import", "-"], input=PLANK)
    assert done.stdout == "scripts/imported/routine.toml\n"
    assert done.stderr.splitlines() == [
        "line 1: Plank: 45s",
        'line 2: "Call me on Monday." left out: whom to ask, and when',
        "Now build it: voiceguide build imported",
    ]


@pytest.mark.parametrize(
    ("file", "name"),
    [("My hips.txt", "my-hips"), ("Übungen für Zoë.md", "uebungen-fuer-zoe"), ("list", "list")],
)
def test_it_is_called_as_the_file(home, file, name):
    Path(file).write_bytes(PLANK)
    path, _ = import_list(file)
    assert path == Path("scripts", name, "routine.toml")
    assert sorted(path.parent.parent.iterdir()) == [path.parent]


def test_nothing_is_written_over(home):
    Path("scripts/list").mkdir(parents=True)
    Path("list.txt").write_bytes(PLANK)
    with pytest.raises(OutputError, match="scripts/list: this is already there"):
        import_list("list.txt")
    assert list(Path("scripts/list").iterdir()) == []


@pytest.mark.parametrize(
    ("file", "name", "said"),
    [
        ("nothing.txt", "", "there is no file nothing.txt. Check the path."),
        ("scripts", "", "this is a folder. Name the file in it."),
        ("???", "", "no routine's name can be made of the file's. Add --name NAME."),
        ("list.txt", "a b", "'a b' cannot be a routine's name."),
        ("list.txt", "n" * 300, "at most 64."),
        ("list.txt", "hip-rotation", "comes with voiceguide"),
        ("bad.txt", "", "bad.txt:1: this is not text."),
        ("french.txt", "", "it looks like French."),
        ("long.txt", "", "this list is a session of more than 4h. Split it into several lists."),
    ],
)
def test_nothing_is_written_where_anything_is_wrong(home, file, name, said):
    Path("scripts").mkdir()
    Path("list.txt").write_bytes(PLANK)
    Path("bad.txt").write_bytes(b"\x00\x01\x02\x03\x04")
    Path("french.txt").write_text("Pompes 3 séries de 10\nPlanche 45 secondes\n", "utf-8")
    Path("long.txt").write_text("".join(f"Walk {n}, 60 min\n" for n in range(9)))
    done = CliRunner().invoke(main, ["import", file, *(["--name", name] if name else [])])
    assert done.exit_code == 1
    assert said in done.stderr
    assert list(Path("scripts").iterdir()) == []


def test_what_is_refused_as_a_whole_is_told_line_by_line(home):
    Path("long.txt").write_text("".join(f"Walk {n}, 60 min\n" for n in range(9)))
    done = CliRunner().invoke(main, ["import", "long.txt"])
    *told, refused = done.stderr.splitlines()
    assert told == [f"line {n + 1}: Walk {n}: 1h" for n in range(5)] + [
        f"line {n + 1}: Walk {n}: 1h; figures stay in its name" for n in range(5, 9)
    ]
    assert "a session of more than 4h" in refused
    assert done.stdout == ""


def test_a_long_name_of_a_file_is_cut(home):
    Path(f"{'long ' * 40}.txt").write_bytes(PLANK)
    path, _ = import_list(f"{'long ' * 40}.txt")
    assert path.parent.name == "long-" * 12 + "long"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with a path")
@pytest.mark.parametrize("source", ["/dev/stdin", "<(cat list.txt)"])
def test_a_pipe_is_read(home, source):
    Path("list.txt").write_bytes(PLANK)
    command = f"cat list.txt | '{sys.executable}' -m voiceguide import {source}"
    done = subprocess.run(
        ["bash", "-c", command], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.returncode) == ("scripts/imported/routine.toml\n", 0)


def test_without_pyyaml(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(RoutineError, match=r"pip install 'voiceguide\[import\]'"):
        import_list("-", stdin=io.BytesIO(b"exercises:\n  - name: Plank\n    duration: 30s\n"))


def test_a_hundred_lines_take_a_third_of_a_second(home):
    """Of CPU: what else runs on the computer takes nothing from it."""
    lines = [
        "Clamshell, 10 reps, each side",
        "Plank 45 s",
        "Bridge 2 sets of 10, hold 5 s",
        "Rest 1 min",
        "Side plank 30-45 s per side",
    ]
    Path("hundred.txt").write_text("\n".join(f"- {line}" for line in lines * 20))
    code = (
        "import sys, time; sys.argv = ['voiceguide', 'import', 'hundred.txt']\n"
        "from voiceguide.cli.program import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(time.process_time(), 'jinja2' in sys.modules, 'numpy' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    taken, *loaded = done.stdout.splitlines()[-1].split()
    assert Path("scripts/hundred/routine.toml").is_file()
    assert loaded == ["False"] * 3
    assert float(taken) < 0.3
