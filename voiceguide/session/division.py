"""The parts of a session: each chapter as a file, in a folder beside it.

For players and headsets whose "next" knows files only. A part is known as ours by a seal in its
tag, the digest of its sound: whatever became of the session it was of, it may be replaced and
removed. Any other file in the folder is somebody's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.audio.cut import LEAST, Slice, cut, find_parts
from voiceguide.audio.mp3 import FRAME_BYTES, count_frames
from voiceguide.audio.sample import PER_MS, to_samples
from voiceguide.disk.files import digest_of, sweep, temporary_folder, write_whole
from voiceguide.disk.folder import stays_inside
from voiceguide.errors import OutputError
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.filename import safe_name, same_on_card
from voiceguide.formats.tags import digest_sound, is_sealed, render_tag
from voiceguide.lang.language import language_of
from voiceguide.plan.excerpt import excerpt
from voiceguide.plan.timeline import Timeline
from voiceguide.speech.received import tag_length

_NAME = re.compile(r"\d{2,}( .*)?\.mp3", re.DOTALL | re.IGNORECASE)
_TAG_BYTES = 10


class PartFile(Struct, frozen=True):
    """A part as a file."""

    name: str
    """Its number and its chapter's title: "03 Left side.mp3"."""
    title: str
    number: int
    """From 1."""
    of: int
    """How many there are."""
    section: Slice


def list_parts(timeline: Timeline) -> list[PartFile]:
    """The parts of a session, together all of it. A chapter that lasts no time is none.

    Nor is one that begins after the end: a timeline may come from a stranger.
    """
    samples = to_samples(timeline.duration_ms)
    found = [
        (to_samples(mark.start_ms), mark.title)
        for mark in sorted(timeline.chapters, key=lambda mark: mark.start_ms)
    ]
    ends = [*(start for start, _ in found[1:]), samples]
    marks = [
        (start, title)
        for (start, title), end in zip(found, ends, strict=False)  # there may be no chapter
        if min(end, samples) - start >= LEAST
    ] or [(0, timeline.title)]
    parts = find_parts([start for start, _ in marks], samples)
    width = max(2, len(str(len(parts))))
    return [
        PartFile(_name(f"{number:0{width}} {title}"), title, number, len(parts), part)
        for number, ((_, title), part) in enumerate(zip(marks, parts, strict=True), start=1)
    ]


def find_ours(folder: Path) -> frozenset[Path]:
    """The parts in a folder that are ours, of whichever build. Raises OutputError."""
    sweep(folder)
    try:
        return frozenset(path for path in folder.iterdir() if _is_ours(path, folder))
    except OSError as error:
        raise OutputError(
            f"cannot be read ({error.strerror})", where=str(error.filename)
        ) from error


def find_current(session: Path, timeline: Timeline, folder: Path) -> list[Path]:
    """The parts in a folder that have just the sound of a session, in order. Raises OSError."""
    whole = (1 + count_frames(to_samples(timeline.duration_ms))) * FRAME_BYTES
    with session.open("rb") as file:
        if os.fstat(file.fileno()).st_size < whole:
            return []
        return [
            path
            for one, sound in _cut_all(file, timeline)
            if _is_ours(path := folder / one.name, folder)
            and digest_sound(path) == digest_of(sound)
        ]


def refuse_others(wanted: Iterable[Path], ours: frozenset[Path], folder: Path) -> None:
    """Raise OutputError where a file lies that is not ours, or the folder cannot be one."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise OutputError(
            "a file has the name of the folder for its chapters",
            where=str(folder),
            remedy="Move it away, or build with another --out.",
        )
    known = {_key(path) for path in ours}
    for path in wanted:
        if os.path.lexists(path) and _key(path) not in known:
            raise OutputError(
                "this file is there already, and voiceguide did not write it, or it was changed",
                where=str(path),
                remedy="Move it away, or build with --no-split.",
            )


def find_stale(ours: Iterable[Path], wanted: Iterable[Path]) -> list[Path]:
    """The parts that go: a file system may give a name back in other capitals, or decomposed."""
    there = {_key(path) for path in wanted}
    return sorted(path for path in ours if _key(path) not in there)


@contextmanager
def divided(
    whole: Path, timeline: Timeline, info: FileInfo, folder: Path
) -> Iterator[list[tuple[Path, Path]]]:
    """Make the parts of a finished MP3, each on the disk, to be moved into the folder.

    Yields where each lies and where it goes. A folder that nothing came into is gone afterwards.
    """
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    moves = []
    try:
        with temporary_folder(str(folder)) as bench, whole.open("rb") as file:
            for one, sound in _cut_all(file, timeline):
                tag = _render_tag(one, timeline, replace(info, seal=digest_of(sound)))
                write_whole(bench / str(one.number), tag, sound)
                moves.append((bench / str(one.number), folder / one.name))
            yield moves
    finally:
        if made and not any(folder.iterdir()):
            folder.rmdir()


def _cut_all(whole: BinaryIO, timeline: Timeline) -> Iterator[tuple[PartFile, bytes]]:
    """Each part with its MP3 stream; a session of four hours may have one of 100 MB."""
    whole.seek(0)
    start = tag_length(whole.read(_TAG_BYTES))

    def read(at: int, end: int) -> bytes:
        whole.seek(start + at)
        return whole.read(end - at)

    samples = to_samples(timeline.duration_ms)
    for one in list_parts(timeline):
        yield one, b"".join(cut(read, one.section, samples))


def _render_tag(one: PartFile, timeline: Timeline, info: FileInfo) -> bytes:
    """The tag of a part. Its album is not that of the whole session: a player would go through all
    of it twice."""
    start_ms, end_ms = (round(at / PER_MS) for at in (one.section.start, one.section.end))
    album = f"{timeline.title} ({language_of(timeline.language).words('player')['chapters']})"
    own = replace(info, album=album, track=one.number, tracks=one.of)
    return render_tag(excerpt(timeline, start_ms, end_ms, one.title), own, timeline)


def _key(path: Path) -> str:
    return same_on_card(safe_name(path.name))


def _name(title: str) -> str:
    return f"{safe_name(title.replace(': ', ' - '))}.mp3"


def _is_ours(path: Path, folder: Path) -> bool:
    named = _NAME.fullmatch(path.name) and path.is_file() and stays_inside(path, folder)
    return bool(named) and is_sealed(path)
