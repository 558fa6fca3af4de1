"""A session as samples: for formats that are not spliced from MP3 frames.

Sounds stand on their samples, silence between them; nothing is held but one sound at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

SAMPLE_BYTES = 2
"""16 bits, little-endian, one channel."""
_CHUNK = 1 << 16


class Sounded(Struct, frozen=True):
    """Samples, and the sample of the session they start at."""

    start: int
    samples: Samples


def join_samples(sounds: Iterable[Sounded], length: int) -> Iterator[bytes]:
    """Yield exactly `length` samples, piece by piece. `sounds` in order, none overlapping."""
    at = 0
    for one in sounds:
        if one.start < at:
            raise ValueError(f"sounds overlap: {one.start} starts before {at}")
        yield from _silence(one.start - at)
        yield one.samples.astype("<i2", copy=False).tobytes()
        at = one.start + len(one.samples)
    if at > length:
        raise ValueError("a sound reaches beyond the end of the session")
    yield from _silence(length - at)


def to_bytes(blocks: Iterable[Samples]) -> Iterator[bytes]:
    """Yield blocks of samples as bytes."""
    for block in blocks:
        yield block.astype("<i2", copy=False).tobytes()


def _silence(samples: int) -> Iterator[bytes]:
    chunk = bytes(min(samples, _CHUNK) * SAMPLE_BYTES)
    for _ in range(samples // _CHUNK):
        yield chunk
    yield bytes(samples % _CHUNK * SAMPLE_BYTES)
