"""A routine and its scripts become one list of cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from voiceguide.routine.mix import breath_pattern
from voiceguide.routine.order import SCRIPT_ENDING, Step
from voiceguide.routine.settle import Settled
from voiceguide.script.cue import Chapter, Cue, Rest
from voiceguide.script.length import Length
from voiceguide.script.rendering import Job, Rendered


def read_cues(steps: Sequence[Step], rendered: Rendered) -> list[Cue]:
    """Read what the scripts of a session came to. Raises ScriptError."""

    from voiceguide.script.parse import parse_script

    cues: list[Cue] = []
    for step, text in zip(steps, rendered.texts, strict=True):
        cues += heard_in(step, parse_script(str(text), step.script + SCRIPT_ENDING, step.scene))
    return cues


def heard_in(step: Step, cues: list[Cue]) -> list[Cue]:
    """What is heard of a step: all, but of a switch or rest of 0 s only where a chapter begins,
    and nothing that was to be said inside it."""
    if not step.timeless:
        return cues
    if not any(isinstance(cue, Chapter) for cue in cues):
        return []
    return [replace(cue, lines=()) if isinstance(cue, Rest) else cue for cue in cues]


MINUTES = 10
"""How long a script takes the session to be while nobody has laid it out, minutes."""


def make_job(
    settled: Settled, steps: Sequence[Step], *, minutes: int = MINUTES, mending: bool = False
) -> Job:
    """What has to be rendered for the steps of a session."""
    return Job(
        settled.language,
        seed_of(settled),
        tuple(
            (step.script + SCRIPT_ENDING, script_variables(step, settled, minutes))
            for step in steps
        ),
        frozenset(settled.routine.vars),
        tuple(settled.vars),
        tuple((name, key) for name, own in settled.exercises.items() for key in own),
        session_names(settled),
        mending,
    )


def session_names(settled: Settled) -> frozenset[str]:
    """The names that scripts have from the session itself."""
    return frozenset(session_variables(Step("opening", "opening"), settled))


def seed_of(settled: Settled) -> str:
    """What `random` in scripts goes by: on one day, plan and file choose the same."""
    return f"{settled.routine.title} {settled.date}"


def script_variables(step: Step, settled: Settled, minutes: int = MINUTES) -> dict[str, Any]:
    """What a script can use: what is known about the step, and the routine's own [vars].

    A name that both have is the routine's, so that a new one of ours breaks no script.
    """
    return {**session_variables(step, settled, minutes), **settled.routine.vars, **settled.vars}


def session_variables(step: Step, settled: Settled, minutes: int = MINUTES) -> dict[str, Any]:
    """What every script knows of its session and its step, whatever the routine."""
    settings = settled.settings
    title = settled.routine.title_in(settled.language)
    dose = step.dose
    other = {"left": "right", "right": "left"}
    return {
        "title": _sayable(title),
        "exercise": _sayable(step.exercise.spoken) if step.exercise else None,
        "script": step.scene.exercise,
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
        "minutes": minutes,
        "last_side": step.last_side,
        "last_target": _sayable(step.last_target),
        "last_script": step.last_script,
    }


@lru_cache(256)
def _sayable(name: str) -> str:
    """A name without the signs that mean something in a script."""
    return " ".join(re.sub(r"(?:^|\s)/(?=\s|$)|[\[\]|#]", " ", name).split())
