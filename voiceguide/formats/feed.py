"""A podcast feed: RSS 2.0 with the tags of iTunes and of Podcasting 2.0.

Every URL is given as it shall stand in the feed, absolute or relative to it, and quoted. Nothing
here asks for the time: the same arguments give the same bytes.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from voiceguide.duration import render_clock
from voiceguide.formats import chapters
from voiceguide.formats.comment import describe
from voiceguide.formats.plain import plain
from voiceguide.formats.tags import ARTIST
from voiceguide.plan.timeline import Timeline

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
}
MEDIUM = "podcast"
"""Podcasting 2.0 knows "course" too, but apps filter by medium, and every app plays podcasts."""


class Transcript(Struct, frozen=True):
    """Captions of an item: where, and their media type."""

    url: str
    type: str


class Item(Struct, frozen=True):
    """One session in a feed."""

    guid: str
    """What apps know it by; it must never change, whatever else does."""
    number: int
    """Its place, from 1."""
    published: datetime.datetime
    timeline: Timeline
    url: str
    length: int
    """Bytes of the sound."""
    type: str = "audio/mpeg"
    image: str = ""
    chapters: str = ""
    transcripts: tuple[Transcript, ...] = ()


class Channel(Struct, frozen=True):
    """What is said of all sessions together. An empty URL is an unknown one."""

    title: str
    guid: str
    """A UUID of version 5, as Podcasting 2.0 wants it."""
    language: str
    updated: datetime.datetime
    description: str
    generator: str
    link: str
    """The page that plays them."""
    url: str = ""
    """Where the feed itself lies."""
    image: str = ""
    private: bool = False
    """Whether it is for one person, and in no directory."""


def render_feed(channel: Channel, items: Sequence[Item]) -> bytes:
    """Write the feed as UTF-8 XML."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("rss", {"version": "2.0", **NAMESPACES})
    _channel(root, channel, items)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def resolve(base: str, name: str) -> str:
    """The URL of a file by its name: under `base`, or relative where that is empty."""
    quoted = quote(name)
    return f"{base.rstrip('/')}/{quoted}" if base else quoted


def _channel(root: Element, channel: Channel, items: Sequence[Item]) -> None:
    top = _add(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", channel.link)
    _add(top, "description", channel.description)
    _add(top, "language", channel.language.lower())
    _add(top, "lastBuildDate", format_datetime(channel.updated))
    _add(top, "generator", channel.generator)
    if channel.url:
        _add(top, "atom:link", href=channel.url, rel="self", type="application/rss+xml")
    _add(top, "itunes:author", ARTIST)
    _add(top, "itunes:explicit", "false")
    _add(top, "itunes:type", "serial")
    if channel.private:
        _add(top, "itunes:block", "Yes")
    _add(_add(top, "itunes:category", text="Health & Fitness"), "itunes:category", text="Fitness")
    if channel.image:
        _add(top, "itunes:image", href=channel.image)
        picture = _add(top, "image")
        _add(picture, "url", channel.image)
        _add(picture, "title", channel.title)
        _add(picture, "link", channel.link)
    _add(top, "podcast:guid", channel.guid)
    _add(top, "podcast:medium", MEDIUM)
    _add(top, "podcast:locked", "yes")
    for item in items:
        _item(_add(top, "item"), item)


def _item(top: Element, item: Item) -> None:
    timeline = item.timeline
    _add(top, "title", timeline.title)
    _add(top, "guid", item.guid, isPermaLink="false")
    _add(top, "pubDate", format_datetime(item.published))
    _add(top, "description", describe_item(timeline))
    _add(top, "enclosure", url=item.url, length=str(item.length), type=item.type)
    _add(top, "itunes:duration", str(round(timeline.duration_ms / 1000)))
    _add(top, "itunes:episode", str(item.number))
    _add(top, "itunes:episodeType", "full")
    _add(top, "itunes:explicit", "false")
    if item.image:
        _add(top, "itunes:image", href=item.image)
    if item.chapters:
        _add(top, "podcast:chapters", url=item.chapters, type=chapters.MEDIA_TYPE)
    for one in item.transcripts:
        attributes = {"url": one.url, "type": one.type, "language": timeline.language.lower()}
        _add(top, "podcast:transcript", **attributes, rel="captions")


def describe_item(timeline: Timeline) -> str:
    """What a session is, and its chapters with their times, a line for each: apps link these."""
    times = [f"{render_clock(mark.start_ms)} {plain(mark.title)}" for mark in timeline.chapters]
    return "\n".join([describe(timeline)[1], *(["", *times] if times else [])])


def _add(parent: Element, tag: str, content: str = "", /, **attributes: str) -> Element:
    from xml.etree.ElementTree import SubElement

    element = SubElement(parent, tag, attributes)
    if content:
        element.text = "\n".join(map(plain, content.split("\n")))
    return element
