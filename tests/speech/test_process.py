"""Processes and what they have started, found and ended."""

import subprocess
import sys
import time

import pytest

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
