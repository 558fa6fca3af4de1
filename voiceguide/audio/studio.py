"""The studio: every distinct sound is made once, kept in the cache, and handed out as frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.audio import clarity, mp3
from voiceguide.audio.gain import Gains, finish, gains_for, lift_over_bed
from voiceguide.audio.island import Island
from voiceguide.audio.pcm import Sounded
from voiceguide.audio.sample import to_ms, to_samples
from voiceguide.audio.speaker import SIGNAL_CHAIN, Speaker, samples_in
from voiceguide.disk.cache import Cache, Entry, SessionCache, digest_file, make_key
from voiceguide.duration import Milliseconds
from voiceguide.plan.timeline import Sound
from voiceguide.progress import Report
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import Mix
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech.utterance import Utterance
from voiceguide.tones import DESIGN, TONES, is_sound_file, tone_length

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

PHASES_MS = range(0, 24, 4)
"""Where in a frame a tone can start when lengths are whole or half seconds: a tone is encoded for
all of them at once, so that a changed hold needs no encoder."""


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
        self.mix = mix
        self.made = 0
        """Sentences spoken so far; a rebuild from the cache speaks none."""
        self.cache = cache
        self._kept = SessionCache(cache, fresh=fresh)
        self.speaker = Speaker(
            choice,
            language,
            self._kept,
            lexicon=lexicon or Lexicon(),
            jobs=jobs,
            time_limit=time_limit,
        )
        self._find_sound = find_sound
        self._rendered = rendered
        self._lengths: dict[Sound, Milliseconds] = {}
        self._report = report or (lambda done, total: None)
        self._finished_of = finished or (lambda done, total: None)
        self._keys: dict[Sound, str] = {}
        self._mp3_keys: dict[tuple[Sound, int], str] = {}
        self._island_keys: dict[tuple[object, ...], str] = {}

    def length_of(self, sound: Sound) -> Milliseconds | None:
        """The measured length of a sound in milliseconds; None when it has not been made yet."""
        if sound.tone in TONES:
            return tone_length(sound.tone, self.mix.tones)
        if sound not in self._lengths:
            entry = (
                self._finished(sound) if self._rendered else self._kept.get(self._mp3_key(sound, 0))
            )
            if entry is None:
                return None
            self._lengths[sound] = Milliseconds(to_ms(entry.samples))
        return self._lengths[sound]

    def record(self, sounds: Sequence[Sound]) -> None:
        """Make sounds that are not there yet. Raises SpeechError, OutputError."""
        wanted: dict[Utterance, list[Sound]] = {}
        known: list[tuple[Sound, Samples]] = []
        for sound in sounds:
            if sound.tone:
                self._store(sound, self._made_samples(sound))
            elif (raw := self.speaker.raw(self.speaker.utterance(sound))) is not None:
                known.append((sound, raw))
            else:
                wanted.setdefault(self.speaker.utterance(sound), []).append(sound)
        if wanted or known:
            self._record_speech(wanted, known)

    def _record_speech(
        self, wanted: dict[Utterance, list[Sound]], known: Sequence[tuple[Sound, Samples]]
    ) -> None:
        from voiceguide.audio.take import Take

        said = [*wanted, *(self.speaker.utterance(sound) for sound, _ in known)]
        measured = any(one.recording is None for one in said)
        first = self.speaker.unmeasured(self.mix.clarity) if measured else []
        before = self.made

        def spoken(done: int, total: int) -> None:
            self.made = before + done
            self._report(done, total)

        Take(self.speaker, self._keep, spoken, self._finished_of).record(wanted, known, first)

    def _keep(self, sounds: Sequence[Sound], raw: Samples) -> None:
        finished = self._finish(sounds[0], raw)
        for sound in sounds:
            self._store(sound, finished)

    def _store(self, sound: Sound, samples: Samples) -> None:
        """Keep a finished sound, in the form its session is put together from."""
        if self._rendered:
            self._kept.put(self._pcm_key(sound), len(samples), samples.tobytes(), hold=False)
            self._lengths[sound] = Milliseconds(to_ms(len(samples)))
        else:
            self._encode(sound, samples, 0)

    def _finished(self, sound: Sound) -> Entry | None:
        """A finished sound of a rendered session, where it is kept."""
        return self._kept.get(self._pcm_key(sound), hold=False)

    def _finish(self, sound: Sound, raw: Samples) -> Samples:
        """Make speech clear, and bring it to its level; each recording has a level of its own."""
        if not self.speaker.engine.audible:
            return raw
        own = self.speaker.utterance(sound).recording
        gains = gains_for([raw], self.mix.clarity) if own else self._gains
        return finish(raw, gains, self.mix)

    @cached_property
    def _gains(self) -> Gains:
        return self.speaker.gains(self.mix.clarity)

    def placed(self, islands: Iterable[Island]) -> Iterator[mp3.PlacedFrames]:
        """Hand out each island's frames, one island at a time."""
        return (placed for _, placed in self.keyed(islands))

    def keyed(self, islands: Iterable[Island]) -> Iterator[tuple[str, mp3.PlacedFrames]]:
        """The same, each with what its frames are known by in the cache."""
        for island in islands:
            key = self._frames_key(island)
            yield key, mp3.PlacedFrames(island.frame, self._frames(island, key).data)

    def sounded(self, islands: Iterable[Island]) -> Iterator[Sounded]:
        """Hand out each island's samples, one island at a time."""
        for island in islands:
            yield Sounded(to_samples(island.start_ms), self._samples(island))

    def _samples(self, island: Island) -> Samples:
        if len(island.parts) == 1:
            return self.samples_of(island.parts[0].sound)
        from voiceguide.audio.clip import mix

        return mix([(part.offset_ms, self.samples_of(part.sound)) for part in island.parts])

    @property
    def known(self) -> int:
        """How many sounds it knows."""
        return len(self._mp3_keys) + len(self._island_keys)

    def key_of(self, sound: Sound) -> str:
        """What a sound is known by, whoever wants it: everything that can change it."""
        return self._mp3_key(sound, 0)

    def _frames_key(self, island: Island) -> str:
        """What an island's frames are known by in the cache."""
        if len(island.parts) == 1:
            return self._mp3_key(island.parts[0].sound, island.phase)
        known = island.phase, *((part.offset_ms, part.sound) for part in island.parts)
        key = self._island_keys.get(known)
        if key is None:
            parts = [(part.offset_ms, self._key(part.sound)) for part in island.parts]
            key = self._island_keys[known] = make_key("island", mp3.SETTINGS, parts, island.phase)
        return key

    def _frames(self, island: Island, key: str) -> Entry:
        entry = self._kept.get(key)
        if len(island.parts) == 1:
            sound = island.parts[0].sound
            return entry or self._encode(sound, self.samples_of(sound), island.phase)
        if entry is None:
            samples = self._samples(island)
            entry = self._kept.put(key, len(samples), mp3.encode(samples, island.phase))
        return entry

    def _encode(self, sound: Sound, samples: Samples, phase: int) -> Entry:
        """Encode a sound at a phase (samples), a tone at the likely ones too."""
        phases = {phase, *(to_samples(ms) for ms in PHASES_MS if sound.tone in TONES)}
        for one in phases:
            key = self._mp3_key(sound, one)
            if one == phase or self._kept.get(key) is None:
                self._kept.put(key, len(samples), mp3.encode(samples, one))
        found = self._kept.get(self._mp3_key(sound, phase))
        assert found is not None, "it has just been put there"
        return found

    def samples_of(self, sound: Sound) -> Samples:
        """The finished samples of a sound, made from what is kept or anew."""
        entry = self._finished(sound) if self._rendered else None
        return self._made_samples(sound) if entry is None else samples_in(entry)

    def _made_samples(self, sound: Sound) -> Samples:
        if not sound.tone:
            utterance = self.speaker.utterance(sound)
            raw = self.speaker.raw(utterance)
            if raw is None:
                raw = self.speaker.spoken([utterance])[utterance]
                self.made += 1
            return self._finish(sound, raw)
        from voiceguide.audio.clip import read_sound_file
        from voiceguide.audio.loudness import level
        from voiceguide.audio.tone import make_tone

        if sound.tone in TONES:
            samples = make_tone(sound.tone, self.mix.tones)
            lifted = lift_over_bed(samples) if self._rendered else 0.0
            return level(samples, self.mix.tone_level + lifted)
        return level(read_sound_file(self._find_sound(sound.tone)), self.mix.tone_level)

    # Keys: everything that can change a sound, in one place.

    def _key(self, sound: Sound) -> str:
        key = self._keys.get(sound)
        if key is None:
            key = self._keys[sound] = self._made_of(sound)
        return key

    def _made_of(self, sound: Sound) -> str:
        mix = self.mix
        if not sound.tone:
            said = self.speaker.utterance(sound)
            raw = self.speaker.raw_key(said)
            # a sentence sped up may be what another rate says anyway, measured by that rate
            level = [mix.voice_level, *(() if said.recording else self.speaker.measured_by)]
            return make_key("say", self._clear_chain, level, raw)
        if is_sound_file(sound.tone):
            data = digest_file(self._find_sound(sound.tone))
            return make_key("file", SIGNAL_CHAIN, mix.tone_level, data)
        return make_key("tone", DESIGN, mix.tones, mix.tone_level, sound.tone)

    @cached_property
    def _clear_chain(self) -> tuple[int, str, int]:
        return SIGNAL_CHAIN, self.mix.clarity, clarity.CHAIN

    def _pcm_key(self, sound: Sound) -> str:
        return make_key("pcm", self._key(sound))

    def _mp3_key(self, sound: Sound, phase: int) -> str:
        key = self._mp3_keys.get((sound, phase))
        if key is None:
            key = make_key("mp3", mp3.SETTINGS, self._key(sound), phase)
            self._mp3_keys[sound, phase] = key
        return key
