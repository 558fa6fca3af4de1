"""Chapters as a file: the JSON of Podcasting 2.0, which apps and pages read beside the sound."""

from __future__ import annotations

import msgspec

from voiceguide.formats.plain import plain
from voiceguide.plan.timeline import Timeline

VERSION = "1.2.0"
"""The version of the format, not of ours."""
MEDIA_TYPE = "application/json+chapters"


def render_chapters(timeline: Timeline) -> str:
    """Write the chapters as JSON: startTime and endTime in seconds, whole ones without a point."""
    ends = [mark.start_ms for mark in timeline.chapters[1:]] + [timeline.duration_ms]
    rows = [
        {
            "startTime": _seconds(mark.start_ms),
            "endTime": _seconds(end),
            "title": plain(mark.title),
        }
        for mark, end in zip(timeline.chapters, ends, strict=False)  # there may be no chapter
    ]
    data = {"version": VERSION, "title": plain(timeline.title), "chapters": rows}
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"


def _seconds(milliseconds: int) -> float:
    whole, rest = divmod(milliseconds, 1000)
    return milliseconds / 1000 if rest else whole
