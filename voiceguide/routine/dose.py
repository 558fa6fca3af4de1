"""What one line of a list says of doses, as a value; what it comes to, and its limits."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.routine.block import MOST_ROUNDS
from voiceguide.routine.handout import HOLD_LIMITS
from voiceguide.routine.kind import PHASE_LIMITS
from voiceguide.routine.measure import FoundLength
from voiceguide.routine.settings import GAP_LIMITS, REPS_LIMITS
from voiceguide.text import how_many

CUT = "\x1f"
"""Stands where a dose was taken out of a line."""
_JOINTS = " ,;:.!–—-|/+=&@~\u2022\t\x1f"
LONG_HOLD = 15_000
"""From here on "hold 30 s, 3 reps" is three holds; below, three repetitions with a pause."""
SHORT_REST = 5_000
"""A shorter rest beside repetitions is a pause in each of them."""
_USUAL = Tempo(Milliseconds(3000), Milliseconds(1000), Milliseconds(3000))
"""The tempo whose pause a short hold takes the place of."""
Where = Literal["exercise", "sets", "all"]


class Dosage(Struct, frozen=True):
    """What one line says of doses. `text` is the line with CUT in the place of each."""

    text: str
    sets: int | None = None
    rounds: int | None = None
    """Of the whole section, where it says rounds."""
    count: int | None = None
    """A bare number of times: sets of a hold, otherwise repetitions, and counted there too."""
    reps: int | None = None
    hold: int | None = None
    held: bool = False
    """Whether the line calls it a hold: "10 x, hold 5 s" is ten repetitions."""
    tempo: Tempo | None = None
    rest: int | None = None
    where: Where = "exercise"
    """What the rest stands between."""
    between: int | None = None
    """The rest between sets, where the line states another one too."""
    each: bool = False
    apiece: bool = False
    """Whether it says "10 each": sides of an exercise, exercises under a heading."""
    ladder: tuple[int, ...] = ()
    """What the hold or the repetitions are in each set: "21-15-9"."""
    taken: tuple[str, ...] = ()
    """What was decided where the line allows more than one reading."""
    left: str = ""
    """How often a week: nothing a session could do."""
    lost: tuple[tuple[str, str], ...] = ()
    """What is left out, and why: a second length, "max" for a number."""
    lengths: tuple[FoundLength, ...] = ()
    wrong: str = ""
    """What is out of all limits, "" where nothing is."""

    @property
    def pieces(self) -> list[str]:
        """What is no dose, cut at the doses."""
        return [piece for part in self.text.split(CUT) if (piece := trim(part))]

    @property
    def states(self) -> bool:
        """Whether it says how much."""
        return any(one is not None for one in (self.sets, self.count, self.reps, self.hold))

    @property
    def empty(self) -> bool:
        """Whether there is nothing of a dose in it at all."""
        said = self.states or self.rounds is not None or self.rest is not None
        return not (said or self.tempo or self.each or self.apiece or self.wrong)


def trim(text: str) -> str:
    """Leave out what only joined a piece to a dose."""
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text).strip(_JOINTS)
    for opening, closing in ("()", "[]"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, " ").replace(closing, " ")
    return " ".join(text.split()).strip(_JOINTS)


def settle(found: Dosage) -> Dosage:
    """Decide what a bare number of times means, and a hold beside repetitions."""
    sets, reps, hold, tempo = found.sets, found.reps, found.hold, found.tempo
    if found.count is not None:
        short = hold is not None and found.held and hold < LONG_HOLD
        if reps is None and (hold is None or short):
            reps = found.count
        elif sets is None:
            sets = found.count
        else:
            reps = found.count if reps is None else reps
    notes, rest = found.taken, found.rest
    if rest is not None and rest < SHORT_REST and reps is not None and hold is None:
        hold, rest = rest, None  # "pause 2 s at the top"
    if hold is not None and reps is not None:
        if hold < LONG_HOLD:
            tempo = tempo or held_in_each(hold)
            notes = (*notes, f"each rep held for {render_duration(hold)}")
            hold = None
        elif sets is None:
            sets, reps = reps, None
        else:
            notes = (*notes, f"{how_many(reps, 'rep')} of a hold left out: the hold counts")
            reps = None
    settled = replace(found, sets=sets, reps=reps, hold=hold, tempo=tempo, rest=rest, taken=notes)
    return replace(settled, wrong=_out_of_limits(settled))


def held_in_each(hold: int) -> Tempo:
    """The usual tempo with a hold in the place of its pause."""
    return Tempo(_USUAL.down, Milliseconds(min(hold, PHASE_LIMITS[1])), _USUAL.up)


def _each(amount: int | None, found: Dosage) -> tuple[int, ...]:
    """What an amount is in every set; nothing where it is not stated."""
    return () if amount is None else found.ladder or (amount,)


def _out_of_limits(found: Dosage) -> str:
    if found.ladder and found.sets != len(found.ladder):
        return f"{how_many(found.sets or 1, 'set')}, but {len(found.ladder)} numbers"
    for sets in (found.sets, found.rounds):
        if sets is not None and not 1 <= sets <= MOST_ROUNDS:
            return f"{sets} sets; it may be 1 to {MOST_ROUNDS}"
    for reps in _each(found.reps, found):
        if not REPS_LIMITS[0] <= reps <= REPS_LIMITS[1]:
            return f"{reps} reps; it may be {REPS_LIMITS[0]} to {REPS_LIMITS[1]}"
    for hold in _each(found.hold, found):
        if not HOLD_LIMITS[0] <= hold <= HOLD_LIMITS[1]:
            limits = " to ".join(map(render_duration, HOLD_LIMITS))
            return f"{render_duration(hold)} is out of range; it may be {limits}"
    for rest in (found.rest, found.between):
        if rest is not None and not GAP_LIMITS[0] <= rest <= GAP_LIMITS[1]:
            limits = " to ".join(map(render_duration, GAP_LIMITS))
            return f"a rest of {render_duration(rest)} is out of range; it may be {limits}"
    return ""
