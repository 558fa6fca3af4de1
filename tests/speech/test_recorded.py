"""A person's recordings before another engine."""

import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.speech.server import make_wav
from voiceguide.audio.gain import SAMPLE_TEXTS
from voiceguide.audio.loudness import TARGET_LUFS, measure_lufs
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.errors import EngineFailed, RoutineError, UnknownName
from voiceguide.plan.timeline import Sound
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.recording import recording_name
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech.engine import find_engine
from voiceguide.speech.pool import Utterance, speak_all

TEXT = "The glute works, and breathe."
LOUD, SOFT = 0.5, 0.02


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "my voice, take 2"
    path.mkdir()
    return path


def record(folder, text=TEXT, ending=".wav", level=LOUD, seconds=1.5, **options):
    """A hum with half a second of room before and after it."""
    rate = 44_100
    time = np.arange(int(rate * seconds)) / rate
    hum = level * np.sin(2 * np.pi * 220 * time)
    room = np.random.default_rng(1).normal(0, level / 1000, rate // 2)
    path = folder / (recording_name(text) + ending)
    soundfile.write(path, np.concatenate([room, hum, room]), rate, **options)
    return path


def studio(tmp_path, spec, **options):
    choice = VoiceChoice(engine=spec)
    return Studio(choice, "en", Cache(tmp_path / "cache"), find_sound=Path, **options)


@pytest.mark.parametrize(
    ("spec", "behind"),
    [("{}", "system"), ("{},system", "system"), ("{}, auto", "system"),
     ("{},command:say, {{out}}", "command")],
)  # fmt: skip
def test_what_is_behind(folder, spec, behind):
    file = record(folder)
    engine = find_engine("recorded:" + spec.format(folder))
    assert engine.recording(TEXT) == file
    assert engine.recording("Something else.") is None
    assert engine.behind.name == behind
    assert engine.version().startswith(behind)


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("recorded", "the recorded engine needs recordings"),
        ("recorded:nowhere", "there is no folder 'nowhere' with recordings"),
        ("recorded:nowhere,system", "there is no folder 'nowhere' with recordings"),
        ("recorded:{},silent", "'silent' cannot say what was not recorded"),
        ("recorded:{0},recorded:{0}", "'recorded:{0}' cannot say what was not recorded"),
    ],
)
def test_what_cannot_be(folder, spec, problem):
    with pytest.raises(RoutineError) as caught:
        find_engine(spec.format(folder))
    assert caught.value.problem == problem.format(folder)
    assert "recorded:my-voice,piper" in caught.value.remedy


def test_an_unknown_engine_behind_is_part_of_the_folders_name(folder):
    with pytest.raises(RoutineError, match="there is no folder"):
        find_engine(f"recorded:{folder},sistem")
    with pytest.raises(UnknownName):
        find_engine("sistem")


@pytest.mark.parametrize(
    ("ending", "options"),
    [(".wav", {}), (".WAV", {"subtype": "PCM_24"}), (".wav", {"subtype": "FLOAT"}), (".flac", {}),
     (".ogg", {}), (".mp3", {})],
)  # fmt: skip
def test_every_kind_of_file_is_trimmed_and_levelled(tmp_path, folder, ending, options):
    record(folder, ending=ending, level=SOFT, **options)
    made = studio(tmp_path, f"recorded:{folder},system")
    made.record([Sound(text=TEXT)])
    assert 1500 < made.length_of(Sound(text=TEXT)) < 1650  # without the room before and after
    assert abs(measure_lufs(made.samples_of(Sound(text=TEXT))) - TARGET_LUFS) < 0.5


@pytest.mark.speech
def test_the_rest_is_spoken_at_the_same_level(tmp_path, folder):
    record(folder, level=SOFT)
    made = studio(tmp_path, f"recorded:{folder},system")
    sounds = [Sound(text=TEXT), Sound(text="Sit tall, and let your shoulders drop.")]
    made.record(sounds)
    own, spoken = (measure_lufs(made.samples_of(one)) for one in sounds)
    assert abs(own - spoken) < 2
    alone = studio(tmp_path, "system")
    assert alone.speaker.gains("normal") == made.speaker.gains("normal")


def test_the_file_counts_and_the_lexicon_does_not(tmp_path, folder):
    spec = f"recorded:{folder},system"
    lexicon = Lexicon({"glute": "gloot"})
    file = record(folder)
    first = studio(tmp_path, spec, lexicon=lexicon)
    first.record([Sound(text=TEXT)])
    assert studio(tmp_path, spec).length_of(Sound(text=TEXT)) == first.length_of(Sound(text=TEXT))
    faster = Sound(text=TEXT, speed=1.15)
    assert studio(tmp_path, spec).length_of(faster) == first.length_of(Sound(text=TEXT))
    record(folder, seconds=2)
    again = studio(tmp_path, spec, lexicon=lexicon)
    assert again.length_of(Sound(text=TEXT)) is None
    file.unlink()
    assert studio(tmp_path, spec).length_of(Sound(text=TEXT)) is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it does not begin as a WAV file does"),
        (b"not a sound", "it does not begin as a WAV file does"),
        (None, "it wrote silence"),
    ],
)
def test_a_recording_that_is_none_is_named(folder, content, problem):
    file = record(folder, level=0.0) if content is None else record(folder)
    if content is None:
        soundfile.write(file, np.zeros(44_100), 44_100)
    else:
        file.write_bytes(content)
    engine = find_engine(f"recorded:{folder},system")
    with pytest.raises(EngineFailed) as caught:
        speak_all(engine, None, [Utterance(TEXT, 150)], lambda *_: None)
    assert problem in caught.value.problem
    assert str(file) in caught.value.problem


def test_a_wav_is_handed_out_as_it_is(tmp_path, folder):
    (folder / f"{recording_name(TEXT)}.wav").write_bytes(make_wav(TEXT))
    find_engine(f"recorded:{folder}").speak(TEXT, None, 150, tmp_path / "out.wav")
    with wave.open(str(tmp_path / "out.wav")) as file:
        assert file.readframes(-1) == make_wav(TEXT)[44:]


def test_what_sounds_like_a_recording_is_one(tmp_path, folder):
    record(folder, "Sit in ninety ninety.")
    made = studio(
        tmp_path, f"recorded:{folder},system", lexicon=Lexicon({"90/90": "ninety ninety"})
    )
    made.record([Sound(text="Sit in 90/90.")])
    assert 1500 < made.length_of(Sound(text="Sit in 90/90.")) < 1650
    record(folder, "Sit in ninety ninety.", seconds=2)
    again = studio(tmp_path, f"recorded:{folder},system", lexicon=made.speaker._lexicon)
    assert again.length_of(Sound(text="Sit in 90/90.")) is None


@pytest.mark.speech
def test_the_voice_behind_is_measured_by_itself(tmp_path, folder):
    for text in SAMPLE_TEXTS:
        record(folder, text, level=LOUD)
    made = studio(tmp_path, f"recorded:{folder},system")
    assert (
        abs(
            made.speaker.gains("normal").voice
            - studio(tmp_path, "system").speaker.gains("normal").voice
        )
        < 1.5
    )


@pytest.mark.speech
def test_one_recording_more_levels_the_rest_anew(tmp_path, folder):
    """What is spoken to measure the voice behind is then something else."""
    spec, said = f"recorded:{folder},system", Sound(text="Turn to your front knee.")
    record(folder)
    made = studio(tmp_path, spec)
    made.record([said])
    record(folder, SAMPLE_TEXTS[0])
    again = studio(tmp_path, spec)
    assert again.length_of(said) is None
    again.record([said])
    assert again.made == 0  # it need not be spoken again
