"""What a session is made of, whoever made it: a routine that was opened, or a timeline."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from voiceguide.disk.cache import Cache
from voiceguide.disk.library import MOST_SOUND_BYTES
from voiceguide.duration import Milliseconds
from voiceguide.errors import FitError, VoiceguideError
from voiceguide.plan.balance import Balance
from voiceguide.plan.fill import Filled
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.settings import Settings, Values


class Piece(ABC):
    """What is spoken in a session, and how it sounds. What stands here is true of a timeline."""

    name: str
    """What it is called; "" for what is called as its file is."""
    file_name: str
    """The name of its file, where nobody names one."""
    language: str
    cache: Cache | None
    undecided: ClassVar[tuple[type[VoiceguideError], ...]] = (FitError,)
    """What is no error while lengths are estimated: measured, it may fit."""

    @abstractmethod
    def settings(self) -> Settings:
        """How it sounds."""

    @abstractmethod
    def place(
        self, length_of: LengthOf, changed: Values | None = None
    ) -> tuple[Timeline, tuple[Problem, ...]]:
        """Give everything its time, with a few settings changed, and tell what is worth a word."""

    @abstractmethod
    def estimator(self) -> LengthOf:
        """What estimates the length of a sound, by the session's voice, language and tones."""

    @abstractmethod
    def find_sound(self, name: str, most: int = MOST_SOUND_BYTES) -> Path:
        """The path of a sound file, of `most` bytes at most. Raises RoutineError."""

    @abstractmethod
    def load_lexicon(self) -> Lexicon:
        """How words are said. Raises RoutineError."""

    @abstractmethod
    def bed_file(self) -> Path | None:
        """The sound file that lies under it; None for a bed of ours. Raises RoutineError."""

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
