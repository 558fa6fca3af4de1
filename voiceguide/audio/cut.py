"""Cutting a finished MP3 of ours into parts that play one after another as the whole does.

What a decoder gives for a frame depends on the frame before it (the overlap of the transform and
the memory of the filter bank) and on no earlier one. So a part begins one frame early, and its Info
frame counts that as delay: decoders throw away just what the part before has already played. Parts
meet where decoders end a frame, so none ends inside one. Decoded and laid end to end they are the
whole, sample by sample.

A frame may also keep bits in up to 511 bytes before it (the bit reservoir). Where the frame that
leads in does, a silent frame goes before it that carries these bytes and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from voiceguide.audio.mp3 import (
    DECODER_DELAY,
    DELAY,
    FRAME,
    FRAME_BYTES,
    HEADER,
    SIDE_INFO,
    count_frames,
    info_frame,
)
from voiceguide.audio.sample import RATE

ReadBytes = Callable[[int, int], bytes]
"""Bytes of an MP3 stream, from a place in it up to another; the Info frame is at 0."""

LEAST = RATE // 2
"""Samples of the shortest part: of less, programs do not believe that it is an MP3."""
_PAYLOAD = len(HEADER) + SIDE_INFO
"""Where in a frame its bits begin."""
_REACH = 3
"""Frames the bit reservoir reaches back: 511 bytes, and a frame has room for 171."""
_CARRIERS = {192: HEADER, 384: b"\xff\xfb\x94\xc4", 576: b"\xff\xfb\xb4\xc4"}
"""Bytes of a frame -> its header: 64, 128 and 192 kb/s. The largest has room for 555 bytes."""
_CHUNK = 1 << 20


class Slice(Struct, frozen=True):
    """A piece of a session, in samples of the whole."""

    start: int
    end: int

    @property
    def first(self) -> int:
        """The frame, from 0, that gives its first sample."""
        return _frame_of(self.start) if self.start else 0


def find_parts(starts: Sequence[int], samples: int) -> list[Slice]:
    """Where parts that are to start at these samples do start, for a session of so many.

    That is at the beginning of a frame as decoders give it, up to 24 ms earlier; the first starts
    with the session. The starts are LEAST apart, or more.
    """
    snapped = [_frame_of(start) * FRAME - DELAY - DECODER_DELAY for start in starts]
    return [Slice(one, end) for one, end in pairwise([0, *snapped[1:], samples])]


def cut(read: ReadBytes, part: Slice, samples: int) -> Iterator[bytes]:
    """Yield the MP3 stream of one part of a session of so many samples."""
    lead = _lead_in(read, part.first) if part.first else []
    delay = len(lead) * FRAME - DECODER_DELAY if part.first else DELAY
    extra = sum(map(len, lead)) - len(lead) * FRAME_BYTES
    yield info_frame(part.end - part.start, delay, extra)
    yield from lead
    last = _frame_of(part.end) if part.end < samples else count_frames(samples)
    at, end = (1 + part.first) * FRAME_BYTES, (1 + last) * FRAME_BYTES
    yield from (read(one, min(one + _CHUNK, end)) for one in range(at, end, _CHUNK))


def _frame_of(sample: int) -> int:
    """The frame in which decoders give a sample."""
    return (sample + DELAY + DECODER_DELAY) // FRAME


def _lead_in(read: ReadBytes, first: int) -> list[bytes]:
    """What has to be decoded, and is not heard, before a frame that is not the session's first."""
    early = max(first - 1 - _REACH, 0)
    data = read((1 + early) * FRAME_BYTES, (1 + first) * FRAME_BYTES)
    *before, frame = (data[at : at + FRAME_BYTES] for at in range(0, len(data), FRAME_BYTES))
    # main_data_begin: the first nine bits of the side information
    needed = frame[len(HEADER)] << 1 | frame[len(HEADER) + 1] >> 7
    if not needed:
        return [frame]
    reservoir = b"".join(one[_PAYLOAD:] for one in before)[-needed:]
    size = next(size for size in _CARRIERS if size >= _PAYLOAD + needed)
    head = _CARRIERS[size].ljust(_PAYLOAD, b"\0")  # no bits for any sample: silence
    return [head + reservoir.rjust(size - _PAYLOAD, b"\0"), frame]
