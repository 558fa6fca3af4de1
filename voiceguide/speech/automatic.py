"""The engine that is taken when none is named: the one with the best voice for the language.

That is piper, where somebody installed a voice of it for the language; else a natural one that pip
brought (hibari for English, pico for German and Spanish); else the system's own, which also speaks
where a natural one turns out not to work. An engine of somebody else's package speaks only when it
is asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.errors import EngineDied, EngineMissing, SpeechError
from voiceguide.problem import Problem, warning
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech.engine import AUTOMATIC, QUALITIES, Engine, Voice, find_engine, speakers
from voiceguide.speech.hibari import HibariEngine
from voiceguide.speech.natural import NaturalEngine
from voiceguide.speech.pico import PicoEngine
from voiceguide.speech.piper import PiperEngine, is_installed, is_voice_file
from voiceguide.speech.recorded import spec_behind
from voiceguide.speech.system import SystemEngine

NATURAL: tuple[type[NaturalEngine], ...] = (HibariEngine, PicoEngine)
_given_up: dict[str, str] = {}
"""Natural engines that did not work in this process, and why: nobody need try them again."""


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
    for engine in _usable():
        if _has(engine, voice) if voice else speakers(engine.every, language):
            return engine
    return SystemEngine()


def _usable() -> Iterator[NaturalEngine]:
    engines = (maker() for maker in NATURAL)
    return (one for one in engines if one.is_there() and not why_not(one))


def _has(engine: NaturalEngine, name: str) -> bool:
    wanted = name.casefold()
    return any(wanted in (one.id.casefold(), one.name.casefold()) for one in engine.every)


def why_not(engine: NaturalEngine) -> str:
    """Why a natural engine that is installed does not speak; "" where it does."""
    return _given_up.get(engine.name) or engine.trouble()


def give_way(choice: VoiceChoice, engine: Engine, error: SpeechError) -> bool:
    """Whether another engine is to try what this one could not do.

    Only where nobody asked for it (it was chosen for its language, and natural), and where it would
    not say any other text either.
    """
    own = engine.behind
    if not _is_ours_to_choose(choice) or not isinstance(own, NaturalEngine):
        return False
    if not isinstance(error, EngineMissing | EngineDied):
        return False
    _given_up.setdefault(own.name, error.problem.rstrip("."))  # another build may have been first
    return True


def _is_ours_to_choose(choice: VoiceChoice) -> bool:
    """Whether nobody named who speaks, also where it is behind recordings."""
    return not choice.name and spec_behind(choice.engine) == AUTOMATIC


def tell_stand_in(choice: VoiceChoice, language: str) -> tuple[Problem, ...]:
    """Say that the natural voice of a language is installed, does not work, and who speaks."""
    if not _is_ours_to_choose(choice):
        return ()
    engine = find_engine(AUTOMATIC, language)
    if engine.name != SystemEngine.name:
        return ()
    return tuple(
        warning("voice", f"{one.name} cannot speak ({why_not(one)}), so the system's voice does")
        for one in (maker() for maker in NATURAL)
        if one.is_there() and speakers(one.every, language) and why_not(one)
    )


def every_voice(spec: str = AUTOMATIC) -> list[tuple[str, Voice]]:
    """Every voice of an engine, with what --engine has to say for it. Raises SpeechError.

    "auto" stands for the voices that need no engine to be named: piper's and the natural ones,
    where there are any, and the system's.
    """
    from voiceguide.speech.pool import list_voices

    if spec != AUTOMATIC:
        return [(spec, one) for one in list_voices(find_engine(spec))]
    piper = PiperEngine()
    found = piper.installed_voices() if is_installed() else []
    voices = [(piper.name, one) for one in found]
    voices += [(engine.name, one) for engine in _usable() for one in engine.every]
    try:
        return [*voices, *((SystemEngine.name, one) for one in list_voices(SystemEngine()))]
    except SpeechError:
        if not voices:
            raise
        return voices


def best_voice(voices: list[tuple[str, Voice]], language: str) -> tuple[str, Voice] | None:
    """Who of all voices speaks a language when nobody names one, and of which engine."""
    engine = choose_engine("", language).name
    found = speakers([one for name, one in voices if name == engine], language)
    return (engine, found[0]) if found else None


def explain_choice(
    voice: Voice, language: str, voices: list[tuple[str, Voice]] | None = None
) -> str:
    """Say why a voice is the one that speaks when nobody names another."""
    rivals = speakers([one for _, one in voices or every_voice()], language)
    among = f"the best of {len(rivals)}" if len(rivals) > 1 else "the only one"
    why = f"{among} for {language!r}, {QUALITIES[max(voice.quality, 0)]}"
    notices = tell_stand_in(VoiceChoice(), language)
    return "; ".join([why, *(one.what for one in notices)])


def tell_choices(voices: list[tuple[str, Voice]], languages: list[str]) -> Iterator[str]:
    """Say of each language who speaks it when nobody is named, and why."""
    for language in languages:
        if found := best_voice(voices, language):
            engine, voice = found
            why = explain_choice(voice, language, voices)
            yield f"Without --voice {voice.name} speaks, by {engine}: {why}."
