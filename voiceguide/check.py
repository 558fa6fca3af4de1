"""Checking a routine and its scripts; what was found is remembered while nothing changes."""

from __future__ import annotations

from voiceguide.errors import VoiceguideError
from voiceguide.memory import remembered
from voiceguide.problem import Problem
from voiceguide.request import Request


def check_session(request: Request) -> list[Problem]:
    """Report every problem of a routine and its scripts. Nothing is spoken, nothing is raised."""
    try:
        return remembered("check", request, list[Problem], _check)
    except VoiceguideError as error:
        text = f"{error.problem}. {error.remedy}".strip()
        return [Problem(error.where or request.routine or "routine", text, True)]


def _check(request: Request) -> tuple[list[Problem], dict[str, str]]:
    from voiceguide.inspection import inspect

    return inspect(request.routine, request.overrides)
