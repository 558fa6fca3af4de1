"""The ID3 tag of a session: what it is, when it was made, its cover, its words and its chapters.

ID3v2.3 with UTF-16 text, CHAP and CTOC: what car radios, phones and podcast apps agree on.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any, cast

from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.heading import heading_of
from voiceguide.formats.plain import plain
from voiceguide.plan.timeline import Mark, Timeline
from voiceguide.problem import Problem, warning
from voiceguide.script.turns import MOST_CHAPTERS
from voiceguide.speech.received import tag_length

ARTIST = "voiceguide"
GENRE = "Exercise"

_UTF16 = 1
"""An encoding of ID3v2.3 (4.2). It has no UTF-8, which came with 2.4, and that many players do not
read."""
_FRONT_COVER = 3
"""A kind of picture (4.15)."""
_MILLISECONDS = 2
_LYRICS = 1
"""Kinds of times and of texts in SYLT (4.10)."""
_HEADER_BYTES = 10
_SEAL = "voiceguide"
"""The text of a user's own (TXXX) that holds the digest of a part's sound."""
_NO_OFFSET = 0xFFFFFFFF
"""In CHAP: "go by the times". Bytes would change with every cover."""


def render_tag(timeline: Timeline, info: FileInfo, whole: Timeline | None = None) -> bytes:
    """Make the whole ID3 tag as bytes, to stand in front of the MP3 stream.

    `whole` is the session, where this is a part of it. The same arguments give the same bytes.
    """
    return finish_tag(render_words(timeline, info, whole), info.cover)


def finish_tag(words: bytes, cover: bytes) -> bytes:
    """The whole tag, of the frames that `render_words` makes and a cover: a JPEG, or nothing."""
    body = words + (_picture(cover) if cover else b"")
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def render_words(timeline: Timeline, info: FileInfo, whole: Timeline | None = None) -> bytes:
    """The frames of a tag, all but its cover: what many sessions share is not kept with each."""
    from mutagen import id3

    from voiceguide.formats.comment import describe
    from voiceguide.lang.language import language_of

    language = language_of(timeline.language).iso
    texts = {
        "TIT2": plain(heading_of(timeline)),
        "TPE1": ARTIST,
        "TALB": plain(info.album or timeline.title),
        **({"TRCK": _number(info)} if info.track else {}),
        "TCON": GENRE,
        "TLAN": language,
        "TLEN": str(timeline.duration_ms),
        "TSSE": info.encoder,
        "TYER": f"{info.date:%Y}",
        "TDAT": f"{info.date:%d%m}",
    }
    frames = [getattr(id3, name)(encoding=_UTF16, text=[text]) for name, text in texts.items()]
    if info.seal:
        frames.append(cast(Any, id3).TXXX(encoding=_UTF16, desc=_SEAL, text=[info.seal]))
    said_in, comment = describe(whole or timeline)
    frames += [
        cast(Any, id3).COMM(encoding=_UTF16, lang=language_of(said_in).iso, desc="", text=[comment])
    ]
    frames += [*_chapters(id3, timeline), *_words(id3, timeline, language)]
    return b"".join(_frame_bytes(id3, frame) for frame in frames)


def advise_chapters(timeline: Timeline) -> tuple[Problem, ...]:
    """Tell when a session has more chapters than an ID3 tag can hold."""
    count = len(timeline.chapters)
    if count <= MOST_CHAPTERS:
        return ()
    lost = count - MOST_CHAPTERS
    text = (
        f"there are {count}, and an MP3 holds {MOST_CHAPTERS}: {lost} "
        f"{'is' if lost == 1 else 'are'} left out, evenly. "
        "--format m4b and --chapters-json keep all"
    )
    return (warning("chapters", text),)


def read_marks(path: Path) -> list[Mark]:
    """The chapters of an MP3's tag, in their order; none where there is no tag that can be read."""
    from mutagen import MutagenError, id3

    try:
        chapters = cast(Any, id3).ID3(path).getall("CHAP")
    except MutagenError:
        return []
    marks = [Mark(one.start_time, str(one.sub_frames["TIT2"].text[0])) for one in chapters]
    return sorted(marks, key=lambda mark: mark.start_ms)


def digest_sound(path: Path) -> str:
    """A digest of what is heard of an MP3, as hex: all but its tag, which says when it was made."""
    with path.open("rb") as file:
        file.seek(tag_length(file.read(_HEADER_BYTES)))
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def is_sealed(path: Path) -> bool:
    """Whether an MP3 is a part we wrote, with the sound we gave it; tags may have been edited."""
    from mutagen import MutagenError, id3

    try:
        seals = cast(Any, id3).ID3(path).getall(f"TXXX:{_SEAL}")
    except MutagenError:
        return False
    return bool(seals) and list(seals[0].text) == [digest_sound(path)]


def _number(info: FileInfo) -> str:
    return f"{info.track}/{info.tracks}" if info.tracks else str(info.track)


def _frame_bytes(id3: Any, frame: Any) -> bytes:
    """One frame as bytes. Left to itself mutagen sorts frames by size, and some players list
    chapters in the order of the file."""
    target = io.BytesIO()
    tag = id3.ID3()
    tag.add(frame)
    tag.save(target, v1=0, v2_version=3, padding=lambda info: 0)
    return target.getvalue()[_HEADER_BYTES:]


def _syncsafe(size: int) -> bytes:
    """A size as ID3 writes it: four bytes of seven bits."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _words(id3: Any, timeline: Timeline, language: str) -> list[Any]:
    """What is said: as a text, and line by line with its time (from the start of the sound)."""
    from voiceguide.formats.lyrics import list_lines, render_lyrics

    lines = list_lines(timeline)
    if not lines:
        return []
    return [
        id3.USLT(encoding=_UTF16, lang=language, desc="", text=render_lyrics(timeline)),
        id3.SYLT(
            encoding=_UTF16, lang=language, format=_MILLISECONDS, type=_LYRICS, desc="", text=lines
        ),
    ]


def _picture(cover: bytes) -> bytes:
    """The front cover as a frame (APIC, 4.15). It is made without mutagen, which a rebuild does not
    load. An empty description in Latin-1 is one byte, and nothing misreads it."""
    data = b"\0image/jpeg\0" + bytes([_FRONT_COVER]) + b"\0" + cover
    return b"APIC" + len(data).to_bytes(4, "big") + b"\0\0" + data


def _chapters(id3: Any, timeline: Timeline) -> list[Any]:
    marks = _thin(timeline.chapters)
    if not marks:
        return []
    ends = [mark.start_ms for mark in marks[1:]] + [timeline.duration_ms]
    names = [f"chp{number}" for number in range(len(marks))]
    frames = [
        id3.CHAP(
            element_id=name,
            start_time=mark.start_ms,
            end_time=end,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=_UTF16, text=[plain(mark.title)])],
        )
        for name, mark, end in zip(names, marks, ends, strict=True)
    ]
    toc = id3.CTOC(
        element_id="toc",
        flags=id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED,
        child_element_ids=names,
        sub_frames=[id3.TIT2(encoding=_UTF16, text=[plain(timeline.title)])],
    )
    return [toc, *frames]


def _thin(marks: tuple[Mark, ...]) -> list[Mark]:
    """At most 255 chapters, evenly chosen, the first always among them."""
    if len(marks) <= MOST_CHAPTERS:
        return list(marks)
    return [marks[n * len(marks) // MOST_CHAPTERS] for n in range(MOST_CHAPTERS)]
