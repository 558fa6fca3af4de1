"""What a file may have, and reading it: everything that is wrong is found at once.

A shape reads a value of TOML: what it returns is right, and what is wrong goes to `faults` and is
left out (UNSET), so that the rest can be read. Every shape knows its JSON Schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import UNSET, Struct

from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.lang.toml import line_of
from voiceguide.routine.kind import show_value
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import Rows

Path = tuple[str, ...]
"""Where something stands: ("pair", "0", "stretch", "hold")."""
Faults = list[tuple[Path, VoiceguideError]]
"""What is wrong, and where."""


MEANT = {
    "duration": "hold",
    "time": "hold",
    "seconds": "hold",
    "repetitions": "reps",
    "sets": "rounds",
    "repeat": "rounds",
    "name": "title",
    "exercises": "do",
    "text": "say",
    "description": "say",
    "pause": "rest",
}
"""What others call a key of ours."""


class Shape(Struct, frozen=True):
    """What may stand in one place of a file."""

    def read(self, value: object, path: Path, faults: Faults) -> Any:
        """The value as it can be used, or UNSET."""
        try:
            return self.take(value, path, faults)
        except VoiceguideError as error:
            faults.append((path, error))
            return UNSET

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        """The same; raises RoutineError where nothing of it can be used."""
        if not isinstance(value, str | int | float | bool):
            wanted = "a text, a number, or true or false"
            raise _misfit(path, wanted, show_value(value))
        return value

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": ["string", "integer", "number", "boolean"]}


class Text(Shape, frozen=True):
    """A text; `parse` reads it, and raises RoutineError."""

    remedy: str = ""
    parse: Callable[[str], Any] = str

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        if not isinstance(value, str):
            raise _misfit(path, "a text in quotes", show_value(value))
        return self.parse(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


class Value(Shape, frozen=True):
    """The value of a setting."""

    row: Setting

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        return self.row.read(value)

    def schema(self) -> dict[str, Any]:
        return {**self.row.kind.schema(), "description": self.row.meaning}


class ByRound(Value, frozen=True):
    """The value of a setting, or a list of them: one for each round of a block."""

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        if not isinstance(value, list):
            return self.row.read(value)
        if not value:
            raise RoutineError(f"{self.row.key}: there is no value in it")
        return tuple(self.row.read(one) for one in value)

    def schema(self) -> dict[str, Any]:
        one = self.row.kind.schema()
        several = {"type": "array", "items": one, "minItems": 1}
        return {"anyOf": [one, several], "description": self.row.meaning}


class Texts(Shape, frozen=True):
    """A text, or a list of them; `parse` reads each, and raises RoutineError."""

    parse: Callable[[str], str] = str

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in texts):
            wrong = next(one for one in texts if not isinstance(one, str))
            raise _misfit(path, "a text in quotes, or a list of them", show_value(wrong))
        return tuple(self.parse(one) for one in texts if one.strip())

    def schema(self) -> dict[str, Any]:
        text = {"type": "string"}
        return {"anyOf": [text, {"type": "array", "items": text}]}


class Table(Shape, frozen=True):
    """A table with certain keys; without one that is needed it cannot be used, unless `in_part`."""

    keys: dict[str, Any]
    needed: tuple[str, ...] = ()
    remedy: str = ""
    in_part: bool = False

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        remedy = self.remedy
        if isinstance(value, str) and "..." in remedy:  # a title alone
            remedy = remedy.replace('"..."', json.dumps(value, ensure_ascii=False))
        _must_be(dict, "a table", value, path, remedy)
        found = {key: self._one(key, one, (*path, key), faults) for key, one in value.items()}
        for key in self.needed:
            if key not in value:
                faults.append(((*path, key), missing(key, path, self.keys[key].remedy)))
        usable = {key: one for key, one in found.items() if one is not UNSET}
        return usable if self.in_part or usable.keys() >= {*self.needed} else UNSET

    def _one(self, key: str, value: object, path: Path, faults: Faults) -> Any:
        if key in self.keys:
            return self.keys[key].read(value, path, faults)
        error = UnknownName("key", key, self.keys)
        if (meant := MEANT.get(key)) in self.keys:
            error.remedy = f"Did you mean {meant!r}?"
        faults.append((path, error))
        return UNSET

    def schema(self) -> dict[str, Any]:
        keys = {key: shape.schema() for key, shape in self.keys.items()}
        schema = {"type": "object", "properties": keys, "additionalProperties": False}
        return {**schema, "required": list(self.needed)} if self.needed else schema


class Each(Shape, frozen=True):
    """A table of things of one shape; `parse_key` reads their names, and raises RoutineError."""

    shape: Shape
    remedy: str = ""
    parse_key: Callable[[str], str] = str

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        _must_be(dict, "a table", value, path, self.remedy)
        found = {}
        for key, one in value.items():
            name = Text(parse=self.parse_key).read(key, (*path, key), faults)
            found[name] = self.shape.read(one, (*path, key), faults)
        return {name: one for name, one in found.items() if UNSET not in (name, one)}

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.shape.schema()}


class Several(Shape, frozen=True):
    """A list of things of one shape; those that cannot be used are left out."""

    shape: Shape
    remedy: str = ""

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        _must_be(list, "a list", value, path, self.remedy)
        read = [self.shape.read(one, (*path, str(n)), faults) for n, one in enumerate(value)]
        return [one for one in read if one is not UNSET]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.shape.schema()}


class Numbered(Several, frozen=True):
    """The same of tables: each keeps its number in the list under "#", whichever are left out."""

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        _must_be(list, "a list", value, path, self.remedy)
        read = [(n, self.shape.read(one, (*path, str(n)), faults)) for n, one in enumerate(value)]
        return [{**one, "#": n} for n, one in read if one is not UNSET]


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


def _must_be(kind: type, called: str, value: object, path: Path, remedy: str) -> None:
    if not isinstance(value, kind):
        raise _misfit(path, called, _KINDS.get(type(value)) or show_value(value), remedy)


_KINDS = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def _misfit(path: Path, wanted: str, got: str, remedy: str = "") -> RoutineError:
    return RoutineError(f"{spot(path)} must be {wanted}, not {got}", remedy=remedy)


def missing(key: str, path: Path, remedy: str) -> RoutineError:
    """Something that is needed and not there."""
    inside = f" in {spot(path)}" if path else ""
    return RoutineError(f"{key!r} is missing{inside}", remedy=remedy)


def spot(path: Path) -> str:
    """A place as a message names it: "pair 1, stretch.exercise"."""
    if path[:1] == ("vars",) and len(path) > 1:
        return "a variable in [vars]"
    counted = re.sub(
        r"\b(week|day|pair|block)\.(\d+)\.?",
        lambda m: f"{m[1]} {int(m[2]) + 1}, ",
        ".".join(path),
    )
    counted = re.sub(r"\bdo\.(\d+)\.?", lambda m: f"exercise {int(m[1]) + 1}, ", counted)
    return counted.rstrip(", ")
