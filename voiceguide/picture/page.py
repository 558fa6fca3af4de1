"""The picture as a page of its own: rows, chapters, and a table of everything.

One file that needs nothing else: no script, no network, no font.
"""

from __future__ import annotations

from bisect import bisect_right

from msgspec import UNSET

from voiceguide.duration import render_duration
from voiceguide.picture.draw import ROW_HEIGHT, tell
from voiceguide.picture.lettered import letters_of
from voiceguide.picture.sheet import fill
from voiceguide.picture.svg import has_sides, lay_contents, measure_sides, summarise
from voiceguide.plan.balance import SideTotals
from voiceguide.plan.timeline import Event, Mark, Timeline

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Nothing may be loaded, whatever the page holds."""


def render_html(timeline: Timeline) -> str:
    """Draw a timeline as a page: the picture, then the chapters, then every event in a table."""
    names = {"left": "Left side", "right": "Right side", None: "No side"}
    shares = measure_sides(timeline).items()
    return fill(
        "page.html",
        timeline=timeline,
        policy=POLICY,
        summary=summarise(timeline, letters_of("en")),
        words=letters_of("en"),
        sides=[
            (side or "none", names[side], share) for side, share in shares if share != SideTotals()
        ],
        sided=has_sides(timeline),
        contents=lay_contents(timeline),
        row_height=ROW_HEIGHT,
        tell=tell,
        groups=group_events(timeline),
        length_of=lambda event: render_duration(round(event.end_ms - event.start_ms, -2)),
        what=what,
    )


def group_events(timeline: Timeline) -> list[tuple[int, Mark | None, list[Event]]]:
    """The events of each chapter, its number and its mark; 0 and None before the first one."""
    starts = [mark.start_ms for mark in timeline.chapters]
    marks: list[Mark | None] = [None, *timeline.chapters]
    groups: list[tuple[int, Mark | None, list[Event]]] = [(n, m, []) for n, m in enumerate(marks)]
    for event in timeline.events:
        groups[bisect_right(starts, event.start_ms)][2].append(event)
    return [group for group in groups if group[1] or group[2]]


def what(event: Event) -> str:
    """What an event says or sounds, or what is done in it."""
    if event.kind == "say":
        faster = f" ({event.speed:g} times as fast)" if event.speed is not UNSET else ""
        return f"{event.text}{faster}"
    if event.kind == "tone":
        return str(event.tone)
    return f"repetition {event.rep}" if event.kind == "rep" else (event.exercise or "")
