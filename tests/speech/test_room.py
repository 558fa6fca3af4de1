"""The temporary folder: that it is full, or is not there, is said of the right folder."""

import shutil
import subprocess

import pytest

from voiceguide.errors import OutputError
from voiceguide.speech.room import is_full, work_folder


@pytest.fixture
def disk(tmp_path):
    """A disk of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("only root can have a disk of its own")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize(
    ("taken", "least", "full"),
    [(0, 65_536, False), (0, 1 << 20, False), (4096, 1 << 20, True), (1 << 19, 65_536, False),
     ((1 << 20) - 4096, 65_536, True), (1 << 20, 65_536, True)],
)  # fmt: skip
def test_is_full(disk, taken, least, full):
    (disk / "taken").write_bytes(bytes(taken))
    assert is_full(disk, least) is full
    assert [one.name for one in disk.iterdir()] == ["taken"]


def test_what_is_not_there_is_not_full(tmp_path):
    assert not is_full(tmp_path / "gone", 65_536)


def test_it_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with work_folder() as folder:
        (folder / "a" / "b").mkdir(parents=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError) as caught, work_folder():
        pass
    assert str(caught.value) == (
        f"{tmp_path}/gone: the temporary folder cannot be written to. Name another folder in TMPDIR."
    )


def test_no_folder_at_all(monkeypatch):
    def none():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", none)
    monkeypatch.setenv("TMPDIR", "/mine")
    with (
        pytest.raises(OutputError, match="/mine: the temporary folder cannot be written to"),
        work_folder(),
    ):
        pass


def test_another_disk_that_is_full_is_not_blamed_on_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def write():
        with work_folder(), open("/dev/full", "wb", buffering=0) as file:
            file.write(b"x")

    with pytest.raises(OSError, match="No space left"):
        write()
