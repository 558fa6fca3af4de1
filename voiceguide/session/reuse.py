"""Scripts of many sessions of one routine: a step is rendered and read once for all that make no
difference to it.

What a script comes to depends on the variables it mentions, its parts counted, and on nothing else
unless it chooses by chance. So of a session in which only the name is new, only the script that
says the name is rendered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from voiceguide.disk.cache import Cache
from voiceguide.errors import VoiceguideError
from voiceguide.routine.order import SCRIPT_ENDING, Step, order_steps
from voiceguide.routine.settle import Settled
from voiceguide.script.compose import MINUTES, heard_in, make_job
from voiceguide.script.cue import Cue
from voiceguide.script.guard import run_bounded
from voiceguide.script.joining import join_steps
from voiceguide.script.rendering import Job, ReadTemplate, Rendered
from voiceguide.script.turns import thin_chapters
from voiceguide.session.memory import Basis
from voiceguide.session.renderings import RenderedMemory, find_cues

MOST_STEPS = 20_000
"""So many steps are remembered; a session has forty."""
MOST_LENGTHS = 100
"""So many lengths of sessions are remembered."""
Key = tuple[Any, ...]


class StepMemory:
    """The steps of one routine in one language. It is for one run: texts are read once."""

    def __init__(self) -> None:
        self._mentions: Mapping[str, frozenset[str]] | None = None
        self._asked: set[tuple[object, ...]] = set()
        """The variables and doses that were asked for and found to be right."""
        self._cues: dict[Key, list[Cue]] = {}
        self._lengths: deque[tuple[object, int]] = deque(maxlen=MOST_LENGTHS)
        """What was done in the last sessions, and their minutes: the next ones may do the same."""
        self._first: tuple[Settled, RenderedMemory] | None = None
        """The first session, which is looked at again once it was spoken."""
        self._plain = False
        """Whether nothing can be remembered: chance, or parts whose names are reckoned."""

    def find(
        self,
        settled: Settled,
        read: ReadTemplate,
        _store: Cache | None,
        minutes_of: Callable[[Sequence[Cue]], int],
    ) -> RenderedMemory:
        """See find_cues. Raises RoutineError and ScriptError.

        Nothing is kept for another run: many people would leave many cues behind.
        """
        if self._plain:
            return find_cues(settled, read, None, minutes_of)
        if self._first is None:  # who makes one alone need not find out what others would share
            self._first = settled, find_cues(settled, read, None, minutes_of)
        if self._first[0] == settled:
            return self._first[1]
        steps = order_steps(settled)
        job = replace(make_job(settled, steps), tracing=True)
        reckons = "minutes" not in {**settled.routine.vars, **settled.vars}
        doses = settled.settings, settled.exercises
        likely = next((n for known, n in self._lengths if known == doses), MINUTES)
        cues = self._render(steps, job, read, likely if reckons else MINUTES)
        minutes = MINUTES
        if cues is not None and reckons:
            minutes = minutes_of(cues)
            if minutes != likely:
                self._lengths.appendleft((doses, minutes))
            if minutes != MINUTES:
                cues = self._render(steps, _lasting(job, minutes), read)
        if cues is None:
            self._plain = True
            return find_cues(settled, read, None, minutes_of)
        return RenderedMemory(cues, Basis(), minutes, "", ())

    def _render(
        self, steps: Sequence[Step], job: Job, read: ReadTemplate, likely: int = MINUTES
    ) -> tuple[Cue, ...] | None:
        """The cues of a job; None where they depend on more than is known.

        What the session needs if it lasts `likely` minutes is rendered along with it.
        """
        asked = (job.asked, job.doses, tuple(sorted({name for name, _ in job.scripts})))
        if asked not in self._asked:
            rendered = run_bounded(job, read)
            if rendered.mentions is None or rendered.chance:
                return None
            _learn(job, rendered)
            self._mentions = {**(self._mentions or {}), **rendered.mentions}
            self._asked.add(asked)
            self._make_room(())
            self._keep(self._keys(steps, job), steps, rendered)
        keys = self._keys(steps, job)
        wanted = dict(zip(keys, zip(steps, job.scripts, strict=True), strict=True))
        if likely != MINUTES:
            later = _lasting(job, likely)
            then = zip(steps, later.scripts, strict=True)
            wanted |= dict(zip(self._keys(steps, later), then, strict=True))
        missing = {key: one for key, one in wanted.items() if key not in self._cues}
        if missing:
            scripts = tuple(script for _, script in missing.values())
            few = replace(job, scripts=scripts, asked=(), doses=(), tracing=False)
            try:
                rendered = run_bounded(few, read)
            except VoiceguideError:
                if likely == MINUTES:
                    raise
                return self._render(steps, job, read)  # it may be wrong with the guess alone
            if rendered.chance:
                return None
            self._make_room(wanted)
            self._keep(list(missing), [step for step, _ in missing.values()], rendered)
        parts: list[list[Cue]] = [list(self._cues[key]) for key in keys]
        if not steps[0].short:
            parts = list(thin_chapters(steps, parts))
        return tuple(join_steps(steps, parts))

    def _keys(self, steps: Sequence[Step], job: Job) -> list[Key]:
        assert self._mentions is not None
        keys = []
        for step, (name, variables) in zip(steps, job.scripts, strict=True):
            used = [(one, repr(variables[one])) for one in self._mentions[name] if one in variables]
            keys.append((name, step.scene, step.timeless, *used))
        return keys

    def _make_room(self, needed: Collection[Key]) -> None:
        """Drop the oldest half where there are many, but none that the session at hand needs."""
        if len(self._cues) > MOST_STEPS:
            for key in list(self._cues)[: MOST_STEPS // 2]:
                if key not in needed:
                    del self._cues[key]

    def _keep(self, keys: Sequence[Key], steps: Sequence[Step], rendered: Rendered) -> None:
        from voiceguide.script.parse import parse_script

        for key, step, text in zip(keys, steps, rendered.texts, strict=True):
            if key not in self._cues:
                script = step.script + SCRIPT_ENDING
                self._cues[key] = heard_in(step, parse_script(str(text), script, step.scene))


def _lasting(job: Job, minutes: int) -> Job:
    """The same job for a session that says it lasts so many minutes."""
    scripts = tuple((name, {**variables, "minutes": minutes}) for name, variables in job.scripts)
    return replace(job, scripts=scripts)


def _learn(job: Job, rendered: Rendered) -> None:
    from voiceguide.lang.spoken import learn_numbers

    learn_numbers(job.language, rendered.numbers)
