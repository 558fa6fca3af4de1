"""The frames of a cache, as whoever puts many sessions together reads them."""

from __future__ import annotations

import hashlib
import threading

from voiceguide.disk.cache import Cache


class Clips:
    """Reads clips by their keys; `most` bytes of those used last are held. Safe for threads."""

    def __init__(self, cache: Cache, most: int = 32_000_000) -> None:
        self._cache = cache
        self._most = most
        self._size = 0
        self._held: dict[str, bytes] = {}
        self._digests: dict[str, bytes] = {}
        """Of what is held."""
        self._lock = threading.Lock()

    def __call__(self, key: str) -> bytes | None:
        """The frames of a clip; None where they are gone."""
        with self._lock:
            data = self._held.pop(key, None)
            if data is not None:
                self._held[key] = data
                return data
        entry = self._cache.get(key)
        if entry is None:
            return None
        with self._lock:
            if key not in self._held:  # another thread may have read it meanwhile
                self._held[key] = entry.data
                self._size += len(entry.data)
            while self._size > self._most:
                last = next(iter(self._held))
                self._size -= len(self._held.pop(last))
                self._digests.pop(last, None)
        return entry.data

    def digest(self, key: str) -> bytes:
        """What tells the bytes of a clip from any others; nothing where they are gone."""
        data = self(key)
        if data is None:
            return b""
        known = self._digests.get(key)
        if known is None:
            known = hashlib.blake2b(data, digest_size=16).digest()
            with self._lock:
                if self._held.get(key) is data:
                    self._digests[key] = known
        return known
