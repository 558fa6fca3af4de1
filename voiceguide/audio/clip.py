"""One clip: what an engine or a sound file gave, trimmed at both ends and brought to our format.

A clip is a numpy array of int16, 48 kHz mono (see sample.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.audio.sample import PER_MS, RATE
from voiceguide.errors import EngineFailed, OutputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.speech.wav import Pcm

    Samples = NDArray[np.int16]

TRIM_DB = -42.0
"""Quieter than this below the clip's loudest 5 ms counts as silence at its ends."""
HEAD_MS = 12
"""Kept before the first sound: less than the 30 ms an onset may be late."""
TAIL_MS = 30
"""Kept after the last sound, so that a last consonant rings out."""
EDGE_MS = (6, 24)
"""Zeros before and after: MP3 smears a hard consonant by up to a frame, and that too belongs inside
the clip."""

_SILENT = 10 ** (-120 / 20)
_SIGNED = bytes(value ^ 0x80 for value in range(256))


def read_speech(path: Path, *, audible: bool = True) -> Samples:
    """Read an engine's WAV: mono, 48 kHz, trimmed, with soft edges. Raises EngineFailed."""
    from voiceguide.speech.wav import read_wav

    samples = _samples(_spoken(read_wav(path)))
    if not audible:
        return samples
    first, last = _span(samples)
    if first >= last:
        raise EngineFailed("it wrote silence")
    kept = samples[max(0, first - HEAD_MS * PER_MS) : last + TAIL_MS * PER_MS]
    before, after = (_segment().silent(duration=ms, frame_rate=RATE) for ms in EDGE_MS)
    return _samples(before + _as_segment(fade(kept, HEAD_MS, TAIL_MS)) + after)


def read_sound_file(path: Path) -> Samples:
    """Read a sound file of the user's, of any kind. Raises OutputError that names the file."""
    import numpy as np

    from voiceguide.audio.decode import MOST_SOUND_S, read_blocks

    signal = np.concatenate([*read_blocks(path, most_s=MOST_SOUND_S), np.zeros(0, np.float32)])
    if not len(signal):
        raise OutputError("this file is silent", where=str(path))
    samples = np.clip(np.rint(signal * 32768), -32768, 32767).astype(np.int16)
    return fade(samples, 2, 10)


def fade(samples: Samples, head_ms: int, tail_ms: int) -> Samples:
    """A clip of whole milliseconds whose ends come and go over so long: straight lines, from and to
    -120 dB. pydub does the same one sample after the other, which takes longer than encoding."""
    import numpy as np

    length = max(1, round(1000 * len(samples) / RATE)) * PER_MS
    faded = np.zeros(length, np.float64)
    faded[: len(samples)] = samples[:length]
    for start, stop, span in ((_SILENT, 1.0, head_ms), (1.0, _SILENT, tail_ms)):
        count = min(span * PER_MS, length)
        part = faded[:count] if start < stop else faded[length - count :]
        # pydub rounds down, after each of them
        np.floor(part * (start + (stop - start) / count * np.arange(count)), out=part)
    return faded.astype(np.int16)


def in_a_row(clips: Sequence[NDArray[Any]], gap_ms: int) -> NDArray[Any]:
    """Lay clips end to end with silence between and around them."""
    import numpy as np

    gap = np.zeros(gap_ms * PER_MS, np.int16)
    return np.concatenate([gap, *(part for clip in clips for part in (clip, gap))])


def mix(parts: Sequence[tuple[int, Samples]]) -> Samples:
    """Lay clips over one another, each (offset in ms, samples). Returns int16, 48 kHz mono."""
    length = max(offset + -(-len(samples) // PER_MS) for offset, samples in parts)
    base = _segment().silent(duration=length, frame_rate=RATE)
    for offset, samples in parts:
        base = base.overlay(_as_segment(samples), position=offset)
    return _samples(base)


def _segment() -> Any:
    """pydub's AudioSegment, without its warning that there is no ffmpeg: WAV needs none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment


def _as_segment(samples: Samples) -> Any:
    return _segment()(samples.tobytes(), frame_rate=RATE, sample_width=2, channels=1)


def _spoken(sound: Pcm) -> Any:
    """A WAV that was read whole, as a pydub segment; pydub itself would read half of one too."""
    # pydub has no unsigned samples, which those of 8 bits in a WAV are
    signed = sound.data.translate(_SIGNED) if sound.width == 1 else sound.data
    return _segment()(
        signed, frame_rate=sound.hertz, sample_width=sound.width, channels=sound.channels
    )


def _samples(segment: Any) -> Samples:
    """A pydub segment as int16 at 48 kHz mono; soxr resamples, pydub would interpolate."""
    import numpy as np

    mono = segment.set_channels(1).set_sample_width(2)
    samples = np.frombuffer(mono.raw_data, dtype=np.int16)
    if mono.frame_rate == RATE:
        return samples
    import soxr

    resampled: Samples = soxr.resample(samples, mono.frame_rate, RATE)
    return resampled


def _span(samples: Samples) -> tuple[int, int]:
    """First and last sample that belong to the sound, by the loudness of 5 ms windows."""
    import numpy as np

    window = 5 * PER_MS
    padded = np.zeros(-(-len(samples) // window) * window)
    # some voices carry a constant offset that would count as sound
    padded[: len(samples)] = samples - np.median(samples)
    power = (padded.reshape(-1, window) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (TRIM_DB / 10))
    if not power.any():
        return 0, 0
    return int(loud[0]) * window, min(len(samples), (int(loud[-1]) + 1) * window)
