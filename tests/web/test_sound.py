"""The sound as players and podcast apps ask for it, over a real connection."""

import json
import shutil
import socket
import time

import pytest

from tests.web.program import port_of, request, serving
from voiceguide.speech.received import tag_length
from voiceguide.web.server import THREADS
from voiceguide.web.sessions import SessionFolder
from voiceguide.web.sound import file_name


@pytest.fixture(scope="module")
def served(made, tmp_path_factory):
    """The port of a server that has one session, and the session."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(made / "out", folder / "out")
    [one] = SessionFolder(folder / "out").all()
    with serving(folder, "--engine", "silent") as (_, link):
        yield port_of(link), one


@pytest.fixture
def kept(served):
    return served[1]


@pytest.fixture
def ask(served):
    def ask(method="GET", **headers):
        return request(served[0], method, f"/sessions/{served[1].id}/audio.mp3", **headers)

    return ask


def test_the_whole_file(ask, kept):
    status, headers, body = ask()
    assert status == 200
    assert headers["Content-Type"] == "audio/mpeg"
    assert headers["Accept-Ranges"] == "bytes"
    assert body == kept.path.read_bytes()


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-1", 0, 2),
        ("bytes=1000-1999", 1000, 2000),
        ("bytes=1000-", 1000, None),
        ("bytes=-500", -500, None),
        ("bytes=0-", 0, None),
        ("bytes=100-99999999", 100, None),
        ("bytes=-99999999", 0, None),
    ],
)
def test_a_part(ask, kept, asked, start, stop):
    status, headers, body = ask(Range=asked)
    whole = kept.path.read_bytes()
    assert status == 206
    assert body == whole[start:stop]
    first = start if start >= 0 else len(whole) + start
    assert headers["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(whole)}"
    assert headers["Content-Length"] == str(len(body))


def test_a_part_that_is_not_there(ask, kept):
    status, headers, _ = ask(Range="bytes=99999999-")
    assert status == 416
    assert headers["Content-Range"] == f"bytes */{kept.size}"


def test_several_parts_at_once_are_the_whole_file(ask, kept):
    status, _, body = ask(Range="bytes=0-1,5-9")
    assert (status, len(body)) == (200, kept.size)


def test_head_tells_the_size_and_sends_nothing(ask, kept):
    status, headers, body = ask("HEAD")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == str(kept.size)


def test_what_is_known_is_not_sent_again(ask):
    _, headers, _ = ask()
    assert ask(If_None_Match=headers["ETag"])[0] == 304
    assert ask(If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert ask(If_None_Match='"other"')[0] == 200


def test_a_part_of_a_file_that_changed_is_the_whole_file(ask):
    _, headers, _ = ask()
    assert ask(Range="bytes=0-9", If_Range=headers["ETag"])[0] == 206
    assert ask(Range="bytes=0-9", If_Range='"other"')[0] == 200


def test_a_player_that_stops_reading_keeps_no_thread_busy(served, kept):
    lazy = []
    for _ in range(2 * THREADS):
        one = socket.create_connection(("127.0.0.1", served[0]))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asked = f"GET /sessions/{kept.id}/audio.mp3 HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=10-\r\n\r\n"
        one.sendall(asked.encode())
        one.recv(100)
        lazy.append(one)
    started = time.monotonic()
    assert request(served[0], "GET", "/static/site.css")[0] == 200
    assert time.monotonic() - started < 20  # a busy thread is free again after a minute
    for one in lazy:
        one.close()


def test_captions_chapters_and_cover(served, kept):
    def get(name):
        return request(served[0], "GET", f"/sessions/{kept.id}/{name}")[2]

    assert get("captions.vtt").startswith(b"WEBVTT\n")
    assert json.loads(get("chapters.json"))["chapters"][0]["startTime"] == 0
    assert get("cover.jpg")[:2] == b"\xff\xd8"


def test_a_session_without_a_picture_inside_gets_one(served, kept):
    sound = kept.path.read_bytes()
    try:
        kept.path.write_bytes(sound[tag_length(sound) :])
        status, headers, body = request(served[0], "GET", f"/sessions/{kept.id}/cover.jpg")
    finally:
        kept.path.write_bytes(sound)
    assert (status, headers["Content-Type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("90/90 hip rotation", "90-90 hip rotation.mp3"),
        ('a"b\\c:d*e?f<g>h|i', "a-b-c-d-e-f-g-h-i.mp3"),
        ("...", "session.mp3"),
        ("Hüfte", "Hüfte.mp3"),
        ("x" * 300, "x" * 150 + ".mp3"),
        ("CON", "CON_.mp3"),
    ],
)
def test_names_that_every_disk_takes(kept, title, name):
    from msgspec.structs import replace

    assert file_name(replace(kept, title=title)) == name
