"""Is this really speech? What an engine wrote is looked at before anyone relies on it."""

from __future__ import annotations

import wave
from pathlib import Path

from voiceguide.errors import EngineFailed
from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound

LEAST_SHARE = 0.15
"""A clip shorter than this share of its estimate has lost words."""
MOST_SHARE = 6.0
"""A clip longer than this many times its estimate is not that sentence."""
SPARE_MS = 4000
"""Trailing silence some engines add, milliseconds."""


def check_speech(path: Path, text: str, rate: int, *, audible: bool = True) -> None:
    """Raise EngineFailed unless `path` is a WAV with sound, of a plausible length for `text`."""
    if not path.exists():
        raise EngineFailed("it wrote no file")
    try:
        with wave.open(str(path), "rb") as file:
            hertz, frames = file.getframerate(), file.readframes(file.getnframes())
            size = file.getsampwidth() * file.getnchannels()
            quiet = b"\x80" if file.getsampwidth() == 1 else b"\0"
    except (wave.Error, EOFError, OSError) as error:
        raise EngineFailed(f"it did not write a WAV file that can be read ({error})") from error
    length_ms = 1000 * len(frames) // size // max(hertz, 1)
    if not frames:
        raise EngineFailed("it wrote a file without samples")
    if audible and not frames.strip(quiet):
        raise EngineFailed("it wrote silence")
    expected = estimate(Sound(text=text), rate)
    if not LEAST_SHARE * expected <= length_ms <= MOST_SHARE * expected + SPARE_MS:
        raise EngineFailed(
            f"it wrote {length_ms / 1000:.1f} s where about {expected / 1000:.1f} s were expected"
        )
