"""Islands: sounds so close together that their frames would meet are encoded as one."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from voiceguide.audio.mp3 import FRAME, SPACING
from voiceguide.audio.sample import to_samples
from voiceguide.plan.timeline import Event, Sound


class IslandPart(Struct, frozen=True):
    """A sound, so many milliseconds after its island starts."""

    offset_ms: int
    sound: Sound


class Island(Struct, frozen=True):
    """Sounds that are mixed and encoded together, from the first one's start (ms)."""

    start_ms: int
    parts: tuple[IslandPart, ...]

    @property
    def frame(self) -> int:
        """The frame the island starts in."""
        return to_samples(self.start_ms) // FRAME

    @property
    def phase(self) -> int:
        """Samples from the start of that frame to the start of the island."""
        return to_samples(self.start_ms) % FRAME


def find_islands(events: Iterable[Event]) -> list[Island]:
    """Group sounding events that overlap or lie closer than three frames, in order."""
    islands: list[list[Event]] = []
    end = -SPACING
    for event in sorted(events, key=lambda one: one.start_ms):
        start = to_samples(event.start_ms)
        if islands and start < end + SPACING:
            islands[-1].append(event)
        else:
            islands.append([event])
        end = max(end, to_samples(event.end_ms))
    return [_island(group) for group in islands]


def _island(group: list[Event]) -> Island:
    start = group[0].start_ms
    parts = [IslandPart(one.start_ms - start, one.sound) for one in group if one.sound is not None]
    return Island(start, tuple(parts))
