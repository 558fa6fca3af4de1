"""What somebody asks for."""

from __future__ import annotations

import datetime
from pathlib import Path

from msgspec import Struct

from voiceguide.disk.history import History
from voiceguide.duration import Milliseconds
from voiceguide.routine.routine import Overrides


class Request(Struct, frozen=True):
    """What to build, and how."""

    routine: str
    """A routine's name, its folder or its .toml file."""
    date: datetime.date
    """Today: for the date tag, and for `alternate` sides."""
    cache: Path
    """The folder of finished sounds."""
    out: str = "output"
    """A folder, or the path of the file if it ends like one: .mp3, .m4b, .opus, .wav."""
    overrides: Overrides = Overrides()
    fit: Milliseconds | None = None
    """How long the session should last; None leaves that to its settings."""
    history: Path | None = None
    """The file that remembers how often a routine was made, for `auto` detail."""
    counts: bool = True
    """Whether this build is one of those `auto` detail counts."""
    jobs: int = 1
    fresh: bool = False
    """Make every sound again, whatever the cache holds."""
    time_limit: float | None = None
    """Seconds one sentence may take to speak; None leaves that to the pool."""
    format: str = ""
    """mp3, m4b, opus or wav; empty: as `out` ends, or mp3."""
    captions: tuple[str, ...] | None = None
    """Captions to write beside it: vtt, srt, lrc; None: those that lay there before, () none."""
    chapters_json: bool = False
    """Whether to write its chapters beside it."""
    split: bool | None = None
    """Whether its chapters lie beside it as files; None: if they lay there before."""
    title: str = ""
    """What it is called; empty: as its routine."""
    album: str = ""
    """The series it is in, for its tag; empty: it stands alone."""
    track: int = 0
    """Its number in that series, from 1; 0: none."""
    turn: int = 0
    """Its number in a programme, from 1: `alternate` sides and `auto` detail go by it. 0: it is in
    none, and they go by the date and by `history`."""
    dated: datetime.date | None = None
    """The date in its tag, where it is not `date`."""

    def times_made(self, name: str) -> int:
        """How often a routine of that name was made before, as far as anybody remembers."""
        if self.turn:
            return self.turn - 1
        return History(self.history).times(name) if self.history else 0
