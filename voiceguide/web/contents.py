"""What is in a session, as people read it: chapters, doses, and the sentences of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from msgspec import Struct

from voiceguide.picture.page import group_events
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.web.pagewords import Words, capitalize, fill


class ReadChapter(Struct, frozen=True):
    """One chapter."""

    start_ms: int
    length_ms: int
    title: str
    """ "" for what comes before the first mark."""
    doses: tuple[str, ...]
    """ "hold 45 s", "8 reps", "rest 15 s"."""
    sentences: tuple[str, ...]


def list_chapters(timeline: Timeline, words: Words) -> list[ReadChapter]:
    """Every chapter of a session."""
    groups = group_events(timeline)
    starts = [mark.start_ms if mark else 0 for _, mark, _ in groups]
    ends = [*starts[1:], timeline.duration_ms]
    return [
        ReadChapter(
            start,
            end - start,
            mark.title if mark else "",
            tuple(_list_doses(events, words)),
            tuple(str(one.text) for one in events if one.kind == "say"),
        )
        for start, end, (_, mark, events) in zip(starts, ends, groups, strict=True)
    ]


def name_exercises(timeline: Timeline) -> dict[str, str]:
    """What the chapters call each exercise, without its side: "forward stretch"."""
    starts = [mark.start_ms for mark in timeline.chapters]
    names: dict[str, str] = {}
    for event in timeline.events:
        at = bisect_right(starts, event.start_ms) - 1
        if event.exercise and event.kind in {"hold", "rep"} and at >= 0:
            title = timeline.chapters[at].title
            own = title.partition(": ")[2] if event.side else ""
            names.setdefault(event.exercise, capitalize(own or title))
    return names


def tell_doses(timeline: Timeline, words: Words) -> str:
    """What is done in all: "4 holds of 45 s · 32 reps"."""
    return tell_counts(hold_lengths(timeline), count_reps(timeline), words)


def hold_lengths(timeline: Timeline) -> tuple[int, ...]:
    """The length of every hold, milliseconds, the shortest first."""
    holds = (one for one in timeline.events if one.kind == "hold")
    return tuple(sorted(one.end_ms - one.start_ms for one in holds))


def count_reps(timeline: Timeline) -> int:
    """How many repetitions there are in all."""
    return sum(one.kind == "rep" for one in timeline.events)


def tell_counts(holds: tuple[int, ...], reps: int, words: Words) -> str:
    """Holds and repetitions in a few words."""
    told = [_tell_holds(holds, words)] if holds else []
    return " · ".join([*told, *([fill(words["reps"], reps)] if reps else [])])


def _tell_holds(holds: tuple[int, ...], words: Words) -> str:
    least, most = _seconds(holds[0]), _seconds(holds[-1])
    if len(holds) == 1:
        return fill(words["one_hold"], least)
    if least == most:
        return fill(words["holds"], len(holds), least)
    return fill(words["holds_between"], len(holds), least, most)


def _list_doses(events: Iterable[Event], words: Words) -> Iterable[str]:
    found = list(events)
    lengths = [(one.kind, one.end_ms - one.start_ms) for one in found]
    for length in [ms for kind, ms in lengths if kind == "hold"]:
        yield fill(words["hold"], _seconds(length))
    if reps := sum(kind == "rep" for kind, _ in lengths):
        yield fill(words["reps"], reps)
    for length in [ms for kind, ms in lengths if kind == "rest"]:
        yield fill(words["rest_for"], _seconds(length))


def _seconds(milliseconds: int) -> str:
    return f"{round(milliseconds / 1000)}"
