"""What a proof found: its checks, its holds, and what is wrong."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from voiceguide.problem import Problem
from voiceguide.text import how_many, shorten


class Check(Struct, frozen=True):
    """One thing that was proved, or was not. Units are in `unit`."""

    name: str
    count: int
    worst: float
    limit: float
    unit: str
    wrong: tuple[str, ...] = ()
    """Every way in which it does not hold, a clause each."""

    @property
    def good(self) -> bool:
        """Whether it holds."""
        return not self.wrong


class HoldProof(Struct, frozen=True):
    """One hold: what was asked and what is there, both in ms."""

    start_ms: int
    exercise: str
    side: str
    asked_ms: int
    measured_ms: float


class Proof(Struct, frozen=True):
    """Everything that was found out about a file."""

    path: Path
    checks: tuple[Check, ...]
    holds: tuple[HoldProof, ...]

    @property
    def problems(self) -> list[Problem]:
        """Every way in which the file does not keep its timeline."""
        return [Problem(str(self.path), wrong) for check in self.checks for wrong in check.wrong]

    def __repr__(self) -> str:
        told = how_many(len(self.problems), "problem") if self.problems else "all holds"
        return (
            f"<Proof {shorten(self.path.name, 28)}: {how_many(len(self.checks), 'check')}, {told}>"
        )
