"""A short sample of a voice, as it sounds in a session, to choose by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from voiceguide.audio import mp3
from voiceguide.audio.island import find_islands
from voiceguide.audio.sample import to_samples
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.disk.files import replacing
from voiceguide.disk.folder import expand
from voiceguide.disk.library import load_lexicon, search_roots
from voiceguide.duration import Milliseconds
from voiceguide.errors import OutputError, RoutineError, SpeechError
from voiceguide.lang.language import ENGLISH, base_of, language_of
from voiceguide.lang.spoken import say_number
from voiceguide.plan.place import place
from voiceguide.plan.timeline import Sound
from voiceguide.problem import Problem
from voiceguide.routine.settings import VoiceChoice
from voiceguide.script.cue import Cue, Pause, Say, Source, Words
from voiceguide.speech.automatic import every_voice
from voiceguide.speech.engine import Voice, blaming, find_engine, pick_voice, speakers

ALL = "all"
"""Stands for every voice there is."""
COUNT = (3, 2, 1)
LEAD = Milliseconds(500)
"""Silence before the first words."""


class Trial(Struct, frozen=True):
    """One voice that was tried: where its sample is, or why there is none."""

    voice: Voice
    path: Path | None
    problem: Problem | None = None


def try_voices(
    name: str, language: str, engine: str, out: str, *, cache: Path, jobs: int = 1
) -> Iterator[Trial]:
    """Write a sample of a voice, or of all; a language keeps those that speak it.

    A voice that fails is reported, and the next one tried. Raises VoiceguideError when there is
    none of that name.
    """
    for spec, voice in _chosen(name, language, engine):
        spoken = base_of(voice.language or language or ENGLISH)
        try:
            lexicon = load_lexicon(spoken, search_roots())
            studio = Studio(
                VoiceChoice(engine=spec, name=voice.id),
                spoken,
                Cache(cache),
                find_sound=Path,
                jobs=jobs,
                lexicon=lexicon,
            )
            yield Trial(voice, _write(studio, _texts(spoken), _target(out, voice)))
        except SpeechError as error:
            yield Trial(voice, None, error.fact)


def _chosen(name: str, language: str, engine: str) -> list[tuple[str, Voice]]:
    """The voices that are meant, each with the engine that has it."""
    if name != ALL:
        own = find_engine(engine, language or "en", name)
        with blaming(own):
            named = own.named_voice(name)
        if named is not None:
            return [(engine, named)]
    every = every_voice(engine)
    if name != ALL:
        voice = pick_voice([one for _, one in every], name, language)
        return [(spec, one) for spec, one in every if one is voice]
    if not language:
        return every
    found = [(spec, one) for spec, one in every if speakers([one], language)]
    if not found:
        raise RoutineError(f"no voice speaks {language!r}", where="--lang")
    return found


def _texts(language: str) -> list[str]:
    """What a voice says: sentences of a session in its language, or else in English; a countdown"""
    try:
        count = [say_number(number, language) for number in COUNT]
    except RoutineError:
        count = [say_number(number, ENGLISH) for number in COUNT]
    return [*language_of(language).samples, *count]


def cues_of(texts: Sequence[str]) -> list[Cue]:
    """What is heard of a sample: the texts as they are, whatever signs are in them."""
    source = Source("sample")
    return [Pause(LEAD, source), *(Say(Words((text,)), source) for text in texts)]


def _target(out: str, voice: Voice) -> Path:
    path = expand(out)
    if path.suffix.lower() == ".mp3":
        return path
    plain = re.sub(r"[^\w]+", "-", f"{voice.name} {voice.language}".lower()).strip("-_")
    return path / f"voice-{plain}.mp3"


def _write(studio: Studio, texts: list[str], path: Path) -> Path:
    sounds = [Sound(text=text) for text in texts]
    studio.record([sound for sound in sounds if studio.length_of(sound) is None])
    timeline, _ = place(cues_of(texts), lambda sound: studio.length_of(sound) or Milliseconds(0))
    islands = find_islands(timeline.sounding)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            for piece in mp3.join(studio.placed(islands), to_samples(timeline.duration_ms)):
                file.write(piece)
    except OSError as error:
        raise OutputError(
            f"the sample cannot be written ({error.strerror})",
            where=str(path),
            remedy="Choose another place with --out.",
        ) from error
    return path
