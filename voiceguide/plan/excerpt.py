"""A piece of a timeline, as a timeline of its own."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.duration import Milliseconds
from voiceguide.plan.timeline import Event, Timeline


def excerpt(timeline: Timeline, start_ms: int, end_ms: int, title: str) -> Timeline:
    """What begins from `start_ms` on and before `end_ms`, with times from there; no chapters."""
    return replace(
        timeline,
        title=title,
        duration_ms=Milliseconds(end_ms - start_ms),
        chapters=(),
        events=tuple(
            _earlier(event, start_ms)
            for event in timeline.events
            if start_ms <= event.start_ms < end_ms
        ),
        beside=UNSET,
    )


def _earlier(event: Event, by: int) -> Event:
    return replace(
        event,
        start_ms=Milliseconds(event.start_ms - by),
        end_ms=Milliseconds(event.end_ms - by),
        due_ms=event.due_ms if event.due_ms is UNSET else event.due_ms - by,
        entered_ms=event.entered_ms if event.entered_ms is UNSET else event.entered_ms - by,
    )
