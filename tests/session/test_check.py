"""Broken routines and scripts, and exactly what `voiceguide check` says about each.

The table is tests/broken/*.txt. A case begins with `===` and its name; each `---` line begins one
of its files, and the last one gives the command and what it prints. A case has the files of
whole.txt where it does not bring its own.
"""

import re
import resource
import shlex
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.disk import library
from voiceguide.disk.history import History
from voiceguide.disk.library import Library
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import check as check_of
from voiceguide.session.check import check_session
from voiceguide.session.inspection import DAY
from voiceguide.session.request import Request

FOLDER = Path(__file__).parents[1] / "broken"
HEAD = re.compile(r"(?P<name>\S+)(?: in (?P<encoding>\S+)| of (?P<size>\d+) bytes)?")


class Case(NamedTuple):
    """One routine, and what is said about it."""

    files: dict[str, bytes]
    command: str
    says: str


def read_cases(path: Path) -> dict[str, Case]:
    """Read one file of the table: name -> case."""
    _, *texts = re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)
    return dict(map(_read_case, texts))


def _read_case(text: str) -> tuple[str, Case]:
    name, *parts = re.split(r"^--- ", text, flags=re.MULTILINE)
    *files, (command, says) = (part.split("\n", 1) for part in parts)
    return name.strip(), Case(
        dict(_read_file(*file) for file in files),
        command.removeprefix("$ voiceguide "),
        says.strip() + "\n",
    )


def _read_file(head: str, text: str) -> tuple[str, bytes]:
    match = HEAD.fullmatch(head)
    assert match, head
    data = text.rstrip("\n").encode(match["encoding"] or "utf-8") + b"\n"
    return match["name"], data.ljust(int(match["size"] or 0), b"\n")


WHOLE = read_cases(FOLDER / "whole.txt")["nothing is wrong"].files
CASES = {
    f"{path.stem}: {name}": case
    for path in sorted(FOLDER.glob("*.txt"))
    for name, case in read_cases(path).items()
}


@pytest.fixture
def check(tmp_path, monkeypatch):
    """What runs a case in a folder of its own and returns (what is printed, exit code)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICEGUIDE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    library.native_language.cache_clear()  # it remembers by path, and these are all hips/

    def run(case: Case) -> tuple[str, int]:
        for name, data in {**WHOLE, **case.files}.items():
            path = tmp_path / "hips" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        result = CliRunner().invoke(main, shlex.split(case.command), catch_exceptions=False)
        return result.output, result.exit_code

    return run


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_said(check, case):
    fine = case.says.splitlines()[-1] == "ok"
    assert check(case) == (case.says, 0 if fine else 1)


@pytest.mark.parametrize("name", ["cues: several at once in two scripts", "warnings: a weak side"])
def test_what_was_found_is_said_again(check, name):
    assert check(CASES[name]) == check(CASES[name])


@pytest.mark.parametrize(
    ("name", "anew"),
    [
        ("whole: nothing is wrong", 1),
        ("warnings: a weak side", 1),
        ("cues: several at once in two scripts", 2),
    ],
)
def test_what_is_not_wrong_is_looked_at_once(check, monkeypatch, name, anew):
    """A script that is missing today may be there tomorrow: what is wrong is looked at again."""
    looked = []
    work = check_of._check
    monkeypatch.setattr(check_of, "_check", lambda request: looked.append(1) or work(request))
    check(CASES[name])
    check(CASES[name])
    assert len(looked) == anew


@pytest.mark.parametrize("times", [0, 3, 10])
def test_auto_detail_is_looked_at_as_it_is_today(tmp_path, monkeypatch, times):
    """Also where it was looked at before, on an earlier day of the routine."""
    monkeypatch.chdir(tmp_path)
    opening = b"# Begin\nHello.\n{% if detail != 'full' %}{{ nobody[detail] }}{% endif %}\n"
    for name, data in {**WHOLE, "opening.cue.j2": opening}.items():
        (tmp_path / name).write_bytes(data)
    auto = parse_overrides({"detail": "auto"}, {}, {})
    for made in (0, times):
        past = History(tmp_path / f"{made}.json")
        for _ in range(made):
            past.add(Library(str(tmp_path)).found.name, DAY)
        request = Request(str(tmp_path), DAY, tmp_path / "cache", overrides=auto, history=past.file)
        problems = [one.what for one in check_session(request) if one.wrong]
    assert problems == (["'nobody' is undefined"] if times else [])


def test_a_lexicon_that_cannot_be_read_is_a_problem(tmp_path, monkeypatch):
    """Also where the routine was found to be good before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path / "cache"))
    lexicon = tmp_path / "scripts/_lexicon/en.toml"
    lexicon.parent.mkdir(parents=True)
    said = []
    for text in ('glute = "gloot"', "glute = 3", 'glute = "gloot"'):
        lexicon.write_text(text)
        said.append(CliRunner().invoke(main, ["check", "desk-break"]))
    assert [one.exit_code for one in said] == [0, 1, 0]
    assert said[1].stdout.startswith("scripts/_lexicon/en.toml:1: the lexicon does not say how")


def sparse(path, size):
    """A WAV of any size that takes no room on the disk: a hole behind its header."""
    soundfile.write(path, np.zeros(48_000), 48_000)
    with path.open("r+b") as file:
        file.truncate(size)


def silence(path, seconds):
    """So many seconds in a FLAC of a few kilobytes."""
    soundfile.write(path, np.zeros(seconds * 1000, np.int16), 1000)


TONE = {"one-stretch.cue.j2": b"# Fold\n[tone gong.flac]\n", "gong.flac": b"x"}
BED = {
    "routine.toml": WHOLE["routine.toml"].replace(b"[[pair]]", b'bed = "gong.flac"\n[[pair]]', 1)
}
SOUNDS = {
    "a tone of 3 GB": (
        TONE,
        lambda path: sparse(path, 3_000_000_000),
        "3,000 MB; the limit is 100 MB",
    ),
    "a tone of 6 min": (TONE, lambda path: silence(path, 360), "lasts longer than 5 min"),
    "a tone that is none": (TONE, lambda path: path.write_bytes(b"x"), "not a sound file"),
    "a bed of 3 GB": (
        BED,
        lambda path: sparse(path, 3_000_000_000),
        "3,000 MB; the limit is 1,000 MB",
    ),
    "a bed of 5 h": (BED, lambda path: silence(path, 18_000), "lasts longer than 4 h"),
    "a bed that is none": (BED, lambda path: path.write_bytes(b"x"), "not a sound file"),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_a_sound_that_must_not_be_read_is_refused_by_check_and_build(check, tmp_path, kind):
    """Also where the routine was found to be good before; nothing of a large file is read."""
    files, spoil, says = SOUNDS[kind]
    good = Case(files, "check hips", "ok")
    (tmp_path / "hips").mkdir()
    silence(tmp_path / "hips" / "first.flac", 2)
    files = {**files, "gong.flac": (tmp_path / "hips" / "first.flac").read_bytes()}
    assert check(good._replace(files=files))[1] == 0
    spoil(tmp_path / "hips" / "gong.flac")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for command in ("check hips", "build hips --engine silent", "check hips"):
        done = CliRunner().invoke(main, shlex.split(command), catch_exceptions=False)
        assert done.exit_code == 1
        assert says in done.output
    assert not list((tmp_path / "output").glob("*.mp3"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KB


def test_a_sound_that_is_gone_is_noticed(check, tmp_path):
    """Also where the routine was found to be good before."""
    (tmp_path / "hips").mkdir()
    silence(tmp_path / "hips" / "gong.flac", 2)
    files = {**TONE, "gong.flac": (tmp_path / "hips" / "gong.flac").read_bytes()}
    assert check(Case(files, "check hips", "ok"))[1] == 0
    (tmp_path / "hips" / "gong.flac").unlink()
    done = CliRunner().invoke(main, ["check", "hips"])
    assert (done.exit_code, "there is no sound file 'gong.flac'" in done.output) == (1, True)
