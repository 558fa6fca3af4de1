"""A session on paper: its chapters, their doses, and what is said before the work begins."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from msgspec import UNSET, Struct

from voiceguide.plan.timeline import Event, Timeline


class PrintedChapter(Struct, frozen=True):
    """One chapter, as a sheet of paper has it."""

    start_ms: int
    title: str
    dose: str
    """"45 s", "3 x 45 s", "8 x"; empty where nothing is held or repeated."""
    said: tuple[str, ...]
    """What is said outside its holds and repetitions, in order."""


def print_chapters(timeline: Timeline) -> list[PrintedChapter]:
    """A session, chapter by chapter."""
    starts = [event.start_ms for event in timeline.events]
    ends = [*(mark.start_ms for mark in timeline.chapters[1:]), timeline.duration_ms]
    return [
        _print(mark.start_ms, mark.title, timeline.events[first:behind])
        for mark, end in zip(timeline.chapters, ends, strict=True)
        for first, behind in [(bisect_left(starts, mark.start_ms), bisect_left(starts, end))]
    ]


def dose_of(events: Sequence[Event]) -> str:
    """What is held and repeated, in figures that need no language."""
    holds = Counter(_length(event) for event in events if event.kind == "hold")
    held = [f"{n} × {ms / 1000:g} s" if n > 1 else f"{ms / 1000:g} s" for ms, n in holds.items()]
    reps = sum(event.kind == "rep" for event in events)
    return ", ".join([*held, *([f"{reps} ×"] if reps else [])])


def _print(start_ms: int, title: str, events: Sequence[Event]) -> PrintedChapter:
    work = [event for event in events if event.kind in {"hold", "rep"}]
    said = (
        event.text
        for event in events
        if event.kind == "say" and event.text is not UNSET and not _inside(event, work)
    )
    return PrintedChapter(start_ms, title, dose_of(events), tuple(said))


def _inside(event: Event, spans: Sequence[Event]) -> bool:
    return any(span.start_ms <= event.start_ms < span.end_ms for span in spans)


def _length(hold: Event) -> int:
    """As it was asked for: 45 s stay 45 s on the frame grid too."""
    return hold.end_ms - hold.start_ms if hold.asked_ms is UNSET else hold.asked_ms
