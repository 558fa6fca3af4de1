"""The frames of a cache, as whoever puts many sessions together reads them."""

from __future__ import annotations

import hashlib

from voiceguide.disk.cache import Cache


class Clips:
    """Reads clips by their keys; `most` bytes of those used last are held."""

    def __init__(self, cache: Cache, most: int = 32_000_000) -> None:
        self._cache = cache
        self._most = most
        self._size = 0
        self._held: dict[str, bytes] = {}
        self._digests: dict[str, tuple[bytes, bytes]] = {}
        """Of what is held: what was digested, and what it came to."""

    def __call__(self, key: str) -> bytes | None:
        """The frames of a clip; None where they are gone."""
        data = self._held.pop(key, None)
        if data is None:
            entry = self._cache.get(key)
            if entry is None:
                return None
            data = entry.data
            self._size += len(data)
        self._held[key] = data
        while self._size > self._most:
            last = next(iter(self._held))
            self._size -= len(self._held.pop(last))
            self._digests.pop(last, None)
        return data

    def digest(self, key: str) -> bytes:
        """What tells the bytes of a clip from any others; nothing where they are gone."""
        data = self(key)
        if data is None:
            return b""
        known, digest = self._digests.get(key, (b"", b""))
        if known is not data:
            digest = hashlib.blake2b(data, digest_size=16).digest()
            self._digests[key] = data, digest
        return digest
