"""The studio makes every distinct sound once, and knows by its key when it has to be another."""

import shutil
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from tests.speech.misbehaving import Misbehaving
from voiceguide.audio import mp3
from voiceguide.audio.clip import mix, read_speech
from voiceguide.audio.gain import OVER_BED_DBFS, SAMPLE_TEXTS
from voiceguide.audio.island import Island, IslandPart
from voiceguide.audio.loudness import level
from voiceguide.audio.speaker import SIGNAL_CHAIN, Speaker
from voiceguide.audio.studio import PHASES_MS, Studio
from voiceguide.audio.tone import make_tone
from voiceguide.disk.cache import Cache, make_key
from voiceguide.errors import EngineFailed, VoiceMissing
from voiceguide.plan.timeline import Sound
from voiceguide.routine.lexicon import Lexicon, merge_lexicons, parse_lexicon
from voiceguide.routine.mix import Mix
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech.engine import Engine, Voice
from voiceguide.speech.pool import TIME_LIMIT
from voiceguide.tones import tone_length

TEXT = "Turn to your front knee."
SHORT, LONG = Sound(text="Sit."), Sound(text="Sit tall, and let your shoulders drop, slowly.")


HUM = Voice("hum", "Hum", "en")


class Hum(Engine):
    """An engine that hums: a note for each text, the longer and the slower the longer."""

    name = "hum"
    isolated = False

    def __init__(self, kept=(HUM,)):
        self.kept = kept
        self.asked = 0
        self.said = []
        self.by = []

    def version(self):
        return "hum 1"

    def voices(self):
        self.asked += 1
        return list(self.kept)

    def speak(self, text, voice, rate, path):
        self.said.append((text, rate))
        self.by.append(voice)
        time = np.arange(int(48 * (150 + 15 * len(text)) * 150 / rate)) / 48_000
        pitch = 200 + 7 * (sum(text.encode()) % 50)
        data = (8000 * np.sin(2 * np.pi * pitch * time) * np.hanning(len(time))).astype(np.int16)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 48_000, 0, "NONE", ""))
            file.writeframes(data.tobytes())

    @property
    def counted(self):
        """What was spoken for a session, not to measure the voice."""
        return [text for text, _ in self.said if text not in SAMPLE_TEXTS]


class Quick(Hum):
    quick_voices = True


class Named(Hum):
    time_limit = 77.0

    def named_voice(self, name):
        return Voice(name, name, "en") if name else None


class Own(Hum):
    """An engine with recordings: text -> file."""

    def __init__(self, files):
        super().__init__()
        self.files = files

    def recording(self, text):
        return self.files.get(text)


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A cache in which the voice has been measured."""
    cache = Cache(tmp_path_factory.mktemp("warm"))
    studio = Studio(VoiceChoice("system", rate=150), "en", cache, find_sound=str)
    studio.speaker.__dict__["engine"] = Hum()
    assert studio.speaker.gains("normal").voice
    return cache.folder


@pytest.fixture
def make(tmp_path, warm):
    """What makes studios of one cache: make(engine, **options)."""
    shutil.copytree(warm, tmp_path / "cache")

    def studio(engine=None, *, cache=None, rate=150, name="", language="en", **options):
        made = Studio(
            VoiceChoice("system", name=name, rate=rate), language,
            cache or Cache(tmp_path / "cache"), find_sound=lambda one: tmp_path / one, **options,
        )  # fmt: skip
        if engine is not None:
            made.speaker.__dict__["engine"] = engine
        return made

    return studio


def one(sound, start_ms=0):
    return [Island(start_ms, (IslandPart(0, sound),))]


@pytest.mark.speech
def test_sped_up_it_is_not_taken_for_another_rate(make, tmp_path):
    """150 words a minute sped up by 15 % are 172, but were measured at 150."""
    slow, fast = Sound(text=TEXT, speed=1.15), Sound(text=TEXT)
    alone = make(rate=172, cache=Cache(tmp_path / "alone"))
    alone.record([fast])
    make().record([slow])
    after = make(rate=172)
    if after.length_of(fast) is None:
        after.record([fast])
    assert after.made == 0  # one rate, spoken once
    assert list(after.placed(one(fast))) == list(alone.placed(one(fast)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_missing_is_made_the_longest_first(make, jobs):
    engine, steps = Hum(), []
    studio = make(engine, jobs=jobs, report=lambda *step: steps.append(step))
    assert studio.length_of(LONG) is None
    studio.record([SHORT, LONG])
    assert engine.counted == [LONG.text, SHORT.text]
    assert (studio.made, steps) == (2, [(1, 2), (2, 2)])
    assert studio.length_of(LONG) > studio.length_of(SHORT) > 150
    studio.record([Sound(text="One more.")])
    assert (studio.made, steps[2:]) == (3, [(1, 1)])
    assert [rate for _, rate in engine.said] == [150] * len(engine.said)


@pytest.mark.parametrize("rendered", [False, True])
def test_how_many_work_at_it_changes_no_byte(make, tmp_path, warm, rendered):
    given = []
    for jobs in (1, 3):
        shutil.copytree(warm, tmp_path / str(jobs))
        studio = make(Hum(), jobs=jobs, rendered=rendered, cache=Cache(tmp_path / str(jobs)))
        studio.record([SHORT, LONG, Sound(tone="start")])
        lengths = [studio.length_of(sound) for sound in (SHORT, LONG)]
        given.append((lengths, *(studio.samples_of(sound).tobytes() for sound in (SHORT, LONG))))
    assert given[0] == given[1]


@pytest.mark.parametrize("rendered", [False, True])
def test_what_was_made_once_is_never_made_again(make, rendered):
    first = make(Hum(), rendered=rendered)
    first.record([LONG])
    again = make(Hum(), rendered=rendered)
    assert again.length_of(LONG) == first.length_of(LONG)
    assert next(again.sounded(one(LONG))).start == 0
    assert np.array_equal(again.samples_of(LONG), first.samples_of(LONG))
    assert list(again.placed(one(LONG))) == list(first.placed(one(LONG)))
    again.record([LONG])
    assert (again.speaker.engine.said, again.made) == ([], 0)


def test_another_mix_speaks_nothing(make):
    make(Hum()).record([LONG])
    steps = []
    louder = make(Hum(), mix=Mix(voice_level=3), report=lambda *step: steps.append(step))
    assert louder.length_of(LONG) is None
    louder.record([LONG])
    assert (louder.speaker.engine.said, louder.made, steps) == ([], 0, [])
    gained = 20 * np.log10(
        np.abs(louder.samples_of(LONG)).max() / np.abs(make(Hum()).samples_of(LONG)).max()
    )
    assert gained == pytest.approx(3, abs=0.1)


def test_fresh_makes_all_of_it_again_and_once(make):
    make(Hum()).record([LONG])
    for rendered in (False, True):
        fresh = make(Hum(), fresh=True, rendered=rendered)
        assert fresh.length_of(LONG) is None
        fresh.record([LONG])
        assert fresh.length_of(LONG) is not None
        list(fresh.placed(one(LONG)))
        assert fresh.speaker.engine.counted == [LONG.text]


def test_two_sounds_of_one_utterance_are_spoken_once(make):
    """At 150 words a minute, 0.1 % faster is not another rate."""
    same = Sound(text=LONG.text, speed=1.001)
    studio = make(Hum())
    studio.record([LONG, same])
    assert (studio.speaker.engine.counted, studio.made) == ([LONG.text], 1)
    assert studio.length_of(LONG) == studio.length_of(same)
    fast = Sound(text=LONG.text, speed=1.15)
    studio.record([fast])
    assert studio.speaker.engine.said[-1] == (LONG.text, 172)
    assert studio.length_of(fast) < studio.length_of(LONG)


def test_a_voice_is_measured_once(make):
    make(Hum()).cache.clear()
    first = make(Hum())
    first.record([LONG])
    assert [text for text, _ in first.speaker.engine.said] == [
        *sorted(SAMPLE_TEXTS, key=SAMPLE_TEXTS.index),
        LONG.text,
    ]
    other = make(Hum())
    other.record([SHORT])
    assert [text for text, _ in other.speaker.engine.said] == [SHORT.text]
    assert other.speaker.gains("normal") == first.speaker.gains("normal")


def test_an_engine_that_is_silent_is_not_measured(make):
    class Quiet(Hum):
        audible = False

    studio = make(Quiet())
    studio.record([LONG])
    assert [text for text, _ in studio.speaker.engine.said] == [LONG.text]


def test_a_tone_is_encoded_where_it_is_likely_to_start(make):
    studio, tone = make(Hum()), Sound(tone="start")
    [placed] = studio.placed(one(tone, 24 * 7 + 4))
    assert placed.frame == 7
    assert placed.data == mp3.encode(level(make_tone("start", "calm"), Mix().tone_level), 4 * 48)
    cache = studio.cache
    kept = [ms for ms in range(24) if cache.get(studio._mp3_key(tone, ms * 48)) is not None]
    assert kept == list(PHASES_MS) == [0, 4, 8, 12, 16, 20]
    [odd] = studio.placed(one(tone, 1))
    assert cache.get(studio._mp3_key(tone, 48)).data == odd.data


def test_of_what_is_encoded_nothing_is_encoded_again(make, monkeypatch):
    studio, tone = make(Hum()), Sound(tone="start")
    phases = []
    real = mp3.encode
    monkeypatch.setattr(
        mp3, "encode", lambda samples, phase: phases.append(phase) or real(samples, phase)
    )
    list(studio.placed(one(tone, 4)))
    assert sorted(phases) == [ms * 48 for ms in PHASES_MS]
    list(studio.placed([*one(tone, 8), *one(tone, 28)]))
    list(studio.placed(one(tone, 1)))
    assert phases[6:] == [48]
    studio.record([SHORT])
    assert phases[7:] == [0]
    pair = [Island(240, (IslandPart(0, SHORT), IslandPart(100, tone)))]
    for each in (studio, make(Hum())):
        list(each.placed(pair))
    assert phases[8:] == [0]


def test_an_island_is_mixed_and_encoded_as_one(make):
    studio, tone = make(Hum()), Sound(tone="start")
    studio.record([SHORT])
    island = Island(24 * 5 + 3, (IslandPart(0, SHORT), IslandPart(100, tone)))
    mixed = mix([(0, studio.samples_of(SHORT)), (100, studio.samples_of(tone))])
    [placed] = studio.placed([island])
    assert (placed.frame, placed.data) == (5, mp3.encode(mixed, 3 * 48))
    [sounded] = studio.sounded([island])
    assert sounded.start == (24 * 5 + 3) * 48
    assert np.array_equal(sounded.samples, mixed)
    [other] = studio.placed([replace(island, parts=(IslandPart(0, SHORT), IslandPart(101, tone)))])
    assert other.data != placed.data
    [(key, _)] = studio.keyed([island])
    assert studio.cache.get(key).samples == len(mixed)


@pytest.mark.parametrize(("tone", "lifts"), [("inhale", True), ("start", False)])
def test_over_a_bed_a_soft_tone_is_lifted(make, tone, lifts):
    plain, over = (
        make(Hum(), rendered=rendered).samples_of(Sound(tone=tone)) for rendered in (False, True)
    )
    peak = 20 * np.log10(np.abs(make_tone(tone, "calm")).max() / 32768)
    assert (peak < OVER_BED_DBFS) == lifts
    gained = 20 * np.log10(np.abs(over.astype(float)).max() / np.abs(plain.astype(float)).max())
    assert gained == pytest.approx(max(0.0, OVER_BED_DBFS - peak), abs=0.2)


@pytest.mark.parametrize(
    ("tone", "tones"), [("start", "calm"), ("start", "none"), ("inhale", "none")]
)
def test_the_length_of_a_tone_is_known_before_it_is_made(make, tone, tones):
    assert make(Hum(), mix=Mix(tones=tones)).length_of(Sound(tone=tone)) == tone_length(tone, tones)


def test_the_voices_are_asked_for_once(make):
    first = make(Hum())
    first.cache.clear()
    assert (first.speaker.voice, first.speaker.engine.asked) == (HUM, 1)
    again = make(Hum())
    assert again.speaker.voice == HUM
    assert again.speaker.engine.asked == 0
    new = make(Hum(kept=(HUM, Voice("new", "New", "en"))), name="new")
    assert (new.speaker.voice.id, new.speaker.engine.asked) == ("new", 1)  # it was installed since
    with pytest.raises(VoiceMissing):
        _ = make(Hum(), name="nobody").speaker.voice


def test_voices_that_are_files_are_looked_at_each_time(make):
    for _ in range(2):
        studio = make(Quick())
        assert (studio.speaker.voice.id, studio.speaker.engine.asked) == ("hum", 1)


def test_a_voice_by_its_name_asks_for_none(make):
    studio = make(Named(), name="mine")
    assert (studio.speaker.voice.id, studio.speaker.engine.asked) == ("mine", 0)
    assert make(Named()).speaker.voice.id == "hum"


@pytest.mark.parametrize(
    ("engine", "asked", "limit"),
    [(Hum(), None, TIME_LIMIT), (Named(), None, 77.0), (Named(), 5.0, 5.0), (Hum(), 5.0, 5.0)],
)
def test_how_long_a_sentence_may_take(make, monkeypatch, engine, asked, limit):
    seen = []
    monkeypatch.setattr(
        "voiceguide.speech.pool.list_voices",
        lambda engine, time_limit: seen.append(time_limit) or engine.voices(),
    )
    make(engine).cache.clear()
    _ = make(engine, time_limit=asked).speaker.voice
    assert seen == [limit]


def newer(engine, version="hum 2"):
    engine.version = lambda: version
    return engine


LEXICON = merge_lexicons([parse_lexicon('knee = "nee"\n', "lexicon")])
CHANGES = {
    "the text": ({}, Sound(text="Turn to your front toe.")),
    "the speed": ({}, Sound(text=TEXT, speed=1.15)),
    "the rate": ({"rate": 151}, None),
    "the engine's version": ({"engine": lambda: newer(Hum())}, None),
    "the voice": ({"engine": lambda: Hum(kept=(Voice("other", "Hum", "en"),))}, None),
    "the voice's files": ({"engine": lambda: Hum(kept=(Voice("hum", "Hum", "en", version="2"),))}, None),
    "the clarity": ({"mix": Mix(clarity="tv")}, None),
    "the voice's level": ({"mix": Mix(voice_level=1)}, None),
    "the lexicon": ({"lexicon": LEXICON}, None),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_speech_makes_another_sound(make, tmp_path, change):
    options, sound = CHANGES[change]
    options = {**options, "cache": Cache(tmp_path / "other")}
    other = make(options.pop("engine", Hum)(), **options)
    before = make(Hum(), cache=Cache(tmp_path / "first"))
    keys = [before._mp3_key(Sound(text=TEXT), 0), other._mp3_key(sound or Sound(text=TEXT), 0)]
    assert keys[0] != keys[1]
    assert before._mp3_key(Sound(text=TEXT), 0) != before._mp3_key(Sound(text=TEXT), 1)
    assert before._mp3_key(Sound(text=TEXT), 0) != before._pcm_key(Sound(text=TEXT))


@pytest.mark.parametrize("mix_", [Mix(tone_level=1), Mix(tones="wood")])
def test_whatever_changes_a_tone_makes_another_sound(make, mix_):
    tone, speech = Sound(tone="start"), Sound(text=TEXT)
    plain, other = make(Hum()), make(Hum(), mix=mix_)
    assert plain._key(tone) != other._key(tone)
    assert plain._key(tone) != plain._key(Sound(tone="end"))
    assert plain._key(speech) == other._key(speech)


def test_the_engine_is_given_the_words_of_the_lexicon(make):
    studio = make(Hum(), lexicon=LEXICON)
    studio.record([Sound(text=TEXT)])
    assert studio.speaker.engine.counted == ["Turn to your front nee."]


@pytest.fixture
def gong(tmp_path):
    """A sound file of a script: half a second."""
    time = np.arange(24_000) / 48_000
    soundfile.write(tmp_path / "gong.wav", 0.3 * np.sin(2 * np.pi * 300 * time), 48_000)
    return tmp_path / "gong.wav"


def test_a_sound_file_is_known_by_what_is_in_it(make, gong):
    sound = Sound(tone="gong.wav")
    studio = make(Hum())
    assert studio.length_of(sound) is None
    studio.record([sound])
    assert studio.length_of(sound) == 500
    loud = np.abs(make(Hum(), mix=Mix(tone_level=-6)).samples_of(sound)).max()
    assert loud == pytest.approx(np.abs(studio.samples_of(sound)).max() / 2, rel=0.03)
    again = make(Hum())
    assert again.length_of(sound) == 500
    gong.write_bytes(gong.read_bytes()[:-2] + b"\1\1")
    assert make(Hum()).length_of(sound) is None
    kept = [ms for ms in range(24) if studio.cache.get(again._mp3_key(sound, ms * 48))]
    assert kept == [0]


@pytest.fixture
def recordings(tmp_path):
    """Two sentences somebody has recorded, one twice as loud as the other."""
    files = {}
    for number, text in enumerate((SHORT.text, LONG.text), start=1):
        Hum().speak(text, None, 150, tmp_path / f"{number}.wav")
        data, rate = soundfile.read(tmp_path / f"{number}.wav")
        soundfile.write(tmp_path / f"{number}.wav", data * number / 2, rate)
        files[text] = tmp_path / f"{number}.wav"
    return files


def test_recordings_are_levelled_one_by_one_and_need_nobody_to_speak(make, recordings):
    engine = Own(recordings)
    studio = make(engine, lexicon=merge_lexicons([parse_lexicon('sit = "zit"\n', "lexicon")]))
    studio.record([SHORT, LONG])
    assert {text for text, _ in engine.said} == {SHORT.text, LONG.text}  # no sample of a voice
    assert set(engine.by) == {Voice("", "", "")}
    assert engine.asked == 0
    before = studio.samples_of(SHORT).astype(float)
    data, rate = soundfile.read(recordings[SHORT.text])
    soundfile.write(recordings[SHORT.text], data * 1.5, rate)
    after = make(Own(recordings)).samples_of(SHORT).astype(float)
    assert np.abs(after).max() == pytest.approx(np.abs(before).max(), rel=0.02)


def test_a_recording_is_known_by_what_is_in_it(make, recordings):
    first = make(Own(recordings))
    keys = [first._key(SHORT), first.speaker.raw_key(first.speaker.utterance(SHORT))]
    assert first._key(LONG) != keys[0]
    file = recordings[SHORT.text]
    file.write_bytes(file.read_bytes()[:-2] + b"\1\1")
    again = make(Own(recordings))
    assert again._key(SHORT) != keys[0]
    assert again.speaker.raw_key(again.speaker.utterance(SHORT)) != keys[1]


def test_what_was_recorded_is_not_spoken_to_measure_a_voice(make, recordings):
    engine = Own({**recordings, SAMPLE_TEXTS[0]: recordings[SHORT.text]})
    make(engine).cache.clear()
    make(engine).record([Sound(text=TEXT)])
    assert [text for text, _ in engine.said] == [*SAMPLE_TEXTS[1:], TEXT]
    assert set(engine.by) == {HUM}
    all_of_it = Own(dict.fromkeys(SAMPLE_TEXTS, recordings[SHORT.text]))
    assert [one.text for one in make(all_of_it).speaker.measured_by] == [
        f"{SAMPLE_TEXTS[0]} {SAMPLE_TEXTS[1]}"
    ]


@pytest.mark.parametrize("rendered", [False, True])
def test_a_cache_that_is_cleared_meanwhile(make, rendered):
    """What was measured stays so, and what is needed is spoken again."""
    well = make(Hum(), rendered=rendered)
    well.record([LONG])
    want = list(well.placed(one(LONG))), well.samples_of(LONG).tobytes()
    well.cache.clear()
    studio = make(Hum(), rendered=rendered)
    studio.record([LONG, Sound(tone="start")])
    studio.cache.clear()
    assert studio.length_of(LONG) == well.length_of(LONG)
    assert (list(studio.placed(one(LONG))), studio.samples_of(LONG).tobytes()) == want
    assert studio.speaker.engine.counted == [LONG.text] * 2
    assert studio.made == 2


def test_what_was_read_and_is_cleared_before_it_is_used_need_not_be_spoken(make, monkeypatch):
    make(Hum()).record([LONG])
    steps = []
    studio = make(Hum(), mix=Mix(voice_level=3), report=lambda *step: steps.append(step))
    real = Speaker.raw
    asked = []

    def raw(self, utterance):
        kept = real(self, utterance)
        if utterance.text == LONG.text:
            asked.append(1)
            if len(asked) == 1:
                studio.cache.clear()
        return kept

    monkeypatch.setattr(Speaker, "raw", raw)
    studio.record([LONG])
    assert (studio.speaker.engine.counted, studio.made, steps) == ([], 0, [])
    assert studio.length_of(LONG) is not None


def test_raw_speech_is_kept_as_it_was_spoken(make, tmp_path):
    studio = make(Hum())
    studio.record([LONG])
    Hum().speak(LONG.text, None, 150, tmp_path / "a.wav")
    entry = studio.cache.get(studio.speaker.raw_key(studio.speaker.utterance(LONG)))
    assert entry.data == read_speech(tmp_path / "a.wav").tobytes()
    assert entry.samples == len(entry.data) // 2
    assert studio.speaker.raw_key(studio.speaker.utterance(LONG)) != make_key("raw")
    assert make(Hum(), lexicon=Lexicon())._key(LONG) == studio._key(LONG)


SOUND = Sound(text=TEXT)


def with_engine(folder, way, note=""):
    made = Studio(VoiceChoice("system", rate=150), "en", Cache(folder), find_sound=Path)
    made.speaker.engine = Misbehaving(way, str(note))
    return made


def kept(folder):
    """The files of the cache that are not the list of voices."""
    return [one for one in folder.rglob("*") if one.is_file() and b'"name"' not in one.read_bytes()]


@pytest.mark.parametrize(
    "way", ["writes_half", "writes_part_of_a_sample", "whispers", "writes_too_little"]
)
def test_half_a_sentence_is_never_kept(tmp_path, way):
    with pytest.raises(EngineFailed, match="the test engine failed twice at"):
        with_engine(tmp_path, way).record([SOUND])
    assert kept(tmp_path) == []
    assert with_engine(tmp_path, "works").length_of(SOUND) is None


def test_what_was_half_once_is_spoken_again_and_kept_whole(tmp_path):
    good, late = tmp_path / "good", tmp_path / "late"
    with_engine(good, "works").record([SOUND])
    with_engine(late, "writes_half_once", tmp_path / "note").record([SOUND])
    assert with_engine(late, "hangs").length_of(SOUND) == with_engine(good, "hangs").length_of(
        SOUND
    )


def test_what_was_kept_under_older_rules_is_not_heard(tmp_path):
    old = make_key("raw", SIGNAL_CHAIN, "test", "1", "v", 150, TEXT)
    Cache(tmp_path).put(old, 1000, bytes(2000))
    made = with_engine(tmp_path, "works")
    made.record([SOUND])
    assert made.made == 1
    assert made.length_of(SOUND) > 500
