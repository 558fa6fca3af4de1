"""The voices one can choose from: asked for once, since that starts the engine."""

from __future__ import annotations

import threading

from msgspec import Struct

from voiceguide.disk.personal import config_file, load_personal
from voiceguide.errors import VoiceguideError
from voiceguide.lang.language import base_of
from voiceguide.routine.settings import lay
from voiceguide.speech.automatic import best_voice, every_voice, explain_choice
from voiceguide.speech.engine import AUTOMATIC, Voice
from voiceguide.web.field import all_fields

LANGUAGES = dict(all_fields()["lang"].options)


class VoiceGroup(Struct, frozen=True):
    """The voices of one language, as a list to choose from shows them."""

    code: str
    language: str
    voices: tuple[Voice, ...]
    chosen: str = ""
    """Who speaks where nobody is chosen, and why."""


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

    def languages(self) -> set[str]:
        """The languages somebody speaks."""
        return {group.code for group in self.groups()}

    def _ask(self) -> tuple[VoiceGroup, ...]:
        try:
            engine = self._engine or _own_engine()
            voices = every_voice(engine)
        except VoiceguideError:
            return ()  # building says what is wrong; the page works without a list
        groups = (_group(code, voices, engine == AUTOMATIC) for code in LANGUAGES)
        return tuple(group for group in groups if group.voices)


def _own_engine() -> str:
    """The engine of a person's settings, or the built-in one."""
    return lay(load_personal(config_file())).voice.engine


def _group(code: str, voices: list[tuple[str, Voice]], automatic: bool) -> VoiceGroup:
    speaking = [one for _, one in voices if base_of(one.language) == code]
    best = best_voice(voices, code) if automatic and speaking else None
    chosen = f"{best[1].name}, {explain_choice(best[1], code, voices)}" if best else ""
    return VoiceGroup(
        code, LANGUAGES[code], tuple(sorted(speaking, key=lambda one: one.name)), chosen
    )
