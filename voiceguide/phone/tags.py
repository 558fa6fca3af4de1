"""The ID3 tag of a session: what it is, when it was made, and its chapters.

ID3v2.3 with UTF-16 text, CHAP and CTOC: what car radios, phones and podcast apps agree on.
"""

from __future__ import annotations

import datetime
import io
from typing import Any, cast

from voiceguide.plan.timeline import Mark, Timeline

ARTIST = "voiceguide"
GENRE = "Exercise"
MOST_CHAPTERS = 255
"""CTOC counts its chapters in one byte."""

_UTF16 = 1
_HEADER_BYTES = 10
_NO_OFFSET = 0xFFFFFFFF

ISO_639_2 = {
    "en": "eng",
    "de": "deu",
    "es": "spa",
    "fr": "fra",
    "it": "ita",
    "nl": "nld",
    "pt": "por",
    "pl": "pol",
    "sv": "swe",
    "da": "dan",
    "nb": "nor",
    "fi": "fin",
    "cs": "ces",
    "ru": "rus",
    "uk": "ukr",
    "tr": "tur",
    "ja": "jpn",
    "zh": "zho",
}
"""Two-letter language code -> the three letters ID3 wants; "und" for any other."""


def render_tag(timeline: Timeline, date: datetime.date, encoder: str) -> bytes:
    """Make the whole ID3 tag as bytes, to stand in front of the MP3 stream.

    `encoder` is the program and its version. The same arguments give the same bytes.
    """
    from mutagen import id3

    language = ISO_639_2.get(timeline.language.split("-")[0].lower(), "und")
    texts = {
        "TIT2": timeline.title,
        "TPE1": ARTIST,
        "TALB": timeline.title,
        "TCON": GENRE,
        "TLAN": language,
        "TLEN": str(timeline.duration_ms),
        "TSSE": encoder,
        "TYER": f"{date:%Y}",
        "TDAT": f"{date:%d%m}",
    }
    frames = [getattr(id3, name)(encoding=_UTF16, text=[text]) for name, text in texts.items()]
    frames += [
        cast(Any, id3).COMM(encoding=_UTF16, lang=language, desc="", text=[describe(timeline)])
    ]
    body = b"".join(_frame_bytes(id3, frame) for frame in frames + _chapters(id3, timeline))
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


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


def describe(timeline: Timeline) -> str:
    """What a session is, in three sentences: for the comment tag."""
    minutes = round(timeline.duration_ms / 60_000)
    stretches = len({(e.exercise, e.pair) for e in timeline.events if e.action == "stretch"})
    pairs = f"{stretches} stretches, each followed by" if stretches != 1 else "A stretch, then"
    return (
        f"A voice-guided session of about {minutes} minutes. "
        f"{pairs} the exercise that strengthens it. "
        'Turn off "skip silence" (also called "trim silence") in your player: '
        "the silences are your holds."
    )


def _chapters(id3: Any, timeline: Timeline) -> list[Any]:
    marks = _thin(timeline.chapters)
    ends = [mark.start_ms for mark in marks[1:]] + [timeline.duration_ms]
    names = [f"chp{number}" for number in range(len(marks))]
    frames = [
        id3.CHAP(
            element_id=name,
            start_time=mark.start_ms,
            end_time=end,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=_UTF16, text=[mark.title])],
        )
        for name, mark, end in zip(names, marks, ends, strict=True)
    ]
    toc = id3.CTOC(
        element_id="toc",
        flags=id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED,
        child_element_ids=names,
        sub_frames=[id3.TIT2(encoding=_UTF16, text=[timeline.title])],
    )
    return [toc, *frames]


def _thin(marks: tuple[Mark, ...]) -> list[Mark]:
    """At most 255 chapters, evenly chosen, the first always among them."""
    if len(marks) <= MOST_CHAPTERS:
        return list(marks)
    return [marks[n * len(marks) // MOST_CHAPTERS] for n in range(MOST_CHAPTERS)]
