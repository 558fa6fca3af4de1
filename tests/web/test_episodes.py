"""Episodes: id, date and place stay while the sound stays, and another sound is another episode."""

import datetime
import os
import xml.etree.ElementTree as ET

import pytest
from msgspec.structs import replace

from tests.web.conftest import Visitor
from voiceguide.formats.tags import digest_sound
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.web.episodes import Episodes, file_for
from voiceguide.web.parts import parts_of
from voiceguide.web.sessions import StoredSession, id_of

DAY = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
TAG = b"ID3\x03\x00\x00\x00\x00\x01\x02" + b"\0" * 130


@pytest.fixture
def make(tmp_path):
    """Write a session of one name; what is heard of it is `sound`."""

    def make(name, sound, hours=0, tag=b""):
        path = tmp_path / f"{name}.mp3"
        path.write_bytes(tag + sound)
        made = DAY + datetime.timedelta(hours=hours)
        os.utime(path, (made.timestamp(), made.timestamp()))
        return StoredSession(id_of(path), path, name, "en", 1000, made, path.stat().st_size, (), 0)

    return make


def told(episodes, *sessions):
    return {
        kept.title: (one.sound[:4], one.number, one.published)
        for kept, one in episodes.settle(sessions)
    }


@pytest.fixture(params=["running", "started again"])
def episodes(request, tmp_path):
    """The episodes, each time they are asked for; also when the page was ended in between."""
    file = tmp_path / "data" / "feeds" / "x.json"
    running = Episodes(file)
    return lambda: running if request.param == "running" else Episodes(file)


@pytest.mark.parametrize(
    "again",
    [{}, {"hours": 9}, {"hours": 9, "tag": TAG}],
    ids=["same", "another date", "another tag"],
)
def test_the_same_sound_stays_where_it_is(make, episodes, again):
    first = told(episodes(), make("a", b"one"), make("b", b"two", hours=1))
    assert [number for _, number, _ in first.values()] == [1, 2]
    assert told(episodes(), make("a", b"one", **again), make("b", b"two", hours=1)) == first


def test_another_sound_is_another_episode_and_the_others_stay(make, episodes):
    a, b = make("a", b"one"), make("b", b"two", hours=1)
    first = told(episodes(), a, b)
    second = told(episodes(), make("a", b"other", hours=2), b)
    assert second["b"] == first["b"]
    assert second["a"][0] != first["a"][0]
    assert second["a"][1:] == (3, DAY + datetime.timedelta(hours=2))
    # and back: an app that has it knows it
    assert told(episodes(), make("a", b"one", hours=3), b) == first


def test_what_was_deleted_leaves_its_place(make, episodes):
    a, b = make("a", b"one"), make("b", b"two", hours=1)
    told(episodes(), a, b)
    a.path.unlink()
    assert list(told(episodes(), a, b)) == ["b"]
    assert told(episodes(), b)["b"][1] == 2
    assert told(episodes(), b, make("c", b"three"))["c"][1] == 3


def test_a_sound_under_two_names_is_two_episodes(make, episodes):
    found = told(episodes(), make("a", b"one"), make("b", b"one"))
    assert {number for _, number, _ in found.values()} == {1, 2}


def test_a_file_is_read_once(make, episodes, monkeypatch):
    a = make("a", b"one")
    first = told(episodes(), a)
    monkeypatch.setattr("voiceguide.web.episodes.digest_sound", lambda path: 1 / 0)
    assert told(episodes(), a) == first


@pytest.mark.parametrize(
    ("data", "heard"),
    [
        (b"sound", b"sound"),
        (TAG + b"sound", b"sound"),
        (b"ID3", b"ID3"),
        (b"", b""),
        (TAG[:50], b""),
    ],
)
def test_what_is_heard(tmp_path, data, heard):
    for name, content in (("a", data), ("b", heard)):
        (tmp_path / name).write_bytes(content)
    assert digest_sound(tmp_path / "a") == digest_sound(tmp_path / "b")


def test_what_cannot_be_read_or_kept_is_no_reason_to_fail(make, tmp_path):
    file = file_for(tmp_path / "out", tmp_path / "data")
    file.parent.parent.write_text("a file in the way")
    assert told(Episodes(file), make("a", b"one"))["a"][1] == 1
    broken = tmp_path / "broken.json"
    broken.write_text("{]")
    assert told(Episodes(broken), make("a", b"one"))["a"][1] == 1


def test_every_folder_has_its_own(tmp_path):
    assert file_for(tmp_path / "a", tmp_path) != file_for(tmp_path / "b", tmp_path)


def test_building_again_changes_nothing_in_the_feed_and_another_hold_does(app, made, tmp_path):
    visitor = Visitor(app)

    def build(hold, day=25):
        overrides = parse_overrides({"voice": {"engine": "silent"}, "hold": hold}, {}, {})
        day = datetime.date(2026, 11, day)
        out = parts_of(app).site.out
        return session.build(Request("desk-break", day, made / "cache", str(out), overrides)).path

    def episode():
        item = ET.fromstring(visitor.get("/feed.xml").get_data()).find("channel/item")
        names = ("guid", "pubDate", "{http://www.itunes.com/dtds/podcast-1.0.dtd}episode")
        return {name: item.findtext(name) for name in names} | {
            "url": item.find("enclosure").get("url")
        }

    os.utime(build("40s"), (1_800_000_000, 1_800_000_000))
    first = episode()
    build("40s")
    assert episode() == first
    build("40s", day=26)  # the tag has another date
    assert episode() == first
    build("45s")
    other = episode()
    assert all(other[name] != first[name] for name in first)
    assert visitor.get(other["url"].removeprefix("http://localhost")).status_code == 200


def test_another_sound_with_the_same_plan_is_looked_at_again(app, kept):
    sessions = parts_of(app).sessions
    kept.path.write_bytes(kept.path.read_bytes() + b"x" * 192)
    assert sessions.find(kept.id) == replace(
        kept, size=kept.size + 192, made=sessions.find(kept.id).made
    )
