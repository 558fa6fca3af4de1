"""Any server that speaks the way OpenAI's does: POST /v1/audio/speech.

    --engine http://127.0.0.1:8880/v1
    --engine "https://example.org/v1 model=kokoro voice=af_heart"
    --engine "http://127.0.0.1:8080 model=tts-1 timeout=60"

Kokoro-FastAPI, LocalAI and others understand it. A key, if the server wants one, comes from
VOICEGUIDE_HTTP_KEY and from nowhere else; it is part of no cache key and no message. The rate 150
is a voice's own pace.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from voiceguide.errors import RoutineError, SpeechError
from voiceguide.plan.estimate import BASE_RATE
from voiceguide.speech.engine import Engine, Voice

KEY = "VOICEGUIDE_HTTP_KEY"
ENDPOINT = "/audio/speech"
SPEEDS = (0.25, 4.0)
"""What servers accept as speed."""
LONGEST_TIMEOUT = 3600
EXAMPLE = "--engine 'http://127.0.0.1:8880/v1 model=kokoro voice=af_heart'"


class Server(Struct, frozen=True):
    """What stands in --engine: where the server is, and what it is asked for."""

    base: str
    """Its address, up to "/v1"."""
    model: str = "tts-1"
    voice: str = "alloy"
    timeout: float = 30.0
    """Seconds a whole answer may take."""


class HttpEngine(Engine):
    """Asks a server for each sentence."""

    name = "http"
    scheme = "http"
    preload: Sequence[str] = ("voiceguide.speech.exchange",)

    def __init__(self, options: str = "") -> None:
        self.server = parse_server(options, self.scheme)
        self.time_limit = max(180.0, 5 * self.server.timeout)  # four tries, and the pauses
        self._key = os.environ.get(KEY, "")

    def version(self) -> str:
        """The server's address and its model; never the key."""
        return f"{self.server.base} {self.server.model}"

    def voices(self) -> list[Voice]:
        """The voice that would be taken, then those the server lists, if it can."""
        from voiceguide.speech.exchange import fetch

        names = [self.server.voice]
        try:
            said = fetch(f"{self.server.base}/audio/voices", self._key, timeout=5.0, tries=1)
            names += _voice_names(said.body)
        except SpeechError:
            pass  # a server need not be able to list them
        return [Voice(name, name, "") for name in dict.fromkeys(names)]

    def named_voice(self, name: str) -> Voice:
        """Any name: which voices there are only the server knows."""
        wanted = name or self.server.voice
        return Voice(wanted, wanted, "")

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Ask for one sentence. Raises EngineMissing, EngineFailed."""
        from voiceguide.speech.exchange import fetch
        from voiceguide.speech.received import write_received

        question = {
            "model": self.server.model,
            "input": text,
            "voice": voice.id,
            "response_format": "wav",
            "speed": min(max(round(rate / BASE_RATE, 3), SPEEDS[0]), SPEEDS[1]),
        }
        answer = fetch(
            self.server.base + ENDPOINT,
            self._key,
            timeout=self.server.timeout,
            question=msgspec.json.encode(question),
        )
        write_received(answer.body, answer.kind, path, ended=answer.ended)


class HttpsEngine(HttpEngine):
    """The same, over https: `--engine https://...`."""

    name = "https"
    scheme = "https"


def parse_server(options: str, scheme: str = "http") -> Server:
    """Read "//HOST/v1 model=M voice=V timeout=S". Raises RoutineError."""
    try:
        address, *rest = shlex.split(options) or [""]
    except ValueError:
        address, rest = "", []
    address = f"{scheme}:{address}" if address.startswith("//") else address
    values: dict[str, str] = {}
    for one in rest:
        key, _, value = one.partition("=")
        if key not in ("model", "voice", "timeout") or not value:
            raise RoutineError(
                f"the http engine does not understand {one!r}",
                where="--engine",
                remedy=f"For example: {EXAMPLE}",
            )
        values[key] = value
    try:
        server = msgspec.convert({"base": _base(address), **values}, Server, strict=False)
        if not 1 <= server.timeout <= LONGEST_TIMEOUT:
            raise msgspec.ValidationError
    except msgspec.ValidationError:
        raise RoutineError(
            f"timeout={values['timeout']} is not a number of seconds from 1 to {LONGEST_TIMEOUT}",
            where="--engine",
            remedy="For example: timeout=60",
        ) from None
    return server


def _base(address: str) -> str:
    """The address up to "/v1", whatever was written behind it."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        good = good and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise RoutineError(
            "the http engine needs the address of a server",
            where="--engine",
            remedy=f"For example: {EXAMPLE}",
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise RoutineError(
            "the address of a server has no place for a key or a password",
            where="--engine",
            remedy=f"Put the key into the environment: {KEY}=... voiceguide build",
        )
    path = parts.path.rstrip("/").removesuffix(ENDPOINT)
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def _voice_names(body: bytes) -> list[str]:
    """Read what servers answer: a list, or one under "voices"; of names, or of tables with one."""
    try:
        said = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return []
    rows = said.get("voices", said.get("data")) if isinstance(said, dict) else said
    names = [
        row
        if isinstance(row, str)
        else row.get("id", row.get("name"))
        if isinstance(row, dict)
        else None
        for row in (rows if isinstance(rows, list) else [])
    ]
    return [name for name in names if isinstance(name, str)]
