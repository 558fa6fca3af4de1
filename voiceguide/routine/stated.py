"""What a line states of doses, put into an exercise or into all of a section."""

from __future__ import annotations

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.routine.dose import LONG_HOLD, Dosage, held_in_each
from voiceguide.routine.handout import Move, Section
from voiceguide.text import how_many


def move_of(title: str, say: tuple[str, ...], dosage: Dosage) -> Move:
    """An exercise with what its line says of it."""
    sets = dosage.sets if dosage.sets is not None else dosage.rounds
    between, rest = dosage.between, dosage.rest
    if dosage.where == "sets" and (sets or 1) > 1 and between is None:
        between, rest = rest, None
    return Move(
        title, dosage.hold, dosage.reps, dosage.tempo, rest, dosage.each or dosage.apiece, say,
        sets, dosage.ladder, between,
    )  # fmt: skip


def with_dose(
    section: Section, dosage: Dosage, rounds: int | None, hold: int | None, reps: int | None
) -> Section:
    """A section with what a line says of all in it; what that does not say stays."""
    if hold is None and reps is None:
        hold, reps = section.hold, section.reps
    key = "between" if dosage.where == "sets" else "rest"
    rest = {} if dosage.rest is None else {key: dosage.rest}
    rest |= {} if dosage.between is None else {"between": dosage.between}
    return replace(
        section,
        rounds=rounds or section.rounds,
        hold=hold,
        reps=reps,
        ladder=dosage.ladder or section.ladder,
        tempo=dosage.tempo or section.tempo,
        each=dosage.each or section.each,
        **rest,
    )


def told_of_all(dosage: Dosage, rounds: int | None, hold: int | None, reps: int | None) -> str:
    """What a heading states of all under it, as it is told: ", 3 rounds, 40s for each"."""
    amounts = map(render_duration, dosage.ladder) if hold else map(str, dosage.ladder)
    changing = ", ".join(amounts) if hold or reps else ""
    parts = [
        how_many(rounds, "round") if rounds else "",
        f"{changing or render_duration(hold)} for each" if hold else "",
        (f"{changing} reps" if changing else how_many(reps, "rep")) if reps else "",
        f"tempo {dosage.tempo}" if dosage.tempo else "",
        "each side" if dosage.each else "",
        f"rest {render_duration(dosage.rest)}" if dosage.rest is not None else "",
        f"{render_duration(dosage.between)} between rounds" if dosage.between is not None else "",
    ]
    return "".join(f", {part}" for part in parts if part)


def contradicts(move: Move, dosage: Dosage) -> bool:
    """Whether a later line says something else than what the move has already."""
    said = _later(move, dosage)
    both = ((move.hold, said.hold), (move.reps, said.reps), (move.sets, said.sets))
    if any(None not in pair and pair[0] != pair[1] for pair in both):
        return True
    return said.reps is not None and move.hold is not None


def amend(move: Move, dosage: Dosage) -> Move:
    """A move with what a later line says of it."""
    said = _later(move, dosage)
    return replace(
        move,
        sets=move.sets or said.sets,
        reps=move.reps or (said.reps if move.hold is None else None),
        hold=move.hold or said.hold,
        tempo=move.tempo or said.tempo,
        rest=dosage.rest if dosage.rest is not None else move.rest,
        each=move.each or dosage.each or dosage.apiece,
        ladder=move.ladder or dosage.ladder,
    )


def _later(move: Move, dosage: Dosage) -> Dosage:
    """What a later line means, once it is known what the exercise is."""
    count = dosage.count if move.hold or move.reps else None
    reps = dosage.reps if dosage.reps != count else None
    hold, tempo = dosage.hold, dosage.tempo
    if hold is not None and move.reps is not None:
        # told later of something that is counted, it is held in every repetition
        tempo = move.tempo or tempo or held_in_each(hold)
        hold = None
    sets = dosage.sets or dosage.rounds or count
    return replace(dosage, sets=sets, reps=reps, hold=hold, tempo=tempo)


def held_reps(move: Move, count: int) -> Move | None:
    """ "Hold 5 s" and below it "Repeat 10 times": repetitions with a pause; None otherwise."""
    if move.hold is None or move.hold >= LONG_HOLD or move.reps or move.sets:
        return None
    return replace(move, reps=count, hold=None, tempo=move.tempo or held_in_each(move.hold))


def rested(move: Move, rest: int) -> tuple[Move, str]:
    """A move with the rest of a line of its own, and what becomes of the one it had.

    "3 x 15, rest 45 s" and below it "Rest 2 min": the first is the one between its sets.
    """
    if move.rest is None or move.rest == rest:
        return replace(move, rest=rest), ""
    if (move.sets or 1) > 1 and move.between is None:
        return replace(move, rest=rest, between=move.rest), ""
    return replace(move, rest=rest), f"rest {render_duration(move.rest)}"
