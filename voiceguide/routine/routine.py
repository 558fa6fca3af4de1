"""The routine file: pairs of one stretch and one strengthening exercise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from voiceguide.errors import RoutineError, UnknownName, VoiceguideError, raise_all
from voiceguide.lang.language import base_of, by_languages
from voiceguide.lang.toml import parse_toml
from voiceguide.routine.choice import parse_language
from voiceguide.routine.settings import ROWS, Values
from voiceguide.routine.shape import (
    Each,
    Faults,
    Several,
    Shape,
    Table,
    Text,
    Value,
    flatten,
    place_faults,
    shape_settings,
)
from voiceguide.text import composed, one_line

Variable = str | int | float | bool
"""What a variable of scripts can be."""
MOST_PAIRS = 500
"""Pairs in a session, all rounds together: 29 s for each in four hours."""
MOST_ERRORS = 50
"""So many are shown; a file that has more is not looked at any further."""

AS_SETTING = "It is a setting: write it under [settings]."
AT_THE_TOP = "It belongs to the file itself: write it at the top, above [settings] and [[pair]]."


class Exercise(Struct, frozen=True):
    """One exercise of a pair. `exercise` names its cue script, NAME.cue.j2."""

    exercise: str
    title: str | UnsetType = UNSET
    own: Values = {}
    """Its own settings."""

    @property
    def spoken(self) -> str:
        """Its name as it is said: the title, or the name without its hyphens."""
        return self.title if self.title is not UNSET else re.sub(r"[-_]+", " ", self.exercise)


class Pair(Struct, frozen=True):
    """A stretch and the exercise that strengthens what it opened, in that order."""

    stretch: Exercise
    strengthen: Exercise
    target: str = ""


class Routine(Struct, frozen=True):
    """A routine as it was written."""

    title: str
    pair: tuple[Pair, ...]
    language: str = "en"
    titles: dict[str, str] = {}
    """The title in other languages, by language code."""
    about: str = ""
    """One line for lists: what it is, and for whom."""
    abouts: dict[str, str] = {}
    """The same in other languages, by language code."""
    settings: Values = {}
    vars: dict[str, Variable] = {}

    def title_in(self, language: str) -> str:
        """The title in a language; the routine's own where there is no other."""
        return one_line(_in_language(language, self.titles, self.title))

    def about_in(self, language: str) -> str:
        """What it is, in a language; in the routine's own where there is no other."""
        return one_line(_in_language(language, self.abouts, self.about))

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in the order they are done."""
        return tuple(one for pair in self.pair for one in (pair.stretch, pair.strengthen))


def _in_language(language: str, texts: Mapping[str, str], own: str) -> str:
    code = language.lower()
    return texts.get(code) or texts.get(base_of(code), own)


class Overrides(Struct, frozen=True):
    """What the person who builds lays under and over a routine file."""

    personal: Values = {}
    """Their own defaults: below the routine's [settings]."""
    settings: Values = {}
    """Options: above everything in the file."""
    exercises: Mapping[str, Values] = {}
    """Exercise name -> its own settings (`--set EXERCISE.KEY=VALUE`)."""
    language: str = ""
    vars: Mapping[str, Variable] = {}


def _parse_exercise_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", text):
        raise RoutineError(
            f"{text!r} is not an exercise name",
            remedy="Use letters, digits and hyphens; it names the script NAME.cue.j2.",
        )
    return text


OWN_ROWS = {key: row for key, row in ROWS.items() if row.own}
"""The settings one exercise can have of its own."""
SETTINGS = shape_settings(ROWS)


def _exercise(key: str) -> Table:
    return Table(
        {
            "exercise": Text(
                'Write exercise = "NAME": its script is NAME.cue.j2.', _parse_exercise_name
            ),
            "title": Text(),
            **{key: Value(row) for key, row in OWN_ROWS.items()},
        },
        needed=("exercise",),
        remedy=f'Write {key} = {{ exercise = "NAME" }}.',
    )


PAIR = Table(
    {"stretch": _exercise("stretch"), "strengthen": _exercise("strengthen"), "target": Text()},
    needed=("stretch", "strengthen"),
)
FILE = Table(
    {
        "title": Text('Write title = "..." at the top.'),
        "pair": Several(PAIR, "Write [[pair]], with two brackets on each side."),
        "language": Text(parse=parse_language),
        "titles": Each(Text(), 'Write titles = { de = "..." }.', parse_language),
        "about": Text(),
        "abouts": Each(Text(), 'Write abouts = { de = "..." }.', parse_language),
        "settings": SETTINGS,
        "vars": Each(Shape()),
    },
    needed=("title",),
    in_part=True,
)
"""What a routine file may have."""
PERSONAL = Table({"settings": SETTINGS})
"""What a person's own config.toml may have."""


@by_languages  # which have units, and words for yes
@lru_cache(8)  # who builds many sessions reads the same routine again and again
def parse_routine(text: str, file: str = "routine.toml") -> Routine:
    """Read a routine file's text. Raises RoutineError with file:line."""
    routine, errors = check_routine_text(text, file)
    if errors or routine is None:
        raise errors[0]
    return routine


def check_routine_text(text: str, file: str) -> tuple[Routine | None, list[VoiceguideError]]:
    """Read a routine file's text as far as possible: the routine, and everything that is wrong.

    What cannot be read is left out, so that the rest can be checked too; None when nothing is left.
    """
    try:
        data = parse_toml(text, file)
    except RoutineError as error:
        return None, [error]
    faults: Faults = []
    found = FILE.read(data, (), faults)
    faults += _foreign(found.get("settings", {}))
    if "pair" not in data or data["pair"] == []:
        faults.append(((), _nothing_to_do()))
    for path, fault in faults:
        _say_where_it_belongs(path, fault)
    pairs = found.get("pair", [])
    if isinstance(data.get("pair"), list) and len(data["pair"]) > MOST_PAIRS:
        faults, pairs = [(("pair", str(MOST_PAIRS)), _too_many(len(data["pair"])))], []
    errors = place_faults(faults[:MOST_ERRORS], text, file)
    if not pairs or len(faults) >= MOST_ERRORS:
        return None, errors
    return _make_routine({**found, "pair": pairs}), errors


def _nothing_to_do() -> RoutineError:
    return RoutineError(
        "the routine has no [[pair]]", remedy="Add one, with a stretch and a strengthen."
    )


def _too_many(pairs: int) -> RoutineError:
    return RoutineError(f"the routine has {pairs} pairs", remedy=f"It may have {MOST_PAIRS}.")


def _foreign(settings: dict[str, Any]) -> Faults:
    """What a stranger's file must not decide; it is taken out."""
    faults: Faults = []
    for key, value in flatten(settings).items():
        check = ROWS[key].check
        try:
            if check:
                check(value)
        except RoutineError as error:
            table, _, name = key.rpartition(".")
            del (settings[table] if table else settings)[name]
            faults.append((("settings", *key.split(".")), error))
    return faults


def _say_where_it_belongs(path: tuple[str, ...], error: VoiceguideError) -> None:
    """Say of a key nobody knows there that it is known elsewhere."""
    if not isinstance(error, UnknownName) or not error.problem.startswith("unknown key"):
        return
    if path[0] != "settings" and path[-1] in SETTINGS.keys:
        error.remedy = AS_SETTING
    elif len(path) > 1 and path[-1] in FILE.keys:
        error.remedy = AT_THE_TOP


def _make_routine(found: Mapping[str, Any]) -> Routine:
    both = ("stretch", "strengthen")
    pairs = tuple(
        Pair(**one | {kind: _make_exercise(one[kind]) for kind in both}) for one in found["pair"]
    )
    settings = flatten(found.get("settings", {}))
    return Routine(**{"title": "Untitled", **found, "pair": pairs, "settings": settings})


def _make_exercise(found: Mapping[str, Any]) -> Exercise:
    own = {key: value for key, value in found.items() if key in OWN_ROWS}
    return Exercise(found["exercise"], found.get("title", UNSET), own)


def parse_personal(text: str, file: str = "config.toml") -> Values:
    """Read a person's own defaults: one table, [settings]. Raises RoutineError with file:line."""
    faults: Faults = []
    found = PERSONAL.read(parse_toml(text, file), (), faults)
    for path, error in faults:
        if path[0] != "settings":
            _say_where_it_belongs(path, error)
    raise_all(place_faults(faults[:MOST_ERRORS], text, file))
    return flatten(found.get("settings", {}))


def parse_overrides(
    settings: Mapping[str, object], sets: Mapping[str, object], variables: Mapping[str, Variable]
) -> Overrides:
    """Read options: setting names to texts, "EXERCISE.KEY" to texts, variables to their values.

    Raises RoutineError that names the option, for all that are wrong at once.
    """
    errors: list[VoiceguideError] = []
    values: dict[str, Any] = {}
    exercises: dict[str, dict[str, Any]] = {}
    for target, value in sets.items():
        exercise, _, key = target.rpartition(".")
        try:
            read = _own_row(target).parse(value, f"--set {target}={value}")
        except RoutineError as error:
            errors.append(error)
        else:
            exercises.setdefault(composed(exercise.strip()), {})[key] = read
    for key, value in flatten(settings).items():
        try:
            values[key] = _row(key).parse(value)
        except RoutineError as error:
            errors.append(error)
    raise_all(errors)
    return Overrides(settings=values, exercises=exercises, vars=_composed_texts(variables))


def _row(key: str) -> Any:
    if key not in ROWS:
        raise UnknownName("key", key, ROWS)
    return ROWS[key]


def _own_row(target: str) -> Any:
    exercise, dot, key = target.rpartition(".")
    if not dot or key not in OWN_ROWS:
        names = [f"{exercise or 'EXERCISE'}.{key}" for key in OWN_ROWS]
        raise UnknownName("setting", target, names, where="--set")
    return OWN_ROWS[key]


def _composed_texts(variables: Mapping[str, Variable]) -> dict[str, Variable]:
    return {
        composed(name): composed(value) if isinstance(value, str) else value
        for name, value in variables.items()
    }
