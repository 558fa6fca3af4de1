"""The studio: every distinct sound is made once, kept in the cache, and handed out as frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from voiceguide.audio import clarity, mp3
from voiceguide.audio.cache import Cache, Entry, make_key
from voiceguide.audio.gain import SAMPLE_TEXTS, Gains, finish, gains_for, lift_over_bed
from voiceguide.audio.island import Island
from voiceguide.audio.pcm import Sounded
from voiceguide.audio.sample import to_ms, to_samples
from voiceguide.errors import SpeechError
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.lexicon import Lexicon
from voiceguide.plan.mix import Mix
from voiceguide.plan.settings import VoiceChoice
from voiceguide.plan.signs import say_signs
from voiceguide.plan.timeline import Sound
from voiceguide.plan.tones import TONES, is_sound_file, tone_length
from voiceguide.speech import trait
from voiceguide.speech.check import ACCEPTED
from voiceguide.speech.engine import SpeechEngine, Voice, find_engine, pick_voice
from voiceguide.speech.pool import TIME_LIMIT, Utterance, list_voices, speak_all

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

SIGNAL_CHAIN = 3
"""Part of every key: count up when trimming, levelling or limiting changes."""
PHASES_MS = range(0, 24, 4)
"""Where in a frame a tone can start when lengths are whole or half seconds: a tone is encoded for
all of them at once, so that a changed hold needs no encoder."""
Report = Callable[[int, int], None]
"""Called with how many of how many sounds are spoken, or finished."""


class Studio:
    """Makes and keeps the sounds of one voice.

    `find_sound` gives the path of a user's sound file by its name in a script. Speech is kept as it
    was spoken; what `mix` makes of it is worked out anew, so another mix speaks nothing. For a
    session that is `rendered` as a whole finished samples are kept, for any other encoded frames.
    """

    def __init__(
        self,
        choice: VoiceChoice,
        language: str,
        cache: Cache,
        *,
        find_sound: Callable[[str], Path],
        mix: Mix = Mix(),
        rendered: bool = False,
        jobs: int = 1,
        fresh: bool = False,
        time_limit: float | None = None,
        lexicon: Lexicon | None = None,
        report: Report | None = None,
        finished: Report | None = None,
    ) -> None:
        self.choice = choice
        self.language = language
        self.mix = mix
        self.made = 0
        """Sentences spoken so far; a rebuild from the cache speaks none."""
        self.cache = cache
        self._find_sound = find_sound
        self._rendered = rendered
        self._lengths: dict[Sound, Milliseconds] = {}
        self._jobs = jobs
        self._fresh = fresh
        self._asked_limit = time_limit
        self._lexicon = lexicon or Lexicon()
        self._report = report or (lambda done, total: None)
        self._finished_of = finished or (lambda done, total: None)
        self._held: dict[str, Entry] = {}
        self._keys: dict[Sound, str] = {}
        self._said: dict[str, str] = {}
        """Text -> what the voice gets."""
        self._new: set[Sound | Utterance] = set()

    @cached_property
    def engine(self) -> SpeechEngine:
        """The engine that speaks. Raises UnknownName."""
        return find_engine(self.choice.engine, self.language, self.choice.name)

    @cached_property
    def voice(self) -> Voice:
        """The voice that speaks. The engine is asked only when the cache does not know."""
        named = trait.named_voice(self.engine, self.choice.name)
        if named is not None:
            return named
        if trait.has_quick_voices(self.engine):
            return pick_voice(trait.voices(self.engine), self.choice.name, self.language)
        key = make_key("voices", 2, self.engine.name, self.engine.version())
        entry = self._get(key)
        if entry is not None:
            voices = msgspec.json.decode(entry.data, type=list[Voice])
            try:
                return pick_voice(voices, self.choice.name, self.language)
            except SpeechError:
                pass  # it may have been installed since
        voices = list_voices(self.engine, time_limit=self._time_limit)
        self._put(key, 0, msgspec.json.encode(voices))
        return pick_voice(voices, self.choice.name, self.language)

    def length_of(self, sound: Sound) -> Milliseconds | None:
        """The measured length of a sound in milliseconds; None when it has not been made yet."""
        if sound.tone in TONES:
            return tone_length(sound.tone, self.mix.tones)
        if sound not in self._lengths:
            entry = self._finished(sound) if self._rendered else self._get(self._mp3_key(sound, 0))
            if entry is None:
                return None
            self._lengths[sound] = Milliseconds(to_ms(entry.samples))
        return self._lengths[sound]

    def record(self, sounds: Sequence[Sound]) -> None:
        """Make sounds that are not there yet. Raises SpeechError, OutputError."""
        spoken: dict[Utterance, list[Sound]] = {}
        known: list[Sound] = []
        for sound in sounds:
            if sound.tone:
                self._store(sound, self._made_samples(sound))
            elif self._raw(self._utterance(sound)) is not None:
                known.append(sound)
            else:
                spoken.setdefault(self._utterance(sound), []).append(sound)
        if spoken or known:
            self._record_speech(spoken, known)

    def _record_speech(
        self, spoken: dict[Utterance, list[Sound]], known: Sequence[Sound] = ()
    ) -> None:
        """Speak, level and encode sentences, the longest first; `known` were spoken before.

        With one job everything is done in turn, on one core; with more, levelling and encoding go
        on beside the speaking.
        """
        from concurrent.futures import Future, ThreadPoolExecutor

        said = [*spoken, *map(self._utterance, known)]
        if any(trait.recording(self.engine, one.text) is None for one in said):
            _ = self.gains  # measured before the first sentence, not in the middle of them
        work: list[Future[None]] = []
        before = self.made
        with ThreadPoolExecutor(self._jobs) as threads:

            def keep(utterance: Utterance, path: Path) -> None:
                samples = self._keep_raw(utterance, path)
                if self._jobs > 1:
                    work.append(threads.submit(self._keep, spoken[utterance], samples))
                else:
                    self._keep(spoken[utterance], samples)
                self.made += 1
                self._report(self.made - before, len(spoken))

            try:
                for sound in known:
                    raw = self._raw(self._utterance(sound))
                    assert raw is not None, "it was there when it was asked for"
                    work.append(threads.submit(self._keep, [sound], raw))
                if spoken:
                    self._speak(sorted(spoken, key=lambda one: -len(one.text)), keep)
            except BaseException:
                threads.shutdown(cancel_futures=True)  # nobody wants the rest any more
                raise
            for done, one in enumerate(work, start=1):
                one.result()
                self._finished_of(done, len(work))

    def _keep(self, sounds: Sequence[Sound], raw: Samples) -> None:
        finished = self._finish(sounds[0], raw)
        for sound in sounds:
            self._store(sound, finished)

    def _store(self, sound: Sound, samples: Samples) -> None:
        """Keep a finished sound, in the form its session is put together from."""
        if self._rendered:
            self.cache.put(self._pcm_key(sound), len(samples), samples.tobytes())
            self._new.add(sound)
        else:
            self._encode(sound, samples, 0)

    def _finished(self, sound: Sound) -> Entry | None:
        """A finished sound of a rendered session, where it is kept."""
        if self._fresh and sound not in self._new:
            return None
        return self.cache.get(self._pcm_key(sound))

    def _finish(self, sound: Sound, raw: Samples) -> Samples:
        """Make speech clear, and bring it to its level; each recording has a level of its own."""
        if not self.engine.audible:
            return raw
        own = trait.recording(self.engine, self._words(sound)) is not None
        gains = gains_for([raw], self.mix.clarity) if own else self.gains
        return finish(raw, gains, self.mix)

    def _keep_raw(self, utterance: Utterance, path: Path) -> Samples:
        """Keep speech as it was spoken, trimmed."""
        from voiceguide.audio.clip import read_speech

        samples = read_speech(path, audible=self.engine.audible)
        self.cache.put(self._raw_key(utterance), len(samples), samples.tobytes())
        self._new.add(utterance)
        return samples

    def _raw(self, utterance: Utterance) -> Samples | None:
        """Speech as it was spoken, where it was spoken before."""
        if self._fresh and utterance not in self._new:
            return None
        entry = self.cache.get(self._raw_key(utterance))
        if entry is None:
            return None
        import numpy as np

        return np.frombuffer(entry.data, dtype=np.int16)

    @cached_property
    def gains(self) -> Gains:
        """What brings this voice to its level; measured once for each voice and clarity."""
        if not self.engine.audible:
            return Gains(0.0, 0.0)
        key = make_key("gain", self._clear_chain, *self._speaker, self._measured_by)
        entry = self._get(key)
        if entry is None:
            entry = self._put(key, 0, msgspec.json.encode(self._measure_gains()))
        return msgspec.json.decode(entry.data, type=Gains)

    @cached_property
    def _measured_by(self) -> list[Utterance]:
        """What is spoken to measure the voice: nothing that somebody has recorded."""
        texts = [text for text in SAMPLE_TEXTS if trait.recording(self.engine, text) is None]
        texts = texts or [f"{SAMPLE_TEXTS[0]} {SAMPLE_TEXTS[1]}"]  # nobody records the two in one
        return [Utterance(text, self.choice.rate) for text in texts]

    def _measure_gains(self) -> Gains:
        said = self._measured_by
        clips = {one: samples for one in said if (samples := self._raw(one)) is not None}

        def listen(utterance: Utterance, path: Path) -> None:
            clips[utterance] = self._keep_raw(utterance, path)

        if missing := [one for one in said if one not in clips]:
            self._speak(missing, listen)
        return gains_for([clips[one] for one in said], self.mix.clarity)

    def placed(self, islands: Iterable[Island]) -> Iterator[mp3.Placed]:
        """Hand out each island's frames, one island at a time."""
        for island in islands:
            yield mp3.Placed(island.frame, self._frames(island).data)

    def sounded(self, islands: Iterable[Island]) -> Iterator[Sounded]:
        """Hand out each island's samples, one island at a time."""
        for island in islands:
            yield Sounded(to_samples(island.start_ms), self._samples(island))

    def _samples(self, island: Island) -> Samples:
        if len(island.parts) == 1:
            return self.samples_of(island.parts[0].sound)
        from voiceguide.audio.clip import mix

        return mix([(part.offset_ms, self.samples_of(part.sound)) for part in island.parts])

    def _frames(self, island: Island) -> Entry:
        if len(island.parts) == 1:
            sound = island.parts[0].sound
            entry = self._get(self._mp3_key(sound, island.phase))
            return entry or self._encode(sound, self.samples_of(sound), island.phase)
        parts = [(part.offset_ms, self._key(part.sound)) for part in island.parts]
        key = make_key("island", mp3.SETTINGS, parts, island.phase)
        entry = self._get(key)
        if entry is None:
            samples = self._samples(island)
            entry = self._put(key, len(samples), mp3.encode(samples, island.phase))
        return entry

    def _encode(self, sound: Sound, samples: Samples, phase: int) -> Entry:
        """Encode a sound at a phase (samples), a tone at the likely ones too."""
        phases = {phase, *(to_samples(ms) for ms in PHASES_MS if sound.tone in TONES)}
        for one in phases:
            key = self._mp3_key(sound, one)
            if one == phase or self._get(key) is None:
                self._put(key, len(samples), mp3.encode(samples, one))
        return self._held[self._mp3_key(sound, phase)]

    def samples_of(self, sound: Sound) -> Samples:
        """The finished samples of a sound, made from what is kept or anew."""
        entry = self._finished(sound) if self._rendered else None
        if entry is None:
            return self._made_samples(sound)
        import numpy as np

        return np.frombuffer(entry.data, dtype=np.int16)

    def _made_samples(self, sound: Sound) -> Samples:
        if not sound.tone:
            utterance = self._utterance(sound)
            if self._raw(utterance) is None:
                self.record([sound])
            raw = self._raw(utterance)
            assert raw is not None, "record() has just put it there"
            return self._finish(sound, raw)
        from voiceguide.audio.clip import read_sound_file
        from voiceguide.audio.loudness import level
        from voiceguide.audio.tone import make_tone

        if sound.tone in TONES:
            samples = make_tone(sound.tone, self.mix.tones)
            lifted = lift_over_bed(samples) if self._rendered else 0.0
            return level(samples, self.mix.tone_level + lifted)
        return level(read_sound_file(self._find_sound(sound.tone)), self.mix.tone_level)

    def _speak(self, utterances: list[Utterance], done: Callable[[Utterance, Path], None]) -> None:
        recorded = all(trait.recording(self.engine, one.text) for one in utterances)
        speak_all(
            self.engine,
            # where all was recorded, nobody has to be there to speak
            Voice("", "", "") if recorded else self.voice,
            utterances,
            done,
            jobs=self._jobs,
            time_limit=self._time_limit,
        )

    @cached_property
    def _time_limit(self) -> float:
        return self._asked_limit or trait.time_limit(self.engine) or TIME_LIMIT

    # Keys: everything that can change a sound, in one place.

    @cached_property
    def _speaker(self) -> tuple[str, ...]:
        files = (self.voice.version,) if self.voice.version else ()
        return self.engine.name, self.engine.version(), self.voice.id, *files, f"check {ACCEPTED}"

    def _key(self, sound: Sound) -> str:
        key = self._keys.get(sound)
        if key is None:
            key = self._keys[sound] = self._made_of(sound)
        return key

    def _made_of(self, sound: Sound) -> str:
        mix = self.mix
        if not sound.tone:
            own = trait.recording(self.engine, self._words(sound))
            raw = self._raw_key(self._utterance(sound))
            # a sentence sped up may be what another rate says anyway, measured by that rate
            level = [mix.voice_level, *(() if own else self._measured_by)]
            return make_key("say", self._clear_chain, level, raw)
        if is_sound_file(sound.tone):
            data = self._find_sound(sound.tone).read_bytes()
            return make_key("file", SIGNAL_CHAIN, mix.tone_level, data.hex())
        from voiceguide.plan.tones import DESIGN

        return make_key("tone", DESIGN, mix.tones, mix.tone_level, sound.tone)

    @cached_property
    def _clear_chain(self) -> tuple[int, str, int]:
        return SIGNAL_CHAIN, self.mix.clarity, clarity.CHAIN

    def _raw_key(self, utterance: Utterance) -> str:
        own = trait.recording(self.engine, utterance.text)
        if own is not None:
            return make_key("recording", SIGNAL_CHAIN, ACCEPTED, own.read_bytes().hex())
        return make_key("raw", SIGNAL_CHAIN, *self._speaker, utterance.rate, utterance.text)

    def _utterance(self, sound: Sound) -> Utterance:
        return Utterance(self._words(sound), self._rate(sound))

    def _pcm_key(self, sound: Sound) -> str:
        return make_key("pcm", self._key(sound))

    def _mp3_key(self, sound: Sound, phase: int) -> str:
        return make_key("mp3", mp3.SETTINGS, self._key(sound), phase)

    def _words(self, sound: Sound) -> str:
        """What the engine is given to say: words for signs, respelled, unless it was recorded."""
        if trait.recording(self.engine, sound.text) is not None:
            return sound.text
        if sound.text not in self._said:
            said = self._lexicon.respell(sound.text, partial(say_signs, language=self.language))
            self._said[sound.text] = " ".join(said.split())
        return self._said[sound.text]

    def _rate(self, sound: Sound) -> int:
        return round(self.choice.rate * sound.speed)

    def _get(self, key: str) -> Entry | None:
        entry = self._held.get(key)
        if entry is None and not self._fresh:
            entry = self.cache.get(key)
            if entry is not None:
                self._held[key] = entry
        return entry

    def _put(self, key: str, samples: int, data: bytes) -> Entry:
        entry = self.cache.put(key, samples, data)
        self._held[key] = entry
        return entry
