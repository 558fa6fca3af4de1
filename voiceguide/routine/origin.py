"""Where each setting's value comes from."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Struct

from voiceguide.duration import render_duration
from voiceguide.routine.explain import DURATIONS
from voiceguide.routine.settings import Patch, Settings, VoiceChoice, parse_settings


class Origin(Struct, frozen=True):
    """One setting: its value as a file would have it, and who set it."""

    key: str
    value: str
    source: str


def trace_settings(layers: Sequence[tuple[str, Patch]]) -> list[Origin]:
    """Lay patches over the built-in values, lowest first, and say for each key which one counts.

    `layers` are (name, patch). Raises RoutineError for a value that cannot be read.
    """
    origins = {
        key: Origin(key, text, "built-in") for key, text in render_settings(Settings()).items()
    }
    settings = Settings()
    for source, patch in layers:
        settings = parse_settings(patch, settings)
        texts = render_settings(settings)
        for key in _keys(patch):
            origins[key] = Origin(key, texts[key], source)
    return list(origins.values())


def _keys(patch: Patch) -> list[str]:
    keys = []
    for key, value in msgspec.structs.asdict(patch).items():
        if key == "voice" and value is not UNSET:
            voice = msgspec.structs.asdict(value)
            keys += [f"voice.{name}" for name, one in voice.items() if one is not UNSET]
        elif value is not UNSET:
            keys.append(key)
    return keys


def render_settings(settings: Settings) -> dict[str, str]:
    """Every setting by its key, as a routine file would write it."""
    texts: dict[str, str] = {}
    for key, value in msgspec.structs.asdict(settings).items():
        if isinstance(value, VoiceChoice):
            voice = msgspec.structs.asdict(value)
            texts |= {f"voice.{name}": _text(one) for name, one in voice.items()}
        else:
            texts[key] = _text(render_duration(value) if key in DURATIONS else value)
    return texts


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value!s}"'
