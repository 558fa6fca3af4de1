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


def blocks(text, **options):
    asked = parse_overrides(options, {}, {})
    return order_steps(settle(parse_routine(f'title = "T"\n{text}'), asked))


def told(steps):
    """Every step in short: "a-L" is work on the left, "rest15" what lies between."""
    shown = []
    for step in steps[1:-1]:
        if step.part == "exercise":
            side = f"-{step.side[0].upper()}" if step.side else ""
            shown.append(f"{step.exercise.name}{side}")
        else:
            shown.append(f"{step.part}{step.gap // 1000}")
    return " ".join(shown)


CIRCUIT = (
    '[[block]]\nrounds = 2\nrest = "15s"\nbetween = "60s"\n'
    'do = [{ title = "A" }, { title = "B", sides = "once", rest = "5s" }]\n'
)
ORDERS = {
    "a circuit": (CIRCUIT, {}, "a-L switch8 a-R rest15 b rest60 a-L switch8 a-R rest15 b"),
    "all of one side first": (CIRCUIT, {"side_order": "pair"}, "a-L rest15 b rest5 a-R rest60 a-L rest15 b rest5 a-R"),
    "and another block": (CIRCUIT + '[[block]]\ndo = [{ title = "C", sides = "once" }]', {}, "a-L switch8 a-R rest15 b rest60 a-L switch8 a-R rest15 b rest5 c"),
    "rounds of all": ('[[block]]\nrounds = 2\nbetween = "30s"\ndo = [{ title = "A", sides = "once" }]', {"rounds": 2}, "a rest30 a rest10 a rest30 a"),
    "--rest changes the setting alone": (CIRCUIT, {"rest": "20s"}, "a-L switch8 a-R rest15 b rest60 a-L switch8 a-R rest15 b"),
    "what states no rest follows it": ('[[block]]\nrounds = 2\ndo = [{ title = "A", sides = "once" }, { title = "B", sides = "once", rest = "0s" }]', {"rest": "20s"}, "a rest20 b rest0 a rest20 b"),
    "no between is that same rest": ('[[block]]\nrounds = 2\nrest = "3s"\ndo = [{ title = "A", sides = "once" }, { title = "B", sides = "once", rest = "7s" }]', {}, "a rest3 b rest7 a rest3 b"),
    "a list of two, one side first": ('[[block]]\ndo = [{ title = "A" }, { title = "B" }]', {"side_order": "pair", "first_side": "right"}, "a-R rest10 b-R switch8 a-L rest10 b-L"),
    "once in the middle": ('[[block]]\ndo = [{ title = "A" }, { title = "O", sides = "once" }, { title = "B" }]', {"side_order": "pair"}, "a-L rest10 o rest10 b-L switch8 a-R rest10 b-R"),
    "a stretch done once": ('[[block]]\nstretch = { title = "S", sides = "once" }\nstrengthen = { title = "X" }', {"side_order": "pair"}, "s rest10 x-L switch8 x-R"),
    "what strengthens done once": ('[[block]]\nstretch = { title = "S" }\nstrengthen = { title = "X", sides = "once" }', {"side_order": "pair"}, "s-L switch8 s-R rest10 x"),
    "a pair without sides": ('[[block]]\nrounds = 2\nstretch = { title = "S", sides = "once" }\nstrengthen = { title = "X", sides = "once" }', {"side_order": "pair"}, "s rest10 x rest10 s rest10 x"),
    "a pair in rounds": ('[[block]]\nrounds = 2\nbetween = "9s"\nstretch = { title = "S" }\nstrengthen = { title = "X" }', {}, "s-L switch8 s-R rest10 x-L switch8 x-R rest9 s-L switch8 s-R rest10 x-L switch8 x-R"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "options", "want"), ORDERS.values(), ids=ORDERS)
def test_the_order_of_blocks(text, options, want):
    assert told(blocks(text, **options)) == want


def test_what_a_step_of_a_block_knows():
    pair = '[[block]]\nstretch = { title = "S" }\nstrengthen = { title = "X" }\n'
    steps = blocks(f"{pair}{CIRCUIT}{pair}", side_order="exercise")
    work = [step for step in steps if step.part == "exercise"]
    assert [(s.index, s.block, s.pair, s.set, s.sets, s.first) for s in work[2:11]] == [
        (2, 1, 1, 1, 1, True), (2, 1, 1, 1, 1, False),
        (3, 2, None, 1, 2, True), (3, 2, None, 1, 2, False), (4, 2, None, 1, 2, True),
        (5, 2, None, 2, 2, True), (5, 2, None, 2, 2, False), (6, 2, None, 2, 2, True),
        (7, 3, 2, 1, 1, True),
    ]  # fmt: skip
    assert {step.total for step in steps} == {8}
    assert [step.set_over for step in steps if step.part == "rest"] == [
        False, False, False, True, False, False, False,
    ]  # fmt: skip
    scenes = [step.scene for step in work if step.exercise.name == "b"]
    assert [(s.exercise, s.action, s.side, s.pair, s.block, s.set) for s in scenes] == [
        ("b", "exercise", None, None, 2, 1), ("b", "exercise", None, None, 2, 2),
    ]  # fmt: skip
    assert [step.next.name if step.next else None for step in work] == [
        "x", "x", "a", "a", "b", "b", "a", "b", "b", "s", "x", "x", None, None,
    ]  # fmt: skip
    assert [step.last_side for step in work[4:8]] == ["right", "left", "right", None]


def test_the_short_form_has_no_blocks_in_its_scenes():
    scene = next(step.scene for step in order_steps(settle(ROUTINE)) if step.pair == 2)
    assert (scene.block, scene.set) == (None, None)


@pytest.mark.parametrize(
    ("text", "options", "joined"),
    [
        ('[[block]]\nback_to_back = true\ndo = [{ title = "A" }, { title = "B" }]', {}, "TTT"),
        ('[[block]]\ndo = [{ title = "A" }, { title = "B" }]', {"back_to_back": True}, "TTT"),
        ('[[block]]\nback_to_back = false\ndo = [{ title = "A" }]', {"back_to_back": True}, "F"),
        # the rest behind a block is still its own; but what follows at once has words of its own
        ('[[block]]\nback_to_back = true\ndo = [{ title = "A", sides = "once" }]\n[[block]]\ndo = [{ title = "B" }]', {}, "TF"),
        ('[[block]]\nrest = "0s"\nback_to_back = true\ndo = [{ title = "A", sides = "once" }]\n[[block]]\ndo = [{ title = "B" }]', {}, "FF"),
        ('[[block]]\nrest = "0s"\nback_to_back = true\ndo = [{ title = "A", sides = "once" }]\n[[block]]\nback_to_back = true\ndo = [{ title = "B" }]', {}, "TT"),
    ],
)  # fmt: skip
def test_which_rests_last_from_tone_to_tone(text, options, joined):
    gaps = [step for step in blocks(text, **options) if step.part in {"switch", "rest"}]
    assert "".join("FT"[step.back_to_back] for step in gaps) == joined
