"""Making a voice easy to catch in noise: filter, then compression; loudness and peaks come after.

A voice is filtered without delay (by its spectrum): rumble goes, the low mid that only makes speech
loud gives way a little, and the band of consonants is lifted. Compression then brings soft sounds
up to the vowels, so that at the same loudness more of each word stands above the noise. What it
gains is measured in tests/audio/test_clarity.py and told in docs/listening.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from voiceguide.audio.clip import EDGE_MS
from voiceguide.audio.sample import PER_MS, RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

    Signal = NDArray[np.float64]

CHAIN = 2
"""Part of every key: count up when a figure below changes."""


class Bell(Struct, frozen=True):
    """A lift or a dip around a pitch (Hz): its height in dB, its half width in octaves."""

    pitch: float
    height: float
    width: float


class Design(Struct, frozen=True):
    """One mode: where the high-pass begins (Hz), its bells, and its compression."""

    high_pass: float
    bells: tuple[Bell, ...]
    ratio: float
    """So many dB of difference become one."""
    most: float
    """What is soft is raised by no more, dB."""


DESIGNS = {
    "normal": Design(70, (Bell(560, -3, 0.6), Bell(3200, 2, 0.7)), 2.0, 9),
    "tv": Design(70, (Bell(560, -4, 0.6), Bell(3200, 3, 0.7)), 3.0, 12),
}
"""Found by measuring: a stronger lift of the consonants costs more loudness than it gains in words,
and beyond 3 to 1 compression flattens what tells syllables apart."""

MIDDLE_DBFS = -19.3
"""The loudness of a vowel in a voice at its level: neither raised nor lowered."""
RANGE_DB = 30.0
"""What lies further below the middle is noise: it is raised less and less."""
WINDOW_MS = 20
"""Over so long loudness is followed: one or two periods of a voice."""
FADE_MS = 6
"""The ends are silenced and faded anew: a filter rings past them."""

_FULL_SCALE = 32768.0


def clarify(samples: Samples, gain_db: float, mode: str) -> Signal:
    """Bring a clip to its voice's level by `gain_db`, and work on it as the mode asks.

    Returns as many samples as floats on the scale of int16, which may overshoot it until they are
    levelled. `mode` is "off" or a name in DESIGNS.
    """
    import numpy as np

    signal = samples.astype(np.float64) * 10 ** (gain_db / 20)
    if mode == "off" or not signal.any():
        return signal
    design = DESIGNS[mode]
    return _fade(_compress(_filter(signal, design), design))


def _filter(signal: Signal, design: Design) -> Signal:
    """Filter by spectrum, without delay."""
    import numpy as np

    # a power of two is fastest; 100 ms more than the clip, or the filter's ringing would come round
    # to its beginning
    size = 1 << (len(signal) + RATE // 10).bit_length()
    filtered = np.fft.irfft(np.fft.rfft(signal, size) * _response(design, size), size)
    return filtered[: len(signal)]


@lru_cache(4)
def _response(design: Design, size: int) -> Signal:
    """What a design makes of every pitch of a spectrum: most clips have one of two or three sizes,
    and it takes longer than filtering them."""
    import numpy as np

    pitch = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0)
    # 12 dB an octave below its corner
    decibels = -10 * np.log10(1 + (design.high_pass / pitch) ** 4)
    for bell in design.bells:
        decibels += bell.height * np.exp(-((np.log2(pitch / bell.pitch) / bell.width) ** 2))
    response: Signal = 10 ** (decibels / 20)
    return response


def _compress(signal: Signal, design: Design) -> Signal:
    """Draw loud and soft together, by a gain that follows the loudness smoothly."""
    import numpy as np

    count = -(-len(signal) // PER_MS)
    power = np.zeros(count * PER_MS)
    power[: len(signal)] = (signal / _FULL_SCALE) ** 2
    shape = np.hanning(WINDOW_MS + 2)[1:-1]
    padded = np.pad(power.reshape(count, PER_MS).mean(axis=1), WINDOW_MS)
    smooth = np.convolve(padded, shape / shape.sum(), "same")[WINDOW_MS:-WINDOW_MS]
    below = MIDDLE_DBFS - 10 * np.log10(np.maximum(smooth, 1e-12))
    slope = 1 - 1 / design.ratio
    gain = np.minimum(below * slope, design.most)
    # from RANGE_DB down the gain falls by 1 dB a dB: noise in a pause is not drawn up to the voice
    fading = np.maximum(0.0, RANGE_DB * slope - (below - RANGE_DB))
    gain = np.where(below > RANGE_DB, np.minimum(gain, fading), gain)
    middle = (np.arange(count) + 0.5) * PER_MS
    return signal * 10 ** (np.interp(np.arange(len(signal)), middle, gain) / 20)


def _fade(signal: Signal) -> Signal:
    import numpy as np

    before, after, fade = (ms * PER_MS for ms in (*EDGE_MS, FADE_MS))
    rise = np.sin(np.linspace(0, np.pi / 2, fade)) ** 2
    middle = np.ones(max(0, len(signal) - before - after - 2 * fade))
    shape = np.concatenate([np.zeros(before), rise, middle, rise[::-1], np.zeros(after)])
    faded: Signal = signal * shape[: len(signal)]
    return faded
