"""The player page: one HTML file that plays a folder of sessions and shows what to do.

It carries its style and script inside, asks no server and no network for anything, and works from
file://. The page of `voiceguide serve` shows the same player; both are made of `page/`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct

from voiceguide.formats.printed import PrintedChapter, print_chapters
from voiceguide.lang.language import (
    ENGLISH,
    all_languages,
    base_of,
    by_languages,
    language_of,
)
from voiceguide.plan.timeline import Event, Timeline

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE = Path(__file__).parent / "page"
"""The folder of the player's markup, style and script."""
SCRIPTS = (
    "moment.js",
    "store.js",
    "record.js",
    "sound.js",
    "system.js",
    "face.js",
    "attend.js",
    "player.js",
)
"""Its script, in the order in which it is loaded."""
QUIET_MS = 1_000
"""In a silence of at least this the sound changes over to what is in memory, unheard."""


class Episode(Struct, frozen=True):
    """One session a player offers."""

    title: str
    file: str
    """Where its sound lies: a relative URL, quoted as URLs are."""
    timeline: Timeline
    cover: str | None = None
    """Where its picture lies: a relative URL; for lock screens."""
    id: str = ""
    """Under which a browser remembers it; empty: `file`."""
    version: str = ""
    """Another one where the sound is another; what was kept of it is then dropped."""
    page: str = ""
    """Where a page lies that a browser may keep beside the sound: a relative URL."""
    attending: str = ""
    """Where one is told what became of it, a session of a programme: a relative URL. "done",
    "skipped" and "undo" lie beside it."""


class Player(Struct, frozen=True):
    """What a page needs to show a player."""

    episodes: list[dict[str, Any]]
    sheets: list[list[PrintedChapter]]
    """What is printed of each."""
    labels: Mapping[str, Mapping[str, str]]
    """The words of their languages."""
    album: str
    """What lock screens show above a session."""
    home: str = ""
    """Where "close" leads, as a URL."""


def render_player(
    title: str,
    language: str,
    episodes: Sequence[Episode],
    home: str = "",
    *,
    private: bool = False,
) -> str:
    """Write a whole page that plays `episodes`, the first one first.

    `title` stands above them; `language` is that of the page's own words ("en" if unknown); `home`
    is where "close" leads. Search engines leave out one that is `private`.
    """
    return (
        _environment()
        .get_template("static.html")
        .render(
            title=title,
            language=language,
            private=private,
            shown=describe_player(episodes, title, home) if episodes else None,
            policy=player_policy(_origins(episodes)),
            style=load_asset("player.css"),
            script=load_script(),
        )
    )


@cache
def player_policy(origins: tuple[str, ...] = ()) -> str:
    """The content security policy of such a page: its own script and style, sound and pictures from
    where it lies, sound from memory (blob:) and from the sites named, and nothing else."""
    sites = "".join(f" {one}" for one in origins)
    return (
        f"default-src 'none'; script-src '{_hash(load_script())}'; "
        f"style-src '{_hash(load_asset('player.css'))}'; media-src 'self' file: blob:{sites}; "
        f"connect-src 'self'{sites}; img-src 'self' file: data:; "
        "base-uri 'none'; form-action 'none'"
    )


def describe_player(episodes: Sequence[Episode], album: str, home: str = "") -> Player:
    """What `player` in parts.html needs to show these sessions."""
    sheets = [print_chapters(episode.timeline) for episode in episodes]
    described = [_describe(one, sheet) for one, sheet in zip(episodes, sheets, strict=True)]
    return Player(
        described,
        sheets,
        {one["words"]: _words(one["words"]) for one in described},
        album,
        home,
    )


def _origins(episodes: Sequence[Episode]) -> tuple[str, ...]:
    """The sites sounds come from that do not lie beside the page."""
    found = {match[0] for one in episodes if (match := re.match(r"https?://[^/;,\s]+", one.file))}
    return tuple(sorted(found))


def describe_episode(episode: Episode) -> dict[str, Any]:
    """What the script needs of a session: title, file, cover, language and the one its words are
    in, duration, chapters and their doses, silences, and events as rows [start, end, kind, what,
    exercise, side]; times in milliseconds."""
    return _describe(episode, print_chapters(episode.timeline))


def _describe(episode: Episode, sheet: Sequence[PrintedChapter]) -> dict[str, Any]:
    timeline = episode.timeline
    rows = [_row(event) for event in timeline.events if event.kind != "tone"]
    return {
        "id": episode.id or episode.file,
        "version": episode.version or _version(rows),
        "title": episode.title,
        "file": episode.file,
        "cover": episode.cover,
        "page": episode.page,
        "attending": episode.attending,
        "language": timeline.language,
        "words": language_of_words(timeline.language),
        "duration": timeline.duration_ms,
        "chapters": [[mark.start_ms, mark.title] for mark in timeline.chapters],
        "doses": [chapter.dose for chapter in sheet],
        "quiet": find_silences(timeline),
        "events": rows,
    }


def find_silences(timeline: Timeline) -> list[tuple[int, int]]:
    """Where nothing sounds for a second or longer; nowhere in a session with a bed."""
    if timeline.bed is not UNSET:
        return []
    silences, at = [], 0
    heard = [(event.start_ms, event.end_ms) for event in timeline.sounding]
    for start, end in [*heard, (timeline.duration_ms, timeline.duration_ms)]:
        if start - at >= QUIET_MS:
            silences.append((at, int(start)))
        at = max(at, end)
    return silences


def language_of_words(language: str) -> str:
    """The language in which the player speaks in a session of this one."""
    return base_of(language) if language_of(language).has("player") else ENGLISH


@by_languages
@cache
def player_words() -> Mapping[str, Mapping[str, str]]:
    """The words of the player in every language there is."""
    return {code: _words(code) for code in all_languages() if language_of(code).has("player")}


@cache
def load_asset(name: str) -> str:
    """The text of one of the player's files."""
    return (PAGE / name).read_text(encoding="utf-8")


def load_script() -> str:
    """All of the player's script."""
    return "\n".join(load_asset(name) for name in SCRIPTS)


def _words(language: str) -> Mapping[str, str]:
    return language_of(language).words("player")


def _row(event: Event) -> list[Any]:
    what = event.text if event.kind == "say" else event.rep if event.kind == "rep" else None
    return [
        event.start_ms,
        event.end_ms,
        event.kind,
        None if what is UNSET else what,
        event.exercise,
        event.side,
    ]


def _version(rows: list[list[Any]]) -> str:
    return hashlib.blake2b(msgspec.json.encode(rows), digest_size=8).hexdigest()


def _hash(text: str) -> str:
    """How a content security policy names an inline text it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # many times as fast as json.dumps, and a session has hundreds of rows
    environment.policies["json.dumps_function"] = _dump
    return environment


def _dump(value: object, **options: object) -> str:
    return msgspec.json.encode(value).decode()
