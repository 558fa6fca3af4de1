"""Sound as servers and people make it, written as a WAV file that can be read.

WAV of any kind (see wav.py); bare PCM; and with soundfile whatever soundfile reads (MP3, FLAC, OGG,
Opus).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

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
    packed = body[:4] in (b"fLaC", b"OggS") or body[:3] == b"ID3" or _is_mp3(body)
    bare = kind.lower() in ("audio/pcm", "audio/l16", "audio/x-pcm") and len(body) > 1
    if not packed and not bare:
        raise EngineFailed(f"the server sent no sound that can be read, but {kind}")
    if not ended:
        raise EngineFailed("the server does not say where its answer ends: half may be missing")
    if packed:
        convert(io.BytesIO(body), path)
    elif len(body) % 2:
        raise EngineFailed("the server broke off in the middle of a sample")
    else:
        write_wav(Pcm(body, PCM_RATE), path)


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
        with soundfile.SoundFile(source) as file:
            hertz, most = int(file.samplerate), MOST_SECONDS * file.samplerate
            samples = file.read(most + 1, dtype="int16", always_2d=True)
    except (RuntimeError, OSError) as error:  # soundfile's own errors are RuntimeErrors
        raise EngineFailed(f"this sound cannot be read ({error})") from error
    if len(samples) > most:
        raise EngineFailed(f"this sound is longer than {MOST_SECONDS // 60} minutes")
    write_wav(Pcm(samples.tobytes(), hertz, samples.shape[1]), path)


def _is_mp3(body: bytes) -> bool:
    """Whether this begins with an MPEG audio frame: eleven set bits, and layer III."""
    return len(body) > 3 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2
