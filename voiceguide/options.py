"""Options of the command line become a request."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from voiceguide.audio.cache import default_folder
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.library import Library, show
from voiceguide.personal import config_file, history_file, load_personal
from voiceguide.plan.duration import Milliseconds, parse_duration
from voiceguide.plan.origin import Origin, trace_settings
from voiceguide.plan.routine import Overrides, for_tv, parse_overrides
from voiceguide.plan.settings import SESSION_LIMIT, Patch
from voiceguide.request import Request

_VOICE = {"voice": "name", "rate": "rate", "engine": "engine"}
"""Option -> key of `voice = { ... }`."""

_AS_GIVEN = ("out", "fresh", "jobs", "counts", "format", "chapters_json")
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
    if "captions" in values:
        fields["captions"] = read_captions(values["captions"])
    if "fit" in values:
        fields["fit"] = _span(values["fit"], "--fit", SESSION_LIMIT)
    if "speech_timeout" in values:
        limit = _span(values["speech_timeout"], "--speech-timeout", 3_600_000)
        fields["time_limit"] = limit / 1000
    return Request(
        routine,
        date=read_now(environment).date(),
        cache=default_folder(),
        history=history_file(),
        overrides=read_overrides(values),
        **fields,
    )


def read_now(environment: Mapping[str, str]) -> datetime.datetime:
    """What time it is, to the second; SOURCE_DATE_EPOCH in the environment stands for it."""
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.now().astimezone().replace(microsecond=0)


def read_captions(text: str) -> tuple[str, ...]:
    """Read "vtt,srt": kinds of captions, each once. Raises UnknownName."""
    kinds = [kind for kind in text.lower().replace(",", " ").split() if kind != "none"]
    for kind in kinds:
        if kind not in CAPTIONS:
            raise UnknownName("kind of captions", kind, CAPTIONS, where="--captions")
    return tuple(dict.fromkeys(kinds))


def read_overrides(values: Mapping[str, Any]) -> Overrides:
    """Read what options lay over a routine, and the person's own defaults under it."""
    names = [name for name in Patch.__struct_fields__ if name != "voice" and name in values]
    settings: dict[str, Any] = {name: values[name] for name in names}
    voice = {key: values[name] for name, key in _VOICE.items() if name in values}
    overrides = parse_overrides(
        {**settings, **({"voice": voice} if voice else {})},
        _pairs(values.get("sets", ()), "--set"),
        _pairs(values.get("variables", ()), "--var"),
    )
    return replace(
        overrides,
        personal=load_personal(config_file()),
        language=values.get("lang", "").replace("_", "-").lower(),
    )


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
    origins = trace_settings([(source, for_tv(patch)) for source, patch in layers])
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


def _span(text: str, option: str, most: int) -> Milliseconds:
    """Read a length of time an option gives."""
    try:
        length = parse_duration(text)
    except RoutineError as error:
        raise error.at(option) from None
    if not 0 < length <= most:
        raise RoutineError(f"{text} is out of range", where=option)
    return length


def _pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    """Read NAME=VALUE texts."""
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise RoutineError(
                f"{text!r} has no '='", where=option, remedy=f"Write {option} NAME=VALUE."
            )
        pairs[name.strip()] = value.strip()
    return pairs
