"""Checking a routine and its scripts; what was found is remembered while nothing changes."""

from __future__ import annotations

from voiceguide.disk.library import Library, native_language
from voiceguide.disk.unused import misnamed_lexicons
from voiceguide.errors import VoiceguideError
from voiceguide.problem import Problem
from voiceguide.session.memory import Basis, remembered
from voiceguide.session.request import Request


def check_session(request: Request) -> list[Problem]:
    """Report every problem of a routine and its scripts. Nothing is spoken, nothing is raised."""
    problems: list[Problem] = []
    try:
        problems += remembered("check", request, list[Problem], _check)
        problems += _look_at_lexicons(request)
    except VoiceguideError as error:
        place = request.routine or "routine"
        problems += [one._replace(where=one.where or place) for one in error.problems]
    return problems


def _look_at_lexicons(request: Request) -> list[Problem]:
    """Look at how words are said, each time: no script tells that it changed."""
    library = Library(request.routine)
    language = request.overrides.language or native_language(library.found.path)
    library.load_lexicon(language)
    return list(misnamed_lexicons(library))


def _check(request: Request) -> tuple[list[Problem], Basis]:
    from voiceguide.session.inspection import inspect

    made = request.times_made(Library(request.routine).found.name)
    return inspect(request.routine, request.overrides, request.date, made)
