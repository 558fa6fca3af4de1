"""Finding words that fit the time there is: long, shorter, faster, a tone, and then an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum

from voiceguide.duration import Milliseconds
from voiceguide.plan.timeline import Sound
from voiceguide.problem import Problem, warning
from voiceguide.script.cue import Source, Words

LengthOf = Callable[[Sound], Milliseconds]
"""How long a sound lasts: an estimate, or the measured clip."""

SPEEDS = (1.05, 1.10, 1.15)
"""How much faster speech may become when nothing else fits."""
FALLBACK_TONE = "tick"


class Effort(IntEnum):
    """How far lines go to leave each other on their times. Each step allows those before it."""

    WHOLE = 0
    """The first wording, as it is written."""
    SHORTER = 1
    FASTER = 2
    TONE = 3


def options(words: Words, effort: Effort) -> Iterator[Sound]:
    """What may be heard of a line at an effort, the best first."""
    texts = words.texts if effort else words.texts[:1]
    speeds = (1.0, *SPEEDS) if effort >= Effort.FASTER else (1.0,)
    yield from (Sound(text=text, speed=speed) for speed in speeds for text in texts)
    if words.tone and (effort is Effort.TONE or not texts):
        yield Sound(tone=words.tone)
    if effort is Effort.TONE and words.tone != FALLBACK_TONE:
        yield Sound(tone=FALLBACK_TONE)


def least(words: Words, effort: Effort, length_of: LengthOf) -> int:
    """The shortest a line can be at an effort, milliseconds."""
    fastest = SPEEDS[-1] if effort >= Effort.FASTER else 1.0
    # what is said at another speed is longer, and would have to be spoken to be measured
    sounds = [one for one in options(words, effort) if one.tone or one.speed == fastest]
    return min(length_of(sound) for sound in sounds)


def choose(words: Words, effort: Effort, room: int, length_of: LengthOf) -> Sound | None:
    """The best of a line that lasts no longer than `room` milliseconds; None where nothing does."""
    return next((one for one in options(words, effort) if length_of(one) <= room), None)


def needed(words: Words, length_of: LengthOf) -> tuple[str, int]:
    """What to ask room for, and how much (ms): the shortest wording, hurried, or the tone."""
    if not words.texts:
        return f"[tone {words.tone}]", length_of(Sound(tone=words.tone or FALLBACK_TONE))
    return words.texts[-1], min(
        length_of(Sound(text=text, speed=SPEEDS[-1])) for text in words.texts
    )


def compromise(
    words: Words, sound: Sound, room: int, length_of: LengthOf, source: Source
) -> Problem | None:
    """What a line gave up to fit into `room` milliseconds, where it is more than a wording."""
    if sound.text and sound.speed == 1.0:
        return None
    if sound.text:
        faster = round(100 * (sound.speed - 1))
        problem = f"{sound.text!r} is said {faster} % faster, to fit into {room / 1000:.1f} s"
        return warning(str(source), problem)
    if not words.texts and sound.tone == words.tone:
        return None
    line = words.texts[-1] if words.texts else f"[tone {words.tone}]"
    instead = f"[tone {sound.tone}] sounds instead"
    if not length_of(sound):
        instead = "it is left out: tones are off"
    return warning(str(source), f"{line!r} does not fit into {room / 1000:.1f} s; {instead}")
