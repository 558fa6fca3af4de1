"""Checking a routine and its scripts: everything that is wrong, at once, without a sound."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from voiceguide.audio.decode import MOST_BED_S, MOST_SOUND_S, check_sound
from voiceguide.disk.library import Library, read_text, show
from voiceguide.disk.unused import passed_over
from voiceguide.errors import OutputError, RoutineError, VoiceguideError, problems_of
from voiceguide.lang.toml import line_of
from voiceguide.plan.advice import (
    advise_balance,
    advise_doses,
    advise_intervals,
    advise_leads,
    advise_titles,
    advise_tones,
    advise_vars,
    advise_weak_side,
    advise_work,
)
from voiceguide.plan.place import place
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem, warning
from voiceguide.routine.caret import find_problem
from voiceguide.routine.exercise import GENERAL
from voiceguide.routine.order import SCRIPT_ENDING, Step, order_steps
from voiceguide.routine.routine import Overrides, Routine, check_routine_text
from voiceguide.routine.settle import Settled, settle
from voiceguide.routine.today import settle_today
from voiceguide.scene import Scene
from voiceguide.script.compose import heard_in, make_job, session_names
from voiceguide.script.cue import Cue, Enter, tones_of
from voiceguide.script.guard import run_bounded
from voiceguide.script.joining import bound, join_steps
from voiceguide.script.parse import check_script
from voiceguide.script.rendering import Texts
from voiceguide.session.attribution import attribute
from voiceguide.session.draft import Draft
from voiceguide.session.memory import Basis, basis_of
from voiceguide.session.unheard import advise_idle, advise_stray, advise_uneven, advise_unheard
from voiceguide.tones import is_sound_file

DAY = datetime.date(2000, 1, 1)
"""The day a routine is checked for where nobody names one."""
MOST_COLUMNS = 200
"""Of a longer line only the part around the problem is shown."""


def inspect(
    where: str, overrides: Overrides = Overrides(), date: datetime.date = DAY, made: int = 0
) -> tuple[list[Problem], Basis]:
    """Report every problem of a routine and its scripts, each once, in the order of the session.

    `date` is the session's: sides can alternate, and `random` in scripts goes by it. `made` is how
    often the routine was made before: `auto` detail goes by that.

    Returns the problems, and what they came from.
    """
    found: list[Problem] = []
    basis = Basis()
    library = None
    read: set[str] = set()
    try:
        library = Library(where)
        read.add(show(library.found.path))
        file = show(library.found.path)
        routine, errors = (
            (library.load_routine(), [])  # blocks of a programme, which is read as a whole
            if library.found.own
            else check_routine_text(read_text(library.found.path), file)
        )
        found += problems_of(errors)
        if routine is not None:
            at = partial(settle_today, date=date, times_made=made)
            asked, draft = _routine_problems(library, routine, overrides, at)
            known = {one.what for one in found}  # of the file, which then has no place
            asked = [one for one in asked if one.where or one.what not in known]
            inside = [one for one in asked if one.where.startswith(f"{file}:")]
            found = sorted([*found, *inside], key=lambda one: _line(one.where))
            found += [one for one in asked if one not in inside]
            if draft:
                basis = basis_of(library, draft.language, date, chance=draft.chance)
        found += passed_over(library)
    except VoiceguideError as error:
        found += error.problems
    else:
        read |= {show(path) for path in library.files}
    problems = dict.fromkeys(_shown(one, read) for one in found)
    if any(problem.wrong for problem in problems):
        basis = Basis()  # a script that is missing today may be there tomorrow
    return list(problems), basis


def _line(where: str) -> int:
    """The line of "file:line"; 0 where none is named."""
    line = where.rpartition(":")[2]
    return int(line) if line.isdigit() else 0


def _routine_problems(
    library: Library, routine: Routine, overrides: Overrides, at: Callable[[Settled], Settled]
) -> tuple[list[Problem], Draft | None]:
    """Find what is wrong with what was asked for, and with the scripts that are there. Returns what
    was looked at, too, if anything could be."""
    found: list[Problem] = []
    settled = draft = None
    for asked in (overrides, Overrides(language=overrides.language)):
        try:
            settled = settled or at(settle(routine, asked))
        except VoiceguideError as error:
            found += error.problems
    file, hidden = library.found.path, []
    if settled:
        names = session_names(settled)
        hidden = list(advise_vars(routine.vars, names, read_text(file), show(file)))
    language = (overrides.language or routine.language).lower()
    missing = list(library.missing(routine, language))
    there = [name for name in _scripts(routine) if library.find_script(name, language)]
    found += problems_of(missing)
    if there and settled:
        try:
            draft = Draft(library, settled, incomplete=bool(missing))
            found += _script_problems(draft, clean=not found)
        except VoiceguideError as error:
            found += error.problems
    return [*found, *hidden], draft


def _scripts(routine: Routine) -> dict[str, None]:
    """The scripts of a routine's exercises, each once."""
    return dict.fromkeys(one.script + SCRIPT_ENDING for one in routine.exercises)


def _script_problems(draft: Draft, *, clean: bool) -> list[Problem]:
    """Find what is wrong with the scripts of a session, in its order, and what is worth a warning.

    Everything is rendered in one child and laid out once; where nothing is wrong, that is the
    timeline whose sides are compared.
    """
    settings = draft.settings()
    findings = _Findings(draft)
    findings.look_at_bed()
    timeline = findings.lay_out(settings.attention)
    problems = findings.problems
    clean = clean and not findings.broken and not any(one.wrong for one in problems)
    problems += [*advise_tones(settings), *advise_doses(findings.steps)]
    problems += [*advise_intervals(findings.steps), *findings.one_sided()]
    problems += [
        *advise_stray(draft),
        *advise_idle(draft, findings.mentions),
        *advise_uneven(findings.steps),
    ]
    problems += [*advise_weak_side(settings), *advise_titles(draft.routine, draft.language)]
    if clean and timeline is not None:
        problems += advise_balance(list(draft.balance(timeline)))
        problems += advise_unheard(draft, findings.steps, timeline.events)
        entries = findings.entries
        problems += advise_leads(timeline.events, lambda hold: entries.get(hold.scene, "hold"))
    return problems


class _Findings:
    """What is found while the scripts of a session are read and laid out."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.problems: list[Problem] = []
        self.broken: set[str] = set()
        """Where templates are wrong."""
        self.entries: dict[Scene, str] = {}
        """Where a script says [enter]."""
        self.mentions: dict[str, frozenset[str]] = {}
        """The variables that each script mentions, as far as that is known."""
        self.steps = [
            step
            for step in order_steps(draft.settled)
            if step.part != "exercise" or draft.library.find_script(_name(step), draft.language)
        ]

    def look_at_bed(self) -> None:
        try:
            bed = self.draft.bed_file()
            if bed:
                check_sound(bed, MOST_BED_S)
        except (RoutineError, OutputError) as error:
            self.problems += error.problems

    def lay_out(self, attention: int) -> Timeline | None:
        """Place all that can be read; None where that cannot be done."""
        draft = self.draft
        length_of, language = draft.estimator(), draft.language
        try:
            timeline, _ = place(
                self._cues(), length_of, language=language, attention=attention, complain=self._note
            )
        except VoiceguideError as error:
            self._note(error.fact)
            return None
        return timeline

    def one_sided(self) -> Iterator[Problem]:
        """Warn of what is done once though its script has words for one side at a time."""
        own = {
            step.exercise.path: step
            for step in self.steps
            if step.part == "exercise" and step.exercise and step.exercise.once
            if step.script != GENERAL
        }
        alone = [
            replace(one, index=1, first=True, set=1, round=1, last_side=None, last_script=None)
            for one in own.values()
        ]
        settled = self.draft.settled.but({"detail": "full"})
        job = make_job(settled, alone, mending=True)
        rendered = iter(run_bounded(job, self.draft.read).texts if alone else [""])
        _until_text(rendered)
        file = self.draft.library.found.path
        for step in alone:
            text = _until_text(rendered)[1]
            if step.exercise and re.search(r"\bNone\b", text):
                line = line_of(read_text(file), [*step.exercise.path, "sides"])
                yield warning(
                    f"{show(file)}:{line}",
                    f"{step.script!r} is made for one side at a time: done once, nobody hears "
                    "which side is meant",
                    'Leave out sides = "once", or choose an exercise without sides.',
                )

    def _note(self, one: Problem) -> None:
        if one.where not in self.broken:  # what comes of a mistake in the template is none
            self.problems.append(one)

    def _cues(self) -> Iterator[Cue]:
        return join_steps(self.steps, self._parts())

    def _parts(self) -> Iterator[list[Cue]]:
        rendered = iter(self._render())
        self.problems += _until_text(rendered)[0]
        for step in self.steps:
            faults, text = _until_text(rendered)
            self.broken.update(fault.where for fault in faults)
            found, unread = check_script(text, _name(step), step.scene)
            found = list(attribute(heard_in(step, found), self.draft.authors))
            heard = bound(step, found)
            wrong = problems_of([*unread, *_bad_sounds(self.draft, heard)])
            kept = [fault for fault in faults if fault.what]
            kept += [one for one in wrong if one.where not in self.broken]
            self.problems += _in_order(kept)
            if faults or unread:
                found = [cue for cue in found if not isinstance(cue, Enter)]  # its hold may be lost
            else:
                self.problems += advise_work(step, found, _file(self.draft, step))
            for cue in found:
                if isinstance(cue, Enter):
                    self.entries.setdefault(step.scene, str(cue.source))
            yield found

    def _render(self) -> Texts:
        """Render every script as far as it can be: what is wrong with each, then its text.

        First comes what is wrong with the variables, and an empty text.
        """
        job = make_job(self.draft.settled, self.steps, mending=True)
        rendered = run_bounded(replace(job, tracing=True), self.draft.read)
        self.draft.chance |= rendered.chance
        for name, found in (rendered.mentions or {}).items():
            self.mentions[name.removesuffix(SCRIPT_ENDING)] = found
        return rendered.texts


def _bad_sounds(draft: Draft, cues: list[Cue]) -> Iterator[VoiceguideError]:
    """Say of every sound file that is not there, or cannot be played, which line asks for it."""
    missing = list(draft.missing_sounds(cues))
    yield from missing
    for source, tone in () if missing else tones_of(cues):
        if is_sound_file(tone):
            try:
                check_sound(draft.library.find_sound(tone), MOST_SOUND_S)
            except OutputError as error:
                error.where = str(source)
                yield error


def _in_order(kept: Sequence[Problem]) -> list[Problem]:
    """What is wrong with one script, by line; its parts after it."""
    files = list(dict.fromkeys(one.where.rpartition(":")[0] for one in kept))
    return sorted(
        kept, key=lambda one: (files.index(one.where.rpartition(":")[0]), _line(one.where))
    )


def _until_text(rendered: Iterator[str | Problem]) -> tuple[list[Problem], str]:
    """Take what is wrong with one script, and its text."""
    faults: list[Problem] = []
    for one in rendered:
        if isinstance(one, str):
            return faults, one
        faults.append(one)
    return faults, ""


def _file(draft: Draft, step: Step) -> str:
    """The script of a step, as it is shown."""
    path = draft.library.find_script(_name(step), draft.language)
    return show(Path(path)) if path else _name(step)


def _name(step: Step) -> str:
    return step.script + SCRIPT_ENDING


def _shown(problem: Problem, read: set[str]) -> Problem:
    """A problem with its column and the line there, if that is of a file that was read.

    A script can name other files. The column is that of what the problem names.
    """
    match = re.fullmatch(r"(.+):(\d+)", problem.where)
    if match is None or match.group(1) not in read:
        return problem._replace(where=problem.where or "routine")
    try:
        lines = read_text(Path(match.group(1))).split("\n")
    except VoiceguideError:
        return problem  # that it cannot be read is the problem
    number = int(match.group(2))
    # a sentence or a tag of a script goes on in the lines below, a key of a routine does not
    reach = lines[:number] if match.group(1).endswith(".toml") else lines
    number, column = find_problem(reach, number, problem.what)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    before = max(0, column - MOST_COLUMNS // 2) if len(line) > MOST_COLUMNS else 0
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", line[before : before + MOST_COLUMNS])
    place = f"{match.group(1)}:{number}:{column}"
    return problem._replace(where=place, excerpt=shown, column=column - before)
