"""How often each routine was made: a small file that lets `--detail auto` say less over time."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.disk.files import locked, read_file, replacing
from voiceguide.errors import OutputError

PATIENCE = 10.0
"""Seconds another process may take to note what it made; it takes some milliseconds."""
MOST_BYTES = 10_000_000
"""No past is longer."""


class Made(Struct, frozen=True):
    """One routine's past."""

    times: int
    last: datetime.date


class History:
    """The past of every routine, in one JSON file. A file that cannot be read is an empty past.

    Several processes may count at once: each waits until it is alone, and none is forgotten.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def all(self) -> dict[str, Made]:
        """Every routine that was made, by name."""
        return self._read() or {}

    def times(self, name: str) -> int:
        """How often a routine was made."""
        made = self.all().get(name)
        return made.times if made else 0

    def add(self, name: str, date: datetime.date) -> Path | None:
        """Remember that a routine was made. Raises OutputError.

        A file that cannot be read is put aside before a new one is begun: then its new path is
        returned, for there may be a way to mend it.
        """
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                return self._add(name, date)
        except OSError as error:
            busy = isinstance(error, TimeoutError) and "another voiceguide is writing it"
            raise OutputError(
                f"the history cannot be written ({busy or error.strerror})",
                where=str(self.file),
                remedy="Name another folder in VOICEGUIDE_DATA_DIR.",
            ) from error

    def clear(self) -> int:
        """Forget everything; returns how many routines there were. Raises OutputError."""
        made = self.all()
        try:
            self.file.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"the history cannot be removed ({error.strerror})", where=str(self.file)
            ) from error
        return len(made)

    def _add(self, name: str, date: datetime.date) -> Path | None:
        made = self._read()
        aside = self._put_aside() if made is None else None
        made = made or {}
        made[name] = Made(made[name].times + 1 if name in made else 1, date)
        with replacing(self.file) as file:
            file.write(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        return aside

    def _read(self) -> dict[str, Made] | None:
        """What the file says; None for one that is there and cannot be read."""
        try:
            return msgspec.json.decode(read_file(self.file, MOST_BYTES), type=dict[str, Made])
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError, RecursionError):  # nested too deep
            return None

    def _put_aside(self) -> Path:
        """Rename a damaged file, so that nothing is lost with it."""
        number = 1
        while os.path.lexists(aside := self.file.with_suffix(f".damaged-{number}.json")):
            number += 1
        return self.file.rename(aside)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process, and no other thread, changes the history."""
        with locked(self.file.with_name(f".{self.file.name}.lock"), PATIENCE):
            yield
