"""The routine file: pairs of one stretch and one strengthening exercise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import UNSET, Struct, UnsetType

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.plan.cue import Tempo
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.settings import (
    EXERCISE_KEYS,
    Patch,
    Settings,
    VoicePatch,
    explain,
    merge,
    parse_patch,
    parse_settings,
)


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
    settings: Patch = Patch()
    vars: dict[str, str | int | float | bool] = {}

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in the order they are done."""
        return tuple(one for pair in self.pair for one in (pair.stretch, pair.strengthen))


class Overrides(Struct, frozen=True):
    """What the command line lays over a routine file."""

    settings: Patch = Patch()
    exercises: dict[str, Patch] = {}
    """Exercise name -> its own settings (`--set EXERCISE.KEY=VALUE`)."""
    language: str = ""
    vars: dict[str, str] = {}


class Dose(Struct, frozen=True):
    """How much of one exercise, each side."""

    hold: Milliseconds
    reps: int
    tempo: Tempo


def parse_routine(text: str, file: str = "routine.toml") -> Routine:
    """Read a routine file's text. Raises RoutineError with file:line."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _at_toml_line(error, file) from None
    try:
        routine = msgspec.convert(data, Routine)
    except msgspec.ValidationError as error:
        path = _path(error)
        raise explain(error, f"{file}:{_line_of(text, path)}", Routine) from None
    _check(routine, text, file)
    return routine


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
        exercises[exercise] = merge(exercises.get(exercise, Patch()), patch)
    patch = Patch()
    for option, key, value in _options(settings):
        one = parse_patch({key: value}, option)
        parse_settings(one, where=option)
        patch = merge(patch, one)
    return Overrides(settings=patch, exercises=exercises, vars=dict(variables))


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
    return parse_settings(merge(routine.settings, overrides.settings))


def dose_of(exercise: Exercise, routine: Routine, overrides: Overrides = Overrides()) -> Dose:
    """What one exercise gets: [settings], its own keys, options, `--set`; the last one wins."""
    patch = routine.settings
    for above in (exercise.patch, overrides.settings, overrides.exercises.get(exercise.exercise)):
        patch = merge(patch, above) if above is not None else patch
    settings = parse_settings(patch)
    return Dose(settings.hold, settings.reps, settings.tempo)


def _check(routine: Routine, text: str, file: str) -> None:
    """Check what types cannot: at least one pair, and every value inside its limits."""
    if not routine.pair:
        raise RoutineError(
            "the routine has no [[pair]]",
            where=f"{file}:1",
            remedy="Add one, with a stretch and a strengthen.",
        )
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", routine.language):
        line = _line_of(text, ["language"])
        raise RoutineError(
            f"{routine.language!r} is not a language",
            where=f"{file}:{line}",
            remedy='Write a code like "en", "de" or "en-gb".',
        )
    spots: list[tuple[list[str], Patch]] = [(["settings"], routine.settings)]
    for number, pair in enumerate(routine.pair):
        spots += [(["pair", str(number), kind], getattr(pair, kind).patch) for kind in _KINDS]
        for kind in _KINDS:
            _check_name(getattr(pair, kind).exercise, text, file, ["pair", str(number), kind])
    for path, patch in spots:
        for key, value in msgspec.structs.asdict(patch).items():
            if value is not UNSET:
                where = f"{file}:{_line_of(text, [*path, key])}"
                parse_settings(msgspec.structs.replace(Patch(), **{key: value}), where=where)
    voice = routine.settings.voice
    if isinstance(voice, VoicePatch) and voice.engine is not UNSET and ":" in voice.engine:
        line = _line_of(text, ["settings", "voice"])
        raise RoutineError(
            "a routine file cannot name a program to run",
            where=f"{file}:{line}",
            remedy="Pass it on the command line: --engine 'command:PROGRAM ...'.",
        )


_KINDS = ("stretch", "strengthen")


def _check_name(name: str, text: str, file: str, path: list[str]) -> None:
    """Refuse an exercise name that would leave the folder."""
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", name):
        raise RoutineError(
            f"{name!r} is not an exercise name",
            where=f"{file}:{_line_of(text, path)}",
            remedy="Use letters, digits and hyphens; it names the script NAME.cue.j2.",
        )


def _at_toml_line(error: tomllib.TOMLDecodeError, file: str) -> RoutineError:
    text = str(error)
    spot = re.search(r"\(at line (\d+), column (\d+)\)", text)
    what = text[: spot.start()].strip() if spot else text.replace(" (at end of document)", "")
    where = f"{file}:{spot.group(1)}" if spot else file
    return RoutineError(f"not valid TOML: {what[:1].lower()}{what[1:]}", where=where)


def _path(error: msgspec.ValidationError) -> list[str]:
    """Turn "... `holdd` - at `$.pair[0].stretch`" into [pair, 0, stretch, holdd]."""
    text, _, spot = str(error).partition(" - at `")
    path = re.findall(r"[A-Za-z_]\w*|\d+", spot.rstrip("`"))
    field = re.search(r"unknown field `(.+?)`", text)
    return path + ([field.group(1)] if field else [])


def _line_of(text: str, path: list[str]) -> int:
    """Find the line of a key by its path, for error messages; the nearest parent otherwise."""
    table: list[str] = []
    counts: dict[str, int] = {}
    best = (0, 1)
    for line, raw in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?\s*([\w.\- ]+?)\s*\]\]?", raw)
        if header:
            table = [part.strip() for part in header.group(1).split(".")]
            if raw.lstrip().startswith("[["):
                counts[table[0]] = counts.get(table[0], -1) + 1
            if table[0] in counts:
                table.insert(1, str(counts[table[0]]))
            spots = [table]
        else:
            spots = [[*table, *chain] for chain in _keys(raw)]
        for spot in spots:
            depth = len(spot) if path[: len(spot)] == spot else 0
            if depth > best[0]:
                best = (depth, line)
    return best[1]


def _keys(raw: str) -> list[list[str]]:
    """The keys a line sets: `stretch = { hold = 1 }` sets [stretch] and [stretch, hold]."""
    names = re.findall(r"""(?:^|[{,])\s*"?([\w.\-]+)"?\s*=""", raw)
    if not names:
        return []
    outer = names[0].split(".")
    return [outer] + [[*outer, name] for name in names[1:]]
