"""A sheet to print: the sessions of a programme, week by week, each with a box to tick."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from voiceguide.duration import render_duration
from voiceguide.formats.player import PAGE, load_asset
from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import Event, Timeline

if TYPE_CHECKING:
    from jinja2 import Template

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


def render_sheet(
    title: str,
    language: str,
    rows: Sequence[SheetRow],
    about: str = "",
    *,
    private: bool = False,
) -> str:
    """Write the sheet as one HTML file, which any browser prints; search engines leave out one that
    is `private`."""
    words = language_of(language).words("programme")
    weeks = [
        _week(words["week"].format(week), language, list(found))
        for week, found in groupby(rows, key=lambda one: one.week)
    ]
    return _template().render(
        title=title,
        about=about,
        private=private,
        language=language,
        labels=words,
        weeks=weeks,
        style=load_asset("weeksheet.css"),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("weeksheet.html")


def _week(title: str, language: str, rows: Sequence[SheetRow]) -> dict[str, Any]:
    """What the template needs of a week: doses that all of its sessions have stand once above."""
    same = len({one.doses for one in rows}) == 1
    return {
        "title": title,
        "doses": rows[0].doses if same else (),
        "rows": [
            {
                "number": one.number,
                "date": write_date(one.date, language),
                "doses": one.doses,
                "minutes": max(1, round(one.duration_ms / 60_000)),
                "mark": one.mark,
            }
            for one in rows
        ],
    }


def write_date(date: datetime.date, language: str) -> str:
    """A date as it is said: "Monday 7 December", "Montag, 7. Dezember"."""
    words = language_of(language).words("programme")
    weekday = words["weekdays"].split()[date.weekday()]
    return str(words["date"].format(weekday, date.day, words["months"].split()[date.month - 1]))


def name_sitting(week: int, day: int, language: str) -> str:
    """What a session is called: "Week 2, day 1"."""
    return str(language_of(language).words("programme")["session"].format(week, day))


def list_doses(timeline: Timeline, titles: Mapping[str, str]) -> tuple[str, ...]:
    """What is done in a session: "Run: 8 × 1m"; of two sides, what each does.

    `titles` are those the routine gives; any other exercise is called as its chapters are.
    """
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for one in _works(timeline):
        sides = counts.setdefault((str(one.exercise), _dose(one, timeline.language)), {})
        sides[one.side or ""] = sides.get(one.side or "", 0) + 1
    names = {**_names(timeline), **titles}
    return tuple(
        f"{names[exercise]}: {_times(max(sides.values()))}{dose}"
        for (exercise, dose), sides in counts.items()
    )


def _works(timeline: Timeline) -> Iterator[Event]:
    """Every hold of an exercise, and the first repetition of every series."""
    for one in timeline.events:
        if one.exercise and (one.kind == "hold" or (one.kind == "rep" and one.rep == 1)):
            yield one


def _names(timeline: Timeline) -> dict[str, str]:
    """What exercises are called in the titles of their chapters, without their sides."""
    found: dict[str, list[list[str]]] = {}
    for one in _works(timeline):
        marks = [mark.title for mark in timeline.chapters if mark.start_ms <= one.start_ms]
        title = marks[-1] if marks else str(one.exercise)
        found.setdefault(str(one.exercise), []).append(title.split())
    return {exercise: _common(titles) or exercise for exercise, titles in found.items()}


def _common(titles: Sequence[Sequence[str]]) -> str:
    """What several titles have in common: "Left: heel lift", "Right: heel lift" -> "Heel lift"."""
    start = [words[0] for words in takewhile(_alike, zip(*titles, strict=False))]
    ends = zip(*(list(reversed(title)) for title in titles), strict=False)
    end = [words[0] for words in takewhile(_alike, ends)][::-1]
    name = " ".join(start if len(start) > len(end) else end).strip(" ,:;-")
    return name[:1].upper() + name[1:]


def _alike(words: Sequence[str]) -> bool:
    return len(set(words)) == 1


def _dose(event: Event, language: str) -> str:
    if event.kind == "rep":
        return str(language_of(language).words("programme")["reps"].format(event.asked))
    # a timeline made by hand need not say what was asked
    asked = event.end_ms - event.start_ms if event.asked_ms is UNSET else event.asked_ms
    return render_duration(asked)


def _times(count: int) -> str:
    return f"{count} × " if count > 1 else ""
