"""Errors hold facts, and say what to do."""

import re

import pytest

from voiceguide import errors
from voiceguide.errors import FitError, RoutineError, UnknownName, VoiceguideError, suggest

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
