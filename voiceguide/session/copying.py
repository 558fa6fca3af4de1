"""One sound under several titles, numbers and dates: it is made once, and its tag is another."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.disk.cache import Cache
from voiceguide.formats.artwork import find_cover, find_tag
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.plan.timeline import Timeline
from voiceguide.session.beside import Earlier, lay_beside
from voiceguide.session.build import Session
from voiceguide.session.request import Request
from voiceguide.speech.received import tag_length

_HEADER_BYTES = 10


def copy_session(made: Session, sound: Path, request: Request) -> Session:
    """Write a session that sounds as one that was made; `sound` is an MP3 with its frames.

    `request` says what it is called, its number, its date and where it goes; it has no parts.
    """
    cache = Cache(request.cache)
    timeline: Timeline = replace(made.timeline, title=request.title, beside=UNSET)
    cover = find_cover(timeline, cache, fresh=request.fresh)
    info = FileInfo(
        request.dated or request.date,
        f"voiceguide {__version__}",
        cover=cover,
        album=request.album,
        track=request.track,
    )
    path = Path(request.out)
    sides = lay_beside(request, path, timeline, Earlier())
    with sound.open("rb") as source, path.open("wb") as file:
        source.seek(tag_length(source.read(_HEADER_BYTES)))
        file.write(find_tag(sides.timeline, info, cache))
        shutil.copyfileobj(source, file, 1 << 20)
    for side, text in sides.texts.items():
        side.write_text(text, "utf-8", newline="\n")
    return replace(
        made, path=path, timeline=sides.timeline, cover=cover, beside=tuple(sides.texts), spoken=0
    )
