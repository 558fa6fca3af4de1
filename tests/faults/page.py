"""The page for the household: who comes in, what they get, and who is kept out by whom."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import shutil
import socket
import time
import urllib.parse
from collections.abc import Callable, Generator, Iterator
from functools import partial

from msgspec import Struct

from tests.faults.fault import Fault
from tests.faults.stage import Command, Stage, spoken

SECRET = "kept-from-every-visitor"
SLOW = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
CROWD = 450
"""Slow connections: more than the server keeps in all."""
VISITOR = "127.0.0.2"
"""Another computer, as far as the server can tell."""
HOSTS = ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil@127.0.0.1", "",
         "127.0.0.1:8765@evil.example", "[::1", "192.168.1.5", "127.0.0.1/evil")  # fmt: skip
PATHS = (
    "/static/..%5csecret.txt",
    "/sessions/../../secret.txt", "/sessions/%2e%2e%2f%2e%2e%2fsecret.txt/audio.mp3",
    "/sessions/..%2f..%2fsecret.txt", "//secret.txt", "/static/../../../secret.txt",
    "/static/..%2f..%2f..%2fsecret.txt", "/static/%2fetc%2fpasswd", "/../secret.txt",
    "/sessions/%00/audio.mp3", "/static/%00secret.txt",
    "/builds/../secret.txt", "/sessions/" + "a" * 5000 + "/audio.mp3", "/%ff%fe", "/static/.",
)  # fmt: skip
RAW = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", b"\0" * 4000 + b"\r\n\r\n",
    b"POST /builds HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 9000 + b"\r\n",
    b"GET /?" + b"a=1&" * 3000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
)  # fmt: skip
"""What is no request, or one that lies."""
FORM = "application/x-www-form-urlencoded"
FIELDS = (
    {"routine": "nobody"}, {"routine": "../../secret"}, {"hold": "9" * 5000}, {"hold": "-1"},
    {"reps": "1e9"}, {"voice": "\0"}, {"lang": "../../x"}, {"engine": "command:id > {out}"},
    {"out": "/etc"}, {"fit": "nan"}, {"detail": "<script>"}, {"a" * 999: "b"},
)  # fmt: skip
FOREIGN = (
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"}, {},
)  # fmt: skip
"""How other sites' pages ask; the last one is a form without our token."""


class Answer(Struct, frozen=True):
    """What came back; status 0: nothing did."""

    status: int
    headers: dict[str, str]
    body: bytes


class Page(Struct, frozen=True):
    """A page that is served."""

    port: int
    key: str
    command: Command

    def ask(
        self, method: str, path: str, *, source: str = "127.0.0.1", body: str = "", **headers: str
    ) -> Answer:
        """Ask once, on a connection of its own; `path` is sent as it is."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=10, source_address=(source, 0)
        )
        with contextlib.closing(asked):
            try:
                asked.putrequest(method, path, skip_host="Host" in names)
                for name, value in {**names, "Content-Length": str(len(body))}.items():
                    asked.putheader(name, value)
                asked.endheaders(body.encode() or None)
                answer = asked.getresponse()
                return Answer(answer.status, dict(answer.headers), answer.read())
            except (OSError, http.client.HTTPException):
                return Answer(0, {}, b"")


@contextlib.contextmanager
def serving(stage: Stage, *options: str) -> Iterator[Page]:
    """Serve a folder with one session in it."""
    shutil.copytree(spoken().out, stage.out, dirs_exist_ok=True)
    (stage.folder / "secret.txt").write_text(SECRET)
    command = stage.start("serve", "--port", 0, "--out", stage.out, "--engine", "silent", *options)
    link = urllib.parse.urlsplit(_first_line(command))
    yield Page(link.port or 0, urllib.parse.parse_qs(link.query).get("key", [""])[0], command)


def _first_line(command: Command, seconds: float = 20.0) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end and command.process.poll() is None:
        text = os.pread(command.out.fileno(), 1 << 16, 0)  # a seek would move its own place too
        if b"\n" in text:
            return text.decode().split("\n")[0]
        time.sleep(0.05)
    raise AssertionError("the page was never served")


def _ends(stage: Stage, page: Page) -> str:
    """End the page; tell of tracebacks it printed, and of what is left."""
    page.command.process.terminate()
    return stage.lost(stage.end(page.command, 10), 143)


def _each(stage: Stage, attacks: list[Callable[[Page], str]], *options: str) -> Generator[str]:
    """Attack a page in several ways, and see after each that it still answers."""
    with serving(stage, *options) as page:
        for attack in attacks:
            loss = attack(page)
            alive = page.ask("GET", f"/?key={page.key}").status in (200, 303)
            yield loss or ("" if alive else "the page answers no more")
        if ended := _ends(stage, page):
            yield ended


def crowd_out(stage: Stage, _: random.Random) -> Generator[str]:
    """Slow connections from one address; somebody else asks, and so does it itself."""
    with serving(stage, "--lan") as page:
        while True:
            with contextlib.ExitStack() as opened:
                for _ in range(CROWD):
                    slow = socket.create_connection(("127.0.0.1", page.port), 5)
                    opened.callback(slow.close)
                    with contextlib.suppress(OSError):
                        slow.sendall(SLOW)
                statuses = [page.ask("GET", f"/?key={page.key}", source=one).status
                            for one in (VISITOR, "127.0.0.1")]  # fmt: skip
            yield "" if statuses == [303, 303] else f"answers: {statuses}"


def rebind(stage: Stage, _: random.Random) -> Generator[str]:
    """Names that are not the page's own, as after DNS rebinding."""

    def ask(host: str, page: Page) -> str:
        status = page.ask("GET", "/", Host=host).status
        return "" if status in (400, 421) else f"{host!r} is answered: {status}"

    return _each(stage, [partial(ask, host) for host in HOSTS])


def forge(stage: Stage, _: random.Random) -> Generator[str]:
    """Changes that another site's page asks for, with the visitor's own cookie."""

    def ask(headers: dict[str, str], page: Page) -> str:
        cookie = page.ask("GET", "/").headers.get("Set-Cookie", "").split(";")[0]
        answer = page.ask("POST", "/builds", body="routine=desk-break", Cookie=cookie,
                          Content_Type=FORM, **headers)  # fmt: skip
        return "" if answer.status == 403 else f"{headers} is answered: {answer.status}"

    return _each(stage, [partial(ask, headers) for headers in FOREIGN])


def come_without_key(stage: Stage, luck: random.Random) -> Generator[str]:
    """The network, without the link or with a wrong one."""
    paths = ["/", "/feed.xml", "/subscribe", "/plan", "/builds/x", "/?key=", f"/?key={'a' * 32}"]

    def ask(path: str, page: Page) -> str:
        status = page.ask("GET", path).status
        return "" if status in (403, 404) else f"{path} is answered: {status}"

    return _each(stage, [partial(ask, path) for path in paths], "--lan")


def climb(stage: Stage, _: random.Random) -> Generator[str]:
    """Paths that lead elsewhere."""

    def ask(path: str, page: Page) -> str:
        answer = page.ask("GET", path)
        if SECRET.encode() in answer.body or b"root:" in answer.body:
            return f"{path}: a secret was served"
        return "" if 300 <= answer.status < 500 else f"{path} is answered: {answer.status}"

    return _each(stage, [partial(ask, path) for path in PATHS])


def link_out(stage: Stage, _: random.Random) -> Generator[str]:
    """Links among the sessions to files elsewhere: a sound, and a timeline."""
    outside = stage.folder / "outside"
    shutil.copytree(spoken().out, outside)
    (outside / "hips.mp3").write_text(SECRET)
    stage.out.joinpath("sound.mp3").symlink_to(outside / "hips.mp3")
    shutil.copy(outside / "hips.timeline.json", stage.out / "sound.timeline.json")
    shutil.copy(spoken().session, stage.out / "plan.mp3")
    stage.out.joinpath("plan.timeline.json").symlink_to(outside / "hips.timeline.json")

    def look(name: str, page: Page) -> str:
        from voiceguide.web.sessions import id_of

        answer = page.ask("GET", f"/sessions/{id_of(stage.out / name)}/audio.mp3")
        return "" if answer.status == 404 else f"{name} is served: {answer.status}"

    return _each(stage, [partial(look, name) for name in ("sound.mp3", "plan.mp3")])


def babble(stage: Stage, luck: random.Random) -> Generator[str]:
    """What is no request, and forms nobody could have filled in: refused, and the page goes on."""

    def send(data: bytes, page: Page) -> str:
        with (
            socket.create_connection(("127.0.0.1", page.port), 5) as rude,
            contextlib.suppress(OSError),
        ):
            rude.sendall(data)
            rude.shutdown(socket.SHUT_WR)
            return "an error of its own" if b" 500 " in rude.recv(4096)[:30] else ""
        return ""

    def fill_in(fields: dict[str, str], page: Page) -> str:
        form = page.ask("GET", "/")
        cookie = form.headers.get("Set-Cookie", "").split(";")[0]
        token = form.body.decode().partition('name="csrf" value="')[2].partition('"')[0]
        body = urllib.parse.urlencode({"csrf": token, **fields})
        answer = page.ask("POST", "/builds", body=body, Cookie=cookie, Content_Type=FORM)
        return "" if 400 <= answer.status < 500 else f"{fields} is answered: {answer.status}"

    attacks = [
        *(partial(fill_in, fields) for fields in FIELDS),
        *(partial(send, one) for one in RAW),
    ]
    luck.shuffle(attacks)
    return _each(stage, attacks)


ROWS = (
    Fault("slow connections to the page", crowd_out, "each address has a limit", 5),
    Fault("another name for the page", rebind, "a name has to be the page's own", 9, 3),
    Fault("changes another site asks for", forge, "a change needs our token", 5, 2),
    Fault("the page without its key", come_without_key, "the network needs the key", 7, 2),
    Fault("paths that climb", climb, "an asset is one of ours", 15, 3),
    Fault("links among the sessions", link_out, "links stay inside", 2, 2),
    Fault("requests and forms nobody sends", babble, "an error is an answer", 22, 4),
)
