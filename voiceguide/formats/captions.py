"""Captions: what is to be read when, and files of it: WebVTT, SubRip and LRC, in strict form.

Captions, lyrics and the page all show these. Somebody who does not hear the session can follow it
by them alone: a hold says its length and side, then every ten seconds what is left of it; a
repetition says its number; halfway and end are said where a tone says them.

WebVTT is what browsers and podcast apps read, SubRip what video players and older apps do, LRC what
music players show line by line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from voiceguide.formats.plain import plain
from voiceguide.lang.language import Table, language_of
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.routine.settings import SESSION_LIMIT

SHORTEST_MS = 2_000
"""A silence shorter than this stays empty: what flickers by is not read."""
STEP_MS = 10_000
"""How often what is left of a hold or a rest is said anew."""
HALFWAY = {"halfway"}
END = {"end", "series-end"}
"""Tones that say what words could say."""
Series = tuple[object, ...]
"""What tells one series of repetitions from another."""


class Caption(Struct, frozen=True):
    """One text and when it is shown, milliseconds from the start of the session."""

    start_ms: int
    end_ms: int
    text: str
    spoken: bool = True
    """False for what is not said but goes on: it stands in parentheses."""


_last: list[tuple[Timeline, tuple[Caption, ...]]] = []


def list_captions(timeline: Timeline) -> tuple[Caption, ...]:
    """Every caption of a session, in order, none overlapping, none empty.

    Those of the last one are remembered: each kind of file and the tag want the same.
    """
    for known, captions in _last[:1]:
        if known is timeline:
            return captions
    captions = _list_captions(timeline)
    _last[:] = [(timeline, captions)]
    return captions


def _list_captions(timeline: Timeline) -> tuple[Caption, ...]:
    words = language_of(timeline.language).words("captions")
    said = [
        Caption(event.start_ms, event.end_ms, text)
        for event in timeline.events
        if event.kind == "say" and (text := plain(event.text or ""))
    ]
    told = _trim(sorted([*said, *_tones(timeline, words)], key=_start))
    series = list_series(timeline.events)
    counts = _counts(timeline, series)
    quiet = [
        caption
        for event in timeline.events
        if event.kind in {"hold", "rest", "rep"}
        for gap in _gaps(event, told)
        for caption in _span(event, gap, words, _count(event, series, counts))
    ]
    return tuple(sorted([*told, *quiet], key=_start))


def render_length(milliseconds: int) -> str:
    """A length as it is read in any language: "45 s", "1 min 15 s"."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    parts = ([f"{minutes} min"] if minutes else []) + ([f"{seconds} s"] if seconds else [])
    return " ".join(parts) or "0 s"


def _start(caption: Caption) -> int:
    return caption.start_ms


def _trim(captions: Sequence[Caption]) -> list[Caption]:
    """End each caption where the next one starts."""
    trimmed = [
        Caption(one.start_ms, min(one.end_ms, after.start_ms), one.text, one.spoken)
        for one, after in pairwise(captions)
    ]
    return [one for one in [*trimmed, *captions[-1:]] if one.end_ms > one.start_ms]


def _tones(timeline: Timeline, words: Table) -> Iterator[Caption]:
    ends = {event.end_ms for event in timeline.events if event.kind == "hold"}
    starts = {event.start_ms for event in timeline.events if event.kind == "hold"}
    for event in timeline.events:
        if event.kind != "tone":
            continue
        is_end = event.tone in END or event.start_ms in ends - starts  # of any name
        if is_end or event.tone in HALFWAY:
            text = words["end"] if is_end else words["halfway"]
            yield Caption(event.start_ms, event.end_ms, f"({text})", spoken=False)


def _gaps(span: Event, told: Sequence[Caption]) -> Iterator[tuple[int, int]]:
    """The silent parts of a span that are long enough to be read."""
    at: int = span.start_ms
    first = max(0, bisect_left(told, at, key=_start) - 1)
    for one in told[first:]:
        if one.start_ms >= span.end_ms:
            break
        if one.start_ms - at >= SHORTEST_MS:
            yield at, one.start_ms
        at = max(at, one.end_ms)
    if span.end_ms - at >= SHORTEST_MS:
        yield at, span.end_ms


def _span(event: Event, gap: tuple[int, int], words: Table, count: int) -> Iterator[Caption]:
    side = words[event.side] if event.side else ""
    if event.kind == "rep":
        number = words["rep"].format(event.rep, count)
        yield Caption(*gap, _parentheses([number, side]), spoken=False)
        return
    name, side = (words["hold"], side) if event.kind == "hold" else (words["rest"], "")
    for start, end in _steps(gap, event.end_ms):
        left = render_length(event.end_ms - start)
        if start == event.start_ms:
            text = _parentheses([f"{name} {left}", side])
        else:
            text = _parentheses([name, side])[:-1] + f": {words['to_go'].format(left)})"
        yield Caption(start, end, text, spoken=False)


def _steps(gap: tuple[int, int], end_ms: int) -> Iterator[tuple[int, int]]:
    """Cut a gap where whole tens of seconds are left, no piece being too short to read."""
    at, stop = gap
    first = end_ms - (end_ms - at - 1) // STEP_MS * STEP_MS
    for cut in range(first, stop, STEP_MS):
        if cut - at >= SHORTEST_MS and stop - cut >= SHORTEST_MS:
            yield at, cut
            at = cut
    yield at, stop


def _parentheses(parts: Sequence[str]) -> str:
    return f"({', '.join(part for part in parts if part)})"


def list_series(events: Iterable[Event]) -> dict[int, Series]:
    """When each repetition begins (ms) -> what those of its series, and of no other, have in
    common."""
    found: dict[int, Series] = {}
    last: dict[Series, tuple[int, int]] = {}
    for event in events:
        if event.kind != "rep":
            continue
        scene = event.scene
        key: Series = (scene.round, scene.block, scene.set, scene.pair, scene.exercise, scene.side)
        number, before = last.get(key, (0, 0))
        rep = int(event.rep or 0)
        if scene.action == "exercise" and rep <= before:  # a list may have the same one again
            number += 1
        last[key] = number, rep
        found[event.start_ms] = (*key, number)
    return found


def _count(event: Event, series: Mapping[int, Series], counts: Mapping[Series, int]) -> int:
    return counts[series[event.start_ms]] if event.kind == "rep" else 0


def _counts(timeline: Timeline, series: Mapping[int, Series]) -> dict[Series, int]:
    """How many repetitions each series has."""
    counts: dict[Series, int] = {}
    for event in timeline.events:
        if event.kind == "rep":
            key = series[event.start_ms]
            counts[key] = max(counts.get(key, 0), int(event.rep or 0))
    return counts


_ESCAPES = {
    "vtt": str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"}),
    "srt": str.maketrans({"<": "\u2039", ">": "\u203a", "{": "(", "}": ")"}),
    "lrc": str.maketrans({"[": "(", "]": ")", "<": "\u2039", ">": "\u203a"}),
}
"""WebVTT has escapes. SubRip has none, and players take <b> and {\\an8} for markup: they become
pointed quotes and parentheses. Brackets are LRC's own: [mm:ss.xx] before a line, <mm:ss.xx>
before a word."""


def render_vtt(timeline: Timeline) -> str:
    """WebVTT (text/vtt): a header, then cues numbered from 1, without styles or settings."""
    return "\n".join(["WEBVTT\n", *_cues(timeline, "vtt", ".")])


def render_srt(timeline: Timeline) -> str:
    """SubRip (application/x-subrip): the same cues, with a comma before the milliseconds."""
    return "\n".join(_cues(timeline, "srt", ","))


def _cues(timeline: Timeline, kind: str, point: str) -> Iterator[str]:
    for number, one in enumerate(list_captions(timeline), start=1):
        start, end = _clock(one.start_ms, point), _clock(one.end_ms, point)
        yield f"{number}\n{start} --> {end}\n{_escaped(one.text, kind)}\n"


def render_lrc(timeline: Timeline) -> str:
    """LRC: what it is, then a line for each caption; an empty line where one is over.

    Times are minutes, seconds and hundredths, cut off: a line is never late.
    """
    head = {
        "ti": plain(timeline.title),
        "ar": "voiceguide",
        "la": timeline.language,
        "length": _lrc_clock(timeline.duration_ms),
        "re": "voiceguide",
    }
    lines = [f"[{key}:{_escaped(value, 'lrc')}]" for key, value in head.items()]
    captions = list_captions(timeline)
    for at, one in enumerate(captions):
        lines.append(f"[{_lrc_clock(one.start_ms)}]{_escaped(one.text, 'lrc')}")
        if _is_followed_by_nothing(one, captions[at + 1 : at + 2]):
            lines.append(f"[{_lrc_clock(one.end_ms)}]")
    return "\n".join(lines) + "\n"


RENDER: dict[str, Callable[[Timeline], str]] = {
    "vtt": render_vtt,
    "srt": render_srt,
    "lrc": render_lrc,
}
"""Kind of caption, which is also the file's ending -> what writes it."""

MEDIA_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip", "lrc": "text/plain"}
"""Kind of caption -> its media type. LRC has none of its own."""


def _is_followed_by_nothing(one: Caption, after: tuple[Caption, ...]) -> bool:
    return not after or after[0].start_ms - one.end_ms >= SHORTEST_MS


# the next kind of file asks for the same, and the next session for most of it
@lru_cache(4096)
def _escaped(text: str, kind: str) -> str:
    return text.translate(_ESCAPES[kind])


_THOUSANDTHS = [f"{number:03}" for number in range(1000)]
"""A session has a thousand times to write, in a few hundred different seconds: each is put
together from two parts."""


def _clock(milliseconds: int, point: str) -> str:
    seconds, ms = divmod(milliseconds, 1000)
    return f"{_seconds(seconds)}{point}{_THOUSANDTHS[ms]}"


@lru_cache(SESSION_LIMIT // 1000)
def _seconds(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _lrc_clock(milliseconds: int) -> str:
    seconds, ms = divmod(milliseconds, 1000)
    return f"{_lrc_seconds(seconds)}.{_THOUSANDTHS[ms][:2]}"


@lru_cache(SESSION_LIMIT // 1000)
def _lrc_seconds(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02}:{seconds:02}"
