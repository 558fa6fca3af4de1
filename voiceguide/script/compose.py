"""A routine and its scripts become one list of cues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from voiceguide.lang.language import language_of
from voiceguide.lang.spoken import write_duration
from voiceguide.routine.exercise import GENERAL, Exercise
from voiceguide.routine.mix import BREATHS, breath_pattern
from voiceguide.routine.order import SCRIPT_ENDING, Step, is_back_to_back
from voiceguide.routine.placeholder import fill_places
from voiceguide.routine.settle import Dose, Settled
from voiceguide.scene import Side
from voiceguide.script.cue import Chapter, Cue, Rest
from voiceguide.script.joining import SECOND, counted_in, join_steps
from voiceguide.script.length import Length
from voiceguide.script.literal import literal
from voiceguide.script.rendering import Job, Rendered
from voiceguide.script.turns import thin_chapters
from voiceguide.tones import is_sound_file


def read_cues(steps: Sequence[Step], rendered: Rendered) -> list[Cue]:
    """Read what the scripts of a session came to. Raises ScriptError."""

    from voiceguide.script.parse import parse_script

    parts: Sequence[list[Cue]] = [
        heard_in(step, parse_script(str(text), step.script + SCRIPT_ENDING, step.scene))
        for step, text in zip(steps, rendered.texts, strict=True)
    ]
    if not steps[0].short:
        parts = thin_chapters(steps, parts)
    return list(join_steps(steps, parts))


def heard_in(step: Step, cues: list[Cue]) -> list[Cue]:
    """What is heard of a step: all, but of a switch or rest of 0 s only where a chapter begins,
    and nothing that was to be said inside it."""
    if not step.timeless:
        return cues
    if not any(isinstance(cue, Chapter) for cue in cues):
        return []
    return [replace(cue, lines=()) if isinstance(cue, Rest) else cue for cue in cues]


MOST_SHOWN = 3
"""So many tones that begin or end work are shown before they count."""
MINUTES = 10
"""How long a script takes the session to be while nobody has laid it out, minutes."""


def make_job(
    settled: Settled, steps: Sequence[Step], *, minutes: int = MINUTES, mending: bool = False
) -> Job:
    """What has to be rendered for the steps of a session."""
    whole = whole_variables(settled)
    return Job(
        settled.language,
        seed_of(settled),
        tuple(
            (step.script + SCRIPT_ENDING, script_variables(step, settled, minutes, whole))
            for step in steps
        ),
        frozenset(settled.routine.vars),
        tuple(settled.vars),
        tuple(_doses(settled)),
        session_names(settled),
        mending,
    )


def _doses(settled: Settled) -> Iterator[tuple[str, str]]:
    """The script and the setting of every `--set` for an exercise that has a script."""
    for name, own in settled.exercises.items():
        scripts = [one.exercise for one in settled.routine.exercises if name in one.names]
        yield from ((script, key) for script in dict.fromkeys(scripts) if script for key in own)


def session_names(settled: Settled) -> frozenset[str]:
    """The names that scripts have from the session itself."""
    return frozenset(session_variables(Step("opening", "opening"), settled))


def seed_of(settled: Settled) -> str:
    """What `random` in scripts goes by: on one day, plan and file choose the same."""
    return f"{settled.routine.title} {settled.date}"


def script_variables(
    step: Step, settled: Settled, minutes: int = MINUTES, whole: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What a script can use: what is known about the step, and the routine's own [vars].

    A name that both have is the routine's, so that a new one of ours breaks no script.
    """
    return {
        **session_variables(step, settled, minutes, whole),
        **settled.routine.vars,
        **settled.vars,
    }


def session_variables(
    step: Step, settled: Settled, minutes: int = MINUTES, whole: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What every script knows of its session and its step, whatever the routine; `whole` is what
    is the same in every step."""
    settings = settled.settings
    title = settled.routine.title_in(settled.language)
    dose = step.dose
    named = step.next if step.part in {"switch", "rest"} else step.exercise
    own_breath = step.exercise.breath if step.exercise else ""
    block = settled.routine.block[step.block - 1] if step.block else None
    return {
        "title": literal(title),
        "exercise": _called(step.exercise, *_turn_of(step), settled),
        "script": step.scene.exercise,
        "kind": step.kind,
        "general": bool(named and named.script == GENERAL),
        "counts": bool(named and named.counts),
        "say": words_of(step, named, settled),
        "announce": named.announce if named else True,
        "target": literal(step.target),
        "side": step.side,
        "other_side": other_side(step.side),
        "first": step.first,
        "round": step.round,
        "rounds": settings.rounds,
        "set": step.set if step.block else None,
        "sets": step.sets,
        "set_over": step.set_over,
        "block": step.block or None,
        "block_title": literal(block.title_in(settled.language)) if block else "",
        "hold": Length(dose.hold) if dose else None,
        "reps": dose.reps if dose else None,
        "tempo": str(dose.tempo) if dose else None,
        "differs": step.differs,
        "switch": Length(settings.switch),
        "rest": Length(step.gap if step.part == "rest" else settings.rest),
        "back_to_back": is_back_to_back(block, settings) if block else settings.back_to_back,
        "gap": Length(_room(step)) if step.back_to_back else None,
        "detail": settings.detail,
        "tv": settings.tv,
        "breath": breath_pattern(own_breath or settings.breath),
        "paced": _paced(step.exercise, settled),
        "next": _called(step.next, step.next_side, step.next_dose, settled),
        "index": step.index,
        "total": step.total,
        "exercises": len(settled.routine.exercises),
        **(whole_variables(settled) if whole is None else whole),
        "minutes": minutes,
        "last_side": step.last_side,
        "last_target": literal(step.last_target),
        "last_script": step.last_script,
    }


def _turn_of(step: Step) -> tuple[Side | None, Dose | None]:
    """The side and the dose of a step's exercise, which in a rest is the one just finished."""
    return (step.last_side, step.last_dose) if step.part == "rest" else (step.side, step.dose)


def _called(
    exercise: Exercise | None, side: Side | None, dose: Dose | None, settled: Settled
) -> str | None:
    """An exercise as it is said, with the side and the dose that are meant; None without one."""
    if exercise is None:
        return None
    return _filled(exercise.spoken_in(settled.language), side, dose, settled)


def _room(step: Step) -> int:
    """What is left of the rest before work for words, where the last seconds are counted (ms)."""
    doing = replace(step, next=step.exercise) if step.part == "exercise" else step
    return step.gap - SECOND * counted_in(doing)


def _paced(exercise: Exercise | None, settled: Settled) -> int:
    """Which of the exercises that pace the breath themselves it is, from 1; 0 for another."""
    if exercise is None or exercise.breath not in BREATHS:
        return 0
    paced = [one for one in settled.routine.exercises if one.breath in BREATHS]
    return paced.index(exercise) + 1


def whole_variables(settled: Settled) -> dict[str, Any]:
    """What scripts know of all the exercises of a session."""
    every = settled.routine.exercises
    counted = [one for one in every if _may_count(one)]
    held = [one for one in every if not one.counts]
    return {
        "counting": bool(counted),
        "staying": any(settled.dose(one).tempo.pause for one in counted),
        "start_tones": _tones(one.start or "start" for one in every),
        "end_tones": _tones([one.end or "end" for one in held] or ["end"]),
    }


def _tones(names: Iterable[str]) -> list[str]:
    """Tones to be shown before they count, each once; a sound of somebody's own they know."""
    return list(dict.fromkeys(name for name in names if not is_sound_file(name)))[:MOST_SHOWN]


def _may_count(exercise: Exercise) -> bool:
    """Whether repetitions may be counted in it; a script of a list decides that itself."""
    return exercise.counts or (exercise.kind == "exercise" and exercise.script != GENERAL)


def words_of(step: Step, exercise: Exercise | None, settled: Settled) -> list[str]:
    """What the routine says of an exercise, one text after the other."""
    if exercise is None:
        return []
    texts = exercise.words_in(settled.language, settled.routine.language)
    return [_filled(text, step.side, step.dose, settled) for text in texts]


def _filled(text: str, side: Side | None, dose: Dose | None, settled: Settled) -> str:
    """A text of the routine with its names filled in; scripts read nothing else in it."""
    values = {
        "side": _side_in(side, settled.language),
        "other_side": _side_in(other_side(side), settled.language),
        "hold": write_duration(dose.hold, settled.language) if dose else None,
        "reps": dose.reps if dose else None,
        **settled.routine.vars,
        **settled.vars,
    }
    return literal(fill_places(text, values))


def other_side(side: Side | None) -> Side | None:
    """The other one; None where there is no side."""
    if side is None:
        return None
    return "right" if side == "left" else "left"


def _side_in(side: Side | None, language: str) -> str | None:
    return language_of(language).words("sides")[side] if side else None
