"""Captions as files: WebVTT, SubRip and LRC, each in its strict form.

WebVTT is what browsers and podcast apps read, SubRip what video players and older apps do, LRC what
music players show line by line.
"""

from __future__ import annotations

from collections.abc import Callable

from voiceguide.formats.caption import SHORTEST_MS, Caption, list_captions
from voiceguide.formats.plain import plain
from voiceguide.plan.timeline import Timeline

_VTT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SRT = str.maketrans({"<": "\u2039", ">": "\u203a", "{": "(", "}": ")"})
"""To pointed quotes: SubRip has no escapes, and players take <b> and {\\an8} for markup."""
_LRC = str.maketrans({"[": "(", "]": ")", "<": "\u2039", ">": "\u203a"})
"""Brackets are LRC's own: [mm:ss.xx] before a line, <mm:ss.xx> before a word."""


def render_vtt(timeline: Timeline) -> str:
    """WebVTT (text/vtt): a header, then cues numbered from 1, without styles or settings."""
    cues = [
        f"{number}\n{_clock(one.start_ms, '.')} --> {_clock(one.end_ms, '.')}\n"
        f"{one.text.translate(_VTT)}\n"
        for number, one in enumerate(list_captions(timeline), start=1)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def render_srt(timeline: Timeline) -> str:
    """SubRip (application/x-subrip): the same cues, with a comma before the milliseconds."""
    cues = [
        f"{number}\n{_clock(one.start_ms, ',')} --> {_clock(one.end_ms, ',')}\n"
        f"{one.text.translate(_SRT)}\n"
        for number, one in enumerate(list_captions(timeline), start=1)
    ]
    return "\n".join(cues)


def render_lrc(timeline: Timeline) -> str:
    """LRC: what it is, then a line for each caption; an empty line where one is over.

    Times are minutes, seconds and hundredths, cut off: a line is never late.
    """
    head = {
        "ti": plain(timeline.title),
        "ar": "voiceguide",
        "la": timeline.language,
        "length": _lrc_clock(timeline.duration_ms),
        "re": "voiceguide",
    }
    lines = [f"[{key}:{value.translate(_LRC)}]" for key, value in head.items()]
    captions = list_captions(timeline)
    for at, one in enumerate(captions):
        lines.append(f"[{_lrc_clock(one.start_ms)}]{one.text.translate(_LRC)}")
        if _is_followed_by_nothing(one, captions[at + 1 : at + 2]):
            lines.append(f"[{_lrc_clock(one.end_ms)}]")
    return "\n".join(lines) + "\n"


RENDER: dict[str, Callable[[Timeline], str]] = {
    "vtt": render_vtt,
    "srt": render_srt,
    "lrc": render_lrc,
}
"""Kind of caption, which is also the file's ending -> what writes it."""

MEDIA_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip", "lrc": "text/plain"}
"""Kind of caption -> its media type. LRC has none of its own."""


def _is_followed_by_nothing(one: Caption, after: tuple[Caption, ...]) -> bool:
    return not after or after[0].start_ms - one.end_ms >= SHORTEST_MS


def _clock(milliseconds: int, point: str) -> str:
    seconds, ms = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"


def _lrc_clock(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds // 10, 6000)
    return f"{minutes:02}:{rest // 100:02}.{rest % 100:02}"
