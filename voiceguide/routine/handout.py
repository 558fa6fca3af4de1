"""What was understood of a list somebody wrote elsewhere: sections of moves, and a note a line.

A `Handout` is what every reader here gives back (a plain list, a table, the exports of other
tools); `transcript.py` writes it as a routine file.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from voiceguide.duration import Tempo, render_duration
from voiceguide.text import how_many, shorten

MOST_LISTED = 60_000
"""The longest list that is read, bytes: a thousand lines and more."""
UNNAMED = "imported"
"""What a routine is called whose list has no name either; its title is in the list's language."""
HOLD_LIMITS = (1_000, 60 * 60_000)
"""Shortest and longest hold a list may state, milliseconds."""
MOST_WORDS = 8
"""An exercise's name has at most so many words; what is longer is a sentence."""


class Move(Struct, frozen=True):
    """One exercise as it was found. What is None it inherits."""

    title: str
    hold: int | None = None
    """Milliseconds."""
    reps: int | None = None
    tempo: Tempo | None = None
    rest: int | None = None
    """The rest after it, milliseconds."""
    each: bool = False
    """Whether it is done on each side."""
    say: tuple[str, ...] = ()
    sets: int | None = None
    """How often it is done by itself before what follows."""
    ladder: tuple[int, ...] = ()
    """What its hold or its reps are in each set, where they change."""
    between: int | None = None
    """The rest between its sets, milliseconds; None for the same as after it."""


class Remark(Struct, frozen=True):
    """What was not understood, at its place: it becomes a comment."""

    line: int
    """From 1; 0 where the format has no lines to speak of."""
    text: str


class Section(Struct, frozen=True):
    """Moves that are done in turn, `rounds` times over, with remarks between them."""

    title: str = ""
    items: tuple[Move | Remark, ...] = ()
    rounds: int = 1
    hold: int | None = None
    reps: int | None = None
    ladder: tuple[int, ...] = ()
    """What its hold or its reps are in each round, where they change."""
    rest: int | None = None
    between: int | None = None
    tempo: Tempo | None = None
    each: bool = False
    """Whether what comes under it is done on each side; its moves say so themselves."""

    @property
    def moves(self) -> list[Move]:
        """Its exercises, without the remarks."""
        return [item for item in self.items if isinstance(item, Move)]


class Note(Struct, frozen=True):
    """What became of one line: what was taken of it, what was left out and why."""

    line: int
    taken: str = ""
    left: str = ""
    why: str = ""

    def __str__(self) -> str:
        left = f'"{shorten(self.left, 60)}" left out: {self.why}' if self.left else ""
        both = "; ".join(part for part in (self.taken, left) if part)
        return f"line {self.line}: {both}" if self.line else both


class Handout(Struct, frozen=True):
    """A whole list."""

    title: str
    language: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...] = ()
    rest: int | None = None
    """Between exercises, where it is stated for all of them."""

    @property
    def moves(self) -> Iterator[Move]:
        """Every exercise, in order."""
        return (move for section in self.sections for move in section.moves)


def describe(move: Move) -> str:
    """A move as it is told: "Clamshell: 3 sets of 10 reps, each side, rest 1m"."""
    dose = [
        how_many(move.reps, "rep") if move.reps else "",
        render_duration(move.hold) if move.hold else "",
    ]
    if move.ladder and move.reps:
        dose = [f"{', '.join(map(str, move.ladder))} reps"]
    elif move.ladder:
        dose = [", ".join(map(render_duration, move.ladder))]
    amount = " ".join(filter(None, dose)) or "as long as the routine says"
    sets = f"{how_many(move.sets, 'set')} of " if move.sets and move.sets > 1 else ""
    parts = [
        sets + amount,
        f"tempo {move.tempo}" if move.tempo else "",
        "each side" if move.each else "",
        f"rest {render_duration(move.rest)}" if move.rest is not None else "",
        f"{render_duration(move.between)} between sets" if move.between is not None else "",
    ]
    return f"{move.title}: {', '.join(filter(None, parts))}"
