"""How often each routine was made: a small file that lets `--detail auto` say less over time."""

from __future__ import annotations

import datetime
from pathlib import Path

from msgspec import Struct

from voiceguide.disk.notebook import Notebook
from voiceguide.errors import OutputError


class Made(Struct, frozen=True):
    """One routine's past."""

    times: int
    last: datetime.date


class History(Notebook[Made]):
    """The past of every routine, by its name."""

    entry = Made
    trouble = "the history cannot be written"

    def times(self, name: str) -> int:
        """How often a routine was made."""
        made = self.all().get(name)
        return made.times if made else 0

    def add(self, name: str, date: datetime.date) -> Path | None:
        """Remember that a routine was made. Raises OutputError.

        Returns where a file that could not be read was put.
        """
        return self.change(name, lambda made: Made(made.times + 1 if made else 1, date))[1]

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
