"""Targets: a folder, memory, and a real S3 server on loopback; whole objects or none."""

import uuid

import pytest

from tests.delivery.s3 import s3_server
from voiceguide.disk.cache import Cache
from voiceguide.disk.shared import SharedCache, open_cache
from voiceguide.disk.store import FolderStore, is_address, open_store
from voiceguide.errors import OutputError


@pytest.fixture(scope="module")
def bucket():
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return open_store(str(tmp_path / "target"))
    if request.param == "file":
        return open_store(f"file://{tmp_path}/target")
    pytest.importorskip("fsspec", reason="the extra cluster is not installed")
    if request.param == "memory":
        return open_store(f"memory://{uuid.uuid4()}")
    return open_store(f"{request.getfixturevalue('bucket')}/{uuid.uuid4()}")


def test_objects_come_back_and_are_listed(store):
    assert store.sizes() == {}
    assert store.get("a/one") is None
    store.put_all("a", {"one": [b"12", memoryview(b"345")], "two – ü.mp3": [b""]})
    store.put("top", [b"x"])
    assert store.get("a/one") == b"12345"
    assert store.sizes() == {"a/one": 5, "a/two – ü.mp3": 0, "top": 1}
    assert [store.has(name) for name in ("a/one", "a", "a/three")] == [True, False, False]
    store.put_all("a", {"one": [b"new"]})
    assert store.get("a/one") == b"new"
    store.drop("a/one")
    store.drop("a/one")
    assert store.get("a/one") is None
    assert store.get("a/two – ü.mp3") == b""


def broken():
    yield b"half"
    raise ValueError("the rest is gone")


def test_what_fails_in_the_middle_leaves_nothing(store):
    store.put("old/file", [b"whole"])
    for folder in ("old", "new"):
        with pytest.raises(OutputError, match="the rest is gone"):
            store.put_all(folder, {"file": broken()})
    assert store.sizes() == {"old/file": 5}
    assert store.get("old/file") == b"whole"


@pytest.mark.parametrize(
    ("text", "address"),
    [("out", False), ("C:\\out", False), ("./a:b", False), ("memory:x", True), ("s3://b/x", True)],
)
def test_what_is_an_address(text, address):
    assert is_address(text) is address


def test_an_address_nobody_knows_is_told():
    pytest.importorskip("fsspec", reason="the extra cluster is not installed")
    with pytest.raises(OutputError, match="nothing-like-it"):
        open_store("nothing-like-it://x")


def test_a_bucket_that_is_not_there_is_told(bucket):
    store = open_store("s3://no-such-bucket/x")
    with pytest.raises(OutputError, match="s3://no-such-bucket/x/a"):
        store.put("a", [b"x"])


def test_a_shared_cache_hands_on_what_one_made(tmp_path):
    shared = FolderStore(tmp_path / "shared")
    one, two = (SharedCache(tmp_path / name, shared) for name in ("one", "two"))
    key = "ab" * 20
    one.put(key, 7, b"sound")
    found = two.get(key)
    assert found is not None
    assert (found.samples, found.data) == (7, b"sound")
    assert Cache(tmp_path / "two").get(key) == found  # and keeps it


class Counted(FolderStore):
    """What it was asked."""

    def __init__(self, root):
        super().__init__(root)
        self.asked = []

    def put(self, name, pieces):
        self.asked.append("put")
        super().put(name, pieces)

    def has(self, name):
        self.asked.append("has")
        return super().has(name)

    def sizes(self):
        self.asked.append("sizes")
        return super().sizes()


@pytest.mark.parametrize(
    ("hands_on", "asked"), [(True, ["sizes", "has", "put", "has", "put"]), (False, [])]
)
def test_what_was_here_before_is_handed_on_once(tmp_path, hands_on, asked):
    keys = ["ab" * 20, "cd" * 20, "ef" * 20]
    for key in keys:
        Cache(tmp_path / "one").put(key, 7, b"sound")
    shared = Counted(tmp_path / "shared")
    SharedCache(tmp_path / "other", shared).put(keys[2], 7, b"sound")
    shared.asked.clear()
    cache = SharedCache(tmp_path / "one", shared, hands_on=hands_on)
    for key in keys * 3:
        assert cache.get(key).data == b"sound"
    assert shared.asked == asked
    assert len(cache.names()) == (3 if hands_on else 1)


def test_a_damaged_entry_of_a_shared_cache_is_a_miss(tmp_path):
    shared = FolderStore(tmp_path / "shared")
    key = "ab" * 20
    SharedCache(tmp_path / "one", shared).put(key, 7, b"sound")
    (name,) = shared.sizes()
    shared.put(name, [shared.get(name)[:-1] + b"x"])
    assert SharedCache(tmp_path / "two", shared).get(key) is None


def test_a_cache_is_a_folder_or_an_address(tmp_path):
    pytest.importorskip("fsspec", reason="the extra cluster is not installed")
    assert type(open_cache("", tmp_path)) is Cache
    assert open_cache(str(tmp_path / "x"), tmp_path).folder == tmp_path / "x"
    assert type(open_cache("memory:cache", tmp_path)) is SharedCache
