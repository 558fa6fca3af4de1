"""What a line states of doses, put into an exercise or into all of a section."""

from __future__ import annotations

from msgspec.structs import replace

from voiceguide.routine.dose import Dosage, held_in_each
from voiceguide.routine.handout import Move, Section


def move_of(title: str, say: tuple[str, ...], dosage: Dosage) -> Move:
    """An exercise with what its line says of it."""
    return Move(
        title, dosage.hold, dosage.reps, dosage.tempo, dosage.rest, dosage.each, say,
        dosage.sets if dosage.sets is not None else dosage.rounds,
    )  # fmt: skip


def with_dose(
    section: Section, dosage: Dosage, rounds: int | None, hold: int | None, reps: int | None
) -> Section:
    """A section with what a line says of all in it; what that does not say stays."""
    if hold is None and reps is None:
        hold, reps = section.hold, section.reps
    key = "between" if dosage.where == "sets" else "rest"
    rest = {} if dosage.rest is None else {key: dosage.rest}
    return replace(
        section,
        rounds=rounds or section.rounds,
        hold=hold,
        reps=reps,
        tempo=dosage.tempo or section.tempo,
        each=dosage.each or section.each,
        **rest,
    )


def amend(move: Move, dosage: Dosage) -> Move:
    """A move with what a later line says of it."""
    count = dosage.count if move.hold or move.reps else None
    sets = dosage.sets or dosage.rounds or count
    reps = dosage.reps if dosage.reps != count else None
    hold, tempo = dosage.hold, dosage.tempo
    if hold is not None and move.reps is not None:
        # told later of something that is counted, it is held in every repetition
        tempo = move.tempo or tempo or held_in_each(hold)
        hold = None
    return replace(
        move,
        sets=move.sets or sets,
        reps=move.reps or (reps if move.hold is None else None),
        hold=move.hold or hold,
        tempo=move.tempo or tempo,
        rest=dosage.rest if dosage.rest is not None else move.rest,
        each=move.each or dosage.each,
    )
