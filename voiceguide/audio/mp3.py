"""The frame arithmetic: 48 kHz, mono, constant 64 kb/s, so that a frame is 192 bytes and 24 ms.

A session is never rendered. Each sound is encoded once; its frames are laid between copies of one
silent frame, behind an Info frame that says how many samples are really there. Decoders drop what
the Info frame calls delay and padding, so S samples come back as exactly S samples.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from voiceguide.audio.sample import RATE

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

FRAME = 1152
"""Samples in a frame of MPEG-1 layer III: two granules of 576 (ISO/IEC 11172-3)."""
FRAME_BYTES = 192
"""144 * 64 kb/s / 48 kHz. At 44.1 kHz that is no whole number, and some frames would have a byte of
padding: then a frame could not be laid anywhere."""
BIT_RATE = 64
"""kb/s."""
QUALITY = 5
"""LAME's -q: 2 is slower by half and measures the same on speech."""
SETTINGS = f"lame cbr {BIT_RATE} q{QUALITY} {RATE}"
"""What the encoder is told: part of the cache key."""

DELAY = 576
"""Samples LAME puts before the first one (ENCDELAY in its encoder.h)."""
DECODER_DELAY = 529
"""Samples every decoder adds: 528 of the filter bank and one (LAME's technical FAQ)."""
POST_PAD = 2 * FRAME
"""Zeros after a sound, so that its last samples leave the encoder and the filter bank."""
SPACING = 3 * FRAME
"""Sounds closer than this share an island: their frames would meet. POST_PAD is two frames, and the
offset into the first one makes it up to three."""

HEADER = b"\xff\xfb\x54\xc4"
"""MPEG-1 layer III, no CRC, 64 kb/s, 48 kHz, no padding, mono, original. A frame of it with zeros
behind it has no bits for any sample, and refers to none before it: silence."""
SILENT_FRAME = HEADER + bytes(FRAME_BYTES - len(HEADER))

SIDE_INFO = 17
"""Bytes of side information in a mono frame; the Info tag stands behind them."""
_CHUNK = 256
_SILENT_CHUNK = memoryview(SILENT_FRAME * _CHUNK)
"""Six seconds: made once, written as often as there is silence, and copied nowhere."""


class PlacedFrames(Struct, frozen=True):
    """Encoded frames and the frame they start at."""

    frame: int
    data: bytes


def encode(samples: Samples, offset: int = 0) -> bytes:
    """Encode one sound that starts `offset` samples into its first frame (0 to 1151).

    Returns whole frames that refer to nothing outside themselves, enough for the sound to ring out.
    """
    import numpy as np

    encoder = _encoder()
    padded = np.concatenate(
        [np.zeros(offset, np.int16), samples, np.zeros(POST_PAD + FRAME, np.int16)]
    )
    data = bytes(encoder.encode(padded.tobytes()) + encoder.flush())
    # what the flush gives beyond that would only cover what follows
    return data[: frames_of(len(samples), offset) * FRAME_BYTES]


def _encoder() -> Any:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_bit_rate(BIT_RATE)
    encoder.set_quality(QUALITY)
    return encoder


def frames_of(samples: int, offset: int = 0) -> int:
    """How many frames `encode` returns for a sound of so many samples."""
    return -(-(offset + samples + POST_PAD) // FRAME)


def count_frames(samples: int, delay: int = DELAY) -> int:
    """How many audio frames a session of so many samples has, without the Info frame."""
    return -(-(delay + samples + DECODER_DELAY) // FRAME)


@lru_cache(512)  # many sessions are as long as another
def info_frame(samples: int, delay: int = DELAY, extra: int = 0) -> bytes:
    """Make the frame that tells players the exact length: an `Info` tag with LAME's extension.

    `extra` are bytes of frames that are larger than FRAME_BYTES.
    """
    frames = count_frames(samples, delay)
    size = (frames + 1) * FRAME_BYTES + extra
    padding = frames * FRAME - delay - samples
    # "Mp3 Info Tag rev 1" of LAME; 0x0F: number of frames, of bytes, table and quality follow
    tag = b"Info" + struct.pack(">III", 0x0F, frames, size)
    tag += bytes(percent * 256 // 100 for percent in range(100))  # linear: constant bit rate
    tag += struct.pack(">I", 100 - 10 * 4 - QUALITY)  # LAME's quality figure, VBR quality 4
    tag += b"LAME3.100" + bytes([0x01, 200]) + bytes(8)  # CBR, low-pass 20 kHz, no replay gain
    tag += bytes([0x04, BIT_RATE])  # ATH type 4
    tag += ((delay << 12) | padding).to_bytes(3, "big")
    tag += bytes([0x40, 0x00]) + struct.pack(">H", 0)  # 48 kHz source, no gain, no preset
    tag += struct.pack(">I", size) + struct.pack(">H", 0)  # the music's CRC is not given
    frame = HEADER + bytes(SIDE_INFO) + tag
    return (frame + struct.pack(">H", crc16(frame))).ljust(FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """CRC-16 as LAME's tag has it (polynomial 0x8005, reflected)."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def join(placed: Iterable[PlacedFrames], samples: int) -> Iterator[bytes | memoryview]:
    """Yield a session's MP3 stream piece by piece: Info frame, silence and sounds in their places.

    `placed` in order, none overlapping; `samples` is the session's exact length.
    """
    yield info_frame(samples)
    at = 0
    for one in placed:
        if one.frame < at:
            raise ValueError(f"frames overlap: {one.frame} starts before {at}")
        yield from _silence(one.frame - at)
        yield one.data
        at = one.frame + len(one.data) // FRAME_BYTES
    yield from _silence(count_frames(samples) - at)


def stream(blocks: Iterable[Samples], samples: int) -> Iterator[bytes]:
    """Encode a whole session, block by block; yields its MP3 stream, Info frame first.

    `blocks` together are `samples` long. While one block is encoded the next one is made: the
    encoder works outside Python's lock.
    """
    from concurrent.futures import ThreadPoolExecutor

    yield info_frame(samples)
    encoder = _encoder()
    left = count_frames(samples) * FRAME_BYTES
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(bytes)
        for block in chain((one.tobytes() for one in blocks), [bytes(2 * (POST_PAD + FRAME))]):
            done, coming = coming, beside.submit(encoder.encode, block)
            data = bytes(done.result())
            yield data[:left]
            left -= len(data)
        data = bytes(coming.result()) + bytes(encoder.flush())
    if len(data) < left:
        raise ValueError("the blocks are shorter than the session")
    yield data[:left]


def _silence(frames: int) -> list[memoryview]:
    if frames < 0:
        raise ValueError("a sound reaches beyond the end of the session")
    whole, rest = divmod(frames, _CHUNK)
    return [*repeat(_SILENT_CHUNK, whole), _SILENT_CHUNK[: rest * FRAME_BYTES]]
