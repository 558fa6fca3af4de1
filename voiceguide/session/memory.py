"""What was found out once is remembered, in the cache beside the sounds: rendered cues, plans and
checks.

A memory counts only while this program is the same, while every script it came from is still found
under the same name, in the same place, with the same text, and on its own day where a script chose
something by chance.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from voiceguide import __version__
from voiceguide.disk.cache import Cache, make_key
from voiceguide.disk.library import Library, is_recording, native_language, read_text
from voiceguide.errors import VoiceguideError
from voiceguide.lang.language import LanguageFile, own_languages
from voiceguide.routine.today import detail_of, side_of
from voiceguide.session.request import Request

Result = TypeVar("Result")
Look = Callable[[str], "tuple[str, str] | None"]
"""The name of a script or a sound -> what it says and where it lies, or None."""


class Basis(Struct, frozen=True):
    """What a result came from. Without scripts, there is nothing to remember it by."""

    scripts: Mapping[str, str] = {}
    """Every name that was asked for -> the digest of what was found."""
    chance: str = ""
    """What chance went by, or the day it goes by; "" where nothing was chosen."""

    def holds(self, look: Look, chance: str) -> bool:
        """Whether all of it is as it was."""
        return self.chance in ("", chance) and _same(self.scripts, look)


class _Memory(Struct, frozen=True):
    basis: Basis
    result: msgspec.Raw


def remembered(
    kind: str,
    request: Request,
    of: Any,
    work: Callable[[Request], tuple[Result, Basis]],
) -> Result:
    """Return what is remembered, or do the work and remember it."""
    library = Library(request.routine)
    path = library.found.path
    key = make_key(
        kind,
        code_stamp(),
        languages_stamp(),
        [str(path.resolve()), library.found.own],
        os.getcwd(),
        read_text(path),
        msgspec.json.encode([request.overrides, request.fit, request.title]).decode(),
        detail_of(request.times_made(library.found.name)),
        side_of(request.date, request.turn),
    )
    store = Cache(request.cache)
    entry = store.get(key)
    if entry is not None:
        memory = msgspec.json.decode(entry.data, type=_Memory)
        language = request.overrides.language or native_language(path)
        holds = memory.basis.holds(_looker(library, language), request.date.isoformat())
        if holds and not library.passed_over:  # of which somebody is to be told
            found: Result = msgspec.json.decode(memory.result, type=of)
            return found
    result, basis = work(request)
    if basis.scripts:
        memory = _Memory(basis, msgspec.Raw(msgspec.json.encode(result)))
        store.put(key, 0, msgspec.json.encode(memory))
        store.keep_bound()
    return result


def basis_of(library: Library, language: str, date: datetime.date, *, chance: bool) -> Basis:
    """What a result came from that was made of all that was asked of a library."""
    if library.passed_over:
        return Basis()  # whoever asks again is told again
    day = date.isoformat() if chance else ""
    look = _looker(library, language)
    return Basis({name: digest_of(look(name)) for name in library.seen}, day)


def _looker(library: Library, language: str) -> Look:
    """What finds the text of a script in a language; of a sound, what tells of a change."""

    def look(name: str) -> tuple[str, str] | None:
        path = library.find_script(name, language)
        if path and is_recording(name):
            facts = Path(path).stat()
            return f"{facts.st_size} {facts.st_mtime_ns}", path
        return (read_text(Path(path)), path) if path else None

    return look


def digest_of(found: tuple[str, str] | None) -> str:
    """A digest of a text and of where it lies; "" where there is none."""
    if found is None:
        return ""
    return hashlib.blake2b("\0".join(found).encode(), digest_size=16).hexdigest()


def _same(scripts: Mapping[str, str], look: Look) -> bool:
    try:
        return all(digest_of(look(name)) == digest for name, digest in scripts.items())
    except (VoiceguideError, OSError, ValueError):
        return False  # whoever does the work says what is wrong


@cache
def code_stamp() -> tuple[str, list[int]]:
    """What changes whenever this program does, or what it knows of languages."""
    package = Path(__file__).parents[1]
    rooms = [one.path for one in os.scandir(package) if one.is_dir() and one.name[0] != "_"]
    files = (
        entry
        for room in (str(package), *rooms)
        for entry in os.scandir(room)
        if entry.name.endswith((".py", ".toml"))
    )
    return __version__, sorted(entry.stat().st_mtime_ns for entry in files)


def libraries_stamp() -> list[str]:
    """What changes whenever those do that write tags and draw covers."""
    from importlib.metadata import version

    return [version(name) for name in ("mutagen", "pillow")]


def languages_stamp() -> list[list[str]]:
    """What changes whenever a person's own languages do."""
    return [
        [code, one.name, one.text]
        for code, files in own_languages().items()
        for one in files
        if isinstance(one, LanguageFile)
    ]
