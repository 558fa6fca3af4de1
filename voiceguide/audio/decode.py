"""Sound files of any kind (WAV, FLAC, OGG, MP3), read block by block with libsndfile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.audio.sample import RATE
from voiceguide.errors import OutputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signal = NDArray[np.float32]
    """48 kHz mono; 1.0 is full scale."""


def read_blocks(path: Path, seconds: int = 5) -> Iterator[Signal]:
    """Decode a sound file once through, at 48 kHz mono. Raises OutputError that names the file.

    What is no number in a file of floats (some programs write that) is silence here.
    """
    import numpy as np
    import soxr

    soundfile = open_library()
    try:
        with open_straight(path) as file:
            resampler = soxr.ResampleStream(file.samplerate, RATE, 1, dtype="float32")
            for block in blocks_of(file, seconds * file.samplerate):
                mono = np.nan_to_num(block.mean(axis=1), posinf=0.0, neginf=0.0)
                yield mono if file.samplerate == RATE else resampler.resample_chunk(mono)
            if file.samplerate != RATE:
                yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)
    except soundfile.LibsndfileError as error:
        raise _unreadable(path) from error


def open_straight(path: Path) -> Any:
    """Open a sound file to be read from its start to its end. Raises soundfile's own error.

    Left to itself the library seeks after every read, to where it is already: an MP3 decoder then
    gets its next frames wrong (it lacks those before) and clicks, so it is told not to.
    """
    soundfile = open_library()

    class Straight(soundfile.SoundFile):  # type: ignore[misc, name-defined]
        def seekable(self) -> bool:
            return False

    return Straight(str(path))


def blocks_of(file: Any, size: int) -> Iterator[Any]:
    """Read an open file block by block: float32, one column a channel."""
    while len(block := file.read(size, dtype="float32", always_2d=True)):
        yield block


def open_library() -> Any:
    """Import soundfile, and with it libsndfile. Raises OutputError where pip could not bring it."""
    try:
        import soundfile
    except (ImportError, OSError) as error:
        raise OutputError(
            "reading sound files needs the soundfile library",
            remedy="Run: pip install soundfile",
        ) from error
    return soundfile


def _unreadable(path: Path) -> OutputError:
    return OutputError(
        "this is not a sound file that can be read",
        where=str(path),
        remedy="Save it as WAV, FLAC, OGG or MP3.",
    )
