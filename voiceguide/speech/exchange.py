"""One question to a server: with time-outs, more than one try, and without telling anyone the key.

Tried again, after 0.5, 1 and 2 seconds or after as long as the server asks for: a connection that
breaks, an answer cut short, a server that is busy (429) or has a fault (5xx); and once more, one
that is not done in time.

urllib3 is who asks, and its Retry cannot do the asking again: it would have to read a whole answer
to know that it is cut off, however long it is, and its time-outs begin anew with every byte.
"""

from __future__ import annotations

import http.client
import threading
from time import sleep
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec
import urllib3
from msgspec import Struct
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    ProtocolError,
    ReadTimeoutError,
)

from voiceguide import __version__
from voiceguide.errors import EngineFailed, EngineMissing, SpeechError

TRIES = 4
FIRST_PAUSE = 0.5
"""Seconds before the second try; each further pause is twice as long."""
LONGEST_PAUSE = 60.0
"""A server that wants to be left alone for longer is taken at its word: the build ends."""
MOST_BYTES = 64 * 1024 * 1024
BROKEN_OFF = "broke off in the middle of its answer"
TOO_SLOW = "does not answer in time"
MOST_SLOW = 2
"""Tries that may take too long: one that does is likely to do so again, and each is a long wait."""
MOST_HOPS = 3
"""Redirections that are followed."""


class Answer(Struct, frozen=True):
    """What a server sent, and what it says that is ("audio/wav")."""

    body: bytes
    kind: str
    ended: bool
    """The server has said where it ends, and it has come to there."""


class _Again(Exception):
    """A reason to try once more, after so many seconds or after the usual pause."""

    def __init__(self, problem: str, pause: float | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.pause = pause


def fetch(
    url: str, key: str, *, timeout: float, question: bytes | None = None, tries: int = TRIES
) -> Answer:
    """Send a question (JSON; without one, GET) and return the whole answer.

    Raises EngineMissing where trying again is no use, EngineFailed where it was of none.
    """
    slow = 0
    for number in range(tries):
        try:
            return _ask_in_time(url, key, timeout, question)
        except _Again as again:
            reason = again
        slow += reason.problem == TOO_SLOW
        wait = FIRST_PAUSE * 2**number if reason.pause is None else reason.pause
        if number == tries - 1 or slow == MOST_SLOW or wait > LONGEST_PAUSE:
            break
        sleep(wait)
    asked = f" and asks for a pause of {reason.pause:.0f} s" if reason.pause else ""
    raise EngineFailed(f"{_host(url)} {reason.problem}{asked}")


def _ask_in_time(url: str, key: str, timeout: float, question: bytes | None) -> Answer:
    """One try, all of it within `timeout` seconds: name, connection, redirections, head and body.

    A socket's own time-out begins anew with every byte. The thread that is left behind ends with
    the process of its sentence.
    """
    outcome: list[Answer | Exception] = []

    def work() -> None:
        try:
            outcome.append(_ask(url, key, timeout, question, MOST_HOPS))
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(timeout)
    result = outcome[0] if outcome else _Again(TOO_SLOW)
    if isinstance(result, Exception):
        raise result
    return result


def _ask(url: str, key: str, timeout: float, question: bytes | None, hops: int) -> Answer:
    headers = {"User-Agent": f"voiceguide/{__version__}", "Accept": "audio/*, application/json"}
    if question is not None:
        headers["Content-Type"] = "application/json"
    if key:
        headers["Authorization"] = f"Bearer {key}"
    method = "GET" if question is None else "POST"
    try:
        # redirections are looked at here: no other server is ever shown the key
        with _manager(url).request(
            method, url, question, headers=headers, timeout=timeout, retries=False,
            redirect=False, preload_content=False, decode_content=False,
        ) as answer:  # fmt: skip
            target = answer.headers.get("Location", "")
            if answer.status in (301, 302, 307, 308) and target and hops:
                return _ask(_same_server(url, target), key, timeout, question, hops - 1)
            if not 200 <= answer.status < 300:
                raise _refusal(answer, key, url)
            ended = says_its_end(answer)
            body = _bounded(answer, url)
    except HTTPError as error:
        raise _Again(_broken(error)) from None
    if not body:
        raise _Again("sent nothing")
    kind = answer.headers.get("Content-Type", "text/plain").partition(";")[0].strip().lower()
    return Answer(body, kind, ended)


def _bounded(answer: urllib3.BaseHTTPResponse, url: str) -> bytes:
    """The whole of an answer, piece by piece: only so does urllib3 say that one is cut off."""
    body = bytearray()
    for piece in answer.stream(1 << 16):
        body += piece
        if len(body) > MOST_BYTES:
            raise EngineFailed(f"{_host(url)} sends more than {MOST_BYTES // 1024**2} MB")
    return bytes(body)


def says_its_end(answer: urllib3.BaseHTTPResponse) -> bool:
    """Whether an answer that is cut can be told from a whole one: by its length, or its chunks."""
    chunked = answer.headers.get("Transfer-Encoding", "").lower() == "chunked"
    return chunked or "Content-Length" in answer.headers


def _manager(url: str) -> urllib3.PoolManager:
    """What connects to a server: through the proxy of the environment, but not to this computer."""
    scheme, host = urlsplit(url).scheme, urlsplit(url).hostname or ""
    proxy = getproxies().get(scheme)
    if not proxy or host in ("localhost", "127.0.0.1", "::1") or proxy_bypass(host):
        return urllib3.PoolManager()
    return urllib3.ProxyManager(proxy)


def _same_server(url: str, target: str) -> str:
    """The address a server sends us to, on the same server. Raises EngineMissing."""
    there = urljoin(url, target)
    if urlsplit(there)[:2] != urlsplit(url)[:2]:
        raise EngineMissing(
            f"{_host(url)} redirects to another server, {urlsplit(there).hostname or there}",
            remedy="If that is right, name that one in --engine.",
        )
    return there


def _refusal(answer: urllib3.BaseHTTPResponse, key: str, url: str) -> SpeechError | _Again:
    """What an answer other than 200 means."""
    code = answer.status
    pause = _retry_after(answer.headers.get("Retry-After", ""))
    if code == 429:
        return _Again("is busy (429)", pause)
    if code in (408, 425) or code >= 500:
        return _Again(f"has a fault ({code})", pause)
    if code in (401, 403):
        problem = "does not accept the key" if key else "wants a key"
        return EngineMissing(
            f"{_host(url)} {problem} ({code})",
            remedy="Put the key into the environment: VOICEGUIDE_HTTP_KEY=... voiceguide build",
        )
    if code in (404, 405):
        return EngineMissing(
            f"{_host(url)} has nothing at {urlsplit(url).path} ({code})",
            remedy="Look up the address of its speech service; it usually ends in /v1.",
        )
    return EngineMissing(f"{_host(url)} refuses ({code}){_said(answer, key)}")


def _said(answer: urllib3.BaseHTTPResponse, key: str) -> str:
    """The reason a server gives, in one line; nothing if a part of the key is in it."""
    try:
        said = msgspec.json.decode(answer.read(10_000))
    except (HTTPError, msgspec.DecodeError):
        return ""
    for name in ("error", "message", "detail"):
        said = said.get(name, said) if isinstance(said, dict) else said
    text = " ".join(said.split())[:200] if isinstance(said, str) else ""
    pieces = {key[at : at + 4] for at in range(len(key) - 3)} or {key}
    told = bool(key) and any(piece in text for piece in pieces)
    return f": {text.rstrip('.')}" if text and not told else ""


def _retry_after(text: str) -> float | None:
    """Seconds a server asks to wait: a number, or a date."""
    if text.replace(".", "", 1).isdecimal():
        return float(text)  # also "0.5", which the standard does not know and servers send
    try:
        return urllib3.Retry().parse_retry_after(text)
    except InvalidHeader:
        return None


def _broken(error: HTTPError) -> str:
    """Say in a few words how a connection failed."""
    # it wraps what happened, now as its cause and now as an argument
    cause = next(
        (one for one in error.args if isinstance(one, Exception)), error.__cause__ or error
    )
    if isinstance(cause, ConnectionRefusedError):
        return "cannot be reached: nothing listens there"
    if isinstance(cause, TimeoutError | ReadTimeoutError | ConnectTimeoutError):
        return TOO_SLOW
    if isinstance(cause, http.client.IncompleteRead | ProtocolError):
        return BROKEN_OFF
    if isinstance(cause, ConnectionError | http.client.HTTPException):
        return "broke the connection"
    text = getattr(cause, "strerror", None) or str(cause) or "no reason given"
    return f"cannot be reached: {text}"


def _host(url: str) -> str:
    return f"the server at {urlsplit(url).netloc}"
