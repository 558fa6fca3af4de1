"""What one person gets: the feed last, and an episode that stays itself while its sound does."""

import datetime

import feedparser
import pytest

from tests.delivery.test_rollout import HEAD, make
from voiceguide.delivery.asking import read_rollout
from voiceguide.delivery.rollout import roll_out

ROW = "a1;Anna;desk-break;20\n"


@pytest.fixture
def roster(tmp_path, monkeypatch, sounds):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    path = tmp_path / "clients.csv"
    path.write_text(HEAD + ROW)
    return path


def folder(out):
    (found,) = out.glob("a1-*")
    return found


def feed(out):
    return feedparser.parse((folder(out) / "feed.xml").read_bytes())


def test_what_tells_of_the_sounds_is_written_after_them(roster, tmp_path):
    make(roster)
    order = sorted(folder(tmp_path / "out").iterdir(), key=lambda one: one.stat().st_mtime_ns)
    names = [one.name for one in order]
    assert names[0].endswith(".mp3")
    assert names[-1] == "feed.xml"
    assert set(names[-5:]) == {
        "folder.jpg",
        "playlist.m3u8",
        "index.html",
        "sheet.html",
        "feed.xml",
    }


AGAIN = {
    "the same into another target": (ROW, {}, True),
    "a longer hold": (ROW.replace("20", "22"), {}, False),
    "another name": (ROW.replace("Anna", "Anne"), {}, False),
    "other captions": (ROW, {"captions": "vtt"}, True),
}


@pytest.mark.parametrize(("row", "options", "same"), AGAIN.values(), ids=AGAIN)
def test_an_episode_is_new_where_its_sound_is(roster, tmp_path, row, options, same):
    """Podcast apps fetch what has a guid they have not seen; the feed itself stays the same one."""
    make(roster)
    roster.write_text(HEAD + row)
    make(roster, "again", **options)
    before, after = feed(tmp_path / "out"), feed(tmp_path / "again")
    assert (after.entries[0].id == before.entries[0].id) is same
    assert after.feed.podcast_guid == before.feed.podcast_guid
    assert not after.bozo


def test_what_was_changed_back_is_an_episode_of_its_own(roster, tmp_path):
    guids = []
    for hold in (20, 22, 20):
        roster.write_text(HEAD + ROW.replace("20", str(hold)))
        make(roster)
        guids.append(feed(tmp_path / "out").entries[0].id)
    assert len(set(guids)) == 3


def test_the_feed_has_the_length_and_date_of_what_lies_there(roster, tmp_path):
    make(roster, base_url="https://example.org/hips")
    (entry,) = feed(tmp_path / "out").entries
    (sound,) = folder(tmp_path / "out").glob("*.mp3")
    (link,) = entry.enclosures
    assert int(link.length) == sound.stat().st_size
    assert link.href.startswith(f"https://example.org/hips/{folder(tmp_path / 'out').name}/01")
    then = datetime.datetime.fromtimestamp(1796000000, datetime.UTC)
    assert entry.published_parsed[:6] == then.timetuple()[:6]


def test_a_clock_that_goes_back_dates_no_feed_back(roster, tmp_path):
    make(roster)
    before = feed(tmp_path / "out").entries[0].published_parsed
    for hold in (22, 24):
        roster.write_text(HEAD + ROW.replace("20", str(hold)))
        given = {"target": "out", "engine": "silent", "workers": 1}
        roll_out(read_rollout(roster, given, {"SOURCE_DATE_EPOCH": "1000000000"}))
        after = feed(tmp_path / "out").entries[0].published_parsed
        assert after > before
        before = after


def test_streamed_there_is_all_but_the_sound(roster, tmp_path):
    make(roster)
    make(roster, "streamed", stream_url="https://example.org/s")
    stored, streamed = ({one.name for one in folder(tmp_path / out).iterdir()} for out in ("out", "streamed"))  # fmt: skip
    assert {name for name in stored if not name.endswith(".mp3")} == streamed
    (link,) = feed(tmp_path / "streamed").entries[0].enclosures
    assert link.href.startswith("https://example.org/s/")
    (sound,) = folder(tmp_path / "out").glob("*.mp3")
    assert int(link.length) == sound.stat().st_size


def test_what_is_for_one_person_is_in_no_directory_and_no_search(roster, tmp_path):
    make(roster)
    mine = folder(tmp_path / "out")
    assert "<itunes:block>Yes</itunes:block>" in (mine / "feed.xml").read_text()
    for page in ("index.html", "sheet.html"):
        assert '<meta name="robots" content="noindex">' in (mine / page).read_text()
