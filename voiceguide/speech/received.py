"""Sound as servers and people make it, written as a WAV file that can be read.

WAV of any sample width, also with the sizes left open, as servers write it that begin to send
before they are done; bare PCM; and with soundfile whatever soundfile reads (MP3, FLAC, OGG, Opus).
"""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path
from typing import Any

from msgspec import Struct

from voiceguide.errors import EngineFailed, EngineMissing

PCM_RATE = 24_000
"""Samples per second of bare PCM: what /v1/audio/speech sends for "pcm"."""
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
"""Format tags of a WAV file."""


class Pcm(Struct, frozen=True):
    """Samples as whole numbers, little-endian."""

    data: bytes
    hertz: int
    channels: int = 1
    width: int = 2
    """Bytes of one sample."""


def write_received(body: bytes, kind: str, path: Path) -> None:
    """Write what was sent to `path` as PCM WAV. `kind` is what the server calls it.

    Raises EngineFailed when it is not sound, EngineMissing when soundfile is needed and absent.
    """
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        write_wav(parse_wav(body), path)
    elif body[:4] in (b"fLaC", b"OggS") or body[:3] == b"ID3" or _is_mp3(body):
        convert(io.BytesIO(body), path)
    elif kind.lower() in ("audio/pcm", "audio/l16", "audio/x-pcm") and len(body) > 1:
        write_wav(Pcm(body[: len(body) // 2 * 2], PCM_RATE), path)
    else:
        raise EngineFailed(f"the server sent no sound that can be read, but {kind}")


def parse_wav(body: bytes) -> Pcm:
    """Read a WAV, however its sizes are wrong. Raises EngineFailed."""
    form: tuple[int, ...] = ()
    at = 12
    while at + 8 <= len(body):
        name, size = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        chunk = body[at + 8 :]
        if name == b"fmt " and 16 <= size <= len(chunk):
            form = struct.unpack_from("<HHIIHH", chunk)
            if form[0] == EXTENSIBLE and size >= 26:
                form = (int.from_bytes(chunk[24:26], "little"), *form[1:])
        elif name == b"data" and form:
            # a size of 0 or of 4 GB means that the sender did not know it yet
            return _pcm(form, chunk[:size] if 0 < size <= len(chunk) else chunk)
        at += 8 + size + size % 2
    raise EngineFailed("this is a WAV without samples")


def _pcm(form: tuple[int, ...], data: bytes) -> Pcm:
    tag, channels, hertz, _, frame, bits = form
    width = bits // 8
    if channels < 1 or not 4_000 <= hertz <= 384_000 or frame != channels * width:
        raise EngineFailed("this is a WAV that contradicts itself")
    data = data[: len(data) // frame * frame]
    if tag == PCM and width in (1, 2, 3, 4):
        return Pcm(data, hertz, channels, width)
    if tag == FLOAT and width in (4, 8):
        return Pcm(_whole(data, width), hertz, channels)
    raise EngineFailed(f"this is a WAV of a kind nobody reads (format {tag}, {bits} bits)")


def _whole(data: bytes, width: int) -> bytes:
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


def convert(source: Any, path: Path) -> None:
    """Write what soundfile reads, a path or a file object, as a WAV file.

    Raises EngineFailed, EngineMissing.
    """
    try:
        import soundfile
    except (ImportError, OSError):  # OSError: there, but without its library
        raise EngineMissing(
            "only WAV can be read here, and this is another kind of sound",
            remedy="Run: pip install soundfile",
        ) from None
    try:
        samples, hertz = soundfile.read(source, dtype="int16", always_2d=True)
    except (RuntimeError, OSError) as error:  # soundfile's own errors are RuntimeErrors
        raise EngineFailed(f"this sound cannot be read ({error})") from error
    write_wav(Pcm(samples.tobytes(), int(hertz), samples.shape[1]), path)


def _is_mp3(body: bytes) -> bool:
    """Whether this begins with an MPEG audio frame: eleven set bits, and layer III."""
    return len(body) > 3 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2
