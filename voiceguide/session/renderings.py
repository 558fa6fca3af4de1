"""What scripts came to is remembered in the cache: a rebuild renders nothing and loads no Jinja2.

The cues of a session depend on its variables and on every text that was read for it, and on
nothing else: not on the voice, the engine or the day. The day counts only where a script chooses
by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec
from msgspec import Struct

from voiceguide.disk.cache import Cache, make_key
from voiceguide.lang.spoken import learn_numbers
from voiceguide.routine.order import Step, order_steps
from voiceguide.routine.settle import Settled
from voiceguide.script.compose import MINUTES, make_job, read_cues
from voiceguide.script.cue import Cue
from voiceguide.script.rendering import Job, ReadTemplate
from voiceguide.session.memory import Basis, code_stamp, digest_of, languages_stamp


class RenderedMemory(Struct, frozen=True):
    """The cues of a session, and what they came from."""

    cues: tuple[Cue, ...]
    basis: Basis
    minutes: bool
    """Whether a script looked up how long the session is."""
    numbers: tuple[str, ...]
    """The numbers of the language in words; see learn_numbers."""


class FoundCues(Struct, frozen=True):
    """The cues of a session, and what they went by."""

    cues: tuple[Cue, ...]
    minutes: int
    chance: bool


def find_cues(
    settled: Settled,
    read: ReadTemplate,
    store: Cache | None,
    minutes_of: Callable[[Sequence[Cue]], int],
) -> FoundCues:
    """The cues of a session, remembered or rendered in a bounded child; and its length in minutes.

    A session that says how long it is is rendered with MINUTES, measured by `minutes_of`, and
    rendered again, once: the second length is not looked at. Raises RoutineError and ScriptError.
    """
    steps = order_steps(settled)
    job = make_job(settled, steps)
    key = make_key("minutes", _key(job, steps), repr(settled.settings))
    entry = store.get(key) if store else None
    if store and entry:  # what it came to last time: true while no script has changed
        minutes = msgspec.json.decode(entry.data, type=int)
        found = _recall(make_job(settled, steps, minutes=minutes), steps, read, store)
        if found:
            return _found(found, minutes)
    memory, minutes = _find(job, steps, read, store), MINUTES
    if memory.minutes and "minutes" not in {**settled.routine.vars, **settled.vars}:
        minutes = minutes_of(memory.cues)
        if minutes != MINUTES:
            job = make_job(settled, steps, minutes=minutes)
            memory = _find(job, steps, read, store)
        if store:
            store.put(key, 0, msgspec.json.encode(minutes))
    return _found(memory, minutes)


def _found(memory: RenderedMemory, minutes: int) -> FoundCues:
    return FoundCues(memory.cues, minutes, bool(memory.basis.chance))


def _key(job: Job, steps: Sequence[Step]) -> str:
    scenes = [step.scene for step in steps]
    return make_key("cues", code_stamp(), languages_stamp(), _written(job), scenes)


def _find(
    job: Job, steps: Sequence[Step], read: ReadTemplate, store: Cache | None
) -> RenderedMemory:
    memory = _recall(job, steps, read, store) if store else None
    if memory is None:
        memory = _render(job, steps, read)
        if store:
            store.put(_key(job, steps), 0, msgspec.json.encode(memory))
        learn_numbers(job.language, memory.numbers)
    return memory


def _recall(
    job: Job, steps: Sequence[Step], read: ReadTemplate, store: Cache
) -> RenderedMemory | None:
    entry = store.get(_key(job, steps))
    memory = _decode(entry.data) if entry else None
    if not memory or not memory.basis.holds(read, job.seed):
        return None
    learn_numbers(job.language, memory.numbers)
    return memory


@lru_cache(8)
def _decode(data: bytes) -> RenderedMemory:
    """Read a memory; who builds many sessions gets the very same cues again."""
    return msgspec.json.decode(data, type=RenderedMemory)


def _render(job: Job, steps: Sequence[Step], read: ReadTemplate) -> RenderedMemory:
    from voiceguide.script.guard import run_bounded

    scripts: dict[str, str] = {}

    def note(name: str) -> tuple[str, str] | None:
        found = read(name)
        scripts[name] = digest_of(found)
        return found

    rendered = run_bounded(job, note)
    basis = Basis(scripts, job.seed if rendered.chance else "")
    cues = tuple(read_cues(steps, rendered))
    return RenderedMemory(cues, basis, rendered.minutes, rendered.numbers)


def _written(job: Job) -> list[object]:
    """A job as part of a key: all but what chance goes by, numbers of any size as they are."""
    scripts = [[name, repr(sorted(variables.items()))] for name, variables in job.scripts]
    return [job.language, scripts, sorted(job.own), job.asked, job.doses, sorted(job.known)]
