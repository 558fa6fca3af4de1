"""WAV files as engines write them: read whole, or not at all.

Any sample width, whole numbers or floating point, also with the sizes left open, as programs write
it that begin to send before they are done. Half a sentence is never taken for a whole one.

libsndfile, which reads all other kinds (received.py), is not asked here: of a WAV that is cut off
it gives what there is as if that were all, and loading it and numpy takes longer than the reading.
"""

from __future__ import annotations

import os
import stat
import struct
import wave
from pathlib import Path

from msgspec import Struct

from voiceguide.errors import EngineFailed

MOST_BYTES = 64 * 1024 * 1024
"""More than any sentence takes: five minutes at 48 kHz in two channels of 16 bits."""
MOST_CHUNKS = 100
"""Parts of a WAV that are looked at before its samples have to come."""
OPEN_SIZE = 0x7FFFF000
"""A size from here on, or 0, means that the program did not know it yet: espeak and sox write
0x7FFFF000 to a pipe, ffmpeg 0xFFFFFFFF."""
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
"""Format tags of a WAV file."""


class Pcm(Struct, frozen=True):
    """Samples as whole numbers, little-endian; a width of 1 is unsigned."""

    data: bytes
    hertz: int
    channels: int = 1
    width: int = 2
    """Bytes of one sample."""

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return 1000 * len(self.data) // (self.width * self.channels) // self.hertz


class _Form(Struct, frozen=True):
    """What a WAV says of its samples."""

    tag: int
    channels: int
    hertz: int
    frame: int
    """Bytes of one sample of all channels."""
    bits: int


def read_wav(path: Path) -> Pcm:
    """Read the WAV file an engine wrote before it ended well. Raises EngineFailed."""
    return parse_wav(read_bounded(path))


def read_bounded(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read a file that may be anything: a giant is refused unread, and a pipe never waited for.

    Raises EngineFailed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise EngineFailed("it wrote no file") from None
    except OSError as error:
        raise EngineFailed(f"what it wrote cannot be opened ({error.strerror})") from error
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise EngineFailed("what it made is not a file")
        refuse_giant(facts.st_size, most)
        with open(handle, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(handle)


def refuse_giant(size: int, most: int = MOST_BYTES) -> None:
    """Raise EngineFailed for more bytes than a sentence can have."""
    if size > most:
        raise EngineFailed(f"it wrote more than {most // 1024**2} MB")


def parse_wav(body: bytes, *, ended: bool = True) -> Pcm:
    """Read a WAV that is there to its end. Raises EngineFailed.

    `ended`: it is certain from elsewhere that nothing is missing at the end of `body`; only then
    can a size be believed that was left open. What lies behind the samples is not looked at.
    """
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        raise EngineFailed("it does not begin as a WAV file does")
    form: _Form | None = None
    at = 12
    for _ in range(MOST_CHUNKS):
        name, size = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        at += 8
        if at > len(body):
            break
        if name == b"fmt " and 16 <= size <= len(body) - at:
            form = _form(body[at : at + size])
        elif name == b"data" and form:
            end = at + whole_size(size, len(body) - at, form.frame, ended=ended)
            return _pcm(form, body[at:end])
        at += size + size % 2
    raise EngineFailed("this is a WAV without samples")


def whole_size(said: int, there: int, frame: int, *, ended: bool) -> int:
    """The bytes of samples, where none of them is missing. Raises EngineFailed.

    said: what the header says.  there: how many there are.  frame: bytes of a whole sample.
    """
    open_end = said == 0 or said >= OPEN_SIZE
    if open_end and not ended:
        raise EngineFailed("nothing says where this WAV ends, so half of it may be missing")
    size = there if open_end else said
    if size > there:
        raise EngineFailed(f"this WAV is cut off: {there} of {said} bytes are there")
    if size % frame:
        raise EngineFailed("this WAV is cut off in the middle of a sample")
    return size


def _form(chunk: bytes) -> _Form:
    tag, channels, hertz, _, frame, bits = struct.unpack_from("<HHIIHH", chunk)
    if tag == EXTENSIBLE and len(chunk) >= 26:
        tag = int.from_bytes(chunk[24:26], "little")
    if (
        channels < 1
        or not 4_000 <= hertz <= 384_000
        or frame != channels * (bits // 8)
        or not frame
    ):
        raise EngineFailed("the header of this WAV contradicts itself")
    return _Form(tag, channels, hertz, frame, bits)


def _pcm(form: _Form, data: bytes) -> Pcm:
    width = form.bits // 8
    if form.tag == PCM and width in (1, 2, 3, 4):
        return Pcm(data, form.hertz, form.channels, width)
    if form.tag == FLOAT and width in (4, 8):
        return Pcm(_whole_numbers(data, width), form.hertz, form.channels)
    raise EngineFailed(f"this kind of WAV is not supported (format {form.tag}, {form.bits} bits)")


def _whole_numbers(data: bytes, width: int) -> bytes:
    """Floating point from -1 to 1 as 16-bit numbers."""
    import numpy as np

    floats = np.nan_to_num(np.frombuffer(data, f"<f{width}"))
    return bytes((np.clip(floats, -1, 1) * 32767).astype("<i2").tobytes())


def write_wav(sound: Pcm, path: Path) -> None:
    """Write a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.channels)
        file.setsampwidth(sound.width)
        file.setframerate(sound.hertz)
        file.writeframes(sound.data)
