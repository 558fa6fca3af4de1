"""Holds, series and rests as they were laid: in another session the same comes at another time.

What a block comes to depends on its cue, on the lengths it asks for, and on where in a frame it
starts, for speech starts on frames. Whoever makes many sessions of one routine lays each of its
blocks a few times, however many people do it.
"""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from voiceguide.duration import Milliseconds
from voiceguide.plan.doubt import Said
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.slots import GRID
from voiceguide.plan.timeline import Event, Sound
from voiceguide.problem import Problem
from voiceguide.script.cue import Hold, Reps, Rest

MOST_BLOCKS = 1_000
"""So many are remembered; a session has some twenty ..."""
VOICES = 2
"""... each as it was estimated and then measured."""
Block = Hold | Reps | Rest


class LaidBlock(Struct, frozen=True):
    """A block as it was laid once. Times are milliseconds from the start of that session."""

    cue: Block
    start: int
    lengths: dict[Sound, Milliseconds]
    """Every length it asked for, in that order."""
    events: tuple[Event, ...]
    notices: tuple[Problem, ...]
    said: Said
    lines: int
    """How many it has, each as often as it is heard."""
    edge: int
    gap: int
    heard: int | None
    bound: int


class LaidBlocks:
    """Blocks that were laid. A cue is known by being the very same: to compare would take as long
    as to lay it."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], deque[LaidBlock]] = {}

    def find(self, cue: Block, start: int, length_of: LengthOf, lines: int) -> LaidBlock | None:
        """What a block came to that started at another time, where all is as it was then, and it
        has no more than so many lines."""
        for one in self._known.get((id(cue), start % GRID), ()):
            if one.lines <= lines and same_lengths(one.lengths, length_of):
                return one
        return None

    def keep(self, laid: LaidBlock) -> None:
        """Remember a block; the one that has been known longest makes room."""
        key = id(laid.cue), laid.start % GRID  # of no other while its cue is held here
        self._known.setdefault(key, deque(maxlen=VOICES)).appendleft(laid)
        if len(self._known) > MOST_BLOCKS:
            del self._known[next(iter(self._known))]


def noting(length_of: LengthOf, lengths: dict[Sound, Milliseconds]) -> LengthOf:
    """The same lengths; each that is asked for is noted, and asked for once."""

    def noted(sound: Sound) -> Milliseconds:
        length = lengths.get(sound)
        if length is None:
            length = lengths[sound] = length_of(sound)
        return length

    return noted


def same_lengths(lengths: dict[Sound, Milliseconds], length_of: LengthOf) -> bool:
    """Whether every sound is as long as it was. Up to the first that is not, no other is asked for
    than laying it out anew asks for."""
    return all(length_of(sound) == length for sound, length in lengths.items())
