"""Scripts of many sessions of one routine: a step is rendered and read once for all that make no
difference to it.

What a script comes to depends on the variables it mentions, its parts counted, and on nothing else
unless it chooses by chance. So of a session in which only the name is new, only the script that
says the name is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from voiceguide.disk.cache import Cache
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
Key = tuple[Any, ...]


class StepMemory:
    """The steps of one routine in one language. It is for one run: texts are read once."""

    def __init__(self) -> None:
        self._mentions: Mapping[str, frozenset[str]] | None = None
        self._asked: set[tuple[object, ...]] = set()
        """The variables and doses that were asked for and found to be right."""
        self._cues: dict[Key, list[Cue]] = {}
        self._plain = False
        """Whether nothing can be remembered: chance, or parts whose names are reckoned."""

    def find(
        self,
        settled: Settled,
        read: ReadTemplate,
        store: Cache | None,
        minutes_of: Callable[[Sequence[Cue]], int],
    ) -> RenderedMemory:
        """See find_cues. Raises RoutineError and ScriptError."""
        if self._plain:
            return find_cues(settled, read, store, minutes_of)
        steps = order_steps(settled)
        job = replace(make_job(settled, steps), tracing=True)
        cues = self._render(steps, job, read)
        minutes = MINUTES
        if cues is not None and "minutes" not in {**settled.routine.vars, **settled.vars}:
            minutes = minutes_of(cues)
            if minutes != MINUTES:
                cues = self._render(steps, _lasting(job, minutes), read)
        if cues is None:
            self._plain = True
            return find_cues(settled, read, store, minutes_of)
        return RenderedMemory(cues, Basis(), minutes, "", ())

    def _render(
        self, steps: Sequence[Step], job: Job, read: ReadTemplate
    ) -> tuple[Cue, ...] | None:
        """The cues of a job; None where they depend on more than is known."""
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
        missing = [at for at, key in enumerate(keys) if key not in self._cues]
        if missing:
            scripts = tuple(job.scripts[at] for at in missing)
            few = replace(job, scripts=scripts, asked=(), doses=(), tracing=False)
            rendered = run_bounded(few, read)
            if rendered.chance:
                return None
            self._make_room(keys)
            self._keep([keys[at] for at in missing], [steps[at] for at in missing], rendered)
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
