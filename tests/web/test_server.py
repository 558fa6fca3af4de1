"""`voiceguide serve` as a program: where it listens, what it prints, and how it ends."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import pytest

from tests.web.program import FORM, port_of, request, serving
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.web import server
from voiceguide.web.server import lan_address, open_page


def get(port, path, **more):
    return request(port, "GET", path, **more)


def another_address():
    """An address of this computer that is not loopback."""
    try:
        return lan_address()
    except OutputError:
        pytest.skip("this computer is on no network")


def test_it_serves_this_computer_alone(tmp_path):
    with serving(tmp_path, "--engine", "silent") as (_, link):
        assert link == f"http://127.0.0.1:{port_of(link)}/"
        assert get(port_of(link), "/")[0] == 200
        with pytest.raises(OSError, match="refused"):
            get(port_of(link), "/", host=another_address())


@pytest.mark.parametrize(("edit", "status"), [([], 403), (["--edit"], 200)])
def test_on_the_network_routines_are_written_only_with_edit(tmp_path, edit, status):
    with serving(tmp_path, "--engine", "silent", "--lan", *edit) as (_, link):
        where = another_address()
        key = urllib.parse.urlsplit(link).query
        _, headers, _ = get(port_of(link), f"/?{key}", host=where)
        cookie = headers["Set-Cookie"].split(";")[0]
        assert get(port_of(link), "/own", host=where, Cookie=cookie)[0] == status
        assert get(port_of(link), "/own", Cookie=cookie)[0] == 200  # from here always
        assert get(port_of(link), "/own", host=where)[0] == 403  # and with the key alone


def test_on_the_network_only_the_link_opens_it_and_nothing_logs_it(tmp_path):
    with serving(tmp_path, "--engine", "silent", "--lan") as (process, link):
        port = port_of(link)
        key = re.search(r"/\?key=([0-9a-f]{32})$", link)[1]
        assert get(port, "/")[0] == 403
        status, headers, _ = get(port, f"/?key={key}")
        assert status == 303
        cookie = headers["Set-Cookie"].split(";")[0]
        status, _, page = get(port, "/subscribe", Cookie=cookie)
        listen = re.search(rb"feed\.xml\?key=([0-9a-f]{32})", page)[1].decode()
        get(port, f"/feed.xml?key={listen}")
        get(port, f"/nothing?key={key}")
        get(port, f"/?key={key}", Host="evil.example")
        get(port, f"/sessions/x/audio.mp3?key={listen}&x=" + "a" * 20_000)  # too long for a header
        get(port, f"/plan?key={key}&hold=x", Cookie=cookie)
        with socket.create_connection(("127.0.0.1", port)) as rude:
            rude.sendall(f"GET /?key={key} NONSENSE\r\nHost: 127.0.0.1\r\n\r\n".encode())
            rude.recv(1000)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 128 + signal.SIGTERM
        written = process.stdout.read() + (tmp_path / "stderr").read_text()
    assert key not in written
    assert listen not in written


def test_an_error_nobody_foresaw_does_not_log_the_key(network, caplog, monkeypatch):
    from tests.web.conftest import KEYS, Visitor
    from voiceguide.web import podcast as feed

    monkeypatch.setattr(feed, "render_feed", lambda *_: 1 / 0)
    answer = Visitor(network).get(f"/feed.xml?key={KEYS.listen}")
    assert answer.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert KEYS.listen not in caplog.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_without_a_word(tmp_path, number):
    with serving(tmp_path, "--engine", "silent") as (process, link):
        assert get(port_of(link), "/")[0] == 200
        process.send_signal(number)
        assert process.wait(15) == 128 + number
        assert (tmp_path / "stderr").read_text() == ""


@pytest.mark.parametrize("seconds", ["0.2", "300"], ids=["slow", "hung"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.long
def test_ending_in_the_middle_of_a_build_leaves_nothing_half(tmp_path, seconds, number):
    engine = f"command:{sys.executable} {Path(__file__).parent / 'slowly.py'} {{out}} {seconds}"
    with serving(tmp_path, "--engine", engine) as (process, link):
        port = port_of(link)
        _, headers, page = get(port, "/")
        cookie = headers["Set-Cookie"].split(";")[0]
        token = re.search(rb'name="csrf" value="([^"]+)"', page)[1].decode()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        kind = {"Cookie": cookie, "Content-Type": FORM}
        connection.request("POST", "/builds", urllib.parse.urlencode({"csrf": token}), kind)
        build = connection.getresponse().headers["Location"].partition("?")[0]
        connection.close()
        watching = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        watching.request("GET", build, headers={"Cookie": cookie})
        assert b"data-goes-on" in watching.getresponse().read()
        assert until(lambda: speaking(tmp_path), 10)
        asked = time.monotonic()
        process.send_signal(number)
        assert process.wait(15) == 128 + number
        assert time.monotonic() - asked < 4
        watching.close()
    assert until(lambda: not speaking(tmp_path), 2), "a worker is left"
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
    assert (tmp_path / "stderr").read_text() == ""


def speaking(folder):
    """The processes that speak for the server of a folder (Linux; elsewhere it is not looked)."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (
                b"slowly.py" in (one / "cmdline").read_bytes()
                and Path(os.readlink(one / "cwd")) == folder
            ):
                found.append(one.name)
    return found or not Path("/proc/self/cmdline").exists()


def until(found, seconds):
    end = time.monotonic() + seconds
    while not found() and time.monotonic() < end:
        time.sleep(0.05)
    return found()


def test_a_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(OutputError, match="cannot be used") as raised:
            open_page(str(tmp_path), port=taken.getsockname()[1])
        assert "--port" in raised.value.remedy


@pytest.mark.parametrize("out", ["file", "file/below/it"])
def test_a_folder_that_cannot_be_one(tmp_path, out):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError) as raised:
        open_page(str(tmp_path / out), port=0)
    assert (
        str(raised.value) == f"{tmp_path / 'file'}: this is not a folder. Name a folder with --out."
    )


def test_an_engine_that_is_not_there(tmp_path):
    with pytest.raises(VoiceguideError, match="unknown engine 'sistem'"):
        open_page(str(tmp_path), port=0, engine="sistem")


def test_what_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(VoiceguideError) as raised:
        open_page(str(tmp_path))
    assert raised.value.remedy == "Run: pip install 'voiceguide[web]'"


def test_the_link_lasts_until_a_new_key_is_asked_for(tmp_path):
    def link(**options):
        opened = open_page(str(tmp_path), lan=True, port=0, **options)
        opened.close()
        return opened.link.partition("key=")[2]

    another_address()
    first = link()
    assert link() == first
    assert link(renew=True) != first


def test_a_qr_code_for_the_terminal(capsys):
    server.show_qr("http://192.168.1.5:8765/?key=" + "a" * 32, sys.stderr)
    assert "█" in capsys.readouterr().err


def test_help_needs_no_flask():
    code = (
        "import sys; sys.argv = ['voiceguide', 'serve', '--help']\n"
        "from voiceguide.cli.program import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'flask', 'waitress', 'segno', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert "--lan" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
