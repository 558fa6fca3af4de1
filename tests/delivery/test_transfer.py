"""One file, copied to something that may be pulled out."""

import os
import subprocess

import pytest

from voiceguide.delivery import transfer
from voiceguide.delivery.transfer import copy_file, part_of
from voiceguide.errors import OutputError

BYTES = os.urandom(3_500_000)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.mp3"
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def target(tmp_path):
    (tmp_path / "player").mkdir()
    return tmp_path / "player" / "a.mp3"


def names(target):
    return [path.name for path in target.parent.iterdir()]


@pytest.mark.parametrize("before", [None, b"", b"old", BYTES[::-1]])
def test_a_copy_is_whole(source, target, before):
    if before is not None:
        target.write_bytes(before)
    assert copy_file(source, target) == "copied"
    assert (target.read_bytes(), names(target)) == (BYTES, ["a.mp3"])


def test_what_is_there_is_not_touched(source, target):
    target.write_bytes(BYTES)
    os.utime(target, (1, 1))
    assert copy_file(source, target) == "there"
    assert target.stat().st_mtime == 1


@pytest.mark.parametrize("part", [BYTES[:2_000_000], BYTES, BYTES + b"more", b""])
def test_what_another_copy_left_is_written_anew(source, target, part):
    part_of(target).write_bytes(part)
    steps = []
    assert copy_file(source, target, steps.append) == "copied"
    assert (target.read_bytes(), names(target)) == (BYTES, ["a.mp3"])
    assert sum(steps) == len(BYTES)


def test_an_interruption_leaves_no_half_file(source, target):
    target.write_bytes(b"old")

    def pull(count):
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_file(source, target, pull)
    assert (target.read_bytes(), names(target)) == (b"old", ["a.mp3"])
    assert copy_file(source, target) == "copied"
    assert target.read_bytes() == BYTES


def test_a_card_that_gives_back_other_bytes(source, target, monkeypatch):
    calls = []

    def spoil(file):
        calls.append(1)
        os.pwrite(os.open(file.name, os.O_WRONLY), b"?????", 1000)

    monkeypatch.setattr(transfer, "_forget", spoil)
    with pytest.raises(OutputError, match="the copy differs from the original"):
        copy_file(source, target)
    assert (len(calls), names(target)) == (transfer.TRIES, [])


def test_a_card_that_fails_once(source, target, monkeypatch):
    calls = []

    def spoil(file):
        calls.append(1)
        if len(calls) == 1:
            os.pwrite(os.open(file.name, os.O_WRONLY), b"?????", 1000)

    monkeypatch.setattr(transfer, "_forget", spoil)
    assert copy_file(source, target) == "copied"
    assert target.read_bytes() == BYTES


def test_a_folder_that_vanishes(source, target):
    def vanish(count):
        if count and target.parent.exists():
            for path in target.parent.iterdir():
                path.unlink()
            target.parent.rmdir()

    with pytest.raises(OutputError) as caught:
        copy_file(source, target, vanish)
    assert str(caught.value) == (
        f"{target.parent}: the player is gone. Plug it in, and send again: what has arrived is not sent twice."
    )


@pytest.fixture
def small(tmp_path):
    """A file system with room for a megabyte, as root can make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.tool
def test_a_full_card(source, small):
    (small / "a.mp3").write_bytes(b"old")
    with pytest.raises(OutputError) as caught:
        copy_file(source, small / "a.mp3")
    assert str(caught.value) == f"{small}: the player is full. Make room, and send again."
    assert [(path.name, path.read_bytes()) for path in small.iterdir()] == [("a.mp3", b"old")]


def test_phones_that_do_not_rename_onto_a_file(source, target, monkeypatch):
    target.write_bytes(b"old")
    monkeypatch.setattr(
        "pathlib.Path.replace",
        lambda self, other: (_ for _ in ()).throw(FileExistsError(17, "File exists")),
    )
    assert copy_file(source, target) == "copied"
    assert (target.read_bytes(), names(target)) == (BYTES, ["a.mp3"])
