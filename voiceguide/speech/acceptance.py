"""Is this really speech? What an engine wrote is looked at before anyone relies on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.errors import EngineFailed
from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound
from voiceguide.speech.wav import Pcm, parse_wav, read_bounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACCEPTED = 2
"""Part of the key of all speech that is kept: count up when less is accepted than before."""
LEAST_SHARE = 0.15
"""A clip shorter than this share of its estimate has lost words."""
MOST_SHARE = 6.0
"""A clip longer than this many times its estimate is not that sentence."""
SPARE_MS = 4000
"""Trailing silence some engines add, milliseconds."""
QUIET_DB = -60.0
"""dBFS: what is quieter is the noise of a converter, and no voice."""
WINDOW_MS = 10


def check_speech(path: Path, text: str, rate: int, *, audible: bool = True) -> None:
    """Raise EngineFailed unless `path` is a whole WAV with sound, as long as `text` may take."""
    body = read_bounded(path)
    try:
        sound = parse_wav(body)
    except EngineFailed as error:
        raise EngineFailed(
            f"it did not write a WAV file that can be read ({error.problem})"
        ) from None
    if not sound.data:
        raise EngineFailed("it wrote a file without samples")
    expected = estimate(Sound(text=text), rate)
    if not LEAST_SHARE * expected <= sound.length_ms <= MOST_SHARE * expected + SPARE_MS:
        raise EngineFailed(f"it wrote {_seconds(sound.length_ms)} where {_about(expected)}")
    if audible:
        check_audible(sound, expected)


def check_audible(sound: Pcm, expected: int) -> None:
    """Raise EngineFailed unless there is enough to hear for a text of `expected` ms."""
    heard = audible_ms(sound)
    if not heard:
        raise EngineFailed("it wrote silence")
    if heard < LEAST_SHARE * expected:
        raise EngineFailed(
            f"there are {_seconds(heard)} to hear in what it wrote, where {_about(expected)}"
        )


def audible_ms(sound: Pcm) -> int:
    """How long there is something to hear: the windows whose level is above QUIET_DB."""
    import numpy as np

    signal = _signal(sound)
    signal = signal - signal.mean()  # a constant offset is no sound
    window = sound.hertz * WINDOW_MS // 1000
    padded = np.zeros(-(-len(signal) // window) * window, np.float32)
    padded[: len(signal)] = signal
    power = (padded.reshape(-1, window) ** 2).mean(axis=1)
    return int((power > 10 ** (QUIET_DB / 10)).sum()) * WINDOW_MS


def _signal(sound: Pcm) -> NDArray[Any]:
    """The samples as one channel; 1.0 is full scale."""
    import numpy as np

    if sound.width == 2:
        numbers = np.frombuffer(sound.data, "<i2") * np.float32(2**-15)
    else:
        # the bytes of a sample are the upper ones of 32 bits; only 8-bit samples are unsigned
        pieces = np.frombuffer(sound.data, np.uint8).reshape(-1, sound.width)
        wide = np.zeros((len(pieces), 4), np.uint8)
        wide[:, 4 - sound.width :] = pieces
        if sound.width == 1:
            wide[:, 3] ^= 0x80
        numbers = wide.view("<i4")[:, 0] * np.float32(2**-31)
    return numbers.reshape(-1, sound.channels).mean(axis=1) if sound.channels > 1 else numbers


def _seconds(length_ms: int) -> str:
    return f"{length_ms / 1000:.1f} s"


def _about(expected: int) -> str:
    return f"about {_seconds(expected)} were expected"
