"""What a file may have, and reading it: everything that is wrong is found at once.

A shape reads a value of TOML: what it returns is right, and what is wrong goes to `faults` and is
left out (UNSET), so that the rest can be read. Every shape knows its JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from msgspec import UNSET, Struct

from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.routine.kind import show_value
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import Rows
from voiceguide.routine.toml import line_of

Path = tuple[str, ...]
"""Where something stands: ("pair", "0", "stretch", "hold")."""
Faults = list[tuple[Path, VoiceguideError]]
"""What is wrong, and where."""


class Shape(Protocol):
    """What may stand in one place of a file."""

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        """The value, or UNSET where it cannot be used."""

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""


class Text(Struct, frozen=True):
    """A text; `parse` reads it, and raises RoutineError."""

    remedy: str = ""
    parse: Callable[[str], Any] = str

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        if not isinstance(value, str):
            faults.append(_misfit(path, "a text in quotes", show_value(value)))
            return UNSET
        try:
            return self.parse(value)
        except RoutineError as error:
            faults.append((path, error))
            return UNSET

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


class Plain(Struct, frozen=True):
    """A text, a number, or true or false."""

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        if isinstance(value, str | int | float | bool):
            return value
        wanted = "a text, a number, or true or false"
        faults.append(_misfit(path, wanted, show_value(value)))
        return UNSET

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer", "number", "boolean"]}


class Value(Struct, frozen=True):
    """The value of a setting."""

    row: Setting

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        try:
            return self.row.read(value)
        except VoiceguideError as error:
            faults.append((path, error))
            return UNSET

    def schema(self) -> dict[str, Any]:
        return {**self.row.kind.schema(), "description": self.row.meaning}


class Table(Struct, frozen=True):
    """A table with certain keys; without one that is needed it cannot be used."""

    keys: dict[str, Any]
    needed: tuple[str, ...] = ()
    remedy: str = ""

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        found = self.read_keys(value, path, faults)
        return found if found is not UNSET and found.keys() >= {*self.needed} else UNSET

    def read_keys(self, value: object, path: Path, faults: Faults) -> Any:
        """The keys that can be used, though one may be missing."""
        if not isinstance(value, dict):
            faults.append(_misfit(path, "a table", _kind_of(value), self.remedy))
            return UNSET
        found = {key: self._one(key, one, (*path, key), faults) for key, one in value.items()}
        for key in self.needed:
            if key not in value:
                faults.append(_missing((*path, key), self.keys[key].remedy))
        return {key: one for key, one in found.items() if one is not UNSET}

    def _one(self, key: str, value: object, path: Path, faults: Faults) -> Any:
        if key in self.keys:
            return self.keys[key].read(value, path, faults)
        faults.append((path, UnknownName("key", key, self.keys)))
        return UNSET

    def schema(self) -> dict[str, Any]:
        keys = {key: shape.schema() for key, shape in self.keys.items()}
        schema = {"type": "object", "properties": keys, "additionalProperties": False}
        return {**schema, "required": list(self.needed)} if self.needed else schema


class Each(Struct, frozen=True):
    """A table of things of one shape; `parse_key` reads their names, and raises RoutineError."""

    shape: Any
    remedy: str = ""
    parse_key: Callable[[str], str] = str

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        if not isinstance(value, dict):
            faults.append(_misfit(path, "a table", _kind_of(value), self.remedy))
            return UNSET
        found = {}
        for key, one in value.items():
            spot = (*path, key)
            name = Text(parse=self.parse_key).read(key, spot, faults)
            read = self.shape.read(one, spot, faults)
            if name is not UNSET and read is not UNSET:
                found[name] = read
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.shape.schema()}


class Several(Struct, frozen=True):
    """A list of things of one shape; those that cannot be used are left out."""

    shape: Any
    remedy: str = ""

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        if not isinstance(value, list):
            faults.append(_misfit(path, "a list", _kind_of(value), self.remedy))
            return UNSET
        read = [self.shape.read(one, (*path, str(n)), faults) for n, one in enumerate(value)]
        return [one for one in read if one is not UNSET]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.shape.schema()}


def shape_settings(rows: Rows) -> Table:
    """A table of settings: those with a point in their names stand in a table of their own."""
    keys: dict[str, Any] = {}
    for key, row in rows.items():
        outer, _, inner = key.rpartition(".")
        if outer and outer not in keys:
            keys[outer] = Table({}, remedy=f"Write {outer} = {{ {inner} = ... }}.")
        (keys[outer].keys if outer else keys)[inner] = Value(row)
    return Table(keys)


def flatten(found: Mapping[str, Any]) -> dict[str, Any]:
    """What was read of a table of settings, by their names: "voice.rate"."""
    values: dict[str, Any] = {}
    for key, value in found.items():
        inside = isinstance(value, Mapping)
        values |= {f"{key}.{name}": v for name, v in value.items()} if inside else {key: value}
    return values


def place_faults(faults: Faults, text: str, file: str) -> list[VoiceguideError]:
    """Say of each where it is, "file:line", and put them into the order of the file."""
    for path, error in faults:
        error.at(f"{file}:{line_of(text, list(path))}")
    errors = [error for _, error in faults]
    return sorted(errors, key=lambda error: int(error.where.rpartition(":")[2]))


def _misfit(path: Path, wanted: str, got: str, remedy: str = "") -> tuple[Path, RoutineError]:
    error = RoutineError(f"{_spot(path) or 'the file'} must be {wanted}, not {got}", remedy=remedy)
    return path, error


def _missing(path: Path, remedy: str) -> tuple[Path, RoutineError]:
    inside = f" in {_spot(path[:-1])}" if path[:-1] else ""
    return path, RoutineError(f"{path[-1]!r} is missing{inside}", remedy=remedy)


def _kind_of(value: object) -> str:
    kinds = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}
    return kinds.get(type(value)) or show_value(value)


def _spot(path: Path) -> str:
    """A place as a message names it: "pair 1, stretch.exercise"."""
    if path[:1] == ("vars",) and len(path) > 1:
        return "a variable in [vars]"
    counted = re.sub(r"^pair\.(\d+)\.?", lambda m: f"pair {int(m[1]) + 1}, ", ".".join(path))
    return counted.rstrip(", ")
