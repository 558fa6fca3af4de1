"""Errors hold facts, and say what to do."""

import pickle
import re

import pytest

from tests.speech.misbehaving import Misbehaving, Refusing
from voiceguide import errors
from voiceguide.errors import (
    EngineFailed,
    EngineMissing,
    FitError,
    ManyErrors,
    RoutineError,
    SameMoment,
    SpeechError,
    UnknownName,
    VoiceguideError,
    VoiceMissing,
    suggest,
)
from voiceguide.problem import Problem
from voiceguide.script.guard import run_bounded
from voiceguide.script.rendering import Job
from voiceguide.speech import spawn
from voiceguide.speech.engine import Voice
from voiceguide.speech.pool import Utterance, speak_all

KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, VoiceguideError)
}


def test_the_tree_is_the_one_that_is_drawn():
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ([│├└─ ]*)([A-Z]\w+)  ", line)
        if match:
            path[len(match[1]) // 4 :] = [match[2]]
            drawn[match[2]] = path[-2] if len(path) > 1 else "Exception"
    assert drawn == {name: kind.__base__.__name__ for name, kind in KINDS.items()}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (RoutineError("it is wrong"), "it is wrong."),
        (RoutineError("it is wrong", where="a.toml:3"), "a.toml:3: it is wrong."),
        (RoutineError("it is wrong", remedy="Mend it."), "it is wrong. Mend it."),
        (RoutineError("it is wrong").at("--hold"), "--hold: it is wrong."),
        (RoutineError("it is wrong", where="a.toml:3").at("--hold"), "a.toml:3: it is wrong."),
        (UnknownName("tone", "chim", ["chime", "bell"]), "unknown tone 'chim'. Did you mean 'chime'?"),
        (UnknownName("tone", "x", ["chime", "bell"]), "unknown tone 'x'. Choose from: bell, chime."),
        (FitError("Go.", needed_ms=820, there_ms=-40, where="s:1"),
         "s:1: 'Go.' needs 0.9 s, there are 0.0 s. Give it more time, or add a shorter wording after ' / '."),
    ],
)  # fmt: skip
def test_what_is_shown(error, text):
    assert str(error) == text


@pytest.mark.parametrize(
    ("wanted", "known", "said"),
    [("hodl", ["hold", "reps"], "Did you mean 'hold'?"), ("x", ["b", "a"], "Choose from: a, b."), ("x", [], ""), ("x", [f"v{n}" for n in range(46)], "There are 46 to choose from.")],
)  # fmt: skip
def test_suggest(wanted, known, said):
    assert suggest(wanted, known) == said


class Foreign(EngineMissing):
    """An error of somebody else's engine, with something of its own."""


def every_error():
    """One of each kind, with all it can hold."""
    special = {
        "UnknownName": UnknownName("tone", "chim", ["chime", "bell"], where="a.toml:3"),
        "FitError": FitError("Go.", needed_ms=820, there_ms=-40, where="s:1"),
        "SameMoment": SameMoment("Go.", "Stay.", needed_ms=820, there_ms=-4, where="s:1", at="s:2"),
        "ManyErrors": ManyErrors([RoutineError("one", where="a:1"), UnknownName("x", "y", ["z"])]),
    }
    for name, kind in {**KINDS, "Foreign": Foreign}.items():
        error = special.get(name) or kind("it is wrong", where="a.toml:3", remedy="Mend it.")
        error.fact = error.fact._replace(excerpt="hodl = 3", column=8)
        error.hint = ("kept", 7)
        yield error


def held(error):
    """All that an error holds, and the errors in it."""
    inner = [held(one) for one in getattr(error, "errors", ())]
    facts = {key: value for key, value in vars(error).items() if key != "errors"}
    return type(error), error.args, facts, error.problems, str(error), inner


ERRORS = list(every_error())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_pickled_with_all_it_holds(error):
    assert held(pickle.loads(pickle.dumps(error))) == held(error)
    assert error.problems[0].where == error.where
    assert error.fact[:3] == (error.where, error.problem, error.remedy)
    assert (error.fact.excerpt, error.fact.column) == ("hodl = 3", 8)


@pytest.mark.parametrize("error", ERRORS[:-1], ids=lambda error: type(error).__name__)
def test_an_error_crosses_to_the_child_that_renders_and_back(error):
    def read(name):
        raise error

    with pytest.raises(VoiceguideError) as caught:
        run_bounded(Job("en", "", (("a.cue.j2", {"side": None}),)), read)
    assert caught.value is not error
    assert held(caught.value) == held(error)


@pytest.mark.parametrize("forking", [True, False], ids=["forked", "spawned"])
@pytest.mark.parametrize(
    "error",
    [one for one in ERRORS if isinstance(one, SpeechError)],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_from_the_process_that_speaks(monkeypatch, error, forking):
    """One that may pass is tried again and named; what it was is its cause."""
    monkeypatch.setattr(spawn, "FORKING", forking and spawn.FORKING)
    with pytest.raises(SpeechError) as caught:
        speak_all(Refusing(error), Voice("v", "V", "en"), [Utterance("Go.", 150)], print)
    if isinstance(error, EngineMissing | VoiceMissing):
        assert held(caught.value) == held(error)
        return
    assert str(caught.value) == "the test engine failed twice at 'Go.': it is wrong. Mend it."
    if isinstance(error, EngineFailed):
        assert held(caught.value.__cause__) == held(error)


def test_an_error_that_holds_what_cannot_be_sent_is_told_in_words():
    with pytest.raises(EngineFailed, match=r"failed twice at 'Go\.': it is wrong\. Mend it\."):
        speak_all(
            Misbehaving("raises_what_cannot_be_sent"),
            Voice("v", "V", "en"),
            [Utterance("Go.", 150)],
            print,
        )


def test_the_place_of_an_error_can_be_filled_in_later():
    error = RoutineError("it is wrong")
    before = error.fact
    error.where, error.remedy = "--hold", "Mend it."
    assert str(error) == "--hold: it is wrong. Mend it."
    assert before == Problem("", "it is wrong")  # somebody may have it already
