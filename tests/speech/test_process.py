"""Processes and what they have started, found and ended."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from voiceguide.disk.files import sweep
from voiceguide.speech.process import descendants, kill_tree

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no /proc")

FAMILY = """
import subprocess, sys, time
if int(sys.argv[1]):
    subprocess.Popen([sys.executable, "-c", sys.argv[2], str(int(sys.argv[1]) - 1), sys.argv[2]], start_new_session=True)
else:
    print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def family():
    """A process, its child and its child's child, each a session of its own; bare to the bone."""
    command = [sys.executable, "-S", "-c", FAMILY, "2", FAMILY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as eldest:
        assert eldest.stdout.readline() == "ready\n"
        yield eldest
        eldest.kill()


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_whole_family_is_found_and_killed(family):
    young = descendants(family.pid)
    assert len(young) == 2
    assert all(map(alive, young))
    kill_tree(family.pid)
    assert family.wait(5) == -9
    until = time.monotonic() + 5
    while any(map(alive, young)):
        assert time.monotonic() < until


def test_who_is_gone_has_no_descendants(family):
    kill_tree(family.pid)
    family.wait(5)
    assert descendants(family.pid) == []
    kill_tree(family.pid)  # and is no reason to complain


PROGRAM = """
import multiprocessing.util, os, signal, sys
from voiceguide.speech.process import keep_sockets_in_ours
keep_sockets_in_ours()
keep_sockets_in_ours()
print(multiprocessing.util.get_temp_dir(), flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_long_name_of_the_temporary_folder_is_no_hindrance(tmp_path, monkeypatch):
    """What a socket may be called is short."""
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    code = (
        "from voiceguide.speech.engine import find_engine\n"
        "from voiceguide.speech.pool import list_voices\n"
        "print(len(list_voices(find_engine('system'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert int(done.stdout) > 10, done.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("end", ["by itself", "killed"])
def test_sockets_lie_in_a_folder_that_is_swept(tmp_path_factory, monkeypatch, end):
    tmp_path = tmp_path_factory.mktemp("s")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-c", PROGRAM, end]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    folder = Path(done.stdout.strip())
    assert folder.parent == tmp_path, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ([folder.name] if end == "killed" else [])
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
