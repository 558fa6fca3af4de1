"""Reading a routine file to edit it: its data, and each comment with what it stands above."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from voiceguide.errors import raise_all
from voiceguide.lang.language import by_languages
from voiceguide.lang.spots import find_comments, find_spots
from voiceguide.lang.toml import parse_toml
from voiceguide.routine.block import BOTH
from voiceguide.routine.revision import BlockDraft, ExerciseDraft, Keys, Notes, Revision
from voiceguide.routine.routine import check_routine
from voiceguide.routine.shape import Path, place_faults

Spot = tuple[int, int, Path]
"""A line, how deep what stands there is, and its path."""


@by_languages
@lru_cache(32)  # every page that is edited on offers what all routines have
def read_revision(text: str, file: str = "routine.toml") -> Revision:
    """Read a routine file to edit it, also one that has no block yet. Raises RoutineError."""
    data = parse_toml(text, file)
    key = "pair" if "pair" in data else "block"
    faults = check_routine(data)[1]
    wrong = [(path, error) for path, error in faults if path or key in data]
    raise_all(place_faults(wrong, text, file))
    head = {name: value for name, value in data.items() if name not in {"pair", "block"}}
    blocks = tuple(_block(one) for one in data.get(key, []))
    return _with_comments(Revision(head, blocks, key == "pair"), text)


def _block(data: Keys) -> BlockDraft:
    rest = {key: value for key, value in data.items() if key not in {*BOTH, "do"}}
    if "do" in data:
        return BlockDraft(tuple(ExerciseDraft(one) for one in data["do"]), False, rest)
    return BlockDraft(tuple(ExerciseDraft(data[key]) for key in BOTH), True, rest)


def _with_comments(revision: Revision, text: str) -> Revision:
    """Give each comment to what it stands above or beside."""
    spots = sorted((line, len(path), path) for path, line in find_spots(text).items())
    above, beside, tail = dict[Path, Notes](), dict[Path, str](), Notes()
    lines = text.split("\n")
    for line, words, alone in find_comments(text):
        at, path = _owner(spots, line, alone=alone)
        if path[-1:] == ("do",) and lines[at - 1].lstrip().startswith("[["):
            path = (*path, "0")
        if not path:
            tail = (*tail, words)
        elif alone or path[0] in {"pair", "block"}:
            path = _of_block(path)
            above[path] = (*above.get(path, ()), words)
        else:
            beside[path] = f"{beside[path]} {words}" if path in beside else words
    blocks = tuple(
        _with_notes(revision, number, block, above) for number, block in enumerate(revision.blocks)
    )
    head = {path: notes for path, notes in above.items() if path[0] not in {"pair", "block"}}
    return replace(revision, blocks=blocks, notes=head, beside=beside, tail=tail)


def _owner(spots: Sequence[Spot], line: int, *, alone: bool) -> tuple[int, Path]:
    """What a comment belongs to, and its line: what comes next, or what stands on its own line;
    () for nothing. `spots` are sorted: what is outermost on a line comes first."""
    after = bisect_left(spots, (line + 1, 0, ()))
    if not alone:
        after = bisect_left(spots, (spots[after - 1][0], 0, ()))
    return (spots[after][0], spots[after][2]) if after < len(spots) else (0, ())


def _of_block(path: Path) -> Path:
    """The block or exercise that a key in it belongs to."""
    if path[0] not in {"pair", "block"}:
        return path
    if len(path) > 3 and path[2] == "do":
        return path[:4]
    return path[:3] if len(path) > 2 and path[2] in BOTH else (*path, "0")[:2]


def _with_notes(
    revision: Revision, number: int, block: BlockDraft, above: Mapping[Path, Notes]
) -> BlockDraft:
    def notes(*at: int) -> Sequence[str]:
        return above.get(revision.path((number, *at)), ())

    exercises = tuple(
        replace(one, notes=tuple(notes(place))) for place, one in enumerate(block.exercises)
    )
    return replace(block, exercises=exercises, notes=tuple(notes()))
