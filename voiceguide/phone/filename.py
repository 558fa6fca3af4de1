"""File names that every phone, player and memory card takes."""

from __future__ import annotations

import re
import unicodedata

from voiceguide.phone.text import plain

MOST_BYTES = 150
"""In UTF-8. File systems allow 255; what is left is for numbers, endings and parts of copies."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
"""What FAT, exFAT and Windows refuse; "/" everything does."""
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What has no shape of its own: two names could look the same, and a turned one like another
ending ("evil.gpm.mp3"). Joiners stay; emoji and some scripts need them."""
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3])( *\..*)?",
    re.IGNORECASE,
)
"""Devices of Windows, with any ending; a raised digit counts as a digit."""


def safe_name(title: str) -> str:
    """Make a file name, without an ending, of a title: "90/90 hips?" -> "90-90 hips".

    What is forbidden becomes a hyphen; never empty, never hidden, never ending in a dot or a space.
    """
    text = _FORBIDDEN.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFC", plain(title))))
    while len(text.encode()) > MOST_BYTES:
        text = text[:-1]
    text = text.strip(" .-")
    return f"{text}-" if _RESERVED.fullmatch(text) else text or "session"
