"""Sound as servers and people make it, written as a WAV file that can be read.

WAV of any kind (see wav.py); bare PCM; and with soundfile whatever soundfile reads (MP3, FLAC, OGG,
Opus).
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from voiceguide.errors import EngineFailed, EngineMissing
from voiceguide.speech.wav import Pcm, parse_wav, write_wav

PCM_RATE = 24_000
"""Samples per second of bare PCM: what /v1/audio/speech sends for "pcm"."""
MOST_SECONDS = 600
"""A sentence in a packed format is unpacked no further: it is small until then."""


def write_received(body: bytes, kind: str, path: Path, *, ended: bool = True) -> None:
    """Write what was sent to `path` as PCM WAV. `kind` is what the server calls it.

    `ended`: the server has said where its answer ends, and it has come to there. Without that only
    a WAV that says itself how long it is can be whole.
    Raises EngineFailed when it is no whole sound, EngineMissing when soundfile is needed and not
    there.
    """
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        write_wav(parse_wav(body, ended=ended), path)
        return
    packed = body[:4] in (b"fLaC", b"OggS") or body[:3] == b"ID3" or is_mp3(body)
    bare = kind.lower() in ("audio/pcm", "audio/l16", "audio/x-pcm") and len(body) > 1
    if not packed and not bare:
        raise EngineFailed(f"the server sent no sound that can be read, but {kind}")
    if not ended:
        raise EngineFailed("the server does not say where its answer ends: half may be missing")
    if packed:
        convert(body, path)
    elif len(body) % 2:
        raise EngineFailed("the server stopped in the middle of a sample")
    else:
        write_wav(Pcm(body, PCM_RATE), path)


def convert(body: bytes, path: Path) -> None:
    """Write a packed sound that soundfile reads as a WAV file, whole or not at all.

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
        with _source(body) as source, soundfile.SoundFile(source, closefd=False) as file:
            hertz, most = int(file.samplerate), MOST_SECONDS * file.samplerate
            samples = file.read(most + 1, dtype="int16", always_2d=True)
    except (RuntimeError, OSError) as error:  # soundfile's own errors are RuntimeErrors
        raise EngineFailed(f"this sound cannot be read ({error})") from error
    if len(samples) > most:
        raise EngineFailed(f"this sound is longer than {MOST_SECONDS // 60} minutes")
    if body[:4] == b"OggS" and not _has_last_page(body):
        raise EngineFailed("this sound is cut off: the end of its stream is missing")
    told = _told_samples(body)
    if len(samples) < told:
        raise EngineFailed(f"this sound is cut off: {len(samples)} of {told} samples are there")
    write_wav(Pcm(samples.tobytes(), hertz, samples.shape[1]), path)


@contextmanager
def _source(body: bytes) -> Iterator[Any]:
    """What soundfile reads a packed sound from."""
    if body[:4] in (b"OggS", b"fLaC") or os.name == "nt":
        yield io.BytesIO(body)
        return
    with poured(io.BytesIO(body)) as pipe:
        yield pipe


@contextmanager
def poured(source: BinaryIO) -> Iterator[int]:
    """A pipe that a file is poured into while it is read.

    Of an MP3 that is sent while it is made nobody knows the length. From a file libsndfile guesses
    it, of varying bitrates wrongly, and stops there; from a pipe it reads to the end.
    """
    out, into = os.pipe()
    pouring = threading.Thread(target=_pour, args=(source, into))
    pouring.start()
    try:
        yield out
    finally:
        os.close(out)  # who still pours then stops
        pouring.join()


def _pour(source: BinaryIO, into: int) -> None:
    with contextlib.suppress(BrokenPipeError), open(into, "wb") as pipe:
        shutil.copyfileobj(source, pipe)


def _has_last_page(body: bytes) -> bool:
    """Whether an OGG stream is there to its last page: bit 2 of its flags (RFC 3533, 6)."""
    page = body[body.rfind(b"OggS") :]
    if len(page) < 27 or not page[5] & 4:
        return False
    lengths = page[27 : 27 + page[26]]
    return len(page) >= 27 + len(lengths) + sum(lengths)


def _told_samples(body: bytes) -> int:
    """How many samples there are at least, by the header of a FLAC or MP3; 0 where it is silent.

    FLAC: 36 bits of its first block (RFC 9639, 8.2). MP3: the frames its Xing or Info frame counts,
    less what an encoder adds before and behind.
    """
    if body[:4] == b"fLaC":
        return int.from_bytes(body[21:26], "big") & (1 << 36) - 1
    first = body[tag_length(body) :][:200]
    at = max(first.find(b"Xing"), first.find(b"Info"))
    if at < 0 or not first[at + 7] & 1:
        return 0
    frame = 1152 if first[1] & 8 else 576
    return max(0, int.from_bytes(first[at + 8 : at + 12], "big") - 4) * frame


def tag_length(head: bytes) -> int:
    """How many bytes the ID3 tag takes at the beginning of a file; 0 where there is none.

    `head` is its first bytes, ten or more; fewer hold no tag. The size is four times seven bits.
    """
    if not head.startswith(b"ID3") or len(head) < 10:
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def is_mp3(body: bytes) -> bool:
    """Whether this begins with an MPEG audio frame: eleven set bits, and layer III."""
    return len(body) > 3 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2
