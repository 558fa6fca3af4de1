"""The sessions of a programme: numbered and dated, each with its doses."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.routine.growth import steps_of, values_of
from voiceguide.routine.programme import Programme
from voiceguide.routine.routine import Overrides
from voiceguide.routine.settings import ROWS, Values
from voiceguide.routine.week import Portion, Week


class Sitting(Struct, frozen=True):
    """One session of a programme."""

    number: int
    """From 1. `alternate` sides go by it: odd ones begin on the left."""
    week: int
    """From 1."""
    day: int
    """Which of its week's it is, from 1."""
    date: datetime.date
    routine: str = ""
    """A routine as the file names it; "" where it is blocks of the file's own."""
    own: str = ""
    """What these blocks are called (`Programme.routines`): "week-3"; "" for a routine."""
    settings: Values = {}
    """What lies over the routine, as options would."""
    exercises: Mapping[str, Values] = {}
    """Exercise name -> its own settings."""


def sessions_of(programme: Programme, start: datetime.date) -> tuple[Sitting, ...]:
    """Every session of a programme that begins on `start`, or the next of its days; see `begin`.

    A week is seven days from there, so it has each of its days once, whichever comes first.
    """
    return tuple(_sittings(programme, start))


def begin(programme: Programme, today: datetime.date) -> datetime.date:
    """The day of the first session: of the file, or else the next of its days, today included."""
    return next_of(programme.weeks[0].days, programme.start or today)


def next_of(days: tuple[int, ...], date: datetime.date) -> datetime.date:
    """The first of certain weekdays on a date or after it."""
    return date + datetime.timedelta(min((day - date.weekday()) % 7 for day in days))


def overrides_of(
    sitting: Sitting, programme: Programme, asked: Overrides = Overrides()
) -> Overrides:
    """What lies over the routine of a session; what was `asked` for lies over that."""
    sets = {
        name: {**sitting.exercises.get(name, {}), **asked.exercises.get(name, {})}
        for name in {**sitting.exercises, **asked.exercises}
    }
    return replace(
        asked,
        settings={**sitting.settings, **asked.settings},
        exercises=sets,
        language=asked.language or programme.language,
        vars={**programme.vars, **asked.vars},
    )


def _sittings(programme: Programme, start: datetime.date) -> Iterator[Sitting]:
    number = 0
    for count, week in enumerate(programme.weeks, start=1):
        monday = start + datetime.timedelta(7 * (count - 1))
        dates = sorted(next_of((day,), monday) for day in week.days)
        for day, date in enumerate(dates, start=1):
            number += 1
            yield _sitting(programme, week, Sitting(number, count, day, date))


def _sitting(programme: Programme, week: Week, place: Sitting) -> Sitting:
    """Fill in what is done: a day says it before its week, a week before the programme."""
    parts = [week.each[place.day - 1]] if week.each else []
    parts += [week.part] if week.part is not programme.part else []
    said = {key for one in parts for key in one.settings}
    parts.append(programme.part)
    does = next(one for one in parts if one.routine or one.own)
    grown = values_of(programme.grow, steps_of(place.week, programme.easier))
    grows = Portion(settings={k: v for k, v in grown.items() if k in ROWS and k not in said})
    # what is said where blocks of its own stand, or above them, they have as their settings
    over = parts[: parts.index(does)] if does.own else parts
    layers = [grows, *over] if does.own else [*over[:-1], grows, over[-1]]
    settings: dict[str, object] = {}
    for part in reversed(layers):
        settings |= part.settings
    sets = _lay_sets(programme.part.exercises, _sets_of(grown))
    for part in reversed(parts[:-1]):
        sets = _lay_sets(sets, part.exercises)
    return replace(place, routine=does.routine, own=does.own, settings=settings, exercises=sets)


def _sets_of(grown: Values) -> Mapping[str, Values]:
    sets: dict[str, dict[str, object]] = {}
    for key, value in grown.items():
        if key not in ROWS:
            name, _, own = key.rpartition(".")
            sets.setdefault(name, {})[own] = value
    return sets


def _lay_sets(under: Mapping[str, Values], over: Mapping[str, Values]) -> Mapping[str, Values]:
    return {name: {**under.get(name, {}), **over.get(name, {})} for name in {**under, **over}}
