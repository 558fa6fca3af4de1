"""The store of sounds: what is whole comes back, what is damaged does not."""

import hashlib
import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from voiceguide.disk.cache import (
    AHEAD_SECONDS,
    MOST_BYTES,
    Cache,
    Entry,
    _Recent,
    default_folder,
    digest_file,
    make_key,
)
from voiceguide.disk.files import part_beside
from voiceguide.errors import OutputError

KEY = make_key("say", "Hello.", 150)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "sounds")


def entry_path(cache):
    [path] = [path for path in cache.folder.rglob("*") if path.is_file()]
    return path


def test_what_was_put_comes_back(cache):
    cache.put(KEY, 480, b"frames")
    got = cache.get(KEY)
    assert (got.samples, got.data) == (480, b"frames")
    assert cache.get(make_key("say", "Hello.", 151)) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: b"VGC1" + data[4:],
        lambda data: data[:4] + bytes([data[4] ^ 1]) + data[5:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    ],
    ids=["empty", "head", "short", "long", "magic", "samples", "bit"],
)
def test_a_damaged_entry_is_a_miss_and_is_made_again(cache, damage):
    cache.put(KEY, 480, b"frames")
    path = entry_path(cache)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get(KEY) is None
    cache.put(KEY, 480, b"frames")
    assert cache.get(KEY).data == b"frames"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("say", "a", 150), ("say", "a", 151)),
        (("say", "ab", "c"), ("say", "a", "bc")),
        (("say", "a"), ("tone", "a")),
        (("a", "b"), ("b", "a")),
        (("1",), (1,)),
    ],
)
def test_keys_tell_everything_apart(one, other):
    assert make_key(*one) != make_key(*other)
    assert make_key(*one) == make_key(*one)


def test_size_and_clear_touch_nothing_else(cache):
    for number in range(5):
        cache.put(make_key(number), 1, b"1234")
    mine = cache.folder / "my-notes.txt"
    mine.write_text("mine")
    count, size = cache.size()
    assert (count, size) == (5, 5 * (24 + 4))
    assert cache.clear() == 5
    assert cache.size() == (0, 0)
    assert mine.read_text() == "mine"


def use(cache, number, ago):
    """Say that an entry was used so many seconds ago."""
    os.utime(cache._path(make_key(number)), (time.time() - ago,) * 2)


def there(cache, numbers):
    return [number for number in numbers if cache._path(make_key(number)).exists()]


SIZE = 24 + 100
"""An entry of 100 bytes: the head, and the bytes."""


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (4 * SIZE, [0, 1, 2, 3]), (4 * SIZE - 1, [1, 2, 3]), (3 * SIZE, [1, 2, 3]),
        (2 * SIZE, [2, 3]), (SIZE, [3]), (SIZE - 1, []), (0, []),
    ],
)  # fmt: skip
def test_what_was_used_longest_ago_goes_first(cache, most, left):
    for number in range(4):
        cache.put(make_key(number), 1, bytes(100))
        use(cache, number, 100 - number)
    cache.prune(most)
    assert there(cache, range(4)) == left


def test_using_counts_not_making(cache):
    for number in range(3):
        cache.put(make_key(number), 1, bytes(100))
        use(cache, number, 1000 - number)
    assert Cache(cache.folder).get(make_key(0)) is not None
    cache.prune(SIZE)
    assert there(cache, range(3)) == [0]


def test_a_clock_that_was_set_back_keeps_nothing_for_ever(cache):
    for number in range(3):
        cache.put(make_key(number), 1, bytes(100))
    use(cache, 0, -10 * AHEAD_SECONDS)
    use(cache, 1, 60)
    use(cache, 2, -AHEAD_SECONDS / 2)  # the clock of a disk in the network goes ahead
    cache.prune(2 * SIZE)
    assert there(cache, range(3)) == [1, 2]


def test_the_bound_is_kept_where_something_was_written(cache, monkeypatch):
    pruned = []
    monkeypatch.setattr(Cache, "prune", lambda self: pruned.append(self.folder))
    cache.get(KEY)
    cache.keep_bound()
    assert pruned == []
    cache.put(KEY, 1, b"x")
    cache.keep_bound()
    cache.keep_bound()
    assert pruned == [cache.folder]


def test_the_bound_is_half_a_gigabyte(cache):
    """Entries of the size they claim, with holes in them: they take no room."""
    for number in range(3):
        cache.put(make_key(number), 1, b"")
        with cache._path(make_key(number)).open("r+b") as file:
            file.truncate(MOST_BYTES // 2)
        use(cache, number, 100 - number)
    cache.keep_bound()
    assert MOST_BYTES == 536_870_912
    assert there(cache, range(3)) == [1, 2]


def test_an_entry_larger_than_all_is_not_read(cache):
    cache.put(KEY, 1, b"x")
    with entry_path(cache).open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    assert cache.get(KEY) is None


OTHER = make_key("say", "Good-bye.", 150)
IN_THE_WAY = {
    "folder": lambda path: (path.mkdir(), (path / "mine").write_text("mine")),
    "pipe": os.mkfifo,
    "link": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("kind", IN_THE_WAY)
def test_what_is_no_file_is_a_miss(cache, kind):
    """A folder stays, and the sound is held in memory; anything else makes room for an entry."""
    path = cache._path(KEY)
    path.parent.mkdir(parents=True)
    IN_THE_WAY[kind](path)
    assert cache.get(KEY) is None
    cache.put(KEY, 480, b"frames")
    assert cache.get(KEY).data == b"frames"
    assert (cache.trouble is not None) == (kind == "folder")
    again = Cache(cache.folder).get(KEY)
    assert (again is None) == (kind == "folder")
    if kind == "folder":
        assert (path / "mine").read_text() == "mine"
        assert cache.size() == (0, 0)
        assert cache.clear() == 0


def test_a_link_to_a_whole_entry_is_a_miss(cache):
    """Whatever is linked there may be changed by somebody else, at any time."""
    cache.put(KEY, 480, b"frames")
    path = cache._path(KEY)
    moved = path.rename(path.with_name("elsewhere"))
    path.symlink_to(moved)
    assert cache.get(KEY) is None


def test_the_content_of_another_key_is_a_miss(cache):
    cache.put(KEY, 480, b"hello")
    cache.put(OTHER, 480, b"goodbye")
    cache._path(OTHER).write_bytes(cache._path(KEY).read_bytes())
    assert cache.get(KEY).data == b"hello"
    assert cache.get(OTHER) is None
    cache.put(OTHER, 480, b"goodbye")
    assert Cache(cache.folder).get(OTHER).data == b"goodbye"


@contextmanager
def mounted(folder, *options):
    """A disk of our own, where this process may mount one."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", *options, "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting a disk needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def full(folder):
    with mounted(folder, "-o", "size=64k"):
        yield


@contextmanager
def read_only(folder):
    with mounted(folder, "-o", "ro"):
        yield


@contextmanager
def file_in_the_way(folder):
    folder.write_text("mine")
    yield
    assert folder.read_text() == "mine"


@contextmanager
def entries_in_the_way(folder):
    folder.mkdir()
    for number in range(256):
        (folder / f"{number:02x}").write_text("mine")
    yield
    assert {path.read_text() for path in folder.iterdir()} == {"mine"}


UNUSABLE = {
    "full": (full, "No space left on device"),
    "read-only": (read_only, "Read-only file system"),
    "a file in the way": (file_in_the_way, "something is in the way"),
    "files in the way of its folders": (entries_in_the_way, "something is in the way"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_cache_that_cannot_be_written_holds_what_it_was_given(tmp_path, kind):
    unusable, why = UNUSABLE[kind]
    cache = Cache(tmp_path / "sounds")
    with unusable(cache.folder):
        for number in range(3):
            entry = cache.put(make_key(number), number, bytes(100_000))
            assert (entry.samples, len(entry.data)) == (number, 100_000)
        assert [cache.get(make_key(number)).samples for number in range(3)] == [0, 1, 2]
        cache.keep_bound()
        assert list(cache.folder.glob(".*.part")) == [] if cache.folder.is_dir() else True
    assert cache.trouble.said == (
        f"{cache.folder}: sounds cannot be kept for the next time ({why}); make room, or name "
        "another folder in VOICEGUIDE_CACHE_DIR."
    )


def test_a_disk_that_is_only_read_still_gives(tmp_path):
    cache = Cache(tmp_path / "sounds")
    with mounted(cache.folder):
        cache.put(KEY, 480, b"frames")
        subprocess.run(["mount", "-o", "remount,ro", cache.folder], check=True)
        assert Cache(cache.folder).get(KEY).data == b"frames"
        assert cache.clear() == 0
        cache.prune(0)


def test_what_another_process_is_writing_is_left_alone(cache):
    cache.put(KEY, 480, b"frames")
    dead = cache.folder / ".sound.voiceguide-0123456789abcdef.part"
    dead.write_bytes(b"half")
    with part_beside(cache.folder / "sound") as living:
        assert cache.size()[0] == 1
        cache.prune()
        assert (os.path.exists(living.name), dead.exists()) == (True, False)
        dead.write_bytes(b"half")
        assert cache.clear() == 1
        assert (os.path.exists(living.name), dead.exists()) == (True, False)
    assert [path for path in cache.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["0" * 37, "0" * 39, "g" * 38, "0" * 37 + "A"])
def test_what_is_no_entry_is_not_counted(cache, name):
    cache.put(KEY, 1, b"1234")
    (entry_path(cache).parent / name).write_text("mine")
    assert cache.size() == (1, 28)
    assert cache.clear() == 1
    assert (cache._path(KEY).parent / name).read_text() == "mine"


def test_a_digest_of_a_file_is_that_of_its_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"1234")
    assert digest_file(tmp_path / "a") == hashlib.blake2b(b"1234").hexdigest()
    with pytest.raises(OutputError, match=r"b: cannot be read \(No such file or directory\)"):
        digest_file(tmp_path / "b")


def test_the_folder_can_be_named(monkeypatch):
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", "~/sounds")
    assert default_folder() == Path("~/sounds").expanduser()
    monkeypatch.delenv("VOICEGUIDE_CACHE_DIR")
    assert "voiceguide" in default_folder().parts


def test_an_entry_without_bytes_is_one(cache):
    cache.put(KEY, 7, b"")
    assert (cache.get(KEY).samples, cache.get(KEY).data, cache.size()) == (7, b"", (1, 24))


def test_a_link_is_no_entry(cache):
    cache.put(KEY, 1, b"x")
    link = cache._path(OTHER)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(entry_path(cache))
    assert (cache.size()[0], cache.clear(), link.is_symlink()) == (1, 1, True)


def test_one_build_after_another_looks_through_the_cache_once(cache, monkeypatch):
    looked = []
    real = Cache.prune
    monkeypatch.setattr(Cache, "prune", lambda self: (looked.append(1), real(self)))
    for number in range(5):
        cache.put(make_key(number), 1, b"x")
        cache.keep_bound()
    assert len(looked) == 1
    monkeypatch.setattr("voiceguide.disk.cache.LOOK_SECONDS", 0.0)
    cache.put(make_key("soon"), 1, b"x")
    cache.keep_bound()
    assert len(looked) == 2
    monkeypatch.undo()
    monkeypatch.setattr("voiceguide.disk.cache._SEEN", {str(cache.folder): (MOST_BYTES, 1e12)})
    monkeypatch.setattr(Cache, "prune", lambda self: looked.append(1))
    cache.put(make_key("full"), 1, b"x")
    cache.keep_bound()
    assert len(looked) == 3


@pytest.mark.parametrize("change", [b"damaged", None])
def test_what_was_read_a_moment_ago_is_read_again_once_its_file_changed(cache, change):
    cache.put(KEY, 1, b"x")
    assert Cache(cache.folder).get(KEY) == Cache(cache.folder).get(KEY) == Entry(1, b"x")
    path = cache._path(KEY)
    path.unlink() if change is None else path.write_bytes(change)
    assert Cache(cache.folder).get(KEY) is None


def test_only_so_much_is_held():
    held = _Recent(100)
    for number in range(30):
        held.hold(__file__, Entry(1, bytes(number)), 0)
        assert held._bytes == sum(len(entry.data) for _, entry in held._held.values()) <= 12
