"""A playlist: extended M3U in UTF-8, what nearly every player reads."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from voiceguide.formats.plain import plain


class PlaylistEntry(Struct, frozen=True):
    """One sound: the file's name beside the playlist, its title and its length in milliseconds."""

    file: str
    title: str
    duration_ms: int


def render_playlist(title: str, entries: Sequence[PlaylistEntry]) -> str:
    """Write the playlist; lengths are whole seconds, as players expect."""
    lines = ["#EXTM3U", f"#PLAYLIST:{plain(title)}"]
    for entry in entries:
        lines += [f"#EXTINF:{round(entry.duration_ms / 1000)},{plain(entry.title)}", entry.file]
    return "\n".join(lines) + "\n"
