"""Finished covers are kept beside the sounds: a rebuild draws nothing and loads no Pillow."""

from __future__ import annotations

from voiceguide.audio.cache import Cache, make_key
from voiceguide.plan.timeline import Timeline, render_timeline

DESIGN = 1
"""Part of the key: count up when covers come to look different."""


def find_cover(timeline: Timeline, cache: Cache, *, fresh: bool = False) -> bytes:
    """The cover of a session, a JPEG. Raises OutputError when it cannot be kept."""
    key = make_key("cover", DESIGN, render_timeline(timeline))
    entry = None if fresh else cache.get(key)
    if entry is not None:
        return entry.data
    from voiceguide.phone.cover import render_cover

    cover = render_cover(timeline)
    cache.put(key, 0, cover)
    return cover
