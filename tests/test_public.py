"""What the package offers to other programs."""

import re
import subprocess
import sys
import textwrap

import pytest

import voiceguide


def test_the_names():
    assert voiceguide.__all__ == [
        "parse_routine", "parse_overrides", "parse_script", "place",
        "Timeline", "parse_timeline", "render_timeline",
        "Request", "check_session", "plan_session", "build", "Session", "verify",
        "VoiceguideError",
    ]  # fmt: skip
    assert set(voiceguide._HOMES) == set(voiceguide.__all__)
    assert re.fullmatch(r"\d+\.\d+\.\d+", voiceguide.__version__)


@pytest.mark.parametrize("name", voiceguide.__all__)
def test_each_is_there_and_says_what_it_is(name):
    assert getattr(voiceguide, name).__doc__


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        _ = voiceguide.biuld


@pytest.mark.speech
def test_the_example_runs(tmp_path, monkeypatch, sounds):
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    example = textwrap.dedent(voiceguide.__doc__.split("\n\n", 2)[2].rsplit("\n\n", 1)[0])
    subprocess.run([sys.executable, "-c", example], cwd=tmp_path, check=True)
    assert (tmp_path / "output" / "hip-rotation.mp3").is_file()
