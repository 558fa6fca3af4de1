"""One question to a server: with time-outs, more than one try, and without telling anyone the key.

Tried again, after 0.5, 1 and 2 seconds or after as long as the server asks for: a connection that
breaks, an answer cut short, a server that is busy (429) or has a fault (5xx); and once more, one
that is not done in time.
"""

from __future__ import annotations

import email.utils
import http.client
import re
import threading
import urllib.error
import urllib.request
from time import sleep, time
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec import Struct

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
    pause, slow = FIRST_PAUSE, 0
    for left in reversed(range(tries)):
        try:
            return _ask_in_time(url, key, timeout, question)
        except _Again as reason:
            wait = pause if reason.pause is None else reason.pause
            slow += reason.problem == TOO_SLOW
            if not left or wait > LONGEST_PAUSE or slow == MOST_SLOW:
                asked = f" and asks for a pause of {wait:.0f} s" if reason.pause else ""
                raise EngineFailed(f"{_host(url)} {reason.problem}{asked}") from None
        sleep(wait)
        pause *= 2
    raise AssertionError("the last try returns or raises")


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
    request = urllib.request.Request(url, question, headers)
    if key:
        # unredirected: no other server is ever shown it
        request.add_unredirected_header("Authorization", f"Bearer {key}")
    try:
        with _opener(url).open(request, timeout=timeout) as answer:
            ended = says_its_end(answer)
            body = answer.read(MOST_BYTES + 1)
            kind, missing = answer.headers.get_content_type(), answer.length
    except urllib.error.HTTPError as error:
        with error:
            target = error.headers.get("Location", "")
            if error.code in (301, 302, 307, 308) and target and hops:
                return _ask(_same_server(url, target), key, timeout, question, hops - 1)
            raise _refusal(error, key, url) from None
    except (OSError, http.client.HTTPException) as error:
        raise _Again(_broken(error)) from None
    if len(body) > MOST_BYTES:
        raise EngineFailed(f"{_host(url)} sends more than {MOST_BYTES // 1024**2} MB")
    if missing:
        raise _Again(BROKEN_OFF)
    if not body:
        raise _Again("sent nothing")
    return Answer(body, kind, ended)


def says_its_end(answer: http.client.HTTPResponse) -> bool:
    """Whether an answer that is cut can be told from a whole one: by its length, or its chunks."""
    return answer.chunked or answer.length is not None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow nothing by itself: urllib would drop the question and go wherever it is sent."""

    def redirect_request(self, *_: Any) -> None:
        """No request: the answer counts as an error, which says where it would have led."""


def _opener(url: str) -> urllib.request.OpenerDirector:
    here = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    proxies = [urllib.request.ProxyHandler({})] if here else []  # nobody's proxy leads back here
    return urllib.request.build_opener(_Stay, *proxies)


def _same_server(url: str, target: str) -> str:
    """The address a server sends us to, on the same server. Raises EngineMissing."""
    there = urljoin(url, target)
    if urlsplit(there)[:2] != urlsplit(url)[:2]:
        raise EngineMissing(
            f"{_host(url)} redirects to another server, {urlsplit(there).hostname or there}",
            remedy="If that is right, name that one in --engine.",
        )
    return there


def _refusal(error: urllib.error.HTTPError, key: str, url: str) -> SpeechError | _Again:
    """What an answer other than 200 means."""
    if error.code == 429:
        return _Again("is busy (429)", _retry_after(error.headers.get("Retry-After", "")))
    if error.code in (408, 425) or error.code >= 500:
        return _Again(
            f"has a fault ({error.code})", _retry_after(error.headers.get("Retry-After", ""))
        )
    if error.code in (401, 403):
        problem = "does not accept the key" if key else "wants a key"
        return EngineMissing(
            f"{_host(url)} {problem} ({error.code})",
            remedy="Put the key into the environment: VOICEGUIDE_HTTP_KEY=... voiceguide build",
        )
    if error.code in (404, 405):
        return EngineMissing(
            f"{_host(url)} has nothing at {urlsplit(url).path} ({error.code})",
            remedy="Look up the address of its speech service; it usually ends in /v1.",
        )
    return EngineMissing(f"{_host(url)} refuses ({error.code}){_said(error, key)}")


def _said(error: urllib.error.HTTPError, key: str) -> str:
    """The reason a server gives, in one line; nothing if a part of the key is in it."""
    try:
        said = msgspec.json.decode(error.read(10_000))
    except (OSError, http.client.HTTPException, msgspec.DecodeError):
        return ""
    for name in ("error", "message", "detail"):
        said = said.get(name, said) if isinstance(said, dict) else said
    text = " ".join(said.split())[:200] if isinstance(said, str) else ""
    pieces = {key[at : at + 4] for at in range(len(key) - 3)} or {key}
    told = bool(key) and any(piece in text for piece in pieces)
    return f": {text.rstrip('.')}" if text and not told else ""


def _retry_after(text: str) -> float | None:
    """Seconds a server asks to wait: a number, or a date."""
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text.strip()):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time())
    except ValueError:
        return None


def _broken(error: Exception) -> str:
    """Say in a few words how a connection failed."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return TOO_SLOW
    if isinstance(reason, http.client.IncompleteRead):
        return BROKEN_OFF
    if isinstance(reason, ConnectionRefusedError):
        return "cannot be reached: nothing listens there"
    if isinstance(reason, ConnectionError | http.client.HTTPException):
        return "broke the connection"
    text = getattr(reason, "strerror", None) or str(reason) or "no reason given"
    return f"cannot be reached: {text}"


def _host(url: str) -> str:
    return f"the server at {urlsplit(url).netloc}"
