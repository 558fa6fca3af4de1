"""How often each routine was made: a small file that lets `--detail auto` say less over time."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.errors import OutputError
from voiceguide.files import replacing

_adding = threading.Lock()
"""The page builds several sessions at once; none may be forgotten."""


class Made(Struct, frozen=True):
    """One routine's past."""

    times: int
    last: datetime.date


class History:
    """The past of every routine, in one JSON file. A file that cannot be read is an empty past."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def all(self) -> dict[str, Made]:
        """Every routine that was made, by name."""
        try:
            return msgspec.json.decode(self.file.read_bytes(), type=dict[str, Made])
        except (OSError, msgspec.MsgspecError):
            return {}

    def times(self, name: str) -> int:
        """How often a routine was made."""
        made = self.all().get(name)
        return made.times if made else 0

    def add(self, name: str, date: datetime.date) -> None:
        """Remember that a routine was made. Raises OutputError."""
        with _adding:
            self._add(name, date)

    def _add(self, name: str, date: datetime.date) -> None:
        made = self.all()
        made[name] = Made(made[name].times + 1 if name in made else 1, date)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self.file) as file:
                file.write(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        except OSError as error:
            raise OutputError(
                f"the history cannot be written ({error.strerror})",
                where=str(self.file),
                remedy="Name another folder in VOICEGUIDE_DATA_DIR.",
            ) from error

    def clear(self) -> int:
        """Forget everything; returns how many routines there were."""
        made = self.all()
        self.file.unlink(missing_ok=True)
        return len(made)
