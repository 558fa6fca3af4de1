"""The feed of the sessions there are, and the page that says how to subscribe to it."""

from __future__ import annotations

import datetime
import ipaddress
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from voiceguide import __version__
from voiceguide.phone.captions import MEDIA_TYPES
from voiceguide.phone.feed import Channel, Item, Transcript, render_feed
from voiceguide.web.parts import parts
from voiceguide.web.shelf import Kept, load_timeline

FEED = Blueprint("feed", __name__)
TITLE = "Exercise sessions"
ABOUT = "Voice-guided exercise sessions, made at home."
NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast guids (Podcasting 2.0, tag `guid`)."""
MEDIA = "application/rss+xml"


@FEED.get("/feed.xml")
def feed() -> BaseResponse:
    """The feed; every link in it carries the key that opens nothing but sounds."""
    kept = sorted(parts().shelf.all(), key=lambda one: (one.made, one.id))
    items = list(_items(kept))
    response = Response(render_feed(make_channel(kept), items), mimetype=MEDIA)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@FEED.get("/subscribe")
def subscribe() -> str:
    """How to subscribe: a link, one for AntennaPod, and a QR code."""
    link = feed_url()
    return render_template(
        "subscribe.html",
        link=link,
        antennapod=f"antennapod-subscribe://{urlsplit(link).netloc}{_path_of(link)}",
        qr=render_qr(link),
        reachable=is_reachable(link),
    )


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


def make_channel(kept: list[Kept]) -> Channel:
    """What is said of all sessions together."""
    made = [one.made for one in kept]
    languages = [one.language for one in kept]
    return Channel(
        TITLE,
        str(channel_id()),
        max(languages, key=languages.count, default="en"),
        max(made, default=datetime.datetime.fromtimestamp(0, datetime.UTC)),
        ABOUT,
        f"voiceguide {__version__}",
        link=request.host_url,
        url=feed_url(),
    )


def make_item(kept: Kept, number: int) -> Item:
    """One session in the feed. Its title says what is done: several are of one routine."""
    timeline = load_timeline(kept)
    title = f"{kept.title}: {kept.doses}" if kept.doses else kept.title
    return Item(
        guid=str(uuid.uuid5(channel_id(), kept.id)),
        number=number,
        published=kept.made,
        timeline=replace(timeline, title=title),
        url=link_to("sound.audio", session=kept.id),
        length=kept.size,
        image=link_to("sound.cover", session=kept.id),
        chapters=link_to("sound.chapters", session=kept.id),
        transcripts=(Transcript(link_to("sound.captions", session=kept.id), MEDIA_TYPES["vtt"]),),
    )


def _items(kept: list[Kept]) -> Iterator[Item]:
    for number, one in enumerate(kept, start=1):
        with suppress(FileNotFoundError):  # it was deleted meanwhile
            yield make_item(one, number)


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
