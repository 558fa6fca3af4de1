"""The voices one can choose from: asked for once, since that starts the engine."""

from __future__ import annotations

import threading

from msgspec import Struct

from voiceguide.disk.personal import config_file, load_personal
from voiceguide.errors import VoiceguideError
from voiceguide.routine.settings import lay
from voiceguide.speech.automatic import every_voice
from voiceguide.speech.engine import Voice
from voiceguide.web.form import LANGUAGE

LANGUAGES = dict(LANGUAGE.options)


class VoiceGroup(Struct, frozen=True):
    """The voices of one language, as a list to choose from shows them."""

    language: str
    voices: tuple[Voice, ...]


class Voices:
    """The voices of the engine that speaks. `engine` is "" for the one in a person's settings."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._groups: tuple[VoiceGroup, ...] | None = None

    def groups(self) -> tuple[VoiceGroup, ...]:
        """The voices of the languages there are routines in; none when the engine cannot say."""
        with self._lock:
            if self._groups is None:
                self._groups = self._ask()
            return self._groups

    def names(self) -> list[str]:
        """The name of every voice that can be chosen."""
        return [voice.name for group in self.groups() for voice in group.voices]

    def _ask(self) -> tuple[VoiceGroup, ...]:
        try:
            voices = [one for _, one in every_voice(self._engine or _own_engine())]
        except VoiceguideError:
            return ()  # building says what is wrong; the page works without a list
        return tuple(group for code in LANGUAGES if (group := _group(code, voices)).voices)


def _own_engine() -> str:
    """The engine of a person's settings, or the built-in one."""
    return lay(load_personal(config_file())).voice.engine


def _group(code: str, voices: list[Voice]) -> VoiceGroup:
    speaking = [one for one in voices if one.language.split("-")[0] == code]
    return VoiceGroup(LANGUAGES[code], tuple(sorted(speaking, key=lambda one: one.name)))
