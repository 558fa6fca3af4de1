"""One bar over everything that takes time: full when the session is on the disk, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

Item = TypeVar("Item")
Report = Callable[[int, int], None]
"""Called with how much is done, of how much."""

STEPS = 100


class Progress:
    """Makes one bar of several stages.

    `shares` is what each stage takes of the wait, in the order they come, in any unit. A stage that
    is left out leaves its room to those that follow, and one that comes again gets a part of what
    is left: the bar never goes back.
    """

    def __init__(self, report: Report | None, shares: Mapping[str, int]) -> None:
        self._report = report
        self._shares = dict(shares)
        self._at = 0.0
        self._span = (0.0, 0.0)
        self._last = ("", 0, 0)

    def stage(self, name: str) -> Report:
        """What a stage reports to."""
        return partial(self._tell, name)

    def end(self) -> None:
        """Everything is done."""
        if self._report:
            self._report(STEPS, STEPS)

    def _tell(self, name: str, done: int, total: int) -> None:
        if self._report is None:  # it is told hundreds of times a session
            return
        if (name, total) != self._last[:2] or done < self._last[2]:
            self._span = self._at, self._at + (STEPS - self._at) * self._share(name)
        self._last = name, total, done
        start, end = self._span
        self._at = max(self._at, start + (end - start) * done / max(1, total))
        self._report(min(int(self._at), STEPS - 1), STEPS)

    def _share(self, name: str) -> float:
        """What a stage takes of the wait that is left when it begins."""
        left = list(self._shares.values())[list(self._shares).index(name) :]
        return left[0] / sum(left)


def counted(items: Iterable[Item], total: int, report: Report) -> Iterator[Item]:
    """Hand items on, and report each that was asked for."""
    for done, item in enumerate(items):
        report(done, total)
        yield item
