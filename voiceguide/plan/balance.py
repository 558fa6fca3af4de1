"""Do both sides get the same? Seconds under stretch and repetitions, by target and side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from voiceguide.duration import Milliseconds, render_duration
from voiceguide.plan.timeline import Event
from voiceguide.text import how_many


class SideTotals(Struct, frozen=True):
    """What one side of one target gets in a whole session."""

    hold_ms: int = 0
    """What the body gets: from entering the position, where a script says when, to the end."""
    reps: int = 0
    lead_ms: int = 0
    """What of it lies before the start tones."""

    def __add__(self, other: SideTotals) -> SideTotals:
        return SideTotals(
            self.hold_ms + other.hold_ms, self.reps + other.reps, self.lead_ms + other.lead_ms
        )

    @property
    def dose(self) -> tuple[int, int]:
        """What was asked for: from start tone to end tone (ms), and repetitions."""
        return self.hold_ms - self.lead_ms, self.reps

    def __str__(self) -> str:
        # how long a sentence takes is no whole number of anything
        held = round(self.hold_ms, -3) if self.lead_ms else self.hold_ms
        said = [render_duration(Milliseconds(held))] if held else []
        said += [how_many(self.reps, "rep")] if self.reps else []
        return " and ".join(said) or "nothing"


class Balance(Struct, frozen=True):
    """One target, side by side."""

    target: str
    left: SideTotals
    right: SideTotals

    @property
    def even(self) -> bool:
        """Whether both sides get the same dose. What advise_leads looks at is left out."""
        return self.left.dose == self.right.dose

    def __str__(self) -> str:
        if str(self.left) == str(self.right):
            return f"{self.target}: {self.left} on each side"
        return f"{self.target}: left {self.left}, right {self.right}"


def share_of(event: Event) -> SideTotals:
    """What one event gives a body: a hold from entering it on, or one repetition."""
    if event.kind == "hold":
        return SideTotals(event.end_ms - event.start_ms + event.lead_ms, 0, event.lead_ms)
    return SideTotals(reps=int(event.kind == "rep"))


def measure_balance(events: Iterable[Event], targets: Sequence[str | None]) -> list[Balance]:
    """Add up holds and repetitions by pair and side; `targets` names the pairs in order, None for
    one that has no sides."""
    shares: dict[tuple[int, str], SideTotals] = {}
    for event in events:
        if event.pair is not None and event.side is not None:
            before = shares.get((event.pair, event.side), SideTotals())
            shares[event.pair, event.side] = before + share_of(event)
    return [
        Balance(
            target or f"pair {number}",
            shares.get((number, "left"), SideTotals()),
            shares.get((number, "right"), SideTotals()),
        )
        for number, target in enumerate(targets, 1)
        if target is not None
    ]
