"""When everything is heard: placed by lengths that were measured, which needs it to be spoken."""

from __future__ import annotations

from msgspec import Struct

from voiceguide.audio.studio import Studio
from voiceguide.duration import Milliseconds
from voiceguide.plan.fill import Filled
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.timeline import Sound, Timeline
from voiceguide.problem import Problem
from voiceguide.session.piece import Piece


class Timed(Struct, frozen=True):
    """A timeline whose sounds are there, what is to be said of it, and what was chosen."""

    timeline: Timeline
    notices: tuple[Problem, ...]
    filled: Filled | None
    """What was chosen to fit the time, if one was asked for."""


def settle_times(piece: Piece, studio: Studio, fit: Milliseconds | None = None) -> Timed:
    """Place a session by measured lengths, speaking what is missing, until nothing is.

    Which wording fits depends on measured lengths, and what must be spoken depends on which wording
    fits; so sentences are tried with an estimate first, spoken together, and placed again.
    """
    guess = piece.estimator()
    while True:
        missing: dict[Sound, None] = {}
        length_of = measure(studio, guess, missing)
        try:
            filled = piece.fill(fit, length_of)
            if filled:
                missing.clear()  # only the choice itself has to be spoken
            changed = filled.values if filled else None
            timeline, notices = piece.place(length_of, changed)
        except piece.undecided:
            if not missing:
                raise
        else:
            if not missing:
                return Timed(timeline, (*piece.advise(changed), *notices), filled)
        studio.record(list(missing))


def measure(studio: Studio, guess: LengthOf, missing: dict[Sound, None]) -> LengthOf:
    """The measured length of a sound, or a guess where there is none: it is noted as missing."""

    def length_of(sound: Sound) -> Milliseconds:
        known = studio.length_of(sound)
        if known is None:
            missing[sound] = None
            return guess(sound)
        return known

    return length_of
