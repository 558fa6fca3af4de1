"""Imports point one way, plan/ does no I/O, and the command line starts light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "voiceguide"
WORDS = {"errors", "problem", "duration", "text", "tones", "scene", "progress"}
"""The modules everybody may use: the only loose ones beside the API and the command's door."""
FLOORS = [
    {"root"},
    {"lang"},
    {"routine"},
    {"script", "disk"},
    {"plan"},
    {"speech", "picture"},
    {"audio"},
    {"proof", "formats"},
    {"session"},
    {"delivery"},
    {"web", "cli"},
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
BESIDE = {("cli", "web")}
"""`serve` is a command."""
IMPURE = {
    "datetime", "io", "os", "pathlib", "random", "shutil", "socket", "subprocess", "tempfile",
    "platformdirs", "time", "lameenc", "numpy", "pydub", "pyttsx3", "soundfile", "soxr",
}  # fmt: skip
TOUCHING = {"open", "print", "input"}
READING = {
    "exists", "expanduser", "getcwd", "glob", "is_dir", "is_file", "iterdir", "open", "read_bytes",
    "read_text", "resolve", "stat", "write_bytes", "write_text",
}  # fmt: skip
TOUCHES = {
    "lang/language.py": {"glob", "read_text"},
    "script/guard.py": {"resolve"},
}
GIVEN = {
    "lang/language.py": {"pathlib"},  # reads ours, which are a part of the program
    "routine/today.py": {"datetime"},  # takes a date, and asks for none
    "routine/appointment.py": {"datetime"},  # what a file has
    "routine/programme.py": {"datetime"},
    "routine/attendance.py": {"datetime"},
    "routine/schedule.py": {"datetime"},  # takes the first day
    "routine/roster.py": {"datetime"},  # what a file has
    "routine/columns.py": {"datetime"},
    "script/sandbox.py": {"random"},  # takes a seed
    "script/cage.py": {"os", "time"},  # the child
    "script/guard.py": {"io", "os", "subprocess", "pathlib"},  # our end of its pipe
}


def imports(text: str) -> set[str]:
    """Every module a text imports, also inside functions, but not for types alone."""
    found: set[str] = set()

    def walk(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.Import):
                found.update(alias.name for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module:
                found.add(child.module)
                found.update(f"{child.module}.{alias.name}" for alias in child.names)
            walk(child)

    walk(ast.parse(text))
    return found


def touched(text: str) -> set[str]:
    """What a text calls to get at files or a terminal."""
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    return names & TOUCHING | {
        call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in READING
    }


def room(module: str) -> str:
    """The room of "voiceguide.audio.mp3"; the package itself and its loose modules are the root."""
    part = [*module.split("."), ""][1]
    return part if part in FLOOR else "root"


def wrong_ways(name: str, text: str) -> list[str]:
    own = name.split("/", maxsplit=1)[0] if "/" in name else "root"
    targets = {room(module) for module in imports(text) if module.split(".")[0] == "voiceguide"}
    return sorted(
        target
        for target in targets - {own}
        if FLOOR[target] >= FLOOR[own] and (own, target) not in BESIDE
    )


MODULES = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py"))


def test_few_modules_stand_loose():
    loose = {name.removesuffix(".py") for name in MODULES if "/" not in name}
    assert loose - {"__init__", "__main__"} == WORDS
    assert {name.split("/")[0] for name in MODULES if "/" in name} == set(FLOOR) - {"root"}


def test_no_name_twice():
    names = [Path(name).name for name in MODULES if "__" not in name]
    assert sorted(names) == sorted(set(names))


def test_no_class_name_twice():
    names = [
        node.name
        for name in MODULES
        for node in ast.parse((PACKAGE / name).read_text()).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", [name for name in MODULES if "__" not in name])
def test_imports_point_one_way(name):
    assert wrong_ways(name, (PACKAGE / name).read_text()) == []


@pytest.mark.parametrize(
    "name", [name for name in MODULES if name.startswith(("lang/", "routine/", "script/", "plan/"))]
)
def test_words_and_plans_do_no_io(name):
    """Files are not named, and not read through a path that was handed in either."""
    text = (PACKAGE / name).read_text()
    roots = {module.split(".")[0] for module in imports(text)}
    assert roots & IMPURE == GIVEN.get(name, set())
    assert touched(text) == TOUCHES.get(name, set())


def test_the_rule_can_fail():
    assert wrong_ways("script/cue.py", "def f():\n    from voiceguide.audio import mp3") == [
        "audio"
    ]
    assert "time" in imports("import time")
    assert touched("print(path.read_bytes())") == {"print", "read_bytes"}


@pytest.mark.parametrize("name", MODULES)
def test_modules_stay_small(name):
    assert len((PACKAGE / name).read_text().splitlines()) <= 400


def test_help_starts_light():
    code = (
        "import sys; sys.argv = ['voiceguide', '--help']\n"
        "from voiceguide.cli.program import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'pydub', 'jinja2', 'msgspec', 'mutagen', 'lameenc', 'pyttsx3'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("module", "library"),
    [
        ("voiceguide.delivery.weeks", "icalendar"),
        ("voiceguide.picture", "jinja2"),
        ("voiceguide.speech.http", "urllib3"),
    ],
)
def test_a_library_is_loaded_where_it_is_needed(module, library):
    code = f"import sys, {module}; print({library!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
