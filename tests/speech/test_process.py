"""What a process leaves behind, and what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from voiceguide.files import sweep

PROGRAM = """
import multiprocessing.util, os, signal, sys
from voiceguide.speech.process import keep_sockets_in_ours
keep_sockets_in_ours()
keep_sockets_in_ours()
print(multiprocessing.util.get_temp_dir(), flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("end", ["by itself", "killed"])
def test_sockets_lie_in_a_folder_that_is_swept(tmp_path, monkeypatch, end):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-c", PROGRAM, end]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    folder = Path(done.stdout.strip())
    assert folder.parent == tmp_path, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ([folder.name] if end == "killed" else [])
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
