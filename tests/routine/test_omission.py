"""A routine without some of its exercises."""

import pytest

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.omission import leave_out
from voiceguide.routine.routine import parse_routine

ROUTINE = parse_routine(
    'title = "T"\n'
    '[[block]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n'
    '[[block]]\ndo = [{ exercise = "c", reps = 3 }, { exercise = "d", reps = 3 }, { exercise = "c", reps = 5 }]\n'
)


@pytest.mark.parametrize(
    ("skip", "left"),
    [
        ((), "abcdc"), (("a",), "cdc"), (("b",), "cdc"), (("c",), "abd"), (("c-1",), "abdc"),
        (("c", "d"), "ab"), (("a", "d"), "cc"),
    ],
)  # fmt: skip
def test_what_is_left(skip, left):
    assert "".join(one.name for one in leave_out(ROUTINE, skip).exercises) == left


def test_an_exercise_nobody_knows():
    with pytest.raises(UnknownName, match="'e'"):
        leave_out(ROUTINE, ["e"])


def test_something_has_to_be_left():
    with pytest.raises(RoutineError, match="nothing would be left"):
        leave_out(ROUTINE, ["a", "c", "d"])
