"""The lines of one block: each at its time, none over another."""

import pytest

from voiceguide.errors import FitError, SameMoment, ScriptError
from voiceguide.plan.slots import Slot, arrange, near, up
from voiceguide.script.cue import Source, Words
from voiceguide.tones import TONES


def length_of(sound):
    """100 ms a letter, and exact tones."""
    return TONES[sound.tone] if sound.tone else round(100 * len(sound.text) / sound.speed)


def slot(at, *texts, tone=None, line=0, kind="timed", gap=150):
    return Slot(at, Words(texts, tone), Source("s", line), kind, gap, line)


def lay(*slots, free=850, end=20_000):
    placed, notices = arrange(slots, free, end, length_of)
    rows = [
        (
            one.start,
            one.sound.tone or one.sound.text + ("" if one.sound.speed == 1 else "!"),
            one.due,
        )
        for one in placed
    ]
    assert all(one.end == one.start + length_of(one.sound) for one in placed)
    return rows, [notice.said for notice in notices]


TEN, FIVE = "1234567890", "12345"


def test_what_yields_and_becomes_a_tone_is_told_once():
    rows, notices = lay(
        *[slot(at, TEN, tone="tick", kind="yields", line=3) for at in (5000, 10_000)],
        *[slot(at + 300, FIVE) for at in (5000, 10_000)],
    )
    assert [row[1] for row in rows] == ["tick", FIVE, "tick", FIVE]
    assert notices == [f"s:3: {TEN!r} does not fit into 0.2 s; [tone tick] sounds instead."]


PLACED = {
    "on the nearest frame": ([slot(5000, FIVE)], [(4992, FIVE, 5000)]),
    "or the one after": ([slot(5005, FIVE)], [(5016, FIVE, 5005)]),
    "what is due under the start tone waits for its end": ([slot(300, FIVE)], [(864, FIVE, 850)]),
    "what is due after it does not": ([slot(900, FIVE)], [(912, FIVE, 900)]),
    "the longest that leaves the next its time": (
        [slot(5000, TEN, FIVE), slot(6150, FIVE)],
        [(4992, TEN, 5000), (6144, FIVE, 6150)],
    ),
    "a shorter one where it does not": (
        [slot(5000, TEN, FIVE), slot(6141, FIVE)],
        [(4992, FIVE, 5000), (6144, FIVE, 6141)],
    ),
    "up to the end": ([slot(18_850, TEN, FIVE)], [(18_840, TEN, 18_850)]),
    "not into it": ([slot(18_853, TEN, FIVE)], [(18_864, FIVE, 18_853)]),
    "the later of one moment keeps it": (
        [slot(5000, FIVE), slot(5000, TEN)],
        [(4344, FIVE, 5000), (4992, TEN, 5000)],
    ),
    "the other as late as it can, and no more than 1.5 s before": (
        [slot(5000, "x" * 13, FIVE), slot(5000, TEN)],
        [(3528, "x" * 13, 5000), (4992, TEN, 5000)],
    ),
    "so a shorter wording": (
        [slot(5000, "x" * 14, FIVE), slot(5000, TEN)],
        [(4344, FIVE, 5000), (4992, TEN, 5000)],
    ),
    "three of one moment": (
        [slot(5000, "1"), slot(5000, "2"), slot(5000, "3")],
        [(4464, "1", 5000), (4728, "2", 5000), (4992, "3", 5000)],
    ),
    "the order of writing does not matter for what has another time": (
        [slot(9000, "2"), slot(5000, "1")],
        [(4992, "1", 5000), (9000, "2", 9000)],
    ),
    "what is before leaves room for what gives way": (
        [slot(5000, TEN * 4, FIVE), slot(9000, "12"), slot(9000, FIVE)],
        [(4992, FIVE, 5000), (8640, "12", 9000), (9000, FIVE, 9000)],
    ),
    "and is whole where all of it is": (
        [slot(5000, TEN * 3, FIVE), slot(9000, "12", "1"), slot(9000, FIVE)],
        [(4992, TEN * 3, 5000), (8640, "12", 9000), (9000, FIVE, 9000)],
    ),
    "what follows is said when what is before it is over": (
        [slot(5000, FIVE), slot(5000, TEN, kind="after")],
        [(4992, FIVE, 5000), (5664, TEN, 5642)],
    ),
    "a bound is exact": ([slot(5001, tone="press", kind="bound")], [(5001, "press", 5001)]),
    "a bound keeps its time wherever it is written": (
        [slot(5000, tone="press", kind="bound"), slot(5000, FIVE)],
        [(4344, FIVE, 5000), (5000, "press", 5000)],
    ),
    "a queue": (
        [slot(400, FIVE, kind="queued", gap=600), slot(400, TEN, kind="queued", gap=600), slot(5000, "1")],
        [(864, FIVE, None), (1968, TEN, None), (4992, "1", 5000)],
    ),
    "a queue after what is due before it": (
        [slot(1500, FIVE, kind="queued", gap=600), slot(1000, "1"), slot(5000, "2")],
        [(1008, "1", 1000), (1728, FIVE, None), (4992, "2", 5000)],
    ),
    "a queue that is later than what it waits for": (
        [slot(3000, FIVE, kind="queued", gap=600), slot(1000, "1")],
        [(1008, "1", 1000), (3000, FIVE, None)],
    ),
    "a queue before what is due with it": (
        [slot(5000, FIVE, kind="queued"), slot(5000, "1")],
        [(4992, "1", 5000), (5256, FIVE, None)],
    ),
    "what yields where nothing else is": (
        [slot(5000, FIVE, kind="yields"), slot(9000, "1")],
        [(4992, FIVE, 5000), (9000, "1", 9000)],
    ),
    "is left out where something is due": (
        [slot(5000, FIVE, kind="yields"), slot(5000, "1")], [(4992, "1", 5000)]),
    "whatever is written first": (
        [slot(5000, "1"), slot(5000, FIVE, kind="yields")], [(4992, "1", 5000)]),
    "or still sounds": (
        [slot(4500, FIVE, kind="yields"), slot(4000, FIVE)], [(4008, FIVE, 4000)]),
    "or is soon due": (
        [slot(5000, FIVE, kind="yields"), slot(5500, FIVE)], [(5496, FIVE, 5500)]),
    "it takes a shorter wording": (
        [slot(5000, TEN, FIVE, kind="yields"), slot(5700, FIVE)],
        [(4992, FIVE, 5000), (5712, FIVE, 5700)]),
    "up to 150 ms before what is due": (
        [slot(4992, FIVE, kind="yields"), slot(5664, FIVE)],
        [(4992, FIVE, 4992), (5664, FIVE, 5664)]),
    "and no further": (
        [slot(4992, FIVE, kind="yields"), slot(5640, FIVE)], [(5640, FIVE, 5640)]),
    "150 ms after what was": (
        [slot(4656, "1", kind="yields"), slot(3992, FIVE)],
        [(3984, FIVE, 3992), (4656, "1", 4656)]),
    "and no nearer": (
        [slot(4608, "1", kind="yields"), slot(3992, FIVE)], [(3984, FIVE, 3992)]),
    "not before anything can be heard": ([slot(300, FIVE, kind="yields")], []),
    "nor into the end": ([slot(19_500, FIVE, kind="yields")], []),
    "the first of two that yield": (
        [slot(5000, "1", kind="yields"), slot(5000, "2", kind="yields", line=1)],
        [(4992, "1", 5000)]),
    "the breath in leaves the breath out its time": (
        [slot(5000, TEN, FIVE, kind="yields"), slot(6000, "1", kind="yields")],
        [(4992, FIVE, 5000), (6000, "1", 6000)]),
    "a line does not wait for itself": (
        [slot(5000, TEN, kind="yields"), slot(6000, TEN, kind="yields")], [(4992, TEN, 5000)]),
}  # fmt: skip


@pytest.mark.parametrize(("slots", "rows"), PLACED.values(), ids=PLACED)
def test_placed(slots, rows):
    assert lay(*slots) == (rows, [])


NOTED = {
    "faster": (
        [slot(5000, TEN, line=3), slot(6100, FIVE)], (4992, TEN + "!", 5000),
        "s:3: '1234567890' is said 5 % faster, to fit into 1.0 s."),
    "a tone": (
        [slot(5000, TEN, line=3), slot(5300, FIVE)], (4992, "tick", 5000),
        "s:3: '1234567890' does not fit into 0.2 s; [tone tick] sounds instead."),
    "its own tone": (
        [slot(5000, TEN, tone="lift", line=3), slot(5600, FIVE)], (4992, "lift", 5000),
        "s:3: '1234567890' does not fit into 0.5 s; [tone lift] sounds instead."),
    "a tone for another tone": (
        [slot(5000, tone="bell", line=3), slot(5300, FIVE)], (4992, "tick", 5000),
        "s:3: '[tone bell]' does not fit into 0.2 s; [tone tick] sounds instead."),
    "what gives way faster": (
        [slot(5000, "x" * 14, line=3), slot(5000, FIVE)], (3504, "x" * 14 + "!", 5000),
        "s:3: 'xxxxxxxxxxxxxx' is said 5 % faster, to fit into 1.3 s."),
    "what gives way by a tone": (
        [slot(5000, "x" * 20, line=3), slot(5000, FIVE)], (4752, "tick", 5000),
        "s:3: 'xxxxxxxxxxxxxxxxxxxx' does not fit into 1.3 s; [tone tick] sounds instead."),
}  # fmt: skip


@pytest.mark.parametrize(("slots", "row", "notice"), NOTED.values(), ids=NOTED)
def test_noted(slots, row, notice):
    rows, notices = lay(*slots)
    assert (rows[0], notices) == (row, [notice])


def test_a_line_that_is_often_heard_is_noted_once():
    rows, notices = lay(*(slot(at, TEN, line=4) for at in range(5000, 8800, 300)), slot(9000, "1"))
    assert [row[1] for row in rows[:-1]] == ["tick"] * 13
    assert len(notices) == 1


def fails(*slots, **options):
    with pytest.raises(ScriptError) as caught:
        lay(*slots, **options)
    return caught.value


def test_no_room_at_all():
    error = fails(slot(9900, TEN, line=3), slot(10_000, FIVE))
    assert (type(error), error.needed_ms, error.there_ms) == (FitError, 870, -62)
    assert str(error).startswith("s:3: '1234567890' needs 0.9 s, there are 0.0 s.")


@pytest.mark.parametrize(
    "slots",
    [
        [slot(500, TEN, line=3), slot(600, FIVE, line=4)],  # both when the start tone is over
        [slot(4700, "1"), slot(5000, TEN, line=3), slot(5000, FIVE, line=4)],
        [slot(4700, "1"), slot(5000, tone="chime", line=3), slot(5000, FIVE, line=4)],
    ],
)
def test_no_room_before_another_of_its_moment(slots):
    error = fails(*slots)
    assert isinstance(error, SameMoment)
    assert error.where == "s:3"
    assert f"is due at the same moment as '{FIVE}' (s:4)" in str(error)
    assert error.there_ms < 90


def test_two_bounds_of_one_moment():
    error = fails(slot(5000, tone="press", kind="bound", line=3), slot(5000, tone="lift", kind="bound", line=4))  # fmt: skip
    assert str(error).startswith("s:3: this phase begins while the tone before it still sounds.")


@pytest.mark.parametrize(("at", "there"), [(849, True), (850, False)])
def test_a_bound_under_the_start_tone(at, there):
    bound = slot(at, tone="press", kind="bound", line=3)
    if there:
        assert "while the tone before it still sounds" in str(fails(bound))
    else:
        assert lay(bound) == ([(850, "press", 850)], [])


def test_no_other_tone_stands_in_for_a_bound():
    error = fails(slot(5000, tone="press", kind="bound"), slot(5300, FIVE))
    assert (error.needed_ms, error.there_ms) == (400, 150)


def test_too_many_at_once():
    lines = [slot(5000, "1", kind="queued")] * 300
    assert len(lay(*lines, end=1_000_000)[0]) == 300
    error = fails(*lines, slot(5000, "1", kind="queued", line=9), end=1_000_000)
    assert error.problem == "more than 300 lines are to be heard at the same time"
    error = fails(*[slot(5000, "1")] * 302, end=1_000_000)  # all but the last give way
    assert error.problem == "more than 300 lines are to be heard at the same time"


@pytest.mark.parametrize(("time", "after", "nearest"), [(0, 0, 0), (1, 24, 0), (11, 24, 0), (12, 24, 24), (24, 24, 24)])  # fmt: skip
def test_frames(time, after, nearest):
    assert (up(time, 24), near(time)) == (after, nearest)
