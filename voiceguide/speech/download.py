"""Large files from the network: resumed where they broke off, and checked before they count."""

from __future__ import annotations

import hashlib
import http.client
import socket
import urllib.error
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from time import sleep

from voiceguide.errors import DownloadError, OutputError
from voiceguide.progress import Report

TIMEOUT = 30.0
"""Seconds a server may stay silent."""
TRIES = 5
"""How often in a row a connection may break without a single new byte."""
PAUSE = 1.0
"""Seconds before the next try."""
PIECE = 1 << 18


def read_url(url: str, most: int) -> bytes:
    """Fetch a small file of at most `most` bytes. Raises DownloadError."""
    try:
        with _open(url) as answer:
            body: bytes = answer.read(most + 1)
            broken = bool(answer.length) and len(body) <= most
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(_reason(error), where=url) from error
    if broken:
        raise DownloadError("the connection broke", where=url, remedy="Try again.")
    if len(body) > most:
        raise DownloadError(f"this is larger than {most:,} bytes", where=url)
    return body


def download(url: str, path: Path, size: int, md5: str, report: Report) -> None:
    """Fetch a file of `size` bytes with an MD5 of `md5`; `path` appears when it is whole.

    What has arrived stays beside it, as NAME.part, for the next time. Raises DownloadError,
    OutputError.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        resumed = part.exists() and part.stat().st_size > 0
        _fill(url, part, size, report)
        if resumed and md5_of(part) != md5:
            part.unlink()  # it began as something else: once more from the start
            _fill(url, part, size, report)
        if md5_of(part) != md5:
            part.unlink()
            raise DownloadError(
                "what arrived does not match the list (its checksum differs)",
                where=url,
                remedy="Try again; if it happens again, the file on the server is damaged.",
            )
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror})",
            where=str(path),
            remedy="Make room, or name another folder in VOICEGUIDE_DATA_DIR.",
        ) from error


def _fill(url: str, part: Path, size: int, report: Report) -> None:
    """Fetch what is missing in `part`, from as many connections as it takes."""
    left = TRIES
    if part.exists() and part.stat().st_size > size:
        part.unlink()
    while (there := part.stat().st_size if part.exists() else 0) < size:
        try:
            _continue(url, part, there, size, report)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and there:
                part.unlink()
                continue
            raise DownloadError(_reason(error), where=url) from error
        except (
            urllib.error.URLError,
            http.client.HTTPException,
            ConnectionError,
            TimeoutError,
        ) as e:
            reason = _reason(e)
        else:
            reason = "the connection broke"
        now = part.stat().st_size if part.exists() else 0
        left = left - 1 if now <= there else TRIES
        if not left:
            kept = f"; {now:,} of {size:,} bytes are here" if now else ""
            raise DownloadError(
                f"{reason}{kept}", where=url, remedy="Try again; the download resumes there."
            )
        if now < size:
            sleep(PAUSE)


def _continue(url: str, part: Path, there: int, size: int, report: Report) -> None:
    """Append one connection's worth of bytes, or begin anew where the server cannot resume."""
    with _open(url, there) as answer:
        resumes = answer.status == http.client.PARTIAL_CONTENT
        begin = answer.headers.get("Content-Range", "").startswith(f"bytes {there}-")
        if not (resumes and begin):
            there = 0
        if resumes and not begin:
            raise DownloadError("the server sends a different part than requested", where=url)
        with part.open("ab" if there else "wb") as file:
            while there < size and (piece := answer.read(min(PIECE, size - there))):
                file.write(piece)
                there += len(piece)
                report(there, size)


def _open(url: str, there: int = 0) -> HTTPResponse:
    headers = {"User-Agent": "voiceguide"}
    if there:
        headers["Range"] = f"bytes={there}-"
    answer: HTTPResponse = urllib.request.urlopen(
        urllib.request.Request(url, headers=headers), timeout=TIMEOUT
    )
    return answer


def _reason(error: Exception) -> str:
    """Say in a few words why there was no answer."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"the server says {error.code} ({error.reason})"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, socket.gaierror):
        return "there is no network, or no such server"
    if isinstance(reason, TimeoutError):
        return "the server does not answer in time"
    if isinstance(reason, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(reason, ConnectionError | http.client.HTTPException):
        return "the connection broke"
    return f"it cannot be reached ({getattr(reason, 'strerror', None) or reason})"


def md5_of(path: Path) -> str:
    """The MD5 of a file, in hexadecimal figures."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
