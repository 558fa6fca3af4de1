"""The feed as a podcast app reads it, and the page that leads to it."""

import re
import urllib.parse
import xml.etree.ElementTree as ET

import feedparser
import pytest

from tests.web.conftest import KEYS, Visitor
from voiceguide.formats.tags import digest_sound
from voiceguide.session.build import timeline_path
from voiceguide.web.sessions import SessionFolder

PODCAST = "{https://podcastindex.org/namespace/1.0}"


def parse(answer):
    found = feedparser.parse(answer.get_data())
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_an_empty_feed_is_a_feed(visitor):
    found = parse(visitor.get("/feed.xml"))
    assert found.feed.title == "Exercise sessions"
    assert found.entries == []


def test_a_session_is_an_episode(visitor, kept):
    answer = visitor.get("/feed.xml")
    assert answer.mimetype == "application/rss+xml"
    [entry] = parse(answer).entries
    assert entry.title == "Desk break for the hips: holds of 40 s, 8 repetitions"
    [sound] = entry.enclosures
    assert (sound.type, int(sound.length)) == ("audio/mpeg", kept.size)
    assert (
        sound.href
        == f"http://localhost/sessions/{kept.id}/audio.mp3?v={digest_sound(kept.path)[:8]}"
    )
    assert visitor.get(urllib.parse.urlsplit(sound.href).path).get_data() == kept.path.read_bytes()


def test_every_link_of_the_feed_leads_somewhere(visitor, kept):
    root = ET.fromstring(visitor.get("/feed.xml").get_data())
    links = [
        value
        for element in root.iter()
        for name, value in [*element.attrib.items(), ("text", element.text or "")]
        if value.startswith("http") and (name in {"url", "href"} or element.tag == "link")
    ]
    assert len(links) >= 5
    for link in links:
        path = urllib.parse.urlsplit(link)
        assert visitor.get(f"{path.path}?{path.query}").status_code == 200, link


def test_on_the_network_links_carry_the_key_that_only_listens(network, kept):
    visitor = Visitor(network)
    text = visitor.get(f"/feed.xml?key={KEYS.listen}").get_data(as_text=True)
    assert KEYS.enter not in text
    [sound] = parse(visitor.get(f"/feed.xml?key={KEYS.listen}")).entries[0].enclosures
    assert (
        sound.href
        == f"http://192.168.1.5:8765/sessions/{kept.id}/audio.mp3?v={digest_sound(kept.path)[:8]}&key={KEYS.listen}"
    )
    path = urllib.parse.urlsplit(sound.href)
    stranger = Visitor(network)  # an app has no cookie
    assert stranger.get(f"{path.path}?{path.query}").status_code == 200
    assert stranger.get(path.path).status_code == 403


def test_a_session_deleted_meanwhile_is_left_out(visitor, kept, monkeypatch):
    def listed_then_deleted(sessions):
        timeline_path(kept.path).unlink(missing_ok=True)
        return [kept]

    monkeypatch.setattr(SessionFolder, "all", listed_then_deleted)
    assert parse(visitor.get("/feed.xml")).entries == []


def test_an_episode_keeps_its_id(make_app, visitor, kept):
    first = parse(visitor.get("/feed.xml")).entries[0].id
    later = Visitor(make_app(address="http://10.0.0.9:1", lan=True))
    assert parse(later.get(f"/feed.xml?key={KEYS.listen}")).entries[0].id == first


def test_a_feed_that_is_known_is_not_sent_again(visitor, kept):
    tag = visitor.get("/feed.xml").headers["ETag"]
    assert visitor.get("/feed.xml", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("host", "link"),
    [
        ("192.168.1.77:8765", f"http://192.168.1.77:8765/feed.xml?key={KEYS.listen}"),
        ("127.0.0.1:8765", f"http://192.168.1.5:8765/feed.xml?key={KEYS.listen}"),
    ],
)
def test_how_to_subscribe(network, host, link):
    visitor = Visitor(network)
    base = f"http://{host}"
    visitor.get(f"/?key={KEYS.enter}", base_url=base)
    text = visitor.get("/subscribe", base_url=base).get_data(as_text=True)
    assert f'value="{link}"' in text
    assert f'href="antennapod-subscribe://{link.removeprefix("http://")}"' in text
    assert re.search(r"<svg[^>]*class=\"qr\"", text)
    assert "cannot reach" not in text
    assert KEYS.enter not in text


def test_alone_the_page_says_that_a_phone_cannot_come(visitor):
    text = visitor.get("/subscribe").get_data(as_text=True)
    assert "A phone cannot reach this page" in text
    assert "key=" not in text


def test_the_qr_code_reads_back(tmp_path):
    import segno

    from voiceguide.web.podcast import render_qr

    link = "http://192.168.1.5:8765/feed.xml?key=" + KEYS.listen
    size = segno.make(link, error="m").symbol_size(scale=5, border=4)[0]
    drawn = render_qr(link)
    assert f'width="{size}"' in drawn
    assert "style=" not in drawn
