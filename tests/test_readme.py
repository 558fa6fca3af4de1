"""What the README says is so: its commands run, its examples build, its figures hold."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from voiceguide.duration import render_clock
from voiceguide.plan.timeline import parse_timeline
from voiceguide.routine.settings import ROWS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SHORT = "Hips, five minutes"
DESK = "Desk, five minutes"

pytestmark = pytest.mark.speech


def blocks(language: str, text: str = README) -> list[str]:
    """Every fenced block of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every voiceguide command that is shown, in order, each once."""
    shown = [*blocks("sh"), *blocks("sh", COMMANDS)]
    lines = [line for block in shown for line in block.splitlines() if "voiceguide" in line]
    return list(dict.fromkeys(lines))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A fresh folder with the README's files in it."""
    place = tmp_path_factory.mktemp("readme")
    [routine] = [block for block in blocks("toml") if SHORT in block]
    (place / "short.toml").write_text(routine)
    [desk] = [block for block in blocks("toml") if DESK in block]
    (place / "desk.toml").write_text(desk)
    [script] = [block for block in blocks("jinja") if "Calf stretch" in block]
    (place / "calf-stretch.cue.j2").write_text(script)
    (place / "calf.toml").write_text(routine.replace("external-rotation-stretch", "calf-stretch"))
    return place


@pytest.fixture
def run(folder, sounds):
    """What runs one shown command as a person would, in that folder."""

    def in_folder(line: str) -> subprocess.CompletedProcess:
        given, _, command = line.partition("voiceguide")
        variables = dict(pair.split("=", 1) for pair in shlex.split(given))
        return subprocess.run(
            [sys.executable, "-m", "voiceguide", *shlex.split(command)],
            cwd=folder, capture_output=True, text=True, check=False, timeout=120,
            env={
                **os.environ, **variables, "PYTHONPATH": str(ROOT),
                "VOICEGUIDE_CACHE_DIR": str(sounds),
                "VOICEGUIDE_DATA_DIR": str(folder / "data"),
            },
        )  # fmt: skip

    return in_folder


@pytest.mark.parametrize("line", commands())
def test_a_command_runs(run, line):
    done = run(line)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "warning" not in done.stderr


def test_there_are_commands():
    assert len(commands()) >= 15
    assert "voiceguide build" in commands()


def test_the_example_script_builds(run):
    assert run("voiceguide build calf.toml").returncode == 0


def test_eight_lines_are_a_routine(folder):
    lines = (folder / "short.toml").read_text().splitlines()
    assert len([line for line in lines if line.strip()]) == 8


@pytest.mark.parametrize(("name", "title", "minutes"), [("short", SHORT, 5), ("desk", DESK, 5)])
def test_the_short_ones_are_as_short_as_they_say(run, name, title, minutes):
    said = run(f"voiceguide timeline {name}.toml --json")
    timeline = parse_timeline(said.stdout.encode())
    assert timeline.title == title
    assert abs(timeline.duration_ms / 60_000 - minutes) < 0.25
    assert run(f"voiceguide check {name}.toml").stdout == "ok\n"


def test_ways_to_install_are_named():
    assert "pipx install ." in README
    assert "uv tool install ." in README


def test_what_you_hear(run, folder):
    assert run("voiceguide build hip-rotation --out heard.mp3").returncode == 0
    timeline = parse_timeline((folder / "heard.timeline.json").read_bytes())
    shown = re.findall(r"^\| (\d+:\d\d) \| (.+) \|$", COMMANDS, re.MULTILINE)
    assert shown == [(render_clock(mark.start_ms), mark.title) for mark in timeline.chapters]
    for text in (README, COMMANDS):
        assert f"in {round(timeline.duration_ms / 60_000)} minutes" in text


def test_the_table_of_options():
    rows = re.findall(r"^\| `--([\w-]+)` \|.*\| (.+?) \|$", COMMANDS, re.MULTILINE)
    defaults = {row.key: row.write(row.default) for row in ROWS.values()}
    assert rows
    for name, shown in rows:
        written = defaults[name.replace("-", "_")].strip('"')
        assert shown.strip("`") == {"false": "off"}.get(written, written), name


def test_every_option_of_the_table_is_one():
    names = {row.flag.removeprefix("--") for row in ROWS.values()}
    rows = re.findall(r"^\| `--([\w-]+)` \|", COMMANDS, re.MULTILINE)
    assert set(rows) <= names


@pytest.mark.parametrize(
    ("target", "command"),
    [("session", "voiceguide build"), ("test", "-m pytest"), ("lint", "mypy"), ("bench", "tests.bench")],
)  # fmt: skip
def test_make_targets(target, command):
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert command in done.stdout
    assert ("[dev]" in done.stdout) == (target != "session")
    assert f"make {target}" in README + CONTRIBUTING


def test_make_shows_what_it_does():
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "session"], cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert "--quiet" not in done.stdout
    assert "unexport PYTHONDONTWRITEBYTECODE" in (ROOT / "Makefile").read_text("utf-8")


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target
