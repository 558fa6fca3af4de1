"""What was found out once is remembered: plans and checks, in the cache beside the sounds.

A result counts only while every script it came from is still found under the same name, in the same
place, with the same text, and this program is the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from voiceguide.disk.cache import Cache, make_key
from voiceguide.disk.history import History
from voiceguide.disk.library import Library, is_recording, native_language, read_text
from voiceguide.lang.language import language_of
from voiceguide.routine.today import detail_of
from voiceguide.session.request import Request

Result = TypeVar("Result")
_CHANCE = re.compile(r"\b(random|lipsum)\b")


class Memory(Struct, frozen=True):
    """A remembered result, and the scripts it came from: name -> (path, text), "" for none."""

    scripts: dict[str, tuple[str, str]]
    result: msgspec.Raw
    date: str = ""
    """The day it is for, where a script chooses something by chance, which goes by the day."""


def remembered(
    kind: str,
    request: Request,
    of: Any,
    work: Callable[[Request], tuple[Result, dict[str, str]]],
) -> Result:
    """Return what is remembered, or do the work and remember it."""
    library = Library(request.routine)
    made = History(request.history).times(library.found.name) if request.history else 0
    text = read_text(library.found.path)
    asked = msgspec.json.encode([request.overrides, request.fit]).decode()
    key = make_key(
        kind,
        _code(),
        str(library.found.path.resolve()),
        os.getcwd(),
        text,
        asked,
        detail_of(made),
        request.date.toordinal() % 2,
        language_of(request.overrides.language or native_language(library.found.path)).stamp,
    )
    cache = Cache(request.cache)
    entry = cache.get(key)
    if entry is not None:
        memory = msgspec.json.decode(entry.data, type=Memory)
        if _still_true(memory, library, request):
            found: Result = msgspec.json.decode(memory.result, type=of)
            return found
    result, seen = work(request)
    scripts = {name: (path, _text(path)) for name, path in seen.items()}
    chance = any(_CHANCE.search(text) for _, text in scripts.values())
    date = request.date.isoformat() if chance else ""
    remembered = Memory(scripts, msgspec.Raw(msgspec.json.encode(result)), date)
    cache.put(key, 0, msgspec.json.encode(remembered))
    cache.keep_bound()
    return result


def _still_true(memory: Memory, library: Library, request: Request) -> bool:
    language = request.overrides.language or native_language(library.found.path)
    if memory.date not in ("", request.date.isoformat()):
        return False
    found = memory.scripts and all(
        library.find_script(name, language) == path and _text(path) == said
        for name, (path, said) in memory.scripts.items()
    )
    return bool(found) and not library.passed_over  # of which somebody is to be told


def _text(path: str) -> str:
    """What a script says now; "" for one that is not there. For a sound, what tells of a change."""
    if is_recording(path):
        facts = Path(path).stat()
        return f"{facts.st_size} {facts.st_mtime_ns}"
    return read_text(Path(path)) if path else ""


def _code() -> list[int]:
    """What changes whenever this program does."""
    rooms = (folder for folder, _, _ in os.walk(Path(__file__).parents[1]))
    return sorted(
        entry.stat().st_mtime_ns
        for room in rooms
        for entry in os.scandir(room)
        if entry.name.endswith((".py", ".toml"))
    )
