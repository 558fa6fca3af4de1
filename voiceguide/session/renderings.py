"""What scripts came to is remembered in the cache: a rebuild renders nothing and loads no Jinja2.

The cues of a session depend on its variables and on every text that was read for it, and on
nothing else: not on the voice, the engine or the day. The day counts only where a script chooses
by chance.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide import __version__
from voiceguide.disk.cache import Cache, make_key
from voiceguide.errors import VoiceguideError
from voiceguide.lang.language import language_of
from voiceguide.lang.spoken import learn_numbers
from voiceguide.routine.order import Step, order_steps
from voiceguide.routine.settle import Settled
from voiceguide.script.compose import MINUTES, make_job, read_cues
from voiceguide.script.cue import Cue
from voiceguide.script.rendering import Job, ReadTemplate


class RenderedMemory(Struct, frozen=True):
    """The cues of a session, and what they came from."""

    cues: tuple[Cue, ...]
    scripts: dict[str, str]
    """Every name that was asked for -> the digest of its file and text, "" where there was none."""
    seed: str
    """What chance went by; "" where nothing was chosen."""
    minutes: bool
    """Whether a script mentions how long the session is."""
    numbers: tuple[str, ...]
    """The numbers of the language in words; see learn_numbers."""


def find_cues(
    settled: Settled,
    read: ReadTemplate,
    store: Cache | None,
    minutes_of: Callable[[Sequence[Cue]], int],
) -> tuple[tuple[Cue, ...], int]:
    """The cues of a session, remembered or rendered in a bounded child; and its length in minutes.

    A session that says how long it is is rendered with MINUTES, measured by `minutes_of`, and
    rendered again, once: the second length is not looked at. Raises RoutineError and ScriptError.
    """
    steps = order_steps(settled)
    job = make_job(settled, steps)
    key = make_key("minutes", _key(job, steps), repr(settled.settings))
    entry = store.get(key) if store else None
    if store and entry:  # what it came to last time: true while no script has changed
        found = _recall(make_job(settled, steps, minutes=entry.samples), steps, read, store)
        if found:
            return found.cues, entry.samples
    memory, minutes = _find(job, steps, read, store), MINUTES
    if memory.minutes and "minutes" not in {**settled.routine.vars, **settled.vars}:
        minutes = minutes_of(memory.cues)
        if minutes != MINUTES:
            job = make_job(settled, steps, minutes=minutes)
            memory = _find(job, steps, read, store)
    if store:
        store.put(key, minutes, b"")
    return memory.cues, minutes


def _key(job: Job, steps: Sequence[Step]) -> str:
    return make_key("cues", _code(), _written(job), [step.scene for step in steps])


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
    if not memory or memory.seed not in ("", job.seed) or not _still_true(memory.scripts, read):
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
    texts: list[str] = []

    def note(name: str) -> tuple[str, str] | None:
        found = read(name)
        scripts[name] = _digest(found)
        texts.append(found[0] if found else "")
        return found

    rendered = run_bounded(job, note)
    seed = job.seed if rendered.chance else ""
    minutes = any(_MINUTES.search(tag) for text in texts for tag in _TAG.findall(text))
    cues = tuple(read_cues(steps, rendered))
    return RenderedMemory(cues, scripts, seed, minutes, rendered.numbers)


_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_MINUTES = re.compile(r"\bminutes\b")


def _still_true(scripts: Mapping[str, str], read: ReadTemplate) -> bool:
    try:
        return all(_digest(read(name)) == digest for name, digest in scripts.items())
    except (VoiceguideError, OSError, ValueError):
        return False  # whoever renders says what is wrong


def _digest(found: tuple[str, str] | None) -> str:
    if found is None:
        return ""
    return hashlib.blake2b("\0".join(found).encode(), digest_size=16).hexdigest()


def _written(job: Job) -> list[object]:
    """A job as part of a key: all but what chance goes by, numbers of any size as they are."""
    scripts = [[name, repr(sorted(variables.items()))] for name, variables in job.scripts]
    spoken = [job.language, language_of(job.language).stamp]
    return [spoken, scripts, sorted(job.own), job.asked, job.doses, sorted(job.known)]


@cache
def _code() -> tuple[str, list[int]]:
    """What changes whenever the rules of rendering and reading do."""
    package = Path(__file__).parents[1]
    rooms = [package, *(package / room for room in ("lang", "routine", "script", "session"))]
    files = [file for room in rooms for file in room.glob("*.*")]
    return __version__, sorted(file.stat().st_mtime_ns for file in files)
