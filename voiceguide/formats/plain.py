"""Text as every file for a phone can hold it."""

from __future__ import annotations

import unicodedata

_UNWANTED = {"Cc", "Cs", "Cn"}
"""Control characters, halves of a pair, and what is no character: XML and players refuse them."""


def plain(text: str) -> str:
    """One line of text: white space collapsed, characters that no format can carry left out."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    kept = "".join(char for char in line if unicodedata.category(char) not in _UNWANTED)
    return " ".join(kept.split())
