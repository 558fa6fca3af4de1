"""The keywords of the library become a request, and what goes wrong speaks of them.

They are the names of the settings and of the options: `hold` for --hold, `sets` for --set,
`variables` for --var. Values are what a file or an option would say, or Python's own.
"""

from __future__ import annotations

import datetime
import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import OutputError, RoutineError, VoiceguideError, each_of
from voiceguide.problem import Problem
from voiceguide.routine.choice import parse_flag
from voiceguide.routine.routine import Variable
from voiceguide.routine.settings import ROWS, Rows
from voiceguide.session.options import read_options
from voiceguide.session.request import Request

Name = str | os.PathLike[str]
"""A routine: its name, its folder or its .toml file."""
Length = str | datetime.timedelta | None
Number = int | str | None
Word = str | None
Flag = bool | str | None
JOBS_LIMITS = (1, 64)


# The keywords of settings follow from their rows (`list_keywords`), but a type checker runs
# nothing: for it each stands in a class here too, and a test compares the two.
class Common(TypedDict, total=False):
    """What everything takes that makes or plans a session."""

    date: datetime.date | str | None
    """The session's day: its tag, and `alternate` sides. Today where it is not given."""
    cache: Name | None
    """The folder of finished sounds."""


class VoiceOptions(TypedDict, total=False):
    """Who speaks, and how it sounds."""

    voice: Name | None
    rate: Number
    engine: Word
    clarity: Word
    tone_level: Number
    voice_level: Number
    bed: Name | None
    bed_level: Number


class Files(TypedDict, total=False):
    """What is written, and how it is made."""

    format: Word
    captions: str | Iterable[str] | None
    chapters_json: Flag
    jobs: Number
    fresh: Flag
    speech_timeout: Length


class CheckOptions(Common, VoiceOptions, total=False):
    """The keywords of `check`: the settings."""

    hold: Length
    reps: Number
    tempo: Word
    switch: Length
    rest: Length
    back_to_back: Flag
    side_order: Word
    first_side: Word
    rounds: Number
    detail: Word
    weak_side: Word
    weak_extra: Length
    weak_reps: Number
    attention: Length
    tv: Flag
    breath: Word
    tones: Word
    language: Word
    lang: Word
    sets: Mapping[str, object] | None
    variables: Mapping[str, Variable] | None


class PreviewOptions(CheckOptions, total=False):
    """The keywords of `preview`: the settings, and how long it should last."""

    fit: Length


class BuildOptions(PreviewOptions, Files, total=False):
    """The keywords of `build`."""

    out: Name | None
    counts: Flag


class RenderOptions(Common, VoiceOptions, Files, total=False):
    """The keywords of `render`."""

    routine: Name | None


def list_keywords(rows: Rows = ROWS) -> dict[str, tuple[str, ...]]:
    """The keywords of each function. A setting is one by its row; for who checks types, it stands
    in the classes above too."""
    common, files = (tuple(kind.__annotations__) for kind in (Common, Files))
    settings = tuple(row.keyword for row in rows.values())
    heard = tuple(row.keyword for row in rows.values() if row.heard)
    check = (*common, *settings, "language", "lang", "sets", "variables")
    return {
        "build": (*check, "fit", *files, "out", "counts"),
        "preview": (*check, "fit"),
        "check": check,
        "render": (*common, *heard, *files, "routine"),
    }


OPTIONS = list_keywords()
_KEYWORDS = {name.replace("_", "-"): name for name in OPTIONS["build"]} | {
    "set": "sets",
    "var": "variables",
    "lang": "language",
    "timeline": "timeline",
}
"""Option of the command line, without its hyphens -> keyword."""
_OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]*)")


def check_names(function: str, options: Mapping[str, object]) -> None:
    """Raise TypeError, as Python does, for a keyword a function does not know."""
    known = OPTIONS[function]
    for name in options:
        if name in known:
            continue
        others = [other for other in OPTIONS if name in OPTIONS[other]]
        belongs = f"It belongs to {', '.join(f'{other}()' for other in others)}."
        remedy = belongs if others else _meant(name, known)
        raise TypeError(f"{function}() got an unexpected keyword argument {name!r}. {remedy}")
    if options.get("lang") is not None and options.get("language") is not None:
        raise TypeError(f"{function}() got 'language' and 'lang', which are the same")


def _meant(name: str, known: Sequence[str]) -> str:
    """The keyword that was meant: `repetitions` begins like reps, and is spelled like captions."""
    begun = [one for one in known if one.startswith(name[:3])]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    near = near or (begun if len(begun) == 1 else difflib.get_close_matches(name, known, n=1))
    return f"Did you mean {near[0]!r}?" if near else f"Choose from: {', '.join(sorted(known))}."


def read_request(routine: Name, options: Mapping[str, Any]) -> Request:
    """Make a request of keywords; None is one that was not given. Raises RoutineError."""
    given = {name: value for name, value in options.items() if value is not None}
    if "lang" in given:
        given["language"] = given.pop("lang")
    texts = {_OTHERWISE.get(name, name): _read(name, value) for name, value in given.items()}
    fields = {name: texts.pop(name) for name in ("date", "cache") if name in texts}
    request = read_options(read_path("routine", routine), texts, os.environ)
    return replace(request, **fields)


_OTHERWISE = {"language": "lang"}
"""Keyword -> what `read_options` calls it."""


def _read(name: str, value: Any) -> Any:
    """A keyword's value as `read_options` and a request take it."""
    if name in _READERS:
        return _READERS[name](name, value)
    return _text(value)


def _text(value: object) -> str:
    """A value as somebody would write it."""
    if isinstance(value, datetime.timedelta):
        return render_duration(round(value / datetime.timedelta(milliseconds=1)))
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)


def read_path(name: str, value: object) -> str:
    """A name or a path, as text. Raises RoutineError for what is neither."""
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        raise RoutineError(f"{value!r} is neither a name nor a path", where=name)
    return os.fspath(value)


def _folder(name: str, value: object) -> Any:
    from pathlib import Path

    return Path(read_path(name, value)).expanduser()


def _flag(name: str, value: object) -> bool:
    try:
        return parse_flag(str(value))
    except RoutineError as error:
        raise error.at(name) from None


def _day(name: str, value: object) -> datetime.date:
    """A date, or a text like "2026-12-07"."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise RoutineError(
            f"{value!r} is not a date",
            where=name,
            remedy='Give a datetime.date, or a text like "2026-12-07".',
        ) from None


def _jobs(name: str, value: object) -> int:
    low, high = JOBS_LIMITS
    if str(value).isdecimal() and low <= int(str(value)) <= high:
        return int(str(value))
    raise RoutineError(
        f"{value!r} is not a number of cores", where=name, remedy=f"It may be {low} to {high}."
    )


def _kinds(name: str, value: object) -> str:
    """Kinds of captions: "vtt,srt", or a list of them; an empty one is none."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return ",".join(map(str, value)) or "none"


def _sets(name: str, value: object) -> dict[str, str]:
    return {str(target): _text(one) for target, one in _mapping(name, value).items()}


def _variables(name: str, value: object) -> dict[str, Variable]:
    values = {str(key): one for key, one in _mapping(name, value).items()}
    for key, one in values.items():
        if not isinstance(one, str | int | float | bool):
            raise RoutineError(
                f"{one!r} must be a text, a number, or true or false", where=f"{name}[{key!r}]"
            )
    return values


def _mapping(name: str, value: object) -> Mapping[Any, Any]:
    if isinstance(value, Mapping):
        return value
    example = '{"coach": "Robin"}'
    if name == "sets":
        example = '{"external-rotation-stretch.hold": "60s"}'
    raise RoutineError(f"{value!r} is not a dict", where=name, remedy=f"Write {name}={example}.")


_READERS: dict[str, Any] = {
    "date": _day,
    "cache": _folder,
    "jobs": _jobs,
    "fresh": _flag,
    "counts": _flag,
    "chapters_json": _flag,
    "captions": _kinds,
    "sets": _sets,
    "variables": _variables,
    "out": read_path,
}
"""Keywords that are no plain text."""


@contextmanager
def in_own_words(options: Mapping[str, Any] | None = None, **also: str) -> Iterator[None]:
    """What goes wrong inside speaks of keywords, and is a VoiceguideError.

    `options` are the keywords that were given, `also` options whose keyword is another here.
    """
    given = options or {}
    names = {**_KEYWORDS, **({"lang": "lang"} if "lang" in given else {}), **also}
    try:
        yield
    except VoiceguideError as error:
        for one in dict.fromkeys((error, *each_of(error))):
            one.where = _place(one.where, given.get("sets"), names)
            one.problem, one.remedy = say(one.problem, names), say(one.remedy, names)
        raise
    except OSError as error:
        where = str(error.filename or "")
        raise OutputError(error.strerror or str(error), where=where) from error


def _place(where: str, sets: object, names: Mapping[str, str]) -> str:
    """Where something is wrong: a keyword, one of `sets` by its key, or a file."""
    for target, text in sets.items() if isinstance(sets, Mapping) else ():
        if where == f"--set {target}={_text(text)}":
            return f"sets[{target!r}]"
    return _OPTION.sub(lambda found: names.get(found[1], found[0]), where)


def say(text: str, names: Mapping[str, str] = _KEYWORDS) -> str:
    """A sentence that speaks of keywords, and not of options."""
    return _OPTION.sub(
        lambda found: f"`{names[found[1]]}`" if found[1] in names else found[0], text
    )


def say_problems(
    problems: Iterable[Problem], options: Mapping[str, Any] | None = None
) -> tuple[Problem, ...]:
    """Problems that speak of keywords."""
    sets = (options or {}).get("sets")
    return tuple(
        one._replace(
            where=_place(one.where, sets, _KEYWORDS), what=say(one.what), remedy=say(one.remedy)
        )
        for one in problems
    )
