"""Captions: what is to be read when, and files of it read back by libraries that are not ours."""

import io
import re
from itertools import pairwise

import pytest
import srt
import webvtt

from tests.formats.lines import NASTY, built_in, say, span, timeline, tone
from voiceguide.formats.captions import (
    MEDIA_TYPES,
    RENDER,
    list_captions,
    render_length,
    render_lrc,
    render_srt,
    render_vtt,
)
from voiceguide.scene import Scene
from voiceguide.session.options import CAPTIONS

LONG = 4 * 3_600_000
SMALL = timeline(
    say(0, 1_000, "Breathe in."), say(61_005, 62_000, NASTY), say(LONG - 999, LONG, "Done."),
    title="Hips [90/90]", length=LONG,
)  # fmt: skip


def test_vtt_exactly():
    assert render_vtt(SMALL) == (
        "WEBVTT\n\n"
        "1\n00:00:00.000 --> 00:00:01.000\nBreathe in.\n\n"
        "2\n00:01:01.005 --> 00:01:02.000\n"
        'Knees &amp; &lt;b&gt;hips&lt;/b&gt; --&gt; "{\\an8}" [00:01.00] ]]&gt; café 髋 🦵\n\n'
        "3\n03:59:59.001 --> 04:00:00.000\nDone.\n"
    )


def test_srt_exactly():
    assert render_srt(SMALL) == (
        "1\n00:00:00,000 --> 00:00:01,000\nBreathe in.\n\n"
        "2\n00:01:01,005 --> 00:01:02,000\n"
        'Knees & \u2039b\u203ahips\u2039/b\u203a --\u203a "(\\an8)" [00:01.00] ]]\u203a café 髋 🦵\n\n'
        "3\n03:59:59,001 --> 04:00:00,000\nDone.\n"
    )


def test_lrc_exactly():
    assert render_lrc(SMALL) == (
        "[ti:Hips (90/90)]\n[ar:voiceguide]\n[la:en]\n[length:240:00.00]\n[re:voiceguide]\n"
        "[00:00.00]Breathe in.\n[00:01.00]\n"
        '[01:01.00]Knees & \u2039b\u203ahips\u2039/b\u203a --\u203a "{\\an8}" (00:01.00) ))\u203a café 髋 🦵\n'
        "[01:02.00]\n[239:59.00]Done.\n[240:00.00]\n"
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_whole_session_as_vtt(language):
    line = built_in(language=language)
    cues = webvtt.from_buffer(io.StringIO(render_vtt(line)))
    captions = list_captions(line)
    assert [cue.identifier for cue in cues] == [str(n) for n in range(1, len(captions) + 1)]
    assert [(cue.start_in_seconds, cue.end_in_seconds) for cue in cues] == [
        (one.start_ms // 1000, one.end_ms // 1000) for one in captions
    ]
    assert [cue.text for cue in cues] == [one.text for one in captions]


def test_a_whole_session_as_srt():
    line = built_in()
    cues = list(srt.parse(render_srt(line), ignore_errors=False))
    assert [
        (
            round(cue.start.total_seconds() * 1000),
            round(cue.end.total_seconds() * 1000),
            cue.content,
        )
        for cue in cues
    ] == [(one.start_ms, one.end_ms, one.text) for one in list_captions(line)]


def test_a_whole_session_as_lrc():
    lines = render_lrc(built_in()).splitlines()
    head = [line for line in lines if re.fullmatch(r"\[[a-z]+:[^\[\]]+\]", line)]
    timed = [
        re.fullmatch(r"\[(\d\d+):([0-5]\d)\.(\d\d)\]([^\[\]]*)", line)
        for line in lines[len(head) :]
    ]
    assert [line.split(":")[0] for line in head] == ["[ti", "[ar", "[la", "[length", "[re"]
    assert all(timed)
    times = [int(m[1]) * 6000 + int(m[2]) * 100 + int(m[3]) for m in timed]
    assert times == sorted(times)
    assert [m[4] for m in timed if m[4]] == [one.text for one in list_captions(built_in())]


def test_nothing_to_say_is_a_file_all_the_same():
    empty = timeline()
    assert (render_vtt(empty), render_srt(empty)) == ("WEBVTT\n", "")
    assert set(RENDER) == set(MEDIA_TYPES) == set(CAPTIONS)


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
