"""Several exercises in one line: "8 x (run 60 s, walk 90 s)", "run 40 s, walk 50 s"."""

from __future__ import annotations

import re

from voiceguide.routine.block import MOST_ROUNDS
from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.handout import Move
from voiceguide.routine.measure import CROSS
from voiceguide.routine.naming import name_of
from voiceguide.routine.stated import move_of
from voiceguide.routine.wording import wording_of


def read_compound(
    text: str, language: str, *, several: bool
) -> tuple[int, tuple[Move, ...]] | None:
    """The rounds and the exercises of such a line; None for any other.

    `several` tells that there is more than one length in it: then it need not state rounds.
    """
    words = wording_of(language)
    begun = re.match(
        rf"(?:{words.any_of('repeat')}[\s:]+)?(\d{{1,3}})\s*"
        rf"(?:{CROSS}|{words.any_of('times', 'rounds')})[\s:]*(?:{words.any_of('of')}\s+)?[\s(\[]*",
        text,
        re.IGNORECASE,
    )
    rounds = int(begun[1]) if begun else 1
    if not (begun or several) or not 1 <= rounds <= MOST_ROUNDS:
        return None
    joints = rf"\s*(?:[,;/+&]|{words.any_of('also', 'then')})\s*"
    inside = text[begun.end() :] if begun else text
    parts = [part for part in re.split(joints, inside.rstrip(" .)]")) if part.strip()]
    moves = tuple(move for part in parts if (move := _move(part, language)))
    return (rounds, moves) if len(moves) == len(parts) > 1 else None


def _move(text: str, language: str) -> Move | None:
    """An exercise with its own dose, None for anything else."""
    dosage = read_dosage(text, language)
    title, say = name_of(dosage)
    amount = dosage.hold is not None or dosage.reps is not None
    if title is None or say or dosage.wrong or not amount or dosage.rest is not None:
        return None
    return move_of(title, (), dosage)
