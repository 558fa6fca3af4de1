"""The true peak of a sound, as ITU-R BS.1770-4 measures it: four times oversampled."""

import numpy as np
import soxr

RATE = 48_000


def measure_peak(samples):
    """The true peak in dBTP of samples on the scale of int16; -inf for silence."""
    over = soxr.resample(samples.astype(np.float64) / 32768, RATE, 4 * RATE)
    peak = np.abs(over).max(initial=0.0)
    return float(20 * np.log10(peak)) if peak else float("-inf")
