"""Samples to choose a voice by."""

import pytest
import soundfile
from click.testing import CliRunner

from tests.speech.tiny_voice import write_voice
from voiceguide.cli.program import main
from voiceguide.disk.folder import voices_folder
from voiceguide.errors import RoutineError, VoiceMissing
from voiceguide.plan.place import place
from voiceguide.session.samples import ALL, cues_of, try_voices
from voiceguide.speech.pico import PicoEngine


@pytest.fixture
def tried(tmp_path):
    def run(name, language="", engine="auto", out=""):
        found = try_voices(
            name, language, engine, out or str(tmp_path / "out"), cache=tmp_path / "cache", jobs=2
        )
        return list(found)

    return run


@pytest.mark.parametrize(
    "text",
    ["# One.", "[pause 9s]", "Lift / lower it.", "5s | Breathe.", "[hold 5s]", "Two\n\nparts"],
)
def test_what_is_said_means_nothing_else(text):
    timeline, _ = place(cues_of([text]), lambda sound: 1000)
    [said] = [event.text for event in timeline.events if event.kind == "say"]
    assert said == text
    assert len(timeline.chapters) == 1


@pytest.mark.speech
def test_one_voice(tried, tmp_path):
    [one] = tried("english (america)")
    assert one.path == tmp_path / "out" / "voice-english-america-en-us.mp3"
    sound, rate = soundfile.read(one.path)
    assert rate == 48_000
    assert 14 < len(sound) / rate < 26
    assert abs(sound).max() > 0.2
    assert list((tmp_path / "out").iterdir()) == [one.path]


@pytest.mark.natural
@pytest.mark.speech
def test_all_voices_of_a_language(tried):
    write_voice(voices_folder(), "de_DE-summ-low")
    natural = [] if PicoEngine().trouble() else ["Pico German"]
    found = tried(ALL, "de")
    assert [one.voice.name for one in found] == ["de_DE-summ-low", *natural, "German"]
    assert all(one.path.is_file() for one in found)
    assert len({one.path for one in found}) == len(found)


def test_the_voice_of_a_file(tried, tmp_path):
    path = write_voice(tmp_path / "mine", "en_GB-own-low")
    [one] = tried(str(path), out=str(tmp_path / "sample.mp3"))
    assert one.path == tmp_path / "sample.mp3"
    assert one.path.stat().st_size > 10_000


def test_a_voice_that_fails_is_told_and_the_next_one_tried(tried):
    write_voice(voices_folder(), "fi_FI-good-low")
    write_voice(voices_folder(), "fi_FI-bad-low").write_bytes(b"damaged")
    bad, good = tried(ALL, "fi", "piper")
    assert bad.path is None
    assert "fi_FI-bad-low.onnx cannot be loaded" in bad.problem.what
    assert good.path.is_file()


@pytest.mark.parametrize(
    ("name", "language", "problem"),
    [("nobody", "", VoiceMissing), (ALL, "xx", RoutineError)],
)
def test_what_is_not_there(tried, name, language, problem):
    with pytest.raises(problem):
        tried(name, language)


@pytest.mark.speech
def test_the_commands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    listed = run(main, ["voices", "--lang", "de"]).stdout
    assert listed.split()[:3] == ["German", "de", "synthetic"]
    done = run(main, ["voices", "--try", "German"])
    assert done.stdout == "output/voice-german-de.mp3\n", done.output
    write_voice(voices_folder(), "de_DE-kaputt-low").write_bytes(b"damaged")
    done = run(main, ["voices", "--try", "de_DE-kaputt-low"])
    assert done.exit_code == 1
    assert "no voice could be tried" in done.stderr
    assert "voices" in run(main, ["voices", "--help"]).stdout
