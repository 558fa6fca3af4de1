"""A routine and its scripts become one list of cues."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.plan.cue import Cue
from voiceguide.plan.mix import breath_pattern
from voiceguide.plan.order import SCRIPT_ENDING, Step, order_steps
from voiceguide.plan.routine import Overrides, Routine, settle
from voiceguide.plan.script import parse_script
from voiceguide.plan.settings import Patch
from voiceguide.plan.template import Length, ReadTemplate, Renderer

Run = Callable[[Callable[[Callable[[str], None]], list[str]]], list[str]]
"""Runs a function that renders texts; the function tells the name of each script first."""


def run_here(render: Callable[[Callable[[str], None]], list[str]]) -> list[str]:
    """Render without any bounds but the sandbox's."""
    return render(lambda name: None)


def compose_cues(
    routine: Routine,
    read: ReadTemplate,
    overrides: Overrides = Overrides(),
    run: Run = run_here,
) -> list[Cue]:
    """Render and read every script of a session, opening to closing, in order.

    `read` finds a template's text by name; `run` runs the rendering, which may be somebody else's
    code. Raises RoutineError and ScriptError.
    """
    language = overrides.language or routine.language
    renderer = Renderer(read, language, seed_of(routine, overrides))
    steps = order_steps(routine, overrides)

    def render(say: Callable[[str], None]) -> list[str]:
        texts = []
        for error in wrong_variables(renderer, steps, routine, overrides):
            raise error
        for step in steps:
            name = step.script + SCRIPT_ENDING
            say(name)
            texts.append(renderer.render(name, script_variables(step, routine, overrides)))
        for error in wrong_variables(renderer, steps, routine, overrides, rendered=True):
            raise error
        return texts

    cues: list[Cue] = []
    for step, text in zip(steps, run(render), strict=True):
        cues += parse_script(text, step.script + SCRIPT_ENDING, step.scene)
    return cues


def wrong_variables(
    renderer: Renderer,
    steps: Sequence[Step],
    routine: Routine,
    overrides: Overrides,
    *,
    rendered: bool = False,
) -> list[RoutineError]:
    """Say of every `--var` that no script knows it, or that it would be ignored.

    Scripts can reckon the names of their parts: what such parts mention is known only once they
    were rendered, so that until then nothing is said.
    """
    if not overrides.vars:
        return []
    steps_know = set(script_variables(steps[0], replace(routine, vars={})))
    mentioned, whole = renderer.mentioned({step.script + SCRIPT_ENDING for step in steps})
    known = (mentioned | set(routine.vars)) - steps_know
    errors: list[RoutineError] = []
    for name in overrides.vars:
        if name in steps_know:
            option = f"--{name.replace('_', '-')}"
            errors.append(
                RoutineError(
                    f"{name!r} would be ignored: scripts have it from the session itself",
                    where="--var",
                    remedy=f"Use {option}." if name in Patch.__struct_fields__ else "Rename it.",
                )
            )
        elif name not in known and (whole or rendered):
            error = UnknownName("variable", name, known, where="--var")
            error.remedy = error.remedy or "No script of this routine uses one of your own."
            errors.append(error)
    return errors


def seed_of(routine: Routine, overrides: Overrides) -> str:
    """What `random` in scripts goes by: on one day, plan and file choose the same."""
    return f"{routine.title} {overrides.date}"


def script_variables(
    step: Step, routine: Routine, overrides: Overrides = Overrides()
) -> Mapping[str, object]:
    """What a script can use: the routine's own [vars], and what is known about the step."""
    settings = settle(routine, overrides)
    title = routine.title_in(overrides.language or routine.language)
    dose = step.dose
    other = {"left": "right", "right": "left"}
    return {
        **routine.vars,
        **overrides.vars,
        "title": _sayable(title),
        "exercise": _sayable(step.exercise.spoken) if step.exercise else None,
        "kind": step.kind,
        "target": _sayable(step.target),
        "side": step.side,
        "other_side": other[step.side] if step.side else None,
        "first": step.first,
        "round": step.round,
        "rounds": settings.rounds,
        "hold": Length(dose.hold) if dose else None,
        "reps": dose.reps if dose else None,
        "tempo": str(dose.tempo) if dose else None,
        "switch": Length(settings.switch),
        "rest": Length(settings.rest),
        "detail": settings.detail,
        "tv": settings.tv,
        "breath": breath_pattern(settings.breath),
        "next": _sayable(step.next.spoken) if step.next else None,
        "index": step.index,
        "total": step.total,
    }


def _sayable(name: str) -> str:
    """A name without the signs that mean something in a script."""
    return " ".join(re.sub(r"(?:^|\s)/(?=\s|$)|[\[\]|#]", " ", name).split())
