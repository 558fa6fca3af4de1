"""Servers that speak, and go wrong: an answer that takes for ever, is cut, or is something else."""

from __future__ import annotations

import random
import time
from collections.abc import Generator
from typing import Any

from tests.faults.fault import Fault
from tests.faults.stage import Done, Stage, any_of
from tests.speech.server import Handler, SpeechServer

SECONDS = 30.0
"""A build with `timeout=1` has given up by then: four tries a second long, twice, and the pauses."""
KEY = "a-key-nobody-else-may-see"
FAULTS = (
    "away 307", "denied 401", "stalls 30", "slow 30", "cut", "hangs_up", "empty", "page", "silence",
    "fault 500", "fault 503", "fault 429 3600", "unknown", "moved 307",
)  # fmt: skip


class Worse(Handler):
    """Two faults more."""

    def drips(self, wav: bytes, _: str) -> None:
        """Send a byte a second: never silent for long, and never done."""
        self._begin(len(wav))
        for at in range(len(wav)):
            self.wfile.write(wav[at : at + 1])
            time.sleep(1)

    def breaks_off(self, wav: bytes, _: str) -> None:
        """Send half an answer whose length was never told, neither before it nor in it."""
        self._begin(None)
        wav = wav[:40] + b"\xff" * 4 + wav[44:]
        self.wfile.write(wav[: len(wav) // 4 * 2])

    def floods(self, wav: bytes, _: str) -> None:
        """Send without end."""
        self._begin(None)
        while True:
            self.wfile.write(wav * 100)

    def _begin(self, length: int | None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.close_connection = True


def _server() -> Any:
    server = SpeechServer()
    server.RequestHandlerClass = Worse
    return server


def _ask(stage: Stage, server: Any, way: str, timeout: int = 1) -> Done:
    server.plan = [way]
    engine = f"{server.url}/v1 timeout={timeout}"
    more = {"VOICEGUIDE_HTTP_KEY": KEY}
    return stage.build("--fresh", "--jobs", 3, engine=engine, deadline=SECONDS, **more)


def _refused(stage: Stage, *ways: str, timeout: int = 1) -> Generator[str]:
    with _server() as server, _server() as elsewhere:
        server.elsewhere = elsewhere.url
        while True:
            for way in ways:
                done = _ask(stage, server, way, timeout)
                told = "the key was said" if KEY in done.out + done.err else ""
                gone = "another server was asked" if elsewhere.requests else ""
                loss = any_of(stage.lost(done, 1), told, gone)
                yield f"{way}: {loss}" if loss else ""


def misbehave(stage: Stage, _: random.Random) -> Generator[str]:
    """Every way of not answering well."""
    return _refused(stage, *FAULTS)


def drip(stage: Stage, _: random.Random) -> Generator[str]:
    """A byte a second."""
    return _refused(stage, "drips", timeout=2)


def flood(stage: Stage, _: random.Random) -> Generator[str]:
    """An answer without an end."""
    with _server() as server:
        while True:
            done = _ask(stage, server, "floods", 5)
            bounded = "" if "sends more than" in done.err else f"said only: {done.said}"
            yield any_of(stage.lost(done, 1), bounded)


def break_off(stage: Stage, _: random.Random) -> Generator[str]:
    """An answer cut in the middle, whose length nobody knew; never heard, now or later."""
    with _server() as server:
        yield from _cut(stage, server)


def _cut(stage: Stage, server: Any) -> Generator[str]:
    stage.lost(_ask(stage, server, "good"))
    right = stage.session.read_bytes()
    while True:
        refused = stage.lost(_ask(stage, server, "breaks_off"), 1)
        server.plan = ["good"]
        again = stage.lost(stage.build(engine=f"{server.url}/v1 timeout=1"))
        heard = "" if stage.session.read_bytes() == right else "another sound"
        yield any_of(refused, again, heard)


ROWS = (
    Fault("a server misbehaves", misbehave, "no other server is asked", len(FAULTS), 2),
    Fault("a server sends a byte a second", drip, "a try has one deadline", 2, 0),
    Fault("a server sends without end", flood, "an answer is bounded", 2),
    Fault("a server's answer is cut", break_off, "half an answer is none", 5),
)
