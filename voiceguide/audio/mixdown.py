"""A session with a bed: everything that sounds, laid over the bed block by block.

It is the only kind of session that is rendered as a whole, and so the only one that costs more the
longer it is. No more than a few blocks are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import UNSET

from voiceguide.audio.bed import Bed, cut
from voiceguide.audio.sample import PER_MS, to_samples
from voiceguide.plan.timeline import Event, Sound, Timeline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

    Curve = NDArray[np.float32]

BLOCK_MS = 4_000
"""What is mixed at a time; a few such blocks are all that is in memory of a session."""
FADE_IN_MS = 2_000
FADE_OUT_MS = 4_000
"""The bed comes and goes over so long at the ends of the session."""
DOWN_MS = 400
"""The bed is on its way down for so long before speech, and is down when it starts."""
UP_MS = 900
"""It takes so long to come back ..."""
WAIT_MS = 300
"""... and does not before so long after the last word."""

_FULL = 32767


def mix_down(
    timeline: Timeline, bed: Bed, samples_of: Callable[[Sound], Samples]
) -> Iterator[Samples]:
    """Yield the whole session as int16 blocks. `samples_of` gives the samples of one sound."""
    import numpy as np

    if timeline.bed is UNSET:
        raise ValueError("the timeline has no bed")
    curve = bed_curve(timeline) * 10 ** (-bed.level.rms / 20)
    waiting = list(reversed(timeline.sounding))
    heard: list[tuple[int, Samples]] = []
    for number, noise in enumerate(cut(bed.play(), to_samples(BLOCK_MS))):
        start = number * BLOCK_MS
        length = min(BLOCK_MS, timeline.duration_ms - start)
        if length <= 0:
            return
        mixed = noise[: to_samples(length)] * _gain(curve[start : start + length + 1]) * _FULL
        while waiting and waiting[-1].start_ms < start + length:
            event = waiting.pop()
            heard.append((to_samples(event.start_ms), samples_of(_sound(event))))
        for at, samples in heard:
            _add(mixed, samples, at - to_samples(start))
        heard = [one for one in heard if one[0] + len(one[1]) > to_samples(start + length)]
        yield np.clip(np.rint(mixed), -_FULL, _FULL).astype(np.int16)


def bed_curve(timeline: Timeline) -> Curve:
    """The level of the bed as a factor of full scale (rms), at every millisecond and at the end.

    It follows raised cosines: in and out at the ends of the session, down and up around speech.
    """
    import numpy as np

    under = timeline.bed
    assert under is not UNSET
    length = timeline.duration_ms + 1
    depth = np.zeros(length, np.float32)
    for start, end in _speeches(timeline):
        down, up = max(0, start - DOWN_MS), end + WAIT_MS
        depth[start:up] = 1
        _ramp(depth[down:start], DOWN_MS, falling=False)
        _ramp(depth[up : up + UP_MS], UP_MS, falling=True)
    decibels = under.level_db - depth * (under.level_db - under.ducked_db)
    curve = (10 ** (decibels / 20)).astype(np.float32)
    fade = np.sin(np.linspace(0, np.pi / 2, FADE_IN_MS)) ** 2
    curve[:FADE_IN_MS] *= fade[: min(length, FADE_IN_MS)]
    fade = np.cos(np.linspace(0, np.pi / 2, FADE_OUT_MS)) ** 2
    curve[-FADE_OUT_MS:] *= fade[-min(length, FADE_OUT_MS) :]
    return curve


def _speeches(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """Where somebody speaks, from the first word to the last; the bed stays down in short gaps."""
    start = end = -1
    for event in timeline.sounding:
        if event.kind != "say":
            continue
        if start >= 0 and event.start_ms > end + WAIT_MS + UP_MS + DOWN_MS:
            yield start, end
            start = -1
        start = event.start_ms if start < 0 else start
        end = max(end, event.end_ms)
    if start >= 0:
        yield start, end


def _ramp(part: Curve, length: int, *, falling: bool) -> None:
    """Lay a raised cosine over a stretch that may be cut off at an end of the session."""
    import numpy as np

    turn = np.linspace(0, np.pi, length, dtype=np.float32)
    wave = 0.5 + 0.5 * np.cos(turn) if falling else 0.5 - 0.5 * np.cos(turn)
    part[:] = wave[: len(part)] if falling else wave[length - len(part) :]


def _gain(curve: Curve) -> Curve:
    """One value a sample, from one a millisecond and the next block's first."""
    import numpy as np

    if curve.min() == curve.max():
        return curve[:1]
    at = np.arange((len(curve) - 1) * PER_MS) / PER_MS
    return np.interp(at, np.arange(len(curve)), curve).astype(np.float32)


def _add(mixed: Curve, samples: Samples, at: int) -> None:
    """Add what of a sound falls into this block; `at` is where it starts in it."""
    first, last = max(0, at), min(len(mixed), at + len(samples))
    if first < last:
        mixed[first:last] += samples[first - at : last - at]


def _sound(event: Event) -> Sound:
    sound = event.sound
    assert sound is not None
    return sound
