"""What scripts came to is remembered in the cache: a rebuild renders nothing and loads no Jinja2.

A rendering depends on its variables and on every text that was read for it, and on nothing else:
not on the voice, the engine or the day. The day counts only where a script chooses by chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide import __version__, plan
from voiceguide.audio.cache import Cache, make_key
from voiceguide.errors import VoiceguideError
from voiceguide.guard import run_bounded
from voiceguide.plan.rendering import Job, ReadTemplate, Rendered


class Memory(Struct, frozen=True):
    """Remembered texts, and what they came from."""

    texts: tuple[str, ...]
    scripts: dict[str, str]
    """Every name that was asked for -> the digest of its file and text, "" where there was none."""
    seed: str
    """What chance went by; "" where nothing was chosen."""
    numbers: tuple[str, ...]


def render_remembered(job: Job, read: ReadTemplate, store: Cache) -> Rendered:
    """Return what a job came to before, or have it done. Raises RoutineError and ScriptError."""
    key = make_key("script", _code(), _written(job))
    entry = store.get(key)
    if entry is not None:
        memory = msgspec.json.decode(entry.data, type=Memory)
        if memory.seed in ("", job.seed) and _still_true(memory.scripts, read):
            return Rendered(memory.texts, bool(memory.seed), memory.numbers)
    scripts: dict[str, str] = {}

    def note(name: str) -> tuple[str, str] | None:
        found = read(name)
        scripts[name] = _digest(found)
        return found

    rendered = run_bounded(job, note)
    texts = tuple(str(text) for text in rendered.texts)
    memory = Memory(texts, scripts, job.seed if rendered.chance else "", rendered.numbers)
    store.put(key, 0, msgspec.json.encode(memory))
    store.keep_bound()
    return rendered


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
    return [job.language, scripts, sorted(job.own), job.asked, sorted(job.known), job.mending]


@cache
def _code() -> tuple[str, list[int]]:
    """What changes whenever the rules of rendering do."""
    files = Path(plan.__file__).parent.glob("*.py")
    return __version__, sorted(file.stat().st_mtime_ns for file in files)
