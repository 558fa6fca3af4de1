"""Publishing: a folder of sessions that any static host, Syncthing or memory card can take.

routines -> volumes -> sessions -> files of the folder -> playlist, page, feed

Ids are settled before anything is built, and the feed is written last: it tells of no file
that is not there.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from voiceguide import session
from voiceguide.audio.cache import Cache
from voiceguide.delivery.front import (
    COVER,
    FEED,
    PAGE,
    PLAYLIST,
    Issue,
    bind,
    render_channel,
    render_list,
    render_page,
)
from voiceguide.delivery.shelf import Shelf, State
from voiceguide.delivery.volume import Volume, check_url, make_guid, plan_volumes
from voiceguide.errors import OutputError
from voiceguide.files import locked, sweep, temporary_folder
from voiceguide.output import CHAPTERS_ENDING
from voiceguide.phone.artwork import find_cover
from voiceguide.phone.feed import resolve
from voiceguide.request import Request

if TYPE_CHECKING:
    from voiceguide.audio.studio import Report


LOCK_FILE = ".voiceguide.lock"
"""In the folder while somebody publishes into it."""
PATIENCE = 10.0
"""Seconds the second of two waits: so long takes a folder whose sentences are all spoken."""


class Publication(Struct, frozen=True):
    """What to publish, and where."""

    folder: Path
    request: Request
    """How each session is built; its routine and its place are filled in."""
    now: datetime.datetime
    """For the dates of the feed."""
    routines: tuple[str, ...] = ()
    """All sessions of the folder, in order; empty: those that are there already."""
    title: str = ""
    """Stands over all of them; empty: as before, at first the name of the folder."""
    base_url: str | None = None
    """Where the folder will be found; "" for nowhere, None as before."""


class Published(Struct, frozen=True):
    """What was done."""

    folder: Path
    title: str
    base_url: str
    issues: tuple[Issue, ...]
    changed: tuple[str, ...]
    """Files that were written, by name."""
    removed: tuple[str, ...]


def publish(publication: Publication, report: Report | None = None) -> Published:
    """Build every session and lay out the folder. Raises VoiceguideError.

    Files whose bytes stay the same are not touched, and files we did not write neither.
    """
    folder = publication.folder.expanduser()
    try:
        with _alone_in(folder):
            sweep(folder)
            return _lay_out(publication, folder, report)
    except OSError as error:
        raise OutputError(
            f"the folder cannot be written ({error.strerror})", where=str(folder)
        ) from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Publish alone into a folder; one that was made for that is gone if nothing came into it.

    Whoever came second reads what the first one wrote, or is told to wait. Raises OutputError.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder / LOCK_FILE, PATIENCE):
            yield
    except TimeoutError:
        raise OutputError(
            "another voiceguide is publishing into this folder",
            where=str(folder),
            remedy="Publish again when it is done.",
        ) from None
    finally:
        for one in missing:
            with suppress(OSError):
                one.rmdir()


def _lay_out(publication: Publication, folder: Path, report: Report | None) -> Published:
    shelf = Shelf(folder)
    volumes, state = _plan(publication, shelf.state, folder)
    possible = [name for volume in volumes for name in _possible(volume, publication.request)]
    shelf.claim([*possible, FEED, PAGE, PLAYLIST, COVER], state)
    issues = [_build(publication.request, volume, shelf, report) for volume in volumes]
    fronts = _lay_fronts(publication, shelf, issues)
    updated = _lay_feed(publication, shelf, issues, cover=COVER in fronts)
    ours = [name for one in issues for name in one.files]
    removed = shelf.drop_all_but([*ours, *fronts, FEED])
    shelf.save(replace(state, updated=updated))
    return Published(
        folder, state.title, state.base_url, tuple(issues), tuple(shelf.changed), tuple(removed)
    )


def _plan(publication: Publication, before: State, folder: Path) -> tuple[list[Volume], State]:
    """Settle title, address and ids; nothing is written yet."""
    base_url = before.base_url if publication.base_url is None else publication.base_url
    if base_url:
        check_url(base_url)
    state = replace(before, base_url=base_url)
    if not state.guid:
        state = replace(state, guid=make_guid(resolve(base_url, FEED) if base_url else ""))
    volumes = plan_volumes(
        publication.request, publication.routines, folder, state, publication.now
    )
    title = publication.title or state.title or folder.resolve().name or volumes[0].title
    kept = tuple(volume.kept for volume in volumes)
    return volumes, replace(state, title=title, episodes=kept)


def _possible(volume: Volume, request: Request) -> list[str]:
    """Every file a session may bring."""
    endings = [".mp3", CHAPTERS_ENDING, ".jpg", *(f".{kind}" for kind in request.captions)]
    return [volume.name + ending for ending in endings]


def _build(request: Request, volume: Volume, shelf: Shelf, report: Report | None) -> Issue:
    """Build one session beside the folder, and lay its files into it."""
    with temporary_folder() as bench:
        made = session.build(
            replace(
                request,
                routine=volume.routine,
                out=str(bench / f"{volume.name}.mp3"),
                format="mp3",
                chapters_json=True,
                album=shelf.state.title,
                track=volume.number,
                dated=volume.kept.published.date(),
                history=None,  # what others hear must not depend on how often it was built here
            ),
            report,
        )
        files: dict[str, Path | bytes] = {made.path.name: made.path}
        files |= {path.name: path for path in made.beside}
        del files[session.timeline_path(made.path).name]
        if made.cover:
            files[f"{volume.name}.jpg"] = made.cover
        for name, content in files.items():
            shelf.put(name, content)
        warnings = tuple(map(str, made.notices))
        return Issue(volume, made.timeline, frozenset(files), made.path.stat().st_size, warnings)


def _lay_fronts(publication: Publication, shelf: Shelf, issues: Sequence[Issue]) -> list[str]:
    """Lay down cover, playlist and page; returns their names."""
    title = shelf.state.title
    whole = bind(title, [issue.timeline for issue in issues])
    cover = find_cover(whole, Cache(publication.request.cache), fresh=publication.request.fresh)
    fronts = {
        **({COVER: cover} if cover else {}),
        PLAYLIST: render_list(title, issues).encode(),
        PAGE: render_page(title, issues).encode(),
    }
    for name, content in fronts.items():
        shelf.put(name, content)
    return list(fronts)


def _lay_feed(
    publication: Publication, shelf: Shelf, issues: Sequence[Issue], *, cover: bool
) -> datetime.datetime:
    """Lay down the feed; returns when anything was changed last."""
    last = shelf.state.updated
    same = last and render_channel(shelf.state, issues, last, cover=cover)
    if last and same and not shelf.changed and shelf.holds(FEED, same):
        return last
    shelf.put(FEED, render_channel(shelf.state, issues, publication.now, cover=cover))
    return publication.now
