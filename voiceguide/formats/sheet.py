"""A sheet to print: the sessions of a programme, week by week, each with a box to tick."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from voiceguide.duration import render_duration
from voiceguide.formats.player import hash_of, load_asset, page_environment
from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import Timeline

CROSS = "☒"
DASH = "–"


class SheetRow(Struct, frozen=True):
    """One session on a sheet."""

    number: int
    """From 1."""
    week: int
    date: datetime.date
    doses: tuple[str, ...]
    """A line for each exercise: see `list_doses`."""
    duration_ms: int
    mark: str = ""
    """CROSS where it was done, DASH where it was left out."""


def render_sheet(title: str, language: str, rows: Sequence[SheetRow], about: str = "") -> str:
    """Write the sheet as one HTML file, which any browser prints."""
    words = language_of(language).words("programme")
    style = load_asset("sheet.css")
    weeks = [
        {
            "title": words["week"].format(week),
            "rows": [
                {
                    "number": one.number,
                    "date": write_date(one.date, language),
                    "doses": one.doses,
                    "minutes": max(1, round(one.duration_ms / 60_000)),
                    "mark": one.mark,
                }
                for one in found
            ],
        }
        for week, found in groupby(rows, key=lambda one: one.week)
    ]
    template = page_environment().get_template("sheet.html")
    return template.render(
        title=title,
        about=about,
        language=language,
        labels=words,
        weeks=weeks,
        style=style,
        style_hash=hash_of(style),
    )


def write_date(date: datetime.date, language: str) -> str:
    """A date as it is said: "Monday 7 December", "Montag, 7. Dezember"."""
    words = language_of(language).words("programme")
    weekday = words["weekdays"].split()[date.weekday()]
    return str(words["date"].format(weekday, date.day, words["months"].split()[date.month - 1]))


def list_doses(timeline: Timeline, names: Mapping[str, str]) -> tuple[str, ...]:
    """What is done in a session: "Run: 8 × 1m"; of two sides, what each does.

    `names` are what the exercises are called.
    """
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for one in timeline.events:
        if one.exercise is None or not (one.kind == "hold" or (one.kind == "rep" and one.rep == 1)):
            continue
        dose = render_duration(int(one.asked_ms)) if one.kind == "hold" else f"{one.asked} ×"
        sides = counts.setdefault((one.exercise, dose), {})
        sides[one.side or ""] = sides.get(one.side or "", 0) + 1
    return tuple(
        f"{names.get(exercise, exercise)}: {_times(max(sides.values()))}{dose}"
        for (exercise, dose), sides in counts.items()
    )


def _times(count: int) -> str:
    return f"{count} × " if count > 1 else ""
