"""How often each routine was made."""

import datetime
import os
import subprocess
import sys

import pytest

from voiceguide.disk import notebook
from voiceguide.disk.files import locked
from voiceguide.disk.history import History, Made
from voiceguide.errors import OutputError

DAY = datetime.date(2026, 11, 23)
NEXT = datetime.date(2026, 11, 24)


def test_it_counts(tmp_path):
    past = History(tmp_path / "data" / "history.json")
    assert (past.all(), past.times("hips")) == ({}, 0)
    past.add("hips", DAY)
    past.add("desk", DAY)
    past.add("hips", NEXT)
    assert past.all() == {"hips": Made(2, NEXT), "desk": Made(1, DAY)}
    assert History(past.file).times("hips") == 2
    assert (past.clear(), past.all(), past.clear()) == (2, {}, 0)


DAMAGED = {
    "empty": b"", "cut": b"{", "a list": b"[]", "a number": b'{"hips": 3}', "zero": b"\0",
    "another kind": b'{"hips": {"times": "a"}}', "not UTF-8": b'{"\xff": {}}',
    "deep": b'{"hips": ' + b"[" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_cannot_be_read_is_an_empty_past_and_is_kept(tmp_path, data):
    past = History(tmp_path / "history.json")
    past.file.write_bytes(data)
    assert past.all() == {}
    assert past.add("hips", DAY) == tmp_path / "history.damaged-1.json"
    assert (tmp_path / "history.damaged-1.json").read_bytes() == data
    assert past.times("hips") == 1
    past.file.write_bytes(data)
    assert past.add("hips", DAY) == tmp_path / "history.damaged-2.json"
    assert past.add("hips", DAY) is None


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_put_aside(tmp_path, kind):
    past = History(tmp_path / "history.json")
    past.file.mkdir() if kind == "folder" else os.mkfifo(past.file)
    assert past.all() == {}
    past.add("hips", DAY)
    assert past.times("hips") == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the history cannot be written"):
        History(tmp_path / "file" / "history.json").add("hips", DAY)


def test_a_history_that_cannot_be_removed(tmp_path):
    (tmp_path / "history.json").mkdir()
    with pytest.raises(OutputError, match="the history cannot be removed"):
        History(tmp_path / "history.json").clear()


ADDS = """
import datetime, sys
from pathlib import Path
from voiceguide.disk.history import History
for _ in range(20):
    History(Path(sys.argv[1])).add("hips", datetime.date(2026, 11, 23))
"""


def test_several_processes_lose_none(tmp_path):
    file = tmp_path / "history.json"
    command = [sys.executable, "-c", ADDS, str(file)]
    many = [subprocess.Popen(command) for _ in range(4)]
    assert [one.wait() for one in many] == [0, 0, 0, 0]
    assert History(file).times("hips") == 80
    assert list(tmp_path.iterdir()) == [file]


def test_a_process_that_never_lets_go(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook, "PATIENCE", 0.1)
    past = History(tmp_path / "history.json")
    busy = pytest.raises(OutputError, match="another voiceguide is writing it")
    with locked(tmp_path / ".history.json.lock", 0), busy:
        past.add("hips", DAY)
    past.add("hips", DAY)
    assert past.times("hips") == 1
