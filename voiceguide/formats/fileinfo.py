"""What a session's file says of itself beside its timeline, in any container."""

from __future__ import annotations

import datetime

from msgspec import Struct


class FileInfo(Struct, frozen=True):
    """Date, maker, cover, and the place in a series."""

    date: datetime.date
    encoder: str
    """The program that made it, and its version."""
    cover: bytes = b""
    """A square JPEG."""
    album: str = ""
    """The series it is in; its own title where there is none."""
    track: int = 0
    """Its number in the series, from 1; 0 for none."""
    tracks: int = 0
    """How many the series has; 0 where nobody says."""
    seal: str = ""
    """The digest of its sound, by which a part of a session is known as ours."""
