"""One thing that is wrong, or worth a warning: the same value wherever it is found and shown.

It is raised inside an error (`errors.py`), collected by `check`, sent from one process to another,
printed by the command line and shown on the page.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Problem(NamedTuple):  # no Struct: an error has one, and --help is to load no msgspec
    """One thing that is wrong, or worth a warning."""

    where: str
    """file:line:column as far as they are known, a setting, or an option; "" for nothing of it."""
    what: str
    """One clause, no full stop."""
    remedy: str = ""
    """What the reader can do, whole sentences; "" where `what` says it all."""
    severity: Literal["error", "warning"] = "error"
    excerpt: str = ""
    """The line it is in, or the part around it; "" where there is none to show."""
    column: int = 1
    """Where in the excerpt the caret belongs, from 1."""

    @property
    def text(self) -> str:
        """What is wrong and what to do, in sentences."""
        end = "" if self.what.endswith((".", "?", "!")) else "."
        return f"{self.what}{end} {self.remedy}".rstrip()

    @property
    def said(self) -> str:
        """Place and text: what is printed where it is clear that it is a warning."""
        return f"{self.where}: {self.text}" if self.where else self.text

    @property
    def place(self) -> str:
        """The same as `where`."""
        return self.where

    @property
    def wrong(self) -> bool:
        """Whether it is an error, not only a warning."""
        return self.severity == "error"

    def __str__(self) -> str:
        if self.wrong:
            return self.said
        return self._replace(what=f"warning: {self.what}").said


def warning(where: str, what: str, remedy: str = "") -> Problem:
    """Something that is worth a warning, or was made to fit, and how."""
    return Problem(where, what, remedy, "warning")
