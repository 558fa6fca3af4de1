"""What the package offers to other programs."""

import pkgutil
import re
import subprocess
import sys
import textwrap

import pytest

import voiceguide


def test_the_names():
    assert voiceguide.__all__ == [
        "build", "preview", "check", "verify", "render",
        "Session", "Plan", "Problem", "Proof",
        "Timeline", "Event", "Mark", "parse_timeline", "render_timeline",
        "VoiceguideError",
    ]  # fmt: skip
    assert set(voiceguide._HOMES) == set(voiceguide.__all__)
    assert re.fullmatch(r"\d+\.\d+\.\d+", voiceguide.__version__)


@pytest.mark.parametrize("name", voiceguide.__all__)
def test_each_is_there_and_says_what_it_is(name):
    assert getattr(voiceguide, name).__doc__
    assert name in dir(voiceguide)


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        _ = voiceguide.biuld


def test_no_module_takes_the_place_of_a_name():
    modules = {module.name for module in pkgutil.iter_modules(voiceguide.__path__)}
    assert "session" in modules
    assert not modules & set(voiceguide.__all__)


def run(code, folder):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def test_the_import_is_light(tmp_path):
    code = (
        "import sys; before = set(sys.modules); import voiceguide; voiceguide.__all__\n"
        "print(sorted(name for name in set(sys.modules) - before if name.startswith('voiceguide')))\n"
        "voiceguide.build, voiceguide.preview, voiceguide.check, voiceguide.verify, voiceguide.render\n"
        "print(sorted({'numpy', 'pydub', 'jinja2', 'mutagen', 'lameenc', 'pyttsx3', 'num2words', 'click'}"
        " & set(sys.modules)))"
    )
    assert run(code, tmp_path).splitlines() == ["['voiceguide']", "[]"]


@pytest.mark.speech
def test_the_example_runs(tmp_path, monkeypatch, sounds):
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    example = textwrap.dedent(voiceguide.__doc__.split("\n\n", 1)[1].rsplit("\n\n", 1)[0])
    run(example, tmp_path)
    assert (tmp_path / "output" / "hip-rotation.mp3").is_file()
