"""Files appear whole or not at all, and what the dead left is removed by the living."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from voiceguide.disk.files import (
    locked,
    part_beside,
    read_file,
    replacing,
    replacing_all,
    sweep,
    temporary_folder,
    write_pieces,
)


def test_a_whole_file_appears(tmp_path):
    path = tmp_path / "a.txt"
    with replacing(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_files_that_belong_together_come_from_one_writer(tmp_path):
    """Four writers at once, again and again: what lies there afterwards is never mixed."""
    sound, side = tmp_path / "a.mp3", tmp_path / "a.json"

    def write(number: int) -> None:
        with replacing_all([sound, side]) as files:
            for file in files:
                file.write(b"%d" % number)

    mixed = 0
    with ThreadPoolExecutor(4) as writers:
        for _ in range(60):
            list(writers.map(write, range(4)))
            mixed += sound.read_bytes() != side.read_bytes()
    assert mixed == 0
    assert sorted(tmp_path.iterdir()) == [side, sound]


def test_nothing_is_moved_before_all_is_written(tmp_path):
    sound, side = tmp_path / "a.mp3", tmp_path / "a.json"
    with replacing_all([sound, side]) as files:
        files[1].write(b"1")
        assert not sound.exists()
        assert not side.exists()
    assert (sound.read_bytes(), side.read_bytes()) == (b"", b"1")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_goes_wrong_leaves_the_old_one(tmp_path, error):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def write() -> None:
        with replacing(path) as file:
            file.write(b"ne")
            raise error

    with pytest.raises(type(error)):
        write()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from voiceguide.disk.files import locked, replacing_all, temporary_folder
here = Path(sys.argv[1])
with locked(here / "a.lock", 0), temporary_folder() as bench:
    with replacing_all([here / "a.mp3", here / "a.json"]) as files:
        files[0].write(b"half")
        files[0].flush()
        (bench / "00001.wav").write_bytes(b"half")
        (bench / "deeper").mkdir()
        print(bench, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files that nobody else writes into."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def killed(tmp_path, temporary):
    """A folder in which a process was killed while it held all that can be held."""
    here = tmp_path / "here"
    here.mkdir()
    command = [sys.executable, "-c", KILLED, str(here)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(list(here.glob(".*.part"))) == 2
    assert [str(path) for path in temporary.iterdir()] == [done.stdout.strip()]
    return here


def test_what_a_killed_process_left_is_removed_by_the_next(killed, temporary):
    with replacing(killed / "b.txt") as file:
        file.write(b"new")
    with temporary_folder() as bench:
        assert list(temporary.iterdir()) == [bench]
    assert list(temporary.iterdir()) == []
    with locked(killed / "a.lock", 0):
        pass
    assert [path.name for path in killed.iterdir()] == ["b.txt"]


def test_what_somebody_is_writing_stays(tmp_path, temporary):
    with part_beside(tmp_path / "a.mp3") as file, temporary_folder() as bench:
        sweep(tmp_path)
        sweep(temporary)
        (bench / "x.wav").write_bytes(b"1")
        file.write(b"1")
        assert os.path.exists(file.name)
    assert (list(tmp_path.glob(".*")), list(temporary.iterdir())) == ([], [])


MINE = [
    "song.part", ".song.mp3.part", ".hips.mp3.123-456.part", "a.voiceguide-0123456789abcdef.part",
    ".a.voiceguide-0123456789abcde.part", ".a.voiceguide-0123456789abcdeX.part", "voiceguide.tmp",
]  # fmt: skip


@pytest.mark.parametrize("name", MINE)
def test_what_only_looks_like_ours_stays(tmp_path, name):
    (tmp_path / name).write_text("mine")
    sweep(tmp_path)
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_named_like_ours_and_is_something_else_stays(tmp_path, kind):
    (tmp_path / "notes").write_text("mine")
    for name in (".a.voiceguide-0123456789abcdef.part", "voiceguide-0123456789abcdef.tmp"):
        if kind == "folder":
            (tmp_path / name).mkdir()
            (tmp_path / name / "notes").write_text("mine")
        elif kind == "link":
            (tmp_path / name).symlink_to(tmp_path / "notes")
        else:
            os.mkfifo(tmp_path / name)
    before = sorted(tmp_path.rglob("*"))
    sweep(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_is_not_there_has_nothing_to_sweep(tmp_path):
    sweep(tmp_path / "none")


def test_one_at_a_time(tmp_path):
    """Eight threads add to a figure in a file, each time reading and writing it."""
    figure = tmp_path / "figure"
    figure.write_text("0")

    def add(_: int) -> None:
        with locked(tmp_path / "lock", 30):
            figure.write_text(str(int(figure.read_text()) + 1))

    with ThreadPoolExecutor(8) as adding:
        list(adding.map(add, range(200)))
    assert figure.read_text() == "200"
    assert [path.name for path in tmp_path.iterdir()] == ["figure"]


def test_patience_ends(tmp_path):
    with locked(tmp_path / "lock", 0):
        began = time.monotonic()
        with pytest.raises(TimeoutError), locked(tmp_path / "lock", 0.2):
            pytest.fail("two had it")
        assert 0.2 <= time.monotonic() - began < 5
    with locked(tmp_path / "lock", 0):
        pass


def test_whoever_waits_gets_it(tmp_path):
    free = threading.Event()

    def first() -> None:
        with locked(tmp_path / "lock", 0):
            free.set()
            time.sleep(0.2)

    other = threading.Thread(target=first)
    other.start()
    free.wait()
    with locked(tmp_path / "lock", 30):
        assert (tmp_path / "lock").exists()
    other.join()


def test_a_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes(b"1234")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert read_file(tmp_path / "a", 4) == b"1234"
    assert read_file(tmp_path / "link", 4) == b"1234"
    for path, most, follow in (("a", 3, True), ("link", 4, False), ("none", 4, True)):
        with pytest.raises(OSError):  # noqa: PT011  # each has its own kind
            read_file(tmp_path / path, most, follow=follow)


@pytest.mark.parametrize("kind", ["folder", "pipe", "endless"])
def test_what_is_no_file_is_not_read(tmp_path, kind):
    path = tmp_path / "a"
    make = {"folder": path.mkdir, "pipe": lambda: os.mkfifo(path)}
    make.get(kind, lambda: path.symlink_to("/dev/zero"))()
    with pytest.raises(OSError, match=r"not a file|Is a directory"):
        read_file(path, 1000)


def test_where_a_folder_is_in_the_way_of_one_none_is_replaced(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"old")
    second.mkdir()
    with pytest.raises(IsADirectoryError), replacing_all([first, second]) as files:
        files[0].write(b"new")
    assert first.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("at_once", [1, 7, 10**9])
@pytest.mark.parametrize("writes_many", [True, False])
def test_pieces_are_written_in_their_order(tmp_path, monkeypatch, at_once, writes_many):
    pieces = [bytes([number % 251]) * (number % 40) for number in range(1000)]
    writev = getattr(os, "writev", None)
    if writes_many and writev:
        # a call may write less than it was given
        monkeypatch.setattr(
            os, "writev", lambda file, many: os.write(file, b"".join(many)[:at_once])
        )
    else:
        monkeypatch.delattr(os, "writev", raising=False)
    with (tmp_path / "file").open("wb") as file:
        file.write(b"before")
        write_pieces(file, iter(pieces))
        file.write(b"after")
    assert (tmp_path / "file").read_bytes() == b"before" + b"".join(pieces) + b"after"
