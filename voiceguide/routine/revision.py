"""A routine file as it is edited: its blocks and exercises, to be moved, left out and added to.

It is what tomllib reads, and the comments, each with what it stands above: `commented.py` reads it,
`rewrite.py` writes it. What is in it is not checked here: `check_revision` asks what checks every
routine file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import RoutineError
from voiceguide.lang.language import base_of
from voiceguide.routine.block import BOTH
from voiceguide.routine.routine import Routine, check_routine
from voiceguide.routine.shape import Faults, Path

Keys = Mapping[str, Any]
"""Keys of a file, as tomllib reads them."""
Notes = tuple[str, ...]
"""Comments above something, a line each, without their sign."""
_Any = TypeVar("_Any")
At = tuple[int, ...]
"""Where something is: (block,) or (block, exercise), from 0."""


TRANSLATED = ("title", "say", "about")
"""What stands in other languages under the same name with an s."""


class ExerciseDraft(Struct, frozen=True):
    """One exercise as the file has it."""

    keys: Keys
    notes: Notes = ()


class BlockDraft(Struct, frozen=True):
    """One block: of a pair the stretch and what strengthens, of a list whatever is in it."""

    exercises: tuple[ExerciseDraft, ...]
    pair: bool = False
    keys: Keys = {}
    """Everything else of it."""
    notes: Notes = ()

    @property
    def data(self) -> Keys:
        """The table that the file has."""
        each = [one.keys for one in self.exercises]
        return {**self.keys, **(dict(zip(BOTH, each, strict=True)) if self.pair else {"do": each})}


class Revision(Struct, frozen=True):
    """A whole file."""

    head: Keys
    """Everything but its blocks."""
    blocks: tuple[BlockDraft, ...] = ()
    short: bool = False
    """Whether pairs stand as [[pair]]."""
    notes: Mapping[Path, Notes] = {}
    """The comments of the head: those above a key."""
    beside: Mapping[Path, str] = {}
    """Those behind one, on its line."""
    tail: Notes = ()

    @property
    def key(self) -> str:
        """What its blocks stand under."""
        return "pair" if self.short else "block"

    @property
    def data(self) -> Keys:
        """The whole file as it is read."""
        return {
            **self.head,
            **({self.key: [one.data for one in self.blocks]} if self.blocks else {}),
        }

    @property
    def language(self) -> str:
        """The language it is written in."""
        return str(self.head.get("language", "en"))

    def path(self, at: At) -> Path:
        """Where something stands in the file: ("block", "0", "do", "2")."""
        if len(at) < 2:
            return (self.key, str(at[0]))
        inside = (BOTH[at[1]],) if self.blocks[at[0]].pair else ("do", str(at[1]))
        return (self.key, str(at[0]), *inside)


def check_revision(revision: Revision) -> tuple[Routine | None, Faults]:
    """The routine it is, and everything that is wrong with its path in the file."""
    return check_routine(revision.data)


def move(revision: Revision, at: At, by: int) -> Revision:
    """Move a block, or an exercise of a list, one place up (-1) or down (1). At the end of its list
    an exercise goes into the next list there is. A pair moves as a whole. Raises RoutineError."""
    block = _find(revision, at)
    if block.pair or len(at) == 1:
        return replace(revision, blocks=_swap(revision.blocks, at[0], at[0] + by))
    if 0 <= at[1] + by < len(block.exercises):
        swapped = _swap(block.exercises, at[1], at[1] + by)
        return _with_block(revision, at[0], replace(block, exercises=swapped))
    other = next(iter(_lists_beyond(revision, at[0], by)), None)
    if other is None:
        raise _no_room()
    target, one = revision.blocks[other], block.exercises[at[1]]
    joined = (*target.exercises, one) if by < 0 else (one, *target.exercises)
    moved = _with_block(revision, other, replace(target, exercises=joined))
    return remove(moved, at)


def can_move(revision: Revision, at: At, by: int) -> bool:
    """Whether there is anywhere to move it."""
    try:
        move(revision, at, by)
    except RoutineError:
        return False
    return True


def remove(revision: Revision, at: At) -> Revision:
    """Leave a block or an exercise out: with either exercise of a pair the pair goes, with the last
    one of a list the list."""
    block = _find(revision, at)
    if block.pair or len(at) == 1 or len(block.exercises) == 1:
        return replace(revision, blocks=_without(revision.blocks, at[0]))
    left = replace(block, exercises=_without(block.exercises, at[1]))
    return _with_block(revision, at[0], left)


def add_block(revision: Revision, block: BlockDraft) -> Revision:
    """Put a block at the end. A file of [[pair]] becomes one of [[block]] where it has to."""
    short = revision.short or not revision.blocks
    plain = block.pair and block.keys.keys() <= {"target"}
    return replace(revision, blocks=(*revision.blocks, block), short=short and plain)


def add_exercise(revision: Revision, one: ExerciseDraft) -> Revision:
    """Put an exercise at the end: into the last list, where that is the last block."""
    if not revision.blocks or revision.blocks[-1].pair:
        return add_block(revision, BlockDraft((one,)))
    last = revision.blocks[-1]
    grown = replace(last, exercises=(*last.exercises, one))
    return _with_block(revision, len(revision.blocks) - 1, grown)


def change(revision: Revision, at: At, keys: Keys) -> Revision:
    """Give the file (), a block or an exercise other values; None takes a key out."""
    if not at:
        return replace(revision, head=_changed(revision.head, keys))
    block = _find(revision, at)
    if len(at) == 1:
        made = replace(block, keys=_changed(block.keys, keys))
        short = revision.short and {*made.keys} <= {"target"}
        return _with_block(replace(revision, short=short), at[0], made)
    one = block.exercises[at[1]]
    made_one = replace(one, keys=_changed(one.keys, keys))
    others = block.exercises
    exercises = (*others[: at[1]], made_one, *others[at[1] + 1 :])
    # an exercise of [[pair]] has no rest of its own
    short = revision.short and "rest" not in made_one.keys
    return _with_block(replace(revision, short=short), at[0], replace(block, exercises=exercises))


def count_exercises(revision: Revision) -> int:
    """How many exercises there are."""
    return sum(len(block.exercises) for block in revision.blocks)


def speak(one: ExerciseDraft, own: str, wanted: str) -> ExerciseDraft | None:
    """An exercise of a routine in the language `own`, for one in another; None where nobody knows
    how it is said there."""
    if any(
        key in one.keys and base_of(wanted) not in {base_of(own), *one.keys.get(f"{key}s", {})}
        for key in TRANSLATED
    ):
        return None
    return replace(one, keys=_turned(one.keys, own, wanted))


def speak_all(revision: Revision, wanted: str) -> Revision:
    """A routine in another language of those it is written in; the same where one is missing."""
    own, code = revision.language, base_of(wanted)
    if code == base_of(own):
        return revision
    blocks = []
    for block in revision.blocks:
        found = [speak(one, own, code) for one in block.exercises]
        exercises = tuple(one for one in found if one is not None)
        if len(exercises) < len(found):
            return revision
        keys = _turned(block.keys, own, code)
        blocks.append(replace(block, keys=keys, exercises=exercises))
    head = {**_turned(revision.head, own, code), "language": code}
    beside = {path: end for path, end in revision.beside.items() if path != ("language",)}
    return replace(revision, head=head, blocks=tuple(blocks), beside=beside)


def _turned(keys: Keys, own: str, wanted: str) -> Keys:
    """Texts in another language, where they are known, with those there were as its translation."""
    made, code = {**keys}, base_of(wanted)
    for key in TRANSLATED:
        others = dict(keys.get(f"{key}s", {}))
        if key in keys and code in others:
            made[key] = others.pop(code)
            made[f"{key}s"] = {base_of(own): keys[key], **others}
    return made


def _find(revision: Revision, at: At) -> BlockDraft:
    """The block something is in. Raises RoutineError where there is none."""
    if not (len(at) in {1, 2} and 0 <= at[0] < len(revision.blocks)):
        raise RoutineError("there is no such block")
    block = revision.blocks[at[0]]
    if len(at) == 2 and not 0 <= at[1] < len(block.exercises):
        raise RoutineError("there is no such exercise")
    return block


def _with_block(revision: Revision, number: int, block: BlockDraft) -> Revision:
    blocks = revision.blocks
    return replace(revision, blocks=(*blocks[:number], block, *blocks[number + 1 :]))


def _lists_beyond(revision: Revision, number: int, by: int) -> list[int]:
    """The lists above (-1) or below a block, the nearest first."""
    count = len(revision.blocks)
    places = range(number + by, -1 if by < 0 else count, by)
    return [one for one in places if not revision.blocks[one].pair]


def _swap(some: tuple[_Any, ...], one: int, other: int) -> tuple[_Any, ...]:
    if not 0 <= other < len(some):
        raise _no_room()
    order = list(some)
    order[one], order[other] = order[other], order[one]
    return tuple(order)


def _without(some: tuple[_Any, ...], number: int) -> tuple[_Any, ...]:
    return (*some[:number], *some[number + 1 :])


def _changed(keys: Keys, new: Keys) -> Keys:
    return {key: value for key, value in {**keys, **new}.items() if value is not None}


def _no_room() -> RoutineError:
    return RoutineError("there is nothing beyond it")
