"""Options of the command line become a request."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from msgspec import UNSET
from msgspec.structs import asdict, replace

from voiceguide.disk.cache import default_folder
from voiceguide.disk.library import Library, show
from voiceguide.disk.personal import config_file, history_file, load_personal
from voiceguide.duration import Milliseconds, render_duration
from voiceguide.errors import RoutineError, VoiceguideError, each_of, raise_all
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.choice import parse_choice, parse_language
from voiceguide.routine.origin import Origin, trace_settings
from voiceguide.routine.routine import WEAK_MORE, Overrides, for_tv, for_weak_side, parse_overrides
from voiceguide.routine.settings import SESSION_LIMIT, Patch, merge
from voiceguide.session.request import Request

Value = TypeVar("Value")

_VOICE = {"voice": "name", "rate": "rate", "engine": "engine"}
"""Option -> key of `voice = { ... }`."""

_AS_GIVEN = ("out", "fresh", "jobs", "counts", "chapters_json")
"""Options that are fields of a request as they stand."""
CAPTIONS = ("vtt", "srt", "lrc")


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
            f"{epoch[:40]} is no time from 1970 to 9999",
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
    names = [name for name in Patch.__struct_fields__ if name != "voice" and name in values]
    settings: dict[str, Any] = {name: values[name] for name in names}
    voice = {key: values[name] for name, key in _VOICE.items() if name in values}
    errors: list[VoiceguideError] = []
    sets = _collect(errors, lambda: _pairs(values.get("sets", ()), "--set"))
    variables = _collect(errors, lambda: _pairs(values.get("variables", ()), "--var"))
    overrides = _collect(
        errors,
        lambda: parse_overrides(
            {**settings, **({"voice": voice} if voice else {})}, sets or {}, variables or {}
        ),
    )
    language = _collect(errors, lambda: read_language(values.get("lang", "")))
    personal = _collect(errors, lambda: load_personal(config_file()))
    raise_all(errors)
    return replace(overrides or Overrides(), personal=personal or Patch(), language=language or "")


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
    values = {key: value for key, value in options.items() if value is not None}
    library = Library(routine)
    written = library.load_routine()
    overrides = read_overrides(values)
    by_option = {
        key: value for key, value in values.items() if not from_environment.get(key, False)
    }
    layers = [
        (show(config_file()), overrides.personal),
        (f"[settings] of {show(library.found.path)}", written.settings),
        ("environment", overrides.settings),
        ("option", read_overrides(by_option).settings),
    ]
    origins = trace_settings(_with_weak_side([(source, for_tv(patch)) for source, patch in layers]))
    for exercise in written.exercises:
        for key, value in asdict(exercise.patch).items():
            if value is not UNSET:
                name = f"{exercise.exercise}.{key}"
                origins.append(Origin(name, str(value), show(library.found.path)))
    for name, patch in overrides.exercises.items():
        for key, value in asdict(patch).items():
            if value is not UNSET:
                origins.append(Origin(f"{name}.{key}", str(value), "--set"))
    return origins


def _with_weak_side(layers: list[tuple[str, Patch]]) -> list[tuple[str, Patch]]:
    """Add what a weak side stands for, from whoever asked for one."""
    whole = Patch()
    for _, patch in layers:
        whole = merge(whole, patch)
    if for_weak_side(whole) == whole:
        return layers
    source = next(one for one, patch in reversed(layers) if patch.weak_side is not UNSET)
    return [*layers, (source, WEAK_MORE)]


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
