"""The store of finished sounds on disk, found by what they are made of.

An entry is a file: magic, the number of samples, a checksum, the bytes. A damaged or missing entry
is a miss, never an error. An entry that cannot be written is kept in memory for as long as the
store is used, and `trouble` says why: a session is made without a store, too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.disk.files import move, part_beside, read_file, sweep
from voiceguide.disk.folder import expand
from voiceguide.errors import OutputError
from voiceguide.problem import Problem, warning

FORMAT = 2
"""Part of every key: count up when what is stored changes its meaning."""
MOST_BYTES = 512 * 1024 * 1024
"""The cache is kept below this by dropping what was used longest ago."""
AHEAD_SECONDS = 86_400.0
"""An entry used so far in the future was not: the clock was set back since."""

LOOK_SECONDS = 30.0
"""What other processes have added is looked for after so long."""

_SEEN: dict[str, tuple[int, float]] = {}
"""The folder that was looked through last -> its bytes since then, and when that was."""
_HEAD = struct.Struct("<4sI16s")
_MAGIC = b"VGC2"
_REST = re.compile("[0-9a-f]{38}")


class Entry(Struct, frozen=True):
    """A sound as it is stored: its length in samples, and its bytes (PCM, MP3 frames, JSON)."""

    samples: int
    data: bytes


class Cache:
    """Entries in one folder. Safe for several processes at once, and for threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trouble: Problem | None = None
        """Why an entry could not be written; the first time only."""
        self._kept: dict[str, Entry] = {}
        """What could not be written."""
        self._wrote = 0
        """Bytes written since it was looked whether there are too many."""
        self._lock = threading.Lock()

    def get(self, key: str) -> Entry | None:
        """Return an entry whose checksum holds, or None. From now on it is the one used last."""
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        path = self._place(key)
        try:
            entry = _RECENT.find(path) or unpack_entry(
                key, read_file(path, MOST_BYTES, follow=False)
            )
        except OSError:
            return None
        if entry is not None:
            with contextlib.suppress(OSError):  # a disk that is only read
                now = time.time_ns()
                os.utime(path, ns=(now, now))
                _RECENT.hold(path, entry, now)
        return entry

    def put(self, key: str, samples: int, data: bytes) -> Entry:
        """Store an entry whole or not at all; what cannot be stored is kept in memory."""
        entry = Entry(samples, data)
        try:
            self._write(key, entry)
        except OSError as error:
            self._keep(key, entry, error)
        return entry

    def size(self) -> tuple[int, int]:
        """How many entries there are, and their bytes together."""
        sizes = [facts.st_size for facts, _ in self._files()]
        return len(sizes), sum(sizes)

    def names(self) -> set[str]:
        """The keys of all there is."""
        return {"".join(Path(path).parts[-2:]) for _, path in self._files()}

    def clear(self) -> int:
        """Delete every entry; returns how many there were."""
        gone = 0
        for _, path in self._files():
            with contextlib.suppress(OSError):
                os.unlink(path)
                gone += 1
        sweep(self.folder)
        return gone

    def keep_bound(self) -> None:
        """Prune where something was written since; a build that wrote nothing looks at nothing.

        Nor does one that comes soon after another, where little has come and there is much room.
        """
        if not self._wrote:
            return
        total, seen = _SEEN.get(str(self.folder), (MOST_BYTES, 0.0))
        total, self._wrote = total + self._wrote, 0
        if time.monotonic() - seen < LOOK_SECONDS and total < MOST_BYTES * 3 // 4:
            _SEEN[str(self.folder)] = total, seen
        else:
            self.prune()

    def prune(self, most: int = MOST_BYTES) -> None:
        """Drop what was used longest ago until at most `most` bytes are left, and dead parts."""
        sweep(self.folder)
        latest = time.time() + AHEAD_SECONDS
        files = sorted(self._files(), key=lambda it: _used(it[0], latest))
        total = sum(facts.st_size for facts, _ in files)
        for facts, path in files:
            if total <= most:
                break
            with contextlib.suppress(OSError):  # somebody else took it, or the disk is only read
                os.unlink(path)
            total -= facts.st_size
        _SEEN.clear()  # it is one folder, time and again
        _SEEN[str(self.folder)] = total, time.monotonic()

    def _write(self, key: str, entry: Entry) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        # all parts lie in one folder, where they are soon found if nobody finishes them
        with part_beside(self.folder / "sound") as file:
            file.write(pack_entry(key, entry))
            move(file, path)
        self._wrote += _HEAD.size + len(entry.data)

    def _keep(self, key: str, entry: Entry, error: OSError) -> None:
        """Go on without a store, and remember to say so once."""
        with self._lock:
            self._kept[key] = entry
            in_the_way = isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError)
            why = "something is in the way" if in_the_way else error.strerror
            self.trouble = self.trouble or warning(
                str(self.folder),
                f"sounds cannot be kept for the next time ({why}); make room, or name another "
                "folder in VOICEGUIDE_CACHE_DIR",
            )

    def _path(self, key: str) -> Path:
        return Path(self._place(key))

    def _place(self, key: str) -> str:
        # a session asks for a hundred of them, and putting paths together is slow
        return f"{self.folder}{os.sep}{key[:2]}{os.sep}{key[2:]}"

    def _files(self) -> Iterator[tuple[os.stat_result, str]]:
        # only whole entries: two hex digits, then the rest of the digest; another process may be
        # writing one at this moment, or clearing them
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in filter(_is_entry, entries):
                    with contextlib.suppress(FileNotFoundError):
                        yield entry.stat(follow_symlinks=False), entry.path


class SessionCache:
    """The cache as one session sees it: what it asked for twice is read once.

    A session that is to be made `fresh` finds only what it has made itself.
    """

    def __init__(self, cache: Cache, *, fresh: bool = False) -> None:
        self._cache = cache
        self._fresh = fresh
        self._held: dict[str, Entry] = {}
        self._made: set[str] = set()

    def get(self, key: str, *, hold: bool = True) -> Entry | None:
        """An entry, or None. What is large and seldom asked for need not be held in memory."""
        entry = self._held.get(key)
        if entry is None and not (self._fresh and key not in self._made):
            entry = self._cache.get(key)
            if hold and entry is not None:
                self._held[key] = entry
        return entry

    def put(self, key: str, samples: int, data: bytes, *, hold: bool = True) -> Entry:
        """Store an entry; see Cache.put."""
        entry = self._cache.put(key, samples, data)
        self._made.add(key)
        if hold:
            self._held[key] = entry
        return entry


class _Recent:
    """Entries this process read a moment ago, while their files are what they were then.

    Who builds many sessions of the same sounds need not read and check them each time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._held: dict[str, tuple[tuple[int, ...], Entry]] = {}
        self._lock = threading.Lock()

    def find(self, path: str) -> Entry | None:
        """An entry whose file was not touched since. Raises OSError."""
        held = self._held.get(path)
        return held[1] if held and held[0] == _facts(path) else None

    def hold(self, path: str, entry: Entry, now: int) -> None:
        """Remember an entry that was read, and touched `now`; what was read longest ago makes room.

        Raises OSError.
        """
        with self._lock:
            known, before = self._drop(path)
            # a disk with coarser times is read every time
            facts = (*(known if before is entry else _facts(path))[:3], now)
            if len(entry.data) <= self._most // 8:
                self._held[path] = facts, entry
                self._bytes += len(entry.data)
            while self._bytes > self._most:
                self._drop(next(iter(self._held)))

    def _drop(self, path: str) -> tuple[tuple[int, ...], Entry | None]:
        known, entry = self._held.pop(path, ((), None))
        self._bytes -= len(entry.data) if entry else 0
        return known, entry


_RECENT = _Recent(8 * 1024 * 1024)


def _facts(path: str) -> tuple[int, ...]:
    """What tells that a file is still the same."""
    facts = os.lstat(path)
    return facts.st_mode, facts.st_ino, facts.st_size, facts.st_mtime_ns


def make_key(*parts: object) -> str:
    """Digest everything a stored sound depends on; the order of the parts counts."""
    return hashlib.blake2b(msgspec.json.encode([FORMAT, *parts]), digest_size=20).hexdigest()


def digest_file(path: Path) -> str:
    """A digest of a file of any size, for a key. Raises OutputError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except OSError as error:
        raise OutputError(f"cannot be read ({error.strerror})", where=str(path)) from error


def _is_entry(entry: os.DirEntry[str]) -> bool:
    """Whether this is an entry: a file whose name is the rest of a key."""
    return bool(_REST.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False)


def _used(facts: os.stat_result, latest: float) -> float:
    """When an entry was used; 0 where that cannot be."""
    return facts.st_mtime if facts.st_mtime <= latest else 0.0


def pack_entry(key: str, entry: Entry) -> bytes:
    """An entry as it is stored."""
    digest = _digest(key, entry.samples, entry.data)
    return _HEAD.pack(_MAGIC, entry.samples, digest) + entry.data


def unpack_entry(key: str, stored: bytes) -> Entry | None:
    """Read an entry; None where it is damaged, or is that of another key."""
    if len(stored) < _HEAD.size:
        return None
    magic, samples, digest = _HEAD.unpack_from(stored)
    data = stored[_HEAD.size :]
    if magic != _MAGIC or digest != _digest(key, samples, data):
        return None
    return Entry(samples, data)


def _digest(key: str, samples: int, data: bytes) -> bytes:
    """What an entry is known by: its key too, so that no file does for another."""
    digest = hashlib.blake2b(f"{key} {samples} ".encode(), digest_size=16)
    digest.update(data)
    return digest.digest()


def default_folder() -> Path:
    """VOICEGUIDE_CACHE_DIR, or the platform's folder for caches."""
    named = os.environ.get("VOICEGUIDE_CACHE_DIR")
    if named:
        return expand(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("voiceguide"))
