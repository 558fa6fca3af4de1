"""What is said of timelines that cannot be spoken."""

import pytest

from voiceguide.errors import VoiceguideError
from voiceguide.plan.soundness import sound_timeline
from voiceguide.plan.timeline import BedInfo, Event, Mark, Timeline


def timeline(*events, duration=20_000, language="en", chapters=(), **more):
    return Timeline("Mine", duration, language, chapters, events, **more)


def say(start, end=None, text="Hello.", **more):
    return Event(start, start if end is None else end, "say", text=text, **more)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (5, "timeline: a int is not a timeline. Give a voiceguide.Timeline"),
        (timeline(duration=0), "timeline: duration_ms is 0. It may be 1 to 14400000, which is 4h."),
        (timeline(duration=10**9), "timeline: duration_ms is 1000000000. It may be 1 to 14400000, which is 4h."),
        (timeline(duration="60s"), "timeline: not a timeline: Expected `int`, got `str` - at `$.duration_ms`."),
        (timeline(*[say(0)] * 30_001), "timeline: there are more than 30000 events."),
        (timeline(language="Klingon!"), "timeline.language: 'Klingon!' is not a language."),
        (timeline(object()), "timeline: not a timeline: Encoding objects of type object is unsupported."),
        (timeline("x"), "timeline: not a timeline: Expected `object`, got `str` - at `$.events[0]`."),
        (timeline(Event(0, 0, "sya", text="x")), "timeline: not a timeline: Invalid enum value 'sya' - at `$.events[0].kind`."),
        (timeline(say(-5, 100)), "timeline.events[0]: -5 to 100 ms is outside of the session. Times run from 0 to duration_ms, which is 20000."),
        (timeline(say(0), say(19_000, 21_000)), "timeline.events[1]: 19000 to 21000 ms is outside of the session."),
        (timeline(say(500, 400)), "timeline.events[0]: it ends (400 ms) before it starts (500 ms)."),
        (timeline(say(0, text=" ")), "timeline.events[0]: a say without a text. Give it text=\"...\"."),
        (timeline(Event(0, 0, "say", tone="start")), "timeline.events[0]: a say without a text."),
        (timeline(Event(0, 0, "tone")), "timeline.events[0]: a tone without a name. Give it tone=\"start\", or another."),
        (timeline(Event(0, 0, "tone", tone="strat")), "timeline.events[0]: unknown tone 'strat'. Did you mean 'start'?"),
        (timeline(say(0, speed=9.0)), "timeline.events[0]: speed is 9. It may be 0.5 to 2."),
        (timeline(say(0, speed=float("nan"))), "timeline"),
        (timeline(chapters=(Mark(20_000, "x"),)), "timeline.chapters[0]: start_ms is 20000, outside of the session. It may be 0 to 19999."),
        (timeline(chapters=(Mark(5, "x"), Mark(0, "y"))), "timeline.chapters[1]: starts before the one in front of it, at 5 ms. Put them in the order of their times."),
        (timeline(bed=BedInfo("rain", 0, 0, 0.0)), "timeline.bed: level_db is 0. It may be -38 to -26."),
    ],
)  # fmt: skip
def test_what_is_wrong(wrong, said):
    with pytest.raises(VoiceguideError) as caught:
        sound_timeline(wrong)
    assert str(caught.value).startswith(said)


def test_all_of_it_at_once():
    with pytest.raises(VoiceguideError) as caught:
        sound_timeline(timeline(say(-1), say(0, text=""), Event(0, 0, "tone", tone="gong")))
    said = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in said] == [f"timeline.events[{n}]" for n in range(3)]


def test_what_is_right_comes_in_order():
    given = timeline(say(900), Event(0, 0, "tone", tone="gong.wav"), language="German")
    sound = sound_timeline(given)
    assert [event.start_ms for event in sound.events] == [0, 900]
    assert sound.language == "de"
    assert sound_timeline(sound) == sound


def test_lists_are_as_good_as_tuples():
    sound = sound_timeline(Timeline("Mine", 20_000, "en", [Mark(0, "x")], [say(0)]))
    assert sound == timeline(say(0), chapters=(Mark(0, "x"),))


@pytest.mark.parametrize(
    "right",
    [
        timeline(duration=1),
        timeline(duration=4 * 3_600_000),
        timeline(*[say(0)] * 30_000),
        timeline(say(0), say(20_000), say(19_000, 20_000)),
        timeline(say(0, speed=0.5), say(5, speed=2.0)),
        timeline(chapters=(Mark(0, "x"), Mark(19_999, "y"), Mark(19_999, "z"))),
        timeline(bed=BedInfo("rain", -38, -44, -10.0)),
        timeline(bed=BedInfo("rain", -26, -32, -10.0)),
        timeline(Event(0, 0, "tone", tone="gong.wav")),
        timeline(Event(5000, 9000, "hold", entered_ms=0)),
        timeline(Event(5000, 9000, "hold", entered_ms=5000)),
    ],
)
def test_what_is_just_right(right):
    assert sorted(sound_timeline(right).events, key=str) == sorted(right.events, key=str)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (timeline(duration=4 * 3_600_000 + 1), "duration_ms is 14400001"),
        (timeline(say(20_001)), "20001 to 20001 ms is outside of the session"),
        (timeline(say(19_000, 20_001)), "19000 to 20001 ms is outside of the session"),
        (timeline(Event(5000, 9000, "hold", entered_ms=-1)), "entered_ms is -1"),
        (timeline(Event(5000, 9000, "hold", entered_ms=5001)), "entered_ms is 5001"),
        (timeline(say(0, speed=0.49)), "speed is 0.49"),
        (timeline(say(0, speed=2.01)), "speed is 2.01"),
        (timeline(bed=BedInfo("rain", -39, -44, -10.0)), "level_db is -39"),
        (timeline(bed=BedInfo("rain", -25, -32, -10.0)), "level_db is -25"),
    ],
)
def test_what_is_just_wrong(wrong, said):
    with pytest.raises(VoiceguideError) as caught:
        sound_timeline(wrong)
    assert caught.value.problem == said
