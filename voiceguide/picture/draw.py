"""What one row shows besides its bars: chapters, the axis, and what is told under the pointer."""

from __future__ import annotations

from msgspec import Struct

from voiceguide.duration import render_clock
from voiceguide.picture.lane import Bar
from voiceguide.picture.lettered import Letters, fill_in, tell_one, tell_several
from voiceguide.picture.scale import LEFT, PictureRow
from voiceguide.picture.words import BOLD, fit, shorten, width_of
from voiceguide.plan.timeline import Mark

ROW_HEIGHT = 186
MOST_TOLD = 5_000
"""Bars a picture can have before they lose the words that show under the pointer."""
NEAR = 2.0
"""Chapters closer than this share a line."""
END_ROOM = 64
"""How much of the axis the label of its end takes."""


class Heading(Struct, frozen=True):
    """A chapter over a row: where its line is, and as much of its title as has room."""

    x: float
    mark: Mark
    room: float
    """What is left of the row, up to the next chapter."""

    @property
    def told(self) -> str:
        """What it says under the pointer."""
        return f"{render_clock(self.mark.start_ms)} {shorten(self.mark.title)}"

    @property
    def has_room(self) -> bool:
        """Whether at least its time can be read."""
        return self._title_room >= 0

    @property
    def title(self) -> str:
        """Its title, shortened."""
        return fit(self.mark.title, self._title_room, 13 * BOLD)

    @property
    def _title_room(self) -> float:
        return self.room - width_of(f"{render_clock(self.mark.start_ms)} ", 13)


class Content(Struct, frozen=True):
    """What one row shows."""

    row: PictureRow
    bars: tuple[Bar, ...]
    chapters: tuple[Mark, ...]
    """Those that start in this row."""
    going_on: Mark | None
    """The chapter that began in an earlier row."""
    language: str
    told: bool = True
    """Whether bars carry what they stand for, to be read under the pointer."""
    sided: bool = True
    """Whether the session has sides."""

    @property
    def end(self) -> float:
        """Where the row ends."""
        return self.row.x(self.row.end_ms)

    def headings(self) -> list[Heading]:
        """Its chapters; of those that would share a line only the first."""
        starts = [self.row.x(mark.start_ms) for mark in self.chapters]
        found: list[Heading] = []
        for mark, start, end in zip(self.chapters, starts, [*starts, self.end][1:], strict=True):
            if not found or start - found[-1].x >= NEAR:
                found.append(Heading(start, mark, end - start - 10))
        return found

    def carried(self) -> str:
        """The title of the chapter that goes on, as much of it as has room."""
        if not self.going_on:
            return ""
        first = self.row.x(self.chapters[0].start_ms) if self.chapters else self.end
        began = render_clock(self.going_on.start_ms)
        return fit(f"… {began} {self.going_on.title}", first - LEFT - 8, 13)

    def labels(self) -> list[int]:
        """The ticks that are labelled: none where the label of the end is."""
        ticks, row = self.row.ticks(), self.row
        return [tick for tick in ticks if not row.last or self.end - row.x(tick) > END_ROOM]

    def label(self) -> str:
        """The row in words, for those who cannot see it."""
        marks = [self.going_on] if self.going_on else []
        titles = [mark.title for mark in (*marks, *self.chapters)]
        span = f"{render_clock(self.row.start_ms)} to {render_clock(self.row.end_ms)}"
        return f"{span}: {'; '.join(titles)}" if titles else span


def tell(bar: Bar, words: Letters) -> str:
    """What a bar stands for, in words: "2:07.5 Halfway." """
    start = render_clock(bar.event.start_ms, tenths=True)
    if len(bar.events) > 1:
        end = render_clock(bar.events[-1].end_ms, tenths=True)
        return fill_in(
            words["several"], start, end, tell_several(words, bar.event, len(bar.events))
        )
    return f"{start} {shorten(tell_one(words, bar.event))}"
