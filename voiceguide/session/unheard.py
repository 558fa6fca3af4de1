"""What a routine has to say and nobody hears: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from voiceguide.disk.library import read_text, show
from voiceguide.lang.language import base_of
from voiceguide.lang.toml import line_of
from voiceguide.plan.balance import Balance, SideTotals
from voiceguide.plan.timeline import Event
from voiceguide.problem import Problem, warning
from voiceguide.routine.exercise import GENERAL, Exercise
from voiceguide.routine.idle import Mentions, idle_keys
from voiceguide.routine.order import Step
from voiceguide.routine.placeholder import stray_sign
from voiceguide.routine.routine import texts_of
from voiceguide.script.compose import words_of
from voiceguide.script.literal import restored
from voiceguide.session.draft import Draft


def advise_idle(draft: Draft, mentions: Mentions) -> Iterator[Problem]:
    """Warn of every key that does nothing, where it stands."""
    file = draft.library.found.path
    text = read_text(file)
    for one in idle_keys(draft.routine, mentions):
        yield warning(f"{show(file)}:{line_of(text, one.path)}", one.what, one.remedy)


def advise_stray(draft: Draft) -> Iterator[Problem]:
    """Warn of what looks like a variable or a tag in the words of a routine, and is said."""
    file = draft.library.found.path
    text = read_text(file)
    for one in draft.routine.exercises:
        for key, said in texts_of(one):
            if sign := stray_sign(said):
                yield warning(
                    f"{show(file)}:{line_of(text, [*one.path, key])}",
                    f"{sign!r} is said as it stands",
                    "A variable is written {{ side }}; there are no tags in a routine.",
                )


def advise_unheard(
    draft: Draft, steps: Iterable[Step], events: Sequence[Event]
) -> Iterator[Problem]:
    """Warn of what the general script should say of an exercise, and has no time for anywhere.

    Who asks for less detail leaves words out, and knows it.
    """
    if draft.settings().detail != "full":
        return
    heard: dict[str | None, str] = {}
    for event in events:
        if event.kind == "say":
            heard[event.exercise] = f"{heard.get(event.exercise, '')} {event.text}"
    missing: dict[tuple[str, ...], tuple[Exercise, list[str]]] = {}
    for step in steps:
        one = step.exercise
        if step.part == "exercise" and one is not None and one.script == GENERAL:
            said = [restored(text) for text in words_of(step, one, draft.settled)]
            left = [text for text in said if text not in heard.get(one.name, "")]
            before = missing.get(one.path)
            missing[one.path] = one, min(left, before[1], key=len) if before else left
    for one, left in missing.values():
        for text in left:
            yield warning(
                _say_of(draft, one),
                f"{text!r} is never heard: there is no time for it",
                "Make it shorter, or the rest before it or the work itself longer.",
            )


def _say_of(draft: Draft, one: Exercise) -> str:
    """The line with the words of an exercise in the language of the session."""
    file = draft.library.found.path
    native = base_of(draft.language) == base_of(draft.routine.language)
    path = (*one.path, "say") if native else (*one.path, "says", base_of(draft.language))
    return f"{show(file)}:{line_of(read_text(file), path)}"


def advise_uneven(steps: Iterable[Step]) -> Iterator[Problem]:
    """Warn of every exercise of a list whose sides do not get the same."""
    sums: dict[tuple[str, ...], tuple[str, dict[str, SideTotals]]] = {}
    for step in steps:
        one, dose = step.exercise, step.dose
        if step.part != "exercise" or one is None or dose is None or not step.side:
            continue
        if one.kind == "exercise":
            share = SideTotals(reps=dose.reps) if one.counts else SideTotals(dose.hold)
            _, sides = sums.setdefault(one.path, (one.name, {}))
            sides[step.side] = sides.get(step.side, SideTotals()) + share
    for name, sides in sums.values():
        both = Balance(name, sides.get("left", SideTotals()), sides.get("right", SideTotals()))
        if not both.even:
            yield warning(name, f"the sides differ: left {both.left}, right {both.right}")
