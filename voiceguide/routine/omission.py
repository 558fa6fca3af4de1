"""A routine without some of its exercises: what one person leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.block import RoutineBlock
from voiceguide.routine.routine import Routine


def leave_out(routine: Routine, names: Sequence[str]) -> Routine:
    """The routine without these exercises. Without one exercise of a pair, the pair goes too.

    Raises UnknownName, and RoutineError where nothing would be left.
    """
    if not names:
        return routine
    known = {name for one in routine.exercises for name in one.names if name}
    for name in names:
        if name not in known:
            raise UnknownName("exercise", name, {one.name for one in routine.exercises})
    left = tuple(one for block in routine.block for one in _without(block, set(names)))
    if not left:
        raise RoutineError("nothing would be left of the routine", remedy="Leave out less.")
    return replace(routine, block=left)


def _without(block: RoutineBlock, names: set[str]) -> tuple[RoutineBlock, ...]:
    left = tuple(one for one in block.exercises if not names & set(one.names))
    if len(left) == len(block.exercises):
        return (block,)
    return (replace(block, do=left),) if left and not block.is_pair else ()
