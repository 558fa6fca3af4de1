"""One row of the table of settings: what a setting is, and where it may stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.routine.kind import Kind

Group = Literal["first", "session", "sound"]
"""Where a setting stands in --help: among what matters most, or by what it changes."""


Sheet = Literal["length", "sides", "voice", "sound"]
"""A group of fields on the page."""


class Field(Struct, frozen=True):
    """How a setting stands on the page; what it is called there stands in lang/, under [fields]."""

    group: Sheet | None = None
    """None: by what it changes, the sound or the length."""
    step: int = 1
    shown: bool = False
    """Whether its value stands in the line of its group, chosen or not."""


class Setting(Struct, frozen=True):
    """One row: what a setting is, and where it may stand."""

    kind: Kind
    help: str
    """One line for --help, the schema and the documentation; no full stop."""
    group: Group = "session"
    own: bool = False
    """Whether an exercise can have one of its own."""
    heard: bool = False
    """Whether it changes only how a session sounds, so that a finished plan can be given one."""
    field: Field | None = Field()
    """How it stands on the page; None where nobody may choose it there."""
    check: Callable[[str], None] | None = None
    """Refuses what a routine file, which may be a stranger's, must not decide."""
    option: str = ""
    """Its option without hyphens in front, where that is not its name."""
    key: str = ""
    """The name a file gives it, "voice.rate" for a key of a table."""
    default: Any = None

    @property
    def flag(self) -> str:
        """Its option: "--side-order"."""
        return f"--{self.keyword.replace('_', '-')}"

    @property
    def keyword(self) -> str:
        """Its keyword in the library, and the name of its option in Python: "side_order"."""
        return self.option or self.key.rpartition(".")[2]

    @property
    def sheet(self) -> Sheet:
        """Where it stands on the page."""
        own = self.field.group if self.field else None
        return own or ("sound" if self.heard or self.group == "sound" else "length")

    @property
    def metavar(self) -> str:
        """What stands for its value in --help."""
        return self.kind.metavar or re.split(r"[._]", self.key)[-1].upper()

    @property
    def meaning(self) -> str:
        """The line that explains it, with its limits."""
        return f"{self.help}; {self.kind.limits}" if self.kind.limits else self.help

    def parse(self, value: object, where: str = "") -> Any:
        """Read a text, or a value as the library or JSON have it. Raises RoutineError."""
        try:
            return self.kind.parse(str(value))
        except RoutineError as error:
            raise error.at(where or self.flag) from None

    def read(self, value: object) -> Any:
        """Read what a file has. Raises RoutineError that names the setting."""
        try:
            return self.kind.read(value, self.key.rpartition(".")[2])
        except VoiceguideError as error:
            error.problem = f"{self.key}: {error.problem}"
            raise

    def write(self, value: Any) -> str:
        """The value as a file writes it."""
        written = self.kind.write(value)
        return str(written).lower() if isinstance(written, bool | int) else f'"{written}"'
