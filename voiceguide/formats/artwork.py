"""Finished covers and tags are kept beside the sounds: a rebuild draws nothing, and loads neither
Pillow nor mutagen."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.disk.cache import Cache, make_key
from voiceguide.formats.bars import picture_of
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.tags import finish_tag, render_words
from voiceguide.lang.language import own_languages
from voiceguide.plan.timeline import Timeline

DESIGN = 2
"""Part of the key: count up when covers come to look different."""
WORDING = 2
"""The same for what stands in a tag."""


def find_cover(timeline: Timeline, cache: Cache, *, title: str = "", fresh: bool = False) -> bytes:
    """The cover of a session, a JPEG, under its own title or another."""
    picture = picture_of(replace(timeline, title=title) if title else timeline)

    def draw() -> bytes:
        from voiceguide.formats.cover import render_cover

        return render_cover(picture)

    key = make_key("cover", DESIGN, picture)
    return _kept(cache, key, draw, fresh=fresh)


def find_thumb(timeline: Timeline, cache: Cache) -> bytes:
    """The same, small enough for a list: a WebP of 144 pixels."""
    picture = picture_of(timeline)

    def draw() -> bytes:
        from voiceguide.formats.cover import render_thumb

        return render_thumb(find_cover(timeline, cache))

    return _kept(cache, make_key("thumb", DESIGN, picture), draw, fresh=False)


def find_tag(timeline: Timeline, info: FileInfo, cache: Cache | None) -> bytes:
    """The ID3 tag of a session, its cover included; `cache` remembers all of it but the cover."""

    def write() -> bytes:
        return render_words(timeline, info)

    if cache is None:
        words = write()
    else:
        # which captions lie beside a session is no affair of its tag
        facts = replace(timeline, beside=UNSET), replace(info, cover=b"")
        own = [[code, repr(files)] for code, files in own_languages().items()]
        words = _kept(cache, make_key("tag", WORDING, own, *facts), write, fresh=False)
    return finish_tag(words, info.cover)


def _kept(cache: Cache, key: str, make: Callable[[], bytes], *, fresh: bool) -> bytes:
    entry = None if fresh else cache.get(key)
    if entry is None:
        entry = cache.put(key, 0, make())
    return entry.data
