"""Do both sides get the same? Seconds under stretch and repetitions, by target and side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from voiceguide.duration import render_duration
from voiceguide.plan.timeline import Event
from voiceguide.text import how_many


class SideTotals(Struct, frozen=True):
    """What one side of one target gets in a whole session."""

    hold_ms: int = 0
    reps: int = 0

    def __str__(self) -> str:
        said = [render_duration(self.hold_ms)] if self.hold_ms else []
        said += [how_many(self.reps, "rep")] if self.reps else []
        return " and ".join(said) or "nothing"


class Balance(Struct, frozen=True):
    """One target, side by side."""

    target: str
    left: SideTotals
    right: SideTotals

    @property
    def even(self) -> bool:
        """Whether both sides get the same."""
        return self.left == self.right

    def __str__(self) -> str:
        if self.even:
            return f"{self.target}: {self.left} on each side"
        return f"{self.target}: left {self.left}, right {self.right}"


def measure_balance(events: Iterable[Event], targets: Sequence[str]) -> list[Balance]:
    """Add up holds and repetitions by pair and side; `targets` names the pairs in order."""
    shares: dict[tuple[int, str], SideTotals] = {}
    for event in events:
        if event.pair is None or event.side is None or event.kind not in {"hold", "rep"}:
            continue
        share = shares.get((event.pair, event.side), SideTotals())
        if event.kind == "hold":
            share = SideTotals(share.hold_ms + event.end_ms - event.start_ms, share.reps)
        else:
            share = SideTotals(share.hold_ms, share.reps + 1)
        shares[event.pair, event.side] = share
    return [
        Balance(
            target or f"pair {number}",
            shares.get((number, "left"), SideTotals()),
            shares.get((number, "right"), SideTotals()),
        )
        for number, target in enumerate(targets, 1)
    ]
