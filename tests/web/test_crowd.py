"""Room for everybody: hundreds of slow connections, and somebody still gets in."""

import contextlib
import http.client
import socket
import sys
import threading
import time

import pytest
from waitress import wasyncore

from voiceguide.web import crowd
from voiceguide.web.crowd import ALL, EACH, find_crowd, open_server

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux has all of 127.0.0.0/8"
)
SLOW = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
BODY = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nhalf"
WHOLE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
LARGE = 1 << 23
"""More than the system keeps for a connection, and less than waitress waits for."""


def answer(environ, start):
    size = LARGE if environ["PATH_INFO"] == "/large" else 2
    start("200 OK", [("Content-Length", str(size))])
    return [b"x" * size]


@pytest.fixture
def server():
    taken = socket.create_server(("0.0.0.0", 0), backlog=500)
    made = open_server(answer, taken, threads=4)
    over = threading.Event()

    def run():
        while not over.is_set():
            wasyncore.loop(0.05, use_poll=True, map=made._map, count=1)
        for one in made.connections:
            one.handle_close()
        wasyncore.close_all(made._map)

    thread = threading.Thread(target=run)
    thread.start()
    yield made
    over.set()
    thread.join()
    made.task_dispatcher.shutdown()


@pytest.fixture
def connect(server):
    """Open connections from an address, and send something on each; all are closed at the end."""
    with contextlib.ExitStack() as opened:

        def connect(address, count=1, sent=SLOW):
            made = []
            for _ in range(count):
                one = socket.create_connection(
                    ("127.0.0.1", server.effective_port), 20, source_address=(address, 0)
                )
                opened.callback(one.close)
                with contextlib.suppress(OSError):
                    one.sendall(sent)
                made.append(one)
            return made

        yield connect


def ask(server, address):
    connection = http.client.HTTPConnection(
        "127.0.0.1", server.effective_port, timeout=10, source_address=(address, 0)
    )
    with contextlib.closing(connection):
        connection.request("GET", "/")
        return connection.getresponse().read()


def is_open(one):
    """Whether the other side has not closed a connection."""
    one.setblocking(False)
    try:
        return one.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def until(found, seconds=10):
    end = time.monotonic() + seconds
    while not found() and time.monotonic() < end:
        time.sleep(0.01)
    return found()


@pytest.mark.parametrize("sent", [b"", SLOW, BODY], ids=["silent", "head", "body"])
@pytest.mark.parametrize("visitor", ["127.0.0.2", "127.0.0.1"])
def test_two_hundred_slow_connections_keep_nobody_out(server, connect, sent, visitor):
    connect("127.0.0.1", 199, sent)
    assert [ask(server, visitor) for _ in range(3)] == [b"xx"] * 3
    assert until(lambda: len(server.connections) <= EACH)


def test_readers_that_stopped_reading_make_room(server, connect, monkeypatch):
    monkeypatch.setattr(crowd, "EACH", 5)
    connect("127.0.0.1", 5, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert until(lambda: [one.rank(time.time()) for one in server.connections] == [None] * 5)
    monkeypatch.setattr(crowd, "STALLED", 0.0)
    assert until(lambda: not any(one.requests for one in server.connections))
    assert ask(server, "127.0.0.1") == b"xx"


def test_many_addresses_keep_nobody_out(server, connect):
    for n in range(10, 16):
        connect(f"127.0.0.{n}", 60)
    assert ask(server, "127.0.0.2") == b"xx"
    assert until(lambda: len(server.connections) <= ALL)


def test_who_asked_last_stays_and_who_dribbles_goes(server, connect, monkeypatch):
    monkeypatch.setattr(crowd, "EACH", 3)
    [patient] = connect("127.0.0.1", 1, WHOLE)
    assert patient.recv(1000)
    [dribbling] = connect("127.0.0.1", 1, SLOW)
    [silent] = connect("127.0.0.1", 1, b"")
    assert until(lambda: sum(one.request is not None for one in server.connections) == 1)
    connect("127.0.0.1", 1, b"")
    assert until(lambda: not is_open(dribbling))
    assert is_open(patient)
    assert is_open(silent)


def test_a_connection_that_is_answered_is_not_closed(server, connect, monkeypatch):
    monkeypatch.setattr(crowd, "EACH", 2)
    reading = connect("127.0.0.1", 2, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert until(lambda: [one.rank(time.time()) for one in server.connections] == [None, None])
    [late] = connect("127.0.0.1", 1, WHOLE)
    assert until(lambda: not is_open(late))
    for one in reading:
        one.setblocking(True)
        size = 0
        while size < LARGE and (piece := one.recv(1 << 20)):
            size += len(piece)
        assert size >= LARGE


@pytest.mark.parametrize("sent", [SLOW, BODY], ids=["head", "body"])
def test_a_request_that_never_ends_is_given_up(server, connect, monkeypatch, sent):
    monkeypatch.setattr(crowd, "DEADLINE", 0.3)
    monkeypatch.setattr(server.adj, "cleanup_interval", 0)
    server.next_channel_cleanup = 0
    [slow] = connect("127.0.0.1", 1, sent)
    [idle] = connect("127.0.0.1", 1, WHOLE)
    assert idle.recv(1000)
    begun = time.monotonic()
    while is_open(slow) and time.monotonic() - begun < 10:
        with contextlib.suppress(OSError):
            slow.send(b"x" if sent == SLOW else b"")  # a byte now and then does not help
        time.sleep(0.05)
    assert 0.2 < time.monotonic() - begun < 5
    assert is_open(idle)  # nobody waits for anything here


def test_the_next_request_has_a_time_of_its_own(server, connect, monkeypatch):
    monkeypatch.setattr(crowd, "DEADLINE", 1.5)
    monkeypatch.setattr(server.adj, "cleanup_interval", 0)
    server.next_channel_cleanup = 0
    [one] = connect("127.0.0.1", 1, b"")
    for _ in range(3):
        for piece in (WHOLE[:10], WHOLE[10:]):
            time.sleep(0.3)
            one.sendall(piece)
        assert one.recv(1000)


@pytest.mark.parametrize(
    ("addresses", "crowded"),
    [
        (["a"], ""),
        (["a"] * EACH, ""),
        (["a"] * (EACH + 1), "a"),
        (["a"] * EACH + ["b"] * (ALL - EACH), ""),
        (["a"] * EACH + ["b"] * (ALL - EACH - 1) + ["c", "d"], "a"),
        (["a"] * 10 + [f"b{n}" for n in range(ALL - 9)], "a"),
    ],
)
def test_whose_connection_has_to_go(addresses, crowded):
    assert find_crowd(addresses) == crowded
