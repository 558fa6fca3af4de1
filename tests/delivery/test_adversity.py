"""Rosters where the surroundings fail: no room, no right, a voice that is elsewhere, a wrong cluster.

What fails is told by row, nothing is lost, and what was finished stays finished.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from tests.delivery.cluster import cluster
from tests.delivery.test_rollout import HEAD, digests, make
from voiceguide.errors import VoiceguideError

pytestmark = pytest.mark.long

ROWS = "".join(f"p{n};Name{n % 2};desk-break;{20 + n % 2}\n" for n in range(24))


@pytest.fixture
def roster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "clients.csv"
    path.write_text(HEAD + ROWS)
    return path


@contextlib.contextmanager
def mounted(folder, *options):
    """A small disk of its own."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder):
    """Leave no room at all."""
    with (folder / "fills").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def grow(folder, size):
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_target_that_is_full_keeps_what_was_finished(roster, tmp_path, workers):
    with mounted(tmp_path / "out", "size=30m") as out:
        rolled = make(roster, workers=workers)
        made = rolled.count("made")
        failed = [one for one in rolled.results if one.result == "failed"]
        assert 0 < made < 24
        assert made + len(failed) == 24
        assert {one.where.partition(":")[0] for one in rolled.problems} <= {
            f"{roster}, row {one.row}" for one in failed
        } | {str(out)}
        assert all("No space left" in one.problem for one in failed)
        finished = digests(out)
        assert not [one for one in out.iterdir() if one.name.endswith(".part")]
        grow(out, "100m")
        again = make(roster, workers=workers)
        assert (again.count("made"), again.count("failed")) == (len(failed), 0)
        assert again.problems == ()
        whole = digests(out)
        kept = {name for name in finished if "/" in name}
        assert all(whole[name] == finished[name] for name in kept)


def test_a_target_that_others_filled_keeps_what_was_made_before(roster, tmp_path):
    with mounted(tmp_path / "out", "size=100m") as out:
        assert make(roster).count("made") == 24
        before = digests(out)
        roster.write_text(HEAD + ROWS.replace("p3;Name1;desk-break;21", "p3;Name1;desk-break;29"))
        fill(out)
        with pytest.raises(VoiceguideError, match="No space left"):
            make(roster)
        (out / "fills").unlink()
        assert digests(out) == before
        assert make(roster).count("unchanged") == 23


@pytest.mark.parametrize("read_only", [True, False])
def test_a_target_without_right_is_told_before_anything_is_spoken(roster, tmp_path, read_only):
    if read_only:
        with mounted(tmp_path / "out", "ro") as out:
            with pytest.raises(VoiceguideError) as told:
                make(roster)
            assert list(out.iterdir()) == []
    else:
        if os.name == "nt" or os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        (tmp_path / "out").mkdir(mode=0o500)
        with pytest.raises(VoiceguideError) as told:
            make(roster)
    assert str(told.value).startswith("out/manifest.jsonl: cannot be read or written")
    assert make(roster, "elsewhere").spoken > 5


SPEAK = """\
#!{python}
import sys, wave
with wave.open(sys.argv[1], "wb") as out:
    out.setparams((1, 2, 16000, 0, "NONE", ""))
    out.writeframes(b"\\0\\0\\xff\\x3f" * 520 * len(sys.stdin.read()))
"""


@pytest.fixture
def voice(tmp_path, monkeypatch):
    """A program that speaks, in a folder of programs that not every computer has."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "speak-for-tests"
    program.write_text(SPEAK.format(python=sys.executable))
    program.chmod(0o755)
    without = os.environ["PATH"]
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{without}")
    return "command:speak-for-tests {out}", {"PATH": without}


@pytest.mark.long
@pytest.mark.slow
def test_a_worker_without_the_voice(roster, tmp_path, voice):
    """Each row is told; spoken where the voice is, they are all put together without it."""
    engine, elsewhere = voice
    roster.write_text(HEAD + "a1;Anna;desk-break;20\nb2;Bert;desk-break;25\n")
    more = {"engine": engine, "shared": str(tmp_path / "shared")}
    with cluster(tmp_path, 1, environment=elsewhere) as (address, _):
        rolled = make(roster, scheduler=address, **more)
        assert [(one.id, one.result) for one in rolled.results] == [
            ("a1", "failed"),
            ("b2", "failed"),
        ]
        assert {one.where.partition(":")[0] for one in rolled.problems} == {
            f"{roster}, row 2", f"{roster}, row 3",
        }  # fmt: skip
        assert "speak-for-tests" in str(rolled.problems[0])
        spoken = make(roster, speak_only=True, **more)
        assert (spoken.spoken > 5, spoken.problems) == (True, ())
        rolled = make(roster, scheduler=address, **more)
        assert (rolled.count("made"), rolled.spoken, rolled.problems) == (2, 0, ())


DASK = """\
import importlib.metadata as found
version = found.version
found.version = lambda name: "2001.1.0" if name == "distributed" else version(name)
"""
OTHERS = {
    "voiceguide": ("import voiceguide; voiceguide.__version__ = '0.0.1'", "has voiceguide 0.0.1, and this is"),
    "no voiceguide": ("import sys; sys.modules['voiceguide'] = None", "has no voiceguide that runs"),
    "Dask": (DASK, "the scheduler has Dask 2001.1.0, and this is"),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(("code", "said"), OTHERS.values(), ids=OTHERS)
def test_a_cluster_of_another_version(roster, tmp_path, code, said):
    """Told before anything is spoken or written."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sitecustomize.py").write_text(code)
    with (
        cluster(tmp_path, 1, environment={"PYTHONPATH": str(tmp_path / "other")}) as (address, _),
        pytest.raises(VoiceguideError) as told,
    ):
        make(roster, scheduler=address)
    assert told.value.where == "--scheduler"
    assert said in str(told.value)
    assert not (tmp_path / "out" / "p0").exists()
    assert make(roster, "elsewhere").spoken > 5


@pytest.mark.long
@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(64)])
def test_what_answers_is_no_scheduler(roster, greeting):
    """A server of another kind, and one that says nothing."""
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connection.sendall(greeting)
                    held.append(connection)

        held = []
        threading.Thread(target=answer, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(VoiceguideError, match="no scheduler answers at tcp:"):
            make(roster, scheduler=f"tcp://127.0.0.1:{server.getsockname()[1]}")
        assert time.monotonic() - started < 60
        for one in held:
            one.close()
