"""One sentence, one process: what goes wrong is named, and nothing is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.speech.misbehaving import Misbehaving
from voiceguide.errors import EngineFailed
from voiceguide.speech.engine import Voice
from voiceguide.speech.pool import Utterance, list_voices, speak_all

VOICE = Voice("v", "V", "en")
TEXT = "Breathe slowly, deep into your belly."


def speak(engine, texts=(TEXT,), **options):
    got = {}
    options = {"time_limit": 5.0, **options}
    tasks = [Utterance(text, 150) for text in texts]
    speak_all(engine, VOICE, tasks, lambda u, p: got.update({u.text: p.read_bytes()}), **options)
    return got


@pytest.fixture
def temp(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("hangs", "it was not done after 0.5 s"),
        ("dies", "it died with exit code 3"),
        ("is_killed", "it died (SIGSEGV)"),
        ("raises", "ValueError('no such thing')"),
        ("writes_silence", "it wrote silence"),
        ("writes_nothing", "it wrote no file"),
        ("writes_no_samples", "it wrote a file without samples"),
        ("writes_too_little", "it wrote 0.1 s where about 2.7 s were expected"),
    ],
)
def test_what_goes_wrong_is_named(way, reason, temp):
    with pytest.raises(EngineFailed) as caught:
        speak(Misbehaving(way), time_limit=0.5 if way == "hangs" else 5.0)
    assert str(caught.value) == (
        f"the test engine failed twice at {TEXT!r}: {reason}. "
        "See what can speak with: voiceguide doctor"
    )
    assert list(temp.glob("voiceguide*")) == []
    assert multiprocessing.active_children() == []


def test_garbage_is_not_speech(temp):
    with pytest.raises(EngineFailed, match="did not write a WAV file that can be read"):
        speak(Misbehaving("writes_garbage"))


def test_one_failure_is_tried_again(tmp_path):
    assert list(speak(Misbehaving("fails_once", str(tmp_path / "note")))) == [TEXT]


def test_what_a_hanging_engine_started_is_killed_too(tmp_path):
    note = tmp_path / "pid"
    with pytest.raises(EngineFailed):
        speak(Misbehaving("hangs_with_a_child", str(note)), time_limit=0.5)
    pid = int(note.read_text())
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and _alive(pid):
        time.sleep(0.02)
    assert not _alive(pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system has to help")
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT"])
def test_nothing_outlives_the_command(tmp_path, how):
    """Neither the child that speaks nor the program it runs, whatever ends the command."""
    note = tmp_path / "pid"
    program = tmp_path / "hangs.py"
    program.write_text(
        f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    engine = f"command:{sys.executable} {program} {{out}}"
    command = [
        sys.executable,
        "-m",
        "voiceguide",
        "build",
        "--engine",
        engine,
        "--jobs",
        "1",
        "--speech-timeout",
        "8s",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        _until(lambda: note.exists() and note.read_text())
        process.send_signal(getattr(signal, how))
        process.wait(10)
    _until(lambda: not _alive(int(note.read_text())))


def _until(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_several_at_once_all_arrive():
    texts = [f"Sentence number {n}." for n in range(12)]
    assert sorted(speak(Misbehaving("works"), texts, jobs=3)) == sorted(texts)


def test_voices_are_asked_for_in_a_child():
    before = os.getpid()
    assert list_voices(Misbehaving("works")) == [VOICE]
    assert os.getpid() == before
