"""The routine file: pairs of one stretch and one strengthening exercise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import ManyErrors, RoutineError, UnknownName, VoiceguideError, raise_all
from voiceguide.routine.choice import parse_language
from voiceguide.routine.explain import AS_SETTING, explain, path_of
from voiceguide.routine.faults import MOST_PAIRS, find_faults, wrong_values
from voiceguide.routine.settings import (
    EXERCISE_KEYS,
    HOLD_LIMITS,
    REPS_LIMITS,
    Patch,
    Settings,
    merge,
    parse_patch,
    parse_settings,
)
from voiceguide.routine.toml import line_of, parse_toml
from voiceguide.scene import Side
from voiceguide.text import composed, how_many, one_line

Variable = str | int | float | bool
"""What a variable of scripts can be."""


class Exercise(Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise of a pair. `exercise` names its cue script, NAME.cue.j2."""

    exercise: str
    title: str | UnsetType = UNSET
    hold: str | UnsetType = UNSET
    reps: int | UnsetType = UNSET
    tempo: str | UnsetType = UNSET

    @property
    def spoken(self) -> str:
        """Its name as it is said: the title, or the name without its hyphens."""
        return self.title if self.title is not UNSET else re.sub(r"[-_]+", " ", self.exercise)

    @property
    def patch(self) -> Patch:
        """Its own settings."""
        return Patch(hold=self.hold, reps=self.reps, tempo=self.tempo)


class Pair(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch and the exercise that strengthens what it opened, in that order."""

    stretch: Exercise
    strengthen: Exercise
    target: str = ""


class Routine(Struct, frozen=True, forbid_unknown_fields=True):
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
    settings: Patch = Patch()
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
    return texts.get(code) or texts.get(code.split("-", maxsplit=1)[0], own)


class Overrides(Struct, frozen=True):
    """What the person who builds lays under and over a routine file."""

    personal: Patch = Patch()
    """Their own defaults: below the routine's [settings]."""
    settings: Patch = Patch()
    """Options: above everything in the file."""
    exercises: dict[str, Patch] = {}
    """Exercise name -> its own settings (`--set EXERCISE.KEY=VALUE`)."""
    language: str = ""
    vars: dict[str, Variable] = {}
    date: str = ""
    """The session's day, "2026-11-28": with the routine, it seeds what scripts choose by chance."""


MOST_ERRORS = 50
"""After so many it is not looked for more."""

WEAK_MORE = Patch(weak_extra="15s", weak_reps=2)
"""What a weak side gets more where nobody says how much: the same on the page for the household."""
TV_ATTENTION = Milliseconds(1_500)
"""In TV mode, speech after so long without sound is announced by a tone."""


class Dose(Struct, frozen=True):
    """How much of one exercise, each side."""

    hold: Milliseconds
    reps: int
    tempo: Tempo


@lru_cache(8)  # who builds many sessions reads the same routine again and again
def parse_routine(text: str, file: str = "routine.toml") -> Routine:
    """Read a routine file's text. Raises RoutineError with file:line."""
    routine, errors = check_routine_text(text, file)
    if errors or routine is None:
        raise errors[0]
    return routine


def check_routine_text(text: str, file: str) -> tuple[Routine | None, list[RoutineError]]:
    """Read a routine file's text as far as possible: the routine, and everything that is wrong.

    What cannot be read is left out, so that the rest can be checked too; None when nothing is left.
    """
    try:
        data = parse_toml(text, file)
    except RoutineError as error:
        return None, [error]
    errors: list[RoutineError] = []
    taken: list[list[str]] = []
    routine: Routine | None = None
    while routine is None:
        if len(errors) == MOST_ERRORS:
            return None, errors
        try:
            routine = msgspec.convert(data, Routine)
        except msgspec.ValidationError as error:
            path = path_of(error)
            missing = "missing required" in str(error)
            # a key that was there and wrong is not missing; find_faults tells of no pair
            if not (missing and (path in taken or path == ["pair"])):
                errors.append(_explain(error, f"{file}:{line_of(text, path)}", data))
            if not (_filled_in(data, path) if missing else _without(data, path)):
                return None, errors
            taken.append(path)
    faults = list(islice(find_faults(routine, text, file), MOST_ERRORS))
    if ["pair"] in taken and "pair" in text and errors:
        faults = [one for one in faults if "has no [[pair]]" not in one[1].problem]
    errors = sorted(
        [*errors, *(error for _, error in faults)],
        key=lambda error: int(error.where.rpartition(":")[2]),
    )
    gone = dict.fromkeys(tuple(path) for path, _ in faults)
    mended = [_filled_in(data, list(path)) or _without(data, list(path)) for path in gone]
    if not all(mended):
        return None, errors
    return _cleaned(data), errors


def _explain(error: msgspec.ValidationError, where: str, data: object) -> RoutineError:
    return explain(error, where, Routine, data=data, settings=Patch.__struct_fields__)


def _cleaned(data: object) -> Routine | None:
    """The routine of what can be read; None where no pair is left."""
    routine = msgspec.convert(data, Routine)
    pairs = [
        pair
        for pair in routine.pair
        if _PLACEHOLDER not in (pair.stretch.exercise, pair.strengthen.exercise)
    ]
    if not pairs:
        return None
    return replace(
        routine,
        pair=tuple(pairs),
        language=parse_language(routine.language),
        titles={parse_language(name): text for name, text in routine.titles.items()},
        abouts={parse_language(name): text for name, text in routine.abouts.items()},
    )


_PLACEHOLDER = "missing-exercise"
"""Stands for what is missing, so that the rest can be read; its pair is left out afterwards."""


def _filled_in(data: Any, path: list[str]) -> bool:
    """Put something in the place of a key that is missing; False when that is no help."""
    *parents, key = path or [""]
    for part in parents:
        data = data[int(part)] if isinstance(data, list) else data.get(part)
    fills: dict[str, Any] = {
        "title": _PLACEHOLDER,
        "pair": [],
        "exercise": _PLACEHOLDER,
        "stretch": {"exercise": _PLACEHOLDER},
        "strengthen": {"exercise": _PLACEHOLDER},
    }
    if not isinstance(data, dict) or key not in fills:
        return False
    data[key] = fills[key]
    return True


def parse_personal(text: str, file: str = "config.toml") -> Patch:
    """Read a person's own defaults: one table, [settings]. Raises RoutineError with file:line."""
    data = parse_toml(text, file)
    for key in data:
        if key != "settings":
            where = f"{file}:{line_of(text, [key])}"
            error = UnknownName("key", key, ["settings"], where=where)
            if key in Patch.__struct_fields__:
                error.remedy = AS_SETTING
            raise error
    table = data.get("settings", {})
    errors: list[RoutineError] = []
    while len(errors) < MOST_ERRORS:
        try:
            patch = msgspec.convert(table, Patch)
        except msgspec.ValidationError as error:
            where = f"{file}:{line_of(text, ['settings', *path_of(error)])}"
            errors.append(explain(error, where, Patch, data=table))
            if not _without(table, path_of(error)):
                break
        else:
            errors += [error for _, error in wrong_values(["settings"], patch, text, file)]
            raise_all(errors)
            return patch
    raise ManyErrors(errors)


def _without(data: Any, path: list[str]) -> bool:
    """Take one key out of what was read; False when it is not there."""
    *parents, key = path or [""]
    for part in parents:
        data = data[int(part)] if isinstance(data, list) else data.get(part)
        if data is None:
            return False
    return isinstance(data, dict) and data.pop(key, None) is not None


def parse_overrides(
    settings: Mapping[str, object], sets: Mapping[str, str], variables: Mapping[str, Variable]
) -> Overrides:
    """Read options: setting names to texts, "EXERCISE.KEY" to texts, variables to their values."""
    errors: list[VoiceguideError] = []
    exercises: dict[str, Patch] = {}
    for target, text in sets.items():
        exercise = composed(target.rpartition(".")[0].strip())
        try:
            patch = _read_set(target, text)
        except RoutineError as error:
            errors.append(error)
        else:
            exercises[exercise] = merge(exercises.get(exercise, Patch()), patch)
    patch = Patch()
    for option, key, value in _options(settings):
        try:
            one = parse_patch({key: value}, option)
            parse_settings(one, where=option)
        except RoutineError as error:
            errors.append(error)
        else:
            patch = merge(patch, one)
    raise_all(errors)
    return Overrides(settings=patch, exercises=exercises, vars=_composed_texts(variables))


def _composed_texts(variables: Mapping[str, Variable]) -> dict[str, Variable]:
    return {
        composed(name): composed(value) if isinstance(value, str) else value
        for name, value in variables.items()
    }


def _read_set(target: str, text: str) -> Patch:
    """Read EXERCISE.KEY and a value. Raises RoutineError and UnknownName."""
    exercise, dot, key = target.rpartition(".")
    names = [f"{exercise or 'EXERCISE'}.{key}" for key in EXERCISE_KEYS]
    if not dot or key not in EXERCISE_KEYS:
        raise UnknownName("setting", target, names, where="--set")
    patch = parse_patch({key: text}, f"--set {target}={text}")
    parse_settings(patch, where=f"--set {target}={text}")
    return patch


def _options(settings: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    """Yield (option, setting, value); the keys of a voice have options of their own."""
    for key, value in settings.items():
        if isinstance(value, Mapping):
            for name, one in value.items():
                yield f"--{'voice' if name == 'name' else name}", key, {name: one}
        else:
            yield "--" + key.replace("_", "-"), key, value


def settle(routine: Routine, overrides: Overrides = Overrides()) -> Settings:
    """The settings of the whole session: built-in, then [settings], then options."""
    known = {one.exercise for one in routine.exercises}
    for name in overrides.exercises:
        if name not in known:
            raise UnknownName("exercise", name, known, where="--set")
    patch = merge(_session_patch(routine, overrides), for_tv(overrides.settings))
    settings = parse_settings(for_weak_side(patch))
    if settings.rounds * len(routine.pair) > MOST_PAIRS:
        raise RoutineError(
            f"{how_many(settings.rounds, 'round')} of {len(routine.pair)} pairs are too many",
            remedy=f"A session may have {MOST_PAIRS} pairs: take fewer rounds.",
        )
    return settings


def for_tv(patch: Patch) -> Patch:
    """TV mode stands for three other settings, unless whoever asked for it said otherwise."""
    if patch.tv is not True:
        return patch
    stands_for = Patch(detail="tones", attention=render_duration(TV_ATTENTION), clarity="tv")
    return merge(stands_for, patch)


def for_weak_side(patch: Patch) -> Patch:
    """A weak side gets 15 s and two repetitions more, unless somebody said how much."""
    said = patch.weak_extra is not UNSET or patch.weak_reps is not UNSET
    if patch.weak_side is UNSET or said or parse_settings(patch).weak_side == "none":
        return patch
    return merge(patch, WEAK_MORE)


def _session_patch(routine: Routine, overrides: Overrides) -> Patch:
    return merge(for_tv(overrides.personal), for_tv(routine.settings))


def dose_of(
    exercise: Exercise,
    routine: Routine,
    overrides: Overrides = Overrides(),
    side: Side | None = None,
) -> Dose:
    """What one exercise gets: [settings], its own keys, options, `--set`; the last one wins.

    The weak side gets what was asked for on top. Raises RoutineError beyond the hard limits.
    """
    patch = _session_patch(routine, overrides)
    for above in (exercise.patch, overrides.settings, overrides.exercises.get(exercise.exercise)):
        patch = merge(patch, above) if above is not None else patch
    settings = parse_settings(for_weak_side(patch))
    if side is None or side != settings.weak_side:
        return Dose(settings.hold, settings.reps, settings.tempo)
    hold, reps = settings.hold + settings.weak_extra, settings.reps + settings.weak_reps
    if hold > HOLD_LIMITS[1] or reps > REPS_LIMITS[1]:
        raise RoutineError(
            f"{exercise.exercise}: the weak side's extra goes beyond the limit",
            remedy=f"A hold lasts at most {render_duration(HOLD_LIMITS[1])}, "
            f"a series has at most {REPS_LIMITS[1]} repetitions.",
        )
    return Dose(Milliseconds(hold), reps, settings.tempo)
