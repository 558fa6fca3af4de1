"""A session as references: what is heard when, and which frames of the cache that is made of.

Some kilobytes stand for a session of any length. From them, and the clips they name, the very same
bytes come as from `build`, whole or any part of them.
"""

from __future__ import annotations

import datetime
import hashlib
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from voiceguide.audio.mp3 import FRAME_BYTES, SILENT_FRAME, count_frames, info_frame
from voiceguide.audio.sample import to_samples
from voiceguide.errors import OutputError
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.plan.timeline import Event, Timeline

Clip = Callable[[str], "bytes | None"]
"""The frames of a clip by its key; None where they are gone."""
Piece = bytes | memoryview
Reference = bytes | int | str
"""Bytes as they are, a number of silent frames, or the key of a clip."""
_USUAL = [UNSET if one.default is UNSET else None for one in msgspec.structs.fields(Event)]
"""What stands in each field of an event where nobody says."""
SILENT_FRAMES = 256
_SILENCE = memoryview(SILENT_FRAME * SILENT_FRAMES)
DIGEST_BYTES = 16
KEYS_AT = 4 + DIGEST_BYTES
"""Where the keys of clips begin in a stored recipe: behind their number and their digest."""
LEVEL = 9
"""zlib's: a recipe is written once and read often."""


class Segment(Struct, frozen=True, array_like=True):
    """Frames of one clip, and the frame of the session they start at."""

    frame: int
    frames: int
    clip: int
    """Its place among the recipe's clips."""


class Recipe(Struct, frozen=True):
    """Everything a session is made of."""

    timeline: Timeline
    date: datetime.date
    encoder: str
    album: str
    track: int
    caption: str
    """What the cover is called."""
    clips: tuple[str, ...]
    """Keys of the cache, each once."""
    segments: tuple[Segment, ...]
    tag: bytes = b""
    """A digest of its tag, which is made anew wherever it is heard: see `digest_tag`."""
    tag_bytes: int = 0
    sound: bytes = bytes(DIGEST_BYTES)
    """A digest of what its clips hold: see `digest_clips`."""

    @property
    def size(self) -> int:
        """How long the file is, bytes."""
        samples = to_samples(self.timeline.duration_ms)
        return self.tag_bytes + len(info_frame(samples)) + count_frames(samples) * FRAME_BYTES

    def is_whole(self, digest_of: Callable[[str], bytes]) -> bool:
        """Whether all its clips are there, and hold what they held; see `is_whole` below."""
        return self.sound == digest_clips(self.clips, digest_of)

    def info(self, cover: bytes) -> FileInfo:
        """What the tag says beside the timeline."""
        return FileInfo(self.date, self.encoder, cover, self.album, self.track)


def digest_tag(tag: bytes) -> bytes:
    """What tells a tag from any other."""
    return hashlib.blake2b(tag, digest_size=DIGEST_BYTES).digest()


def pack_recipe(recipe: Recipe) -> bytes:
    """A recipe as it is stored."""
    timeline = recipe.timeline
    start = [0, *(one.frame for one in recipe.segments)]
    head = [
        msgspec.to_builtins(replace(timeline, events=())),
        [
            recipe.date.toordinal(),
            recipe.encoder,
            recipe.album,
            recipe.track,
            recipe.caption,
            recipe.tag,
            recipe.tag_bytes,
        ],
        [
            [after - before for before, after in pairwise(start)],
            [one.frames for one in recipe.segments],
            [one.clip for one in recipe.segments],
        ],
        _columns(timeline.events),
    ]
    packed = zlib.compress(msgspec.msgpack.encode(head), LEVEL)
    keys = b"".join(bytes.fromhex(one) for one in recipe.clips)  # chance does not compress
    return len(recipe.clips).to_bytes(4, "big") + recipe.sound + keys + packed


def parse_recipe(data: bytes) -> Recipe:
    """The reverse. Raises ValueError for anything else."""
    count = int.from_bytes(data[:4], "big")
    clips = clips_in(data)
    try:
        packed = zlib.decompress(data[KEYS_AT + 20 * count :])
        timeline, facts, (gaps, frames, numbers), columns = msgspec.msgpack.decode(packed)
        whole = replace(msgspec.convert(timeline, Timeline), events=_events(columns))
    except (zlib.error, msgspec.MsgspecError, TypeError, LookupError) as error:
        raise ValueError(f"not a recipe: {error}") from None
    starts = list(accumulate(gaps))
    segments = tuple(map(Segment, starts, frames, numbers))
    date, encoder, album, track, caption, tag, tag_bytes = facts
    return Recipe(
        whole,
        datetime.date.fromordinal(date),
        encoder,
        album,
        track,
        caption,
        clips,
        segments,
        tag,
        tag_bytes,
        data[4:KEYS_AT],
    )


def clips_in(data: bytes) -> tuple[str, ...]:
    """The clips a stored recipe names; nothing else of it is read."""
    keys = data[KEYS_AT : KEYS_AT + 20 * int.from_bytes(data[:4], "big")]
    return tuple(keys[at : at + 20].hex() for at in range(0, len(keys), 20))


def digest_clips(clips: Iterable[str], digest_of: Callable[[str], bytes]) -> bytes:
    """What tells the frames of these clips from any others: a voice may say a sentence otherwise
    when it says it anew. `digest_of` is that of one clip, b"" where it is gone."""
    held = b"".join(map(digest_of, clips))
    return hashlib.blake2b(held, digest_size=DIGEST_BYTES).digest()


def is_whole(data: bytes, digest_of: Callable[[str], bytes]) -> bool:
    """Whether all clips that a stored recipe names are there, and hold what they held."""
    return data[4:KEYS_AT] == digest_clips(clips_in(data), digest_of)


def _columns(events: Iterable[Event]) -> list[list[object]]:
    """Events by their fields: what is alike stands together, and a start is told by the one before
    it. Texts stand once."""
    columns = [list(one) for one in zip(*map(msgspec.structs.astuple, events), strict=True)]
    if not columns:
        return []
    starts, ends = columns[0], columns[1]
    columns[1] = [end - start for start, end in zip(starts, ends, strict=True)]
    columns[0] = [after - before for before, after in pairwise([0, *starts])]
    return [_short(one) for one in columns]


def _short(column: list[object]) -> list[object]:
    """What differs in a column, and where each is: a number below 128 is one byte."""
    known = {value: at for at, value in enumerate(dict.fromkeys(column))}
    values = [None if value is UNSET else value for value in known]
    return [values, [known[value] for value in column]]


def _events(columns: list[list[list[Any]]]) -> tuple[Event, ...]:
    if not columns:
        return ()
    whole = []
    for (values, places), usual in zip(columns, _USUAL, strict=True):
        known = [usual if value is None else value for value in values]
        whole.append([known[at] for at in places])
    starts = list(accumulate(whole[0]))
    whole[1] = [start + length for start, length in zip(starts, whole[1], strict=True)]
    whole[0] = starts
    return tuple(map(Event, *whole))


class Splice:
    """The bytes of a session, any part of which costs what it is long."""

    def __init__(self, recipe: Recipe, tag: bytes) -> None:
        samples = to_samples(recipe.timeline.duration_ms)
        self._recipe = recipe
        self._head = tag + info_frame(samples)
        self._starts = [one.frame for one in recipe.segments]
        self._frames = count_frames(samples)
        self.size = len(self._head) + self._frames * FRAME_BYTES

    def fingerprint(self, digest_of: Callable[[str], bytes]) -> str:
        """What tells its bytes from all others; `digest_of` tells the bytes of a clip from all
        others. It takes a hundredth of what reading them takes."""
        facts = msgspec.msgpack.encode(self._recipe.segments)
        parts = [self._head, SILENT_FRAME, facts, *map(digest_of, self._recipe.clips)]
        return hashlib.blake2b(b"".join(parts), digest_size=20).hexdigest()

    def read(self, start: int, stop: int, clip: Clip) -> Iterator[Piece]:
        """The bytes from `start` up to `stop`. Raises OutputError where a clip is gone."""
        head = len(self._head)
        if start < head:
            yield memoryview(self._head)[start : min(stop, head)]
        yield from self._sound(max(start - head, 0), min(stop, self.size) - head, clip)

    def pieces(self, clip: Clip) -> Iterator[Piece]:
        """All of it; what `read` comes to, without asking for each piece where it begins."""
        yield self._head
        at = 0
        for one in self._recipe.segments:
            yield from _silent(one.frame - at)
            yield self._clip(one, clip)
            at = one.frame + one.frames
        yield from _silent(self._frames - at)

    def references(self) -> Iterator[Reference]:
        """All of it by references: bytes, a number of silent frames, or the key of a clip."""
        yield self._head
        at = 0
        for one in self._recipe.segments:
            yield one.frame - at
            yield self._recipe.clips[one.clip]
            at = one.frame + one.frames
        yield self._frames - at

    def _sound(self, start: int, stop: int, clip: Clip) -> Iterator[Piece]:
        """Bytes of the sound, counted from its first frame behind the Info frame."""
        segments = self._recipe.segments
        at = max(bisect_right(self._starts, start // FRAME_BYTES) - 1, 0)
        while start < stop:
            while at < len(segments) and _end(segments[at]) <= start:
                at += 1
            one = segments[at] if at < len(segments) else None
            begin = one.frame * FRAME_BYTES if one else self._frames * FRAME_BYTES
            if start < begin:
                first = start % FRAME_BYTES
                length = min(begin, stop, start + len(_SILENCE) - first) - start
                yield _SILENCE[first : first + length]
                start += length
            elif one:
                end = min(_end(one), stop)
                yield memoryview(self._clip(one, clip))[start - begin : end - begin]
                start = end

    def _clip(self, segment: Segment, clip: Clip) -> bytes:
        key = self._recipe.clips[segment.clip]
        return _there(key, clip(key), segment.frames * FRAME_BYTES)


def dereference(references: Iterable[Reference], clip: Clip) -> Iterator[Piece]:
    """The bytes that references stand for. Raises OutputError where a clip is gone."""
    for one in references:
        if isinstance(one, bytes):
            yield one
        elif isinstance(one, int):
            yield from _silent(one)
        else:
            yield _there(one, clip(one))


def _silent(frames: int) -> Iterator[Piece]:
    """So many silent frames."""
    whole, rest = divmod(frames, SILENT_FRAMES)
    for _ in range(whole):
        yield _SILENCE
    if rest:
        yield _SILENCE[: rest * FRAME_BYTES]


def _there(key: str, data: bytes | None, size: int | None = None) -> bytes:
    if data is None or (size is not None and len(data) != size):
        raise OutputError(
            "a sound of this session is no longer in the cache",
            where=key,
            remedy="Make the roster again: what is missing is spoken anew.",
        )
    return data


def _end(segment: Segment) -> int:
    return (segment.frame + segment.frames) * FRAME_BYTES
