"""Downloads that break off go on; what arrives is checked; nothing half is left in place."""

import hashlib

import pytest

from tests.file_server import FileServer
from voiceguide.errors import DownloadError, OutputError
from voiceguide.speech import download as module
from voiceguide.speech.download import download, read_url

DATA = bytes(range(256)) * 4000
MD5 = hashlib.md5(DATA).hexdigest()
SIZE = len(DATA)


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    waited = []
    monkeypatch.setattr("voiceguide.speech.download.sleep", waited.append)
    return waited


def fetch(server, path, size=SIZE, md5=MD5):
    seen = []
    download(f"{server.url}/voice", path, size, md5, lambda done, total: seen.append(done))
    assert path.read_bytes() == DATA
    assert not path.with_name(path.name + ".part").exists()
    return seen


def test_in_one_go(tmp_path):
    with FileServer({"/voice": DATA}) as server:
        seen = fetch(server, tmp_path / "new" / "voice")
    assert seen == sorted(set(seen))
    assert seen[-1] == SIZE
    assert server.asked == [("/voice", "")]


def test_every_break_is_taken_up(tmp_path, pauses):
    with FileServer({"/voice": DATA}, cuts=[1000, 50_000, 0, 300_000]) as server:
        seen = fetch(server, tmp_path / "voice")
    starts = [asked for _, asked in server.asked]
    assert starts == ["", "bytes=1000-", "bytes=51000-", "bytes=51000-", "bytes=351000-"]
    assert seen == sorted(set(seen))
    assert len(pauses) == 4


def test_what_was_there_before_is_kept(tmp_path):
    (tmp_path / "voice.part").write_bytes(DATA[:700_000])
    with FileServer({"/voice": DATA}) as server:
        fetch(server, tmp_path / "voice")
    assert server.asked == [("/voice", "bytes=700000-")]


def test_a_whole_part_needs_no_network(tmp_path):
    (tmp_path / "voice.part").write_bytes(DATA)
    with FileServer({}) as server:
        fetch(server, tmp_path / "voice")
    assert server.asked == []


@pytest.mark.parametrize("before", [DATA[:5] + b"x" * 500, b"x" * 900, b"x" * (SIZE + 1)])
def test_a_part_of_something_else_is_thrown_away(tmp_path, before):
    (tmp_path / "voice.part").write_bytes(before)
    with FileServer({"/voice": DATA}) as server:
        fetch(server, tmp_path / "voice")
    assert server.asked[-1] == ("/voice", "")


def test_a_server_that_cannot_resume(tmp_path):
    with FileServer({"/voice": DATA}, cuts=[1000], resumes=False) as server:
        fetch(server, tmp_path / "voice")
    assert len(server.asked) == 2


@pytest.mark.parametrize("wrong", [DATA[:-1] + b"x", b"x" * SIZE])
def test_a_wrong_checksum_is_an_error(tmp_path, wrong):
    with FileServer({"/voice": wrong}) as server, pytest.raises(DownloadError) as caught:
        fetch(server, tmp_path / "voice")
    assert caught.value.problem == ("what arrived does not match the list (its checksum differs)")
    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_gives_nothing_any_more(tmp_path):
    cuts = [2000, *[0] * module.TRIES]
    with FileServer({"/voice": DATA}, cuts=cuts) as server, pytest.raises(DownloadError) as caught:
        fetch(server, tmp_path / "voice")
    assert str(caught.value) == (
        f"{server.url}/voice: the connection broke; 2,000 of 1,024,000 bytes are here. "
        "Try again; the download resumes there."
    )
    assert (tmp_path / "voice.part").read_bytes() == DATA[:2000]


@pytest.mark.parametrize(
    ("status", "said"), [(404, "404 (Not Found)"), (503, "503 (Service Unavailable)")]
)
def test_a_server_that_refuses(tmp_path, status, said):
    with FileServer({}, status=200 if status == 404 else status) as server:
        with pytest.raises(DownloadError, match="the server says") as caught:
            fetch(server, tmp_path / "voice")
        assert said in caught.value.problem
        with pytest.raises(DownloadError, match="the server says"):
            read_url(f"{server.url}/list", 10)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://no-such-host.invalid/x", "there is no network, or no such server"),
        ("http://127.0.0.1:9/x", "nothing listens there"),
    ],
)
def test_no_network_is_one_clear_sentence(tmp_path, url, problem):
    with pytest.raises(DownloadError) as caught:
        read_url(url, 10)
    assert str(caught.value) == f"{url}: {problem}."
    with pytest.raises(DownloadError, match=problem):
        download(url, tmp_path / "x", SIZE, MD5, lambda *_: None)


def test_a_small_file(tmp_path):
    with FileServer({"/list": b"12345"}, cuts=[9, 9, 3]) as server:
        assert read_url(f"{server.url}/list", 5) == b"12345"
        with pytest.raises(DownloadError, match="larger than 4 bytes"):
            read_url(f"{server.url}/list", 4)
        with pytest.raises(DownloadError, match="the connection broke"):
            read_url(f"{server.url}/list", 9)


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        FileServer({"/voice": DATA}) as server,
        pytest.raises(OutputError, match="cannot be written"),
    ):
        fetch(server, tmp_path / "file" / "voice")
