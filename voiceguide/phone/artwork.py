"""Finished covers are kept beside the sounds: a rebuild draws nothing and loads no Pillow."""

from __future__ import annotations

from voiceguide.audio.cache import Cache, make_key
from voiceguide.plan.timeline import Timeline, render_timeline

DESIGN = 1
"""Part of the key: count up when covers come to look different."""


def find_cover(timeline: Timeline, cache: Cache, *, fresh: bool = False) -> bytes | None:
    """The cover of a session, a JPEG; None where the extra `art` is not installed."""
    key = make_key("cover", DESIGN, render_timeline(timeline))
    entry = None if fresh else cache.get(key)
    if entry is not None:
        return entry.data
    from importlib.util import find_spec

    if find_spec("PIL") is None:
        return None
    from voiceguide.phone.cover import cover_of

    cover = cover_of(timeline)
    if cover is not None:
        cache.put(key, 0, cover)
    return cover
