"""The rows of a roster become people: what is to be made for each, and where it goes.

Everything that can be known without rendering a script is known here, for all rows, before anything
is made.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.blame import RowCheck, at_row, column_of, row_of
from voiceguide.delivery.references import recipe_key, sign
from voiceguide.delivery.tokens import Enrolled, RosterKeys
from voiceguide.disk.cache import make_key
from voiceguide.disk.library import DEFAULT_ROUTINE, Found, list_routines, search_roots
from voiceguide.disk.programmes import find_programme, load_programme, routine_of
from voiceguide.errors import UnknownName, VoiceguideError, each_of, suggest
from voiceguide.problem import Problem
from voiceguide.routine.columns import SETTINGS_BY_NAME
from voiceguide.routine.programme import Programme
from voiceguide.routine.roster import Roster, RosterRow
from voiceguide.routine.routine import Overrides
from voiceguide.routine.schedule import next_of, overrides_of, sessions_of
from voiceguide.routine.settings import merge
from voiceguide.session.memory import code_stamp, languages_stamp, libraries_stamp
from voiceguide.session.series import Series, SessionWish
from voiceguide.text import how_many

MORNING = datetime.time(6)
"""When a session of a programme appears in the feed on its day: before anybody does it."""
MOST_TEXT = 1_000_000
"""A file in a folder of scripts that has more bytes is known by its time."""


class Timetable(Struct, frozen=True):
    """What a programme says of its days."""

    about: str
    time: datetime.time | None
    """For the calendar; None for the whole day."""
    alarm: int | None
    """So long before it, milliseconds; None for no alarm."""
    waits: bool
    """Whether a session waits until the one before was done, so that nobody knows its day."""


class Member(Struct, frozen=True):
    """One person of a roster."""

    number: int
    """Of the row."""
    id: str
    folder: str
    """ID-TOKEN, in the target."""
    key: str
    """A digest of everything that what is made for them depends on."""
    token: str
    sessions: tuple[SessionWish, ...]
    published: tuple[datetime.datetime, ...]
    """One date for each session."""
    updated: datetime.datetime
    edition: int = 0
    base_url: str = ""
    """Where the folder will be found on the web; "" where nobody said."""
    captions: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    """Where each session's sound is streamed from, where none is stored."""
    name: str = ""
    course: Timetable | None = None
    """Of somebody who follows a programme."""


class Enlisted(Struct, frozen=True):
    """The rows that are good, and all that is wrong with the others."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...]
    """In the order of the rows."""
    bad: tuple[tuple[int, str, str], ...]
    """Number, id and name of every row that is wrong."""
    notices: tuple[Problem, ...] = ()
    """What is worth a word of rows that are good."""


class Terms(Struct, frozen=True):
    """What holds for all rows."""

    asked: Overrides
    """Lies below what a row says."""
    now: datetime.datetime
    base_url: str = ""
    captions: tuple[str, ...] = ()
    stream_url: str = ""
    """Where the sounds come from that are stored nowhere; "" stores them."""


def enlist(roster: Roster, keys: RosterKeys, terms: Terms, series: Series) -> Enlisted:
    """Look at every row. Whoever is new in the keys gets a token."""
    check = RowCheck(series)
    _programme.cache_clear()  # files may be others by now
    basis = [code_stamp(), languages_stamp(), scripts_stamp(), terms.base_url, terms.captions]
    basis += [terms.stream_url, libraries_stamp()]
    members: list[Member] = []
    problems, bad = list(roster.problems), list(roster.bad)
    notices: dict[Problem, list[int]] = {}
    for row in roster.rows:
        known = keys.enrol(row.id, _digest(row), terms.now)
        seen = _look(row, terms, known.since.date(), check)
        if seen.problems:
            problems += [_placed(one, row, roster.file) for one in seen.problems]
            bad.append((row.number, row.id, row.name))
            continue
        for one in seen.notices:
            notices.setdefault(one, []).append(row.number)
        key = make_key("member", *basis, seen.voices, known.since.isoformat(), seen.sessions)
        members.append(_member(row, known, seen, key, terms=terms, signing=keys.signing))
    for row in roster.spoilt:  # the rest of what is wrong with them
        seen = _look(row, terms, terms.now.date(), check)
        problems += [_placed(one, row, roster.file) for one in seen.problems]
    problems = list(dict.fromkeys(problems))
    problems.sort(key=lambda one: row_of(one, roster.file))
    return Enlisted(
        tuple(members), tuple(problems), tuple(sorted(bad)), tuple(_once(notices, roster.file))
    )


def _placed(problem: Problem, row: RosterRow, file: str) -> Problem:
    """A problem at its row; at the option, where an option says it of all rows."""
    column = column_of(problem.where)
    if column in {"engine", "voice"} and SETTINGS_BY_NAME[column] not in row.values:
        return problem._replace(where=f"--{column}")
    return at_row(problem, row.number, file)


def _once(notices: Mapping[Problem, Sequence[int]], file: str) -> Iterator[Problem]:
    """What is worth a word of several rows, told at the first of them."""
    for one, (first, *others) in notices.items():
        more = f", and so in {how_many(len(others), 'more row')}" if others else ""
        yield at_row(one._replace(what=f"{one.what}{more}"), first, file)


class _Seen(Struct, frozen=True):
    """What becomes of a row."""

    sessions: tuple[SessionWish, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()
    voices: tuple[tuple[str, ...], ...] = ()
    course: Timetable | None = None


def _look(row: RosterRow, terms: Terms, since: datetime.date, check: RowCheck) -> _Seen:
    """Find out what is to be made for a row, and all that is wrong with it."""
    try:
        programme, sessions = _sessions(row, terms.asked, since)
        problems: tuple[Problem, ...] = ()
    except VoiceguideError as error:  # what else is wrong with the row is seen without it
        bare = replace(row, routine="", programme="", skip=(), exercises={}, vars={})
        programme, sessions = _sessions(bare, terms.asked, since)
        problems = tuple(one.fact for one in each_of(error))
    looked = [check.look(one) for one in sessions]
    problems = tuple(dict.fromkeys([*problems, *(p for one in looked for p in one.problems)]))
    if problems or programme is None:
        notices = tuple(dict.fromkeys(one for each in looked for one in each.notices))
        return _Seen(sessions, problems, notices, tuple(one.identity for one in looked))
    language = looked[0].language
    title = programme.title_in(language)
    album = f"{title} – {row.name}" if row.name else title
    return _Seen(
        tuple(replace(one, album=album) for one in sessions),
        (),
        tuple(dict.fromkeys([*programme.advice, *(n for one in looked for n in one.notices)])),
        tuple(one.identity for one in looked),
        Timetable(
            programme.about_in(language),
            programme.time,
            programme.alarm,
            programme.advance == "done",
        ),
    )


def _member(
    row: RosterRow, known: Enrolled, seen: _Seen, key: str, *, terms: Terms, signing: str
) -> Member:
    folder = f"{row.id}-{known.token}"
    numbers = range(1, len(seen.sessions) + 1)
    stream = terms.stream_url.rstrip("/")
    return Member(
        row.number,
        row.id,
        folder,
        key,
        known.token,
        seen.sessions,
        _dates(seen, known.since),
        known.since,
        known.edition,
        f"{terms.base_url.rstrip('/')}/{folder}" if terms.base_url else "",
        terms.captions,
        tuple(f"{stream}/{sign(recipe_key(key, at), signing)}.mp3" for at in numbers)
        if stream
        else (),
        row.name,
        seen.course,
    )


def _sessions(
    row: RosterRow, asked: Overrides, since: datetime.date
) -> tuple[Programme | None, tuple[SessionWish, ...]]:
    """Everything that is made for a row. Raises VoiceguideError."""
    mine = replace(
        asked,
        settings=merge(asked.settings, row.values),
        exercises=row.exercises,
        language=row.language or asked.language,
        vars={**row.vars, **({"name": row.name} if row.name else {})},
    )
    if not row.programme:
        routine = row.routine or DEFAULT_ROUTINE
        return None, (SessionWish(routine, mine, row.start or since, row.skip, track=0),)
    found, programme = _programme(row.programme)
    start = next_of(programme.weeks[0].days, row.start or programme.start or since)
    return programme, tuple(
        SessionWish(
            routine_of(one, found),
            overrides_of(one, programme, mine),
            one.date,
            row.skip,
            track=one.number,
            turn=one.number,
            week=one.week,
            day=one.day,
        )
        for one in sessions_of(programme, start)
    )


@cache
def _programme(name: str) -> tuple[Found, Programme]:
    try:
        found = find_programme(name)
        return found, load_programme(found)
    except UnknownName as error:  # of a programme: a roster has no folders and files
        error.at("programme").remedy = suggest(error.wanted, error.known)
        if name in {one.name for one in list_routines(search_roots())}:
            error.remedy = "It is a routine: write it in the column routine."
        raise
    except VoiceguideError as error:
        raise error.at("programme") from None


def _dates(seen: _Seen, since: datetime.datetime) -> tuple[datetime.datetime, ...]:
    """When each session was published: one of a programme on its day, before anybody does it."""
    if seen.course is None:
        return (since,)
    hour = min(seen.course.time or MORNING, MORNING)
    return tuple(datetime.datetime.combine(one.date, hour, since.tzinfo) for one in seen.sessions)


def _digest(row: RosterRow) -> str:
    return make_key("row", replace(row, number=0))


def scripts_stamp() -> str:
    """A digest of every text routines can be made of, and of what sounds lie beside them."""
    facts: list[object] = []
    for path in sorted(_files()):
        stat = path.stat()
        text = path.suffix in {".toml", ".j2"} and stat.st_size < MOST_TEXT
        facts.append([str(path), path.read_text("utf-8", "replace") if text else stat.st_mtime_ns])
    return make_key("scripts", facts)


def _files() -> Iterator[Path]:
    for root in search_roots():
        yield from (path for path in root.rglob("*") if path.is_file())
