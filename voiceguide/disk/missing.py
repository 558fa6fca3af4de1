"""What to say of exercises that have no script, or no words in a language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.disk.library import built_in_scripts, in_language_of, read_text, show
from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.lang.language import base_of
from voiceguide.lang.toml import line_of
from voiceguide.routine.exercise import GENERAL
from voiceguide.routine.order import SCRIPT_ENDING
from voiceguide.routine.routine import Routine

if TYPE_CHECKING:
    from voiceguide.disk.library import Library


def find_missing(library: Library, routine: Routine, language: str) -> Iterator[VoiceguideError]:
    """Say of every exercise that it has no script, or that nobody can say it in a language."""
    text = read_text(library.found.path)
    general = library.find_script(GENERAL + SCRIPT_ENDING, language)
    told = False
    for one in routine.exercises:
        if one.exercise:
            if not library.find_script(one.script + SCRIPT_ENDING, language):
                line = line_of(text, [*one.path, "exercise"])
                yield _without_script(library, one.exercise, language, line)
        elif not general:
            if not told:  # what holds of one without a script holds of all
                yield _without_general(library, one.spoken, language, line_of(text, one.path))
            told = True
        elif error := one.unsaid_in(language, routine.language):
            yield error.at(f"{show(library.found.path)}:{line_of(text, [*one.path, 'say'])}")


def _without_script(library: Library, exercise: str, language: str, line: int) -> RoutineError:
    script, shown = exercise + SCRIPT_ENDING, f"{show(library.found.path)}:{line}"
    known = _languages_of(library, script)
    if not known:
        error = UnknownName("exercise", exercise, library.exercises(language), where=shown)
        new = _new_script(library, script, language)
        error.remedy = f"{error.remedy} To make it, write {new}."
        return error
    return RoutineError(
        f"{exercise!r} has no script in {language!r}",
        where=shown,
        remedy=f"It has one in: {', '.join(known)}. "
        f"A translation lies in a folder named {base_of(language)}/ beside the script.",
    )


def _without_general(library: Library, title: str, language: str, line: int) -> RoutineError:
    known = _languages_of(library, GENERAL + SCRIPT_ENDING)
    return RoutineError(
        f"{title!r} has no script, and there is no general one in {base_of(language)!r}",
        where=f"{show(library.found.path)}:{line}",
        remedy=f"There is one in: {', '.join(known)}.",
    )


def _languages_of(library: Library, script: str) -> list[str]:
    return sorted(code for code in library.all_languages() if library.find_script(script, code))


def _new_script(library: Library, script: str, language: str) -> str:
    """Where a script of the routine's own would lie, as a person would type it."""
    file = library.found.path
    folder = in_language_of(file.parent, language, file)
    if folder.resolve().is_relative_to(built_in_scripts().resolve()):
        folder = Path("scripts") / folder.relative_to(built_in_scripts())
    return show(folder / script)
