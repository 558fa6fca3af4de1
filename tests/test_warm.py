"""A warm rebuild loads next to nothing, and what it leaves out is there when it is needed."""

import json
import os
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from num2words import num2words

from voiceguide.lang import spoken
from voiceguide.speech.engine import OWN
from voiceguide.speech.installed import find_version

ROOT = Path(__file__).parent.parent
HEAVY = {
    "PIL", "email", "importlib.metadata", "jinja2", "lameenc", "multiprocessing", "mutagen",
    "num2words", "numpy", "pickle", "pydub", "pyttsx3", "soundfile", "soxr", "subprocess",
}  # fmt: skip
MODULES = """
import json, runpy, sys
try:
    runpy.run_module("voiceguide", run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert not end.code
finally:
    print(json.dumps(sorted(sys.modules)))
"""


def modules(*arguments: str, folder: Path) -> set[str]:
    """What a command loads."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "VOICEGUIDE_CACHE_DIR": str(folder / "cache"),
        "VOICEGUIDE_DATA_DIR": str(folder / "data"),
        "SOURCE_DATE_EPOCH": "1790000000",
    }
    done = subprocess.run(
        [sys.executable, "-c", MODULES, *arguments],
        capture_output=True, text=True, check=True, cwd=folder, env=environment,
    )  # fmt: skip
    return set(json.loads(done.stdout.splitlines()[-1]))


OPTIONS = [[], ["--lang", "de"], ["--hold", "50s", "--reps", "12"], ["--fit", "14m"]]


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_a_warm_rebuild_loads_no_library(tmp_path, options):
    command = ["build", "hip-rotation", "--engine", "silent", "--quiet", *options]
    cold = modules(*command, folder=tmp_path)
    assert {"subprocess", "numpy", "lameenc"} <= cold
    warm = modules(*command, folder=tmp_path)
    assert warm & {*HEAVY, "voiceguide.audio.cut", "voiceguide.session.division"} == set()
    assert {name for name in warm if name.startswith("voiceguide.")} >= {"voiceguide.session.build"}


def test_our_own_engines_are_known_by_heart():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["voiceguide.engines"] == OWN


@pytest.mark.parametrize("package", ["pyttsx3", "num2words", "font-roboto", "Font_Roboto"])
def test_the_version_of_a_package(package):
    assert find_version(package) == metadata.version(package)


def test_a_package_that_is_not_there():
    assert find_version("no-such-package-of-ours") == ""


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "en-gb"])
def test_numbers_that_were_learnt_are_those_that_are_said(monkeypatch, language):
    monkeypatch.setattr(spoken, "_learnt", {})
    numbers = spoken.numbers_in(language)
    assert list(numbers) == [num2words(n, lang=language) for n in range(101)]
    spoken.learn_numbers(language, numbers)
    said = [spoken.say_number(n, language) for n in (0, 7.0, 7.5, 100, 101, -1)]
    assert said == [num2words(n, lang=language) for n in (0, 7, 7.5, 100, 101, -1)]


def test_a_language_without_numbers_has_none():
    assert spoken.numbers_in("xx") == ()
