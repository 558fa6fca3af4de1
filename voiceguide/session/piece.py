"""What a session is made of, whoever made it: a routine that was opened, or a timeline."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache, partial
from pathlib import Path
from typing import ClassVar

from voiceguide.disk.cache import Cache
from voiceguide.disk.folder import expand
from voiceguide.disk.library import MOST_BED_BYTES, MOST_SOUND_BYTES, check_size
from voiceguide.duration import Milliseconds
from voiceguide.errors import FitError, VoiceguideError
from voiceguide.lang.language import by_languages
from voiceguide.plan.balance import Balance
from voiceguide.plan.estimate import estimate
from voiceguide.plan.fill import Filled
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import BEDS, NO_BED
from voiceguide.routine.settings import Settings, Values
from voiceguide.tones import ToneSet


@by_languages  # which say how long a number is
@lru_cache(4)
def _estimator(rate: int, language: str, tones: ToneSet) -> LengthOf:
    """What estimates lengths; most sentences are those of the session before."""
    return lru_cache(8192)(partial(estimate, rate=rate, language=language, tones=tones))


class Piece(ABC):
    """What is spoken in a session, and how it sounds.

    What the methods do here is right for a timeline; a routine (`draft.py`) overrides some of them.
    """

    name: str
    """What it is called; "" for what is called as its file is."""
    file_name: str
    """The name of its file, where nobody names one."""
    language: str
    own_bed: bool
    """Whether it names its bed itself: a file beside it, while whoever builds may name any."""
    cache: Cache | None
    undecided: ClassVar[tuple[type[VoiceguideError], ...]] = (FitError,)
    """What is no error while lengths are estimated: measured, it may fit."""

    @property
    def caption(self) -> str:
        """What its cover is called; "" for its title."""
        return ""

    @abstractmethod
    def settings(self) -> Settings:
        """How it sounds."""

    @abstractmethod
    def place(
        self, length_of: LengthOf, changed: Values | None = None
    ) -> tuple[Timeline, tuple[Problem, ...]]:
        """Give everything its time, with a few settings changed, and tell what had to be done."""

    def advise(self, changed: Values | None = None) -> tuple[Problem, ...]:
        """What else is worth a word of what was placed, with the same settings changed."""
        return ()

    def estimator(self) -> LengthOf:
        """What estimates the length of a sound, by the session's voice, language and tones."""
        settings = self.settings()
        return _estimator(settings.voice.rate, self.language, settings.tones)

    @abstractmethod
    def find_sound(self, name: str, most: int = MOST_SOUND_BYTES) -> Path:
        """The path of a sound file, of `most` bytes at most. Raises RoutineError."""

    @abstractmethod
    def load_lexicon(self) -> Lexicon:
        """How words are said. Raises RoutineError."""

    def bed_file(self) -> Path | None:
        """The sound file that lies under it; None where it needs none. Raises RoutineError."""
        bed = self.settings().bed
        if bed in (NO_BED, *BEDS):
            return None
        path = expand(bed)
        if self.own_bed or not path.is_file():
            return self.find_sound(bed, MOST_BED_BYTES)
        check_size(path, MOST_BED_BYTES)
        return path

    def fill(self, target: Milliseconds | None, length_of: LengthOf) -> Filled | None:
        """What was chosen to fill a time, if something can be."""
        return None

    def balance(self, timeline: Timeline) -> tuple[Balance, ...]:
        """What both sides of each target get."""
        return ()

    @property
    def files(self) -> frozenset[Path]:
        """The files it was read from."""
        return frozenset()
