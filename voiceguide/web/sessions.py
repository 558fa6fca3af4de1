"""The sessions that are there: MP3 files with their timelines, in one folder.

A session is known by an id made of its file's name; a page never sees a name or a path of a file.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import UNSET, Struct

from voiceguide.disk.folder import stays_inside
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.formats.captions import RENDER
from voiceguide.plan.timeline import Timeline, parse_timeline
from voiceguide.routine.telling import tell_choices
from voiceguide.session.build import timeline_path
from voiceguide.session.division import find_ours
from voiceguide.session.output import (
    CHAPTERS_ENDING,
    TIMELINE_ENDING,
    beside,
    parts_folder,
    remove,
)
from voiceguide.text import how_many

ENDINGS = (TIMELINE_ENDING, CHAPTERS_ENDING, *(f".{kind}" for kind in RENDER))
"""What belongs to a session and goes with it."""
ASIDE = ".deleted"
"""The folder of sessions that can still be brought back."""
UNDO = 3600.0
"""Seconds for which they can."""


class StoredSession(Struct, frozen=True):
    """One session, as a list shows it."""

    id: str
    path: Path
    title: str
    language: str
    duration_ms: int
    made: datetime.datetime
    size: int
    """Bytes of the MP3."""
    hold_ms: tuple[int, ...]
    """The different lengths of its holds, shortest first."""
    reps: int
    """The most repetitions in a row."""
    chosen: dict[str, str] = {}
    """What tells it from others of its routine, by options."""

    def differs(self, language: str) -> str:
        """What was chosen, in words: "60 s holds, German"; "" where nothing was."""
        return tell_choices(self.chosen, language)

    @property
    def stem(self) -> str:
        """Its file's name without its ending."""
        return self.path.stem

    @property
    def doses(self) -> str:
        """What is done, in a few words: "holds of 45 s, 8 repetitions"."""
        lengths = [f"{ms / 1000:g}" for ms in self.hold_ms]
        holds = lengths if len(lengths) < 3 else [lengths[0], lengths[-1]]
        parts = [f"holds of {' to '.join(holds)} s"] if holds else []
        return ", ".join([*parts, *([how_many(self.reps, "repetition")] if self.reps else [])])


class SessionFolder:
    """The sessions of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, tuple[Stamp, StoredSession]] = {}

    def all(self) -> list[StoredSession]:
        """Every session, the newest first. A file without a timeline is not a session."""
        return sorted(self._each(), key=lambda one: (one.made, one.id), reverse=True)

    def find(self, session: str) -> StoredSession | None:
        """A session by its id."""
        return next((one for one in self._each() if one.id == session), None)

    def count(self) -> int:
        """How many there are."""
        return sum(1 for _ in self._paths())

    def delete(self, kept: StoredSession) -> None:
        """Delete a session and what lies beside it. Raises OutputError."""
        try:
            remove(self._files(kept), self.folder)
        except OSError as error:
            raise self._undeletable(error) from error

    def put_aside(self, kept: StoredSession) -> None:
        """Take a session out, with what lies beside it, so that it can be brought back for a
        while. Raises OutputError."""
        self.forget_aside()
        aside = self.folder / ASIDE / kept.id
        files = [one for one in self._files(kept) if one.is_file()]
        try:
            shutil.rmtree(aside, ignore_errors=True)
            for one in files:
                place = aside / one.relative_to(self.folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                one.rename(place)
            remove(files, self.folder)  # folders that are empty now
            aside.touch()
        except OSError as error:  # Windows moves nothing that is being played
            self.bring_back(kept.id)
            raise self._undeletable(error) from error

    def bring_back(self, session: str) -> bool:
        """Bring a session back that was put aside; False where it is gone, or there again."""
        aside = self.folder / ASIDE / session
        if not re.fullmatch("[0-9a-f]{16}", session) or not aside.is_dir():
            return False
        files = [one for one in sorted(aside.rglob("*")) if one.is_file()]
        places = [self.folder / one.relative_to(aside) for one in files]
        if any(place.exists() for place in places):
            return False
        for one, place in zip(files, places, strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            one.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
        self.forget_aside()
        return True

    def forget_aside(self, seconds: float = UNDO) -> None:
        """Delete what was put aside longer ago than that."""
        for aside in (self.folder / ASIDE).glob("*"):
            with suppress(OSError):
                if time.time() - aside.stat().st_mtime >= seconds:
                    shutil.rmtree(aside)
        with suppress(OSError):
            (self.folder / ASIDE).rmdir()

    def _files(self, kept: StoredSession) -> list[Path]:
        parts = parts_folder(kept.path)
        ours = find_ours(parts) if parts.is_dir() else ()
        return [kept.path, *(beside(kept.path, ending) for ending in ENDINGS), *ours]

    def _undeletable(self, error: OSError) -> OutputError:
        """Windows deletes nothing that is being played."""
        return OutputError(
            f"the session cannot be deleted ({error.strerror})",
            where=str(self.folder),
            remedy="Is it being played? Try again later.",
        )

    def _paths(self) -> Iterator[Path]:
        for path in self.folder.glob("*.mp3"):
            plan = timeline_path(path)
            whole = path.is_file() and not path.name.startswith(".") and plan.is_file()
            # a link to another file of this computer is no session
            if whole and all(stays_inside(one, self.folder) for one in (path, plan)):
                yield path

    def _each(self) -> Iterator[StoredSession]:
        for path in self._paths():
            try:
                stamp = _stamp(path)
                known = self._known.get(path)
                kept = known[1] if known and known[0] == stamp else _look(path)
            except (OSError, VoiceguideError):
                continue  # it was deleted meanwhile, or is no session
            self._known[path] = stamp, kept
            yield kept


Stamp = tuple[int, int, int]


def _stamp(path: Path) -> Stamp:
    """What changes when a session does; another sound can have the very same timeline."""
    facts = path.stat()
    return timeline_path(path).stat().st_mtime_ns, facts.st_mtime_ns, facts.st_size


def id_of(path: Path) -> str:
    """The id of a session: 16 hexadecimal digits made of its file's name."""
    return hashlib.blake2b(path.name.encode(), digest_size=8).hexdigest()


def load_timeline(kept: StoredSession) -> Timeline:
    """Read a session's timeline. Raises RoutineError, OSError."""
    return parse_timeline(timeline_path(kept.path).read_bytes())


def _look(path: Path) -> StoredSession:
    timeline = parse_timeline(timeline_path(path).read_bytes())
    facts = path.stat()
    events = timeline.events
    return StoredSession(
        id_of(path),
        path,
        timeline.title,
        timeline.language,
        timeline.duration_ms,
        datetime.datetime.fromtimestamp(facts.st_mtime).astimezone(),
        facts.st_size,
        tuple(sorted({e.end_ms - e.start_ms for e in events if e.kind == "hold"})),
        max((e.rep for e in events if e.rep is not UNSET), default=0),
        {} if timeline.chosen is UNSET else timeline.chosen,
    )
