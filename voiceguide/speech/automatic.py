"""The engine that is taken when none is named: the one with the best voice for the language.

That is piper where it is installed and one of its voices speaks the language, and otherwise the
system's own. An engine of somebody else's package speaks only when it is asked for by name.
"""

from __future__ import annotations

from voiceguide.errors import SpeechError
from voiceguide.speech.engine import AUTOMATIC, QUALITIES, Engine, Voice, find_engine, speakers
from voiceguide.speech.piper import PiperEngine, is_installed, is_voice_file
from voiceguide.speech.pool import list_voices
from voiceguide.speech.system import SystemEngine


def choose_engine(options: str, language: str, voice: str = "") -> Engine:
    """Choose for a language, or for a voice somebody named; there are no options."""
    del options
    piper = PiperEngine()
    if is_voice_file(voice):
        return piper
    found = piper.installed_voices()
    if found and is_installed():
        wanted = piper.named_voice(voice) if voice else speakers(found, language)
        if wanted:
            return piper
    return SystemEngine()


def every_voice(spec: str = AUTOMATIC) -> list[tuple[str, Voice]]:
    """Every voice of an engine, with what --engine has to say for it. Raises SpeechError.

    "auto" stands for the voices that need no engine to be named: piper's, where there are any, and
    the system's.
    """
    if spec != AUTOMATIC:
        return [(spec, one) for one in list_voices(find_engine(spec))]
    piper = PiperEngine()
    found = piper.installed_voices() if is_installed() else []
    voices = [(piper.name, one) for one in found]
    try:
        return [*voices, *((SystemEngine.name, one) for one in list_voices(SystemEngine()))]
    except SpeechError:
        if not voices:
            raise
        return voices


def explain_choice(voice: Voice, language: str) -> str:
    """Say why a voice is the one that speaks when nobody names another."""
    rivals = speakers([one for _, one in every_voice()], language)
    among = f"the best of {len(rivals)}" if len(rivals) > 1 else "the only one"
    return f"{among} for {language!r}, {QUALITIES[max(voice.quality, 0)]}"
