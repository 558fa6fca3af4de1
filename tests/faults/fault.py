"""A row of the table of faults, and what happens to it."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Generator

from msgspec import Struct

from tests.faults.stage import Stage, staged

Inject = Callable[[Stage, random.Random], Generator[str]]
"""Injects a fault again and again; yields what was lost each time, "" for nothing."""


WITHOUT_TIMES = 25
"""Without its guard a fault is injected so often at most: not every time does harm."""


PATIENCE = 600.0
"""Seconds for one row, however slow this computer is."""


class Fault(Struct, frozen=True):
    """One row."""

    name: str
    inject: Inject
    guard: str
    """What stands between the fault and a loss: a key of without.TAKEN_OUT."""
    times: int = 1
    """How often it is injected at most; a fault may have fewer ways."""
    quick: int = 1
    """The same in `make test`; 0 leaves it to `make faults`."""
    mounts: bool = False
    """True: it needs a small disk of its own, which only root may mount."""
    fuzz: bool = False
    """True: injected until its time is up, however often."""


class Tally(Struct, frozen=True):
    """How often a fault was injected, and what was lost."""

    injected: int
    losses: tuple[str, ...]


def play(
    fault: Fault, *, times: int = 0, seconds: float = 0.0, seed: int = 0, without: bool = False
) -> Tally:
    """Inject a fault so often, or for so long; without its guard only until something is lost."""
    assert times or seconds, "a fault has no end of its own"
    losses, injected, end = [], 0, time.monotonic() + (seconds or PATIENCE)
    luck = random.Random(f"{fault.name} {seed}")
    most = max(times, WITHOUT_TIMES) if without and times else times
    with (
        staged(fault.guard if without else "") as stage,
        contextlib.closing(fault.inject(stage, luck)) as injections,
    ):
        for loss in injections:
            injected += 1
            losses += [loss] if loss else []
            if (without and losses) or injected == most or time.monotonic() > end:
                break
    return Tally(injected, tuple(losses))
