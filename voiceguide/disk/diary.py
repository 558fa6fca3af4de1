"""What was done of which programme: one JSON file in the folder for a user's data."""

from __future__ import annotations

import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.folder import data_folder
from voiceguide.disk.library import Found
from voiceguide.disk.notebook import Notebook
from voiceguide.disk.programmes import find_programme, list_programmes
from voiceguide.errors import RoutineError
from voiceguide.routine.attendance import Noted


class Course(Struct, frozen=True):
    """One programme, and somebody who follows it."""

    name: str
    start: datetime.date
    """The day it began on."""
    count: int = 0
    """How many sessions it has."""
    notes: dict[int, Noted] = {}
    """The number of a session -> what became of it, in the order it was said."""
    options: dict[str, str | int | bool] = {}
    """What its sessions were made with: options by name."""

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do."""
        return len(self.notes) >= self.count


class Diary(Notebook[Course]):
    """Every programme that was begun, by its name, or its file where it has to be named so."""

    entry = Course
    trouble = "what was done cannot be noted"

    def __init__(self, file: Path | None = None) -> None:
        super().__init__(file or data_folder() / "programmes.json")


def key_of(found: Found) -> str:
    """What a programme is known by: its name where it can be called so, else its file."""
    path = found.path.resolve()
    named = any(one.name == found.name and one.path.resolve() == path for one in list_programmes())
    return found.name if named else str(path)


def choose_programme(where: str, diary: Diary) -> Found:
    """The programme that is meant: by name, or by "" the only one that was begun and is not over.

    Raises RoutineError where nobody can tell, UnknownName.
    """
    begun = {key: one for key, one in diary.all().items() if not one.over}
    if where:
        named = [key for key, one in begun.items() if one.name == where]
        return find_programme(named[0] if len(named) == 1 else where)
    if not begun:
        raise RoutineError(
            "no programme was begun",
            remedy=f"Name one, like {next((one.name for one in list_programmes()), 'FILE')}.",
        )
    if len(begun) > 1:
        names = ", ".join(sorted(one.name for one in begun.values()))
        raise RoutineError("there are several programmes", remedy=f"Name one of: {names}.")
    return find_programme(next(iter(begun)))


def note(course: Course, number: int, noted: Noted) -> Course:
    """The same course with something noted of a session."""
    return replace(course, notes={**course.notes, number: noted})


def take_back(course: Course, number: int | None = None) -> tuple[Course, int]:
    """Without what was noted last, or of a session, and which that was. Raises RoutineError."""
    if not course.notes or number not in {None, *course.notes}:
        noted = "nothing was noted yet" if number is None else f"session {number} was not noted"
        raise RoutineError(f"{noted}, so there is nothing to take back")
    number = number or [*course.notes][-1]
    return replace(course, notes={k: v for k, v in course.notes.items() if k != number}), number
