"""What the lines of a block come to: slots at absolute times, before any is moved."""

import pytest

from voiceguide.errors import ScriptError
from voiceguide.plan.blocks import (
    beats,
    breath_tones,
    hold_slots,
    rep_spans,
    reps_slots,
    rest_slots,
)
from voiceguide.script.parse import parse_script

START = 10_000


def cue(head, *lines):
    [made] = parse_script("\n".join([head, *lines, "[end]"]), "s")
    return made


def rows(slots):
    return [
        (slot.at - START, slot.words.texts[0] if slot.words.texts else slot.words.tone, slot.kind, slot.line)
        for slot in slots
    ]  # fmt: skip


def hold(*lines, length="10s"):
    return rows(hold_slots(cue(f"[hold {length}]", *lines), START, "en"))


@pytest.mark.parametrize(
    ("line", "slots"),
    [
        ("0s | a", [(0, "a", "timed", 0)]),
        ("9.999s | a", [(9999, "a", "timed", 0)]),
        ("-10s | a", [(0, "a", "timed", 0)]),
        ("-0.001s | a", [(9999, "a", "timed", 0)]),
        ("0% | a", [(0, "a", "timed", 0)]),
        ("33.33% | a", [(3333, "a", "timed", 0)]),
        ("every 3s | a", [(at, "a", "yields", 0) for at in (3000, 6000, 9000)]),
        ("every 5s | a", [(5000, "a", "yields", 0)]),  # none at the end
        ("every 10s | a", []),
        ("countdown 2", [(8000, "two", "timed", 0), (9000, "one", "timed", 0)]),
        ("breathe 4-6 | a | b", [(1000, "a", "yields", 0), (5000, "b", "yields", 0)]),
        ("breathe 4-5 | a | b", [(1000, "a", "yields", 0), (5000, "b", "yields", 0)]),
        ("breathe 3-5 | a | b", [(1000, "a", "yields", 0), (4000, "b", "yields", 0), (9000, "a", "yields", 0)]),
        ("breathe 9-1 | a | b", [(1000, "a", "yields", 0)]),  # the breath out would be at the end
        ("breathe 1-7-1 | a | b", [(1000, "a", "yields", 0), (9000, "b", "yields", 0)]),
        ("breathe 4-6", []),  # tones do that
    ],
)  # fmt: skip
def test_a_line_of_a_hold(line, slots):
    assert hold(line) == slots


def test_lines_are_numbered():
    assert hold("1s | a", "countdown 1", "2s | b") == [
        (1000, "a", "timed", 0), (9000, "one", "timed", 1), (2000, "b", "timed", 2),
    ]  # fmt: skip


def test_phases_begin_with_their_tone():
    assert hold("[phases]", "4s press | a", "2s lift", "4s | b", "[end]") == [
        (0, "a", "timed", 0),
        (4000, "lift", "bound", 1),
        (6000, "halfway", "bound", 2), (6000, "b", "after", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("10s | a", "s:2: this line is heard at its end or later: the hold lasts 10s."),
        ("-10.001s | a", "s:2: this line is heard before its start: the hold lasts 10s."),
        ("countdown 10", "s:2: countdown 10 needs a hold of 11s: this one lasts 10s, and begins with the start tone. Write countdown 9, or make the hold longer."),
    ],
)  # fmt: skip
def test_a_line_outside_the_hold(line, message):
    with pytest.raises(ScriptError) as caught:
        hold(line)
    assert str(caught.value).startswith(message)


def test_lines_of_a_rest():
    made = cue("[rest 10s]", "a", "5s | b", "c", "countdown 10")
    assert rows(rest_slots(made, START, "en", lead=400, gap=600))[:4] == [
        (400, "a", "queued", 0), (5000, "b", "timed", 1), (400, "c", "queued", 2), (0, "ten", "timed", 3),
    ]  # fmt: skip
    assert {slot.gap for slot in rest_slots(made, START, "en", lead=1, gap=600) if slot.kind == "queued"} == {600}  # fmt: skip
    with pytest.raises(ScriptError, match=r"countdown 1 needs a rest of 1s.*Leave it out"):
        list(rest_slots(cue("[rest 0.999s]", "countdown 1"), START, "en", lead=1, gap=1))


@pytest.mark.parametrize(
    ("pattern", "tones"),
    [
        ("4-6", [(1000, "inhale"), (5000, "exhale")]),
        ("4-5", [(1000, "inhale"), (5000, "exhale")]),
        ("2-2.5", [(1000, "inhale"), (3000, "exhale"), (5500, "inhale"), (7500, "exhale")]),
        ("1-2-3-1", [(1000, "inhale"), (4000, "exhale"), (8000, "inhale"), (11_000, "exhale")]),
    ],
)
def test_breath_tones(pattern, tones):
    made = cue("[hold 10s]", "1s | a", f"breathe {pattern}", "breathe 1-1 | a | b")
    assert [(at - START, tone) for at, tone, _ in breath_tones(made, START)] == tones
    assert {str(source) for _, _, source in breath_tones(made, START)} == {"s:3"}


def series(head, *lines):
    made = cue(head, *lines)
    spans = rep_spans(made, START)
    return rows(reps_slots(made, spans, "en")), [(at - START, tone) for at, tone in beats(made, spans)]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "lines", "slots", "ticks"),
    [
        ("[reps 1 tempo 3-1-2]", [], [(0, "one", "timed", -1)], [(0, "tick"), (3000, "beat"), (4000, "return")]),
        ("[reps 2 tempo 1-0-2]", [], [(0, "one", "timed", -1), (3000, "two", "timed", -1)],
         [(0, "tick"), (1000, "return"), (3000, "tick"), (4000, "return")]),
        ("[reps 1 tempo 0-0-2]", [], [(0, "one", "timed", -1)], [(0, "tick")]),
        ("[reps 1 tempo 3-1-2]", ["up | u", "down | d {n}", "count | {n}!", "pause | p"],
         [(0, "one!", "timed", 2), (0, "d one", "after", 1), (3000, "p", "timed", 3), (4000, "u", "timed", 0)],
         [(0, "tick"), (3000, "beat"), (4000, "return")]),
        # what is said in a phase of no length is left out, but for a line of one repetition
        ("[reps 2 tempo 0-0-2]", ["down | d", "pause | p", "2 | x"],
         [(0, "one", "timed", -1), (2000, "two", "timed", -1), (2000, "x", "after", 2)],
         [(0, "tick"), (2000, "tick")]),
        ("[reps 2 tempo 1-0-1]", ["down | d", "2 | x"],
         [(0, "one", "timed", -1), (0, "d", "after", 0), (2000, "two", "timed", -1), (2000, "x", "after", 1)],
         [(0, "tick"), (1000, "return"), (2000, "tick"), (3000, "return")]),
        # a way back that has no time for its tone is a beat
        ("[reps 1 tempo 1-0-0.549]", [], [(0, "one", "timed", -1)], [(0, "tick"), (1000, "beat")]),
        ("[reps 1 tempo 1-0-0.55]", [], [(0, "one", "timed", -1)], [(0, "tick"), (1000, "return")]),
    ],
)  # fmt: skip
def test_a_series(head, lines, slots, ticks):
    assert series(head, *lines) == (slots, ticks)


PHASES = {
    # lines -> what is said on the way back of each of four repetitions
    "every one": (["up | a"], "aaaa"),
    "one has its own": (["up | a", "3 up | b"], "aaba"),
    "whatever is written first": (["3 up | b", "up | a"], "aaba"),
    "one says nothing": (["up | a", "3 up |"], "aa-a"),
    "from the end": (["up | a", "-1 up | c", "-2 up | b"], "aabc"),
    "the same from both ends": (["4 up | a", "-4 up | b"], "b--a"),
    "the next": (["next up | a"], "a---"),
    "one after another": (["next up | a", "next up | b"], "ab--"),
    "where nothing else is": (["1 up | x", "next up | a", "3 up |", "next up | b", "up | u"], "xa-b"),
    "before those that are written later": (["next up | a", "1 up | x", "next up | b"], "xab-"),
    "as many as there are": (["next up | a"] + ["next up | b"] * 4, "abbb"),
    "another phase is none": (["3 pause | p", "next down | d", "-1 | e"], "----"),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "said"), PHASES.values(), ids=PHASES)
def test_the_ways_back(lines, said):
    slots, _ = series("[reps 4 tempo 1-1-1]", *lines)
    back = {at // 3000: text for at, text, _, _ in slots if at % 3000 == 2000}
    assert "".join(back.get(number, "-") for number in range(4)) == said


def test_a_phase_of_no_length_says_nothing_and_takes_no_line():
    slots, _ = series("[reps 2 tempo 1-0-1]", "2 pause | x", "next pause | y", "next up | z")
    assert [text for _, text, _, _ in slots] == ["one", "z", "two"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["3 | a"], "s:2: there is no repetition 3: the series has 2. Keep it for long series: {% if reps >= 3 %}."),
        (["up | a", "2 | b", "up | c"], "s:4: there are two lines for up: the other is s:2. Make one of them, or give one to another phase."),
        (["-3 up | a"], "s:2: there is no repetition -3: the series has 2. Keep it for long series: {% if reps >= 3 %}."),
        (["2 up | a", "-1 up | b"], "s:3: there are two lines for 2 up: the other is s:2."),
        (["2 up |", "2 up | b"], "s:3: there are two lines for 2 up: the other is s:2."),
        (["1 down | a", "1 | b"], "s:3: there are two lines for 1: the other is s:2."),
        (["1 | a", "1 | b"], "s:3: there are two lines for 1: the other is s:2."),
        (["count", "count | {n}"], "s:3: there are two lines for count: the other is s:2."),
    ],
)  # fmt: skip
def test_a_series_with_a_line_too_many(lines, message):
    with pytest.raises(ScriptError) as caught:
        series("[reps 2 tempo 1-0-1]", *lines)
    assert str(caught.value).startswith(message)
