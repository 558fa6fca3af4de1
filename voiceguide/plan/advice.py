"""Doses outside the recommended ranges, and sides that do not get the same: worth a warning."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.duration import render_duration
from voiceguide.plan.balance import Balance
from voiceguide.problem import Problem, warning
from voiceguide.routine.order import Step
from voiceguide.routine.settings import RECOMMENDED_HOLD, RECOMMENDED_REPS, Settings
from voiceguide.text import how_many


def advise_doses(steps: list[Step]) -> Iterator[Problem]:
    """Warn once about every exercise whose hold or repetitions lie outside what is recommended."""
    seen: set[str] = set()
    for step in steps:
        if step.exercise is None or step.dose is None or step.exercise.exercise in seen:
            continue
        hold, reps = step.dose.hold, step.dose.reps
        low, high = RECOMMENDED_HOLD
        if step.part != "exercise":
            continue
        seen.add(step.exercise.exercise)
        if step.kind == "stretch" and not low <= hold <= high:
            yield warning(
                step.exercise.exercise,
                f"a hold of {render_duration(hold)} is outside the recommended "
                f"{render_duration(low)} to {render_duration(high)}",
            )
        if step.kind == "strengthen" and not RECOMMENDED_REPS[0] <= reps <= RECOMMENDED_REPS[1]:
            are = "is" if reps == 1 else "are"
            yield warning(
                step.exercise.exercise,
                f"{how_many(reps, 'repetition')} {are} outside the recommended "
                f"{RECOMMENDED_REPS[0]} to {RECOMMENDED_REPS[1]}",
            )


def advise_tones(settings: Settings) -> Iterator[Problem]:
    """Warn when neither tones nor words tell of the start and the end of a hold."""
    if settings.tones == "none" and settings.detail == "tones":
        yield warning("tones", "nothing is heard at the start and the end of a hold")


def advise_weak_side(settings: Settings) -> Iterator[Problem]:
    """Warn where a weak side gets nothing more, or something more goes to no side."""
    more = settings.weak_extra or settings.weak_reps
    if settings.weak_side != "none" and not more:
        yield warning("weak_side", "no extra is set: give weak_extra or weak_reps too")
    if settings.weak_side == "none" and more:
        yield warning("weak_extra", "no weak side is set: give weak_side too")


def advise_balance(balances: list[Balance]) -> Iterator[Problem]:
    """Warn about every target whose sides do not get the same."""
    for one in balances:
        if not one.even:
            yield warning(one.target, f"the sides differ: left {one.left}, right {one.right}")
