"""The order of a session."""

import pytest
from msgspec.structs import replace

from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import parse_overrides, parse_routine
from voiceguide.routine.settle import settle

ROUTINE = parse_routine(
    'title = "T"\n'
    + "".join(
        f'[[pair]]\ntarget = "t{n}"\nstretch = {{ exercise = "s{n}" }}\n'
        f'strengthen = {{ exercise = "x{n}" }}\n'
        for n in (1, 2)
    )
)


def order(**settings):
    steps = order_steps(settle(ROUTINE, parse_overrides(settings, {}, {})))
    return " ".join(
        f"{step.script}-{step.side[0].upper()}" if step.part == "exercise" else step.part
        for step in steps
        if not step.timeless
    )


@pytest.mark.parametrize(
    ("settings", "want"),
    [
        ({}, "opening s1-L switch s1-R rest x1-L switch x1-R rest s2-L switch s2-R rest x2-L switch x2-R closing"),
        ({"first_side": "right"}, "opening s1-R switch s1-L rest x1-R switch x1-L rest s2-R switch s2-L rest x2-R switch x2-L closing"),
        ({"side_order": "pair"}, "opening s1-L rest x1-L switch s1-R rest x1-R rest s2-L rest x2-L switch s2-R rest x2-R closing"),
        ({"switch": "0s", "rest": "0s"}, "opening s1-L s1-R x1-L x1-R s2-L s2-R x2-L x2-R closing"),
    ],
)  # fmt: skip
def test_order(settings, want):
    assert order(**settings) == want


def test_rounds_repeat_the_whole_routine():
    twice = settle(ROUTINE, parse_overrides({"rounds": 2}, {}, {}))
    steps = [s for s in order_steps(twice) if s.round]
    work = [s for s in steps if s.part == "exercise"]
    assert [s.script for s in work[:8]] == [s.script for s in work[8:]]
    assert [s.round for s in work] == [1] * 8 + [2] * 8
    assert [s.index for s in work] == [n for n in range(1, 9) for _ in range(2)]
    assert {s.total for s in steps} == {8}


def test_what_a_step_knows():
    steps = order_steps(settle(ROUTINE))
    assert (steps[0].index, steps[0].total, steps[-1].index, steps[-1].total) == (0, 4, 0, 4)
    assert [(s.index, s.total) for s in steps[1:-1]] == [
        (1, 4), (1, 4), (1, 4), (2, 4), (2, 4), (2, 4), (2, 4),
        (3, 4), (3, 4), (3, 4), (3, 4), (4, 4), (4, 4), (4, 4), (4, 4),
    ]  # fmt: skip
    work = [s for s in steps if s.part == "exercise"]
    assert [s.first for s in work] == [True, False] * 4
    assert [s.next.exercise if s.next else None for s in work] == [
        "x1", "x1", "s2", "s2", "x2", "x2", None, None,
    ]  # fmt: skip
    assert [s.kind for s in work] == ["stretch", "stretch", "strengthen", "strengthen"] * 2
    gaps = [s for s in steps if s.part in {"switch", "rest"}]
    assert [(s.part, s.exercise.exercise, s.next.exercise, s.side) for s in gaps[:3]] == [
        ("switch", "s1", "s1", "right"),
        ("rest", "s1", "x1", "left"),
        ("switch", "x1", "x1", "right"),
    ]


def test_what_was_done_before():
    steps = order_steps(settle(ROUTINE))
    assert [(s.part, s.last_side, s.last_target) for s in [*steps[:8], steps[-1]]] == [
        ("opening", None, ""),
        ("exercise", None, ""),
        ("switch", "left", "t1"),
        ("exercise", "left", "t1"),
        ("rest", "right", "t1"),
        ("exercise", "right", "t1"),
        ("switch", "left", "t1"),
        ("exercise", "left", "t1"),
        ("closing", "right", "t2"),
    ]
    [first, *_] = [s for s in steps if s.pair == 2 and s.part == "exercise"]
    assert (first.target, first.last_side, first.last_target) == ("t2", "right", "t1")
    assert [s.last_script for s in steps if s.part in {"opening", "rest", "closing"}] == [
        None, "s1", "x1", "s2", "x2",
    ]  # fmt: skip


def test_every_event_knows_its_scene():
    step = next(s for s in order_steps(settle(ROUTINE)) if s.script == "x2")
    scene = step.scene
    assert (scene.exercise, scene.action, scene.side, scene.pair, scene.round) == (
        "x2", "strengthen", "left", 2, 1,
    )  # fmt: skip
    assert order_steps(settle(ROUTINE))[0].scene.action is None


def test_two_rounds_step_by_step():
    asked = parse_overrides({"rounds": 2, "first_side": "right"}, {}, {})
    steps = order_steps(settle(ROUTINE, asked))
    rows = [
        (s.part, s.index, s.pair, s.round, s.side, s.first, s.next.exercise if s.next else None)
        for s in steps
    ]
    assert {s.total for s in steps} == {8}
    assert rows[:6] == [
        ("opening", 0, None, None, None, True, None),
        ("exercise", 1, 1, 1, "right", True, "x1"),
        ("switch", 1, 1, 1, "left", False, "s1"),
        ("exercise", 1, 1, 1, "left", False, "x1"),
        ("rest", 2, 1, 1, "right", True, "x1"),
        ("exercise", 2, 1, 1, "right", True, "s2"),
    ]
    # a round ends in a rest, like a pair
    assert rows[14:19] == [
        ("switch", 4, 2, 1, "left", False, "x2"),
        ("exercise", 4, 2, 1, "left", False, "s1"),
        ("rest", 5, 1, 2, "right", True, "s1"),
        ("exercise", 5, 1, 2, "right", True, "x1"),
        ("switch", 5, 1, 2, "left", False, "s1"),
    ]
    assert rows[-2:] == [
        ("exercise", 8, 2, 2, "left", False, None),
        ("closing", 0, None, None, None, True, None),
    ]


def test_the_same_pair_in_another_round_is_no_switch():
    one = replace(ROUTINE, block=ROUTINE.block[:1])
    asked = parse_overrides({"rounds": 2, "side_order": "pair"}, {}, {})
    steps = order_steps(settle(one, asked))
    assert [step.part for step in steps if step.part in {"switch", "rest"}] == [
        "rest", "switch", "rest", "rest", "rest", "switch", "rest",
    ]  # fmt: skip
