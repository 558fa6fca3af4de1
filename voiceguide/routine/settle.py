"""Which value counts: layers of settings become what one session does, once a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.routine import Overrides, Routine, Variable, too_many_rounds
from voiceguide.routine.settings import (
    HOLD_LIMITS,
    OWN_ROWS,
    REPS_LIMITS,
    Settings,
    Values,
    hold_limits,
    lay,
    merge,
)
from voiceguide.scene import Side


class Dose(Struct, frozen=True):
    """How much of one exercise, each side."""

    hold: Milliseconds
    reps: int
    tempo: Tempo


class Settled(Struct, frozen=True):
    """A routine and everything that was decided for one session of it: there is nothing left to
    read, and nobody further down asks who decided."""

    routine: Routine
    settings: Settings
    """Of the whole session."""
    below: Values = {}
    """What an exercise's own settings lie over."""
    above: Values = {}
    """What lies over them: options, what the day makes of them, what --fit chose."""
    exercises: Mapping[str, Values] = {}
    """What lies over everything, by the exercise's name."""
    language: str = ""
    vars: Mapping[str, Variable] = {}
    """The variables somebody gave, over the routine's own."""
    date: str = ""
    """The session's day, "2026-11-28": with the routine, it seeds what scripts choose by chance."""

    def but(self, values: Values | None) -> Settled:
        """The same with a few values changed, as options would."""
        if not values:
            return self
        above = {**self.above, **values}
        return replace(self, settings=lay(self.below, above), above=above)

    def dose(self, exercise: Exercise, side: Side | None = None, set: int = 1) -> Dose:
        """What one exercise gets in a round of its block; the weak side gets what was asked for on
        top.

        Raises RoutineError beyond the hard limits.
        """
        own = merge(
            self.exercises.get(exercise.name, {}), self.exercises.get(exercise.label or "-", {})
        )
        settings = lay(*self._layers(exercise, set), _of_round(own, set))
        if side is None or side != settings.weak_side:
            return Dose(settings.hold, settings.reps, settings.tempo)
        hold, reps = settings.hold + settings.weak_extra, settings.reps + settings.weak_reps
        longest = hold_limits(exercise.kind)[1]
        if hold > longest or reps > REPS_LIMITS[1]:
            raise RoutineError(
                f"{exercise.name}: the weak side's extra goes beyond the limit",
                remedy=f"A hold lasts at most {render_duration(longest)}, "
                f"a series has at most {REPS_LIMITS[1]} repetitions.",
            )
        return Dose(Milliseconds(hold), reps, settings.tempo)

    def _layers(self, exercise: Exercise, set: int) -> tuple[Values, ...]:
        """What counts for an exercise, lowest first: what one of a list states itself was meant for
        it alone, and options leave it as it is."""
        under, own = _of_round(exercise.under, set), _of_round(exercise.own, set)
        if exercise.kind == "exercise":
            return self.below, under, self.above, own
        return self.below, under, own, self.above


def _of_round(values: Values, set: int) -> Values:
    """The values of one round of a block, where there is one for each."""
    if not any(isinstance(one, tuple) for one in values.values()):
        return values
    return {k: one[set - 1] if isinstance(one, tuple) else one for k, one in values.items()}


def settle_sound(asked: Overrides, *written: Values) -> Settings:
    """Decide how a whole session sounds, lowest first: built-in, config.toml, what is written, each
    over the one before it, options."""
    return lay(asked.personal, *written, asked.settings)


def settle(routine: Routine, asked: Overrides = Overrides()) -> Settled:
    """Decide what counts, lowest first: built-in, config.toml, [settings], options.

    An exercise's own settings come between [settings] and options, `--set` above all. Raises
    RoutineError for an exercise nobody does, and for more pairs than a session may have.
    """
    _check_sets(routine, asked.exercises)
    settings = settle_sound(asked, routine.settings)
    error = too_many_rounds(routine, settings.rounds)
    if error:
        raise error.at("--rounds" if "rounds" in asked.settings else "")
    below = merge(asked.personal, routine.settings)
    language = (asked.language or routine.language).lower()
    return Settled(routine, settings, below, asked.settings, asked.exercises, language, asked.vars)


def _check_sets(routine: Routine, sets: Mapping[str, Values]) -> None:
    """Raise RoutineError for a `--set` that names no exercise, or changes nothing in it."""
    if not sets:
        return
    names = {one.name for one in routine.exercises}
    labels = {one.label for one in routine.exercises if one.label}
    for name, values in sets.items():
        if name not in names | labels:
            counts = Counter(one.name for one in routine.exercises)
            known = {one for one in labels if counts[one.rpartition("-")[0]] > 1} | names
            raise UnknownName("exercise", name, known, where="--set")
        meant = [one for one in routine.exercises if name in one.names]
        for key, value in values.items():
            _check_set(name, key, value, meant)


def _check_set(name: str, key: str, value: int, meant: Sequence[Exercise]) -> None:
    if key == "hold" and any(value > hold_limits(one.kind)[1] for one in meant):
        low, high = map(render_duration, HOLD_LIMITS)
        raise RoutineError(
            f"{render_duration(Milliseconds(value))} is out of range",
            where=f"--set {name}.hold",
            remedy=f"It may be {low} to {high}.",
        )
    used = {one for exercise in meant for one in doses_of(exercise)}
    if key not in used:
        raise RoutineError(
            f"{name!r} does not use {key}",
            where="--set",
            remedy=f"Choose from: {', '.join(f'{name}.{one}' for one in OWN_ROWS if one in used)}.",
        )


def doses_of(exercise: Exercise) -> tuple[str, ...]:
    """The settings that change something in an exercise; of one with a script, nobody knows yet."""
    if exercise.exercise:
        return tuple(OWN_ROWS)
    return ("reps", "tempo") if exercise.counts else ("hold",)
