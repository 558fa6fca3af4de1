"""The cover: a square picture of a session, for players and podcast apps.

Title, the work of each side in the order it is done, and how long the session takes. Speech and
rests are left out, so that the bars can be read when the cover is as big as a thumbnail.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from voiceguide.formats.lettering import drawable, font_of, lay_title
from voiceguide.picture.style import DARK
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.scene import Side

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

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
_BARS_LEFT, _BARS_RIGHT, _BARS_BOTTOM = 190, SIZE - _MARGIN, 1050
_BETWEEN = 30
"""From the bars of the left side to those of the right."""
_GAP = 20
_TOOTH = 7
"""The least distance of two repetitions, in pixels; fewer are drawn where they would be closer."""
_LOW = 0.62
"""Height of repetitions, as a share of that of a hold."""
_LENGTH_BASE = SIZE - _MARGIN
_LENGTH_SIZE = 150
_COLOURS: dict[Side | None, str] = {"left": DARK.left, "right": DARK.right, None: DARK.both}


class Block(Struct, frozen=True):
    """One exercise on one side: a hold, or a series of repetitions."""

    side: Side | None
    length_ms: int
    reps: int
    """0 for a hold."""


def render_cover(timeline: Timeline) -> bytes:
    """Draw the cover: 1400 x 1400 pixels, JPEG, under 150 kB; the same timeline, the same bytes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIZE, SIZE), DARK.paper)
    draw = ImageDraw.Draw(image)
    bottom = _draw_title(draw, timeline.title)
    _draw_blocks(draw, list_blocks(timeline.events), bottom + _TITLE_GAP if bottom else _MARGIN)
    _draw_length(draw, timeline.duration_ms)
    return _encode(image)


def list_blocks(events: Iterable[Event]) -> list[Block]:
    """Holds, and repetitions that follow one another, in the order they are done."""
    work = (event for event in events if event.kind in {"hold", "rep"})
    blocks = []
    for (kind, *_), group in groupby(work, key=_belongs):
        members = list(group)
        length = sum(event.end_ms - event.start_ms for event in members)
        blocks.append(Block(members[0].side, length, len(members) if kind == "rep" else 0))
    return blocks


def say_length(length: int) -> str:
    """How long a session is, as short as a cover needs: "45 s", "14 min", "1 h 5 min"."""
    if length < 60_000:
        return f"{length // 1000} s"
    hours, minutes = divmod(round(length / 60_000), 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes else [])])


def _belongs(event: Event) -> tuple[object, ...]:
    """What the members of one block share; every hold is a block of its own."""
    alone = event.start_ms if event.kind == "hold" else None
    return event.kind, event.exercise, event.side, event.pair, event.round, alone


def _draw_title(draw: ImageDraw, title: str) -> int:
    """Draw the title; return where it ends, 0 when no letter of it can be drawn."""
    laid = lay_title(drawable(title), SIZE - 2 * _MARGIN, _TITLE_BOTTOM - _MARGIN)
    font = font_of(laid.size)
    for number, line in enumerate(laid.lines):
        place = (_MARGIN, _MARGIN + number * laid.pitch)
        draw.text(place, line, DARK.ink, font, anchor="la")
    return _MARGIN + len(laid.lines) * laid.pitch if laid.lines else 0


def _draw_blocks(draw: ImageDraw, blocks: list[Block], top: int) -> None:
    middle = (top + _BARS_BOTTOM - _BETWEEN) // 2
    tracks: dict[Side | None, tuple[int, int]] = {
        "left": (top, middle),
        "right": (middle + _BETWEEN, _BARS_BOTTOM),
        None: (top, _BARS_BOTTOM),
    }
    for letter, (start, end) in (("L", tracks["left"]), ("R", tracks["right"])):
        draw.rectangle((_BARS_LEFT, start, _BARS_RIGHT, end), DARK.lane)
        place = (_MARGIN, (start + end) / 2)
        draw.text(place, letter, DARK.faint, font_of(60), anchor="lm")
    total = sum(block.length_ms for block in blocks)
    if not total:
        return
    gap = min(_GAP, (_BARS_RIGHT - _BARS_LEFT) / len(blocks) / 4)
    scale = (_BARS_RIGHT - _BARS_LEFT - gap * (len(blocks) - 1)) / total
    left = float(_BARS_LEFT)
    for block in blocks:
        right = left + block.length_ms * scale
        _draw_block(draw, block, (left, right), tracks[block.side])
        left = right + gap


def _draw_block(
    draw: ImageDraw, block: Block, across: tuple[float, float], track: tuple[int, int]
) -> None:
    """A hold as one high bar, a series as a low comb with a tooth for each repetition."""
    left, right = across
    top, bottom = track
    if block.reps:
        top = round(bottom - (bottom - top) * _LOW)
    teeth = max(1, min(block.reps, int((right - left) / _TOOTH)))
    pitch = (right - left) / teeth
    for tooth in range(teeth):
        start = round(left + tooth * pitch)
        end = round(left + (tooth + (0.7 if teeth > 1 else 1)) * pitch) - 1
        draw.rectangle((start, top, max(end, start), bottom), _COLOURS[block.side])


def _draw_length(draw: ImageDraw, length: int) -> None:
    place = (_MARGIN, _LENGTH_BASE)
    draw.text(place, say_length(length), DARK.ink, font_of(_LENGTH_SIZE), anchor="ls")


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
