"""Imports point one way, plan/ does no I/O, and the command line starts light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "voiceguide"
FLOORS = [
    {"errors", "interrupt", "problem", "progress"},
    {"files", "folder", "download"},
    {"plan"},
    {"guard", "history", "picture"},
    {"speech", "library", "request", "cage"},
    {"audio", "personal", "scaffold"},
    {"phone", "renderings"},
    {"score"},
    {"bed", "options", "memory", "doctor", "output"},
    {"sides"},
    {"session", "inspection", "sentences", "trial", "keywords"},
    {"forecast", "checkup", "watch", "delivery", "narration"},
    {"offer", "api"},
    {"show", "web"},
    {"commands"},
    {"cli"},
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
IMPURE = {
    "datetime", "io", "os", "pathlib", "random", "shutil", "socket", "subprocess", "tempfile",
    "time", "lameenc", "numpy", "pydub", "pyttsx3", "soundfile", "soxr",
}  # fmt: skip
GIVEN = {"plan/today.py": {"datetime"}, "plan/sandbox.py": {"random"}}
"""today.py takes a date as a parameter, sandbox.py a seed: neither asks for one."""


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


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def wrong_ways(name: str, text: str) -> list[str]:
    own = name.split("/", maxsplit=1)[0].removesuffix(".py")
    targets = {room(module) for module in imports(text) if module.startswith("voiceguide.")}
    return sorted(
        target
        for target in targets
        if target in FLOOR and target != own and FLOOR[target] >= FLOOR[own]
    )


MODULES = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py"))


def test_every_room_has_a_floor():
    rooms = {name.split("/")[0].removesuffix(".py") for name in MODULES}
    assert rooms - {"__init__", "__main__"} == set(FLOOR)


@pytest.mark.parametrize("name", [name for name in MODULES if "__" not in name])
def test_imports_point_one_way(name):
    assert wrong_ways(name, (PACKAGE / name).read_text()) == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("plan/")])
def test_plan_does_no_io(name):
    text = (PACKAGE / name).read_text()
    roots = {module.split(".")[0] for module in imports(text)}
    assert roots & IMPURE == GIVEN.get(name, set())
    calls = {node.func.id for node in ast.walk(ast.parse(text))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert not calls & {"open", "print", "input"}


def test_the_rule_can_fail():
    assert wrong_ways("plan/cue.py", "def f():\n    from voiceguide.audio import mp3") == ["audio"]
    assert "time" in imports("import time")


@pytest.mark.parametrize("name", MODULES)
def test_modules_stay_small(name):
    assert len((PACKAGE / name).read_text().splitlines()) <= 400


def test_help_starts_light():
    code = (
        "import sys; sys.argv = ['voiceguide', '--help']\n"
        "from voiceguide.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'pydub', 'jinja2', 'msgspec', 'mutagen', 'lameenc', 'pyttsx3'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
