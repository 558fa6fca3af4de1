"""The JSON Schema of routine files, for editors."""

from __future__ import annotations

import msgspec

from voiceguide.routine.origin import render_settings
from voiceguide.routine.routine import Routine
from voiceguide.routine.settings import Patch, Settings, VoicePatch


def render_schema() -> str:
    """Write the schema (draft 2020-12) as JSON."""
    schema = msgspec.json.schema(Routine)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "voiceguide routine"
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()


class Key(msgspec.Struct, frozen=True):
    """One setting, as the documentation lists it."""

    name: str
    type: str
    default: str
    meaning: str


def list_keys() -> list[Key]:
    """Every setting with its type, its built-in value as a file writes it, and its meaning."""
    defaults = render_settings(Settings())
    return [
        Key(name, kind, defaults[name], meaning)
        for prefix, struct in (("", Patch), ("voice.", VoicePatch))
        for name, kind, meaning in _fields(struct, prefix)
    ]


def _fields(struct: type, prefix: str) -> list[tuple[str, str, str]]:
    rows = []
    for field in msgspec.structs.fields(struct):
        schema = msgspec.json.schema(field.type)
        if "description" in schema:
            rows.append((prefix + field.name, str(schema["type"]), str(schema["description"])))
    return rows
