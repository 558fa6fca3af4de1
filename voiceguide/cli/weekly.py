"""What the commands print of programmes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from voiceguide.cli.show import render_warnings
from voiceguide.delivery.course import Following, Told, explain_next, open_course
from voiceguide.disk.diary import Diary, key_of
from voiceguide.disk.library import show
from voiceguide.disk.programmes import list_programmes, load_programme
from voiceguide.duration import render_clock
from voiceguide.errors import VoiceguideError
from voiceguide.formats.weeksheet import name_sitting, write_date
from voiceguide.routine.settings import ROWS
from voiceguide.text import how_many

if TYPE_CHECKING:
    from voiceguide.delivery.weeks import Laid
    from voiceguide.plan.timeline import Timeline
    from voiceguide.problem import Problem
    from voiceguide.routine.schedule import Sitting
    from voiceguide.session.request import Request


class ListedProgramme(Struct, frozen=True):
    """One programme. Where something is wrong with it, `problem` says what."""

    name: str
    path: str
    title: str = ""
    about: str = ""
    weeks: int = 0
    sessions: int = 0
    begun: str = ""
    """The day it began on, "" where nobody follows it."""
    problem: str = ""


def describe_programmes(request: Request) -> list[ListedProgramme]:
    """Every programme there is by name, and every other one that somebody follows."""
    diary = Diary().all()
    places = {one.name: one for one in list_programmes()}
    others = [key for key in diary if key not in places]
    language = request.overrides.language
    found = []
    for name, place in places.items():
        begun = str(diary[name].start) if name in diary else ""
        try:
            programme = load_programme(place)
        except VoiceguideError as error:
            problem = f"cannot be made: {error}"
            found.append(ListedProgramme(name, show(place.path), begun=begun, problem=problem))
            continue
        found.append(
            ListedProgramme(
                name,
                show(place.path),
                programme.title_in(language),
                programme.about_in(language),
                len(programme.weeks),
                sum(len(week.days) for week in programme.weeks),
                begun,
            )
        )
    for key in others:
        try:
            following = open_course(key, request.date)
        except VoiceguideError:
            continue  # it was moved, or is no programme any more
        programme = following.programme
        found.append(
            ListedProgramme(
                key_of(following.found), show(following.found.path),
                programme.title_in(language), programme.about_in(language),
                len(programme.weeks), len(following.sittings), str(following.course.start),
            )
        )  # fmt: skip
    return found


def render_programmes(found: Sequence[ListedProgramme]) -> str:
    """A table: name, weeks, sessions, since when, what it is."""
    if not found:
        return "There is no programme yet; docs/programmes.md shows how to write one."
    head = ("NAME", "WEEKS", "SESSIONS", "BEGUN", "ABOUT")
    rows = [
        (one.name, str(one.weeks or "-"), str(one.sessions or "-"), one.begun or "-",
         one.problem or one.about or one.title)
        for one in found
    ]  # fmt: skip
    return _table(head, rows)


def render_programmes_json(found: Sequence[ListedProgramme]) -> str:
    """The same as JSON."""
    return _json(list(found))


def render_sessions(following: Following, rows: Sequence[tuple[Sitting, Timeline]]) -> str:
    """A table of all sessions: number, date, week and day, minutes, doses, what became of it."""
    standing = following.standing
    table = []
    for one, timeline in rows:
        noted = standing.notes.get(one.number)
        table.append(
            (str(one.number), str(standing.date_of(one)), name_sitting(one.week, one.day, "en"),
             render_clock(timeline.duration_ms), _doses(one), noted.what if noted else "")
        )  # fmt: skip
    head = ("NO.", "DATE", "SESSION", "ABOUT", "DOSES", "")
    return f"{following.programme.title_in(rows[0][1].language)}\n{_table(head, table)}"


def render_sessions_json(following: Following, rows: Sequence[tuple[Sitting, Timeline]]) -> str:
    """The same as JSON: name, title, start and sessions."""
    standing = following.standing
    sessions = [
        {
            "number": one.number,
            "week": one.week,
            "day": one.day,
            "date": standing.date_of(one),
            "routine": one.routine or one.own,
            "duration_ms": timeline.duration_ms,
            "settings": {key: ROWS[key].kind.write(value) for key, value in one.settings.items()},
            "noted": getattr(standing.notes.get(one.number), "what", None),
        }
        for one, timeline in rows
    ]
    return _json(
        {
            "name": following.found.name,
            "title": following.programme.title_in(""),
            "start": following.course.start,
            "sessions": sessions,
        }
    )


def render_laid(done: Laid, *, quiet: bool) -> str:
    """Say in a few lines what was made, and what changed."""
    published = done.published
    said = dict.fromkeys(
        [*done.advice, *(one for issue in published.issues for one in issue.notices)]
    )
    warnings = render_advice(said)
    if quiet:
        return warnings
    count, standing = len(published.issues), done.following.standing
    first, last = standing.dates[0], standing.dates[-1]
    changed = f"{how_many(len(published.changed), 'file')} written"
    lines = [
        f"{published.title}: {how_many(count, 'session')} from {write_date(first, 'en')} "
        f"to {write_date(last, 'en')}, {how_many(done.sounds, 'sound')}.",
        f"{changed if published.changed else 'Nothing changed'}"
        f"{f', {len(published.removed)} removed' if published.removed else ''}.",
    ]
    return "\n".join([*lines, *warnings.splitlines()])


def render_advice(problems: Iterable[Problem]) -> str:
    """A line for each warning."""
    return render_warnings(problems)


def render_told(told: Told) -> str:
    """What was noted, and what comes next."""
    number = told.sitting.number
    noted = f"Session {number} of {len(told.following.sittings)}: {told.what}."
    return f"{noted} {explain_next(told.following)}"


def render_told_json(told: Told) -> str:
    """The same as JSON: programme, number, noted, and the number and date of the next session."""
    standing = told.following.standing
    after = standing.due or standing.next
    return _json(
        {
            "programme": told.following.found.name,
            "number": told.sitting.number,
            "noted": told.what,
            "next": after and {"number": after.number, "date": standing.date_of(after)},
        }
    )


def _doses(sitting: Sitting) -> str:
    """What the programme says of a session."""
    said = {key: ROWS[key].kind.write(value) for key, value in sitting.settings.items()}
    for name, own in sitting.exercises.items():
        said |= {f"{name}.{key}": ROWS[key].kind.write(value) for key, value in own.items()}
    return " ".join(f"{key}={str(value).lower()}" for key, value in said.items())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    )


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
