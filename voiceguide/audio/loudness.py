"""Loudness (ITU-R BS.1770-4) and true peak of a clip, and bringing a voice to its level.

Figures are for one channel; a file played on two ears is 3 LU louder.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from voiceguide.audio.sample import PER_MS, RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

    Wave = NDArray[Any]
    """Samples on the scale of int16, whole or not."""

TARGET_LUFS = -17.7
"""What the sample of a voice is brought to. Whole sessions then read -18.2 to -19.8 on one channel
(-16 as heard on two ears): tones are softer than speech, and to a meter single words are too;
the less a session says, the more of it they are."""
CEILING_DBTP = -2.0
"""Highest true peak before encoding; MP3 adds up to about 1 dB and -1 dBTP must hold after it."""
LOOKAHEAD_MS = 5
"""The limiter turns down so long before a peak: at once it would click, and much earlier it would
take the sound before along."""
MOST_GAIN_DB = 30.0
"""A voice that needs more is next to silence: raising it would only raise its hiss."""

FULL_SCALE = 32768.0

# BS.1770-4, tables 1 and 2, for 48 kHz: (b0, b1, b2), (a1, a2)
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))


def measure_lufs(samples: Wave) -> float:
    """Integrated loudness in LUFS, gated; -inf for silence. Samples at 48 kHz."""
    import numpy as np

    signal = _k_weighted(samples.astype(np.float64) / FULL_SCALE)
    block, step = RATE * 4 // 10, RATE // 10  # BS.1770-4: 400 ms, overlapping by three quarters
    if len(signal) < block:
        signal = np.pad(signal, (0, block - len(signal)))
    energy = np.concatenate(([0.0], np.cumsum(signal**2)))
    starts = np.arange(0, len(signal) - block + 1, step)
    power = (energy[starts + block] - energy[starts]) / block
    # -0.691 dB: what the K curve adds at 1 kHz is taken off, so that a sine there reads its level
    power = power[power > 10 ** ((-70 + 0.691) / 10)]  # the absolute gate, -70 LUFS
    if not len(power):
        return float("-inf")
    power = power[power > power.mean() / 10]  # the relative gate, -10 LU
    return float(-0.691 + 10 * np.log10(power.mean()))


def gain_for(samples: Wave) -> float:
    """The gain in dB that brings a voice from what was measured here to TARGET_LUFS."""
    lufs = measure_lufs(samples)
    return min(TARGET_LUFS - lufs, MOST_GAIN_DB) if lufs != float("-inf") else 0.0


def level(samples: Wave, gain_db: float) -> Samples:
    """Apply a gain, and hold the true peak at CEILING_DBTP. Returns int16 of the same length."""
    import numpy as np

    signal = samples.astype(np.float64) * 10 ** (gain_db / 20)
    peaks = np.abs(_oversampled(samples)) * 10 ** (gain_db / 20)
    ceiling = 10 ** (CEILING_DBTP / 20)
    if peaks.max(initial=0.0) > ceiling:
        signal *= _limiter(peaks, ceiling, len(signal))
    return np.clip(np.rint(signal), -32768, 32767).astype(np.int16)


def _limiter(peaks: NDArray[np.float64], ceiling: float, length: int) -> NDArray[np.float64]:
    """A smooth gain curve, one value a sample, that keeps every peak under the ceiling."""
    import numpy as np

    windows = -(-length // PER_MS)
    padded = np.zeros(windows * PER_MS * 4)
    padded[: len(peaks)] = peaks[: len(padded)]
    need = np.minimum(1.0, ceiling / np.maximum(padded.reshape(windows, -1).max(axis=1), 1e-9))
    # the least gain of a window is held for as long as the smoothing is wide: so the smoothed curve
    # is down to it by the time the peak comes
    width = 2 * LOOKAHEAD_MS + 1
    held = np.lib.stride_tricks.sliding_window_view(
        np.pad(need, 2 * LOOKAHEAD_MS, mode="edge"), width
    ).min(axis=1)
    smooth = np.convolve(held, np.hanning(width + 2)[1:-1] / np.hanning(width + 2).sum(), "valid")
    middle = (np.arange(windows) + 0.5) * PER_MS
    # a value a millisecond will do: interpolating between two never rises above the larger one
    return np.interp(np.arange(length), middle, np.minimum(smooth[:windows], 1.0))


def _oversampled(samples: Wave) -> Any:
    import numpy as np
    import soxr

    return soxr.resample(samples.astype(np.float64) / FULL_SCALE, RATE, 4 * RATE)


def _k_weighted(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Filter with the K curve, by its exact frequency response (clips are short)."""
    import numpy as np

    size = 1 << (len(signal) + RATE // 4 - 1).bit_length()  # room for the filter to ring out
    weighted = np.fft.irfft(np.fft.rfft(signal, size) * _k_curve(size), size)
    return weighted[: len(signal)]


@lru_cache(1)
def _k_curve(size: int) -> Any:
    """The response of the K curve at every pitch of a spectrum; a voice is measured three times."""
    import numpy as np

    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    squared = z**2
    response: Any = 1.0
    for (b0, b1, b2), (a1, a2) in (_SHELF, _HIGH_PASS):
        response = response * (b0 + b1 * z + b2 * squared) / (1 + a1 * z + a2 * squared)
    return response
