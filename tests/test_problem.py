"""One value for all that is wrong, or worth a warning."""

import pickle

import msgspec
import pytest

from voiceguide.problem import Problem, warning

FULL = Problem("a.toml:2:5", "it is wrong", "Mend it.", "warning", "    hodl = 1", 5)


@pytest.mark.parametrize(
    ("problem", "shown", "said", "text"),
    [
        (Problem("a:1", "it is wrong"), "a:1: it is wrong.", "a:1: it is wrong.", "it is wrong."),
        (Problem("", "it is wrong"), "it is wrong.", "it is wrong.", "it is wrong."),
        (Problem("a:1", "is it full?", "Look."), "a:1: is it full? Look.", "a:1: is it full? Look.", "is it full? Look."),
        (warning("a:1", "it is long"), "a:1: warning: it is long.", "a:1: it is long.", "it is long."),
        (warning("", "it is long", "Cut it."), "warning: it is long. Cut it.", "it is long. Cut it.", "it is long. Cut it."),
    ],
)  # fmt: skip
def test_how_it_is_shown(problem, shown, said, text):
    assert (str(problem), problem.said, problem.text) == (shown, said, text)
    assert problem.place == problem.where
    assert problem.wrong == ("warning" not in shown)


def test_it_is_frozen_and_crosses_whole():
    with pytest.raises(AttributeError):
        FULL.where = "b"
    assert pickle.loads(pickle.dumps(FULL)) == FULL
    assert msgspec.json.decode(msgspec.json.encode([FULL]), type=list[Problem]) == [FULL]
