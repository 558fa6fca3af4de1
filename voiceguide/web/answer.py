"""What the page says of an error: the words of the command line, without places on this disk."""

from __future__ import annotations

import re

from flask import request

from voiceguide.errors import VoiceguideError
from voiceguide.problem import Problem
from voiceguide.web.form import FieldError, may_be_field
from voiceguide.web.pagewords import page_words

_PATH = re.compile(
    r"(?<![\w/\\.~])(?:(?:~|[A-Za-z]:)?[\\/]|\\\\|(?<!:)//)(?=[^\s\\/])[^\s'\"<>|)]*[^\s'\"<>|).,:;]"
    r"|(?<![\w/.])\.{1,2}[\\/][^\s'\"<>|)]*[^\s'\"<>|).,:;]"
)
"""A path that begins at a root, a home or this folder. "90/90" and " / " are none."""
_FILE = re.compile(r"[\w. +-]+\.(?:toml|j2)(?::\d+){0,2}$")


FAULT = Problem("", "our_fault", "our_fault_hint")
"""Where we are to blame: what the words for it are called, in whatever language it is shown."""


def in_words(problem: Problem) -> Problem:
    """A problem as it is shown to whoever asks."""
    words = page_words()
    return Problem("", words[problem.what], words[problem.remedy]) if problem is FAULT else problem


def refuse(error: VoiceguideError) -> list[Problem]:
    """All that is wrong, without any path of this computer."""
    return [_without_paths(one) for one in error.problems]


def _without_paths(problem: Problem) -> Problem:
    """A problem that says of its place no more than a file's own name and line."""
    match = _FILE.search(problem.where.replace("\\", "/").rpartition("/")[2])
    where = match.group() if match else ""
    return Problem(where, without_paths(problem.what), without_paths(problem.remedy))


def without_paths(text: str) -> str:
    """Take the folders out of a text; the last name of a path stays, it may be the very point."""
    return _PATH.sub(lambda found: re.split(r"[\\/]", found.group())[-1] or "a file", text)


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def field_of_error(error: VoiceguideError) -> tuple[str, str]:
    """What is wrong in words for the page, and the field to say it at, "" for none."""
    said = " ".join(sentence(one.text) for one in refuse(error))
    if isinstance(error, FieldError):
        return sentence(error.remedy or error.problem), error.field
    option = error.where.lstrip("-").replace("-", "_").partition("=")[0]
    return said, option if may_be_field(option) else ""


def wants_json() -> bool:
    """Whether a script asks, and not a browser that shows the answer."""
    return request.accept_mimetypes.best == "application/json"
