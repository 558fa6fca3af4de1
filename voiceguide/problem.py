"""One thing that is wrong with a routine or a script, as `voiceguide check` reports it."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One thing that is wrong, or worth a warning, with the line it is in."""

    place: str
    """file:line:column, as far as they are known."""
    text: str
    wrong: bool = True
    excerpt: str = ""
    column: int = 1

    def __str__(self) -> str:
        return f"{self.place}: {'' if self.wrong else 'warning: '}{self.text}"


class Notice(Struct, frozen=True):
    """Something that was made to fit, and how. `where` is "file:line"."""

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}."
