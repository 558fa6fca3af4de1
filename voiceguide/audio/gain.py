"""Bringing a voice to its level: once before clarity works on it, and once after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from voiceguide.audio.clarity import clarify
from voiceguide.routine.mix import Clarity, Mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

SAMPLE_TEXTS = (
    "Sit tall, and let your shoulders drop.",
    "Breathe in slowly, and all the way out.",
    "Turn toward the front leg.",
    "Ten more seconds.",
    "Halfway.",
    "three",
    "two",
    "one",
)
"""What a voice says once to have its loudness measured: sentences and single words, as in a
session; a meter hears a word between two silences as softer than the same word in a sentence."""
GAP_MS = 600
"""Between the clips of a voice's sample, when its loudness is measured: longer than the 400 ms of
the meter's blocks, so that each clip is measured as one that stands alone."""

OVER_BED_DBFS = -20.0
"""Over a bed no tone of ours has a lower peak: ticks, beats and breaths would drown in it."""


class Gains(Struct, frozen=True):
    """What brings a voice to its level before clarity works on it, and again after, in dB."""

    voice: float
    clear: float


def gains_for(clips: Sequence[Samples], mode: Clarity) -> Gains:
    """Measure clips of one voice, as they were spoken."""
    from voiceguide.audio.loudness import level

    voice = _gain_of(clips)
    shaped = [clarify(one, voice, mode) for one in clips]
    clear = _gain_of(shaped)
    lost = _gain_of([level(one, clear) for one in shaped])  # what the limiter took away
    return Gains(voice, round(clear + lost, 3))


def _gain_of(clips: Sequence[NDArray[Any]]) -> float:
    """A row of clips is measured as a session has them, between silences; one clip as it is."""
    from voiceguide.audio.clip import in_a_row
    from voiceguide.audio.loudness import gain_for

    row = in_a_row(clips, GAP_MS) if len(clips) > 1 else clips[0]
    return round(gain_for(row), 3)


def finish(raw: Samples, gains: Gains, mix: Mix) -> Samples:
    """Make speech clear, and bring it to the level that was asked for."""
    from voiceguide.audio.loudness import level

    return level(clarify(raw, gains.voice, mix.clarity), gains.clear + mix.voice_level)


def lift_over_bed(tone: Samples) -> float:
    """By how much a tone is raised to be heard over a bed, dB; 0 for one that is loud enough."""
    import numpy as np

    peak = float(np.abs(tone.astype(np.float64)).max(initial=0.0)) / 32768
    return max(0.0, OVER_BED_DBFS - 20 * math.log10(peak)) if peak else 0.0
