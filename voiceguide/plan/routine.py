"""The routine file: pairs of one stretch and one strengthening exercise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.plan.cue import Side, Tempo
from voiceguide.plan.duration import Milliseconds, render_duration
from voiceguide.plan.mix import check_own_bed
from voiceguide.plan.settings import (
    EXERCISE_KEYS,
    HOLD_LIMITS,
    REPS_LIMITS,
    Patch,
    Settings,
    VoicePatch,
    explain,
    merge,
    parse_patch,
    parse_settings,
)
from voiceguide.plan.text import composed, how_many, one_line
from voiceguide.plan.toml import line_of, parse_toml


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
    settings: Patch = Patch()
    vars: dict[str, str | int | float | bool] = {}

    def title_in(self, language: str) -> str:
        """The title in a language; the routine's own where there is no other."""
        title = self.titles.get(language.split("-", maxsplit=1)[0].lower(), self.title)
        return one_line(title)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in the order they are done."""
        return tuple(one for pair in self.pair for one in (pair.stretch, pair.strengthen))


class Overrides(Struct, frozen=True):
    """What the person who builds lays under and over a routine file."""

    personal: Patch = Patch()
    """Their own defaults: below the routine's [settings]."""
    settings: Patch = Patch()
    """Options: above everything in the file."""
    exercises: dict[str, Patch] = {}
    """Exercise name -> its own settings (`--set EXERCISE.KEY=VALUE`)."""
    language: str = ""
    vars: dict[str, str] = {}
    date: str = ""
    """The session's day, "2026-11-28": with the routine, it seeds what scripts choose by chance."""


MOST_PAIRS = 500
"""Pairs in a session, all rounds together: 29 s for each in four hours."""
MOST_ERRORS = 50
"""After so many it is not looked for more."""

TV_ATTENTION = Milliseconds(1_500)
"""In TV mode, speech after so long without sound is announced by a tone."""


class Dose(Struct, frozen=True):
    """How much of one exercise, each side."""

    hold: Milliseconds
    reps: int
    tempo: Tempo


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
            path = _path(error)
            missing = "missing required" in str(error)
            # a key that was there and wrong is not missing; _faults tells of no pair
            if not (missing and (path in taken or path == ["pair"])):
                errors.append(explain(error, f"{file}:{line_of(text, path)}", Routine))
            if not (_filled_in(data, path) if missing else _without(data, path)):
                return None, errors
            taken.append(path)
    faults = list(islice(_faults(routine, text, file), MOST_ERRORS))
    if ["pair"] in taken and "pair" in text and errors:
        faults = [fault for fault in faults if "has no [[pair]]" not in fault.problem]
    errors = sorted(errors + faults, key=lambda error: int(error.where.rpartition(":")[2]))
    pairs = [
        pair
        for pair in routine.pair
        if _PLACEHOLDER not in (pair.stretch.exercise, pair.strengthen.exercise)
    ]
    return (None if faults or not pairs else replace(routine, pair=tuple(pairs))), errors


_PLACEHOLDER = "missing-exercise"
"""Stands for what is missing, so that the rest can be read; its pair is left out afterwards."""


def _filled_in(data: Any, path: list[str]) -> bool:
    """Put something in the place of a key that is missing; False when that is no help."""
    *parents, key = path
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
            raise UnknownName("key", key, ["settings"], where=where)
    try:
        patch = msgspec.convert(data.get("settings", {}), Patch)
    except msgspec.ValidationError as error:
        path = ["settings", *_path(error)]
        raise explain(error, f"{file}:{line_of(text, path)}") from None
    for fault in _wrong_values(["settings"], patch, text, file):
        raise fault
    return patch


def _without(data: Any, path: list[str]) -> bool:
    """Take one key out of what was read; False when it is not there."""
    *parents, key = path or [""]
    for part in parents:
        data = data[int(part)] if isinstance(data, list) else data.get(part)
        if data is None:
            return False
    return isinstance(data, dict) and data.pop(key, None) is not None


def parse_overrides(
    settings: Mapping[str, object], sets: Mapping[str, str], variables: Mapping[str, str]
) -> Overrides:
    """Read options: setting names to texts, "EXERCISE.KEY" to texts, variables to texts."""
    exercises: dict[str, Patch] = {}
    for target, text in sets.items():
        exercise, dot, key = target.rpartition(".")
        if not dot or key not in EXERCISE_KEYS:
            raise UnknownName(
                "setting", target, [f"{exercise or 'EXERCISE'}.{key}" for key in EXERCISE_KEYS]
            ).at("--set")
        patch = parse_patch({key: text}, f"--set {target}={text}")
        parse_settings(patch, where=f"--set {target}={text}")
        exercise = composed(exercise)
        exercises[exercise] = merge(exercises.get(exercise, Patch()), patch)
    patch = Patch()
    for option, key, value in _options(settings):
        one = parse_patch({key: value}, option)
        parse_settings(one, where=option)
        patch = merge(patch, one)
    return Overrides(settings=patch, exercises=exercises, vars=_composed_texts(variables))


def _composed_texts(variables: Mapping[str, str]) -> dict[str, str]:
    return {composed(name): composed(value) for name, value in variables.items()}


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
    settings = parse_settings(patch)
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
    settings = parse_settings(patch)
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


def _faults(routine: Routine, text: str, file: str) -> Iterator[RoutineError]:
    """Find what types cannot: no pair, a wrong name, a value outside its limits."""
    if not routine.pair:
        yield RoutineError(
            "the routine has no [[pair]]",
            where=f"{file}:1",
            remedy="Add one, with a stretch and a strengthen.",
        )
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", routine.language):
        line = line_of(text, ["language"])
        yield RoutineError(
            f"{routine.language!r} is not a language",
            where=f"{file}:{line}",
            remedy='Write a code like "en", "de" or "en-gb".',
        )
    if len(routine.pair) > MOST_PAIRS:
        yield RoutineError(
            f"the routine has {len(routine.pair)} pairs",
            where=f"{file}:{line_of(text, ['pair', str(MOST_PAIRS)])}",
            remedy=f"It may have {MOST_PAIRS}.",
        )
        return
    spots: list[tuple[list[str], Patch]] = [(["settings"], routine.settings)]
    for number, pair in enumerate(routine.pair):
        for kind in _KINDS:
            exercise, path = getattr(pair, kind), ["pair", str(number), kind]
            spots.append((path, exercise.patch))
            if not re.fullmatch(r"[A-Za-z0-9][\w-]*", exercise.exercise):
                yield RoutineError(
                    f"{exercise.exercise!r} is not an exercise name",
                    where=f"{file}:{line_of(text, path)}",
                    remedy="Use letters, digits and hyphens; it names the script NAME.cue.j2.",
                )
    for path, patch in spots:
        yield from _wrong_values(path, patch, text, file)
    if routine.settings.bed is not UNSET:
        try:
            check_own_bed(routine.settings.bed)
        except RoutineError as error:
            error.where = f"{file}:{line_of(text, ['settings', 'bed'])}"
            yield error
    voice = routine.settings.voice
    if isinstance(voice, VoicePatch):
        where = f"{file}:{line_of(text, ['settings', 'voice'])}"
        yield from _foreign_voice(voice, where)


def _foreign_voice(voice: VoicePatch, where: str) -> Iterator[RoutineError]:
    """Find what a stranger's file must not decide: a program, an address, a folder, a file."""
    if voice.engine is not UNSET and ":" in voice.engine:
        yield RoutineError(
            "a routine file cannot name a program to run, a server or a folder",
            where=where,
            remedy="Pass it on the command line: --engine 'command:PROGRAM ...'.",
        )
    if voice.name is not UNSET and voice.name.partition("#")[0].lower().endswith(".onnx"):
        yield RoutineError(
            "a routine file cannot name a voice file",
            where=where,
            remedy=f"Pass it on the command line: --voice {voice.name}.",
        )


def _wrong_values(path: list[str], patch: Patch, text: str, file: str) -> Iterator[RoutineError]:
    for key, value in msgspec.structs.asdict(patch).items():
        if value is UNSET:
            continue
        try:
            parse_settings(msgspec.structs.replace(Patch(), **{key: value}))
        except RoutineError as error:
            error.where = f"{file}:{line_of(text, [*path, key])}"
            yield error


_KINDS = ("stretch", "strengthen")


def _path(error: msgspec.ValidationError) -> list[str]:
    """Turn "... `holdd` - at `$.pair[0].stretch`" into [pair, 0, stretch, holdd]."""
    text, _, spot = str(error).partition(" - at `")
    path = re.findall(r"[A-Za-z_]\w*|\d+", spot.rstrip("`"))
    field = re.search(r"(?:unknown|missing required) field `(.+?)`", text)
    return path + ([field.group(1)] if field else [])
