"""The project's own tones: soft, short, and told apart by their shape.

Each is a few decaying partials (a struck bar or bowl), except the breaths, which are shaped noise.
All of a set strike with the same soft attack, so that the time between two of them is exact however
it is measured, and all end in silence. Lengths are in voiceguide/tones.py.

A set has the same melodies on another instrument, so that one who knows a tone knows it in any set.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from voiceguide.audio.sample import RATE, to_samples
from voiceguide.tones import BREATHS, ToneSet, tone_length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

HIGHEST_HZ = 5500.0
"""No partial is higher: MP3 smears what is high and sudden over the silence before it."""
SLIDE_S = 0.25
"""How long a note takes to slide to another pitch, seconds."""
RELEASE_MS = 60
"""Every tone fades to nothing over its last 60 ms."""


class Strike(Struct, frozen=True):
    """One note: when it is struck (ms), its pitch (Hz), its share of the level, its decay (s), and
    the pitch it slides to (Hz), where it does."""

    at: int
    pitch: float
    share: float
    decay: float
    to: float = 0.0


# Notes of one family (C major, C5 = 523.25 Hz), so that nothing clashes.
_C5, _E5, _G5, _A5, _C6, _E6, _G6 = 523.25, 659.26, 783.99, 880.0, 1046.5, 1318.5, 1568.0
# Whoever has no ear for pitch goes by the shape: start is two notes up, halfway one, end three
# down, series-end up and then far down, tick and beat a knock, return a slide down, lift one up,
# attention and press one note twice.

_DESIGNS: dict[str, tuple[float, tuple[Strike, ...]]] = {
    # name: (peak level in dBFS, strikes)
    "chime": (
        -13,
        (Strike(0, _C5, 1, 0.7), Strike(180, _G5, 0.8, 0.7), Strike(360, _E6, 0.5, 0.6)),
    ),
    "bell": (-13, (Strike(0, _A5, 1, 0.5), Strike(0, 2.76 * _A5, 0.25, 0.15))),
    "start": (-13, (Strike(0, _G5, 1, 0.16), Strike(140, _C6, 0.9, 0.22))),
    "halfway": (-15, (Strike(0, _E5, 1, 0.22),)),
    "end": (-12, (Strike(0, _C6, 1, 0.35), Strike(200, _G5, 0.9, 0.4), Strike(400, _C5, 0.8, 0.4))),
    "series-end": (
        -12,
        (
            Strike(0, _E5, 0.8, 0.4),
            Strike(160, _G5, 0.8, 0.4),
            Strike(320, _C6, 0.9, 0.3),
            Strike(520, _C5, 0.9, 0.5),
        ),
    ),
    "tick": (-18, (Strike(0, _C6, 1, 0.018), Strike(0, 2.4 * _C6, 0.3, 0.008))),
    # about 12 dB under the voice, by the power of each while it sounds in a finished file
    "beat": (-19, (Strike(0, _C5, 1, 0.02),)),
    "return": (-16, (Strike(0, _G5, 1, 0.14, to=_C5),)),
    "relax": (-15, (Strike(0, _A5, 1, 0.15), Strike(120, _E5, 0.9, 0.15))),
    "press": (-14, (Strike(0, _C5, 1, 0.12), Strike(100, _C5, 1, 0.12))),
    "lift": (-14, (Strike(0, _E5, 1, 0.14, to=_A5),)),
    "attention": (-16, (Strike(0, _G6, 1, 0.07), Strike(110, _G6, 0.8, 0.07))),
}

_AIR = {"inhale": (-26.0, True), "exhale": (-27.0, False)}
"""name: (peak level in dBFS, whether it swells toward its end)."""


class Timbre(Struct, frozen=True):
    """An instrument: how much higher it is tuned, how long a strike takes to sound (ms), and its
    partials (ratio, share, decay)."""

    tuning: float
    attack_ms: float
    partials: tuple[tuple[float, float, float], ...]


_TIMBRES = {
    "calm": Timbre(1.0, 6, ((1.0, 1.0, 1.0),)),
    # struck metal: an octave higher, with overtones that are nearly in tune and die away sooner
    "bright": Timbre(2.0, 16, ((1.0, 1.0, 1.0), (2.003, 0.4, 0.6), (3.01, 0.25, 0.35))),
    # a wooden bar, a fourth lower and short, tuned as a marimba is: two octaves to its overtone
    "wood": Timbre(0.75, 16, ((1.0, 1.0, 0.35), (3.98, 0.5, 0.2), (9.9, 0.2, 0.08))),
}


@cache
def make_tone(name: str, tones: ToneSet = "calm") -> Samples:
    """Synthesise a tone: int16, 48 kHz mono, exactly as long as tones.py says.

    In the set "none" every tone but the breaths has no samples.
    """
    import numpy as np

    count = to_samples(tone_length(name, tones))
    if not count:
        return np.zeros(0, np.int16)
    if name in BREATHS:
        peak, swells = _AIR[name]
        wave = _breath(count, swells)
    else:
        peak, strikes = _DESIGNS[name]
        wave = np.sum([_struck(strike, count, _TIMBRES[tones]) for strike in strikes], axis=0)
    wave[-to_samples(RELEASE_MS) :] *= (
        np.cos(np.linspace(0, np.pi / 2, to_samples(RELEASE_MS))) ** 2
    )
    wave *= 10 ** (peak / 20) / np.abs(wave).max()
    return np.rint(wave * 32767).astype(np.int16)


def _struck(strike: Strike, count: int, timbre: Timbre) -> NDArray[np.float64]:
    import numpy as np

    start = to_samples(strike.at)
    time = np.arange(count - start) / RATE
    attack = np.sin(np.minimum(1000 * time / timbre.attack_ms, 1) * np.pi / 2) ** 2
    note = np.zeros(len(time))
    for ratio, share, decay in timbre.partials:
        pitch = strike.pitch * timbre.tuning * ratio
        if pitch > HIGHEST_HZ:
            continue
        turns = pitch * _slid(strike, time)
        note += share * np.sin(2 * np.pi * turns) * np.exp(-time / (strike.decay * decay))
    return np.concatenate([np.zeros(start), strike.share * attack * note])


def _slid(strike: Strike, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """The time a note has run at its first pitch, which passes slower as it slides down."""
    import numpy as np

    if not strike.to:
        return time
    ratio = strike.to / strike.pitch
    sliding, after = np.minimum(time, SLIDE_S), np.maximum(time - SLIDE_S, 0)
    # the integral of a pitch that changes evenly over SLIDE_S and then stays
    ran: NDArray[np.float64] = sliding * (1 - (1 - ratio) * sliding / SLIDE_S / 2) + after * ratio
    return ran


def _breath(count: int, swells: bool) -> NDArray[np.float64]:
    """Noise through a soft band, as air makes it; the same every time."""
    import numpy as np

    noise = np.random.default_rng(7).standard_normal(count)
    pitch = np.fft.rfftfreq(count, 1 / RATE)
    band = np.exp(-((np.log2(np.maximum(pitch, 1) / (700 if swells else 450))) ** 2) / 0.9)
    air = np.fft.irfft(np.fft.rfft(noise) * band, count)
    arc = np.sin(np.linspace(0, np.pi, count)) ** 2
    bend = np.linspace(0.4, 1, count) if swells else np.linspace(1, 0.4, count)
    shaped: NDArray[np.float64] = air * arc * bend
    return shaped
