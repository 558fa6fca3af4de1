"""What people write, as one line that nothing chokes on."""

from __future__ import annotations

import re
import unicodedata

_PICTURE = (
    "\u2190-\u21ff\u2300-\u23ff\u24c2\u2500-\u27bf\u27f0-\u27ff\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
"""Arrows, boxes, dingbats and every block with emoji in it (Unicode, emoji-data.txt)."""
_ADDED = "\u200d\u20e3\ufe0e\ufe0f\U000e0020-\U000e007f"
"""What joins pictures, boxes or tags them, and chooses how a character is drawn."""
_EMOJI = (
    rf"(?:[0-9#*]\ufe0f?\u20e3|[^\w\s]\ufe0f|\u2139\ufe0f|[\ufe0e\ufe0f]|[{_PICTURE}][{_ADDED}]*)"
)
_EMOJIS = rf"\s*(?:{_EMOJI}\s*)+(?P<end>[.,;:!?…)]|$)?"


def one_line(text: str) -> str:
    """Collapse white space, leave control characters out, and compose letters.

    A zero would end the sentence inside an engine that is written in C, and the text of a tag; an
    escape would reach the terminal.
    """
    line = composed(" ".join(text.split()))
    if line.isprintable():
        return line
    # C0, DEL and C1 (Unicode, 23.1)
    kept = "".join(char for char in line if not (char < " " or "\x7f" <= char <= "\x9f"))
    return " ".join(kept.split())


def shorten(text: str, most: int = 20) -> str:
    """A text on one line, of at most so many characters."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def has_words(text: str) -> bool:
    """Whether there is anything in a text that a voice can say: a letter or a digit."""
    return any(char.isalnum() for char in text)


def how_many(number: int, noun: str) -> str:
    """A number and what there is of it: "1 rep", "2 reps"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def composed(text: str) -> str:
    """The same text with each letter and its marks as one character (NFC).

    PDFs and the names of files on macOS have "u" and two dots for "ü": that looks the same, a voice
    says "u", and no search finds it.
    """
    return unicodedata.normalize("NFC", text)


def without_emoji(text: str) -> str:
    """Leave pictures out: emoji with all that belongs to them, dingbats, arrows; a space stays."""
    if text.isascii():
        return text
    return re.sub(_EMOJIS, lambda match: " " if match["end"] is None else match["end"], text)
