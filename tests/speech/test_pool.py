"""One sentence, one process: what goes wrong is named, and nothing is left behind."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from functools import partial

import pytest

from tests.speech.misbehaving import Misbehaving, Stuck
from voiceguide.errors import EngineFailed, EngineMissing, OutputError
from voiceguide.speech import pool, spawn
from voiceguide.speech.engine import Voice, find_engine
from voiceguide.speech.pool import Utterance, list_voices, speak_all
from voiceguide.speech.process import LINUX, keep_sockets_in_ours
from voiceguide.speech.spawn import dismiss_kept, start
from voiceguide.speech.wav import refuse_giant

VOICE = Voice("v", "V", "en")
TEXT = "Breathe slowly, deep into your belly."


def speak(engine, texts=(TEXT,), **options):
    got = {}
    options = {"time_limit": 5.0, **options}
    tasks = [Utterance(text, 150) for text in texts]
    speak_all(engine, VOICE, tasks, lambda u, p: got.update({u.text: p.read_bytes()}), **options)
    return got


@pytest.fixture(autouse=True, scope="module")
def nobody_kept():
    """What other tests had loaded is gone, and what lasts as long as we do lies elsewhere."""
    dismiss_kept()
    if LINUX:
        keep_sockets_in_ours()


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
        ("kills_its_guardian", "it died (SIGKILL)"),
        ("kills_its_group", "it died (SIGTERM)"),
        ("raises", "ValueError('no such thing')"),
        ("writes_silence", "it wrote silence"),
        ("writes_nothing", "it wrote no file"),
        ("writes_no_samples", "it wrote a file without samples"),
        ("writes_too_little", "it wrote 0.2 s where about 3.4 s were expected"),
        ("whispers", "it wrote silence"),
        ("makes_a_pipe", "what it made is not a file"),
        ("makes_a_folder", "what it made is not a file"),
        ("writes_two_gigabytes", "it wrote more than 64 MB"),
        ("leaves", "it died with exit code 1"),
        ("removes_its_folder", "it wrote no file"),
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


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("writes_garbage", "it does not begin as a WAV file does"),
        ("writes_half", "this WAV is cut off: 27226 of 54496 bytes are there"),
        ("writes_part_of_a_sample", "this WAV is cut off in the middle of a sample"),
    ],
)
@pytest.mark.parametrize("isolated", [True, False])
def test_half_a_sentence_is_no_speech(temp, monkeypatch, way, reason, isolated):
    monkeypatch.setattr(Misbehaving, "isolated", isolated)
    with pytest.raises(EngineFailed) as caught:
        speak(Misbehaving(way))
    problem = f"it did not write a WAV file that can be read ({reason})"
    assert caught.value.problem == f"the test engine failed twice at {TEXT!r}: {problem}"


def test_what_never_ends_is_ended(temp, monkeypatch):
    monkeypatch.setattr(pool, "refuse_giant", partial(refuse_giant, most=1024**2))
    began = time.monotonic()
    with pytest.raises(EngineFailed, match="it wrote more than 1 MB"):
        speak(Misbehaving("never_ends"), time_limit=20)
    assert time.monotonic() - began < 5
    assert list(temp.glob("voiceguide*")) == []


def test_one_failure_is_tried_again(tmp_path):
    assert list(speak(Misbehaving("fails_once", str(tmp_path / "note")))) == [TEXT]


@pytest.mark.parametrize("forking", [True, False], ids=["forked", "spawned"])
@pytest.mark.parametrize(
    ("way", "reason"),
    [("hangs", "it was not done after 0.5 s"), ("dies", "it died with exit code 3"),
     ("is_killed", "it died (SIGSEGV)"), ("raises", "ValueError('no such thing')")],
)  # fmt: skip
def test_what_goes_wrong_while_a_voice_is_loaded_is_named(monkeypatch, way, reason, forking):
    monkeypatch.setattr(spawn, "FORKING", forking and spawn.FORKING)
    for seconds in ("LOADING", "PATIENCE"):
        monkeypatch.setattr(pool, seconds, 0.5)
    with pytest.raises(EngineFailed) as caught:
        speak(Stuck(way), time_limit=0.5 if way == "hangs" else 10.0)
    assert caught.value.problem == f"the test engine failed twice at {TEXT!r}: {reason}"
    assert multiprocessing.active_children() == []


LINUX_ONLY = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the system has to help"
)


@LINUX_ONLY
@pytest.mark.parametrize(
    "way",
    [
        "hangs_with_a_child",
        "detaches",
        "detaches_and_hangs",
        "detaches_and_crashes",
        "forks_and_goes",
    ],
)
def test_what_an_engine_started_is_killed_too(tmp_path, way):
    note = tmp_path / "pid"
    with (
        pytest.raises(EngineFailed) if way not in ("detaches", "forks_and_goes") else nullcontext()
    ):
        speak(Misbehaving(way, str(note)), time_limit=0.5 if "hangs" in way else 5.0)
    assert not _alive(int(note.read_text()))


@LINUX_ONLY
def test_who_was_interrupted_before_a_process_was_noted_leaves_none(tmp_path):
    """A signal may come in any line: whoever was not noted never speaks, and goes."""
    started = []

    def note(desks):
        started.append(desks[0].process)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start(Misbehaving("works"), VOICE, 2, 60, note)
    started[0].join(5)
    assert started[0].exitcode == 1
    assert list(tmp_path.iterdir()) == []


@LINUX_ONLY
@pytest.mark.parametrize(
    ("how", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -9), ("SIGINT", 130)]
)
def test_nothing_outlives_the_command(tmp_path, how, code):
    """Neither the child that speaks nor the program it runs, nor one that program has let go."""
    note = tmp_path / "pids"
    program = tmp_path / "hangs.py"
    program.write_text(
        "import os, subprocess, time\n"
        "gone = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        f"open({str(tmp_path / 'new')!r}, 'w').write(f'{{os.getpid()}} {{gone.pid}}')\n"
        f"os.replace({str(tmp_path / 'new')!r}, {str(note)!r})\n"
        "time.sleep(60)\n"
    )
    engine = f"command:{sys.executable} {program} {{out}}"
    command = [sys.executable, "-m", "voiceguide", "build", "--engine", engine, "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        _until(note.exists)
        pids = [int(pid) for pid in note.read_text().split()]
        process.send_signal(getattr(signal, how))
        assert process.wait(10) == code
        _until(lambda: not any(map(_alive, pids)), 2)
        assert process.stderr.read() == ("Stopped.\n" if how == "SIGINT" else "")


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


@pytest.mark.parametrize("jobs", [2, 3])
def test_who_is_ended_disturbs_nobody(jobs):
    """The others go on, at their first try; the desk is free again."""
    said = []
    texts = ["Wait here!", *(f"Sentence number {n}." for n in range(7))]
    tasks = [Utterance(text, 150) for text in texts]
    with pytest.raises(EngineFailed, match="failed twice at 'Wait here!': it was not done after"):
        speak_all(
            Misbehaving("hangs_at_a_sign"), VOICE, tasks, lambda one, _: said.append(one),
            jobs=jobs, time_limit=1.2,
        )  # fmt: skip
    assert len(said) >= 3
    assert multiprocessing.active_children() == []


def test_voices_are_asked_for_in_a_child():
    before = os.getpid()
    assert list_voices(Misbehaving("works")) == [VOICE]
    assert os.getpid() == before


def test_voices_that_are_none(monkeypatch):
    monkeypatch.setattr(Misbehaving, "isolated", False)
    monkeypatch.setattr(Misbehaving, "voices", lambda self: ["Anna"])
    with pytest.raises(
        EngineFailed,
        match="failed twice at the list of its voices: its list of voices holds something else",
    ):
        list_voices(Misbehaving("works"))


def test_an_engine_that_cannot_be_sent_is_named():
    with pytest.raises(EngineMissing, match="the test engine cannot be handed to a process"):
        speak(Misbehaving("works", note=lambda: None))


@pytest.fixture
def small(tmp_path):
    """A temporary folder on a disk of its own, 2 MB large."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    ).returncode:
        pytest.skip("only root can have a disk of its own")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount")
@pytest.mark.parametrize("engine", ["system", "works", "hangs", "silent"])
@pytest.mark.parametrize("left", [0, 16_384])
def test_a_full_temporary_folder_is_named_at_once(small, monkeypatch, engine, left):
    (small / "full").write_bytes(bytes(2 * 1024**2 - left))
    made = Misbehaving(engine) if engine in ("works", "hangs") else find_engine(engine)
    began = time.monotonic()
    monkeypatch.setattr("tempfile.tempdir", str(small))
    with pytest.raises(OutputError) as caught:
        speak(made, time_limit=30)
    monkeypatch.undo()
    assert time.monotonic() - began < 3
    assert str(caught.value) == (
        f"{small}: the temporary folder is full. Make room in it, or name another folder in TMPDIR."
    )
