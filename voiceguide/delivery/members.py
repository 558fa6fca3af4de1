"""The rows of a roster become people: what is to be made for each, and where it goes.

Everything that can be known without rendering a script is known here, for all rows, before anything
is made.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.references import recipe_key, sign
from voiceguide.delivery.tokens import RosterKeys
from voiceguide.disk.cache import make_key
from voiceguide.disk.library import DEFAULT_ROUTINE, search_roots
from voiceguide.disk.programmes import find_programme, load_programme, routine_of
from voiceguide.errors import VoiceguideError, each_of
from voiceguide.problem import Problem
from voiceguide.routine.roster import Roster, RosterRow, place_of
from voiceguide.routine.routine import Overrides
from voiceguide.routine.schedule import next_of, overrides_of, sessions_of
from voiceguide.routine.settings import merge
from voiceguide.session.memory import code_stamp, languages_stamp
from voiceguide.session.series import Series, SessionWish

MOST_TEXT = 1_000_000
"""A file in a folder of scripts that has more bytes is known by its time."""


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


class Enlisted(Struct, frozen=True):
    """The rows that are good, and all that is wrong with the others."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...]
    bad: tuple[tuple[int, str], ...]
    """Number and id of every row that is wrong."""


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
    check = _Check(series)
    basis = [code_stamp(), languages_stamp(), scripts_stamp(), terms.base_url, terms.captions]
    basis.append(terms.stream_url)
    members: list[Member] = []
    problems, bad = list(roster.problems), list(roster.bad)
    for row in roster.rows:
        known = keys.enrol(row.id, _digest(row), terms.now)
        try:
            sessions = _sessions(row, terms.asked, known.since.date())
            check.settle(sessions)
        except VoiceguideError as error:
            problems += [_placed(one.fact, row, roster.file) for one in each_of(error)]
            bad.append((row.number, row.id))
            continue
        voices = check.voices(sessions)
        folder = f"{row.id}-{known.token}"
        key = make_key("member", *basis, voices, known.since.isoformat(), sessions)
        members.append(
            Member(
                row.number,
                row.id,
                folder,
                key,
                known.token,
                sessions,
                _dates(sessions, known.since),
                known.since,
                known.edition,
                f"{terms.base_url.rstrip('/')}/{folder}" if terms.base_url else "",
                terms.captions,
                tuple(
                    f"{terms.stream_url.rstrip('/')}/{sign(recipe_key(key, at), keys.signing)}.mp3"
                    for at in range(1, len(sessions) + 1)
                )
                if terms.stream_url
                else (),
            )
        )
    return Enlisted(tuple(members), tuple(problems), tuple(sorted(bad)))


class _Check:
    """Settles what rows ask for; rows that differ in their names alone are settled once."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self._known: dict[bytes, tuple[tuple[Problem, ...], tuple[object, ...]]] = {}

    def settle(self, sessions: tuple[SessionWish, ...]) -> None:
        """Raises VoiceguideError for the first session that cannot be made."""
        for wanted in sessions:
            problems, _ = self._look(wanted)
            for problem in problems:
                error = VoiceguideError(problem.what, where=problem.where, remedy=problem.remedy)
                raise error

    def voices(self, sessions: tuple[SessionWish, ...]) -> list[object]:
        """Who will speak."""
        return [self._look(one)[1] for one in sessions]

    def _look(self, wanted: SessionWish) -> tuple[tuple[Problem, ...], tuple[object, ...]]:
        named = dict.fromkeys(wanted.overrides.vars, "")
        bare = replace(wanted, overrides=replace(wanted.overrides, vars=named))
        key = msgspec.msgpack.encode(bare)
        if key not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            try:
                settled = self._series.settle(bare)
                self._known[key] = (), self._series.identity(settled)
            except VoiceguideError as error:
                self._known[key] = error.problems, ()
        return self._known[key]


def _sessions(row: RosterRow, asked: Overrides, since: datetime.date) -> tuple[SessionWish, ...]:
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
        return (SessionWish(routine, mine, row.start or since, row.skip),)
    found, programme = _programme(row.programme)
    start = next_of(programme.weeks[0].days, row.start or programme.start or since)
    return tuple(
        SessionWish(
            routine_of(one, found),
            overrides_of(one, programme, mine),
            one.date,
            row.skip,
            track=one.number,
            turn=one.number,
            album=programme.title,
        )
        for one in sessions_of(programme, start)
    )


@cache
def _programme(name: str) -> tuple[Any, Any]:
    try:
        found = find_programme(name)
        return found, load_programme(found)
    except VoiceguideError as error:
        raise error.at("programme") from None


def _dates(
    sessions: tuple[SessionWish, ...], since: datetime.datetime
) -> tuple[datetime.datetime, ...]:
    """When each session was published: of a programme, in its order and never in the future."""
    last = len(sessions) - 1
    return tuple(since - datetime.timedelta(minutes=last - at) for at in range(len(sessions)))


def _digest(row: RosterRow) -> str:
    return make_key("row", replace(row, number=0))


def _placed(problem: Problem, row: RosterRow, file: str) -> Problem:
    """A problem at its row, and at its column where it can be told."""
    column = column_of(problem.where)
    if problem.where.startswith("--set"):
        named = [one for one in row.exercises if repr(one) in problem.what or one in problem.where]
        column = next((f"{one}.{key}" for one in named for key in row.exercises[one]), column)
    return problem._replace(where=place_of(file, row.number, column))


def column_of(where: str) -> str:
    """The column an error is about; "" where it is about the row."""
    option, _, rest = where.partition(" ")
    named = {"--set": rest.partition("=")[0], "--var": "var.NAME", "--lang": "language"}
    if option in named:
        return named[option]
    if option.startswith("--"):
        return option[2:].replace("-", "_")
    return where if where in {"skip", "routine", "programme", "bed"} else ""


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
