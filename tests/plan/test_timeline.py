"""The timeline's public JSON."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.errors import RoutineError
from voiceguide.plan.timeline import (
    BedInfo,
    Mark,
    Sound,
    Timeline,
    make_event,
    parse_timeline,
    render_timeline,
)
from voiceguide.scene import Scene
from voiceguide.text import composed

SCENE = Scene("x", "stretch", "left", 1, 1)
LINE = Timeline(
    'Hips "90"', 9000, "en", (Mark(0, "One"), Mark(2000, "Two")),
    (
        make_event(Scene(), "say", 0, 1830, Sound(text="Hello.")),
        make_event(SCENE, "say", 2000, 2500, Sound(text="Hüfte", speed=1.1)),
        make_event(SCENE, "tone", 3000, 3700, Sound(tone="start")),
        make_event(SCENE, "rep", 3000, 9000, rep=1),
    ),
)  # fmt: skip


def test_the_format_is_the_public_one():
    got = json.loads(render_timeline(LINE))
    assert list(got) == ["version", "title", "duration_ms", "language", "chapters", "events"]
    assert (got["version"], got["duration_ms"]) == (1, 9000)
    assert got["chapters"] == [
        {"start_ms": 0, "title": "One"}, {"start_ms": 2000, "title": "Two"},
    ]  # fmt: skip
    nothing = {"exercise": None, "action": None, "side": None, "pair": None, "round": None}
    scene = {"exercise": "x", "action": "stretch", "side": "left", "pair": 1, "round": 1}
    assert got["events"] == [
        {"start_ms": 0, "end_ms": 1830, "kind": "say", "text": "Hello.", **nothing},
        {"start_ms": 2000, "end_ms": 2500, "kind": "say", "text": "Hüfte", "speed": 1.1, **scene},
        {"start_ms": 3000, "end_ms": 3700, "kind": "tone", "tone": "start", **scene},
        {"start_ms": 3000, "end_ms": 9000, "kind": "rep", "rep": 1, **scene},
    ]


def test_one_event_a_line():
    assert render_timeline(LINE).count("\n") == 6 + 2 + 4 + 4


@given(
    st.lists(
        st.builds(
            lambda start, length, text: make_event(
                SCENE, "say", start, start + length, Sound(text=text)
            ),
            st.integers(0, 10**7), st.integers(1, 10**5), st.text(min_size=1).map(composed),
        )
    )
)  # fmt: skip
def test_written_and_read_again(events):
    line = Timeline("T", 10**7, "de", (), tuple(events), estimated=bool(events))
    assert parse_timeline(render_timeline(line)) == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "x.json: not a timeline: Input data was truncated."),
        (b"\xff", "x.json: not a timeline: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte."),
        ("{}", "x.json: not a timeline: Object missing required field `title`."),
        (render_timeline(LINE).replace('"version": 1', '"version": 9'),
         "x.json: this is version 9 of the timeline format, not 1. Build the session again."),
        (render_timeline(LINE).replace('"duration_ms": ', '"duration_ms": 9999999999'),
         "x.json: not a timeline: its times are out of range."),
        (render_timeline(LINE).replace('"end_ms":', '"end_ms":-'),
         "x.json: not a timeline: its times are out of range."),
    ],
)  # fmt: skip
def test_what_is_not_a_timeline(text, message):
    with pytest.raises(RoutineError) as caught:
        parse_timeline(text, "x.json")
    assert str(caught.value) == message


def test_letters_are_composed_when_it_is_read():
    apart = unicodedata.normalize("NFD", render_timeline(LINE))
    assert apart != render_timeline(LINE)
    assert parse_timeline(apart) == parse_timeline(apart.encode()) == LINE


def test_the_bed_and_the_set_of_tones_are_there_only_where_they_are_chosen():
    plain = Timeline("T", 1000, "en", (Mark(0, "T"),), ())
    assert "bed" not in render_timeline(plain)
    assert "tones" not in render_timeline(plain)
    chosen = replace(plain, tones="wood", bed=BedInfo("rain", -32, -38, -16.4))
    assert parse_timeline(render_timeline(chosen)) == chosen


@pytest.mark.parametrize(
    "sound",
    [Sound(text="Hello."), Sound(text="Hello.", speed=1.05), Sound(tone="start"), None],
)
def test_what_is_heard_of_an_event(sound):
    kind = "hold" if sound is None else "say" if sound.text else "tone"
    event = make_event(SCENE, kind, 0, 500, sound, due=0)
    assert event.sound == sound
    assert (event.due_ms, make_event(SCENE, kind, 0, 500, sound).due_ms) == (0, UNSET)
    assert Timeline("T", 1000, "en", (), (event,)).sounding == ([] if sound is None else [event])


@pytest.mark.parametrize("kind", ["say", "tone", "rep", "rest"])
def test_an_event_without_a_sound_is_not_heard(kind):
    """A timeline that somebody has written may have one."""
    assert make_event(SCENE, kind, 0, 500).sound is None


@pytest.mark.parametrize(("time", "there"), [(0, True), (86_400_000, True), (86_400_001, False), (-1, False)])  # fmt: skip
@pytest.mark.parametrize("place", ["duration", "chapter", "start", "end"])
def test_no_session_lasts_longer_than_a_day(place, time, there):
    times = {"duration": 5, "chapter": 5, "start": 5, "end": 5} | {place: time}
    event = make_event(SCENE, "hold", times["start"], times["end"])
    line = Timeline("T", times["duration"], "en", (Mark(times["chapter"], "One"),), (event,))
    if there:
        assert parse_timeline(render_timeline(line)) == line
    else:
        with pytest.raises(RoutineError, match="its times are out of range"):
            parse_timeline(render_timeline(line))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (LINE, "<Timeline 'Hips \"90\"': 0:09, 2 chapters, 4 events>"),
        (replace(LINE, estimated=True, chapters=LINE.chapters[:1], events=()), "<Timeline 'Hips \"90\"': about 0:09, 1 chapter, 0 events>"),
        (replace(LINE, title="x" * 20), f"<Timeline '{'x' * 20}': 0:09, 2 chapters, 4 events>"),
        (replace(LINE, title="x" * 21), f"<Timeline '{'x' * 19}…': 0:09, 2 chapters, 4 events>"),
    ],
)  # fmt: skip
def test_in_a_notebook(line, shown):
    assert repr(line) == shown
