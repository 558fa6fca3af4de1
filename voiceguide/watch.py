"""Building again whenever a routine or one of its scripts is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from voiceguide.errors import VoiceguideError
from voiceguide.library import Library
from voiceguide.session import Session

POLL = 0.25
"""Seconds between two looks at the files."""


def rebuild(routine: str, make: Callable[[], Session], say: Callable[[str], None]) -> None:
    """Make a session now and after every change, until Ctrl-C; mistakes are said, not fatal."""
    folder = Library(routine).found.path.parent
    files: Iterable[Path] = ()
    try:
        while True:
            started = _stamps(folder)
            try:
                files = make().files
            except VoiceguideError as error:
                say(f"voiceguide: {error}")
            say("Waiting for changes; Ctrl-C ends.")
            seen = _stamps(folder, files)
            # what was saved while it was being built counts as a change too
            while _stamps(folder) == started and _stamps(folder, files) == seen:
                time.sleep(POLL)
    except KeyboardInterrupt:
        say("")


def _stamps(folder: Path, files: Iterable[Path] = ()) -> dict[Path, tuple[int, int]]:
    """Date and size of everything a save could change."""
    watched = {*files, *folder.rglob("*.toml"), *folder.rglob("*.j2")}
    stamps = {}
    for path in watched:
        try:
            facts = path.stat()
        except OSError:
            continue
        stamps[path] = (facts.st_mtime_ns, facts.st_size)
    return stamps
