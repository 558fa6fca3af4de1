"""What one person gets, as files in memory: sounds, captions, chapters, covers, page, sheet, feed.

The folder is laid out as `publish` lays one out; nothing is written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid5

from msgspec import Struct

from voiceguide.delivery.manifest import FolderState, PublishedEpisode
from voiceguide.delivery.members import Member
from voiceguide.delivery.overview import (
    CALENDAR,
    COVER,
    FEED,
    PAGE,
    PLAYLIST,
    SHEET,
    Issue,
    render_channel,
    render_list,
    render_page,
)
from voiceguide.delivery.volume import PODCASTS, Volume
from voiceguide.disk.cache import Cache
from voiceguide.formats.artwork import find_cover
from voiceguide.formats.calendar import Appointment, render_calendar
from voiceguide.formats.captions import RENDER
from voiceguide.formats.chapters import render_chapters
from voiceguide.formats.feed import resolve
from voiceguide.formats.filename import safe_name
from voiceguide.formats.weeksheet import SheetRow, list_doses, name_sitting, render_sheet
from voiceguide.plan.timeline import Timeline
from voiceguide.session.output import CHAPTERS_ENDING
from voiceguide.session.recipe import Recipe, Splice
from voiceguide.session.request import Request
from voiceguide.session.series import SessionWish, find_head
from voiceguide.text import one_line


class Sounding(Struct, frozen=True):
    """One session: the name of its file, and where each of its bytes is."""

    name: str
    layout: Splice


class Bundle(Struct, frozen=True):
    """Everything of one person: sounds by references, all else as bytes."""

    title: str
    stored: tuple[Sounding, ...]
    """The sounds that lie in the folder: none where they are streamed."""
    files: dict[str, bytes]
    """All else, in the order it is written: captions, chapters and covers, and then what tells of
    them, the feed at the very end."""


def make_bundle(member: Member, recipes: list[Recipe], cache: Cache, own: Cache) -> Bundle:
    """Put together what one person gets; `own` remembers what is of use to this computer alone."""
    title = recipes[0].album
    feed = str(uuid5(PODCASTS, member.token))
    made = [
        _session(member, number, wanted, recipe, feed=feed, cache=cache, own=own)
        for number, (wanted, recipe) in enumerate(zip(member.sessions, recipes, strict=True), 1)
    ]
    stored = tuple(one for one, _, _ in made if one)
    sides = {name: data for _, _, found in made for name, data in found.items()}
    issues = [issue for _, issue, _ in made]
    state = FolderState(guid=feed, title=title, base_url=member.base_url)
    cover = sides[f"{issues[0].volume.name}.jpg"]
    files = {
        **sides,
        COVER: cover,
        PLAYLIST: render_list(title, issues).encode(),
        PAGE: render_page(title, issues, private=True).encode(),
        SHEET: _sheet(title, member, recipes).encode(),
        **_calendar(title, member, issues, UUID(feed)),
        FEED: render_channel(state, issues, member.updated, private=True),
    }
    return Bundle(title, stored, files)


def _session(
    member: Member,
    number: int,
    wanted: SessionWish,
    recipe: Recipe,
    *,
    feed: str,
    cache: Cache,
    own: Cache,
) -> tuple[Sounding | None, Issue, dict[str, bytes]]:
    timeline = recipe.timeline
    name = _name(member, number, timeline)
    if member.streams:
        sounding, size, stream = None, recipe.size, member.streams[number - 1]
        cover = find_cover(timeline, cache, title=recipe.caption)
    else:
        tag, cover = find_head(recipe, cache, own)
        layout = Splice(recipe, tag)
        sounding, size, stream = Sounding(f"{name}.mp3", layout), layout.size, ""
    sides = {f"{name}.{kind}": RENDER[kind](timeline).encode() for kind in member.captions}
    sides[name + CHAPTERS_ENDING] = render_chapters(timeline).encode()
    sides[f"{name}.jpg"] = cover
    sound = f"{number} {member.edition} {sound_of(recipe)}"
    episode = PublishedEpisode(
        wanted.routine, str(uuid5(UUID(feed), sound)), member.published[number - 1]
    )
    request = Request(wanted.routine, wanted.date, cache.folder)
    volume = Volume(number, wanted.routine, timeline.title, episode, name, request)
    files = frozenset({f"{name}.mp3", *sides})
    return sounding, Issue(volume, timeline, files, size, stream=stream), sides


def _name(member: Member, number: int, timeline: Timeline) -> str:
    """What the files of a session are called, but for their endings."""
    course, wanted = member.course, member.sessions[number - 1]
    if course is None:
        return safe_name(f"{number:02} - {safe_name(timeline.title)}")
    place = f"{number:0{max(2, len(str(len(member.sessions))))}}"
    if not course.waits:  # else nobody knows the day yet
        place += f" - {wanted.date}"
    return safe_name(f"{place} - {name_sitting(wanted.week, wanted.day, timeline.language)}")


def sound_of(recipe: Recipe) -> str:
    """A digest of what is heard."""
    digest = hashlib.blake2b(repr(recipe.segments).encode(), digest_size=16)
    digest.update("".join(recipe.clips).encode())
    return digest.hexdigest()


def _calendar(title: str, member: Member, issues: Sequence[Issue], feed: UUID) -> dict[str, bytes]:
    """The calendar of somebody who follows a programme."""
    course = member.course
    if course is None:
        return {}
    appointments = [
        Appointment(
            f"{uuid5(feed, str(issue.volume.number))}@voiceguide",
            wanted.date,
            course.time,
            issue.timeline.duration_ms,
            issue.timeline.title,
            "\n".join(map(one_line, list_doses(issue.timeline, {}))),
            resolve(member.base_url, PAGE) if member.base_url else "",
            course.alarm,
        )
        for wanted, issue in zip(member.sessions, issues, strict=True)
    ]
    return {CALENDAR: render_calendar(title, appointments, member.updated)}


def _sheet(title: str, member: Member, recipes: list[Recipe]) -> str:
    rows = list(_rows(member, recipes))
    about = member.course.about if member.course else ""
    return render_sheet(title, recipes[0].timeline.language, rows, about, private=True)


def _rows(member: Member, recipes: list[Recipe]) -> Iterator[SheetRow]:
    for number, (wanted, recipe) in enumerate(zip(member.sessions, recipes, strict=True), 1):
        timeline = recipe.timeline
        doses = list_doses(timeline, {})
        yield SheetRow(number, wanted.week or 1, wanted.date, doses, timeline.duration_ms)
