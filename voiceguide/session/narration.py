"""Speaking a timeline, whoever made it: a session without a routine and scripts of its own."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.disk.files import sweep_temporary
from voiceguide.disk.folder import stays_inside
from voiceguide.disk.library import (
    MOST_SOUND_BYTES,
    Library,
    check_size,
    load_lexicon,
    search_roots,
)
from voiceguide.errors import FitError, LongSession, ManyErrors, RoutineError, VoiceguideError
from voiceguide.formats.filename import safe_name
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.retime import retime
from voiceguide.plan.soundness import sound_timeline
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem
from voiceguide.progress import Report
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.routine import Overrides
from voiceguide.routine.settings import Settings, Values
from voiceguide.routine.settle import settle_sound
from voiceguide.session.build import Session, make
from voiceguide.session.piece import Piece
from voiceguide.session.request import Request


def narrate(timeline: Timeline, request: Request, report: Report | None = None) -> Session:
    """Speak a timeline into `request.out`, with its own timeline.json beside it.

    The routine of the request may be empty; one that is named lends its voice, its sound files and
    its lexicon. All files appear whole or not at all. Raises VoiceguideError.
    """
    sweep_temporary()
    return make(Narration(timeline, request), request, report)


class Narration(Piece):
    """A timeline, and what it does not say: how it sounds, and where its sound files lie."""

    name = ""
    cache = None
    # a sentence may have to be said faster, and that too has to be spoken to be measured
    undecided: ClassVar[tuple[type[VoiceguideError], ...]] = (FitError, LongSession, ManyErrors)

    def __init__(self, timeline: Timeline, request: Request) -> None:
        # without what lay beside another session
        self._timeline = replace(sound_timeline(timeline), beside=UNSET)
        self.file_name = safe_name(timeline.title)
        self.language = timeline.language
        self._library = Library(request.routine) if request.routine else None
        self.own_bed = timeline.bed is not UNSET and "bed" not in request.overrides.settings
        self._settings = self._decide(request.overrides)

    def settings(self) -> Settings:
        return self._settings

    def place(
        self, length_of: LengthOf, changed: Values | None = None
    ) -> tuple[Timeline, tuple[Problem, ...]]:
        """Give every sound its measured length."""
        return retime(self._timeline, length_of)

    def find_sound(self, name: str, most: int = MOST_SOUND_BYTES) -> Path:
        find = self._library.find_sound if self._library else _find_here
        return find(name, most)

    def load_lexicon(self) -> Lexicon:
        if self._library:
            return self._library.load_lexicon(self.language)
        return load_lexicon(self.language, search_roots())

    def _decide(self, overrides: Overrides) -> Settings:
        """A person's defaults, under the routine's settings, the timeline's, and options."""
        written = self._library.load_routine().settings if self._library else {}
        bed, tones = self._timeline.bed, self._timeline.tones
        planned: Values = {}
        if bed is not UNSET:
            planned = {"bed": bed.name, "bed_level": bed.level_db}
        settings = settle_sound(overrides, written, planned)
        return replace(settings, tones=Settings().tones if tones is UNSET else tones)


def _find_here(name: str, most: int = MOST_SOUND_BYTES) -> Path:
    """A sound file in the current folder, by its name. Raises RoutineError."""
    path = Path(name)
    if not path.is_file() or not stays_inside(path, Path()):
        raise RoutineError(
            f"there is no sound file {name!r}",
            where="timeline",
            remedy="Put it into this folder, or name the routine it belongs to.",
        )
    check_size(path, most)
    return path
