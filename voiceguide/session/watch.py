"""Building again whenever a routine or one of its scripts is saved."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from voiceguide.disk.interrupt import Interrupted
from voiceguide.disk.library import Library
from voiceguide.disk.personal import config_file
from voiceguide.errors import VoiceguideError
from voiceguide.session.build import Session

POLL = 0.25
"""Seconds between two looks at the files."""


def rebuild(routine: str, make: Callable[[bool], Session], say: Callable[[str], None]) -> None:
    """Make a session now and after every change, until Ctrl-C; mistakes are said, not fatal.

    `make` is told whether its session counts: one evening of changes is one session.
    """
    folder = Library(routine).found.path.parent
    files: Iterable[Path] = ()
    counts = True
    try:
        while True:
            started = _settled(folder)
            try:
                files = make(counts).files
                counts = False
            except VoiceguideError as error:
                say(f"voiceguide: {error}")
            say("Waiting for changes; Ctrl-C ends.")
            seen = _stamps(folder, files)
            # what was saved while it was being built counts as a change too
            while _stamps(folder) == started and _stamps(folder, files) == seen:
                time.sleep(POLL)
    except KeyboardInterrupt:
        say("")
        raise Interrupted(signal.SIGINT) from None


def _settled(folder: Path) -> dict[Path, tuple[int, int]]:
    """The stamps once nothing has changed for a moment: an editor may still be writing."""
    before = _stamps(folder)
    while True:
        time.sleep(POLL / 5)
        now = _stamps(folder)
        if now == before:
            return now
        before = now


def _stamps(folder: Path, files: Iterable[Path] = ()) -> dict[Path, tuple[int, int]]:
    """Date and size of everything a save could change: the routine's folder, the languages in it,
    what the session was made of, and the person's own defaults."""
    watched = {*files, config_file(), *folder.glob("*.toml"), *folder.glob("*.j2")}
    watched.update(folder.glob("[a-z][a-z]/*.j2"))
    stamps = {}
    for path in watched:
        try:
            facts = path.stat()
        except OSError:
            continue
        stamps[path] = (facts.st_mtime_ns, facts.st_size)
    return stamps
