"""The cover: a square picture of a session, for players and podcast apps.

Title, the work of each side in the order it is done, and how long the session takes. Speech and
rests are left out, so that the bars can be read when the cover is as big as a thumbnail.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from voiceguide.formats.bars import LEFT, RIGHT, CoverBar, Picture
from voiceguide.formats.lettering import drawable, font_of, lay_title
from voiceguide.picture.style import DARK
from voiceguide.scene import Side

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

THUMB = 144
"""Pixels on each side of the picture in a list."""
SIZE = 1400
"""Pixels on each side: the least that podcast directories take."""
MOST_BYTES = 150_000
"""Some players do not show larger covers."""

_QUALITIES = (88, 76, 62, 48, 34, 20, 10)
"""Tried in turn until the cover is small enough."""
_MARGIN = 100
_TITLE_BOTTOM = 560
_TITLE_GAP = 80
"""From the title to the bars, which take the room a short title leaves."""
_BARS_BOTTOM = 1050
_BETWEEN = 30
"""From the bars of the left side to those of the right."""
_LOW = 0.62
"""Height of repetitions, as a share of that of a hold."""
_LENGTH_BASE = SIZE - _MARGIN
_LENGTH_SIZE = 150
_COLOURS: dict[Side | None, str] = {"left": DARK.left, "right": DARK.right, None: DARK.both}


def render_cover(picture: Picture) -> bytes:
    """Draw a cover: 1400 x 1400 pixels, JPEG, under 150 kB; the same picture, the same bytes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIZE, SIZE), DARK.paper)
    draw = ImageDraw.Draw(image)
    bottom = _draw_title(draw, picture.title)
    _draw_bars(draw, picture.bars, bottom + _TITLE_GAP if bottom else _MARGIN)
    draw.text((_MARGIN, _LENGTH_BASE), picture.length, DARK.ink, font_of(_LENGTH_SIZE), anchor="ls")
    return _encode(image)


def render_thumb(cover: bytes) -> bytes:
    """Make a cover small, for a list: WebP, about 2 kB."""
    from PIL import Image

    target = io.BytesIO()
    with Image.open(io.BytesIO(cover)) as image:
        image.resize((THUMB, THUMB)).save(target, "WEBP", quality=70)
    return target.getvalue()


def _draw_title(draw: ImageDraw, title: str) -> int:
    """Draw the title; return where it ends, 0 when no letter of it can be drawn."""
    laid = lay_title(drawable(title), SIZE - 2 * _MARGIN, _TITLE_BOTTOM - _MARGIN)
    font = font_of(laid.size)
    for number, line in enumerate(laid.lines):
        place = (_MARGIN, _MARGIN + number * laid.pitch)
        draw.text(place, line, DARK.ink, font, anchor="la")
    return _MARGIN + len(laid.lines) * laid.pitch if laid.lines else 0


def _draw_bars(draw: ImageDraw, bars: Iterable[CoverBar], top: int) -> None:
    """Holds high, repetitions low, above those of the other side; from `top` downwards."""
    middle = (top + _BARS_BOTTOM - _BETWEEN) // 2
    tracks: dict[Side | None, tuple[int, int]] = {
        "left": (top, middle),
        "right": (middle + _BETWEEN, _BARS_BOTTOM),
        None: (top, _BARS_BOTTOM),
    }
    for letter, (start, end) in (("L", tracks["left"]), ("R", tracks["right"])):
        draw.rectangle((LEFT, start, RIGHT, end), DARK.lane)
        place = (_MARGIN, (start + end) / 2)
        draw.text(place, letter, DARK.faint, font_of(60), anchor="lm")
    for bar in bars:
        high, bottom = tracks[bar.side]
        low = round(bottom - (bottom - high) * _LOW)
        for start, end in bar.teeth:
            draw.rectangle((start, low if bar.is_series else high, end, bottom), _COLOURS[bar.side])


def _encode(image: Image) -> bytes:
    data = b""
    for quality in _QUALITIES:
        target = io.BytesIO()
        # colours at half the resolution (4:2:0) take half the time and a quarter less room
        image.save(target, "JPEG", quality=quality, subsampling=2, optimize=True)
        data = target.getvalue()
        if len(data) < MOST_BYTES:
            break
    return data
