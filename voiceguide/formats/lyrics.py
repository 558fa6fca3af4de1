"""What is said, as music players show it: the words, and the words in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from voiceguide.formats.captions import list_captions, list_series
from voiceguide.formats.plain import plain
from voiceguide.lang.spoken import numbers_in
from voiceguide.plan.timeline import Event, Timeline

FRAME_MS = 24
"""Speech begins on a frame, up to so long before the number it tells."""


def render_lyrics(timeline: Timeline) -> str:
    """Everything that is said, a line for each sentence, under the titles of the chapters.

    A series of repetitions is one line, and so is a countdown: "one … eight: Press."
    """
    marks = [*timeline.chapters]
    blocks: list[list[str]] = [[]]
    for start_ms, text in _lines(timeline):
        while marks and marks[0].start_ms <= start_ms:
            blocks.append([plain(marks.pop(0).title)])
        blocks[-1].append(text)
    blocks += [[plain(mark.title)] for mark in marks]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def list_lines(timeline: Timeline) -> list[tuple[str, int]]:
    """The same in time: (line, milliseconds it starts at), in order, no two at one time."""
    return [(one.text, one.start_ms) for one in list_captions(timeline)]


def _lines(timeline: Timeline) -> list[tuple[int, str]]:
    """When each line begins (ms), and what it is."""
    lines: dict[object, _Line] = {}
    for number, (event, of, counts) in enumerate(_said(timeline)):
        line = lines.setdefault(number if of is None else of, _Line(event.start_ms))
        (line.counts if counts else line.texts).append(plain(event.text or ""))
    return [(line.start_ms, str(line)) for line in lines.values()]


class _Line:
    """One line: a sentence, or what is counted and said in a whole series or countdown."""

    def __init__(self, start_ms: int) -> None:
        self.start_ms = start_ms
        self.counts: list[str] = []
        self.texts: list[str] = []

    def __str__(self) -> str:
        counted = " … ".join(dict.fromkeys([*self.counts[:1], *self.counts[-1:]]))
        texts = " ".join(dict.fromkeys(self.texts))
        return ": ".join(part for part in (counted, texts) if part)


def _said(timeline: Timeline) -> Iterator[tuple[Event, object, bool]]:
    """Everything that is said, the series or countdown it belongs to, whether it is the count."""
    numbers = _numbers(timeline.language)
    series = list_series(timeline.events)
    rep: Event | None = None
    counted: Event | None = None
    span: Event | None = None
    for event in sorted(timeline.events, key=_opening):
        if event.kind == "rep":
            rep = event
        elif event.kind in {"hold", "rest"}:
            span = event
        elif event.kind == "say":
            text = plain(event.text or "").casefold()
            if rep and event.start_ms < rep.end_ms:
                counts = counted is not rep and _names(text, numbers[int(rep.rep or 0) :][:1])
                counted = rep if counts else counted  # "Last one." is no second count
                yield event, series[rep.start_ms], counts
            elif span and event.start_ms < span.end_ms and text.strip(" .,!") in numbers:
                yield event, ("countdown", span.start_ms), True
            else:
                yield event, None, False


def _opening(event: Event) -> int:
    """Where an event is sorted: a span before what is said on its first frame."""
    return event.start_ms - (FRAME_MS if event.kind in {"rep", "hold", "rest"} else 0)


def _names(text: str, number: tuple[str, ...]) -> bool:
    """Whether a text has a number in it."""
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in number)


@cache
def _numbers(language: str) -> tuple[str, ...]:
    """The numbers as they are counted, from 0; none in a language nobody knows the numbers of."""
    return tuple(number.casefold() for number in numbers_in(language))
