"""A routine and its scripts become one list of cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from voiceguide.routine.mix import breath_pattern
from voiceguide.routine.order import SCRIPT_ENDING, Step, order_steps
from voiceguide.routine.routine import Overrides, Routine, settle
from voiceguide.script.cue import Cue
from voiceguide.script.length import Length
from voiceguide.script.rendering import Job, ReadTemplate, Rendered, Run, render_job


def compose_cues(
    routine: Routine,
    read: ReadTemplate,
    overrides: Overrides = Overrides(),
    run: Run = render_job,
) -> list[Cue]:
    """Render and read every script of a session, opening to closing, in order.

    `read` finds a template's text by name; `run` has the rendering done, which may be somebody
    else's code. Raises RoutineError and ScriptError.
    """
    steps = order_steps(routine, overrides)
    return read_cues(steps, run(make_job(routine, steps, overrides), read))


def read_cues(steps: Sequence[Step], rendered: Rendered) -> list[Cue]:
    """Read what the scripts of a session came to. Raises ScriptError."""

    from voiceguide.script.parse import parse_script

    cues: list[Cue] = []
    for step, text in zip(steps, rendered.texts, strict=True):
        cues += parse_script(str(text), step.script + SCRIPT_ENDING, step.scene)
    return cues


def make_job(
    routine: Routine, steps: Sequence[Step], overrides: Overrides, *, mending: bool = False
) -> Job:
    """What has to be rendered for the steps of a session."""
    return Job(
        overrides.language or routine.language,
        seed_of(routine, overrides),
        tuple(
            (step.script + SCRIPT_ENDING, script_variables(step, routine, overrides))
            for step in steps
        ),
        frozenset(routine.vars),
        tuple(overrides.vars),
        frozenset(script_variables(steps[0], replace(routine, vars={}))),
        mending,
    )


def seed_of(routine: Routine, overrides: Overrides) -> str:
    """What `random` in scripts goes by: on one day, plan and file choose the same."""
    return f"{routine.title} {overrides.date}"


def script_variables(
    step: Step, routine: Routine, overrides: Overrides = Overrides()
) -> dict[str, Any]:
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
