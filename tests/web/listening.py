"""Sessions to be listened to in a browser, and a server whose faults can be chosen."""

import contextlib
import datetime
import http.server
import re
import threading
import time
import urllib.parse
from pathlib import Path

from voiceguide.formats.player import Episode, render_player
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build
from voiceguide.session.request import Request

NAMES = {"desk-break": "01 - Desk & more #1.mp3", "hip-rotation": "02 - Hüfte.mp3"}


def make_session(folder, routine, name="", **settings):
    """Build a session with the silent engine: its tones are there, its sentences are not heard."""
    overrides = parse_overrides({"voice": {"engine": "silent"}, **settings}, {}, {})
    request = Request(
        routine,
        datetime.date(2026, 11, 25),
        folder.parent / "cache",
        str(folder / name) if name else str(folder),
        overrides,
        jobs=2,
    )
    return build(request)


def publish_sessions(folder, names=NAMES):
    """A folder with sessions and the page, as publish leaves it."""
    episodes = []
    for routine, name in names.items():
        made = make_session(folder, routine, name)
        cover = name.replace(".mp3", ".jpg")
        (folder / cover).write_bytes(made.cover)
        episodes.append(
            Episode(
                made.timeline.title,
                urllib.parse.quote(name),
                made.timeline,
                urllib.parse.quote(cover),
                routine,
            )
        )
    (folder / "index.html").write_text(render_player("Our sessions", "en", episodes), "utf-8")
    return episodes


class Faults:
    """What goes wrong on the way, from now on."""

    ranges = True
    pace = 0
    """Bytes of a sound a second; 0: as fast as it goes."""
    stalled = False
    """Sounds stand still where they are."""
    asked = 0
    """How often a sound was asked for."""


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faults = Faults()

    def log_message(self, *_) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        if not self.path.split("?")[0].endswith(".mp3"):
            super().do_GET()
            return
        self.faults.asked += 1
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first, last = 0, len(data) - 1
        if asked and self.faults.ranges:
            first, last = int(asked[1]), int(asked[2] or last)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        else:
            self.send_response(200)
        if self.faults.ranges:
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", f'"{len(data)}"')
        self.send_header("Content-Type", "audio/mpeg")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        with contextlib.suppress(OSError):
            self._send(data[first : last + 1])

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked has gone
            super().handle()

    def _send(self, data) -> None:
        step = max(1, self.faults.pace // 20) if self.faults.pace else 1 << 16
        for at in range(0, len(data), step):
            while self.faults.stalled:
                time.sleep(0.05)
            self.wfile.write(data[at : at + step])
            if self.faults.pace:
                time.sleep(0.05)


class Server:
    """A folder on http, which can end and come back at the same address."""

    def __init__(self, folder) -> None:
        self.folder, self.faults, self.port = folder, Faults(), 0
        self.start()

    def start(self) -> None:
        handler = type("Own", (Handler,), {"faults": self.faults})
        folder = str(self.folder)
        self.connections = []
        server = self

        class Threads(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def finish_request(self, request, client_address) -> None:
                server.connections.append(request)
                handler(request, client_address, self, directory=folder)

        self.http = Threads(("127.0.0.1", self.port), handler)
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def end(self) -> None:
        """As a program that is ended: nothing listens, and what was being sent breaks off."""
        self.http.shutdown()
        self.http.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(2)

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/"
