"""Finding words that fit the time there is: long, shorter, faster, a tone, and then an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from voiceguide.errors import FitError
from voiceguide.plan.cue import Source, Words
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.timeline import Notice, Sound

LengthOf = Callable[[Sound], Milliseconds]
"""How long a sound lasts: an estimate, or the measured clip."""

SPEEDS = (1.05, 1.10, 1.15)
"""How much faster speech may become when nothing else fits."""
CLEAR = 150
"""Least silence between two sounds inside a block, milliseconds."""
FALLBACK_TONE = "attention"


class Slot(Struct, frozen=True):
    """Words that want to be heard at a time, milliseconds from the start of the session."""

    at: int
    words: Words
    source: Source
    gives_way: bool = False
    """Left out, instead of moved or shortened to a tone, where something else is heard."""
    on_time: bool = False
    """Heard on the millisecond, not on the grid of frames: a tone that bounds something."""
    gap: int = CLEAR
    """Silence kept before it when it has to wait for the sound before it."""


def choose(
    words: Words, room: int, length_of: LengthOf, source: Source
) -> tuple[Sound, Notice | None]:
    """Pick what fits into `room` milliseconds: the longest wording, at most 15 % faster, a tone.

    A wording that gave way to a tone nobody asked for comes with a notice. Raises FitError.
    """
    for speed in (1.0, *SPEEDS):
        for text in words.texts:
            if length_of(Sound(text=text, speed=speed)) <= room:
                return Sound(text=text, speed=speed), None
    tone = Sound(tone=words.tone or FALLBACK_TONE)
    if length_of(tone) <= room:
        if words.tone:
            return tone, None
        instead = "a tone sounds instead" if length_of(tone) else "it is left out: tones are off"
        problem = f"{words.texts[-1]!r} does not fit into {room / 1000:.1f} s; {instead}"
        return tone, Notice(str(source), problem)
    shortest = words.texts[-1] if words.texts else f"[tone {tone.tone}]"
    sounds = [Sound(text=text, speed=SPEEDS[-1]) for text in words.texts] or [tone]
    needed = min(length_of(sound) for sound in sounds)
    raise FitError(shortest, needed_ms=needed, there_ms=room, where=str(source))


def least(words: Words, length_of: LengthOf) -> int:
    """The shortest these words can be without hurrying, milliseconds."""
    sounds = [Sound(text=text) for text in words.texts[-1:]]
    sounds += [Sound(tone=words.tone)] if words.tone else []
    return min(length_of(sound) for sound in sounds)


def longest(words: Words, length_of: LengthOf) -> int:
    """The length of the wording that is liked best, milliseconds."""
    first = Sound(text=words.texts[0]) if words.texts else Sound(tone=words.tone or FALLBACK_TONE)
    return length_of(first)


def latest_end(
    waiting: Sequence[Slot], end: int, first: Words, start: int, *, length_of: LengthOf, grid: int
) -> int:
    """When `first`, from `start`, must be over so that the slots waiting behind it are, by `end`.

    All in milliseconds; speech starts on the `grid`. Nothing is shortened while all of them fit in
    full.
    """
    full = _before(waiting, end, longest, length_of, grid)
    if start + longest(first, length_of) <= full:
        return full
    return _before(waiting, end, least, length_of, grid)


def _before(
    waiting: Sequence[Slot],
    end: int,
    measure: Callable[[Words, LengthOf], int],
    length_of: LengthOf,
    grid: int,
) -> int:
    for slot in reversed(waiting):
        step = 1 if slot.on_time else grid
        end = (end - measure(slot.words, length_of)) // step * step - slot.gap
    return end
