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
    minutes: int
    """How long it says it is."""
    measured: str
    """What that was estimated by; "" where it says nothing of it."""
    numbers: tuple[str, ...]
    """The numbers of the language in words; see learn_numbers."""


FindCues = Callable[
    [Settled, ReadTemplate, "Cache | None", Callable[[Sequence[Cue]], int]], RenderedMemory
]
"""What finds the cues of a session; see find_cues."""


def find_cues(
    settled: Settled,
    read: ReadTemplate,
    store: Cache | None,
    minutes_of: Callable[[Sequence[Cue]], int],
) -> RenderedMemory:
    """The cues of a session, remembered or rendered in a bounded child.

    A session that says how long it is is rendered with MINUTES, measured by `minutes_of`, and
    rendered again, once: the second length is not looked at. Raises RoutineError and ScriptError.
    """
    steps = order_steps(settled)
    job = make_job(settled, steps)
    key = _key(job, steps)
    memory = _recall(key, job, read, store) if store else None
    if memory is None or memory.measured not in ("", _measured_by(settled)):
        memory = _render(settled, steps, job, read, minutes_of)
        if store:
            store.put(key, 0, msgspec.json.encode(memory))
    return memory


def _key(job: Job, steps: Sequence[Step]) -> str:
    # joining reads of a step whatever it needs, so that all of every step belongs to the key
    whole = msgspec.json.encode(steps).decode()
    return make_key("cues", code_stamp(), languages_stamp(), _written(job), whole)


def _measured_by(settled: Settled) -> str:
    settings = settled.settings
    return repr((settings.voice.rate, settings.tones, settings.attention))


def _recall(key: str, job: Job, read: ReadTemplate, store: Cache) -> RenderedMemory | None:
    entry = store.get(key)
    memory = _decode(entry.data) if entry else None
    if not memory or not memory.basis.holds(read, job.seed):
        return None
    learn_numbers(job.language, memory.numbers)
    return memory


@lru_cache(8)
def _decode(data: bytes) -> RenderedMemory:
    """Read a memory; who builds many sessions gets the very same cues again."""
    return msgspec.json.decode(data, type=RenderedMemory)


def _render(
    settled: Settled,
    steps: Sequence[Step],
    job: Job,
    read: ReadTemplate,
    minutes_of: Callable[[Sequence[Cue]], int],
) -> RenderedMemory:
    from voiceguide.script.guard import run_bounded

    scripts: dict[str, str] = {}

    def note(name: str) -> tuple[str, str] | None:
        found = read(name)
        scripts[name] = digest_of(found)
        return found

    rendered, minutes, measured = run_bounded(job, note), MINUTES, ""
    learn_numbers(job.language, rendered.numbers)
    cues, chance = tuple(read_cues(steps, rendered)), rendered.chance
    if rendered.minutes and "minutes" not in {**settled.routine.vars, **settled.vars}:
        minutes, measured = minutes_of(cues), _measured_by(settled)
        if minutes != MINUTES:
            rendered = run_bounded(make_job(settled, steps, minutes=minutes), note)
            cues, chance = tuple(read_cues(steps, rendered)), chance or rendered.chance
    basis = Basis(scripts, job.seed if chance else "")
    return RenderedMemory(cues, basis, minutes, measured, rendered.numbers)


def _written(job: Job) -> list[object]:
    """A job as part of a key: all but what chance goes by, numbers of any size as they are."""
    scripts = [[name, repr(sorted(variables.items()))] for name, variables in job.scripts]
    return [job.language, scripts, sorted(job.own), job.asked, job.doses, sorted(job.known)]
