"""Filling a given time: which holds, repetitions and detail make a session that long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from voiceguide.duration import render_clock, render_duration
from voiceguide.errors import RoutineError
from voiceguide.routine.settings import (
    RECOMMENDED_HOLD,
    RECOMMENDED_REPS,
    ROWS,
    SESSION_LIMIT,
    Detail,
    Settings,
    Values,
)
from voiceguide.text import how_many

WIDER_HOLD = (10_000, 180_000)
"""How far holds may go when the recommended range does not do, milliseconds."""
WIDER_REPS = (3, 20)
NEAR_HOLD = (RECOMMENDED_HOLD[0] * 4 // 5, RECOMMENDED_HOLD[1])
"""A fifth less than recommended, where all explanations would be given up otherwise."""
NEAR_REPS = (RECOMMENDED_REPS[0] * 4 // 5, RECOMMENDED_REPS[1])
MOST_ROUNDS = int(ROWS["rounds"].kind.most)  # type: ignore[attr-defined]
STEP = 1000
"""Holds are whole seconds."""

LengthWith = Callable[[Values], int]
"""The session's length in milliseconds with some settings laid over it."""


class Filled(Struct, frozen=True):
    """What was chosen, and the length it comes to (ms)."""

    values: Values
    length_ms: int
    recommended: bool
    """Whether holds and repetitions are inside the recommended ranges."""
    left: tuple[str, ...] = ()
    """The exercises of lists that were left as they are."""
    fuller_ms: int = 0
    """The least that saying more would take (ms); 0 where no more was wanted."""

    def __str__(self) -> str:
        hold, reps = render_duration(self.values["hold"]), how_many(self.values["reps"], "rep")
        text = (
            f"holds of {hold}, {reps}, detail {self.values['detail']}: "
            f"{render_clock(self.length_ms)}"
        )
        text = text if self.recommended else f"{text} (outside the recommended ranges)"
        if self.fuller_ms:
            text = f"{text}; more words take at least {render_clock(self.fuller_ms)}"
        return f"{text}; left as written: {_named(self.left)}" if self.left else text


MOST_NAMED = 3
"""So many exercises are named; of more the rest is counted."""


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    if more <= 1:  # a name is as short as "and 1 more"
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMED])} and {more} more"


def fill_time(target: int, settings: Settings, fixed: Values, length_with: LengthWith) -> Filled:
    """Choose holds, repetitions and detail so that a session lasts at most `target` ms.

    The fullest detail that fits comes first, recommended ranges before wider ones; but a dose a
    fifth below them before no words at all. Of the choices that leave a hundredth of the time over
    at most, the nearest to the recommended ranges is taken, and of these the one that leaves least.
    What `fixed` sets is kept. Raises RoutineError that says what comes nearest.
    """
    searches = {
        detail: _Search(settings, fixed, detail, length_with)
        for detail in _details(settings, fixed)
    }
    nearest: list[int] = []
    for detail, holds, reps in _tiers(list(searches)):
        search = searches[detail]
        low, high = search.span(holds, reps)
        nearest += [low, high]
        if low <= target <= high + _slack(target):
            return _chosen(target, holds, reps, search, list(searches.values()))
    near = min(nearest, key=lambda length: abs(length - target))
    remedy = f"The nearest possible length is {render_clock(near)}."
    if target > max(nearest):
        rounds = _enough_rounds(target, settings, fixed, length_with)
        remedy += f" With {rounds} rounds (--rounds) it can." if rounds else ""
    raise RoutineError(
        f"the routine cannot last {render_duration(target)}", where="--fit", remedy=remedy
    )


Range = tuple[int, int]


def _tiers(details: Sequence[Detail]) -> Iterator[tuple[Detail, Range, Range]]:
    """What is tried, the best first: how much is said, and how far holds and repetitions may go."""
    for detail in details:
        if detail == "tones" and len(details) > 1:
            yield details[-2], NEAR_HOLD, NEAR_REPS
        yield detail, RECOMMENDED_HOLD, RECOMMENDED_REPS
    for detail in details:
        yield detail, WIDER_HOLD, WIDER_REPS


def _chosen(
    target: int, holds: Range, reps: Range, search: _Search, searches: Sequence[_Search]
) -> Filled:
    """What comes nearest in a range; and, where words are given up, what they would take."""
    hold, count = search.best(target, holds, reps)
    more = searches[: searches.index(search)]
    fuller = more[-1].at(RECOMMENDED_HOLD[0], RECOMMENDED_REPS[0]) if more else 0
    return Filled(
        search.values(hold, count),
        search.at(hold, count),
        holds == RECOMMENDED_HOLD,
        fuller_ms=fuller,
    )


def _enough_rounds(
    target: int, settings: Settings, fixed: Values, length_with: LengthWith
) -> int | None:
    """The fewest rounds that fill a time with recommended doses; None where none do."""

    def in_rounds(rounds: int, values: Values) -> int:
        return length_with({**values, "rounds": rounds})

    for rounds in range(settings.rounds + 1, MOST_ROUNDS + 1):
        for detail in _details(settings, fixed):
            search = _Search(settings, fixed, detail, partial(in_rounds, rounds))
            low, high = search.span(RECOMMENDED_HOLD, RECOMMENDED_REPS)
            if low <= target <= high + _slack(target):
                return rounds
        if low > target:  # even with the fewest words
            return None
    return None


def fill_near(target: int, settings: Settings, fixed: Values, length_with: LengthWith) -> Filled:
    """The same for a target that may be out of reach: the nearest there is inside the recommended
    ranges. Words go only as far as brief, for somebody who did not ask for tones alone."""
    near: list[Filled] = []
    (short, few), (long, many) = zip(RECOMMENDED_HOLD, RECOMMENDED_REPS, strict=True)
    for detail in _details(settings, fixed):
        if detail == "tones" and near:
            break
        search = _Search(settings, fixed, detail, length_with)
        low, high = search.span(RECOMMENDED_HOLD, RECOMMENDED_REPS)
        if low <= target <= high + _slack(target):
            found = search.best(target, RECOMMENDED_HOLD, RECOMMENDED_REPS)
            return Filled(search.values(*found), search.at(*found), True)
        near.append(Filled(search.values(short, few), low, True))
        near.append(Filled(search.values(long, many), high, True))
    return min(near, key=lambda one: abs(one.length_ms - target))


def _slack(target: int) -> int:
    """What may be left over, milliseconds, to keep holds and repetitions in their ranges."""
    return target // 100


def _strain(hold: int, reps: int) -> float:
    """How far a choice lies outside the recommended ranges, as a share of their ends."""
    below = max(RECOMMENDED_HOLD[0] / hold, RECOMMENDED_REPS[0] / reps, 1.0)
    above = max(hold / RECOMMENDED_HOLD[1], reps / RECOMMENDED_REPS[1], 1.0)
    return max(below, above)


def _details(settings: Settings, fixed: Values) -> Iterator[Detail]:
    order: list[Detail] = ["full", "brief", "tones"]
    if "detail" in fixed or settings.detail not in order:
        order = [settings.detail]
    yield from order[order.index(settings.detail) :]


class _Search:
    """Lengths for one level of detail, each measured once."""

    def __init__(
        self, settings: Settings, fixed: Values, detail: Detail, length_with: LengthWith
    ) -> None:
        self._settings = settings
        self._fixed = fixed
        self._detail = detail
        self._length_with = length_with
        self._known: dict[tuple[int, int], int] = {}

    def values(self, hold: int, reps: int) -> Values:
        """The settings that stand for a choice."""
        hold, reps = self._choice(hold, reps)
        return {"hold": hold, "reps": reps, "detail": self._detail}

    def span(self, holds: Range, reps: Range) -> Range:
        """The shortest and the longest session these allow."""
        return self.at(holds[0], reps[0]), self.at(holds[1], reps[1])

    def at(self, hold: int, reps: int) -> int:
        """The session's length with this hold (ms) and so many repetitions."""
        choice = self._choice(hold, reps)
        if choice not in self._known:
            self._known[choice] = self._length_with(self.values(*choice))
        return self._known[choice]

    def best(self, target: int, holds: tuple[int, int], reps: tuple[int, int]) -> tuple[int, int]:
        """The choice that comes nearest to `target` from below; near the usual reps if equal.

        Lengths grow with holds and with repetitions, and almost evenly: so they are reckoned from
        the four corners, and only what looks best is measured, until it is what was measured. Where
        they grow less evenly, another choice may leave a second or two less.
        """
        if "hold" in self._fixed:
            holds = (int(self._settings.hold), int(self._settings.hold))
        if "reps" in self._fixed:
            reps = (self._settings.reps, self._settings.reps)
        if self.at(holds[1], reps[1]) > SESSION_LIMIT:
            return self._best_of_all(target, holds, reps)  # how much longer, nobody can tell
        guess = _Guess(self.at, holds, reps)
        while True:
            found = [
                (hold, count)
                for count in range(reps[0], reps[1] + 1)
                if (hold := guess.longest_hold(target, count)) is not None
            ]
            near = [one for one in found if target - guess.at(*one) <= _slack(target)]
            least = min((_strain(*one) for one in near), default=0.0)
            best = min(
                [one for one in near if _strain(*one) == least] or found or [(holds[0], reps[0])],
                key=lambda one: (target - guess.at(*one), abs(one[1] - self._settings.reps)),
            )
            if not found or self._choice(*best) in self._known:
                return best
            guess.learn(*best, self.at(*best))

    def _best_of_all(
        self, target: int, holds: tuple[int, int], reps: tuple[int, int]
    ) -> tuple[int, int]:
        """The same, with all lengths measured that it could be."""
        found = [
            (longest_hold(partial(self._with_reps, count), target, holds), count)
            for count in range(reps[0], reps[1] + 1)
            if self.at(holds[0], count) <= target
        ]
        return min(
            found,
            key=lambda one: (target - self.at(*one), abs(one[1] - self._settings.reps)),
        )

    def _with_reps(self, reps: int, hold: int) -> int:
        return self.at(hold, reps)

    def _choice(self, hold: int, reps: int) -> tuple[int, int]:
        kept_hold = "hold" in self._fixed
        kept_reps = "reps" in self._fixed
        return (
            int(self._settings.hold) if kept_hold else hold,
            self._settings.reps if kept_reps else reps,
        )


def longest_hold(at: Callable[[int], int], target: int, holds: tuple[int, int]) -> int:
    """The longest hold of whole seconds that stays within `target`: lengths grow with holds."""
    low, high = holds[0] // STEP, holds[1] // STEP
    while low < high:
        middle = (low + high + 1) // 2
        if at(middle * STEP) <= target:
            low = middle
        else:
            high = middle - 1
    return low * STEP


class _Guess:
    """Lengths of all holds and repetitions, reckoned from those that were measured."""

    def __init__(
        self,
        at: Callable[[int, int], int],
        holds: tuple[int, int],
        reps: tuple[int, int],
    ) -> None:
        self._holds = holds
        self._reps = reps
        self._least = [at(holds[0], count) for count in reps]
        self._most = [at(holds[1], count) for count in reps]
        self._known: dict[int, dict[int, int]] = {}
        """Repetitions -> hold -> length."""
        for count, least, most in zip(reps, self._least, self._most, strict=True):
            self._known[count] = {holds[0]: least, holds[1]: most}

    def learn(self, hold: int, reps: int, length: int) -> None:
        """Take a length that was measured."""
        self._known.setdefault(reps, {})[hold] = length

    def at(self, hold: int, reps: int) -> int:
        """The length with this hold (ms) and so many repetitions: measured, or what the nearest
        hold that was measured with as many makes likely."""
        known = self._known.get(reps, {})
        if hold in known:
            return known[hold]
        even = self._even(hold, reps)
        if not known:
            return even
        nearest = min(known, key=lambda one: abs(one - hold))
        return known[nearest] + even - self._even(nearest, reps)

    def longest_hold(self, target: int, reps: int) -> int | None:
        """The longest hold of whole seconds that stays within `target`; None where none does."""
        if self.at(self._holds[0], reps) > target:
            return None
        return longest_hold(lambda hold: self.at(hold, reps), target, self._holds)

    def _even(self, hold: int, reps: int) -> int:
        """The length if all grew evenly between the corners."""
        along = (reps - self._reps[0]) / max(1, self._reps[1] - self._reps[0])
        up = (hold - self._holds[0]) / max(1, self._holds[1] - self._holds[0])
        least = self._least[0] + (self._least[1] - self._least[0]) * along
        most = self._most[0] + (self._most[1] - self._most[0]) * along
        return round(least + (most - least) * up)
