"""What a file that ffmpeg writes says of itself: the same as the ID3 tag, as ffmpeg reads it."""

from __future__ import annotations

import base64
import struct

from voiceguide.formats.comment import describe
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.heading import heading_of
from voiceguide.formats.lyrics import render_lyrics
from voiceguide.formats.plain import plain
from voiceguide.formats.tags import ARTIST, GENRE
from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import Timeline

AUDIOBOOK = 2
"""MP4's media type of a book: Apple Books and its like sort by it."""
_FRONT_COVER = 3
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "=;#\\\n"})


def render_metadata(timeline: Timeline, info: FileInfo, kind: str) -> str:
    """Write ffmpeg's metadata file: tags, then chapters in milliseconds.

    Ogg ("opus") keeps the cover among the tags; MP4 ("m4b") has another place for it.
    """
    tags = {
        "title": plain(heading_of(timeline)),
        "artist": ARTIST,
        "album": plain(info.album or timeline.title),
        "genre": GENRE,
        "date": f"{info.date:%Y-%m-%d}",
        "comment": describe(timeline)[1],
        "language": language_of(timeline.language).iso,
        "lyrics": render_lyrics(timeline),
        "encoded_by": info.encoder,
        **({"track": str(info.track)} if info.track else {}),
    }
    if kind == "m4b":
        tags["media_type"] = str(AUDIOBOOK)
    elif info.cover:
        tags["METADATA_BLOCK_PICTURE"] = _picture_block(info.cover)
    lines = [";FFMETADATA1", *(f"{key}={value.translate(_SPECIAL)}" for key, value in tags.items())]
    ends = [mark.start_ms for mark in timeline.chapters[1:]] + [timeline.duration_ms]
    for mark, end in zip(timeline.chapters, ends, strict=False):  # there may be no chapter
        times = f"TIMEBASE=1/1000\nSTART={mark.start_ms}\nEND={end}"
        lines += ["[CHAPTER]", times, f"title={plain(mark.title).translate(_SPECIAL)}"]
    return "\n".join(lines) + "\n"


def _picture_block(cover: bytes) -> str:
    """A JPEG as FLAC and Ogg keep it: type, media type, no description, sizes not given, data."""
    mime = b"image/jpeg"
    head = struct.pack(">II", _FRONT_COVER, len(mime)) + mime + bytes(4 * 5)
    return base64.b64encode(head + struct.pack(">I", len(cover)) + cover).decode()
