"""Filling a given time: which holds, repetitions and detail make a session that long."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import UNSET, Struct

from voiceguide.errors import RoutineError
from voiceguide.plan.duration import render_clock, render_duration
from voiceguide.plan.settings import RECOMMENDED_HOLD, RECOMMENDED_REPS, Detail, Patch, Settings

WIDER_HOLD = (10_000, 180_000)
"""How far holds may go when the recommended range does not do, milliseconds."""
WIDER_REPS = (3, 20)
STEP = 1000
"""Holds are whole seconds."""

LengthWith = Callable[[Patch], int]
"""The session's length in milliseconds with some settings laid over it."""


class Filled(Struct, frozen=True):
    """What was chosen, and the length it comes to (ms)."""

    patch: Patch
    length_ms: int
    recommended: bool
    """Whether holds and repetitions are inside the recommended ranges."""

    def __str__(self) -> str:
        reps = "1 rep" if self.patch.reps == 1 else f"{self.patch.reps} reps"
        text = (
            f"holds of {self.patch.hold}, {reps}, detail {self.patch.detail}: "
            f"{render_clock(self.length_ms)}"
        )
        return text if self.recommended else f"{text} (outside the recommended ranges)"


def fill_time(target: int, settings: Settings, fixed: Patch, length_with: LengthWith) -> Filled:
    """Choose holds, repetitions and detail so that a session lasts at most `target` ms.

    The fullest detail that fits comes first, recommended ranges before wider ones, and among those
    the choice that leaves least of the time over. What `fixed` sets is kept. Raises RoutineError
    that names the nearest possible length.
    """
    nearest: list[int] = []
    for holds, reps in ((RECOMMENDED_HOLD, RECOMMENDED_REPS), (WIDER_HOLD, WIDER_REPS)):
        for detail in _details(settings, fixed):
            search = _Search(settings, fixed, detail, length_with)
            low, high = search.at(holds[0], reps[0]), search.at(holds[1], reps[1])
            nearest += [low, high]
            if low <= target <= high:
                found = search.best(target, holds, reps)
                recommended = holds == RECOMMENDED_HOLD
                return Filled(search.patch(*found), search.at(*found), recommended)
    near = min(nearest, key=lambda length: abs(length - target))
    raise RoutineError(
        f"the routine cannot last {render_duration(target)}",
        where="--fit",
        remedy=f"The nearest possible length is {render_clock(near)}.",
    )


def _details(settings: Settings, fixed: Patch) -> Iterator[Detail]:
    order: list[Detail] = ["full", "brief", "tones"]
    if fixed.detail is not UNSET or settings.detail not in order:
        order = [settings.detail]
    yield from order[order.index(settings.detail) :]


class _Search:
    """Lengths for one level of detail, each measured once."""

    def __init__(
        self, settings: Settings, fixed: Patch, detail: Detail, length_with: LengthWith
    ) -> None:
        self._settings = settings
        self._fixed = fixed
        self._detail = detail
        self._length_with = length_with
        self._known: dict[tuple[int, int], int] = {}

    def patch(self, hold: int, reps: int) -> Patch:
        """The settings that stand for a choice."""
        hold, reps = self._choice(hold, reps)
        return Patch(hold=render_duration(hold), reps=reps, detail=self._detail)

    def at(self, hold: int, reps: int) -> int:
        """The session's length with this hold (ms) and so many repetitions."""
        choice = self._choice(hold, reps)
        if choice not in self._known:
            self._known[choice] = self._length_with(self.patch(*choice))
        return self._known[choice]

    def best(self, target: int, holds: tuple[int, int], reps: tuple[int, int]) -> tuple[int, int]:
        """The choice that comes nearest to `target` from below; near the usual reps if equal."""
        found = [
            (self._longest_hold(target, holds, count), count)
            for count in range(reps[0], reps[1] + 1)
            if self.at(holds[0], count) <= target
        ]
        return min(
            found,
            key=lambda one: (target - self.at(*one), abs(one[1] - self._settings.reps)),
        )

    def _longest_hold(self, target: int, holds: tuple[int, int], reps: int) -> int:
        """The longest hold of whole seconds that stays within `target`: lengths grow with holds."""
        low, high = holds[0] // STEP, holds[1] // STEP
        while low < high:
            middle = (low + high + 1) // 2
            if self.at(middle * STEP, reps) <= target:
                low = middle
            else:
                high = middle - 1
        return low * STEP

    def _choice(self, hold: int, reps: int) -> tuple[int, int]:
        kept_hold = self._fixed.hold is not UNSET
        kept_reps = self._fixed.reps is not UNSET
        return (
            int(self._settings.hold) if kept_hold else hold,
            self._settings.reps if kept_reps else reps,
        )
