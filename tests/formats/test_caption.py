"""What is to be read when."""

from itertools import pairwise

import pytest

from tests.formats.lines import built_in, say, span, timeline, tone
from voiceguide.formats.caption import list_captions, render_length
from voiceguide.scene import Scene

LEFT = Scene("calf-stretch", "stretch", "left", 1, 1)


def shown(*events, language="en"):
    captions = list_captions(timeline(*events, language=language))
    return [(one.start_ms, one.end_ms, one.text) for one in captions]


def test_a_sentence_is_shown_while_it_is_said():
    assert shown(say(2_112, 2_782, "Welcome.")) == [(2_112, 2_782, "Welcome.")]


def test_a_hold_tells_its_length_then_what_is_left():
    events = [
        span("hold", 10_000, 55_000, LEFT), tone(10_000, 10_700, "start", LEFT),
        say(14_000, 16_000, "Breathe.", LEFT), tone(32_500, 33_100, "halfway", LEFT),
        say(50_000, 50_500, "five", LEFT), tone(55_000, 56_400, "end", LEFT),
    ]  # fmt: skip
    assert shown(*events) == [
        (10_000, 14_000, "(Hold 45 s, left side)"),
        (14_000, 16_000, "Breathe."),
        (16_000, 25_000, "(Hold, left side: 39 s to go)"),
        (25_000, 32_500, "(Hold, left side: 30 s to go)"),
        (32_500, 33_100, "(Halfway)"),
        (33_100, 45_000, "(Hold, left side: 22 s to go)"),
        (45_000, 50_000, "(Hold, left side: 10 s to go)"),
        (50_000, 50_500, "five"),
        (50_500, 55_000, "(Hold, left side: 4 s to go)"),
        (55_000, 56_400, "(End)"),
    ]


def test_repetitions_tell_their_number():
    events = [span("rep", 0, 7_000, LEFT, rep=1), say(0, 500, "one", LEFT),
              span("rep", 7_000, 14_000, LEFT, rep=2), say(7_000, 7_500, "two", LEFT)]  # fmt: skip
    assert shown(*events) == [
        (0, 500, "one"), (500, 7_000, "(1 of 2, left side)"),
        (7_000, 7_500, "two"), (7_500, 14_000, "(2 of 2, left side)"),
    ]  # fmt: skip


def test_a_short_silence_stays_empty():
    events = [span("rest", 0, 10_000), say(1_000, 8_500, "Rest.")]
    assert shown(*events) == [(1_000, 8_500, "Rest.")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "(Hold 1 min 15 s, right side)"),
        ("de", "(Halten 1 min 15 s, rechte Seite)"),
        ("es", "(Mantener 1 min 15 s, lado derecho)"),
        ("xx", "(Hold 1 min 15 s, right side)"),
    ],
)
def test_languages(language, text):
    hold = span("hold", 0, 75_000, Scene("calf-stretch", "stretch", "right", 1, 1))
    assert shown(hold, language=language)[0][2] == text


@pytest.mark.parametrize(
    ("length", "text"),
    [(0, "0 s"), (1_499, "1 s"), (45_000, "45 s"), (60_000, "1 min"), (75_000, "1 min 15 s")],
)
def test_length(length, text):
    assert render_length(length) == text


@pytest.mark.parametrize(
    "settings", [{}, {"detail": "tones"}, {"tv": True}, {"side_order": "pair", "rounds": 2}]
)
def test_a_whole_session_can_be_followed(settings):
    line = built_in(**settings)
    captions = list_captions(line)
    assert all(a.start_ms < a.end_ms <= b.start_ms for a, b in pairwise(captions))
    assert captions[-1].end_ms <= line.duration_ms
    said = [event.text for event in line.events if event.kind == "say"]
    assert [one.text for one in captions if one.spoken] == said
    for hold in (event for event in line.events if event.kind == "hold"):
        inside = [one for one in captions if hold.start_ms <= one.start_ms < hold.end_ms]
        gaps = [
            hold.start_ms,
            *(t for one in inside for t in (one.start_ms, one.end_ms)),
            hold.end_ms,
        ]
        assert all(b - a < 2_000 for a, b in zip(gaps[::2], gaps[1::2], strict=True))
