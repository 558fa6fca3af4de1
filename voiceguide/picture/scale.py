"""The scale: how time is broken into rows, and where in a row a moment lies."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from voiceguide.plan.timeline import Timeline

WIDTH = 1000
"""Width of the picture in its own units; about pixels on a screen."""
LEFT = 76
"""Where time begins; the names of the lanes stand before it."""
RIGHT = 974
"""Where a full row of time ends."""
SPANS = (30_000, 60_000, 120_000, 180_000, 300_000, 600_000)
"""Lengths a row may have, in milliseconds: whole minutes where a clock has them."""
ENOUGH = 12
"""Rows that still fit on one printed page with their table; a longer span is taken beyond."""
MOST = 24
"""Rows of the longest picture: four hours in rows of ten minutes."""
STEPS = (5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000)
"""Distances the axis may be labelled at, in milliseconds."""
LABEL_ROOM = 70
"""Narrowest distance between two labels of the axis."""


class PictureRow(Struct, frozen=True):
    """One row: from `start_ms` as long as the session lasts, at most `span_ms`."""

    number: int
    """From 0."""
    start_ms: int
    end_ms: int
    span_ms: int
    """What a full row would hold; it sets the scale."""
    last: bool
    """Whether the session ends in this row."""

    def x(self, moment: int) -> float:
        """Where a moment lies, in units of the picture."""
        return LEFT + self.length(moment - self.start_ms)

    def length(self, length_ms: int) -> float:
        """How wide a length of time is, in units of the picture."""
        return length_ms * (RIGHT - LEFT) / self.span_ms

    def ticks(self) -> list[int]:
        """The moments the axis is labelled at, in milliseconds."""
        step = next((one for one in STEPS if self.length(one) >= LABEL_ROOM), self.span_ms // 10)
        return list(range(self.start_ms, self.end_ms + 1, step))


def lay_rows(timeline: Timeline) -> list[PictureRow]:
    """Break a session into rows of one length: at most 12, or 24 when it is longer than 2 hours."""
    length = max([timeline.duration_ms, *(event.end_ms for event in timeline.events), 1])
    span = choose_span(length)
    return [
        PictureRow(number, start, min(start + span, length), span, start + span >= length)
        for number, start in enumerate(range(0, length, span))
    ]


def row_of(rows: Sequence[PictureRow], moment: int) -> PictureRow:
    """The row a moment lies in; the last one also has the very end."""
    return rows[min(moment // rows[0].span_ms, len(rows) - 1)]


def choose_span(length: int) -> int:
    """How much time a row holds, in milliseconds."""
    for span in SPANS:
        if length <= span * ENOUGH:
            return span
    minutes = -(-length // (MOST * 60_000))
    return max(SPANS[-1], minutes * 60_000)
