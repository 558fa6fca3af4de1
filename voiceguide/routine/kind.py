"""The kinds of values a setting can have: how each is read, and how a file writes it.

A text comes from a command line, the environment, a page or the library, and is read by `parse`;
what a TOML file has in it has a type already, and is read by `read`. Both say the same of the same
mistake, and what they return needs no reading any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from msgspec import Struct

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.choice import parse_choice, parse_flag

MOST_SHOWN = 60
"""A longer text is not repeated in a message, characters."""
PHASE_LIMITS = (0, 60_000)
"""Shortest and longest phase of a tempo, milliseconds."""
JSON_TYPES: Mapping[type, str] = {str: "string", int: "integer", bool: "boolean"}


def show_value(value: object) -> str:
    """A value of a file as a message shows it; what kind of one, where it is long or several."""
    if isinstance(value, str):
        return repr(value) if len(value) <= MOST_SHOWN else "a text"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return "a date"


class Kind(Struct, frozen=True):
    """A kind of value: a text, unless a class below says otherwise."""

    toml: ClassVar[type] = str
    """What a file has in its place."""
    called: ClassVar[str] = "a text in quotes"
    unit: ClassVar[str] = "a name"
    """What it is counted in, for the documentation."""
    metavar: ClassVar[str] = ""
    """What stands for it in --help; "" for the last word of the setting's name."""

    @property
    def limits(self) -> str:
        """From what to what it may go, "" where anything does."""
        return ""

    def parse(self, text: str) -> Any:
        """Read a text. Raises RoutineError."""
        return text

    def read(self, value: object, key: str) -> Any:
        """Read what a file has under a key. Raises RoutineError."""
        if type(value) is not self.toml:
            raise RoutineError(
                f"{show_value(value)} is not {self.called}", remedy=self.rewrite(value, key)
            )
        return self.parse(str(value))

    def rewrite(self, value: object, key: str) -> str:
        """What to write instead of a value of another type, "" where nobody can tell."""
        return ""

    def write(self, value: Any) -> str | int | bool:
        """What a file has in its place: what `read` reads."""
        return str(value)

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": JSON_TYPES[self.toml]}


class Duration(Kind, frozen=True):
    """A length of time, in milliseconds."""

    least: int
    most: int
    unit: ClassVar[str] = "duration"
    metavar: ClassVar[str] = "TIME"
    called: ClassVar[str] = "a duration"

    @property
    def limits(self) -> str:
        return f"{render_duration(self.least)} to {render_duration(self.most)}"

    def parse(self, text: str) -> Milliseconds:
        length = parse_duration(text)
        if not self.least <= length <= self.most:
            raise RoutineError(f"{text} is out of range", remedy=f"It may be {self.limits}.")
        return length

    def rewrite(self, value: object, key: str) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return ""
        return f'Write {key} = "{value}s" for seconds, or "{value}m" for minutes.'

    def write(self, value: int) -> str:
        return render_duration(value)


class Whole(Kind, frozen=True):
    """A whole number."""

    least: int
    most: int
    counted: str
    sign: str = "N"
    toml: ClassVar[type] = int
    called: ClassVar[str] = "a whole number"

    @property
    def limits(self) -> str:
        return f"{self.least} to {self.most}"

    @property
    def unit(self) -> str:  # type: ignore[override]
        return self.counted

    @property
    def metavar(self) -> str:  # type: ignore[override]
        return self.sign

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"-?\d{1,99}(\.0+)?", text.strip(), re.ASCII):
            raise RoutineError(f"{text!r} is not {self.called}")
        number = int(text.partition(".")[0])
        if not self.least <= number <= self.most:
            raise RoutineError(f"{number} is out of range", remedy=f"It may be {self.limits}.")
        return number

    def rewrite(self, value: object, key: str) -> str:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value, re.ASCII):
            return f"Write {key} = {value}."
        return ""

    def write(self, value: int) -> int:
        return value

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "minimum": self.least, "maximum": self.most}


class Flag(Kind, frozen=True):
    """Yes or no."""

    toml: ClassVar[type] = bool
    called: ClassVar[str] = "true or false"
    unit: ClassVar[str] = "true or false"

    def parse(self, text: str) -> bool:
        return parse_flag(text)

    def rewrite(self, value: object, key: str) -> str:
        try:
            return f"Write {key} = {str(parse_flag(str(value))).lower()}."
        except RoutineError:
            return ""

    def write(self, value: bool) -> bool:
        return value


class Word(Kind, frozen=True):
    """One of a few words; `other` reads what is not one of them."""

    words: tuple[str, ...]
    other: Callable[[str], str] | None = None

    @property
    def unit(self) -> str:  # type: ignore[override]
        return "a word or a file" if self.other else "a word"

    def parse(self, text: str) -> str:
        return self.other(text) if self.other else parse_choice(text, self.words)

    def read(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            raise UnknownName("value", show_value(value).strip("'"), self.words)
        return self.parse(value)


class Pace(Kind, frozen=True):
    """A tempo: "3-1-3"."""

    called: ClassVar[str] = "a tempo"
    unit: ClassVar[str] = "seconds"
    metavar: ClassVar[str] = "D-P-U"

    def parse(self, text: str) -> Tempo:
        return parse_tempo(text)

    def rewrite(self, value: object, key: str) -> str:
        return AS_TEMPO


AS_TEMPO = 'Write seconds down, pause, up, like "3-1-3".'


def parse_tempo(text: str) -> Tempo:
    """Read "3-1-3": seconds down, pause, up. Raises RoutineError."""
    parts = re.split(r"\s*[-–−]\s*", text.strip())
    if len(parts) != 3 or not all(re.fullmatch(r"\d{1,3}(\.\d{1,3})?", part) for part in parts):
        raise RoutineError(f"{text!r} is not a tempo", remedy=AS_TEMPO)
    phases = [Milliseconds(round(float(part) * 1000)) for part in parts]
    if max(phases) > PHASE_LIMITS[1] or sum(phases) < 1000:
        raise RoutineError(
            f"tempo {text!r} is out of range",
            remedy="One repetition takes at least 1 s and one phase at most 60 s.",
        )
    return Tempo(*phases)
