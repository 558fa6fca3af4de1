"""What msgspec finds wrong with a routine file, in the words of somebody who writes one."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

import msgspec

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.choice import parse_flag

DURATIONS = ("hold", "switch", "rest", "weak_extra", "attention")
"""The settings that are durations."""

AS_SETTING = "It is a setting: write it under [settings]."
MOST_SHOWN = 60
"""A longer value is not repeated in a message, characters."""


def explain(
    error: msgspec.ValidationError,
    where: str,
    root: type,
    *,
    data: object = None,
    settings: Container[str] = (),
) -> RoutineError:
    """Say msgspec's finding in the words of somebody who writes a routine.

    `root` is what it should be, and `data` what was read: the value that is wrong is shown from it.
    `settings` names keys that belong under [settings] when they are found elsewhere.
    """
    text, _, path = str(error).partition(" - at `")
    path = path.rstrip("`").removeprefix("$").lstrip(".")
    unknown = re.search(r"unknown field `(.+?)`", text)
    if unknown:
        key = unknown.group(1)
        remedy = ""
        if not path.startswith("settings") and key in settings:
            remedy = AS_SETTING
        elif path and settings and key in _fields_at(root, ""):
            remedy = (
                "It belongs to the file itself: write it at the top, above [settings] and [[pair]]."
            )
        if remedy:
            return RoutineError(f"unknown key {key!r}", where=where, remedy=remedy)
        return UnknownName("key", key, _fields_at(root, path), where=where)
    missing = re.search(r"missing required field `(.+?)`", text)
    path = re.sub(r"^pair\[(\d+)\]\.?", lambda m: f"pair {int(m[1]) + 1}, ", path).rstrip(", ")
    path = path.replace("vars[...]", "a variable in [vars]")
    spot = f" in {path}" if path else ""
    if missing:
        key = missing.group(1)
        return RoutineError(f"{key!r} is missing{spot}", where=where, remedy=_SHAPES.get(key, ""))
    want = re.search(r"Expected `(.+?)`, got `(.+?)`", text)
    if want:
        kinds = want.group(1).split(" | ")
        kind = _KINDS.get(kinds[0], kinds[0])
        if "[vars]" in path:
            kind = "a text, a number, or true or false"
        value = value_at(data, path_of(error))
        if where.startswith("--"):
            return RoutineError(f"{value!r} is not {kind}", where=where)
        got = _KINDS.get(want.group(2), want.group(2)).removesuffix(" in quotes")
        remedy = "" if path == "title" else _SHAPES.get(path.rpartition(" ")[2], "")
        shown = got if kinds[0] in ("object", "array") else _shown(value, got)
        return RoutineError(
            f"{path or 'the file'} must be {kind}, not {shown}",
            where=where,
            remedy=remedy or _right_form(path.rpartition(".")[2].rpartition(" ")[2], kind, value),
        )
    return RoutineError(f"{text[:1].lower()}{text[1:]}{spot}", where=where)


def path_of(error: msgspec.ValidationError) -> list[str]:
    """Turn "... `holdd` - at `$.pair[0].stretch`" into [pair, 0, stretch, holdd]."""
    text, _, spot = str(error).partition(" - at `")
    path = re.findall(r"[A-Za-z_]\w*|\d+", spot.rstrip("`"))
    field = re.search(r"(?:unknown|missing required) field `(.+?)`", text)
    return path + ([field.group(1)] if field else [])


def value_at(data: Any, path: Sequence[str]) -> Any:
    """What stands at a path of nested tables and lists; None where there is nothing."""
    for part in path:
        if isinstance(data, list):
            data = data[int(part)]
        else:
            data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _shown(value: object, kind: str) -> str:
    """A value that is wrong, in a message; its kind where it is no single value, or a long one."""
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= MOST_SHOWN else kind
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return kind


def _right_form(key: str, kind: str, value: object) -> str:
    """What to write for a value that was put in quotes and needs none, or the other way round."""
    if isinstance(value, str) and kind == _KINDS["int"] and re.fullmatch(r"-?\d{1,9}", value):
        return f"Write {key} = {value}."
    if isinstance(value, str) and kind == _KINDS["bool"]:
        try:
            return f"Write {key} = {str(parse_flag(value)).lower()}."
        except RoutineError:
            return ""
    if isinstance(value, int | float) and key in DURATIONS and not isinstance(value, bool):
        return f'Write {key} = "{value}s" for seconds, or "{value}m" for minutes.'
    return ""


def _fields_at(root: type, path: str) -> tuple[str, ...]:
    """List the keys a table may have, from the path msgspec gives ("pair[0].stretch")."""
    info = msgspec.inspect.type_info(root)
    for name in re.findall(r"[A-Za-z_]+", path):
        info = _struct_in(next(f.type for f in info.fields if f.encode_name == name))  # type: ignore[attr-defined]
    return tuple(field.encode_name for field in info.fields)  # type: ignore[attr-defined]


def _struct_in(info: Any) -> Any:
    if isinstance(info, msgspec.inspect.StructType):
        return info
    for inner in (*getattr(info, "types", ()), getattr(info, "item_type", None)):
        if inner is not None and (found := _struct_in(inner)) is not None:
            return found
    return None


_KINDS = {
    "str": "a text in quotes",
    "int": "a whole number",
    "object": "a table",
    "array": "a list",
    "float": "a number with a point",
    "bool": "true or false",
}

_SHAPES = {
    "pair": "Write [[pair]], with two brackets on each side.",
    "stretch": 'Write stretch = { exercise = "NAME" }.',
    "strengthen": 'Write strengthen = { exercise = "NAME" }.',
    "exercise": 'Write exercise = "NAME": its script is NAME.cue.j2.',
    "title": 'Write title = "..." at the top.',
    "titles": 'Write titles = { de = "..." }.',
}
"""Keys of a routine, and how they are written."""
