"""Who speaks: one voice of one engine, and what it has said, as it was spoken.

Speech is kept trimmed and at the level the engine gave it, so that another mix speaks nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from voiceguide.audio import clarity
from voiceguide.audio.gain import SAMPLE_TEXTS, Gains, gains_for
from voiceguide.disk.cache import Entry, SessionCache, digest_file, make_key
from voiceguide.errors import SpeechError
from voiceguide.lang.language import by_languages
from voiceguide.lang.signs import say_signs
from voiceguide.plan.timeline import Sound
from voiceguide.problem import Problem, warning
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import Clarity
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech.acceptance import ACCEPTED
from voiceguide.speech.engine import (
    Engine,
    Voice,
    blaming,
    find_engine,
    pick_voice,
    speakers,
    voices_of,
)
from voiceguide.speech.utterance import Utterance

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

SIGNAL_CHAIN = 3
"""Part of every key: count up when trimming, levelling or limiting changes."""


class Speaker:
    """The voice of a session. `lexicon` says how words are pronounced."""

    def __init__(
        self,
        choice: VoiceChoice,
        language: str,
        cache: SessionCache,
        *,
        lexicon: Lexicon,
        jobs: int = 1,
        time_limit: float | None = None,
    ) -> None:
        self.choice = choice
        self.language = language
        self.jobs = jobs
        self._cache = cache
        self._lexicon = lexicon
        self._asked_limit = time_limit
        self._sources: dict[Sound, Utterance] = {}
        self._measuring = threading.Lock()

    @cached_property
    def engine(self) -> Engine:
        """The engine that speaks. Raises UnknownName."""
        return find_engine(self.choice.engine, self.language, self.choice.name)

    @cached_property
    def _records(self) -> bool:
        """Whether the engine may have a recording of a text; most have none of any."""
        return type(self.engine).recording is not Engine.recording

    @cached_property
    def voice(self) -> Voice:
        """The voice that speaks. The engine is asked only when the cache does not know."""
        with blaming(self.engine):
            named = self.engine.named_voice(self.choice.name)
        if named is not None:
            return named
        if self.engine.quick_voices:
            return pick_voice(voices_of(self.engine), self.choice.name, self.language)
        key = make_key("voices", 2, self.engine.name, self.engine.version())
        entry = self._cache.get(key)
        if entry is not None:
            voices = msgspec.json.decode(entry.data, type=list[Voice])
            with suppress(SpeechError):  # it may have been installed since
                return pick_voice(voices, self.choice.name, self.language)
        from voiceguide.speech.pool import list_voices

        voices = list_voices(self.engine, time_limit=self._time_limit)
        self._cache.put(key, 0, msgspec.json.encode(voices))
        return pick_voice(voices, self.choice.name, self.language)

    def give_way(self, error: SpeechError) -> bool:
        """Whether all of it is to be tried again: somebody else will speak, whom nobody named."""
        from voiceguide.speech.automatic import give_way

        return "engine" in vars(self) and give_way(self.choice, self.engine, error)

    def notices(self) -> tuple[Problem, ...]:
        """What is to be said of who spoke."""
        from voiceguide.speech.automatic import tell_stand_in

        told = tell_stand_in(self.choice, self.language, vars(self).get("engine"))
        voice = self.voice if self.choice.name else None
        if voice and not speakers([voice], self.language):
            what = f"{voice.name} speaks {voice.language}, and this session is {self.language}"
            return (
                *told,
                warning("voice", what, "Leave it out, and one that speaks it is chosen."),
            )
        return told

    def utterance(self, sound: Sound) -> Utterance:
        """What a sound is made from: a recording, or words at a rate.

        Words stand for signs, and are respelled, unless the text is recorded as it is written.
        """
        if sound not in self._sources:
            rate = round(self.choice.rate * sound.speed)
            said = self._source(sound.text, rate)
            if said.recording is None:
                said = self._source(in_words(sound.text, self._lexicon, self.language), rate)
            self._sources[sound] = said
        return self._sources[sound]

    def raw(self, utterance: Utterance) -> Samples | None:
        """Speech as it was spoken, where it was spoken before."""
        entry = self._cache.get(self.raw_key(utterance), hold=False)
        return None if entry is None else samples_in(entry)

    def keep(self, utterance: Utterance, path: Path) -> Samples:
        """Keep speech as it was spoken, trimmed."""
        from voiceguide.audio.clip import read_speech

        samples = read_speech(path, audible=self.engine.audible)
        key = self.raw_key(utterance)
        self._cache.put(key, len(samples), samples.tobytes(), hold=False)
        return samples

    def speak(self, utterances: list[Utterance], done: Callable[[Utterance, Path], None]) -> None:
        """Speak sentences, `jobs` at a time; `done` gets each as it ends. Raises SpeechError."""
        from voiceguide.speech.pool import speak_all

        recorded = all(one.recording for one in utterances)
        speak_all(
            self.engine,
            # where all was recorded, nobody has to be there to speak
            Voice("", "", "") if recorded else self.voice,
            utterances,
            done,
            jobs=self.jobs,
            time_limit=self._time_limit,
        )

    def spoken(self, utterances: list[Utterance]) -> dict[Utterance, Samples]:
        """Speak a few sentences, and hand them out as they were spoken."""
        clips: dict[Utterance, Samples] = {}

        def listen(utterance: Utterance, path: Path) -> None:
            clips[utterance] = self.keep(utterance, path)

        if utterances:
            self.speak(utterances, listen)
        return clips

    def gains(self, mode: Clarity) -> Gains:
        """What brings this voice to its level; measured once for each voice and clarity."""
        if not self.engine.audible:
            return Gains(0.0, 0.0)
        with self._measuring:  # several threads may be the first to ask
            entry = self._cache.get(self._gain_key(mode))
            if entry is None:
                measured = msgspec.json.encode(self._measure_gains(mode))
                entry = self._cache.put(self._gain_key(mode), 0, measured)
        return msgspec.json.decode(entry.data, type=Gains)

    def unmeasured(self, mode: Clarity) -> list[Utterance]:
        """What has to be spoken before the voice can be measured; nothing where it was."""
        if not self.engine.audible or self._cache.get(self._gain_key(mode)) is not None:
            return []
        return [one for one in self.measured_by if self.raw(one) is None]

    def _gain_key(self, mode: Clarity) -> str:
        chain = (SIGNAL_CHAIN, mode, clarity.CHAIN)
        return make_key("gain", chain, *self.identity, self.measured_by)

    @cached_property
    def measured_by(self) -> list[Utterance]:
        """What is spoken to measure the voice: nothing that somebody has recorded."""
        samples = [self._source(text, self.choice.rate) for text in SAMPLE_TEXTS]
        both = Utterance(f"{SAMPLE_TEXTS[0]} {SAMPLE_TEXTS[1]}", self.choice.rate)
        # nobody records the two in one
        return [one for one in samples if one.recording is None] or [both]

    def raw_key(self, utterance: Utterance) -> str:
        """The key of speech as it was spoken: everything that can change it."""
        if utterance.recording is not None:
            return make_key("recording", SIGNAL_CHAIN, ACCEPTED, digest_file(utterance.recording))
        return make_key("raw", SIGNAL_CHAIN, *self.identity, utterance.rate, utterance.text)

    def _measure_gains(self, mode: Clarity) -> Gains:
        said: Sequence[Utterance] = self.measured_by
        clips = {one: samples for one in said if (samples := self.raw(one)) is not None}
        clips |= self.spoken([one for one in said if one not in clips])
        return gains_for([clips[one] for one in said], mode)

    @cached_property
    def identity(self) -> tuple[str, ...]:
        """Who it is: engine, version, voice."""
        files = (self.voice.version,) if self.voice.version else ()
        return self.engine.name, self.engine.version(), self.voice.id, *files, f"check {ACCEPTED}"

    @cached_property
    def _time_limit(self) -> float:
        from voiceguide.speech.pool import TIME_LIMIT

        return self._asked_limit or self.engine.time_limit or TIME_LIMIT

    def _source(self, text: str, rate: int) -> Utterance:
        if not self._records:
            return Utterance(text, rate)
        with blaming(self.engine):
            return Utterance(text, rate, self.engine.recording(text))


@by_languages
@lru_cache(2048)
def in_words(text: str, lexicon: Lexicon, language: str) -> str:
    """A text as it is given to a voice: words for signs, and respelled."""
    return " ".join(lexicon.respell(text, partial(say_signs, language=language)).split())


def samples_in(entry: Entry) -> Samples:
    """The samples of an entry that holds PCM: int16, mono, 48 kHz."""
    import numpy as np

    return np.frombuffer(entry.data, dtype=np.int16)
