"""Files appear whole or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from voiceguide.files import replacing, replacing_all


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
