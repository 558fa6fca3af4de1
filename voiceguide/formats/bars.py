"""What a cover shows, before anything is drawn: sessions that look the same share one picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct

from voiceguide.plan.timeline import Event, Timeline
from voiceguide.scene import Side

LEFT, RIGHT = 190, 1300
"""Where the bars lie, in pixels from the left."""
_GAP = 20
_TOOTH = 7
"""The least distance of two repetitions, in pixels; fewer are drawn where they would be closer."""


class Block(Struct, frozen=True):
    """One exercise on one side: a hold, or a series of repetitions."""

    side: Side | None
    length_ms: int
    reps: int
    """0 for a hold."""


class CoverBar(Struct, frozen=True):
    """A block as it is drawn: a hold as one bar, a series as a comb of a tooth a repetition."""

    side: Side | None
    is_series: bool
    teeth: tuple[tuple[int, int], ...]
    """From where to where, in pixels from the left."""


class Picture(Struct, frozen=True):
    """Everything a cover shows."""

    title: str
    bars: tuple[CoverBar, ...]
    length: str


def picture_of(timeline: Timeline) -> Picture:
    """What the cover of a session shows."""
    bars = tuple(_lay_bars(list_blocks(timeline.events)))
    return Picture(timeline.title, bars, say_length(timeline.duration_ms))


def list_blocks(events: Iterable[Event]) -> list[Block]:
    """Holds, and repetitions that follow one another, in the order they are done."""
    work = (event for event in events if event.kind in {"hold", "rep"})
    blocks = []
    for (kind, *_), group in groupby(work, key=_belongs):
        members = list(group)
        length = sum(event.end_ms - event.start_ms for event in members)
        blocks.append(Block(members[0].side, length, len(members) if kind == "rep" else 0))
    return blocks


def say_length(length: int) -> str:
    """How long a session is, as short as a cover needs: "45 s", "14 min", "1 h 5 min"."""
    if length < 60_000:
        return f"{length // 1000} s"
    hours, minutes = divmod(round(length / 60_000), 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes else [])])


def _belongs(event: Event) -> tuple[object, ...]:
    """What the members of one block share; every hold is a block of its own."""
    alone = event.start_ms if event.kind == "hold" else None
    return event.kind, event.scene, alone


def _lay_bars(blocks: list[Block]) -> Iterator[CoverBar]:
    """Give every block its share of the width."""
    total = sum(block.length_ms for block in blocks)
    if not total:
        return
    gap = min(_GAP, (RIGHT - LEFT) / len(blocks) / 4)
    scale = (RIGHT - LEFT - gap * (len(blocks) - 1)) / total
    left = float(LEFT)
    for block in blocks:
        right = left + block.length_ms * scale
        yield CoverBar(block.side, block.reps > 0, tuple(_teeth(block, left, right)))
        left = right + gap


def _teeth(block: Block, left: float, right: float) -> Iterator[tuple[int, int]]:
    teeth = max(1, min(block.reps, int((right - left) / _TOOTH)))
    pitch = (right - left) / teeth
    for tooth in range(teeth):
        start = round(left + tooth * pitch)
        end = round(left + (tooth + (0.7 if teeth > 1 else 1)) * pitch) - 1
        yield start, max(end, start)
