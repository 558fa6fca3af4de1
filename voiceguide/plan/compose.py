"""A routine and its scripts become one list of cues."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voiceguide.plan.cue import Cue
from voiceguide.plan.order import Step, order_steps
from voiceguide.plan.routine import Overrides, Routine, settle
from voiceguide.plan.script import parse_script
from voiceguide.plan.settings import Settings
from voiceguide.plan.template import Length, ReadTemplate, Renderer

SCRIPT_ENDING = ".cue.j2"


def compose_cues(
    routine: Routine, read: ReadTemplate, overrides: Overrides = Overrides()
) -> list[Cue]:
    """Render and read every script of a session, opening to closing, in order.

    `read` finds a template's text by name. Raises RoutineError and ScriptError.
    """
    settings = settle(routine, overrides)
    language = overrides.language or routine.language
    renderer = Renderer(read, language)
    cues: list[Cue] = []
    for step in order_steps(routine, overrides):
        name = step.script + SCRIPT_ENDING
        variables = {**routine.vars, **overrides.vars, **_variables(step, routine, settings)}
        cues += parse_script(renderer.render(name, variables), name, step.scene)
    return cues


def _variables(step: Step, routine: Routine, settings: Settings) -> Mapping[str, object]:
    """What a script can use, besides the routine's own [vars]."""
    dose = step.dose
    other = {"left": "right", "right": "left"}
    return {
        "title": _sayable(routine.title),
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
        "next": _sayable(step.next.spoken) if step.next else None,
        "index": step.index,
        "total": step.total,
    }


def _sayable(name: str) -> str:
    """A name without the signs that mean something in a script."""
    return " ".join(re.sub(r"(?:^|\s)/(?=\s|$)|[\[\]|#]", " ", name).split())
