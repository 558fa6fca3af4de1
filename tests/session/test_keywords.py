"""Keywords are the settings and options there are, and sentences speak of them."""

import datetime
from pathlib import Path

import click
import pytest

from voiceguide.cli.making import build as build_command
from voiceguide.errors import ManyErrors, OutputError, RoutineError, VoiceguideError
from voiceguide.problem import Problem, warning
from voiceguide.session.keywords import (
    OPTIONS,
    BuildOptions,
    CheckOptions,
    PreviewOptions,
    RenderOptions,
    check_names,
    in_own_words,
    read_request,
    say,
    say_problems,
)

OURS = {"date", "cache", "counts", "language"}
"""Keywords that are no options of the command line."""
THEIRS = {"routine", "quiet", "as_json", "watch"}
"""What only the command line has; a routine is no keyword."""


@pytest.mark.parametrize(
    ("function", "typed"),
    [("build", BuildOptions), ("preview", PreviewOptions), ("check", CheckOptions), ("render", RenderOptions)],
)  # fmt: skip
def test_who_checks_types_is_told_of_every_keyword(function, typed):
    assert set(typed.__annotations__) == set(OPTIONS[function])


def test_every_option_is_a_keyword():
    options = {param.name for param in build_command.params if isinstance(param, click.Option)}
    assert options - THEIRS == set(OPTIONS["build"]) - OURS


def test_each_function_takes_what_the_one_before_it_takes():
    assert set(OPTIONS["check"]) < set(OPTIONS["preview"]) < set(OPTIONS["build"])
    assert set(OPTIONS["render"]) - set(OPTIONS["build"]) == {"routine"}


@pytest.mark.parametrize("function", list(OPTIONS))
def test_every_keyword_is_known(function):
    check_names(function, dict.fromkeys(OPTIONS[function]))


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        ({"captions": ["vtt", "srt"]}, "captions", ("vtt", "srt")),
        ({"captions": "vtt,srt"}, "captions", ("vtt", "srt")),
        ({"captions": ("none",)}, "captions", ()),
        ({"captions": ()}, "captions", ()),
        ({"captions": None}, "captions", None),
        ({"jobs": 2}, "jobs", 2),
        ({"jobs": "2"}, "jobs", 2),
        ({"fresh": True}, "fresh", True),
        ({"fresh": "no"}, "fresh", False),
        ({"counts": 0}, "counts", False),
        ({"fit": datetime.timedelta(minutes=12)}, "fit", 720_000),
        ({"speech_timeout": "90s"}, "time_limit", 90),
        ({"format": ".WAV"}, "format", "wav"),
        ({"out": Path("a") / "b"}, "out", str(Path("a") / "b")),
        ({"date": datetime.datetime(2026, 12, 7, 23)}, "date", datetime.date(2026, 12, 7)),
        ({"date": "2026-12-07"}, "date", datetime.date(2026, 12, 7)),
        ({"cache": "sounds"}, "cache", Path("sounds")),
    ],
)
def test_a_keyword_becomes_a_field(options, field, value):
    assert getattr(read_request("hip-rotation", options), field) == value


def test_settings_become_overrides():
    asked = {"hold": "50s", "reps": 8, "rate": 140, "voice": Path("a.onnx"), "tv": True}
    overrides = read_request(
        "hip-rotation",
        {**asked, "lang": "German", "sets": {"a.reps": 5}, "variables": {"coach": "Robin", "n": 3}},
    ).overrides
    assert overrides.settings == {
        "hold": 50_000, "reps": 8, "tv": True, "voice.name": "a.onnx", "voice.rate": 140,
    }  # fmt: skip
    assert overrides.language == "de"
    assert overrides.exercises == {"a": {"reps": 5}}
    assert overrides.vars == {"coach": "Robin", "n": 3}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Choose another place with --out.", "Choose another place with `out`."),
        ("--format m4b and --chapters-json keep all", "`format` m4b and `chapters_json` keep all"),
        ("it takes --bed-level -30", "it takes `bed_level` -30"),
        ("name its timeline with --timeline.", "name its timeline with `timeline`."),
        ("Use --lang or --set or --var.", "Use `language` or `sets` or `variables`."),
        ("pip install --force-reinstall pyttsx3", "pip install --force-reinstall pyttsx3"),
        ("a--hold and --holding", "a--hold and --holding"),
    ],
)
def test_a_sentence_speaks_of_keywords(text, said):
    assert say(text) == said
    assert say_problems([warning("--bed", text)]) == (warning("bed", said),)
    assert say_problems([Problem("--set a.hold=5", text)], {"sets": {"a.hold": 5}}) == (
        Problem("sets['a.hold']", said),
    )


def test_every_error_of_several_is_said():
    errors = [RoutineError("no", where="--hold"), RoutineError("no", where="--side-order")]
    with pytest.raises(VoiceguideError) as caught, in_own_words():
        raise ManyErrors(errors)
    assert str(caught.value) == "hold: no.\nside_order: no."
    assert caught.value.where == "hold"


def test_a_keyword_of_another_name():
    with pytest.raises(VoiceguideError) as caught, in_own_words(out="path"):
        raise RoutineError("no", where="--out", remedy="Choose another --out.")
    assert str(caught.value) == "path: no. Choose another `path`."


def test_the_systems_errors_are_ours():
    with pytest.raises(OutputError) as caught, in_own_words():
        raise OSError(28, "No space left on device", "a.mp3")
    assert str(caught.value) == "a.mp3: No space left on device."
