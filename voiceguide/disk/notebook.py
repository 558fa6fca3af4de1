"""A small JSON file that several processes change: a name -> an entry.

Each waits until it is alone, and nothing is forgotten. A file that cannot be read is empty, and is
put aside before another is begun, for there may be a way to mend it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Struct

from voiceguide.disk.files import locked, read_file, replacing
from voiceguide.errors import OutputError

PATIENCE = 10.0
"""Seconds another process may take to write it; it takes some milliseconds."""
MOST_BYTES = 10_000_000
"""No past is longer."""
Entry = TypeVar("Entry", bound=Struct)


class Notebook(Generic[Entry]):
    """One such file. Each kind names its entries, and what is said where it cannot be written."""

    entry: ClassVar[type[Struct]]
    trouble: ClassVar[str]

    def __init__(self, file: Path) -> None:
        self.file = file

    def all(self) -> dict[str, Entry]:
        """Every entry, by name."""
        return self._read() or {}

    def change(
        self, name: str, change: Callable[[Entry | None], Entry]
    ) -> tuple[Entry, Path | None]:
        """Change one entry, alone.

        Returns the new one, and where a file that could not be read was put. Raises OutputError,
        and what `change` raises; then nothing is written.
        """
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.file.with_name(f".{self.file.name}.lock"), PATIENCE):
                return self._change(name, change)
        except OSError as error:
            busy = isinstance(error, TimeoutError) and "another voiceguide is writing it"
            raise OutputError(
                f"{self.trouble} ({busy or error.strerror})",
                where=str(self.file),
                remedy="Name another folder in VOICEGUIDE_DATA_DIR.",
            ) from error

    def _change(
        self, name: str, change: Callable[[Entry | None], Entry]
    ) -> tuple[Entry, Path | None]:
        read = self._read()
        entries = read or {}
        entry = change(entries.get(name))
        aside = self._put_aside() if read is None else None
        if entries.get(name) != entry:
            with replacing(self.file) as file:
                data = msgspec.json.encode({**entries, name: entry})
                file.write(msgspec.json.format(data, indent=1) + b"\n")
        return entry, aside

    def _read(self) -> dict[str, Entry] | None:
        """What the file says; None for one that is there and cannot be read."""
        try:
            kind: Any = self.entry
            read: dict[str, Entry] = msgspec.json.decode(
                read_file(self.file, MOST_BYTES), type=dict[str, kind]
            )
            return read
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError, RecursionError):  # nested too deep
            return None

    def _put_aside(self) -> Path:
        number = 1
        while os.path.lexists(aside := self.file.with_suffix(f".damaged-{number}.json")):
            number += 1
        return self.file.rename(aside)
