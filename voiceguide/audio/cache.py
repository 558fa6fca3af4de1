"""The store of finished sounds on disk, found by what they are made of.

An entry is a file: magic, the number of samples, a checksum, the bytes. A damaged or missing entry
is a miss, never an error; an entry that cannot be written is an error at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.errors import OutputError

FORMAT = 1
"""Part of every key: count up when what is stored changes its meaning."""
MOST_BYTES = 512 * 1024 * 1024
"""The cache is kept below this by dropping what was made longest ago."""
STALE_SECONDS = 3600
"""An entry that was begun so long ago will never be finished: its process is gone."""

_HEAD = struct.Struct("<4sI16s")
_MAGIC = b"VGC1"
_NEW = ".new-"


class Entry(Struct, frozen=True):
    """A sound as it is stored: its length in samples, and its bytes (PCM, MP3 frames, JSON)."""

    samples: int
    data: bytes


class Cache:
    """Entries in one folder. Safe for several processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Entry | None:
        """Return an entry whose checksum holds, or None."""
        try:
            stored = self._path(key).read_bytes()
        except OSError:
            return None
        if len(stored) < _HEAD.size:
            return None
        magic, samples, digest = _HEAD.unpack_from(stored)
        data = stored[_HEAD.size :]
        if magic != _MAGIC or digest != _digest(samples, data):
            return None
        return Entry(samples, data)

    def put(self, key: str, samples: int, data: bytes) -> Entry:
        """Store an entry whole or not at all. Raises OutputError."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=_NEW)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_HEAD.pack(_MAGIC, samples, _digest(samples, data)))
                    file.write(data)
                os.replace(name, path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise OutputError(
                f"the cache cannot be written ({error.strerror})",
                where=str(self.folder),
                remedy="Make room, or name another folder in VOICEGUIDE_CACHE_DIR.",
            ) from error
        return Entry(samples, data)

    def size(self) -> tuple[int, int]:
        """How many entries there are, and their bytes together."""
        sizes = [facts.st_size for facts, _ in self._files()]
        return len(sizes), sum(sizes)

    def clear(self) -> int:
        """Delete every entry; returns how many there were."""
        gone = 0
        for _, path in self._files():
            path.unlink(missing_ok=True)
            gone += 1
        return gone

    def prune(self, most: int = MOST_BYTES) -> None:
        """Drop the oldest entries until at most `most` bytes are left, and what nobody finished."""
        for path in self.folder.glob(f"[0-9a-f][0-9a-f]/{_NEW}*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()
        files = sorted(self._files(), key=lambda it: it[0].st_mtime)
        total = sum(facts.st_size for facts, _ in files)
        for facts, path in files:
            if total <= most:
                return
            path.unlink(missing_ok=True)
            total -= facts.st_size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _files(self) -> Iterator[tuple[os.stat_result, Path]]:
        # only whole entries: two hex digits, then the rest of the digest; another process may be
        # writing one at this moment, or clearing them
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*"):
            with contextlib.suppress(FileNotFoundError):
                yield path.stat(), path


def make_key(*parts: object) -> str:
    """Digest everything a stored sound depends on; the order of the parts counts."""
    return hashlib.blake2b(msgspec.json.encode([FORMAT, *parts]), digest_size=20).hexdigest()


def _digest(samples: int, data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16, salt=samples.to_bytes(8, "little")).digest()


def default_folder() -> Path:
    """VOICEGUIDE_CACHE_DIR, or the platform's folder for caches."""
    named = os.environ.get("VOICEGUIDE_CACHE_DIR")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("voiceguide"))
