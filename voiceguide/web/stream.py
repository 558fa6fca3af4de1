"""Sessions nobody stores, for any WSGI server: bytes are put together as they are asked for.

    gunicorn 'voiceguide.web.stream:make_app("clients.keys", "s3://bucket/cache")'

An address is a signed reference. Behind it are some kilobytes that say which frames of the cache a
session is made of: its length is known at once, and a part of it costs what the part is long.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec import Struct

from voiceguide import __version__
from voiceguide.delivery.references import read_reference
from voiceguide.delivery.tokens import load_keys_of
from voiceguide.disk.cache import Cache, default_folder
from voiceguide.disk.folder import expand
from voiceguide.disk.languages import use_languages
from voiceguide.disk.shared import open_cache
from voiceguide.errors import VoiceguideError
from voiceguide.session.clips import Clips
from voiceguide.session.recipe import Splice, digest_tag
from voiceguide.session.series import find_head, load_recipe
from voiceguide.web.spans import find_parts

MOST_OPEN = 200
"""Sessions whose tags are held, of a hundred kilobytes each."""
FOREVER = "public, max-age=31536000, immutable"
"""The same address has the same bytes. It is the secret: whoever has it may listen, and what lies
between may keep what it has been asked for."""
AT_ONCE = 256 * 1024
"""Bytes that are handed to the server at a time, at most."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class _Open(Struct, frozen=True):
    """A session that can be heard."""

    layout: Splice
    etag: str


class StreamApp:
    """A WSGI app. Its paths are /REFERENCE.mp3, wherever it is mounted."""

    def __init__(self, signing: str, cache: Cache) -> None:
        self._signing = signing
        self._cache = cache
        self._clip = Clips(cache)
        self._held: OrderedDict[str, _Open] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            return _say(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        name = environ.get("PATH_INFO", "").rpartition("/")[2].removesuffix(".mp3")
        key = read_reference(name, self._signing)
        if key is None:
            return _say(start_response, "404 Not Found")
        try:
            found = self._open(key)
        except VoiceguideError:
            found = None
        if found is None:
            return _gone(start_response)
        return self._answer(found, environ, start_response)

    def _answer(
        self, found: _Open, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        headers = [
            ("ETag", found.etag),
            ("Cache-Control", FOREVER),
            ("Accept-Ranges", "bytes"),
            ("Access-Control-Allow-Origin", "*"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if _names(environ.get("HTTP_IF_NONE_MATCH", ""), found.etag):
            start_response("304 Not Modified", headers)
            return []
        size = found.layout.size
        part, status = range(size), "200 OK"
        asked = environ.get("HTTP_RANGE", "")
        if environ.get("HTTP_IF_RANGE", found.etag) != found.etag:
            asked = ""
        parts = find_parts(asked, size) if asked and environ["REQUEST_METHOD"] == "GET" else None
        if parts == []:
            headers.append(("Content-Range", f"bytes */{size}"))
            return _say(start_response, "416 Range Not Satisfiable", headers)
        if parts and len(parts) == 1:  # of several, all of it is a good answer
            part, status = parts[0], "206 Partial Content"
            headers.append(("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}"))
        headers += [("Content-Type", "audio/mpeg"), ("Content-Length", str(len(part)))]
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, headers)
            return []
        pieces = _gathered(found.layout.read(part.start, part.stop, self._clip))
        try:
            first = next(pieces, b"")
        except VoiceguideError:  # a clip has gone since the session was opened
            return _gone(start_response)
        start_response(status, headers)
        return chain([first], pieces)

    def _open(self, key: str) -> _Open | None:
        """A session by the key of its recipe; None where something of it is gone."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        recipe = load_recipe(self._cache, key)
        if recipe is None or not recipe.is_whole(self._clip.digest):
            return None
        tag, _ = find_head(recipe, self._cache)
        if digest_tag(tag) != recipe.tag:
            return None  # made by another version, or with other languages, than it is here
        found = _Open(Splice(recipe, tag), f'"{key}-{__version__}"')
        with self._lock:
            self._held[key] = found
            while len(self._held) > MOST_OPEN:
                self._held.popitem(last=False)
        return found


def make_app(keys: str | Path, cache: str = "") -> StreamApp:
    """An app for the sessions of one roster, by its .keys; `cache` is that of `roster --cache`.

    Raises OutputError.
    """
    use_languages()  # a tag has words of them
    signing = load_keys_of(expand(str(keys)), make=False).signing
    return StreamApp(signing, open_cache(cache, default_folder()))


def mounted(app: Any, streams: StreamApp, at: str) -> Any:
    """An app with the streams of a roster under a path of its own."""

    def choose(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        inside = environ.get("PATH_INFO", "").startswith(f"{at}/")
        chosen: Iterable[bytes] = (streams if inside else app)(environ, start_response)
        return chosen

    return choose


def _gathered(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Pieces of a size that is worth sending."""
    kept: list[bytes | memoryview] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size >= AT_ONCE:
            yield b"".join(kept)
            kept, size = [], 0
    if kept:
        yield b"".join(kept)


def _names(header: str, etag: str) -> bool:
    """Whether If-None-Match names a session as it is."""
    tags = {one.strip().removeprefix("W/") for one in header.split(",")}
    return bool(tags & {etag, "*"})


def _gone(start_response: StartResponse) -> list[bytes]:
    """Answer that a session was there, for we signed it, and has to be made again."""
    return _say(start_response, "503 Service Unavailable", [("Retry-After", "600")])


def _say(
    start_response: StartResponse, status: str, headers: Iterable[tuple[str, str]] = ()
) -> list[bytes]:
    """An answer without a sound."""
    body = f"{status[4:]}.\n".encode()
    kind = ("Content-Type", "text/plain; charset=utf-8")
    kept = [(name, value) for name, value in headers if name != "Cache-Control"]
    start_response(
        status,
        [*kept, kind, ("Cache-Control", "no-store"), ("Content-Length", str(len(body)))],
    )
    return [body]
