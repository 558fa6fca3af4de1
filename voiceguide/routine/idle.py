"""Keys of a routine that do nothing: somebody asked for something there that nobody hears."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from msgspec import Struct

from voiceguide.routine.block import RoutineBlock
from voiceguide.routine.exercise import GENERAL, Exercise
from voiceguide.routine.routine import Routine
from voiceguide.routine.settle import doses_of
from voiceguide.routine.shape import Path

Mentions = Mapping[str, Set[str]]
"""The name of a script -> the variables it mentions; a script that is not there may use any."""
PARTS = ("opening", "closing", "switch", "rest")
"""Scripts that every session has anyway."""


class Idle(Struct, frozen=True):
    """A key that does nothing: where it stands, why, and what to do."""

    path: Path
    what: str
    remedy: str


def idle_keys(routine: Routine, mentions: Mentions) -> Iterator[Idle]:
    """Every key of a block or an exercise that changes nothing in any session."""
    for block in routine.block:
        yield from _of_block(block, mentions)
        for one in block.exercises:
            yield from _of_script(one, mentions) if one.exercise else _of_general(one)


def _of_block(block: RoutineBlock, mentions: Mentions) -> Iterator[Idle]:
    path = block.exercises[0].path[: -2 if block.do else -1]
    if block.between is not None and block.rounds == 1:
        what = "'between' does nothing: the block is done in one round"
        yield Idle((*path, "between"), what, "Write rounds, or leave it out.")
    for key in block.own:
        if not any(key in _used(one, mentions) for one in block.exercises):
            what = f"{key!r} does nothing: no exercise of the block uses it"
            yield Idle((*path, key), what, "Leave it out.")


def _of_general(one: Exercise) -> Iterator[Idle]:
    for key in one.own:
        if key not in doses_of(one):
            done = "counted" if one.counts else "held"
            is_done = f"{one.spoken!r} is {done}"
            if one.kind != "exercise":
                is_done = (
                    "a stretch is held" if one.kind == "stretch" else "what strengthens is counted"
                )
            instead = "reps" if one.counts else "hold"
            remedy = f"Write {instead}, or leave it out." if key != "tempo" else "Leave it out."
            yield Idle((*one.path, key), f"{key!r} does nothing: {is_done}", remedy)


def _of_script(one: Exercise, mentions: Mentions) -> Iterator[Idle]:
    if one.exercise in PARTS:
        yield Idle(
            (*one.path, "exercise"),
            f"{one.exercise!r} is no exercise: a session has it anyway",
            "Name the script of an exercise, or write title and say.",
        )
        return
    given = [*one.own, *(key for key in ("say", "says", "breath") if getattr(one, key))]
    for key in given:
        if key not in _used(one, mentions):
            what = f"{key!r} does nothing: the script of {one.exercise!r} does not use it"
            yield Idle((*one.path, key), what, "Leave it out.")


def _used(one: Exercise, mentions: Mentions) -> Set[str]:
    """The keys that change something in an exercise."""
    if one.script == GENERAL:
        return {*doses_of(one)}
    found = mentions.get(one.script)
    if found is None:
        return {"hold", "reps", "tempo", "say", "says", "breath"}
    return {*found, "says"} if "say" in found else found
