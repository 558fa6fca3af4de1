"""Several exercises in one line: "8 x (run 60 s, walk 90 s)", "run 40 s, walk 50 s"."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

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
    stated, inside = _rounds(text, language)
    if not (stated or several) or not 1 <= (stated or 1) <= MOST_ROUNDS:
        return None
    words = wording_of(language)
    joints = rf"\s*(?:[,;/+&]|{words.any_of('also', 'then')})\s*"
    parts = [part for part in re.split(joints, inside.rstrip(" .)]")) if part.strip(" .()[]")]
    moves = _moves(parts, language)
    told = any(
        after.hold is not None and after.hold < LONG_HOLD and before.reps is not None
        for before, after in pairwise(moves)
    )  # "bridge 10 reps, squeeze 5 s"
    return (stated or 1, moves) if len(moves) > 1 and not (told and not stated) else None


def _rounds(text: str, language: str) -> tuple[int | None, str]:
    """The rounds that such a line begins or ends with, None for none, and what else it says."""
    words = wording_of(language)
    often = rf"(?:{CROSS}|{words.any_of('times', 'rounds')})"
    begun = re.match(
        rf"(?:{words.any_of('repeat')}[\s:]+)?(\d{{1,3}})\s*{often}[\s:]*"
        rf"(?:{words.any_of('of')}\s+)?[\s(\[]*",
        text,
        re.IGNORECASE,
    )
    if begun:
        return int(begun[1]), text[begun.end() :]
    ended = re.search(
        rf"[\s,)]+(?:{CROSS}\s*(\d{{1,3}})|(\d{{1,3}})\s*{often})$",
        text.rstrip(" .)]"),
        re.IGNORECASE,
    )
    return (int(ended[1] or ended[2]), text[: ended.start()]) if ended else (None, text)


def _moves(parts: list[str], language: str) -> tuple[Move, ...]:
    """An exercise of every part, a rest being that of the one before it; nothing where a part is
    neither."""
    moves: list[Move] = []
    for part in parts:
        dosage = read_dosage(part, language)
        move = _move(part, language, several=len(parts) > 2)
        if move is not None:
            moves.append(move)
        elif moves and dosage.rest is not None and not (dosage.pieces or dosage.states):
            moves[-1] = replace(moves[-1], rest=dosage.rest)
        else:
            return ()
    return tuple(moves)


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
