"""What one running page has: its folder, its keys, its limits."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from voiceguide.web.keys import Keys


class PageLimits(Struct, frozen=True):
    """How much the page does at once."""

    body: int = 32 * 1024
    """Bytes of a request's body; a form has a few hundred."""
    text: int = 512 * 1024
    """The same of one that carries a routine."""
    session_ms: int = 2 * 3_600_000
    """The longest session."""
    builds: int = 2
    """Builds that run at once."""
    waiting: int = 8
    """Builds that wait."""
    sessions: int = 500
    """Sessions kept in the folder; then something has to be deleted first."""


class Site(Struct, frozen=True):
    """One page. `out` is the folder of its sessions."""

    out: Path
    keys: Keys
    lan: bool = False
    """True: other computers of the network may come, with the key."""
    edit: bool = False
    """True: whoever gets in may write own routines; otherwise only who sits at this computer."""
    address: str = ""
    """How others reach it, "http://192.168.1.5:8765"; "" when they cannot."""
    engine: str = ""
    """What speaks; "" leaves it to the routine. Nobody can choose it on the page."""
    jobs: int = 1
    """Sentences spoken at once."""
    limits: PageLimits = PageLimits()
    episodes: Path | None = None
    """The file that remembers the episodes of the feed; None remembers them until the end."""
