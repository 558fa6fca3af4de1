"""Checking a routine and its scripts: everything that is wrong, at once, without a sound."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from voiceguide.audio.decode import MOST_BED_S, MOST_SOUND_S, check_sound
from voiceguide.errors import OutputError, RoutineError, SlowScript, VoiceguideError
from voiceguide.guard import Say, Texts
from voiceguide.library import Library, read_text, show
from voiceguide.plan.advice import (
    advise_balance,
    advise_doses,
    advise_tones,
    advise_weak_side,
)
from voiceguide.plan.compose import script_variables, seed_of
from voiceguide.plan.cue import Cue, tones_of
from voiceguide.plan.order import SCRIPT_ENDING, Step, order_steps
from voiceguide.plan.place import place
from voiceguide.plan.routine import Overrides, check_routine_text
from voiceguide.plan.script import check_script
from voiceguide.plan.template import Renderer
from voiceguide.plan.timeline import Notice
from voiceguide.plan.today import settle_today
from voiceguide.plan.tones import is_sound_file
from voiceguide.problem import Problem
from voiceguide.score import Score

DAY = datetime.date(2000, 1, 1)
"""The day a routine is checked for where nobody names one."""
MOST_COLUMNS = 200
"""Of a longer line only the part around the problem is shown."""


def inspect(
    where: str, overrides: Overrides = Overrides(), date: datetime.date = DAY
) -> tuple[list[Problem], dict[str, str]]:
    """Report every problem of a routine and its scripts, each once, in the order of the session.

    `date` is the session's: sides can alternate, and `random` in scripts goes by it.

    Returns the problems, and the scripts that were read: name -> path.
    """
    errors: list[VoiceguideError | Notice] = []
    seen: dict[str, str] = {}
    read: set[str] = set()
    try:
        library = Library(where)
        read.add(show(library.found.path))
        routine, found = check_routine_text(read_text(library.found.path), show(library.found.path))
        errors += found
        if routine is not None:
            asked = settle_today(routine, overrides, date, 0)
            missing = list(library.missing(routine, asked.language or routine.language))
            errors += missing
            if not missing:
                errors += _script_errors(Score(library, routine, asked))
    except VoiceguideError as error:
        errors.append(error)
    else:
        seen = library.seen
        read |= {show(Path(path)) for path in seen.values() if path}
    problems = dict.fromkeys(_problem(one, read) for one in errors)
    if any(problem.wrong for problem in problems):
        seen = {}  # a script that is missing today may be there tomorrow: nothing to remember
    return list(problems), seen


def _script_errors(score: Score) -> list[VoiceguideError | Notice]:
    """Find what is wrong with the scripts of a session, in its order, and what is worth a warning.

    Everything is rendered in one child and laid out once; where nothing is wrong, that is the
    timeline whose sides are compared.
    """
    errors: list[VoiceguideError | Notice] = []
    steps = order_steps(score.routine, score.overrides)

    def cues() -> Iterator[Cue]:
        for step, text in zip(steps, _render(score, steps), strict=True):
            if isinstance(text, str):
                found, wrong = check_script(text, step.script + SCRIPT_ENDING, step.scene)
                errors.extend(wrong)
                errors.extend(_bad_sounds(score, found))
                yield from found
            else:
                errors.append(text)

    settings = score.settings()
    try:
        bed = score.bed_file()
        if bed:
            check_sound(bed, MOST_BED_S)
    except (RoutineError, OutputError) as error:
        errors.append(error)
    try:
        timeline, _ = place(
            cues(),
            score.estimator(),
            language=score.language,
            attention=settings.attention,
            complain=errors.append,
        )
    except VoiceguideError as error:
        errors.append(error)
    clean = all(isinstance(error, Notice) for error in errors)
    errors += [*advise_tones(settings), *advise_doses(steps), *advise_weak_side(settings)]
    return errors + list(advise_balance(list(score.balance(timeline)))) if clean else errors


def _bad_sounds(score: Score, cues: list[Cue]) -> Iterator[VoiceguideError]:
    """Say of every sound file that is not there, or cannot be played, which line asks for it."""
    missing = list(score.missing_sounds(cues))
    yield from missing
    for source, tone in () if missing else tones_of(cues):
        if is_sound_file(tone):
            try:
                check_sound(score.library.find_sound(tone), MOST_SOUND_S)
            except OutputError as error:
                error.where = str(source)
                yield error


def _render(score: Score, steps: list[Step]) -> Texts:
    """Render every script as far as it can be: its text, or what is wrong with it."""
    seed = seed_of(score.routine, score.overrides)
    renderer = Renderer(score.read, score.language, seed)

    def render(say: Say) -> Texts:
        texts: list[str | VoiceguideError] = []
        slow: dict[str, SlowScript] = {}
        for step in steps:
            name = step.script + SCRIPT_ENDING
            try:
                if name in slow:
                    raise slow[name]
                say(name)
                variables = script_variables(step, score.routine, score.overrides)
                texts.append(renderer.render(name, variables))
            except SlowScript as error:
                texts.append(slow.setdefault(name, error))
            except VoiceguideError as error:
                texts.append(error)
        return texts

    return score.render(render)


def _problem(error: VoiceguideError | Notice, read: set[str]) -> Problem:
    """Show the line a problem is in, if it is of a file that was read: a script can name others."""
    place, excerpt, column = _spot(error.where, error.problem, read)
    if isinstance(error, Notice):
        return Problem(place, f"{error.problem}.", False, excerpt, column)
    text = f"{error.problem}. {error.remedy}".strip()
    return Problem(place or "routine", text, True, excerpt, column)


def _spot(where: str, problem: str, read: set[str]) -> tuple[str, str, int]:
    """The place with its column, the line there, and the column of what the problem names."""
    match = re.fullmatch(r"(.+):(\d+)", where)
    if match is None or match.group(1) not in read:
        return where, "", 1
    try:
        lines = read_text(Path(match.group(1))).split("\n")
    except VoiceguideError:
        return where, "", 1  # that it cannot be read is the problem
    number = int(match.group(2))
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    column = len(line) - len(line.lstrip()) + 1
    for word in re.findall(r"'(.+?)'|\[(\w+)\]|^(\w+):", problem):
        at = line.find(next(filter(None, word)))
        if at >= 0:
            column = at + 1
            break
    before = max(0, column - MOST_COLUMNS // 2) if len(line) > MOST_COLUMNS else 0
    line = line.expandtabs(1)[before : before + MOST_COLUMNS]
    return f"{where}:{column}", line, column - before
