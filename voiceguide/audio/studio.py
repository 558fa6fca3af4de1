"""The studio: every distinct sound is made once, kept in the cache, and handed out as frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from voiceguide.audio import mp3
from voiceguide.audio.cache import Cache, Entry, make_key
from voiceguide.audio.island import Island
from voiceguide.audio.pcm import Sounded
from voiceguide.audio.sample import to_ms, to_samples
from voiceguide.errors import SpeechError
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.lexicon import Lexicon
from voiceguide.plan.settings import VoiceChoice
from voiceguide.plan.timeline import Sound
from voiceguide.plan.tones import TONES, is_sound_file
from voiceguide.speech import trait
from voiceguide.speech.engine import SpeechEngine, Voice, find_engine, pick_voice
from voiceguide.speech.pool import TIME_LIMIT, Utterance, list_voices, speak_all

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

SIGNAL_CHAIN = 1
"""Part of every key: count up when trimming, levelling or limiting changes."""
PHASES_MS = range(0, 24, 4)
"""Where in a frame a tone can start when lengths are whole or half seconds: a tone is encoded for
all of them at once, so that a changed hold needs no encoder."""
SAMPLE_TEXTS = (
    "Sit tall, and let your shoulders drop.",
    "Breathe in slowly, and all the way out.",
    "Turn toward the front leg.",
    "Ten more seconds.",
    "Halfway.",
    "three",
    "two",
    "one",
)
"""What a voice says once to have its loudness measured: sentences and single words, as in a
session; a meter hears a word between two silences as softer than the same word in a sentence."""
SAMPLE_GAP_MS = 600

Report = Callable[[int, int], None]
"""Called with how many of how many sounds are made."""


class Studio:
    """Makes and keeps the sounds of one voice.

    `find_sound` gives the path of a user's sound file by its name in a script.
    """

    def __init__(
        self,
        choice: VoiceChoice,
        language: str,
        cache: Cache,
        *,
        find_sound: Callable[[str], Path],
        jobs: int = 1,
        fresh: bool = False,
        time_limit: float | None = None,
        lexicon: Lexicon | None = None,
        report: Report | None = None,
    ) -> None:
        self.choice = choice
        self.language = language
        self.made = 0
        """Sentences spoken so far; a rebuild from the cache speaks none."""
        self.cache = cache
        self._find_sound = find_sound
        self._jobs = jobs
        self._fresh = fresh
        self._asked_limit = time_limit
        self._lexicon = lexicon or Lexicon()
        self._report = report or (lambda done, total: None)
        self._held: dict[str, Entry] = {}
        self._keys: dict[Sound, str] = {}

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
            return pick_voice(self.engine.voices(), self.choice.name, self.language)
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
            return TONES[sound.tone]
        entry = self._get(self._mp3_key(sound, 0))
        return Milliseconds(to_ms(entry.samples)) if entry else None

    def record(self, sounds: Sequence[Sound]) -> None:
        """Make sounds that are not there yet. Raises SpeechError, OutputError."""
        spoken: dict[Utterance, list[Sound]] = {}
        for sound in sounds:
            if sound.tone:
                self._encode(sound, self._pcm(sound), 0)
            else:
                said = Utterance(self._words(sound), self._rate(sound))
                spoken.setdefault(said, []).append(sound)
        if spoken:
            self._record_speech(spoken)

    def _record_speech(self, spoken: dict[Utterance, list[Sound]]) -> None:
        """Speak, level and encode sentences, the longest first.

        With one job everything is done in turn, on one core; with more, levelling and encoding go
        on beside the speaking.
        """
        from concurrent.futures import Future, ThreadPoolExecutor

        from voiceguide.audio.clip import read_speech
        from voiceguide.audio.loudness import gain_for

        synthetic = any(trait.recording(self.engine, one.text) is None for one in spoken)
        gain = self.gain if synthetic else 0.0  # measured before the first sentence
        work: list[Future[None]] = []
        before = self.made
        with ThreadPoolExecutor(self._jobs) as threads:

            def keep(utterance: Utterance, path: Path) -> None:
                samples = read_speech(path, audible=self.engine.audible)
                own = trait.recording(self.engine, utterance.text) is not None
                level = gain_for(samples) if own else gain
                if self._jobs > 1:
                    work.append(threads.submit(self._keep, spoken[utterance], samples, level))
                else:
                    self._keep(spoken[utterance], samples, level)
                self.made += 1
                self._report(self.made - before, len(spoken))

            self._speak(sorted(spoken, key=lambda one: -len(one.text)), keep)
        for one in work:
            one.result()

    def _keep(self, sounds: Sequence[Sound], samples: Samples, gain: float) -> None:
        from voiceguide.audio.loudness import level

        levelled = level(samples, gain)
        for sound in sounds:
            self._put(self._pcm_key(sound), len(levelled), levelled.tobytes())
            self._encode(sound, levelled, 0)

    @cached_property
    def gain(self) -> float:
        """What brings this voice to its level, in dB; measured once for each voice."""
        if not self.engine.audible:
            return 0.0
        texts = [text for text in SAMPLE_TEXTS if trait.recording(self.engine, text) is None]
        texts = texts or [f"{SAMPLE_TEXTS[0]} {SAMPLE_TEXTS[1]}"]  # nobody records the two in one
        key = make_key("gain", SIGNAL_CHAIN, texts, *self._speaker, self.choice.rate)
        entry = self._get(key)
        if entry is None:
            from voiceguide.audio.clip import in_a_row, read_speech
            from voiceguide.audio.loudness import gain_for

            clips: dict[str, Samples] = {}

            def listen(utterance: Utterance, path: Path) -> None:
                clips[utterance.text] = read_speech(path)

            self._speak([Utterance(text, self.choice.rate) for text in texts], listen)
            row = in_a_row([clips[text] for text in texts], SAMPLE_GAP_MS)
            entry = self._put(key, 0, msgspec.json.encode(round(gain_for(row), 3)))
        return msgspec.json.decode(entry.data, type=float)

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
            return self._pcm(island.parts[0].sound)
        from voiceguide.audio.clip import mix

        return mix([(part.offset_ms, self._pcm(part.sound)) for part in island.parts])

    def _frames(self, island: Island) -> Entry:
        if len(island.parts) == 1:
            sound = island.parts[0].sound
            entry = self._get(self._mp3_key(sound, island.phase))
            return entry or self._encode(sound, self._pcm(sound), island.phase)
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

    def _pcm(self, sound: Sound) -> Samples:
        """The samples of a sound, from the cache or made now."""
        import numpy as np

        if sound.tone in TONES:
            from voiceguide.audio.tone import make_tone

            return make_tone(sound.tone)
        if sound.tone:
            from voiceguide.audio.clip import read_sound_file

            return read_sound_file(self._find_sound(sound.tone))
        entry = self.cache.get(self._pcm_key(sound))
        if entry is None:
            self.record([sound])
            entry = self.cache.get(self._pcm_key(sound))
            assert entry is not None, "record() has just put it there"
        samples: Samples = np.frombuffer(entry.data, dtype=np.int16)
        return samples

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
        return self.engine.name, self.engine.version(), self.voice.id, *files

    def _key(self, sound: Sound) -> str:
        key = self._keys.get(sound)
        if key is None:
            key = self._keys[sound] = self._made_of(sound)
        return key

    def _made_of(self, sound: Sound) -> str:
        if not sound.tone:
            words = self._words(sound)
            own = trait.recording(self.engine, words)
            if own is not None:
                return make_key("recording", SIGNAL_CHAIN, own.read_bytes().hex())
            return make_key("say", SIGNAL_CHAIN, *self._speaker, self._rate(sound), words)
        if is_sound_file(sound.tone):
            return make_key("file", SIGNAL_CHAIN, self._find_sound(sound.tone).read_bytes().hex())
        from voiceguide.plan.tones import DESIGN

        return make_key("tone", DESIGN, sound.tone)

    def _pcm_key(self, sound: Sound) -> str:
        return make_key("pcm", self._key(sound))

    def _mp3_key(self, sound: Sound, phase: int) -> str:
        return make_key("mp3", mp3.SETTINGS, self._key(sound), phase)

    def _words(self, sound: Sound) -> str:
        """What the engine is given to say: respelled, unless somebody has recorded it."""
        recorded = trait.recording(self.engine, sound.text) is not None
        return sound.text if recorded else self._lexicon.respell(sound.text)

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
