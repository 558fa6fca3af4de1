"""Words in a picture, made to fit."""

from __future__ import annotations

import unicodedata

NARROW = 0.56
"""Mean width of a letter in the sans-serif fonts of the usual systems, as a share of its size."""
BOLD = 1.1
"""How much wider bold letters are."""


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in units of the picture. Fonts differ, so it is an estimate."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (NARROW * (len(text) - wide) + wide)


def fit(text: str, room: float, size: float) -> str:
    """Shorten a text with an ellipsis until it fits; "" when not even three letters do."""
    if width_of(text, size) <= room:
        return text
    kept = text[: int(room / (size * NARROW)) + 1]
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;:')}…" if len(kept) >= 3 else ""


def shorten(text: str, letters: int = 120) -> str:
    """Cut a long text after so many letters."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
