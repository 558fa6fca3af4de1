"""Several exercises in one line: "8 x (run 60 s, walk 90 s)", "run 40 s, walk 50 s"."""

from __future__ import annotations

import re
from itertools import pairwise

from voiceguide.routine.block import MOST_ROUNDS
from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.dose import LONG_HOLD
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import Move
from voiceguide.routine.measure import CROSS
from voiceguide.routine.naming import name_of
from voiceguide.routine.stated import move_of
from voiceguide.routine.wording import wording_of


def has_several(text: str) -> bool:
    """Whether there may be more than one exercise in a line: figures in two parts of it."""
    return len([part for part in re.split(r"[,;+]", text) if re.search(r"\d", part)]) > 1


def read_compound(
    text: str, language: str, *, several: bool
) -> tuple[int, tuple[Move, ...]] | None:
    """The rounds and the exercises of such a line; None for any other.

    `several` tells that there may be more than one: then it need not state rounds.
    """
    words = wording_of(language)
    begun = re.match(
        rf"(?:{words.any_of('repeat')}[\s:]+)?(\d{{1,3}})\s*"
        rf"(?:{CROSS}|{words.any_of('times', 'rounds')})[\s:]*(?:{words.any_of('of')}\s+)?[\s(\[]*",
        text,
        re.IGNORECASE,
    )
    if not (begun or several):
        return None
    often = rf"(?:{CROSS}|{words.any_of('times', 'rounds')})"
    ended = re.search(
        rf"[\s,)]+(?:{CROSS}\s*(\d{{1,3}})|(\d{{1,3}})\s*{often})$",
        text.rstrip(" .)]"),
        re.IGNORECASE,
    )
    if begun is None and ended:
        text = text[: ended.start()]
    rounds = int(begun[1] if begun else (ended[1] or ended[2]) if ended else 1)
    if not 1 <= rounds <= MOST_ROUNDS:
        return None
    joints = rf"\s*(?:[,;/+&]|{words.any_of('also', 'then')})\s*"
    inside = text[begun.end() :] if begun else text
    parts = [part for part in re.split(joints, inside.rstrip(" .)]")) if part.strip()]
    moves = tuple(move for part in parts if (move := _move(part, language, several=len(parts) > 2)))
    told = any(
        after.hold is not None and after.hold < LONG_HOLD and before.reps is not None
        for before, after in pairwise(moves)
    )  # "bridge 10 reps, squeeze 5 s"
    return (rounds, moves) if len(moves) == len(parts) > 1 and not (told and not begun) else None


def _move(text: str, language: str, *, several: bool) -> Move | None:
    """An exercise with its own dose, None for anything else; among several "hold 4 s" is one."""
    dosage = read_dosage(text, language)
    title, say = name_of(dosage)
    held = re.search(wording_of(language).any_of("hold"), text, re.IGNORECASE)
    if title is None and held and several:
        title = held[0].capitalize()
    amount = dosage.hold is not None or dosage.reps is not None
    lost = dosage.wrong or dosage.lost or dosage.rest is not None
    if title is None or say or lost or not amount or not slug_of(title):
        return None
    return move_of(title, (), dosage)
