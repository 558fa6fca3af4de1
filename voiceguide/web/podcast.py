"""The feed of the sessions there are, and the page that says how to subscribe to it."""

from __future__ import annotations

import datetime
import ipaddress
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from voiceguide import __version__
from voiceguide.formats.captions import MEDIA_TYPES
from voiceguide.formats.feed import Channel, Item, Transcript, render_feed
from voiceguide.formats.heading import heading_of
from voiceguide.web.episodes import FeedEpisode
from voiceguide.web.form import choices
from voiceguide.web.parts import parts
from voiceguide.web.sessions import StoredSession, load_timeline

FEED = Blueprint("feed", __name__)
TITLE = "Exercise sessions"
ABOUT = "Voice-guided exercise sessions, made at home."
NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast guids (Podcasting 2.0, tag `guid`)."""
MEDIA = "application/rss+xml"


@FEED.get("/feed.xml")
def feed() -> BaseResponse:
    """The feed; every link in it carries the key that opens nothing but sounds."""
    found = parts().episodes.settle(parts().sessions.all())
    items = list(_items(found))
    response = Response(render_feed(make_channel(items), items), mimetype=MEDIA)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@FEED.get("/subscribe")
def subscribe() -> str:
    """How to get to the phone: the page itself where it can be reached, and the feed by a link, by
    one for AntennaPod, and by a QR code."""
    link = feed_url()
    page = entry_link(url_for("pages.index"), {})
    return render_template(
        "subscribe.html",
        link=link,
        antennapod=f"antennapod-subscribe://{urlsplit(link).netloc}{_path_of(link)}",
        qr=render_qr(link),
        page=page,
        page_qr=render_qr(page),
        reachable=is_reachable(link),
    )


@FEED.get("/share")
def share() -> str:
    """The address of what was chosen, or of a session, as a link and a QR code."""
    given, kept = choices(request.args), parts().sessions.find(request.args.get("session", ""))
    path = url_for("pages.play", session=kept.id) if kept else url_for("adjust.sheet")
    link = entry_link(path, {} if kept else given)
    back = path if kept else url_for("adjust.sheet", **given)
    return render_template(
        "share.html", link=link, qr=render_qr(link), reachable=is_reachable(link), back=back
    )


def entry_link(path: str, given: Mapping[str, str]) -> str:
    """A whole link to a page of ours, with what was chosen; on the network with the key."""
    site = parts().site
    own = {"key": site.keys.enter} if site.lan else {}
    query = urlencode({**given, **own})
    base = site.address if site.address and not is_reachable(request.host_url) else ""
    return (base or request.host_url.rstrip("/")) + path + (f"?{query}" if query else "")


def feed_url() -> str:
    """Where the feed lies, as another computer asks for it."""
    return link_to("feed.feed")


def link_to(endpoint: str, **values: Any) -> str:
    """A whole link that a podcast app can follow. On the network it carries the listening key."""
    site = parts().site
    base = site.address if site.address and not is_reachable(request.host_url) else ""
    key: dict[str, Any] = {"key": site.keys.listen} if site.lan else {}
    return (base or request.host_url.rstrip("/")) + url_for(endpoint, **values, **key)


def is_reachable(link: str) -> bool:
    """Whether another computer could follow a link."""
    name = urlsplit(link).hostname or ""
    try:
        return not ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name != "localhost"


def make_channel(items: list[Item]) -> Channel:
    """What is said of all sessions together."""
    languages = [one.timeline.language for one in items]
    return Channel(
        TITLE,
        str(channel_id()),
        max(languages, key=languages.count, default="en"),
        max(
            (one.published for one in items),
            default=datetime.datetime.fromtimestamp(0, datetime.UTC),
        ),
        ABOUT,
        f"voiceguide {__version__}",
        link=request.host_url,
        url=feed_url(),
    )


def make_item(kept: StoredSession, episode: FeedEpisode) -> Item:
    """One session in the feed. Its title says what is done: several are of one routine."""
    timeline = load_timeline(kept)
    title = heading_of(timeline)
    if title == timeline.title and kept.doses:
        title = f"{title}: {kept.doses}"
    # some apps take one address for one episode, whatever its id
    about = {"session": kept.id, "v": episode.sound[:8]}
    return Item(
        guid=str(uuid.uuid5(channel_id(), f"{kept.id} {episode.sound}")),
        number=episode.number,
        published=episode.published,
        timeline=replace(timeline, title=title),
        url=link_to("sound.audio", **about),
        length=kept.size,
        image=link_to("sound.cover", **about),
        chapters=link_to("sound.chapters", **about),
        transcripts=(Transcript(link_to("sound.captions", **about), MEDIA_TYPES["vtt"]),),
    )


def _items(found: list[tuple[StoredSession, FeedEpisode]]) -> Iterator[Item]:
    for kept, episode in found:
        with suppress(FileNotFoundError):  # it was deleted meanwhile
            yield make_item(kept, episode)


def channel_id() -> uuid.UUID:
    """The feed's own id: the same whatever address this computer gets."""
    return uuid.uuid5(NAMESPACE, f"voiceguide {parts().site.keys.listen}")


def render_qr(text: str) -> str:
    """A QR code as SVG to stand in a page, black on white whatever the page's colours are."""
    import segno

    return segno.make(text, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, title="QR code"
    )


def _path_of(link: str) -> str:
    parts = urlsplit(link)
    return parts.path + (f"?{quote(parts.query, safe='=&')}" if parts.query else "")
