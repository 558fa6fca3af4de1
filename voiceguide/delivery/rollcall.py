"""What is asked for of a whole roster, and what became of it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from voiceguide.delivery.ledger import ResultRow
from voiceguide.delivery.members import Terms
from voiceguide.errors import OutputError
from voiceguide.problem import Problem
from voiceguide.routine.roster import MOST_BYTES, Roster, parse_roster


class Rollout(Struct, frozen=True):
    """What is asked for."""

    roster: Path
    target: str
    terms: Terms
    cache: str = ""
    """A folder or an address that all workers share; "" for each computer's own."""
    workers: int = 1
    scheduler: str = ""
    keep_going: bool = False
    speak_only: bool = False
    """Have every sentence spoken, and write nothing: for workers that have no voice."""
    new_keys: bool = False
    """Give new addresses to people whose keys were lost."""


class Rolled(Struct, frozen=True):
    """What became of it."""

    target: str
    results: tuple[ResultRow, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    spoken: int = 0
    """Sentences that had to be spoken."""
    folders: tuple[tuple[str, str], ...] = ()
    """Id and folder, or address where one is known, of everybody who has one."""
    names: tuple[str, ...] = ()
    """Their names, in the same order."""
    stopped: bool = False
    """Whether nothing was made, because something is wrong and it was not to be kept going."""
    left: int = 0
    """Rows that are right, and were not made for that."""

    def count(self, result: str) -> int:
        """How many rows came to this."""
        return sum(one.result == result for one in self.results)


def read_roster(path: Path) -> Roster:
    """Read a roster file. Raises RoutineError, and OutputError where there is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OutputError(f"this is larger than {MOST_BYTES // 10**6} MB", where=str(path))
        return parse_roster(path.read_bytes(), str(path))
    except OSError as error:
        raise OutputError(f"cannot be read ({error.strerror})", where=str(path)) from error
