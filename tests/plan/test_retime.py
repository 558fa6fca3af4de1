"""Timelines that were planned, or made by hand, with the lengths sounds really have."""

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from voiceguide.errors import FitError, LongSession, ManyErrors
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.plan.retime import retime
from voiceguide.plan.timeline import Event, Mark, Sound, Timeline
from voiceguide.script.parse import parse_script
from voiceguide.tones import TONES

SCRIPT = """\
# One
First. A sentence of some length, so that it counts.

And another.

[pause 3s]

[hold 20s]
5s | Breathe slowly.
-10s | Ten more seconds.
countdown 3
[end]

[rest 12s]
Next comes the other one.
[end]

# Two
Lift, and lower.

[reps 3 tempo 2-0-2]
up | Lift.
[end]

# Three
That was it.
"""


def planned(length_of=estimate):
    timeline, _ = place(parse_script(SCRIPT), length_of, title="One")
    return replace(timeline, estimated=True)


def slower(sound, by=1.0):
    return estimate(sound) if sound.tone else round(estimate(sound) * by)


def spans(timeline):
    return [(one.kind, one.end_ms - one.start_ms) for one in timeline.events if one.sound is None]


def say(start, end=None, text="Hello.", **more):
    return Event(start, start if end is None else end, "say", text=text, **more)


def tone(start, name, end=None):
    return Event(start, start if end is None else end, "tone", tone=name)


def by_hand(*events, duration=20_000, **more):
    return Timeline("Mine", duration, "en", (Mark(0, "One"),), events, **more)


def lengths(**known):
    """A sentence is as long as is said of its text, a tone as it is."""
    return lambda sound: TONES.get(sound.tone) or round(known[sound.text] / sound.speed)


def test_a_plan_that_was_right_stays():
    done, notices = retime(planned(), estimate)
    assert done == replace(planned(), estimated=False)
    assert notices == ()


@pytest.mark.parametrize("by", [0.7, 0.95, 1.03, 1.1])
def test_what_is_planned_moves_by_what_is_said(by):
    length_of = partial(slower, by=by)
    before, (after, _) = planned(), retime(planned(), length_of)
    assert spans(after) == spans(before)
    assert [mark.start_ms % 1000 for mark in after.chapters] == [0, 0, 0]
    assert all(
        one.start_ms % 24 == 0 for one in after.events if one.kind == "say" and not one.due_ms
    )
    sounds = [one for one in after.events if one.kind == "say"]
    assert all(one.end_ms - one.start_ms == length_of(one.sound) for one in sounds)
    ends = [one.end_ms for one in sounds]
    assert all(end <= after.start_ms for end, after in zip(ends, sounds[1:], strict=False))
    assert after.duration_ms % 1000 == 0
    # as the session would be that is laid out with these lengths: to the second of each chapter
    built = planned(length_of)
    assert abs(after.duration_ms - built.duration_ms) <= 2000
    for mark, other in zip(after.chapters, built.chapters, strict=True):
        assert abs(mark.start_ms - other.start_ms) <= 1000


@pytest.mark.parametrize("by", [0.7, 1.1])
def test_the_body_goes_in_with_its_sentence(by):
    def laid(length_of):
        script = "Sit tall.\n\n[enter]\nNow go in.\n[pause 3s]\n[hold 9s]\n[end]\nUp."
        again = "[enter]\n[pause 2s]\n[hold 9s]\n[end]"
        return place(parse_script(f"{script}\n{again}"), length_of)[0]

    length_of = partial(slower, by=by)
    after, _ = retime(replace(laid(estimate), estimated=True), length_of)
    first, second = [event for event in after.events if event.kind == "hold"]
    [said] = [event for event in after.events if event.text == "Now go in."]
    assert first.entered_ms == said.start_ms
    assert second.lead_ms == pytest.approx(2000, abs=24)


def test_lines_keep_their_times():
    after, _ = retime(planned(), partial(slower, by=1.1))
    hold = next(one for one in after.events if one.kind == "hold")
    due = {one.text: one.due_ms - hold.start_ms for one in after.events if one.due_ms and one.text}
    assert due["Breathe slowly."] == 5_000
    assert due["Ten more seconds."] == 10_000
    late = [one.start_ms - one.due_ms for one in after.events if isinstance(one.due_ms, int)]
    assert max(map(abs, late)) <= 24


def test_what_does_not_fit_into_a_hold_is_hurried_or_a_tick():
    timeline = by_hand(
        Event(0, 10_000, "hold"), say(1_000, 1_800, "hurry"), say(2_000, 2_500, "tick"),
        say(3_000, 3_500, "end"), estimated=True,
    )  # fmt: skip
    after, notices = retime(timeline, lengths(hurry=1_100, tick=1_500, end=500))
    assert [one.sound for one in after.sounding] == [
        Sound(text="hurry", speed=1.10), Sound(tone="tick"), Sound(text="end"),
    ]  # fmt: skip
    assert [notice.said for notice in notices] == [
        "timeline, 0:01.0: 'hurry' is said 10 % faster, to fit into 1.0 s.",
        "timeline, 0:02.0: 'tick' does not fit into 1.0 s; [tone tick] sounds instead.",
    ]


def test_by_hand_every_sound_starts_when_it_says():
    timeline = by_hand(tone(0, "start"), say(1_001, 1_002, "a"), Event(1_500, 9_000, "hold"), tone(9_000, "end"))  # fmt: skip
    after, notices = retime(timeline, lengths(a=3_333))
    assert [one.start_ms for one in after.events] == [0, 1_001, 1_500, 9_000]
    assert [one.end_ms for one in after.events] == [700, 4_334, 9_000, 10_400]
    assert (after.duration_ms, notices) == (20_000, ())


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([say(0, text="a"), say(400, text="b")], "timeline, 0:00.0: 'a' needs 0.9 s, there are 0.4 s. Begin what follows later, or say less."),
        ([say(0, 5_000, text="a"), say(0, text="b")], "timeline, 0:00.0: 'a' needs 0.9 s, there are 0.0 s."),
        ([say(0, text="a"), tone(400, "tick")], "timeline, 0:00.0: 'a' needs 0.9 s, there are 0.4 s."),
        ([tone(0, "start"), say(400, text="a")], "timeline, 0:00.0: '[tone start]' needs 0.7 s, there are 0.4 s."),
        ([say(19_800, text="a")], "timeline, 0:19.8: 'a' needs 0.9 s, there are 0.2 s."),
        ([tone(19_000, "end")], "timeline, 0:19.0: '[tone end]' needs 1.4 s, there are 1.0 s."),
    ],
)  # fmt: skip
def test_by_hand_what_has_no_room_is_an_error(events, said):
    with pytest.raises(FitError) as caught:
        retime(by_hand(*events), lengths(a=1_000, b=500))
    assert str(caught.value).startswith(said)


def test_every_error_is_told():
    events = [say(0, text="a"), say(100, text="a"), say(200, text="b")]
    with pytest.raises(ManyErrors) as caught:
        retime(by_hand(*events), lengths(a=1_000, b=500))
    assert len(caught.value.errors) == 2


def test_what_is_laid_over_each_other_stays_so():
    timeline = by_hand(say(0, 3_000, text="a"), tone(1_000, "inhale"))
    after, _ = retime(timeline, lengths(a=3_500))
    assert [(one.start_ms, one.end_ms) for one in after.events] == [(0, 3_500), (1_000, 1_900)]


def test_a_sentence_has_its_own_speed():
    after, notices = retime(by_hand(say(0, text="a", speed=1.3)), lengths(a=1_300))
    assert (after.events[0].end_ms, after.events[0].speed, notices) == (1_000, 1.3, ())


def test_a_tone_of_no_length_is_left_out():
    after, _ = retime(
        by_hand(tone(0, "start"), tone(1_000, "inhale")), partial(estimate, tones="none")
    )
    assert [one.tone for one in after.events] == ["inhale"]


def test_a_session_that_grows_too_long():
    timeline = by_hand(say(0, 1_000, text="a"), duration=4 * 3_600_000, estimated=True)
    with pytest.raises(LongSession, match="longer than 4 h once it is spoken"):
        retime(timeline, lengths(a=5_000))


@given(st.lists(st.integers(100, 6_000), min_size=1, max_size=8), st.floats(0.3, 3))
def test_gaps_stay(planned_lengths, by):
    """Outside of holds no gap becomes shorter, or longer by more than a frame and a second."""
    at, events = 0, []
    for length in planned_lengths:
        events.append(say(at, at + length, text=str(length)))
        at = -(-(at + length + 600) // 24) * 24
    timeline = by_hand(*events, duration=at + 1_000, estimated=True)
    after, _ = retime(timeline, lambda sound: round(int(sound.text) * by))
    for (one, two), (was, then) in zip(pairwise(after.events), pairwise(events), strict=True):
        gap, before = two.start_ms - one.end_ms, then.start_ms - was.end_ms
        assert before <= gap < before + 24
