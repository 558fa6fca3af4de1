"""The engine that is taken when none is named: the one with the best voice for the language.

That is piper where it is installed and one of its voices speaks the language, and otherwise the
system's own. An engine of somebody else's package speaks only when it is asked for by name.
"""

from __future__ import annotations

from voiceguide.speech.engine import SpeechEngine, speakers
from voiceguide.speech.piper import PiperEngine, is_installed, is_voice_file
from voiceguide.speech.system import SystemEngine


def choose_engine(language: str, voice: str = "") -> SpeechEngine:
    """Choose for a language, or for a voice somebody named."""
    if is_voice_file(voice):
        return PiperEngine()
    piper = PiperEngine()
    found = piper.installed_voices()
    if found and is_installed():
        wanted = piper.named_voice(voice) if voice else speakers(found, language)
        if wanted:
            return piper
    return SystemEngine()
