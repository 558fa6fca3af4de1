"""Errors hold facts, and say what to do."""

import pickle
import re

import pytest

from voiceguide import errors
from voiceguide.errors import (
    FitError,
    ManyErrors,
    RoutineError,
    SameMoment,
    UnknownName,
    VoiceguideError,
    suggest,
)

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
    [("hodl", ["hold", "reps"], "Did you mean 'hold'?"), ("x", ["b", "a"], "Choose from: a, b."), ("x", [], ""), ("x", [f"v{n}" for n in range(41)], "There are 41 to choose from.")],
)  # fmt: skip
def test_suggest(wanted, known, said):
    assert suggest(wanted, known) == said


@pytest.mark.parametrize(
    "error",
    [
        RoutineError("it is wrong", where="a.toml:3", remedy="Mend it."),
        UnknownName("tone", "chim", ["chime", "bell"]),
        FitError("Go.", needed_ms=820, there_ms=-40, where="s:1"),
        SameMoment("Go.", "Stay.", needed_ms=820, there_ms=-40, where="s:1", at="s:2"),
        ManyErrors([RoutineError("one", where="a:1"), UnknownName("tone", "x", ["bell"])]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_from_one_process_to_another(error):
    found = pickle.loads(pickle.dumps(error))
    assert type(found) is type(error)
    assert str(found) == str(error)
    assert found.args == error.args
    other = {key: str(value) for key, value in vars(found).items() if key != "errors"}
    assert other == {key: str(value) for key, value in vars(error).items() if key != "errors"}
