"""Sessions nobody stores: exact lengths, ranges, and the same bytes as the built file."""

import hashlib
import json
import re
import shutil
from wsgiref.validate import validator

import pytest

from tests.web.program import port_of, request, serving
from voiceguide.delivery.asking import read_rollout
from voiceguide.delivery.references import read_reference, sign
from voiceguide.delivery.rollout import roll_out
from voiceguide.disk.cache import Cache
from voiceguide.session.recipe import clips_in
from voiceguide.web.stream import make_app

URL = "https://example.org/s"


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    """A roster of two, stored and streamed; where its things are."""
    folder = tmp_path_factory.mktemp("roster")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CACHE_DIR", str(folder / "cache"))
        patch.chdir(folder)
        path = folder / "clients.csv"
        path.write_text(
            "id;name;routine;hold_s;engine\na;Anna;desk-break;20;silent\nb;Bert;desk-break;25;silent\n"
        )
        for target, more in (("stored", {}), ("streamed", {"stream_url": URL})):
            given = {"target": target, "workers": 1, "shared": str(folder / "cache"), **more}
            rolled = roll_out(read_rollout(path, given, {"SOURCE_DATE_EPOCH": "1796000000"}))
            assert rolled.problems == ()
    return folder, dict(rolled.folders)


@pytest.fixture
def app(roster):
    return make_app(roster[0] / "clients.keys", str(roster[0] / "cache"))


def address(roster, id):
    feed = (roster[0] / "streamed" / roster[1][id] / "feed.xml").read_text()
    url, length = re.search(r'enclosure url="([^"]+)" length="(\d+)"', feed).groups()
    assert url.startswith(URL)
    return url.removeprefix(URL), int(length)


def stored(roster, id):
    (sound,) = (roster[0] / "stored" / roster[1][id]).glob("*.mp3")
    return sound.read_bytes()


def get(app, path, method="GET", **headers):
    told = {}
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "x", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": Empty(),
        "wsgi.errors": Empty(), "wsgi.multithread": True, "wsgi.multiprocess": False,
        "wsgi.run_once": False, **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }  # fmt: skip

    def start(status, headers, exc_info=None):
        told.update(status=int(status[:3]), **{k.lower(): v for k, v in headers})

    answer = validator(app)(environ, start)
    body = b"".join(answer)
    answer.close()
    return told, body


class Empty:
    def read(self, *_):
        return b""

    def readline(self, *_):
        return b""

    def readlines(self, *_):
        return []

    def __iter__(self):
        return iter(())

    def write(self, text): ...

    def writelines(self, lines): ...

    def flush(self): ...


def test_no_sound_is_stored(roster):
    assert list((roster[0] / "streamed").rglob("*.mp3")) == []
    assert len(list((roster[0] / "stored").rglob("*.mp3"))) == 2


@pytest.mark.parametrize("id", ["a", "b"])
def test_the_same_bytes_as_the_built_file(roster, app, id):
    path, length = address(roster, id)
    told, body = get(app, path)
    assert (told["status"], told["content-length"]) == (200, str(len(body)))
    assert told["cache-control"] == "public, max-age=31536000, immutable"  # a CDN may keep it
    assert len(body) == length
    assert hashlib.sha256(body).digest() == hashlib.sha256(stored(roster, id)).digest()


def test_every_range_is_that_part(roster, app):
    path, size = address(roster, "a")
    whole = stored(roster, "a")
    edges = [0, 1, 10, 191, 192, 1000, 65536, 100_001, size // 2, size - 193, size - 1]
    for start in edges:
        for length in (1, 2, 192, 7000, 300_000):
            stop = min(start + length, size)
            told, body = get(app, path, range=f"bytes={start}-{stop - 1}")
            assert told["status"] == 206
            assert told["content-range"] == f"bytes {start}-{stop - 1}/{size}"
            assert body == whole[start:stop]
    assert get(app, path, range="bytes=-500")[1] == whole[-500:]
    assert get(app, path, range=f"bytes={size - 5}-")[1] == whole[-5:]


ASKED = [
    ({"range": "bytes=99999999-"}, 416, 0),
    ({"range": "bytes=0-1,5-6"}, 200, None),
    ({"range": "lines=0-1"}, 200, None),
    ({"range": "bytes=0-9", "if_range": '"other"'}, 200, None),
    ({"if_none_match": "*"}, 304, 0),
]


@pytest.mark.parametrize(("headers", "status", "length"), ASKED)
def test_conditions(roster, app, headers, status, length):
    path, size = address(roster, "a")
    told, body = get(app, path, **headers)
    assert told["status"] == status
    if length is None:
        assert len(body) == size


def test_the_etag_is_the_sessions(roster, app):
    path, size = address(roster, "a")
    told, body = get(app, path, "HEAD")
    assert (told["status"], told["content-length"], body) == (200, str(size), b"")
    assert get(app, path, if_none_match=told["etag"])[0]["status"] == 304
    assert get(app, path, range="bytes=0-9", if_range=told["etag"])[0]["status"] == 206
    assert get(app, address(roster, "b")[0], "HEAD")[0]["etag"] != told["etag"]


def test_nobody_can_ask_for_somebody_elses(roster, app):
    path, _ = address(roster, "a")
    other, _ = address(roster, "b")
    key, signature = path[1:41], other[42:]
    for wrong in (
        f"/{key}-{signature}",
        f"/{key}.mp3",
        "/",
        f"/{'0' * 40}-{'A' * 24}.mp3",
        f"{path}x",
    ):
        assert get(app, wrong)[0]["status"] == 404
    assert get(app, path, "POST")[0]["status"] == 405


def test_a_signature_from_another_key_is_none():
    one, two = "11" * 32, "22" * 32
    reference = sign("ab" * 20, one)
    assert read_reference(reference, one) == "ab" * 20
    assert read_reference(reference, two) is None
    assert read_reference("ä" * 65, one) is None


def test_a_range_costs_what_it_is_long(roster, app):
    """Only the clips of the range are read."""
    path, size = address(roster, "a")
    get(app, path, "HEAD")
    asked = []
    clip = app._clip
    app._clip = lambda key: asked.append(key) or clip(key)
    get(app, path, range=f"bytes={size // 2}-{size // 2 + 65535}")
    few = len(asked)
    get(app, path)
    assert few <= (len(asked) - few) * 65536 / size + 8


def test_what_is_gone_is_said(roster, app, tmp_path):
    shutil.copytree(roster[0] / "cache", tmp_path / "cache")
    for entry in list((tmp_path / "cache").rglob("*"))[::2]:
        if entry.is_file():
            entry.unlink()
    empty = make_app(roster[0] / "clients.keys", str(tmp_path / "cache"))
    assert get(empty, address(roster, "a")[0])[0]["status"] == 503


def size_of(cache):
    return sum(one.stat().st_size for one in cache.rglob("*") if one.is_file())


@pytest.fixture
def streamed(tmp_path, monkeypatch):
    """Makes a roster of one, streamed, on another day each time; returns the path of its sound."""
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def make(day=0):
        roster = tmp_path / "clients.csv"
        roster.write_text(f"id;name;routine;engine\na{day};Anna;desk-break;silent\n")
        given = {"target": "out", "workers": 1, "stream_url": URL}
        clock = {"SOURCE_DATE_EPOCH": str(1796000000 + day * 86_400)}
        rolled = roll_out(read_rollout(roster, given, clock))
        assert rolled.problems == ()
        feed = (tmp_path / "out" / dict(rolled.folders)[f"a{day}"] / "feed.xml").read_text()
        url, length = re.search(r'enclosure url="([^"]+)" length="(\d+)"', feed).groups()
        return url.removeprefix(URL), int(length)

    return make


def test_a_session_is_some_kilobytes(streamed, tmp_path):
    """All that another session leaves behind whose sentences were spoken before, made and heard."""
    sizes = []
    for day in (0, 1):
        path, _ = streamed(day)
        told, body = get(make_app(tmp_path / "clients.keys"), path)
        assert (told["status"], len(body)) == (200, int(told["content-length"]))
        sizes.append(size_of(tmp_path / "cache"))
    assert 3_000 < sizes[1] - sizes[0] <= 8_000


def test_a_tag_that_comes_out_otherwise_here_is_not_sent(streamed, tmp_path, monkeypatch):
    """Its words are those of a person's own languages: the same address has the same bytes."""
    own = tmp_path / "scripts" / "_lang" / "en.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[captions]\nhold = "Stay there"\n')
    path, length = streamed()
    told, body = get(make_app(tmp_path / "clients.keys"), path)
    assert (told["status"], len(body)) == (200, length)
    assert "Stay there".encode("utf-16-le") in body
    own.unlink()
    assert get(make_app(tmp_path / "clients.keys"), path)[0]["status"] == 503


OTHERWISE = {
    "of another length": lambda data: data[:-192],
    "of other bytes": lambda data: data[::-1],
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_a_sentence_that_was_spoken_otherwise_is_not_sent(streamed, tmp_path, change):
    """A voice need not say a sentence twice in the same way; the roster made again mends it."""
    path, _ = streamed()
    cache = Cache(tmp_path / "cache")
    clip = clips_in(cache.get(path[1:41]).data)[3]
    entry = cache.get(clip)
    cache.put(clip, entry.samples, change(entry.data))
    assert get(make_app(tmp_path / "clients.keys"), path)[0]["status"] == 503
    path, length = streamed()
    told, body = get(make_app(tmp_path / "clients.keys"), path)
    assert (told["status"], len(body)) == (200, length)


def test_a_clip_that_goes_while_a_session_is_open_is_told(streamed, tmp_path):
    path, _ = streamed()
    app = make_app(tmp_path / "clients.keys")
    app._clip._most = 0  # so that nothing is held
    assert get(app, path)[0]["status"] == 200
    for entry in (tmp_path / "cache").rglob("*"):
        if entry.is_file():
            entry.unlink()
    told, body = get(app, path, range="bytes=500000-600000")
    assert told["status"] == 503
    assert told["cache-control"] == "no-store"
    assert len(body) < 100


def test_serve_streams_them_too(roster):
    for name in ("flask", "waitress", "segno"):
        pytest.importorskip(name, reason="the extra web is not installed")
    path, _ = address(roster, "a")
    with serving(roster[0], "--roster", str(roster[0] / "clients.csv")) as (_, link):
        assert request(port_of(link), "GET", f"/stream{path}")[2] == stored(roster, "a")
        assert request(port_of(link), "GET", f"/stream{path}x")[0] == 404


def test_the_keys_tell_nothing_of_each_other(roster):
    text = (roster[0] / "clients.keys").read_text()
    signing = json.loads(text)["signing"]
    for file in (roster[0] / "streamed").rglob("*"):
        if file.is_file():
            assert signing.encode() not in file.read_bytes()
