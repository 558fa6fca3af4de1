"""Options of the command line become a request."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from msgspec.structs import replace

from voiceguide.disk.cache import default_folder
from voiceguide.disk.library import Library, show
from voiceguide.disk.personal import config_file, history_file, load_personal
from voiceguide.duration import Milliseconds, render_duration
from voiceguide.errors import RoutineError, VoiceguideError, each_of, raise_all
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.choice import parse_choice, parse_language
from voiceguide.routine.origin import Layer, Origin, trace_settings
from voiceguide.routine.routine import Overrides, parse_overrides
from voiceguide.routine.settings import ROWS, SESSION_LIMIT
from voiceguide.session.request import Request

Value = TypeVar("Value")

_AS_GIVEN = ("out", "fresh", "jobs", "counts", "chapters_json")
"""Options that are fields of a request as they stand."""
CAPTIONS = ("vtt", "srt", "lrc")
"""The kinds that formats/captions.py has, which is loaded only where captions are written."""


def read_options(
    routine: str, options: Mapping[str, Any], environment: Mapping[str, str]
) -> Request:
    """Make a request of options by name; None is an option that was not given.

    SOURCE_DATE_EPOCH in the environment stands for today. Raises RoutineError naming the option.
    """
    values = {key: value for key, value in options.items() if value is not None}
    fields: dict[str, Any] = {key: values[key] for key in _AS_GIVEN if key in values}
    errors: list[VoiceguideError] = []
    overrides = _collect(errors, lambda: read_overrides(values)) or Overrides()
    for name, (field, read) in _READ.items():
        if name in values:
            fields[field] = _collect(errors, partial(read, values[name]))
    raise_all(errors)
    return Request(
        routine,
        date=read_now(environment).date(),
        cache=default_folder(),
        history=history_file(),
        overrides=overrides,
        **fields,
    )


def _collect(errors: list[VoiceguideError], read: Callable[[], Value]) -> Value | None:
    """Read something; what is wrong with it goes to `errors`."""
    try:
        return read()
    except RoutineError as error:
        errors += each_of(error)
        return None


def read_now(environment: Mapping[str, str]) -> datetime.datetime:
    """What time it is, to the second; SOURCE_DATE_EPOCH in the environment stands for it.

    Raises RoutineError for a time no calendar has.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return read_moment(epoch)
    return datetime.datetime.now().astimezone().replace(microsecond=0)


def read_moment(epoch: str) -> datetime.datetime:
    """A time given in seconds since 1970. Raises RoutineError."""
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise RoutineError(
            f"{epoch[:40]} is not a time between 1970 and 9999",
            where="SOURCE_DATE_EPOCH",
            remedy="It is in seconds since 1970; leave it out to use today.",
        ) from None


def read_captions(text: str) -> tuple[str, ...]:
    """Read "vtt,srt": kinds of captions, each once. Raises UnknownName."""
    try:
        kinds = [
            parse_choice(kind, CAPTIONS, "kind of captions")
            for kind in text.lower().replace(",", " ").split()
            if kind != "none"
        ]
    except RoutineError as error:
        raise error.at("--captions") from None
    return tuple(dict.fromkeys(kinds))


def read_overrides(values: Mapping[str, Any]) -> Overrides:
    """Read what options lay over a routine, and the person's own defaults under it."""
    errors: list[VoiceguideError] = []
    settings = {key: values[row.keyword] for key, row in ROWS.items() if row.keyword in values}
    sets = _collect(errors, lambda: _pairs(values.get("sets", ()), "--set"))
    variables = _collect(errors, lambda: _pairs(values.get("variables", ()), "--var"))
    asked = _collect(errors, lambda: parse_overrides(settings, sets or {}, variables or {}))
    language = _collect(errors, lambda: read_language(values.get("lang", "")))
    personal = _collect(errors, lambda: load_personal(config_file()))
    raise_all(errors)
    return replace(asked or Overrides(), personal=personal or {}, language=language or "")


def read_language(text: str, option: str = "--lang") -> str:
    """Read a language an option names: "de", "de_AT" or "German"; "" stays. Raises RoutineError."""
    try:
        return parse_language(text) if text else ""
    except RoutineError as error:
        raise error.at(option) from None


def trace_options(
    routine: str, options: Mapping[str, Any], from_environment: Mapping[str, bool]
) -> list[Origin]:
    """Say of every setting where its value comes from, with these options given."""
    library = Library(routine)
    written, file = library.load_routine(), show(library.found.path)
    asked = read_overrides({key: one for key, one in options.items() if one is not None})
    given: dict[bool, dict[str, Any]] = {True: {}, False: {}}
    for key, value in asked.settings.items():
        given[from_environment.get(ROWS[key].keyword, False)][key] = value
    origins = trace_settings(
        [
            Layer(show(config_file()), asked.personal),
            Layer(f"[settings] of {file}", written.settings),
            Layer("environment", given[True]),
            Layer("option", given[False]),
        ]
    )
    own = [(one.name, one.own, file) for one in written.exercises]
    own += [(name, values, "--set") for name, values in asked.exercises.items()]
    return origins + [
        Origin(f"{name}.{key}", _written(key, value), source)
        for name, values, source in own
        for key, value in values.items()
    ]


def _written(key: str, value: Any) -> str:
    """A value as it is shown: those of several rounds one after the other."""
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(str(ROWS[key].kind.write(one)) for one in values)


def _span(text: str, option: str, most: int) -> Milliseconds:
    """Read a length of time an option gives."""
    try:
        length = parse_duration(text)
    except RoutineError as error:
        raise error.at(option) from None
    if not 0 < length <= most:
        remedy = f"It may be up to {render_duration(most)}."
        raise RoutineError(f"{text} is out of range", where=option, remedy=remedy)
    return length


_READ: dict[str, tuple[str, Callable[[str], object]]] = {
    "captions": ("captions", read_captions),
    "format": ("format", lambda text: text.strip().lower().removeprefix(".")),
    "fit": ("fit", lambda text: _span(text, "--fit", SESSION_LIMIT)),
    "speech_timeout": (
        "time_limit",
        lambda text: _span(text, "--speech-timeout", 3_600_000) / 1000,
    ),
}
"""Option -> the field of a request it becomes, and how it is read."""


def _pairs(texts: Iterable[str] | Mapping[str, Any], option: str) -> dict[str, Any]:
    """Read NAME=VALUE texts; a mapping has been read already."""
    if isinstance(texts, Mapping):
        return dict(texts)
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise RoutineError(
                f"{text!r} has no '='", where=option, remedy=f"Write {option} NAME=VALUE."
            )
        pairs[name.strip()] = value.strip()
    return pairs
