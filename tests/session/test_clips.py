"""Clips: what is held of them, and what tells one from another."""

from concurrent.futures import ThreadPoolExecutor

from voiceguide.disk.cache import Cache
from voiceguide.session.clips import Clips


def test_clips_are_held_up_to_a_size(tmp_path):
    cache = Cache(tmp_path)
    keys = [f"{n:02x}" * 20 for n in range(4)]
    for n, key in enumerate(keys):
        cache.put(key, 0, bytes([n]) * 100)
    clip = Clips(cache, most=250)
    assert [clip(key) for key in keys[:2]] == [b"\0" * 100, b"\1" * 100]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.unlink()
    assert [clip(key) for key in keys] == [b"\0" * 100, b"\1" * 100, None, None]
    cache.put(keys[2], 0, b"\2" * 100)
    assert clip(keys[0]) == b"\0" * 100  # used last, so the other one goes
    assert clip(keys[2]) == b"\2" * 100
    assert [clip(keys[0]), clip(keys[1])] == [b"\0" * 100, None]


def test_a_digest_is_that_of_the_bytes_at_hand(tmp_path):
    cache, key, other = Cache(tmp_path), "aa" * 20, "bb" * 20
    clip = Clips(cache, most=150)
    assert clip.digest(key) == b""
    cache.put(key, 0, b"first" * 20)
    cache.put(other, 0, b"other" * 20)
    first = clip.digest(key)
    assert first == clip.digest(key) == Clips(cache).digest(key) != clip.digest(other)
    cache.put(key, 0, b"again" * 20)  # the other one has made room: it is read anew
    assert clip.digest(key) not in {first, b""}


def test_threads_that_read_the_same_count_it_once(tmp_path):
    cache, keys = Cache(tmp_path), [f"{n:02x}" * 20 for n in range(30)]
    for key in keys:
        cache.put(key, 0, key.encode() * 10)
    clip = Clips(cache, most=4_000)  # ten of them
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(clip, keys * 40))
    assert found == [key.encode() * 10 for key in keys] * 40
    assert clip._size == sum(map(len, clip._held.values())) == 4_000
