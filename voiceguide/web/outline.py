"""A routine that is edited, as its page shows it: blocks, exercises, their doses and fields."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from msgspec import Struct

from voiceguide.disk.personal import config_file, load_personal
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.placeholder import without_places
from voiceguide.routine.revision import Revision, can_move, check_revision
from voiceguide.routine.routine import Overrides
from voiceguide.routine.settings import ROWS
from voiceguide.routine.settle import Settled, settle
from voiceguide.text import one_line
from voiceguide.web.draftform import EditField, list_edited
from voiceguide.web.offers import write_value
from voiceguide.web.pagewords import capitalize, fill, words_in


class OutlineExercise(Struct, frozen=True):
    """One exercise."""

    at: str
    """What a button sends: "0 2"."""
    title: str
    told: str
    """Its dose: "hold 45 s"."""
    fields: list[EditField]
    up: bool
    down: bool


class OutlineBlock(Struct, frozen=True):
    """One block."""

    at: str
    title: str
    told: str
    pair: bool
    fields: list[EditField]
    exercises: list[OutlineExercise]
    up: bool
    down: bool


def outline(revision: Revision, names: Mapping[str, str], language: str) -> list[OutlineBlock]:
    """Every block; `names` are what the plan's chapters call exercises that have a script."""
    settled = settle_draft(revision)
    words = words_in(language)
    blocks = []
    for number, block in enumerate(revision.blocks):
        own = settled.routine.block[number].exercises if settled else ()
        each = [
            OutlineExercise(
                f"{number} {place}",
                _called(one.keys, names),
                _tell_dose(settled, own[place], language) if settled else "",
                list_edited(revision, (number, place), language),
                not block.pair and can_move(revision, (number, place), -1),
                not block.pair and can_move(revision, (number, place), 1),
            )
            for place, one in enumerate(block.exercises)
        ]
        rounds = block.keys.get("rounds", 1)
        kind = "own_pair" if block.pair else "own_list"
        title = block.keys.get("target" if block.pair else "title", "")
        blocks.append(
            OutlineBlock(
                str(number),
                f"{number + 1}. {capitalize(one_line(title)) or words[kind]}",
                f"× {rounds}" if rounds != 1 else "",
                block.pair,
                list_edited(revision, (number,), language),
                each,
                can_move(revision, (number,), -1),
                can_move(revision, (number,), 1),
            )
        )
    return blocks


def settle_draft(revision: Revision) -> Settled | None:
    """What is decided for it, with the person's own defaults; None where something is wrong."""
    routine, faults = check_revision(revision)
    if routine is None or faults:
        return None
    return settle(routine, Overrides(personal=load_personal(config_file())))


def inherited(revision: Revision) -> dict[str, str]:
    """What an empty field of the whole routine stands for."""
    whole = list_edited(revision, None, "en")
    plain = settle_draft(
        Revision({**revision.head, "settings": {}}, revision.blocks, revision.short)
    )
    if plain is None:
        return {}
    return {
        field.name: write_value(ROWS[field.key], attrgetter(field.key)(plain.settings))
        for field in whole
    }


def _called(keys: Mapping[str, object], names: Mapping[str, str]) -> str:
    title = one_line(without_places(str(keys.get("title", ""))))
    script = str(keys.get("exercise", ""))
    return capitalize(title or names.get(script) or script.replace("-", " "))


def _tell_dose(settled: Settled, one: Exercise, language: str) -> str:
    if one.kind == "exercise" and one.exercise and not one.own.keys() & {"hold", "reps"}:
        return ""  # its script decides which of the two it has
    dose, words = settled.dose(one, set=1), words_in(language)
    if one.counts:
        return fill(words["reps"], dose.reps)
    return fill(words["hold"], f"{dose.hold / 1000:g}")
