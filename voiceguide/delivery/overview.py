"""What stands in front of the sessions of a folder: playlist, page, cover and feed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.delivery.manifest import FolderState
from voiceguide.delivery.volume import Volume
from voiceguide.duration import Milliseconds, render_clock
from voiceguide.formats.captions import MEDIA_TYPES
from voiceguide.formats.feed import Channel, Item, Transcript, render_feed, resolve
from voiceguide.formats.player import Episode, render_player
from voiceguide.formats.playlist import PlaylistEntry, render_playlist
from voiceguide.plan.timeline import Event, Mark, Timeline
from voiceguide.problem import Problem
from voiceguide.session.output import CHAPTERS_ENDING

FEED, PAGE, PLAYLIST, COVER = "feed.xml", "index.html", "playlist.m3u8", "folder.jpg"
CALENDAR, SHEET = "calendar.ics", "sheet.html"
"""What a programme's folder has besides; a person of a roster has a sheet always."""
IN_FEED = ("vtt", "srt")
"""Captions a feed names. LRC is for music players, which find it by its name."""


class Issue(Struct, frozen=True):
    """One session of a folder, built."""

    volume: Volume
    timeline: Timeline
    files: frozenset[str]
    """The names of its files."""
    size: int
    """Bytes of its sound."""
    notices: tuple[Problem, ...] = ()
    stream: str = ""
    """Where its sound comes from, where it lies in no folder."""

    def url(self, base: str) -> str:
        """The URL of its sound: in a folder at `base`, or relative where that is empty."""
        return self.stream or resolve(base, self.sound)

    @property
    def sound(self) -> str:
        """The name of its sound."""
        return f"{self.volume.name}.mp3"

    def file(self, ending: str) -> str:
        """The name of a file of it; "" where there is none."""
        name = self.volume.name + ending
        return name if name in self.files else ""


def render_list(title: str, issues: Sequence[Issue]) -> str:
    """The playlist of a folder."""
    entries = [
        PlaylistEntry(one.stream or one.sound, one.volume.title, one.timeline.duration_ms)
        for one in issues
    ]
    return render_playlist(title, entries)


def render_page(title: str, issues: Sequence[Issue], *, private: bool = False) -> str:
    """The page that plays a folder; a `private` one is for one person."""
    episodes = [
        Episode(
            one.volume.title,
            one.url(""),
            one.timeline,
            resolve("", one.file(".jpg")) or None,
            one.volume.episode.guid,
            one.volume.episode.sound,
        )
        for one in issues
    ]
    return render_player(title, issues[0].timeline.language, episodes, private=private)


def render_channel(
    state: FolderState,
    issues: Sequence[Issue],
    updated: datetime.datetime,
    *,
    private: bool = False,
) -> bytes:
    """The feed of a folder; a `private` one is for one person."""
    base = state.base_url
    channel = Channel(
        state.title,
        state.guid,
        issues[0].timeline.language,
        updated,
        _describe(issues),
        f"voiceguide {__version__}",
        resolve(base, PAGE),
        url=resolve(base, FEED) if base else "",
        image=resolve(base, COVER),
        private=private,
    )
    return render_feed(channel, [_item(base, issue) for issue in issues])


def bind(title: str, timelines: Sequence[Timeline]) -> Timeline:
    """Lay sessions end to end, as one: for the cover of all of them."""
    at, marks, events = 0, list[Mark](), list[Event]()
    for number, timeline in enumerate(timelines, start=1):
        marks += [
            replace(one, start_ms=Milliseconds(at + one.start_ms)) for one in timeline.chapters
        ]
        events += [
            replace(
                one,
                start_ms=Milliseconds(at + one.start_ms),
                end_ms=Milliseconds(at + one.end_ms),
                # the same exercise in two sessions is not one series of repetitions
                round=number * 100 + (one.round or 0),
            )
            for one in timeline.events
        ]
        at += timeline.duration_ms
    return Timeline(title, Milliseconds(at), timelines[0].language, tuple(marks), tuple(events))


def _item(base: str, issue: Issue) -> Item:
    def url(ending: str) -> str:
        name = issue.file(ending)
        return resolve(base, name) if name else ""

    return Item(
        issue.volume.episode.guid,
        issue.volume.number,
        issue.volume.episode.published,
        issue.timeline,
        issue.url(base),
        issue.size,
        image=url(".jpg"),
        chapters=url(CHAPTERS_ENDING),
        transcripts=tuple(
            Transcript(url(f".{kind}"), MEDIA_TYPES[kind]) for kind in IN_FEED if url(f".{kind}")
        ),
    )


def _describe(issues: Sequence[Issue]) -> str:
    """Every session and its length, a line for each."""
    return "\n".join(
        f"{one.volume.title} ({render_clock(one.timeline.duration_ms)})" for one in issues
    )
