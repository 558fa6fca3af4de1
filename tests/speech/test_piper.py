"""Voices that are files: found, named, loaded once, and the same every time."""

import json
import subprocess
import sys

import pytest

from voiceguide.disk.folder import voices_folder
from voiceguide.errors import EngineMissing, VoiceMissing
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech import piper as module
from voiceguide.speech.engine import find_engine, pick_voice
from voiceguide.speech.pool import Utterance, list_voices, speak_all

pytest.importorskip("piper", reason="piper-tts is not installed")
pytest.importorskip("onnx", reason="onnx is not installed")

from tests.speech.tiny_voice import write_voice

TEXTS = ("Breathe.", "Turn to your front knee.", "Halfway. Hips level, back long.")


def spoken(engine, voice, rate=150, jobs=1):
    got = {}
    tasks = [Utterance(text, rate) for text in TEXTS]
    speak_all(engine, voice, tasks, lambda u, p: got.update({u.text: p.read_bytes()}), jobs=jobs)
    return got


def test_the_voices_in_the_folder():
    write_voice(voices_folder(), "en_US-hum-medium")
    write_voice(voices_folder(), "de_DE-summ-low")
    (voices_folder() / "en_US-lonely-high.onnx").write_bytes(b"no json beside it")
    (voices_folder() / "en_US-torn-high.onnx").write_bytes(b"")
    (voices_folder() / "en_US-torn-high.onnx.json").write_text('{"audio": 3')
    engine = find_engine("piper")
    found = list_voices(engine)
    assert [(one.id, one.language, one.quality) for one in found] == [
        ("de_DE-summ-low", "de-de", 2),
        ("en_US-hum-medium", "en-us", 3),
    ]
    assert pick_voice(found, "", "de").id == "de_DE-summ-low"
    assert engine.quick_voices
    assert engine.time_limit == 120.0


def test_an_empty_folder_says_how_to_get_a_voice():
    with pytest.raises(VoiceMissing, match="there is no voice file in") as caught:
        list_voices(find_engine("piper"))
    assert caught.value.remedy == "Get one with: voiceguide voices install en_US-lessac-medium"


def test_without_piper(monkeypatch):
    write_voice(voices_folder())
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    for ask in (lambda e: e.voices(), lambda e: e.named_voice("en_US-hum-medium")):
        with pytest.raises(EngineMissing) as caught:
            ask(find_engine("piper"))
        assert str(caught.value) == (
            "piper-tts is not installed. Run: pip install 'voiceguide[piper]'"
        )
    assert find_engine("auto").name != "piper"
    assert find_engine("auto", "en", "x.onnx").name == "piper"


def test_a_file_of_ones_own(tmp_path):
    path = write_voice(tmp_path / "mine", "en_GB-own-x_low")
    for engine, name in ((find_engine("piper"), str(path)), (find_engine(f"piper:{path}"), "")):
        voice = engine.named_voice(name)
        assert (voice.id, voice.name, voice.language) == (str(path), "en_GB-own-x_low", "en-gb")
        assert sorted(spoken(engine, voice)) == sorted(TEXTS)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "none.onnx",
            "there is no such file. See what there is with: voiceguide voices --engine piper",
        ),
        (
            "lonely.onnx",
            "this is not a voice file. "
            "Beside it lies lonely.onnx.json, which says how it is spoken with.",
        ),
    ],
)
def test_a_file_that_is_no_voice(tmp_path, name, problem):
    (tmp_path / "lonely.onnx").write_bytes(b"x")
    with pytest.raises(VoiceMissing) as caught:
        find_engine("piper").named_voice(str(tmp_path / name))
    assert str(caught.value) == f"{tmp_path / name}: {problem}"


def test_a_damaged_voice_is_named():
    path = write_voice(voices_folder())
    path.write_bytes(path.read_bytes()[:500])
    engine = find_engine("piper")
    with pytest.raises(
        VoiceMissing, match=r"the voice .*hum-medium.onnx cannot be loaded"
    ) as caught:
        spoken(engine, engine.voices()[0])
    assert caught.value.remedy == "Install it again, or choose another."
    assert "\n" not in str(caught.value)


def test_speakers_of_one_voice():
    write_voice(voices_folder(), "en_US-choir-medium", speakers=3)
    engine = find_engine("piper")
    voices = [engine.named_voice(f"en_US-choir-medium{which}") for which in ("", "#2", "#number 1")]
    assert [one.id.partition("#")[2] for one in voices] == ["", "2", "1"]
    assert len({spoken(engine, one)["Breathe."] for one in voices}) == 3
    for wrong in ("3", "-1", "number 7", "x"):
        with pytest.raises(VoiceMissing, match="has no speaker") as caught:
            engine.named_voice(f"en_US-choir-medium#{wrong}")
        assert caught.value.remedy == "It has 3, numbered from 0."
    assert engine.named_voice("nobody") is None


def test_the_voice_changes_with_its_file():
    path = write_voice(voices_folder())
    before = find_engine("piper").voices()[0].version
    assert find_engine("piper").voices()[0].version == before
    about = path.with_name(f"{path.name}.json")
    about.write_text(json.dumps({**json.loads(about.read_text()), "note": "another"}))
    assert find_engine("piper").voices()[0].version != before


ALONE = """
import hashlib, sys
from voiceguide.speech import pool, spawn
from voiceguide.speech.engine import find_engine
if sys.argv[1] == "cold":
    pool.start = lambda engine, voice, *rest: spawn.start(engine, None, *rest)
spawn.FORKING = spawn.FORKING and sys.argv[1] != "kept"
engine = find_engine("piper")
texts = [pool.Utterance(text, 150) for text in sys.argv[2:]]
got = {}
pool.speak_all(engine, engine.voices()[0], texts,
               lambda u, p: got.update({u.text: hashlib.md5(p.read_bytes()).hexdigest()}), jobs=2)
print([got[text.text] for text in texts])
"""


@pytest.mark.speech
def test_a_voice_loaded_once_says_what_one_loaded_each_time_says():
    write_voice(voices_folder())
    ways = ("warm", "cold", "kept", "warm")
    said = {
        subprocess.run(
            [sys.executable, "-c", ALONE, way, *TEXTS[:: -1 if way == "cold" else 1]],
            capture_output=True, text=True, check=True,
        ).stdout.replace("'", "")
        for way in ways
    }  # fmt: skip
    hashes = [sorted(one.strip("[]\n").split(", ")) for one in said]
    assert all(one == hashes[0] for one in hashes)
    assert len(set(hashes[0])) == len(TEXTS)


@pytest.mark.parametrize(
    ("language", "voice", "engine"),
    [
        ("en", "", "piper"), ("en-gb", "", "piper"), ("fr", "", "system"),
        ("en", "en_US-hum-medium", "piper"), ("de", "en_US-hum-medium", "piper"),
        ("en", "English (America)", "system"), ("de", "/some/where.ONNX", "piper"),
    ],
)  # fmt: skip
def test_which_engine_speaks_when_none_is_named(language, voice, engine):
    write_voice(voices_folder())
    assert find_engine(VoiceChoice().engine, language, voice).name == engine


def test_another_speaks_where_there_is_no_voice_file():
    assert find_engine("auto").name != "piper"
