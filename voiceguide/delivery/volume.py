"""The sessions of a published folder before they are built: their order, names and lasting ids."""

from __future__ import annotations

import datetime
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.shelf import Kept, State
from voiceguide.errors import RoutineError
from voiceguide.library import DEFAULT_ROUTINE, Library
from voiceguide.phone.filename import safe_name
from voiceguide.request import Request
from voiceguide.score import open_score

PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast ids, from the definition of podcast:guid."""


class Volume(Struct, frozen=True):
    """One session of a folder."""

    number: int
    """Its place, from 1."""
    routine: str
    """As the library finds it from here."""
    title: str
    kept: Kept
    name: str
    """Of its files, without an ending: "01 - Title"."""


def plan_volumes(
    request: Request, routines: Sequence[str], folder: Path, state: State, now: datetime.datetime
) -> list[Volume]:
    """Find every routine and say what its session will be called; `routines` empty: as before.

    An episode that was there keeps its id and its date. New ones are a minute apart, so that apps
    which sort by date keep the order. Raises VoiceguideError for a routine that is not there.
    """
    before = {_path(_asked(kept.routine, folder)): kept for kept in state.episodes}
    asked = routines or [_asked(kept.routine, folder) for kept in state.episodes]
    found = {_path(one): one for one in asked or [DEFAULT_ROUTINE]}  # each once
    width = max(2, len(str(len(found))))
    volumes = []
    for number, (path, routine) in enumerate(found.items(), start=1):
        title = open_score(replace(request, routine=routine)).title
        told = _told(routine, path, folder)
        published = now - datetime.timedelta(minutes=len(found) - number)
        guid = str(uuid.uuid5(uuid.UUID(state.guid), told))
        kept = before.get(path) or Kept(told, guid, published)
        name = f"{number:0{width}} - {safe_name(title)}"
        volumes.append(Volume(number, routine, title, kept, name))
    return volumes


def make_guid(feed_url: str) -> str:
    """A new id for a feed, a UUID of version 5: of its URL, or of chance where it has none."""
    parts = urlsplit(feed_url)
    name = f"{parts.netloc}{parts.path}".rstrip("/") if feed_url else str(uuid.uuid4())
    return str(uuid.uuid5(PODCASTS, name))


def check_url(url: str) -> None:
    """Raise RoutineError for what is not the address of a folder on the web."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and url.isprintable()
    except ValueError:  # a bracket that is never closed
        good = False
    if not good or " " in url or parts.query or parts.fragment:
        raise RoutineError(
            f"{url!r} is not the address of a folder",
            where="--base-url",
            remedy="Write it like https://example.org/sessions.",
        )


def _path(routine: str) -> Path:
    """What tells one routine from another: where its file is."""
    try:
        return Library(routine).found.path.resolve()
    except RoutineError as error:
        error.remedy = f"{error.remedy} To leave it out, name the routines to publish.".strip()
        raise


def _told(routine: str, path: Path, folder: Path) -> str:
    """A routine as the folder remembers it: by name, or by its file as seen from there."""
    if Library(routine).found.name == routine:
        return routine
    try:
        return Path(os.path.relpath(path, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _asked(told: str, folder: Path) -> str:
    """The reverse."""
    return str((folder.resolve() / told).resolve()) if told.endswith(".toml") else told
