"""The sound of a session and what goes with it: byte ranges, HEAD and ETag, download, captions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.disk.cache import Cache, default_folder
from voiceguide.formats.filename import safe_name
from voiceguide.web.pages import find
from voiceguide.web.ranges import send_part
from voiceguide.web.sessions import StoredSession, load_timeline

SOUND = Blueprint("sound", __name__)
BLOCK = 1 << 16


@SOUND.get("/sessions/<session>/audio.mp3")
def audio(session: str) -> Response:
    """The MP3; `?download=1` offers it as a file with the session's title."""
    kept = find(session)
    response = send_part(
        kept.path,
        mimetype="audio/mpeg",
        as_attachment="download" in request.args,
        download_name=file_name(kept),
    )
    return read_by_server(response, kept.path)


@SOUND.get("/sessions/<session>/captions.vtt")
def captions(session: str) -> Response:
    """Captions, WebVTT."""
    from voiceguide.formats.captions import MEDIA_TYPES, render_vtt

    return Response(render_vtt(load_timeline(find(session))), mimetype=MEDIA_TYPES["vtt"])


@SOUND.get("/sessions/<session>/chapters.json")
def chapters(session: str) -> Response:
    """Chapters, the JSON of Podcasting 2.0."""
    from voiceguide.formats.chapters import MEDIA_TYPE, render_chapters

    return Response(render_chapters(load_timeline(find(session))), mimetype=MEDIA_TYPE)


@SOUND.get("/sessions/<session>/cover.jpg")
def cover(session: str) -> BaseResponse:
    """The picture inside the MP3; for one made when covers were an extra it is drawn."""
    response = Response(cover_of(find(session)), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def cover_of(kept: StoredSession) -> bytes:
    """The cover of a session: what lies in its MP3, or what its plan looks like."""
    from voiceguide.formats.artwork import find_cover

    return read_cover(kept.path) or find_cover(load_timeline(kept), Cache(default_folder()))


def read_cover(path: Path) -> bytes | None:
    """The cover in an MP3's tag; nothing else of the tag is looked at."""
    from mutagen import MutagenError
    from mutagen.id3 import APIC, ID3

    try:
        tag: Any = ID3(path, known_frames={"APIC": APIC})  # type: ignore[no-untyped-call]
        pictures = tag.getall("APIC")
    except MutagenError:
        return None
    return bytes(pictures[0].data) if pictures else None


def file_name(kept: StoredSession) -> str:
    """What a downloaded session is called: its title, without what some disks refuse."""
    return f"{safe_name(kept.title)}.mp3"


def read_by_server(response: Response, path: Path) -> Response:
    """Let the server read a part of a file by itself, so that a slow phone keeps no thread busy.

    waitress does so for whole files; a part is the same with the file wound to its beginning, as
    the server stops after Content-Length.
    """
    wrap = request.environ.get("wsgi.file_wrapper")
    part = response.content_range
    if wrap and response.status_code == 206 and part.start is not None and request.method == "GET":
        response.close()
        file = path.open("rb")
        file.seek(part.start)
        response.response = wrap(file, BLOCK)
        response.direct_passthrough = True
    return response
