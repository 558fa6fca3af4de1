"""Which value counts: layers of settings become what one session does, once a request."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.routine import MOST_PAIRS, Exercise, Overrides, Routine, Variable
from voiceguide.routine.settings import HOLD_LIMITS, REPS_LIMITS, Settings, Values, lay, merge
from voiceguide.scene import Side
from voiceguide.text import how_many


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

    def dose(self, exercise: Exercise, side: Side | None = None) -> Dose:
        """What one exercise gets; the weak side gets what was asked for on top.

        Raises RoutineError beyond the hard limits.
        """
        own = self.exercises.get(exercise.exercise, {})
        settings = lay(self.below, exercise.own, self.above, own)
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


def settle_sound(asked: Overrides, *written: Values) -> Settings:
    """Decide how a whole session sounds, lowest first: built-in, config.toml, what is written, each
    over the one before it, options."""
    return lay(asked.personal, *written, asked.settings)


def settle(routine: Routine, asked: Overrides = Overrides()) -> Settled:
    """Decide what counts, lowest first: built-in, config.toml, [settings], options.

    An exercise's own settings come between [settings] and options, `--set` above all. Raises
    RoutineError for an exercise nobody does, and for more pairs than a session may have.
    """
    known = {one.exercise for one in routine.exercises}
    for name in asked.exercises:
        if name not in known:
            raise UnknownName("exercise", name, known, where="--set")
    settings = settle_sound(asked, routine.settings)
    if settings.rounds * len(routine.pair) > MOST_PAIRS:
        raise RoutineError(
            f"{how_many(settings.rounds, 'round')} of {len(routine.pair)} pairs are too many",
            remedy=f"A session may have {MOST_PAIRS} pairs: take fewer rounds.",
        )
    below = merge(asked.personal, routine.settings)
    language = (asked.language or routine.language).lower()
    return Settled(routine, settings, below, asked.settings, asked.exercises, language, asked.vars)
