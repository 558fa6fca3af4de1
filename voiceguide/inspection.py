"""Checking a routine and its scripts: everything that is wrong, at once, without a sound."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from voiceguide.errors import FitError, ScriptError, VoiceguideError
from voiceguide.guard import Say, run_bounded
from voiceguide.library import Library, read_text, show
from voiceguide.plan.advice import advise_balance, advise_doses, advise_tones
from voiceguide.plan.compose import script_variables
from voiceguide.plan.order import SCRIPT_ENDING, Step, order_steps
from voiceguide.plan.place import place
from voiceguide.plan.routine import Overrides, Routine, check_routine_text
from voiceguide.plan.script import check_script
from voiceguide.plan.template import Renderer
from voiceguide.plan.timeline import Notice
from voiceguide.plan.today import settle_today
from voiceguide.problem import Problem
from voiceguide.score import Score

DAY = datetime.date(2000, 1, 1)
"""`alternate` sides are checked as of this day: every day has the same problems."""


def inspect(where: str, overrides: Overrides = Overrides()) -> tuple[list[Problem], dict[str, str]]:
    """Report every problem of a routine and its scripts, each once, in the order of the session.

    Returns the problems, and the scripts that were read: name -> path.
    """
    errors: list[VoiceguideError | Notice] = []
    seen: dict[str, str] = {}
    try:
        library = Library(where)
        routine, found = check_routine_text(read_text(library.found.path), show(library.found.path))
        errors += found
        if routine is not None:
            errors += _script_errors(library, routine, overrides)
            seen = library.seen
    except VoiceguideError as error:
        errors.append(error)
    problems: dict[Problem, None] = {}
    for one in errors:
        problems[_problem(one)] = None
    return list(problems), seen


def _script_errors(
    library: Library, routine: Routine, overrides: Overrides
) -> Iterator[VoiceguideError | Notice]:
    overrides = settle_today(routine, overrides, DAY, 0)
    score = Score(library, routine, overrides)
    score.bed_file()
    renderer = Renderer(score.read, score.language)
    steps = order_steps(routine, overrides)
    clean = True
    for step in steps:
        try:
            for error in _step_errors(step, score, renderer):
                clean = clean and isinstance(error, Notice)
                yield error
        except VoiceguideError as error:
            clean = False
            yield error
    yield from advise_tones(score.settings())
    yield from advise_doses(steps)
    if clean:
        timeline, _ = score.place(score.estimator())
        yield from advise_balance(list(score.balance(timeline)))


def _step_errors(
    step: Step, score: Score, renderer: Renderer
) -> Iterator[VoiceguideError | Notice]:
    name = step.script + SCRIPT_ENDING
    variables = script_variables(step, score.routine, score.overrides)

    def render(say: Say) -> list[str]:
        say(name)
        return [renderer.render(name, variables)]

    [text] = run_bounded(render)
    cues, errors = check_script(text, name)
    yield from errors
    for cue in cues:
        try:
            _, notices = place([cue], score.estimator(), language=score.language)
            yield from notices
        except (FitError, ScriptError) as error:
            yield error


def _problem(error: VoiceguideError | Notice) -> Problem:
    if isinstance(error, Notice):
        place, excerpt, column = _spot(error.where, error.problem)
        return Problem(place, f"{error.problem}.", False, excerpt, column)
    place, excerpt, column = _spot(error.where, error.problem)
    text = f"{error.problem}. {error.remedy}".strip()
    return Problem(place or "routine", text, True, excerpt, column)


def _spot(where: str, problem: str) -> tuple[str, str, int]:
    """The place with its column, the line there, and the column of what the problem names."""
    match = re.fullmatch(r"(.+):(\d+)", where)
    if match is None or not Path(match.group(1)).is_file():
        return where, "", 1
    lines = read_text(Path(match.group(1))).splitlines()
    number = int(match.group(2))
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    column = len(line) - len(line.lstrip()) + 1
    for word in re.findall(r"'(.+?)'|\[(\w+)\]|^(\w+):", problem):
        at = line.find(next(filter(None, word)))
        if at >= 0:
            column = at + 1
            break
    return f"{where}:{column}", line.expandtabs(1), column
