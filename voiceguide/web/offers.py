"""The routines that can be chosen on the page, and what each does when nothing else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from voiceguide.disk.library import (
    DEFAULT_ROUTINE,
    Library,
    built_in_scripts,
    list_routines,
    look_again,
    read_text,
    search_roots,
    show,
)
from voiceguide.disk.personal import config_file, load_personal
from voiceguide.errors import VoiceguideError
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.kind import Duration
from voiceguide.routine.routine import Overrides, Routine, parse_routine
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import ROWS, Settings
from voiceguide.routine.settle import Settled, settle

FIRST_ROUTINE = "first-timer"
"""What somebody is offered first who was never here."""


class RoutineChoice(Struct, frozen=True):
    """A routine that can be chosen."""

    name: str
    path: str
    settled: Settled
    defaults: dict[str, str]
    """Field name -> the value an empty field stands for, of the whole session."""

    @property
    def routine(self) -> Routine:
        """As it was written."""
        return self.settled.routine

    @property
    def title(self) -> str:
        """Its title in its own language."""
        return self.routine.title_in(self.routine.language)

    @property
    def exercises(self) -> dict[str, Exercise]:
        """Those whose doses can be chosen, by name, each once."""
        return {one.name: one for one in self.routine.exercises}

    def dose_of(self, name: str) -> str:
        """What an empty field of an exercise stands for, "NAME.hold"; "" where rounds differ."""
        exercise, _, key = name.rpartition(".")
        own = self.exercises[exercise]
        doses = {self.settled.dose(own, set=n) for n in range(1, self._sets(own) + 1)}
        values = {write_value(ROWS[key], getattr(dose, key)) for dose in doses}
        return values.pop() if len(values) == 1 else ""

    def _sets(self, exercise: Exercise) -> int:
        return next(one.rounds for one in self.routine.block if exercise in one.exercises)


class BrokenRoutine(Struct, frozen=True):
    """A routine that cannot be read, and why."""

    name: str
    path: Path
    error: VoiceguideError


def list_offers() -> list[RoutineChoice]:
    """Every routine that can be built by name; one that cannot be read is left out."""
    offers = [one for one in _each() if isinstance(one, RoutineChoice)]
    return sorted(offers, key=lambda offer: offer.name != DEFAULT_ROUTINE)


def list_broken() -> list[BrokenRoutine]:
    """Every routine that cannot be read."""
    return [one for one in _each() if isinstance(one, BrokenRoutine)]


def is_built_in(offer: RoutineChoice) -> bool:
    """Whether a routine comes with voiceguide."""
    return Path(offer.path).resolve().is_relative_to(built_in_scripts().resolve())


def _each() -> Iterator[RoutineChoice | BrokenRoutine]:
    look_again()
    personal = load_personal(config_file())
    for found in list_routines(search_roots()):
        try:
            routine = parse_routine(read_text(found.path), show(found.path))
            settled = settle(routine, Overrides(personal=personal))
        except VoiceguideError as error:
            yield BrokenRoutine(found.name, found.path, error)
            continue
        own = {"lang": routine.language, **_defaults(settled.settings)}
        yield RoutineChoice(found.name, str(found.path), settled, own)


def languages_of(offer: RoutineChoice) -> list[str]:
    """The languages a routine can be said in, its own first."""
    try:
        return Library(offer.path).languages(offer.routine)
    except VoiceguideError:
        return [offer.routine.language]


def put_first(offers: Sequence[RoutineChoice], name: str) -> list[RoutineChoice]:
    """The same with one routine before all others."""
    return sorted(offers, key=lambda offer: offer.name != name)


def write_value(row: Setting, value: object) -> str:
    """A value as a field has it."""
    if isinstance(row.kind, Duration) and isinstance(value, int):
        return f"{value / 1000:g}"
    return str(row.kind.write(value)).lower() if not isinstance(value, str) else value


def _defaults(settings: Settings) -> dict[str, str]:
    rows = {key: row for key, row in ROWS.items() if row.field}
    return {row.keyword: write_value(row, attrgetter(key)(settings)) for key, row in rows.items()}
