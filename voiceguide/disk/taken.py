"""The names of the routines that come with voiceguide: one of a person's own would hide them."""

from __future__ import annotations

from voiceguide.disk.library import ROUTINE_FILE, built_in_scripts
from voiceguide.errors import RoutineError


def is_built_in(name: str) -> bool:
    """Whether a routine of this name comes with voiceguide, however it is capitalised."""
    return (built_in_scripts() / name.lower() / ROUTINE_FILE).is_file()


def refuse_built_in(name: str, remedy: str = "Choose another name.") -> None:
    """Raise RoutineError for the name of a routine that comes with voiceguide."""
    if is_built_in(name):
        raise RoutineError(
            f"{name!r} is a routine that comes with voiceguide, and yours would hide it",
            remedy=remedy,
        )
