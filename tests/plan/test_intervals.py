"""Back to back on the timeline: a round is as long as work and rest, and chapters move nothing."""

import itertools

import pytest

from voiceguide.duration import Milliseconds, Tempo
from voiceguide.errors import FitError
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.script.cue import (
    Chapter,
    Countdown,
    Hold,
    Line,
    Next,
    Reps,
    Rest,
    Say,
    Source,
    Words,
)

HERE = Source("s", 1)


def line(text, when=None):
    return Line(when or Next(), Words((text,)) if text else Words(), HERE)


def rest(length, *lines, marks=()):
    return Rest(Milliseconds(length), lines, HERE, joined=True, marks=marks)


def hold(length, **tones):
    return Hold(Milliseconds(length), (), HERE, **tones)


def events(cues, kind):
    timeline, _ = place(cues, estimate)
    return [(e.start_ms, e.end_ms) for e in timeline.events if e.kind == kind]


@pytest.mark.parametrize("work", [30_000, 20_000, 7_001])
@pytest.mark.parametrize("pause", [15_000, 10_000, 2_345])
def test_every_round_is_as_long_as_work_and_rest(work, pause):
    said = [line("Run.")] if pause > 5_000 else []
    cues = [Say(Words(("Off we go.",)), HERE)]
    for _ in range(4):
        cues += [hold(work), rest(pause, *said, marks=((0, "Run"),))]
    timeline, _ = place([*cues, hold(work)], estimate)
    holds = [e for e in timeline.events if e.kind == "hold"]
    rests = [e for e in timeline.events if e.kind == "rest"]
    assert {after.start_ms - one.start_ms for one, after in itertools.pairwise(holds)} == {
        work + pause
    }
    assert [(e.start_ms, e.end_ms) for e in rests] == [
        (one.end_ms, after.start_ms) for one, after in itertools.pairwise(holds)
    ]
    assert all(mark.start_ms % 1000 == 0 for mark in timeline.chapters)
    sounds = list(timeline.sounding)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(sounds))


def test_a_chapter_begins_with_what_it_announces():
    cues = [
        hold(30_000),
        rest(15_000, line("Well done."), line("Now run."), marks=((1, "Run"),)),
        hold(9_000),
    ]
    timeline, _ = place(cues, estimate)
    [said] = [e for e in timeline.events if e.text == "Now run."]
    assert timeline.chapters[-1].title == "Run"
    assert 0 <= said.start_ms - timeline.chapters[-1].start_ms < 1_000


def test_a_chapter_without_words_begins_with_the_start():
    timeline, _ = place([hold(9_000), rest(5_500, marks=((0, "Run"),)), hold(9_000)], estimate)
    assert timeline.chapters[-1].start_ms == 14_000


def test_seconds_are_counted_into_the_next_start():
    cues = [hold(9_000), rest(10_000, line("", Countdown(3))), hold(9_000)]
    timeline, _ = place(cues, estimate)
    said = [(e.text, e.due_ms) for e in timeline.events if e.kind == "say"]
    assert said == [("three", 16_000), ("two", 17_000), ("one", 18_000)]
    assert all(abs(e.start_ms - e.due_ms) <= 24 for e in timeline.events if e.kind == "say")


def test_a_series_is_followed_in_the_same_way():
    reps = Reps(4, Tempo(*map(Milliseconds, (1000, 0, 1000))), (), HERE)
    cues = [reps, rest(10_000), reps]
    timeline, _ = place(cues, estimate)
    reps = [e for e in timeline.events if e.kind == "rep"]
    assert reps[4].start_ms - reps[3].end_ms == 10_000 + 1_000  # a second from the start tone
    assert events(cues, "rest") == [(reps[3].end_ms, reps[3].end_ms + 10_000)]


def test_without_a_rest_one_tone_ends_and_starts():
    timeline, _ = place([hold(10_000), rest(0, marks=((0, "Again"),)), hold(10_000)], estimate)
    tones = [(e.start_ms, e.tone) for e in timeline.events if e.kind == "tone"]
    assert tones == [(0, "start"), (10_000, "start"), (20_000, "end")]
    assert events([hold(10_000), rest(0), hold(10_000)], "rest") == []
    assert [mark.start_ms for mark in timeline.chapters] == [0, 10_000]


@pytest.mark.parametrize(
    ("cues", "message"),
    [
        (
            [hold(9_000), rest(1_000), hold(9_000)],
            "s:1: '[tone end]' needs 1.4 s, there are 1.0 s.",
        ),
        ([hold(9_000), rest(0, line("Go.")), hold(9_000)], "s:1: 'Go.' needs 0."),
        ([hold(1_000, start="chime")], "s:1: '[tone chime]' needs 1.8 s, there are 1.0 s."),
    ],
)
def test_what_has_no_time(cues, message):
    with pytest.raises(FitError) as caught:
        place(cues, estimate)
    assert str(caught.value).startswith(message)


def test_other_tones_bound_what_they_are_named_for():
    timeline, _ = place([Chapter("x", HERE), hold(9_000, start="bell", end="chime")], estimate)
    assert [(e.start_ms, e.tone) for e in timeline.events if e.kind == "tone"] == [
        (0, "bell"), (9_000, "chime"),
    ]  # fmt: skip


def test_a_long_start_tone_is_over_before_the_first_repetition():
    reps = Reps(2, Tempo(*map(Milliseconds, (1000, 0, 1000))), (), HERE, start="chime")
    timeline, _ = place([reps], estimate)
    [tone, *_] = [e for e in timeline.events if e.kind == "tone"]
    first = next(e for e in timeline.events if e.kind == "rep")
    assert (tone.tone, tone.end_ms) == ("chime", 1_800)
    assert first.start_ms == 1_950
