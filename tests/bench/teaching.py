"""How the default session teaches, measured on the session that was built: docs/listening.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from voiceguide.plan.timeline import Event, Timeline, parse_timeline


def measure(build: Callable[..., None]) -> Iterator[str]:
    """Yield the rows of the table, for the voice that speaks when nobody names one."""
    session = Path("taught.mp3")
    build("--engine", "auto", "--out", str(session))
    timeline = parse_timeline(session.with_suffix(".timeline.json").read_bytes())
    holds = [event for event in timeline.events if event.kind == "hold"]
    leads: dict[str | None, list[int]] = {}
    for hold in holds:
        leads.setdefault(hold.exercise, []).append(hold.lead_ms)
    apart = max(max(both) - min(both) for both in leads.values()) / 1000
    lift = next(e for e in timeline.events if e.kind == "rep" and "internal" in str(e.exercise))
    begun = max(mark.start_ms for mark in timeline.chapters if mark.start_ms <= lift.start_ms)
    seated = next(event for event in timeline.events if event.kind == "say").start_ms / 1000
    rows = (
        ("left and right in the stretch apart", apart, "s", 3),
        ("first heel lift after its chapter", (lift.start_ms - begun) / 1000, "s", 45),
        ("of that, talk", _talk(timeline, begun, lift.start_ms) / 1000, "s", 25),
        ("talk between the work", _share_of_talk(timeline), "%", 55),
        ("first stretch begins", holds[0].start_ms / 1000, "s", 110),
        ("the first order, to sit down, begins", seated, "s", 15),
    )
    for what, value, unit, most in rows:
        met = "met" if value <= most else "MISSED"
        yield f"{what:<44}{value:>9.1f} {unit}   (at most {most} {unit}: {met})"


def _talk(timeline: Timeline, start: int, end: int) -> int:
    says = [event for event in timeline.events if event.kind == "say"]
    return sum(min(e.end_ms, end) - e.start_ms for e in says if start <= e.start_ms < end)


def _share_of_talk(timeline: Timeline) -> float:
    """Per cent of the time outside holds and repetitions in which somebody speaks."""
    work = [event for event in timeline.events if event.kind in {"hold", "rep"}]
    says = [event for event in timeline.events if event.kind == "say"]
    talk = sum(_length(say) for say in says if not any(_inside(say, span) for span in work))
    return 100 * talk / (timeline.duration_ms - sum(map(_length, work)))


def _inside(event: Event, span: Event) -> bool:
    return span.start_ms <= event.start_ms < span.end_ms


def _length(event: Event) -> int:
    return event.end_ms - event.start_ms
