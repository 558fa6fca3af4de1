"""Which episode a session is in the feed: the same as long as its sound is, wherever its date goes.

Podcast apps know an episode by its id and never fetch it again. So the id is made of the sound, and
another sound under the same name is another episode. Date and number are those of the first time a
sound was seen; they are kept in a file, since copying a session or building it again on another day
changes the dates of files and tags, and not what is heard.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.disk.files import replacing
from voiceguide.formats.tags import digest_sound
from voiceguide.web.sessions import StoredSession

MOST = 5000
"""Episodes that are remembered; a sound that comes back is the episode it was."""


class FeedEpisode(Struct, frozen=True):
    """A sound that was seen."""

    sound: str
    """The digest of the sound, without the tag before it."""
    number: int
    """Its place in the feed, from 1; none is given twice."""
    published: datetime.datetime


class Seen(Struct, frozen=True):
    """A file that was read: while size and time are these, its sound is this."""

    size: int
    time_ns: int
    sound: str


class Ledger(Struct, frozen=True):
    """What is remembered of a folder. Sessions are known by their ids."""

    episodes: dict[str, FeedEpisode] = {}
    """Session and sound -> the episode."""
    files: dict[str, Seen] = {}


class Episodes:
    """The episodes of one folder, remembered in `file`; without one, until the page ends."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._ledger = _load(file)

    def settle(self, sessions: Sequence[StoredSession]) -> list[tuple[StoredSession, FeedEpisode]]:
        """Every session with its episode, in the order of the feed; deleted ones are left out."""
        with self._lock:
            files = {one.id: seen for one in sessions if (seen := self._see(one))}
            episodes = dict(self._ledger.episodes)
            last = max((one.number for one in episodes.values()), default=0)
            found = []
            for kept in sorted(sessions, key=lambda one: (one.made, one.id)):
                if kept.id not in files:
                    continue
                name = f"{kept.id} {files[kept.id].sound}"
                if name not in episodes:
                    last += 1
                    episodes[name] = FeedEpisode(files[kept.id].sound, last, kept.made)
                found.append((kept, episodes[name]))
            self._keep(Ledger(_newest(episodes), files))
            return sorted(found, key=lambda one: one[1].number)

    def _see(self, kept: StoredSession) -> Seen | None:
        with suppress(OSError):  # it was deleted meanwhile
            facts = kept.path.stat()
            before = self._ledger.files.get(kept.id)
            if before and (before.size, before.time_ns) == (facts.st_size, facts.st_mtime_ns):
                return before
            return Seen(facts.st_size, facts.st_mtime_ns, digest_sound(kept.path))
        return None

    def _keep(self, ledger: Ledger) -> None:
        if ledger == self._ledger:
            return
        self._ledger = ledger
        if self._file:
            with suppress(OSError):  # it is a pity, and no reason to give no feed
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with replacing(self._file) as file:
                    file.write(msgspec.json.encode(ledger))


def file_for(folder: Path, data: Path) -> Path:
    """Where the episodes of a folder are remembered, in the user's folder for data."""
    name = hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()
    return data / "feeds" / f"{name}.json"


def _newest(episodes: dict[str, FeedEpisode]) -> dict[str, FeedEpisode]:
    kept = sorted(episodes.items(), key=lambda one: one[1].number)[-MOST:]
    return dict(kept)


def _load(file: Path | None) -> Ledger:
    """An unreadable ledger counts as empty."""
    with suppress(OSError, msgspec.MsgspecError):
        if file:
            return msgspec.json.decode(file.read_bytes(), type=Ledger)
    return Ledger()
