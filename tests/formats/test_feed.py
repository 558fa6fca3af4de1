"""The feed, read by a library that is not ours, and held against the rules of its namespaces."""

import datetime
import re
import uuid
from xml.etree import ElementTree

import feedparser
import pytest

from tests.formats.lines import NASTY, built_in, timeline
from voiceguide.duration import render_clock
from voiceguide.formats.feed import Channel, Item, Transcript, render_feed, resolve

NOW = datetime.datetime(2026, 11, 25, 8, 0, tzinfo=datetime.UTC)
BASE = "https://example.org/hips"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def channel(**changes):
    given = {
        "title": "Hips", "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, "hips")), "language": "en",
        "updated": NOW, "description": "Sessions.", "generator": "voiceguide 0",
        "link": f"{BASE}/index.html", "url": f"{BASE}/feed.xml", "image": f"{BASE}/folder.jpg",
    }  # fmt: skip
    return Channel(**given | changes)


def item(number=1, line=None):
    name = f"0{number} - Hips"
    return Item(
        f"guid-{number}", number, NOW, line or built_in(), resolve(BASE, f"{name}.mp3"), 6_593_000,
        image=resolve(BASE, f"{name}.jpg"), chapters=resolve(BASE, f"{name}.chapters.json"),
        transcripts=(Transcript(resolve(BASE, f"{name}.vtt"), "text/vtt"),
                     Transcript(resolve(BASE, f"{name}.srt"), "application/x-subrip")),
    )  # fmt: skip


def read(feed):
    return ElementTree.fromstring(feed).find("channel")


def test_feedparser_reads_it():
    found = feedparser.parse(render_feed(channel(), [item(1), item(2)]))
    assert not found.bozo
    assert (found.feed.title, found.feed.language, found.version) == ("Hips", "en", "rss20")
    assert found.feed.image.href == f"{BASE}/folder.jpg"
    assert [entry.id for entry in found.entries] == ["guid-1", "guid-2"]
    first = found.entries[0]
    assert (first.title, first.itunes_duration, first.itunes_episode) == (
        "90/90 hip rotation",
        str(round(built_in().duration_ms / 1000)),
        "1",
    )
    [enclosure] = first.enclosures
    assert (enclosure.href, enclosure.length, enclosure.type) == (
        f"{BASE}/01%20-%20Hips.mp3", "6593000", "audio/mpeg",
    )  # fmt: skip
    assert first.published_parsed[:5] == (2026, 11, 25, 8, 0)
    second = built_in().chapters[1]
    assert f"{render_clock(second.start_ms)} {second.title}" in first.description


RULES = {
    # tag: (parent, least, most, attributes it needs, what its text is)
    "guid": ("channel", 1, 1, (), r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "medium": ("channel", 1, 1, (), r"podcast|music|video|film|audiobook|newsletter|blog|publisher|course"),
    "locked": ("channel", 1, 1, (), r"yes|no"),
    "chapters": ("item", 1, 1, ("url", "type"), None),
    "transcript": ("item", 1, 99, ("url", "type"), None),
}  # fmt: skip
"""The rules of the podcast namespace for the tags a feed of ours has."""


@pytest.mark.parametrize("tag", RULES)
def test_rules_of_the_podcast_namespace(tag):
    parent, least, most, attributes, text = RULES[tag]
    top = read(render_feed(channel(), [item(1), item(2)]))
    parents = [top] if parent == "channel" else top.findall("item")
    assert len(list(top.iter(PODCAST + tag))) == sum(
        len(one.findall(PODCAST + tag)) for one in parents
    )
    for one in parents:
        found = one.findall(PODCAST + tag)
        assert least <= len(found) <= most
        for element in found:
            assert all(re.fullmatch(r"\S+", element.get(name, "")) for name in attributes)
            assert re.fullmatch(text, element.text) if text else element.text is None


def test_no_other_podcast_tags():
    top = read(render_feed(channel(), [item()]))
    tags = {one.tag.removeprefix(PODCAST) for one in top.iter() if one.tag.startswith(PODCAST)}
    assert tags == set(RULES)


def test_types_of_side_files():
    [one] = read(render_feed(channel(), [item()])).findall("item")
    assert one.find(f"{PODCAST}chapters").get("type") == "application/json+chapters"
    assert [(t.get("type"), t.get("rel"), t.get("language")) for t in one.findall(f"{PODCAST}transcript")] == [
        ("text/vtt", "captions", "en"), ("application/x-subrip", "captions", "en"),
    ]  # fmt: skip


def test_what_apple_asks_for():
    top = read(render_feed(channel(), [item()]))
    assert top.find(f"{ITUNES}explicit").text == "false"
    assert top.find(f"{ITUNES}image").get("href") == f"{BASE}/folder.jpg"
    assert top.find(f"{ITUNES}category").get("text") == "Health & Fitness"
    one = top.find("item")
    assert one.find(f"{ITUNES}image").get("href") == f"{BASE}/01%20-%20Hips.jpg"
    assert one.find("guid").get("isPermaLink") == "false"
    link = top.find("{http://www.w3.org/2005/Atom}link")
    assert (link.get("href"), link.get("rel")) == (f"{BASE}/feed.xml", "self")


def test_what_is_not_known_is_not_there():
    bare = Item("g", 1, NOW, built_in(), "a.mp3", 1)
    feed = render_feed(channel(url="", image=""), [bare])
    for word in (
        b"atom:link",
        b"<image",
        b"itunes:image",
        b"podcast:chapters",
        b"podcast:transcript",
    ):
        assert word not in feed


def test_text_cannot_break_out():
    line = timeline(title=NASTY, chapters=((0, NASTY),))
    feed = render_feed(channel(title=NASTY), [item(line=line)])
    found = feedparser.parse(feed)
    assert not found.bozo
    wanted = 'Knees & <b>hips</b> --> "{\\an8}" [00:01.00] ]]> café 髋 🦵'
    assert read(feed).find("title").text == wanted
    assert read(feed).find("item/title").text == wanted
    assert b"<b>" not in feed


@pytest.mark.parametrize(
    ("base", "name", "url"),
    [
        ("", "01 - Hüfte #1?.mp3", "01%20-%20H%C3%BCfte%20%231%3F.mp3"),
        ("https://example.org", "a.mp3", "https://example.org/a.mp3"),
        ("https://example.org/x/", "a.mp3", "https://example.org/x/a.mp3"),
    ],
)
def test_resolve(base, name, url):
    assert resolve(base, name) == url


def test_the_same_bytes():
    assert render_feed(channel(), [item()]) == render_feed(channel(), [item()])
