"""Publishing: a folder of sessions that any static host, Syncthing or memory card can take.

routines -> volumes -> sessions -> files of the folder -> playlist, page, feed

Options and dates are settled before anything is built, ids by what was built; the feed is written
last: it tells of no file that is not there.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.address import parse_address
from voiceguide.delivery.choices import list_choices
from voiceguide.delivery.manifest import FolderState, PublishedEpisode, PublishedFolder
from voiceguide.delivery.overview import (
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
from voiceguide.delivery.private import localize
from voiceguide.delivery.volume import (
    Volume,
    Wish,
    explaining,
    make_guid,
    name_episode,
    plan_volumes,
    renew,
)
from voiceguide.disk.cache import Cache
from voiceguide.disk.files import locked, sweep, temporary_folder
from voiceguide.disk.folder import expand
from voiceguide.disk.library import list_routines, search_roots
from voiceguide.errors import OutputError
from voiceguide.formats.artwork import find_cover
from voiceguide.formats.feed import resolve
from voiceguide.formats.tags import digest_sound
from voiceguide.session import build as session
from voiceguide.session.output import CHAPTERS_ENDING
from voiceguide.session.request import Request

if TYPE_CHECKING:
    from voiceguide.progress import Report


LOCK_FILE = ".voiceguide.lock"
"""In the folder while somebody publishes into it."""
PATIENCE = 10.0
"""Seconds the second of two waits: so long takes a folder whose sentences are all spoken."""


class Publication(Struct, frozen=True):
    """What to publish, and where."""

    folder: Path
    request: Request
    """How each session is built. Its options lie over those that are remembered of the folder; its
    routine and its place are filled in."""
    now: datetime.datetime
    """For the dates of the feed."""
    routines: tuple[str, ...] = ()
    """All sessions of the folder, in order; empty: those that are there already."""
    title: str = ""
    """Stands over all of them; empty: as before, at first the name of the folder."""
    base_url: str | None = None
    """Where the folder will be found; "" for nowhere, None as before."""
    captions: tuple[str, ...] | None = None
    """Captions of each session; None: as before, at first all kinds."""
    forget: tuple[str, ...] = ()
    """Options that no longer count: names of choices.py."""
    only: tuple[str, ...] = ()
    """The routines these options are given for, or forgotten of; empty: all."""


class Published(Struct, frozen=True):
    """What was done."""

    folder: Path
    title: str
    base_url: str
    issues: tuple[Issue, ...]
    changed: tuple[str, ...]
    """Files that were written, by name."""
    removed: tuple[str, ...]
    left_out: tuple[PublishedEpisode, ...] = ()
    """Episodes that were there before; their options are forgotten."""


class FolderPlan(Struct, frozen=True):
    """What a folder will hold, and how it is made."""

    volumes: Sequence[Volume]
    before: FolderState
    state: FolderState
    make: Callable[[Volume, Path, Report | None], session.Session]
    """Builds the files of one session: its sound goes to the path."""
    renew: Callable[[Volume], Volume]
    """Makes a new episode of one whose sound has become another one."""
    now: datetime.datetime
    cache: Path
    fresh: bool = False
    lay_more: Callable[[PublishedFolder, Sequence[Issue]], list[str]] = lambda target, issues: []
    """Lays down what else the folder holds; returns the names."""
    more: tuple[str, ...] = ()
    """These names, which are taken before anything is built."""


def publish(publication: Publication, report: Report | None = None) -> Published:
    """Build every session and lay out the folder. Raises VoiceguideError.

    Files whose bytes stay the same are not touched, and files we did not write neither. What fails
    or is interrupted by hand leaves what is remembered as it was.
    """

    def plan(target: PublishedFolder) -> FolderPlan:
        return _plan(publication, target)

    return lay_folder(publication.folder, plan, report)


def lay_folder(
    folder: Path, plan: Callable[[PublishedFolder], FolderPlan], report: Report | None = None
) -> Published:
    """Lay out a folder as `plan` says; see `publish`."""
    folder = expand(folder)
    _check_name(folder)
    try:
        with _alone_in(folder):
            sweep(folder)
            target = PublishedFolder(folder)
            return _lay_out(plan(target), target, report)
    except OSError as error:
        raise OutputError(
            f"the folder cannot be written ({error.strerror})", where=str(folder)
        ) from error


def _check_name(folder: Path) -> None:
    """Raise OutputError for a new folder named like a routine: DIR is what was forgotten."""
    if folder.exists() or folder.name != str(folder):
        return
    if folder.name in (found.name for found in list_routines(search_roots())):
        raise OutputError(
            "this is a routine, and the folder comes first",
            where=str(folder),
            remedy=f"Write voiceguide publish phone {folder}, or make a folder of that name.",
        )


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


def _lay_out(plan: FolderPlan, target: PublishedFolder, report: Report | None) -> Published:
    """Build and lay down everything, in a folder nobody else is publishing into."""
    before, state = plan.before, plan.state
    possible = [name for volume in plan.volumes for name in _possible(volume)]
    target.claim([*possible, FEED, PAGE, PLAYLIST, COVER, *plan.more], state)
    try:
        issues = [_build(volume, target, plan, report) for volume in plan.volumes]
    except BaseException:
        with suppress(OSError):
            target.save(replace(before, guid=state.guid))
        raise
    state = replace(state, episodes=tuple(one.volume.episode for one in issues))
    overview = [*_lay_overview(plan, target, issues), *plan.lay_more(target, issues)]
    updated = _lay_feed(plan, target, issues)
    ours = [name for one in issues for name in one.files]
    removed = target.drop_all_but([*ours, *overview, FEED])
    target.save(replace(state, updated=updated))
    there = {one.volume.episode.routine for one in issues}
    return Published(
        target.folder,
        state.title,
        state.base_url,
        tuple(issues),
        tuple(target.changed),
        tuple(removed),
        tuple(episode for episode in before.episodes if episode.routine not in there),
    )


def settle_state(before: FolderState, base_url: str | None) -> FolderState:
    """What is remembered of a folder with its address and its id settled; None: as before."""
    url = before.base_url if base_url is None else base_url
    state = replace(before, base_url=parse_address(url) if url else "")
    if state.guid:
        return state
    return replace(state, guid=make_guid(resolve(state.base_url, FEED) if url else ""))


def _plan(publication: Publication, target: PublishedFolder) -> FolderPlan:
    """Settle title, address, options and dates; nothing is written yet."""
    folder, before = target.folder, target.remembered()
    if before.programme:
        raise OutputError(
            f"this folder holds the programme {before.programme!r}",
            where=str(folder),
            remedy=f"Write voiceguide programme {before.programme} --out {folder}, "
            "or publish into another folder.",
        )
    state = settle_state(before, publication.base_url)
    wish = Wish(
        publication.request,
        publication.routines,
        localize(list_choices(publication.request, publication.captions)),
        publication.forget,
        publication.only,
    )
    volumes = plan_volumes(wish, folder, state, publication.now)
    title = publication.title or state.title or folder.resolve().name or volumes[0].title
    episodes = tuple(volume.episode for volume in volumes)
    return FolderPlan(
        volumes,
        before,
        replace(state, title=title, episodes=episodes),
        partial(_make, title),
        lambda volume: renew(volume, publication.now, len(volumes)),
        publication.now,
        publication.request.cache,
        publication.request.fresh,
    )


def _possible(volume: Volume) -> list[str]:
    """Every file a session may bring."""
    kinds = volume.request.captions or ()
    endings = [".mp3", CHAPTERS_ENDING, ".jpg", *(f".{kind}" for kind in kinds)]
    return [volume.name + ending for ending in endings]


def _build(
    volume: Volume, target: PublishedFolder, plan: FolderPlan, report: Report | None
) -> Issue:
    """Build one session beside the folder, and lay its files into it.

    One whose sound has changed is built once more as the new episode it becomes: the date stands in
    its tag, and decides on which side it begins.
    """
    with temporary_folder() as bench:
        with explaining(volume.change):
            made = plan.make(volume, bench / f"{volume.name}.mp3", report)
        sound = digest_sound(made.path)
        if volume.episode.sound not in {"", sound}:
            return _build(plan.renew(volume), target, plan, report)
        episode = name_episode(volume.episode, sound, target.state.guid)
        files: dict[str, Path | bytes] = {made.path.name: made.path}
        files |= {path.name: path for path in made.beside}
        del files[session.timeline_path(made.path).name]
        files[f"{volume.name}.jpg"] = made.cover
        parts = {f"{one.parent.name}/{one.name}": one for one in made.parts}
        target.claim(parts, target.state)  # only now they are known
        files |= parts
        for name, content in files.items():
            target.put(name, content)
        return Issue(
            replace(volume, episode=episode),
            made.timeline,
            frozenset(files),
            made.path.stat().st_size,
            made.notices,
        )


def _make(album: str, volume: Volume, path: Path, report: Report | None) -> session.Session:
    """Build the files of one session."""
    day = volume.episode.published.date()
    request = replace(
        volume.request,
        date=day,  # an episode stays what it was: the side it begins on too
        dated=day,
        out=str(path),
        format="mp3",
        chapters_json=True,
        album=album,
        track=volume.number,
        history=None,  # what others hear must not depend on how often it was built here
    )
    return session.build(request, report)


def _lay_overview(plan: FolderPlan, target: PublishedFolder, issues: Sequence[Issue]) -> list[str]:
    """Lay down cover, playlist and page; returns their names."""
    title = target.state.title
    whole = bind(title, [issue.timeline for issue in issues])
    cover = find_cover(whole, Cache(plan.cache), fresh=plan.fresh)
    overview = {
        COVER: cover,
        PLAYLIST: render_list(title, issues).encode(),
        PAGE: render_page(title, issues).encode(),
    }
    for name, content in overview.items():
        target.put(name, content)
    return list(overview)


def _lay_feed(
    plan: FolderPlan, target: PublishedFolder, issues: Sequence[Issue]
) -> datetime.datetime:
    """Lay down the feed; returns when anything was changed last."""
    last = target.state.updated
    same = last and render_channel(target.state, issues, last)
    if last and same and not target.changed and target.holds(FEED, same):
        return last
    target.put(FEED, render_channel(target.state, issues, plan.now))
    return plan.now
