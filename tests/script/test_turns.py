"""How many chapters a session of many turns has."""

import pytest

from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.settle import settle
from voiceguide.script.cue import Chapter, Source
from voiceguide.script.turns import thin_chapters


def chapters(exercises, rounds, settings=""):
    """The titles of the chapters of a list in rounds: exercise, side and round."""
    do = ",\n".join(f'{{ title = "E{n}" }}' for n in range(exercises))
    text = f'title = "T"\n[settings]\n{settings}\n[[block]]\nrounds = {rounds}\ndo = [\n{do}\n]'
    steps = order_steps(settle(parse_routine(text)))
    parts = [
        [Chapter(f"{s.scene.exercise} {s.side} {s.set}", Source())] if s.part == "exercise" else
        [Chapter(s.part, Source())] if s.part in {"opening", "closing"} else []
        for s in steps
    ]  # fmt: skip
    return [cue.title for part in thin_chapters(steps, parts) for cue in part]


@pytest.mark.parametrize(
    ("exercises", "rounds", "count", "second"),
    [
        (4, 2, 2 + 16, "e0 right 1"),
        (126, 1, 2 + 252, "e0 right 1"),
        (127, 1, 2 + 127, "e1 left 1"),  # one a set
        (100, 2, 2 + 200, "e1 left 1"),
        (100, 3, 2 + 100, "e1 left 1"),  # one an exercise
        (300, 1, 2 + 300, "e1 left 1"),  # of which the tag leaves some out
    ],
)
def test_one_a_turn_or_a_set_or_an_exercise(exercises, rounds, count, second):
    titles = chapters(exercises, rounds)
    assert len(titles) == count
    assert titles[:3] == ["opening", "e0 left 1", second]
    assert titles[-1] == "closing"


def test_the_rounds_of_a_session_are_kept_apart():
    titles = chapters(50, 2, "rounds = 3")
    assert len(titles) == 2 + 3 * 50
    assert titles[1 + 50] == "e0 left 1"


def test_the_chapter_of_a_rest_is_that_of_what_comes():
    text = (
        'title = "T"\n[[block]]\ndo = ['
        + ",".join(f'{{ title = "E{n}" }}' for n in range(130))
        + "]"
    )
    steps = order_steps(settle(parse_routine(text)))
    parts = [[Chapter(step.part, Source())] for step in steps]
    thinned = thin_chapters(steps, parts)
    kept = [step for step, part in zip(steps, thinned, strict=True) if part]
    assert [step.part for step in kept] == ["opening", "exercise", *["rest"] * 129, "closing"]
