"""The store of sounds: what is whole comes back, what is damaged does not."""

import os
import time

import pytest

from voiceguide.audio.cache import Cache, make_key
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
        lambda data: b"VGC0" + data[4:],
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


def test_the_oldest_go_first(cache):
    for number in range(4):
        cache.put(make_key(number), 1, bytes(100))
        path = cache._path(make_key(number))
        os.utime(path, (time.time() + number, time.time() + number))
    cache.prune(most=2 * 124)
    assert [cache.get(make_key(number)) is not None for number in range(4)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_cache_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "sounds").write_text("a file stands where the folder should")
    with pytest.raises(OutputError) as caught:
        Cache(tmp_path / "sounds").put(KEY, 1, b"x")
    assert str(caught.value).startswith(f"{tmp_path / 'sounds'}: the cache cannot be written (")
    assert str(caught.value).endswith("Make room, or name another folder in VOICEGUIDE_CACHE_DIR.")
    assert [path.name for path in tmp_path.iterdir()] == ["sounds"]


def test_what_another_process_is_writing_is_left_alone(cache):
    cache.put(KEY, 480, b"frames")
    folder = entry_path(cache).parent
    fresh, stale = folder / ".new-1", folder / ".new-2"
    for path in (fresh, stale):
        path.write_bytes(b"half")
    os.utime(stale, (time.time() - 4000,) * 2)
    assert cache.size()[0] == 1
    cache.prune()
    assert (fresh.exists(), stale.exists()) == (True, False)
    assert cache.clear() == 1
    assert fresh.exists()
