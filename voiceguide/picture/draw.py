"""One row as SVG: lanes, chapters, bars, axis. Coordinates start at the row's own corner."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from voiceguide.duration import render_clock
from voiceguide.picture.lane import BOTTOM, LANES, Bar, Lane
from voiceguide.picture.scale import LEFT, Row
from voiceguide.picture.words import BOLD, escape, fit, shorten, width_of
from voiceguide.plan.timeline import Event, Mark

ROW_HEIGHT = 186
TOP = 22
"""Where the lines of chapters and of the axis begin."""
AXIS = BOTTOM + 16
"""The baseline of the axis' numbers."""
MOST_TOLD = 5_000
"""Bars a picture can have before they lose the words that show under the pointer."""
NEAR = 2.0
"""Chapters closer than this share a line."""

_LANES = {lane.kind: lane for lane in LANES}


class Content(Struct, frozen=True):
    """What one row shows."""

    row: Row
    bars: tuple[Bar, ...]
    chapters: tuple[Mark, ...]
    """Those that start in this row."""
    going_on: Mark | None
    """The chapter that began in an earlier row."""
    language: str
    told: bool = True
    """Whether bars carry what they stand for, to be read under the pointer."""


def draw_row(content: Content) -> str:
    """Everything in one row."""
    parts = [
        *_draw_lanes(content.row),
        *_draw_axis(content.row),
        *(_draw_bar(bar, content.told) for bar in content.bars),
        *_draw_chapters(content),
    ]
    return "\n".join(parts)


def number(value: float) -> str:
    """A coordinate with one decimal: about 10 ms in a row of two minutes."""
    return f"{value:.1f}".removesuffix(".0")


def _draw_lanes(row: Row) -> Iterator[str]:
    width = number(row.x(row.end_ms) - LEFT)
    for lane in LANES:
        yield (
            f'<rect class="lane" x="{LEFT}" y="{lane.top}" width="{width}" height="{lane.height}"/>'
            f'<text class="name" x="{LEFT - (18 if lane.sided else 8)}"'
            f' y="{number(lane.top + lane.height / 2 + 4)}">{lane.name}</text>'
        )
        if lane.sided:
            yield from _draw_tracks(lane, width)


def _draw_tracks(lane: Lane, width: str) -> Iterator[str]:
    for side in ("left", "right"):
        top, height = lane.track("left" if side == "left" else "right")
        yield (
            f'<text class="name key" x="{LEFT - 4}" y="{number(top + height / 2 + 4)}">'
            f"{side[0].upper()}</text>"
        )
    middle = number(lane.top + lane.height / 2)
    yield f'<path class="grid" d="M{LEFT} {middle}h{width}"/>'


def _draw_axis(row: Row) -> Iterator[str]:
    end = row.x(row.end_ms)
    lines = "".join(f"M{number(row.x(tick))} {TOP + 4}V{BOTTOM + 4}" for tick in row.ticks())
    yield f'<path class="grid" d="{lines}"/>'
    for tick in row.ticks():
        if not row.last or end - row.x(tick) > 64:
            first = " end" if tick == row.start_ms else ""
            yield (
                f'<text class="tick{first}" x="{number(row.x(tick))}" y="{AXIS}">'
                f"{render_clock(tick)}</text>"
            )
    if row.last:
        yield f'<path class="mark" d="M{number(end)} {TOP}V{BOTTOM + 4}"/>'
        text = f"end {render_clock(row.end_ms)}"
        yield f'<text class="tick end" x="{number(end)}" y="{AXIS}">{text}</text>'


def _draw_bar(bar: Bar, told: bool) -> str:
    event = bar.event
    top, height = _LANES[event.kind].track(event.side)
    looks = f"{event.kind} {event.side}" if event.side and event.kind in {"hold", "rep"} else ""
    looks = looks or event.kind
    place = f'class="{looks}" x="{number(bar.x)}" y="{number(top)}"'
    shape = f'<rect {place} width="{number(bar.width)}" height="{number(height)}"'
    drawn = f"{shape}><title>{escape(tell(bar))}</title></rect>" if told else f"{shape}/>"
    if not bar.label:
        return drawn
    x = bar.x + (bar.width / 2 if event.kind == "rep" else 5)
    baseline = number(top + height / 2 + 4.2)
    label = escape(bar.label)
    return f'{drawn}<text class="{looks}" x="{number(x)}" y="{baseline}">{label}</text>'


def _draw_chapters(content: Content) -> Iterator[str]:
    row = content.row
    starts = [row.x(mark.start_ms) for mark in content.chapters]
    ends = [*starts, row.x(row.end_ms)][1:]
    language = f' lang="{escape(content.language)}"'
    if content.going_on:
        room = (starts[0] if starts else row.x(row.end_ms)) - LEFT - 8
        began = render_clock(content.going_on.start_ms)
        text = fit(f"… {began} {content.going_on.title}", room, 13)
        if text:
            yield f'<text class="on" x="{LEFT}" y="15"{language}>{escape(text)}</text>'
    drawn = -NEAR
    for mark, start, end in zip(content.chapters, starts, ends, strict=True):
        if start - drawn >= NEAR:
            drawn = start
            yield _draw_chapter(mark, start, end - start - 10, language, content.told)


def _draw_chapter(mark: Mark, x: float, room: float, language: str, told: bool) -> str:
    clock = render_clock(mark.start_ms)
    left = room - width_of(f"{clock} ", 13)
    title = fit(mark.title, left, 13 * BOLD)
    words = f"<tspan>{clock}</tspan> {escape(title)}".rstrip() if left >= 0 else ""
    full = f"<title>{escape(f'{clock} {shorten(mark.title)}')}</title>" if told else ""
    text = f'<text class="chapter" x="{number(x + 4)}" y="15"{language}>{words}</text>'
    line = f'<path class="mark chapter" d="M{number(x)} 4V{BOTTOM + 4}">{full}</path>'
    return line + (text if words else "")


def tell(bar: Bar) -> str:
    """What a bar stands for, in words: "2:07.5 Halfway." """
    start = render_clock(bar.event.start_ms, tenths=True)
    if len(bar.events) > 1:
        end = render_clock(bar.events[-1].end_ms, tenths=True)
        return f"{start} to {end}: {len(bar.events)} {_LANES[bar.event.kind].many}"
    return f"{start} {shorten(tell_event(bar.event))}"


def tell_event(event: Event) -> str:
    """What an event is, in words."""
    if event.kind == "say":
        return str(event.text)
    if event.kind == "tone":
        return f"tone: {event.tone}"
    what = f"repetition {event.rep}" if event.kind == "rep" else event.kind
    return f"{what}, {event.side}" if event.side and event.kind != "rest" else what
