"""Lettering of the cover: which letters its font has, and how a title is broken into lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SIZES = range(170, 55, -6)
"""Sizes a title is tried in, in pixels."""
MOST_LETTERS = 300
"""More than fits in any size; the rest need not be measured."""

SESSIONS = 64
"""Titles that are kept as they were laid out: who builds many sessions builds them again."""
_LINE = 1.16
"""Distance of two lines, as a share of the letters' size."""
_MEASURED = 100
"""The size letters are measured at; other sizes follow from it."""


class Lettering(Struct, frozen=True):
    """A title, ready to be drawn: lines from top to bottom, and the size of letters in pixels."""

    lines: tuple[str, ...]
    size: int

    @property
    def pitch(self) -> int:
        """Distance of two lines, in pixels."""
        return round(self.size * _LINE)


@cache
def font_of(size: int) -> FreeTypeFont:
    """One font, and the simplest way of setting it, so that every machine draws the same cover.

    Roboto has Latin, Greek and Cyrillic letters; the font inside Pillow has not even umlauts.
    """
    from font_roboto import RobotoBold
    from PIL import ImageFont

    return ImageFont.truetype(RobotoBold, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(SESSIONS)
def drawable(text: str) -> str:
    """What the font can show of a text, in one line; it has an empty box for anything else."""
    font = font_of(_MEASURED)
    composed = unicodedata.normalize("NFC", text[:MOST_LETTERS])
    box = _look("\uffff", font)
    known = {letter for letter in set(composed) if _look(letter, font) != box}
    return " ".join("".join(one if one in known else " " for one in composed).split())


@lru_cache(SESSIONS)
def lay_title(text: str, width: float, height: float) -> Lettering:
    """Break a title into lines, in the largest size that fits a box of so many pixels.

    A word is broken only if it fits in no size; what does not fit in the smallest one ends in an
    ellipsis.
    """
    width_of = _measure()
    widest = max((width_of(piece.rstrip()) for piece in _pieces(text)), default=0)
    whole = [size for size in SIZES if widest <= width * _MEASURED / size]
    for size in whole or SIZES:
        room = width * _MEASURED / size
        laid = Lettering(tuple(wrap(text, room, width_of)), size)
        if len(laid.lines) * laid.pitch <= height:
            return laid
    kept = laid.lines[: int(height // laid.pitch)]
    last = kept[-1]
    while width_of(f"{last}…") > room:
        last = last[:-1]
    return Lettering((*kept[:-1], f"{last.rstrip()}…"), laid.size)


def wrap(text: str, room: float, width_of: Callable[[str], float]) -> Iterator[str]:
    """Break a text into lines no wider than `room`; a word that is wider is broken too."""
    line = ""
    for piece in _pieces(text):
        longer = line + piece
        if width_of(longer.rstrip()) <= room:
            line = longer
            continue
        if line:
            yield line.rstrip()
        *full, line = _break(piece.rstrip(), room, width_of)
        line += " " * piece.endswith(" ")
        yield from full
    if line:
        yield line.rstrip()


def _pieces(text: str) -> list[str]:
    """What stays together: words with the space behind them, and their parts at a hyphen."""
    return re.findall(r"\S+?(?:(?<=\w-)(?=[^\W\d]{3})|\s+|$)", text)


def _break(word: str, room: float, width_of: Callable[[str], float]) -> list[str]:
    """Cut one word into pieces that fit, the last one with what is left."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _measure() -> Callable[[str], float]:
    """A function that adds up widths of letters: kerning aside, and each letter measured once."""
    letter_width = cache(font_of(_MEASURED).getlength)
    return lambda text: sum(map(letter_width, text))


def _look(letter: str, font: FreeTypeFont) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
