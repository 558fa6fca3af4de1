"""File names that every phone, player and memory card takes."""

from __future__ import annotations

import re
import unicodedata

from voiceguide.formats.plain import plain

MOST_BYTES = 150
"""In UTF-8. File systems allow 255; what is left is for endings and parts of copies."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
"""What FAT, exFAT and Windows refuse; "/" everything does."""
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What has no shape of its own: two names could look the same, and a turned one like another
ending ("evil.gpm.mp3"). Joiners stay; emoji and some scripts need them."""
_EDGES = " .-\u200c\u200d"
"""What no name begins or ends with: Windows drops dots and spaces, and a joiner joins nothing."""
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d\u00b9\u00b2\u00b3])(?= *(?:\..*)?$)",
    re.IGNORECASE,
)
"""Devices of Windows, with any ending; a raised digit counts as a digit."""
_JOINER = "\u200d"


def safe_name(title: str) -> str:
    """Make a file name, without an ending, of a title: "90/90 hips?" -> "90-90 hips".

    What is forbidden becomes a hyphen, a device of Windows gets an underscore; never empty, never
    hidden, at most MOST_BYTES. A name made so is its own safe name: cleaned again, it stays.
    """
    # what is left out may have stood between a letter and its accent: composed last
    text = unicodedata.normalize("NFC", plain(_UNSEEN.sub("", title)))
    text = _shorten(_FORBIDDEN.sub("-", text).strip(_EDGES))
    return _shorten(_RESERVED.sub(r"\1_", text, count=1)) if _RESERVED.match(text) else text


def same_on_card(name: str) -> str:
    """What two names share that FAT, exFAT and NTFS take for one: they compare capitals."""
    return "".join(up if len(up := char.upper()) == 1 else char for char in name)


def _shorten(text: str) -> str:
    """Cut a name to MOST_BYTES, between characters as they are seen."""
    end = len(text)
    while len(text[:end].encode()) > MOST_BYTES or not _parts(text, end):
        end -= 1
    return text[:end].strip(_EDGES) or "session"


def _parts(text: str, at: int) -> bool:
    """Whether a text can be parted here: no emoji, flag or accented letter stretches over it."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if _is_half_flag(before) and _is_half_flag(after):
        flags = re.search("[\U0001f1e6-\U0001f1ff]*$", text[:at])
        return flags is None or len(flags[0]) % 2 == 0
    return _JOINER not in (before, after) and not _is_added(after)


def _is_half_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_added(char: str) -> bool:
    """Accents, variation selectors; skin tones; the letters inside flags of regions."""
    return (
        unicodedata.category(char).startswith("M")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
