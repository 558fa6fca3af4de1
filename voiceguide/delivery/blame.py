"""What is wrong with the rows of a roster, by the columns it is in.

A routine stops at the first thing it cannot use. A row is told all at once: what was found is left
out, and the rest is looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.library import DEFAULT_ROUTINE
from voiceguide.errors import VoiceguideError
from voiceguide.problem import Problem
from voiceguide.routine.columns import SETTINGS_BY_NAME
from voiceguide.routine.roster import place_of
from voiceguide.routine.routine import Overrides
from voiceguide.routine.settle import Settled
from voiceguide.session.series import Series, SessionWish

MOST_LOOKS = 20
"""How often the rest of a row is looked at."""
MOST_KNOWN = 50_000
_NAMED = {"skip", "routine", "programme", "language", "voice", "engine", "bed"}


class Looked(Struct, frozen=True):
    """What became of looking at one session."""

    problems: tuple[Problem, ...] = ()
    identity: tuple[str, ...] = ()
    """Who will speak."""
    language: str = ""
    notices: tuple[Problem, ...] = ()


class RowCheck:
    """Looks at what rows ask for; rows that differ in their names alone are looked at once."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self._known: dict[bytes, Looked] = {}
        self._used: set[tuple[object, ...]] = set()
        """The variables and doses that scripts were found to use."""

    def look(self, wanted: SessionWish) -> Looked:
        """All that is wrong with a session, or who will speak it."""
        named = dict.fromkeys(wanted.overrides.vars, "")
        bare = replace(wanted, overrides=replace(wanted.overrides, vars=named))
        key = msgspec.msgpack.encode(bare)
        if key not in self._known:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._find_out(bare)
        return self._known[key]

    def _find_out(self, wanted: SessionWish) -> Looked:
        found: dict[Problem, None] = {}
        for _ in range(MOST_LOOKS):
            try:
                settled = self._series.settle(wanted)
                identity = self._series.identity(settled)
                self._check_used(wanted, settled.language)
            except VoiceguideError as error:
                told = [_blamed(one, wanted.overrides) for one in error.problems]
                found |= dict.fromkeys(told)
                rest = wanted
                for one in told:
                    rest = _without(rest, column_of(one.where))
                if rest == wanted:
                    break
                wanted = rest
            else:
                return self._good(wanted, settled, identity) if not found else _bad(found)
        return _bad(found)

    def _check_used(self, wanted: SessionWish, language: str) -> None:
        """Raise for a variable or a dose that no script uses. Scripts are rendered for that, so it
        is found out once; what else is wrong with them goes by the values of a row."""
        asked = wanted.overrides
        names = frozenset(asked.vars) - {"name"}
        doses = frozenset((one, key) for one, own in asked.exercises.items() for key in own)
        used = (wanted.routine, language, wanted.skip, names, doses)
        if not (names or doses) or used in self._used:
            return
        try:
            self._series.open(wanted).cues()
        except VoiceguideError as error:
            if error.where.startswith(("--var", "--set")):
                raise
        self._used.add(used)

    def _good(self, wanted: SessionWish, settled: Settled, identity: tuple[str, ...]) -> Looked:
        advice = self._series.open(wanted).advise()
        return Looked((), identity, settled.language, advice)


def _bad(found: Mapping[Problem, None]) -> Looked:
    return Looked(tuple(found))


def _blamed(problem: Problem, asked: Overrides) -> Problem:
    """A problem of a variable, or of an exercise's setting, with its names as a column has them."""
    if problem.where == "--var":
        name = next((one for one in asked.vars if repr(one) in problem.what), "")
        return problem._replace(where=f"--var {name}") if name else problem
    if not problem.where.startswith("--set"):
        return problem
    exercises = asked.exercises
    named = [one for one in exercises if repr(one) in problem.what or one in problem.where]
    keys = [(one, key) for one in named for key in exercises[one]]
    keys.sort(key=lambda pair: pair[1] not in problem.what.split())
    return problem._replace(where=f"--set {'.'.join(keys[0])}") if keys else problem


def _without(wanted: SessionWish, column: str) -> SessionWish:
    """The same without what a column says."""
    asked = wanted.overrides
    if column == "routine":
        bare = replace(asked, exercises={}, vars={})
        return replace(wanted, routine=DEFAULT_ROUTINE, skip=(), overrides=bare)
    if column == "skip":
        return replace(wanted, skip=())
    if column == "language":
        return replace(wanted, overrides=replace(asked, language=""))
    if column.startswith("var."):
        vars = {name: text for name, text in asked.vars.items() if name != column[4:]}
        return replace(wanted, overrides=replace(asked, vars=vars))
    name = column.rpartition(".")[0]
    exercises = {one: own for one, own in asked.exercises.items() if one != name}
    key = SETTINGS_BY_NAME.get(column, column)
    speaks = column in {"engine", "voice"}  # a voice is one of its engine's
    settings = {
        one: value
        for one, value in asked.settings.items()
        if one != key and not (speaks and one.startswith("voice."))
    }
    return replace(wanted, overrides=replace(asked, settings=settings, exercises=exercises))


def column_of(where: str) -> str:
    """The column an error is about; "" where it is about the row."""
    option, _, rest = where.partition(" ")
    name = rest.partition("=")[0]
    if option in {"--set", "--var"}:
        return name if option == "--set" else f"var.{name}"
    if option == "--lang":
        return "language"
    if option.startswith("--"):
        return option[2:].replace("-", "_")
    return where if where in _NAMED else ""


def at_row(problem: Problem, number: int, file: str) -> Problem:
    """A problem of one person: the row comes first, and a script's line stays in it."""
    column = column_of(problem.where)
    where = place_of(file, number, column)
    if problem.where and not column:
        where = f"{where}: {problem.where}"
    return problem._replace(where=where)


def row_of(problem: Problem, file: str) -> int:
    """The number of the row a problem is placed at; 0 where it is of the whole file."""
    number = re.match(r"\d+", problem.where.removeprefix(place_of(file, 0)[:-1]))
    return int(number[0]) if number else 0
