"""The beds of ours: rain, brown noise, waves. Noise shaped by its spectrum is periodic."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from voiceguide.audio.sample import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

    Wave = NDArray[np.floating[Any]]
    Shape = Callable[[Wave], Wave]

RMS = 0.1
"""All of them are made at -20 dBFS rms: the peaks of noise lie far above that, and have to fit."""
DROPS_PER_S = 90
"""So many that none is heard by itself, and few enough not to melt into a hiss."""
DROPS_HZ = tuple(800 * 2 ** (step / 12) for step in range(30))
"""Semitones from 800 Hz to 4.3 kHz: between what a phone can play and where MP3 smears."""
SWELLS = (3, 4)
"""How often each of two seas swells within a loop: whole numbers, so that the loop has no seam, and
without a common divisor, so that their sum repeats no sooner."""


def make_loop(name: str, length: int) -> Samples:
    """Synthesise one of our beds: `length` samples (int16) that join up with themselves."""
    import numpy as np

    wave = {"rain": _rain, "brown-noise": _brown, "waves": _waves}[name](length)
    samples: Samples = np.rint(_even(wave) * (RMS * 32767)).astype(np.int16)
    return samples


def _brown(length: int) -> Wave:
    """Noise that falls by 6 dB an octave, from 120 Hz up; a phone plays nothing lower."""
    return _noise(length, 11, lambda pitch: _high_pass(pitch, 90) / (1 + pitch / 120))


def _rain(length: int) -> Wave:
    """A steady hiss, and drops on leaves: short rings of many pitches."""
    import numpy as np

    def hiss(pitch: Wave) -> Wave:
        return _high_pass(pitch, 350) / (1 + (pitch / 2500) ** 1.2)

    steady = _noise(length, 13, hiss)
    drops = np.zeros(length)
    random = np.random.default_rng(12)
    count = DROPS_PER_S * length // RATE
    time = np.arange(RATE // 50) / RATE
    rings = [np.sin(2 * np.pi * pitch * time) * np.exp(-time / 0.003) for pitch in DROPS_HZ]
    for at, size, kind in zip(
        random.integers(0, length, count),
        random.uniform(0.2, 1.0, count),
        random.integers(0, len(rings), count),
        strict=True,
    ):
        places = np.arange(at, at + len(time)) % length
        drops[places] += size * rings[kind]
    return _even(steady) + 0.4 * _even(drops)


def _waves(length: int) -> Wave:
    """Two seas that swell in their own time; the higher the swell, the brighter it foams."""
    import numpy as np

    deep = _noise(length, 14, lambda pitch: _high_pass(pitch, 110) / (1 + (pitch / 250) ** 1.3))
    foam = _noise(length, 15, lambda pitch: _high_pass(pitch, 500) / (1 + pitch / 3000))
    circle = np.linspace(0, 2 * np.pi, length, endpoint=False)
    first, second = (0.5 - 0.5 * np.cos(times * circle + times) for times in SWELLS)
    swell = np.maximum(first, 0.8 * second) ** 1.5
    return (0.9 + 0.4 * swell) * _even(deep) + (0.5 + 0.8 * swell) * _even(foam)


def _even(wave: Wave) -> Wave:
    """A sound brought to a level of 1."""
    import numpy as np

    even: Wave = wave / np.sqrt((wave**2).mean())
    return even


def _noise(length: int, seed: int, shape: Shape) -> Wave:
    """Noise of a given spectrum: gain by pitch (Hz)."""
    import numpy as np

    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    return np.fft.irfft(white * shape(np.fft.rfftfreq(length, 1 / RATE)), length)


def _high_pass(pitch: Wave, corner: float) -> Wave:
    import numpy as np

    # 18 dB an octave: what a small loudspeaker cannot play would only take room under full scale
    gain: Wave = 1 / np.sqrt(1 + (corner / np.maximum(pitch, 1.0)) ** 6)
    return gain
