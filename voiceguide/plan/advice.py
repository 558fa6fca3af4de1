"""Doses outside the recommended ranges, and sides that do not get the same: worth a warning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import UNSET

from voiceguide.duration import render_duration
from voiceguide.lang.language import base_of
from voiceguide.lang.toml import line_of
from voiceguide.plan.balance import Balance
from voiceguide.plan.timeline import Event
from voiceguide.problem import Problem, warning
from voiceguide.routine.exercise import GENERAL, in_language
from voiceguide.routine.mix import BREATHS
from voiceguide.routine.order import Step
from voiceguide.routine.routine import Routine
from voiceguide.routine.settings import RECOMMENDED_HOLD, RECOMMENDED_REPS, Settings
from voiceguide.routine.settle import Dose
from voiceguide.scene import Action
from voiceguide.script.cue import Cue, Hold, Reps
from voiceguide.script.joining import counted_in, counts_out, is_joined
from voiceguide.text import how_many


def advise_doses(steps: list[Step]) -> Iterator[Problem]:
    """Warn once about every exercise whose hold or repetitions lie outside what is recommended."""
    seen: set[tuple[str, int]] = set()
    told: set[Problem] = set()
    for step in steps:
        if step.part != "exercise" or step.exercise is None or step.dose is None:
            continue
        name = step.exercise.name
        if (name, step.set) in seen:
            continue
        seen.add((name, step.set))
        for problem in _outside(step.kind, name, step.dose):
            if problem not in told:
                told.add(problem)
                yield problem


def _outside(kind: Action | None, name: str, dose: Dose) -> Iterator[Problem]:
    """What lies outside of the ranges, which are for pairs."""
    low, high = RECOMMENDED_HOLD
    if kind == "stretch" and not low <= dose.hold <= high:
        yield warning(
            name,
            f"a hold of {render_duration(dose.hold)} is outside the recommended "
            f"{render_duration(low)} to {render_duration(high)}",
        )
    if kind == "strengthen" and not RECOMMENDED_REPS[0] <= dose.reps <= RECOMMENDED_REPS[1]:
        are = "is" if dose.reps == 1 else "are"
        yield warning(
            name,
            f"{how_many(dose.reps, 'repetition')} {are} outside the recommended "
            f"{RECOMMENDED_REPS[0]} to {RECOMMENDED_REPS[1]}",
        )


def advise_intervals(steps: list[Step]) -> Iterator[Problem]:
    """Warn of seconds that cannot be counted, and of a breath that nobody paces."""
    told = set[str]()
    for step in steps:
        doing = step.next if step.part in {"switch", "rest"} else step.exercise
        if doing is None or doing.name in told:
            continue
        if doing.breath in BREATHS and doing.counts and doing.script == GENERAL:
            told.add(doing.name)
            yield warning(
                doing.name,
                "its breath is not paced: repetitions are counted in it",
                "Give it a hold in the place of reps, or leave out breath.",
            )
        if is_joined(step) and doing.count_in > counted_in(step) and not counts_out(step):
            told.add(doing.name)
            yield _uncounted(step, doing.name, doing.count_in)


def _uncounted(step: Step, name: str, asked: int) -> Problem:
    """What to say where a rest, which begins with the end tone, is too short to count in."""
    there, rest = counted_in(step), f"a {step.part} of {render_duration(step.gap)}"
    what = f"{how_many(asked, 'second')} cannot be counted in {rest}"
    return warning(
        name,
        f"only {there} of {how_many(asked, 'second')} can be counted in {rest}" if there else what,
        f"Give it {asked + 2}s, or leave out count_in.",
    )


def advise_titles(routine: Routine, language: str) -> Iterator[Problem]:
    """Warn of titles that are said in another language than everything around them."""
    code = base_of(language)
    if code == base_of(routine.language):
        return
    said = {one.name: one.titles for one in routine.exercises if one.title is not UNSET}
    for name, titles in said.items():
        if not in_language(language, titles):
            yield warning(
                name,
                f"there is no title in {code!r}, so it is said in {routine.language!r}",
                f'Write titles.{code} = "..." beside it.',
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


MOST_LEAD = 10_000
"""The longest a body should be in a position before the start tone, milliseconds."""
MOST_APART = 3000
"""How far the leads of two sides may lie apart, milliseconds."""

_Turn = tuple[object, ...]


def advise_leads(events: Iterable[Event], where: Callable[[Event], str]) -> Iterator[Problem]:
    """Warn where a body is long in its position before the start tone, or on one side longer.

    `where` finds the line that says [enter] for a hold.
    """
    turns: dict[_Turn, dict[str | None, Event]] = {}
    number: Counter[_Turn] = Counter()
    for hold in events:
        if hold.entered_ms is UNSET:
            continue
        turn = (hold.round, hold.block, hold.set, hold.pair, hold.exercise, hold.action)
        number[*turn, hold.side] += 1  # one turn may have several
        turns.setdefault((*turn, number[*turn, hold.side]), {})[hold.side] = hold
        if hold.lead_ms > MOST_LEAD:
            on = f" on the {hold.side} side" if hold.side else ""
            yield warning(
                where(hold),
                f"[enter] comes {_seconds(hold.lead_ms)} before the start tone{on}, and "
                f"{_seconds(MOST_LEAD)} is the most",
                "Teach the position before [enter], or say more inside the hold.",
            )
    for sides in turns.values():
        left, right = sides.get("left"), sides.get("right")
        if left and right and abs(left.lead_ms - right.lead_ms) > MOST_APART:
            longer, shorter = sorted((left, right), key=lambda one: -one.lead_ms)
            yield warning(
                where(longer),
                f"[enter] comes {_seconds(longer.lead_ms)} before the start tone on the "
                f"{longer.side} side and {_seconds(shorter.lead_ms)} on the {shorter.side}, so "
                f"the {longer.side} side gets more",
                f"Keep them within {_seconds(MOST_APART)} of each other.",
            )


def _seconds(length: int) -> str:
    return f"{length / 1000:.3g} s" if length % 1000 == 0 else f"{length / 1000:.1f} s"


def advise_work(step: Step, cues: Sequence[Cue], file: str) -> Iterator[Problem]:
    """Warn of a stretch that nobody holds and a strengthener that nobody counts."""
    if step.part != "exercise":
        return
    if step.kind == "stretch" and not any(isinstance(cue, Hold) for cue in cues):
        yield warning(
            file,
            "there is no [hold] in it, so nobody is told to hold this stretch",
            "Write [hold {{ hold }}] ... [end].",
        )
    if step.kind == "strengthen" and not any(isinstance(cue, Reps) for cue in cues):
        yield warning(
            file,
            "there is no [reps] in it, so nobody counts this exercise",
            "Write [reps {{ reps }} tempo {{ tempo }}] ... [end].",
        )


def advise_vars(
    names: Iterable[str], known: Collection[str], text: str, file: str
) -> Iterator[Problem]:
    """Warn of a name in [vars], in the text of a routine file, that scripts have anyway."""
    for name in names:
        if name in known:
            yield warning(
                f"{file}:{line_of(text, ['vars', name])}",
                f"{name!r} in [vars] stands in for what scripts know by that name",
                "Choose another name, unless that is meant.",
            )


def advise_balance(balances: list[Balance]) -> Iterator[Problem]:
    """Warn about every target whose sides do not get the same."""
    for one in balances:
        if not one.even:
            yield warning(one.target, f"the sides differ: left {one.left}, right {one.right}")
