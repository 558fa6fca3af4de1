"""The exercises that are known: of every routine there is, to be added to one that is edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from werkzeug.exceptions import ServiceUnavailable

from voiceguide.disk.library import read_text
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.routine.commented import read_revision
from voiceguide.routine.placeholder import without_places
from voiceguide.routine.revision import (
    BlockDraft,
    ExerciseDraft,
    Revision,
    add_block,
    add_exercise,
    speak,
)
from voiceguide.text import one_line
from voiceguide.web.contents import name_exercises
from voiceguide.web.offers import RoutineChoice, list_offers
from voiceguide.web.pagewords import capitalize
from voiceguide.web.plan import plan_of


class KnownExercise(Struct, frozen=True):
    """One exercise of a list, or a pair."""

    id: str
    """ROUTINE:BLOCK, and of a list :EXERCISE."""
    label: str
    block: BlockDraft
    """A block with it alone."""


def list_known(language: str) -> Iterator[tuple[str, list[KnownExercise]]]:
    """What can be said in a language, by the title of the routine it is of; each thing once."""
    seen: set[str] = set()
    names: dict[str, str] = {}
    for offer in list_offers():
        found = []
        for one in _known_of(offer, language, names):
            if one.label not in seen:
                seen.add(one.label)
                found.append(one)
        if found:
            yield offer.routine.title_in(language), found


def add_known(revision: Revision, id: str) -> Revision:
    """Add what has an id: a pair as a pair. Raises RoutineError."""
    known = {one.id: one for _, some in list_known(revision.language) for one in some}
    if id not in known:
        raise RoutineError("this exercise is not known any more", remedy="Choose another one.")
    block = known[id].block
    return add_block(revision, block) if block.pair else add_exercise(revision, block.exercises[0])


def _known_of(
    offer: RoutineChoice, language: str, names: dict[str, str]
) -> Iterator[KnownExercise]:
    """What a routine has; `names` are what chapters call exercises, and learn those of scripts."""
    try:
        revision = read_revision(read_text(Path(offer.path)))
        if not {one.exercise for one in offer.routine.exercises} <= {"", *names}:
            plan = plan_of({"routine": offer.name, "lang": language})
            names |= name_exercises(plan.timeline)
    except (VoiceguideError, ServiceUnavailable):
        return  # it cannot be said in that language, or nobody has time to look
    for number, block in enumerate(revision.blocks):
        spoken = [speak(one, revision.language, language) for one in block.exercises]
        each = [(one, _called(one, names)) for one in spoken if one is not None]
        if block.pair and len(each) == len(spoken):
            label = " + ".join(label for _, label in each)
            target = {key: value for key, value in block.keys.items() if key == "target"}
            pair = BlockDraft(tuple(_alone(one) for one, _ in each), True, target)
            yield KnownExercise(f"{offer.name}:{number}", label, pair)
        for place, (one, label) in enumerate(each if not block.pair else ()):
            yield KnownExercise(f"{offer.name}:{number}:{place}", label, BlockDraft((_alone(one),)))


def _alone(one: ExerciseDraft) -> ExerciseDraft:
    """An exercise without what belongs to the rounds of the block it was in."""
    keys = {key: value for key, value in one.keys.items() if not _by_round(key, value)}
    return ExerciseDraft(keys)


def _by_round(key: str, value: object) -> bool:
    return key in {"hold", "reps"} and isinstance(value, list)


def _called(one: ExerciseDraft, names: dict[str, str]) -> str:
    script = str(one.keys.get("exercise", ""))
    title = one_line(without_places(str(one.keys.get("title", ""))))
    return capitalize(title or names.get(script) or script.replace("-", " "))
