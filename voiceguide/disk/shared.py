"""A cache that several computers share, with this computer's own in front of it."""

from __future__ import annotations

from pathlib import Path

from voiceguide.disk.cache import Cache, Entry, pack_entry, unpack_entry
from voiceguide.disk.store import Store, is_address, open_store


class SharedCache(Cache):
    """What is not here is fetched; what is made here is handed on, whole or not at all.

    What was here before anybody shared it is handed on when it is first asked for, by whoever
    `hands_on`; who only listens writes nothing. An entry is checked wherever it comes from: a
    damaged one is a miss.
    """

    def __init__(self, folder: Path, store: Store, *, hands_on: bool = False) -> None:
        super().__init__(folder)
        self._store = store
        self._hands_on = hands_on
        self._listed = False
        self._handed: set[str] = set()
        """What the others can have, as far as we know."""

    def get(self, key: str) -> Entry | None:
        found = super().get(key)
        if found is None:
            stored = self._store.get(_name(key))
            found = unpack_entry(key, stored) if stored else None
            if found is not None:
                self._handed.add(key)
                super().put(key, found.samples, found.data)
        elif self._hands_on and key not in self._handed:
            self._hand_on(key, found)
        return found

    def put(self, key: str, samples: int, data: bytes) -> Entry:
        entry = super().put(key, samples, data)
        self._store.put(_name(key), [pack_entry(key, entry)])
        self._handed.add(key)
        return entry

    def names(self) -> set[str]:
        return {name.replace("/", "") for name in self._store.sizes()}

    def _hand_on(self, key: str, entry: Entry) -> None:
        """Let the others have what was here. They are asked for all they have once, and after that
        for what may have come since."""
        if not self._listed:
            self._handed |= self.names()
            self._listed = True
        if key not in self._handed and not self._store.has(_name(key)):
            self._store.put(_name(key), [pack_entry(key, entry)])
        self._handed.add(key)


def _name(key: str) -> str:
    return f"{key[:2]}/{key[2:]}"


def open_cache(text: str, own: Path, *, hands_on: bool = False) -> Cache:
    """A cache by its folder or its address; `own` is this computer's, in front of an address.

    Raises OutputError.
    """
    if not text:
        return Cache(own)
    if is_address(text):
        return SharedCache(own, open_store(text), hands_on=hands_on)
    return Cache(Path(text))
