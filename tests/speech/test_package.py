"""An engine from another package: installed with pip, found by its entry point, and used."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from voiceguide.speech.engine import lacking

pytestmark = pytest.mark.slow
pytest.importorskip("hatchling", reason="hatchling, which builds packages, is not installed")

PACKAGE = Path(__file__).parent.parent / "data" / "engine-package"
CONTRACT = """
import pathlib, pickle, sys
from voiceguide.speech.acceptance import check_speech
from voiceguide.speech.engine import engine_names, find_engine, pick_voice
from voiceguide.speech.pool import Utterance, list_voices, speak_all
assert "hum" in engine_names()
engine = find_engine("hum:0.2")
assert pickle.loads(pickle.dumps(engine)).version() == engine.version() == "1.2.3 0.2"
voice = pick_voice(list_voices(engine), "low", "de")
texts = [Utterance("Breathe.", 150), Utterance("Breathe slowly, into your belly.", 150)]
def spoken():
    got = {}
    speak_all(engine, voice, texts, lambda u, p: got.update({u: p.read_bytes()}), jobs=2)
    return [got[one] for one in texts]
first = spoken()
assert first == spoken()
assert len(first[0]) < len(first[1])
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The package, installed into a folder of its own. Nothing is fetched."""
    target = tmp_path_factory.mktemp("site")
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index",
        "--no-build-isolation", "--no-deps", "--target", str(target), str(PACKAGE),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


@pytest.fixture
def run(installed, tmp_path):
    def python(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(installed)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return python


def test_the_example_of_the_docs_is_an_engine():
    text = (PACKAGE.parent.parent.parent / "docs" / "voices.md").read_text("utf-8")
    made = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], made)
    assert lacking(made["Mine"]) == lacking(made["Mine"]()) == ""


def test_it_keeps_the_contract(run):
    run("-c", CONTRACT)


def test_a_session_is_built_with_it(run, tmp_path):
    voices = run("-m", "voiceguide", "voices", "--engine", "hum").split()
    assert voices[:3] == ["High", "(any)", "synthetic"]
    built = run("-m", "voiceguide", "build", "desk-break", "--engine", "hum", "--voice", "high")
    assert built == "output/desk-break.mp3\n"
    assert "FAILED" not in run("-m", "voiceguide", "verify", "output/desk-break.mp3")
    assert (tmp_path / "output" / "desk-break.mp3").stat().st_size > 1_000_000
    sample = run("-m", "voiceguide", "voices", "--engine", "hum", "--try", "low")
    assert sample == "output/voice-low.mp3\n"


def test_it_never_speaks_unasked(run):
    code = "from voiceguide.speech.engine import find_engine; print([find_engine('auto', one).name for one in ('en', 'fr')])"
    assert "hum" not in run("-c", code)
