"""Intervals: tones of an exercise, seconds counted into it, and rests from tone to tone."""

import pytest

from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.settle import settle
from voiceguide.script.cue import (
    Chapter,
    Countdown,
    Enter,
    Hold,
    Next,
    Pause,
    Reps,
    Rest,
    Say,
    Source,
    Tone,
    Words,
)
from voiceguide.script.joining import join_steps
from voiceguide.script.parse import parse_script

WORK = "# Run\nRun now.\n[pause 2s]\n[hold 30s]\n50% | Half.\n[end]\nWell done.\n[pause 6s]"
REST = "[rest 15s]\nRest. / So.\n-5s | Get ready.\n[end]"


def joined(do, work=WORK, rest=REST, block=""):
    """The cues of a block of what stands in `do`, all of it back to back."""
    text = f'title = "T"\n[[block]]\nback_to_back = true\n{block}\ndo = [{do}]'
    steps = order_steps(settle(parse_routine(text)))
    scripts = {"exercise": work, "rest": rest, "switch": "[rest 8s]\nChange.\n[end]"}
    parts = [parse_script(scripts.get(step.part, ""), "s", step.scene) for step in steps]
    return list(join_steps(steps, parts))


def shape(cues):
    return " ".join(type(cue).__name__ for cue in cues)


TWO = '{ title = "A", sides = "once", rest = "15s" }, { title = "B", sides = "once" }'


def test_all_that_is_said_between_is_said_in_the_rest():
    cues = joined(TWO)
    assert shape(cues) == "Chapter Say Pause Hold Rest Hold Say Pause"
    rest = cues[4]
    assert (rest.length, rest.joined, rest.marks) == (15_000, True, ((3, "Run"),))
    assert [line.words.texts for line in rest.lines] == [
        ("Well done.",), ("Rest.", "So."), ("Get ready.",), ("Run now.",),
    ]  # fmt: skip
    assert [type(line.when) is Next for line in rest.lines] == [True, True, False, True]
    assert rest.scene == cues[5].scene
    assert rest.scene.exercise == "b"


def test_sides_change_in_the_same_way():
    cues = joined('{ title = "A" }')
    assert shape(cues) == "Chapter Say Pause Hold Rest Hold Say Pause"
    assert (cues[4].length, cues[4].scene.side) == (8_000, "right")


def test_a_script_of_several_blocks_keeps_what_is_inside():
    work = "Go.\n[hold 9s]\n[end]\nMore.\n[pause 2s]\n[reps 3]\n[end]\nDone."
    cues = joined(TWO, work)
    assert shape(cues) == "Say Hold Say Pause Reps Rest Hold Say Pause Reps Say"
    assert [line.words.texts[0] for line in cues[5].lines[::3]] == ["Done.", "Go."]


@pytest.mark.parametrize("work", ["Only words.", "[enter]\n[tone bell]"])
def test_without_work_there_is_nothing_to_join(work):
    cues = joined(TWO, work)
    assert not any(isinstance(cue, Rest) and cue.joined for cue in cues)
    assert sum(isinstance(cue, Rest) for cue in cues) == 1
    assert not {Hold, Reps} & {*map(type, cues)}


def test_a_tone_is_heard_in_its_turn_and_nothing_is_entered():
    [rest] = [
        cue
        for cue in joined(TWO, "[enter]\nFold.\n[tone bell]\n[hold 9s]\n[end]", "")
        if isinstance(cue, Rest)
    ]
    assert [line.words for line in rest.lines] == [Words(("Fold.",)), Words(tone="bell")]


def test_tones_of_an_exercise():
    cues = joined('{ title = "A", sides = "once", start = "bell", end = "gong.wav" }')
    hold = next(cue for cue in cues if isinstance(cue, Hold))
    assert (hold.start, hold.end) == ("bell", "gong.wav")
    cues = joined(
        '{ title = "A", sides = "once", reps = 3, start = "bell" }',
        "[reps 3]\n[end]\n[hold 3s]\n[end]",
    )
    assert [(cue.start, cue.end) for cue in cues if isinstance(cue, Hold | Reps)] == [
        ("bell", "series-end"), ("bell", "end"),
    ]  # fmt: skip


def test_seconds_are_counted_into_the_first_start():
    counted = '{ title = "A", sides = "once", count_in = 3, rest = "15s" }'
    cues = joined(f"{counted}, {counted}", block="rounds = 2")
    assert shape(cues) == "Chapter Say Pause Rest Hold Rest Hold Rest Hold Rest Hold Say Pause"
    alone, *between = [cue for cue in cues if isinstance(cue, Rest)]
    assert (alone.length, alone.joined) == (3_600, False)
    for rest in (alone, *between):
        assert [line.when.count for line in rest.lines if isinstance(line.when, Countdown)] == [3]
    assert [rest.length for rest in between] == [15_000] * 3


def test_a_rest_that_counts_itself_is_not_counted_twice():
    counted = '{ title = "A", sides = "once", count_in = 3 }'
    cues = joined(f"{counted}, {counted}", rest="[rest 10s]\ncountdown 5\n[end]")
    rest = [cue for cue in cues if isinstance(cue, Rest)][-1]
    assert [line.when.count for line in rest.lines if isinstance(line.when, Countdown)] == [5]


@pytest.mark.parametrize(
    ("rest", "counted"),
    [("15s", [3]), ("4.6s", [3]), ("4s", [2]), ("2.5s", []), ("2s", [])],
)
def test_no_more_is_counted_than_the_end_tone_leaves_of_a_rest(rest, counted):
    one = f'{{ title = "A", sides = "once", count_in = 3, rest = "{rest}" }}'
    rest = [cue for cue in joined(f"{one}, {one}") if isinstance(cue, Rest)][-1]
    assert [line.when.count for line in rest.lines if isinstance(line.when, Countdown)] == counted


@pytest.mark.parametrize(
    ("before", "part", "counted"),
    [
        ('hold = "12s"', "[hold 12s]\n[end]", [3]),
        ('hold = "8s"', "[hold 8s]\n[end]", [3]),
        ('hold = "7s"', "[hold 7s]\n[end]", []),
        ('hold = "20s"', "[hold 20s]\ncountdown 5\n[end]", [5]),
        ("reps = 3", "[reps 3]\n[end]", []),
        ('hold = "12s", rest = "1s"', "[hold 12s]\n[end]", []),
    ],
)
def test_without_a_rest_seconds_are_counted_in_the_hold_before(before, part, counted):
    do = f'{{ title = "A", sides = "once", {before} }}, {{ title = "B", sides = "once", count_in = 3 }}'
    first = next(c for c in joined(do, part, block='rest = "0s"') if isinstance(c, Hold | Reps))
    assert [one.when.count for one in first.lines if isinstance(one.when, Countdown)] == counted


def test_what_is_not_joined_stays_as_it_is():
    text = f'title = "T"\n[[block]]\ndo = [{TWO}]'
    steps = order_steps(settle(parse_routine(text)))
    source = Source("s", 1)
    parts = [
        [Chapter("x", source), Say(Words(("a",)), source), Pause(9, source), Tone("bell", source),
         Enter(source), Hold(3_000, (), source), Say(Words(("b",)), source)]
        for _ in steps
    ]  # fmt: skip
    assert list(join_steps(steps, parts)) == [cue for part in parts for cue in part]
