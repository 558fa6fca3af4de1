"""Captions, read back by libraries that are not ours."""

import io
import re

import pytest
import srt
import webvtt

from tests.formats.lines import NASTY, built_in, say, timeline
from voiceguide.formats.caption import list_captions
from voiceguide.formats.captions import MEDIA_TYPES, RENDER, render_lrc, render_srt, render_vtt

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
    assert set(RENDER) == set(MEDIA_TYPES)
