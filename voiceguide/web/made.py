"""What forms have made: a form that is sent twice makes one routine and not two."""

from __future__ import annotations

import threading

MOST_MADE = 500
"""Forms that are remembered by what they have made."""


class MadeRoutines:
    """The new routines that forms have made while this server runs."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.names: dict[str, tuple[str, str]] = {}
        """What tells a form from others -> the routine's name, and the digest of its file."""

    def remember(self, once: str, name: str, seen: str) -> None:
        """Keep what a form has made; the oldest are forgotten."""
        if once:
            self.names[once] = name, seen
        while len(self.names) > MOST_MADE:
            self.names.pop(next(iter(self.names)))

    def keep(self, once: str, name: str, seen: str) -> None:
        """Keep what its file is now."""
        with self.lock:
            if self.names.get(once, ("",))[0] == name:
                self.names[once] = name, seen
