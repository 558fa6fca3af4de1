"""The sessions of a published folder before they are built: order, names, options, lasting ids."""

from __future__ import annotations

import datetime
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.choices import Change, Choices, apply_choices, settle_choices
from voiceguide.delivery.manifest import FolderState, PublishedEpisode
from voiceguide.delivery.private import hide, require_known, reveal
from voiceguide.disk.library import DEFAULT_ROUTINE, Library
from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.formats.filename import safe_name
from voiceguide.session.draft import open_draft
from voiceguide.session.request import Request

PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast ids, from the definition of podcast:guid."""


Fate = Literal["new", "same", "changed"]
"""What an episode is to somebody who follows the feed; changed: its sound, so it is a new one."""


class Wish(Struct, frozen=True):
    """What somebody asks for of the sessions of a folder."""

    request: Request
    """How each is built, but for its options."""
    routines: tuple[str, ...] = ()
    """All sessions, in order; empty: those that are there already."""
    given: Choices = {}
    """Options that lie over what is remembered."""
    forget: tuple[str, ...] = ()
    """Names of options, see choices.py."""
    only: tuple[str, ...] = ()
    """The routines that these options are for; empty: all."""


class Volume(Struct, frozen=True):
    """One session of a folder."""

    number: int
    """Its place, from 1."""
    routine: str
    """As the library finds it from here."""
    title: str
    episode: PublishedEpisode
    name: str
    """Of its files, without an ending: "01 - Title"."""
    request: Request
    """How it is built, but for its place and its date."""
    change: Change = Change()
    fate: Fate = "same"


def plan_volumes(
    wish: Wish, folder: Path, state: FolderState, now: datetime.datetime
) -> list[Volume]:
    """Find every routine and say what its session will be called; without names: as before.

    An episode that was there keeps its options, its id and its date. New ones are a minute apart,
    so that apps which sort by date keep the order. Raises VoiceguideError for a routine that is not
    there, and for options it does not take.
    """
    before = dict(_remembered(state, folder))
    asked = wish.routines or [_asked(episode.routine, folder) for episode in state.episodes]
    found = {_path(one): one for one in asked or [DEFAULT_ROUTINE]}  # each once
    meant = _meant(wish.only, found)
    width = max(2, len(str(len(found))))
    volumes = []
    for number, (path, routine) in enumerate(found.items(), start=1):
        published = now - datetime.timedelta(minutes=len(found) - number)
        episode = before.get(path) or PublishedEpisode(_told(routine, path, folder), "", published)
        fate: Fate = "same" if episode.guid else "new"
        episode, request, change = _settle(episode, wish, to_all=not meant or path in meant)
        request = replace(request, routine=routine)
        with explaining(change):
            title = _title(request, episode.published.date())
        name = safe_name(f"{number:0{width}} - {safe_name(title)}")
        volumes.append(Volume(number, routine, title, episode, name, request, change, fate))
    return volumes


def make_guid(feed_url: str) -> str:
    """A new id for a feed, a UUID of version 5: of its URL, or of chance where it has none."""
    parts = urlsplit(feed_url)
    name = f"{parts.netloc}{parts.path}".rstrip("/") if feed_url else str(uuid.uuid4())
    return str(uuid.uuid5(PODCASTS, name))


def name_episode(episode: PublishedEpisode, sound: str, feed: str) -> PublishedEpisode:
    """An episode that was built: with its sound's digest, and an id made of it if it has none.

    Interrupted and taken up again, the same sound gets the same id; two sounds never share one.
    """
    edition = f" {episode.edition}" if episode.edition else ""
    guid = episode.guid or str(uuid.uuid5(uuid.UUID(feed), f"{episode.routine} {sound}{edition}"))
    return replace(episode, guid=guid, sound=sound)


def renew(volume: Volume, now: datetime.datetime, count: int) -> Volume:
    """A session whose sound is another one now: a new episode, for apps keep what they have."""
    published = now - datetime.timedelta(minutes=count - volume.number)
    episode = volume.episode
    return replace(
        volume,
        episode=replace(
            episode, guid="", published=published, sound="", edition=episode.edition + 1
        ),
        fate="changed",
    )


def _settle(
    episode: PublishedEpisode, wish: Wish, *, to_all: bool
) -> tuple[PublishedEpisode, Request, Change]:
    """Lay what is asked for over what is remembered of one episode."""
    given, forget = (wish.given, wish.forget) if to_all else ({}, ())
    now, change = settle_choices(reveal(episode.options), given, forget)
    require_known(now)
    with explaining(change):
        request = apply_choices(wish.request, now)
    return replace(episode, options=hide(now)), request, change


def _title(request: Request, date: datetime.date) -> str:
    """The title of a session; its settings are read too, before anything is built."""
    draft = open_draft(replace(request, date=date, history=None))
    draft.settings()
    return draft.title


@contextmanager
def explaining(change: Change) -> Iterator[None]:
    """Add to an error about a remembered option that it is remembered."""
    try:
        yield
    except VoiceguideError as error:
        option = error.where.removeprefix("--").partition(" ")[0]
        names = {name.partition(".")[0] for name in change.kept}
        if error.where.startswith("--") and option in names:
            told = f"It is remembered from before; --forget {option} leaves it out."
            error.remedy = f"{error.remedy} {told}".strip()
        raise


def _meant(only: Sequence[str], found: Mapping[Path, str]) -> set[Path]:
    """Where the routines are that options were given for. Raises UnknownName."""
    paths = {Library(one).found.path.resolve(): one for one in only}
    for path, name in paths.items():
        if path not in found:
            raise UnknownName("session of the folder", name, found.values(), where="--for")
    return set(paths)


def _remembered(state: FolderState, folder: Path) -> Iterator[tuple[Path, PublishedEpisode]]:
    """Every episode by its routine's file, but those whose routine is gone."""
    for episode in state.episodes:
        with suppress(RoutineError):
            yield _path(_asked(episode.routine, folder)), episode


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
