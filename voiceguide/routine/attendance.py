"""What was done of a programme and what is due: today, next, and when everything else will be.

By days, each session keeps its date, whatever became of the one before. By `done`, it waits for
the one before, and then falls on the next of its days.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from voiceguide.errors import RoutineError
from voiceguide.routine.programme import Programme
from voiceguide.routine.schedule import Sitting, next_of

What = Literal["done", "skipped"]
ANOTHER = "Name another with --number."
_DAY = datetime.timedelta(1)


class Noted(Struct, frozen=True):
    """What became of a session, and when that was said."""

    on: datetime.date
    what: What


Notes = Mapping[int, Noted]
"""The number of a session -> what became of it."""


class Standing(Struct, frozen=True):
    """Where somebody is in a programme on a day."""

    sittings: tuple[Sitting, ...]
    notes: Notes
    today: datetime.date
    dates: tuple[datetime.date, ...]
    """When each session is due, or was done."""
    waits: bool
    """Whether a session waits until it was done."""

    def date_of(self, sitting: Sitting) -> datetime.date:
        """When a session is due, or was done."""
        return self.dates[sitting.number - 1]

    def may_be_done(self, sitting: Sitting) -> bool:
        """Whether "done" can be said of a session: its day has come, and nothing is noted."""
        return sitting.number not in self.notes and self.date_of(sitting) <= self.today

    @property
    def open(self) -> tuple[Sitting, ...]:
        """The sessions of which nobody has said anything, in order."""
        return tuple(one for one in self.sittings if one.number not in self.notes)

    @property
    def due(self) -> Sitting | None:
        """The session to do today; None where there is none, or it was done."""
        fitting = (
            one
            for one in self.open
            if self.date_of(one) == self.today or (self.waits and one.date <= self.today)
        )
        found = next(fitting, None)
        # what was done today leaves the next one for another day
        return found if found is None or self.date_of(found) <= self.today else None

    @property
    def next(self) -> Sitting | None:
        """The next session after today; None after the last."""
        return next((one for one in self.open if self.date_of(one) > self.today), None)

    @property
    def last(self) -> Sitting | None:
        """The latest session that has come by now, whatever became of it."""
        come = [one for one in self.sittings if self.date_of(one) <= self.today]
        return come[-1] if come else None


def stand(
    programme: Programme, sittings: Sequence[Sitting], notes: Notes, today: datetime.date
) -> Standing:
    """Find out when everything is due."""
    waits = programme.advance == "done"
    dates = _dates(programme, sittings, notes, today) if waits else (one.date for one in sittings)
    return Standing(tuple(sittings), dict(notes), today, tuple(dates), waits)


def _dates(
    programme: Programme, sittings: Sequence[Sitting], notes: Notes, today: datetime.date
) -> Iterator[datetime.date]:
    """When each session is due where it waits for the one before."""
    free = sittings[0].date
    for one in sittings:
        noted = notes.get(one.number)
        if noted:
            yield noted.on
            # another day after what was done; in the place of what was skipped
            free = max(free, noted.on + _DAY if noted.what == "done" else noted.on)
            continue
        date = next_of(programme.weeks[one.week - 1].days, max(one.date, free))
        due = max(date, today)  # it waits for whoever comes late
        yield due
        free = due + _DAY


def check_clock(notes: Notes, today: datetime.date) -> None:
    """Raise RoutineError where something was noted on a day that is still to come."""
    latest = max(notes.items(), key=lambda item: item[1].on, default=None)
    if latest and latest[1].on > today:
        number, noted = latest
        raise RoutineError(
            f"the clock says {today}, but session {number} was noted as {noted.what} on {noted.on}",
            remedy="Set the clock, or take that back: voiceguide done --undo.",
        )


def choose_done(standing: Standing, number: int | None) -> Sitting:
    """The session that was done. Raises RoutineError for one that was already, or is to come."""
    if number is None:
        chosen = standing.due or standing.last
        if chosen is None:
            raise _to_come(standing, standing.sittings[0])
    else:
        chosen = pick(standing, number)
    _refuse_noted(standing, chosen)
    if standing.date_of(chosen) > standing.today:
        raise _to_come(standing, chosen)
    return chosen


def choose_skipped(standing: Standing, number: int | None) -> Sitting:
    """The session to leave out: what is due, or else the next; it may be still to come."""
    if number is not None:
        chosen = pick(standing, number)
        _refuse_noted(standing, chosen)
        return chosen
    found = standing.due or standing.next
    if found is None:
        raise RoutineError("there is no session left to skip", remedy=ANOTHER)
    return found


def pick(standing: Standing, number: int) -> Sitting:
    """A session by its number. Raises RoutineError."""
    count = len(standing.sittings)
    if not 1 <= number <= count:
        raise RoutineError(
            f"there is no session {number}", where="--number", remedy=f"Choose from: 1 to {count}."
        )
    return standing.sittings[number - 1]


def _refuse_noted(standing: Standing, chosen: Sitting) -> None:
    noted = standing.notes.get(chosen.number)
    if noted:
        after = standing.due or standing.next
        told = f" Session {after.number} is due on {standing.date_of(after)}." if after else ""
        raise RoutineError(
            f"session {chosen.number} was noted as {noted.what} already, on {noted.on}",
            remedy=f"{ANOTHER} --undo takes the last note back.{told}",
        )


def _to_come(standing: Standing, chosen: Sitting) -> RoutineError:
    return RoutineError(
        f"session {chosen.number} is due on {standing.date_of(chosen)}, which is still to come",
        remedy="Say done when it was done; skip leaves it out.",
    )
