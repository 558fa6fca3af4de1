"""What types cannot find in a routine file: wrong names, values outside their limits, strangers'
wishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from voiceguide.errors import RoutineError
from voiceguide.lang.toml import line_of
from voiceguide.routine.choice import parse_language
from voiceguide.routine.mix import check_own_bed
from voiceguide.routine.settings import Patch, VoicePatch, parse_settings

if TYPE_CHECKING:
    from voiceguide.routine.routine import Routine

MOST_PAIRS = 500
"""Pairs in a session, all rounds together: 29 s for each in four hours."""
Fault = tuple[list[str], RoutineError]
"""What is wrong with a routine, and the path of the key to leave out."""


def find_faults(routine: Routine, text: str, file: str) -> Iterator[Fault]:
    """Find what types cannot: no pair, a wrong name, a value outside its limits."""
    if not routine.pair:
        yield (
            [],
            RoutineError(
                "the routine has no [[pair]]",
                where=f"{file}:1",
                remedy="Add one, with a stretch and a strengthen.",
            ),
        )
    yield from _wrong_languages(routine, text, file)
    if len(routine.pair) > MOST_PAIRS:
        where = f"{file}:{line_of(text, ['pair', str(MOST_PAIRS)])}"
        remedy = f"It may have {MOST_PAIRS}."
        error = RoutineError(f"the routine has {len(routine.pair)} pairs", where=where)
        error.remedy = remedy
        yield [], error
        return
    spots: list[tuple[list[str], Patch]] = [(["settings"], routine.settings)]
    for number, pair in enumerate(routine.pair):
        for kind in _KINDS:
            exercise, path = getattr(pair, kind), ["pair", str(number), kind]
            spots.append((path, exercise.patch))
            if not re.fullmatch(r"[A-Za-z0-9][\w-]*", exercise.exercise):
                yield (
                    [*path, "exercise"],
                    RoutineError(
                        f"{exercise.exercise!r} is not an exercise name",
                        where=f"{file}:{line_of(text, path)}",
                        remedy="Use letters, digits and hyphens; it names the script NAME.cue.j2.",
                    ),
                )
    for path, patch in spots:
        yield from wrong_values(path, patch, text, file)
    yield from _foreign(routine.settings, text, file)


def _wrong_languages(routine: Routine, text: str, file: str) -> Iterator[Fault]:
    named = [(["language"], routine.language)]
    for table in ("titles", "abouts"):
        named += [([table, name], name) for name in getattr(routine, table)]
    for path, name in named:
        try:
            parse_language(name)
        except RoutineError as error:
            error.where = f"{file}:{line_of(text, path)}"
            yield path, error


def _foreign(settings: Patch, text: str, file: str) -> Iterator[Fault]:
    """Find what a stranger's file must not decide: a program, an address, a folder, a file."""
    if settings.bed is not UNSET:
        path = ["settings", "bed"]
        try:
            check_own_bed(settings.bed)
        except RoutineError as error:
            error.where = f"{file}:{line_of(text, path)}"
            yield path, error
    voice = settings.voice
    if isinstance(voice, VoicePatch):
        path = ["settings", "voice"]
        where = f"{file}:{line_of(text, path)}"
        yield from ((path, error) for error in _foreign_voice(voice, where))


def _foreign_voice(voice: VoicePatch, where: str) -> Iterator[RoutineError]:
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


def wrong_values(path: list[str], patch: Patch, text: str, file: str) -> Iterator[Fault]:
    for key, value in msgspec.structs.asdict(patch).items():
        if value is UNSET:
            continue
        try:
            parse_settings(msgspec.structs.replace(Patch(), **{key: value}))
        except RoutineError as error:
            error.where = f"{file}:{line_of(text, [*path, key])}"
            yield [*path, key], error


_KINDS = ("stretch", "strengthen")
