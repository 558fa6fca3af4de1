"""Sound files of any kind (WAV, FLAC, OGG, MP3), read block by block with libsndfile."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.audio.sample import RATE
from voiceguide.errors import OutputError
from voiceguide.speech.received import is_mp3, poured, tag_length

MOST_SOUND_S = 300
"""A sound that a script names is held in memory as a whole: five minutes take 0.2 GB."""
MOST_BED_S = 4 * 3600
"""A bed longer than the longest session is one nobody hears to its end."""
UNKNOWN = 2**63 - 1
"""What libsndfile says of a file whose header does not tell its length: it is counted instead."""
MOST_RATE = 384_000
"""Samples a second, and ..."""
MOST_CHANNELS = 8
"""... channels of the best sound cards: a header that says more asks for all memory there is."""

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signal = NDArray[np.float32]
    """48 kHz mono; 1.0 is full scale."""


def read_blocks(path: Path, seconds: int = 5, most_s: int = MOST_BED_S) -> Iterator[Signal]:
    """Decode a sound file once through, at 48 kHz mono. Raises OutputError that names the file.

    What is no number in a file of floats (some programs write that) is silence here. A file that
    lasts longer than `most_s` seconds is refused, by its header or where it goes on all the same.
    """
    import numpy as np
    import soxr

    soundfile = open_library()
    try:
        with open_straight(path) as file:
            check_header(file, path, most_s)
            resampler = soxr.ResampleStream(file.samplerate, RATE, 1, dtype="float32")
            left = most_s * file.samplerate
            for block in blocks_of(file, seconds * file.samplerate):
                left -= len(block)
                if left < 0:
                    raise _long(path, most_s)
                mono = np.nan_to_num(block.mean(axis=1), posinf=0.0, neginf=0.0)
                yield mono if file.samplerate == RATE else resampler.resample_chunk(mono)
            if file.samplerate != RATE:
                yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)
    except soundfile.LibsndfileError as error:
        raise _unreadable(path) from error


def check_sound(path: Path, most_s: int) -> None:
    """Look at a sound file's header. Raises OutputError for one that must not be read."""
    soundfile = open_library()
    try:
        with open_straight(path) as file:
            check_header(file, path, most_s)
    except soundfile.LibsndfileError as error:
        raise _unreadable(path) from error


def check_header(file: Any, path: Path, most_s: int) -> None:
    """Raise OutputError where a header says more than can be: seconds, samples a second, channels.

    A few kilobytes of FLAC are hours of silence, once they are decoded.
    """
    if not (0 < file.samplerate <= MOST_RATE and 0 < file.channels <= MOST_CHANNELS):
        raise _unreadable(path)
    if most_s * file.samplerate < file.frames != UNKNOWN:
        raise _long(path, most_s)


@contextmanager
def open_straight(path: Path) -> Iterator[Any]:
    """Open a sound file to be read from its start to its end. Raises soundfile's own error.

    Left to itself the library seeks after every read, to where it is already: an MP3 decoder then
    gets its next frames wrong (it lacks those before) and clicks, so it is told not to. An MP3 that
    does not say how long it is comes through a pipe: see poured().
    """
    soundfile = open_library()

    class Straight(soundfile.SoundFile):  # type: ignore[misc, name-defined]
        def seekable(self) -> bool:
            return False

    with contextlib.ExitStack() as after:
        source: Any = str(path)
        if _is_guessed(path) and os.name != "nt":
            source = after.enter_context(poured(after.enter_context(path.open("rb"))))
        with quiet():
            file = Straight(source, closefd=False)
        yield after.enter_context(file)


def _is_guessed(path: Path) -> bool:
    """Whether this is an MP3 whose length has to be guessed: no Xing or Info frame tells it."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(tag_length(file.read(10)))
        first = file.read(200)
        return is_mp3(first) and b"Xing" not in first and b"Info" not in first
    return False


def blocks_of(file: Any, size: int) -> Iterator[Any]:
    """Read an open file block by block: float32, one column a channel."""

    def read() -> Any:
        with quiet():
            return file.read(size, dtype="float32", always_2d=True)

    while len(block := read()):
        yield block


_loud = threading.Lock()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what decoders print to themselves.

    The MP3 decoder in libsndfile writes what it thinks of a damaged file to the process's standard
    error, past Python; what counts of it comes back as an error, and is said in one sentence.
    """
    with _loud, contextlib.ExitStack() as after:
        try:
            kept = os.dup(2)
            after.callback(os.close, kept)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            after.callback(os.close, nowhere)
            os.dup2(nowhere, 2)
            after.callback(os.dup2, kept, 2)
        except OSError:  # no standard error, or no more files: then it is not kept quiet
            pass
        yield


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


def _long(path: Path, most_s: int) -> OutputError:
    most = f"{most_s // 3600} h" if most_s >= 3600 else f"{most_s // 60} min"
    return OutputError(
        f"this sound lasts longer than {most}", where=str(path), remedy="Use a shorter one."
    )


def _unreadable(path: Path) -> OutputError:
    return OutputError(
        "this is not a sound file that can be read",
        where=str(path),
        remedy="Save it as WAV, FLAC, OGG or MP3.",
    )
