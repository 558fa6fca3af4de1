"""A cache that several computers share, with this computer's own in front of it."""

from __future__ import annotations

from pathlib import Path

from voiceguide.disk.cache import Cache, Entry, pack_entry, unpack_entry
from voiceguide.disk.store import Store, is_address, open_store


class SharedCache(Cache):
    """What is not here is fetched; what is made here is handed on, whole or not at all.

    An entry is checked wherever it comes from: a damaged one is a miss.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        super().__init__(folder)
        self._store = store

    def get(self, key: str) -> Entry | None:
        found = super().get(key)
        if found is None:
            stored = self._store.get(f"{key[:2]}/{key[2:]}")
            found = unpack_entry(key, stored) if stored else None
            if found is not None:
                super().put(key, found.samples, found.data)
        return found

    def put(self, key: str, samples: int, data: bytes) -> Entry:
        entry = super().put(key, samples, data)
        self._store.put(f"{key[:2]}/{key[2:]}", [pack_entry(key, entry)])
        return entry


def open_cache(text: str, own: Path) -> Cache:
    """A cache by its folder or its address; `own` is this computer's, in front of an address.

    Raises OutputError.
    """
    if not text:
        return Cache(own)
    return SharedCache(own, open_store(text)) if is_address(text) else Cache(Path(text))
