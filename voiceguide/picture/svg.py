"""The whole picture as one SVG file."""

from __future__ import annotations

from voiceguide.duration import render_clock
from voiceguide.lang.language import ENGLISH
from voiceguide.picture.draw import MOST_TOLD, ROW_HEIGHT, Content, tell
from voiceguide.picture.lane import lay_bars
from voiceguide.picture.lettered import (
    Letters,
    count,
    fill_in,
    letters_of,
    tell_share,
    written_in,
)
from voiceguide.picture.scale import LEFT, WIDTH, lay_rows, row_of
from voiceguide.picture.sheet import fill
from voiceguide.picture.words import BOLD, fit, shorten, width_of
from voiceguide.plan.balance import SideTotals, share_of
from voiceguide.plan.timeline import Mark, Timeline
from voiceguide.scene import Side

HEAD = 104
"""Height of the title, what the session is, and the key to the sides."""
MOST_LISTED = 60
"""Chapters named in the description."""


def render_svg(timeline: Timeline) -> str:
    """Draw a timeline: a picture 1000 units wide, at most 24 rows high, readable by itself.

    It holds no script and no address, so it can stand in a page as an image or inline.
    """
    contents = lay_contents(timeline)
    return fill(
        "picture.svg",
        timeline=timeline,
        contents=contents,
        words=letters_of(timeline.language),
        written=written_in(timeline.language),
        summary=summarise(timeline, letters_of(timeline.language)),
        description=describe(timeline),
        title=fit(timeline.title, WIDTH - 32, 24 * BOLD),
        key=lay_key(timeline),
        height=HEAD + ROW_HEIGHT * len(contents),
        head=HEAD,
        row_height=ROW_HEIGHT,
        tell=tell,
    )


def lay_contents(timeline: Timeline) -> list[Content]:
    """Lay out what every row shows."""
    rows = lay_rows(timeline)
    bars = lay_bars(rows, timeline.events)
    told = sum(map(len, bars)) <= MOST_TOLD
    sided = has_sides(timeline)
    chapters: list[list[Mark]] = [[] for _ in rows]
    for mark in timeline.chapters:
        chapters[row_of(rows, mark.start_ms).number].append(mark)
    contents = []
    before: Mark | None = None
    for row, own, marks in zip(rows, bars, chapters, strict=True):
        going_on = before if not marks or marks[0].start_ms > row.start_ms else None
        contents.append(
            Content(row, tuple(own), tuple(marks), going_on, timeline.language, told, sided)
        )
        before = marks[-1] if marks else before
    return contents


def summarise(timeline: Timeline, words: Letters) -> str:
    """One line on what a session is: length, chapters, holds, repetitions."""
    length = render_clock(timeline.duration_ms)
    kinds = [event.kind for event in timeline.events]
    counts = {
        "chapters": len(timeline.chapters),
        "holds": kinds.count("hold"),
        "repetitions": kinds.count("rep"),
        "rests": kinds.count("rest"),
    }
    parts = [count(words, key, n) for key, n in counts.items() if n]
    about = fill_in(words["about"], length) if timeline.estimated else length
    return " · ".join([about, *parts])


def has_sides(timeline: Timeline) -> bool:
    """Whether anything is done on a side; of one where all is done once, no side is named."""
    worked = any(event.action for event in timeline.events)
    return not worked or any(event.side for event in timeline.events)


def measure_sides(timeline: Timeline) -> dict[Side | None, SideTotals]:
    """What each side gets in all; the key None is what belongs to no side. Nothing where there are
    none."""
    if not has_sides(timeline):
        return {}
    sides: tuple[Side | None, ...] = ("left", "right", None)
    return {
        side: sum((share_of(e) for e in timeline.events if e.side == side), SideTotals())
        for side in sides
    }


def describe(timeline: Timeline) -> str:
    """The picture in words, for those who cannot see it."""
    marks = [f"{render_clock(m.start_ms)} {shorten(m.title)}" for m in timeline.chapters]
    more = [f"and {len(marks) - MOST_LISTED} more"] if len(marks) > MOST_LISTED else []
    summary = summarise(timeline, letters_of(ENGLISH))
    return (
        f"{summary}. Speech, holds, repetitions, rests and tones over time."
        f" Chapters: {'; '.join([*marks[:MOST_LISTED], *more]) or 'none'}."
    )


def lay_key(timeline: Timeline) -> list[tuple[float, Side | None, str]]:
    """The key to the sides: where each entry begins, its side, and its words."""
    x: float = LEFT - 60
    words = letters_of(timeline.language)
    key = []
    for side, share in measure_sides(timeline).items():
        if share != SideTotals():
            text = f"{words[side or 'none']}: {tell_share(words, share)}"
            key.append((x, side, text))
            x = round(x + 29 + width_of(text, 12) + 24)
    return key
