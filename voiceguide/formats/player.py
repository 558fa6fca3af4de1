"""The player page: one HTML file that plays a folder of sessions and shows what to do.

It carries its style and script inside, asks no server and no network for anything, and works from
file://. The page of `voiceguide serve` shows the same player; both are made of `page/`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import Event, Timeline

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE = Path(__file__).parent / "page"
"""The folder of the player's markup, style and script."""


class Episode(Struct, frozen=True):
    """One session a player offers."""

    title: str
    file: str
    """Where its sound lies: a relative URL, quoted as URLs are."""
    timeline: Timeline
    cover: str | None = None
    """Where its picture lies: a relative URL; for lock screens."""


def render_player(title: str, language: str, episodes: Sequence[Episode]) -> str:
    """Write a whole page that plays `episodes`, the first one first.

    `title` stands above them; `language` is that of the page's own words ("en" if unknown).
    """
    style, script = load_asset("player.css"), load_asset("player.js")
    return (
        page_environment()
        .get_template("static.html")
        .render(
            title=title,
            language=language,
            labels=language_of(language).words("player"),
            episodes=[describe_episode(episode) for episode in episodes],
            style=style,
            script=script,
            style_hash=hash_of(style),
            origins="".join(f" {one}" for one in _origins(episodes)),
            script_hash=hash_of(script),
        )
    )


def _origins(episodes: Sequence[Episode]) -> list[str]:
    """The sites sounds come from that do not lie beside the page."""
    found = {match[0] for one in episodes if (match := re.match(r"https?://[^/;,\s]+", one.file))}
    return sorted(found)


def describe_episode(episode: Episode) -> dict[str, Any]:
    """What the script needs of a session: title, file, cover, language, duration and chapters in
    milliseconds, and events as rows [start, end, kind, what, exercise, side]."""
    timeline = episode.timeline
    return {
        "title": episode.title,
        "file": episode.file,
        "cover": episode.cover,
        "language": timeline.language,
        "duration": timeline.duration_ms,
        "chapters": [[mark.start_ms, mark.title] for mark in timeline.chapters],
        "events": [_row(event) for event in timeline.events if event.kind != "tone"],
    }


@cache
def load_asset(name: str) -> str:
    """The text of one of the player's files."""
    return (PAGE / name).read_text(encoding="utf-8")


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


def hash_of(text: str) -> str:
    """How a content security policy names an inline text it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def page_environment() -> Environment:
    """What renders the pages of this folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
