"""Where chapters begin: at every turn, and in a session of many turns at fewer of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from voiceguide.routine.order import Step
from voiceguide.script.cue import Chapter, Cue

MOST_CHAPTERS = 255
"""Of more, a tag has a choice: it counts its chapters in one byte."""


def thin_chapters(steps: Sequence[Step], parts: Sequence[list[Cue]]) -> Sequence[list[Cue]]:
    """The cues of each step with as many chapters as a tag can hold: one a turn, or else one a set,
    or else one an exercise."""
    for key in (_set_of, _exercise_of):
        if sum(isinstance(cue, Chapter) for part in parts for cue in part) <= MOST_CHAPTERS:
            break
        parts = _first_of_each(steps, parts, key)
    return parts


def _first_of_each(
    steps: Sequence[Step], parts: Sequence[list[Cue]], key: Callable[[Step], Hashable]
) -> Sequence[list[Cue]]:
    """Leave the first chapter of the steps that share a key."""
    seen = set[Hashable]()
    thinned = []
    for step, part in zip(steps, parts, strict=True):
        kept = []
        for cue in part:
            if isinstance(cue, Chapter) and step.block:
                if key(step) in seen:
                    continue
                seen.add(key(step))
            kept.append(cue)
        thinned.append(kept)
    return thinned


def _set_of(step: Step) -> Hashable:
    return step.index


def _exercise_of(step: Step) -> Hashable:
    doing = step.next if step.part == "rest" else step.exercise
    return step.round, step.block, doing.path if doing else ()
