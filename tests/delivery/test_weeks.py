"""A programme as a folder: every session, each sound made once, feed, calendar and sheet."""

import datetime
import re
from itertools import pairwise
from pathlib import Path

import feedparser
import icalendar
import pytest
from msgspec.structs import replace
from mutagen.id3 import ID3

import voiceguide
from tests.routine.test_programme import COUCH
from voiceguide.delivery.course import note_session
from voiceguide.delivery.overview import CALENDAR, SHEET
from voiceguide.delivery.publish import Publication, publish
from voiceguide.delivery.weeks import Weeks, publish_programme
from voiceguide.disk.diary import Diary
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.formats.tags import digest_sound
from voiceguide.plan.timeline import parse_timeline
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request

NOW = datetime.datetime(2026, 12, 1, 8, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=3)
TEXT = """\
title = "Two weeks"
titles = { de = "Zwei Wochen" }
routine = "desk-break"
weeks = 2
days = ["mon", "wed", "fri"]
start = 2026-12-07
time = "19:00"
alarm = "10m"
[settings]
first_side = "alternate"
[grow]
hold = ["30s", "35s"]
"""


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    return tmp_path_factory.mktemp("sounds")


@pytest.fixture
def weeks(tmp_path, monkeypatch, sounds):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    (tmp_path / "two.toml").write_text(TEXT)
    silent = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    request = Request("", NOW.date(), sounds, overrides=silent)
    return Weeks("two.toml", tmp_path / "pub", request, NOW)


@pytest.fixture
def builds(monkeypatch):
    """How often something is built."""
    made = []
    real = session.build

    def build(request, *rest):
        made.append(request.turn)
        return real(request, *rest)

    monkeypatch.setattr(session, "build", build)
    return made


def mp3s(folder):
    return sorted(folder.glob("*.mp3"))


def stamps(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def calendar(folder):
    return icalendar.Calendar.from_ical((folder / CALENDAR).read_bytes())


def test_equal_sessions_are_made_once(weeks, builds):
    done = publish_programme(weeks)
    assert (builds, done.sounds) == ([1, 2, 4, 5], 4)
    found = mp3s(weeks.folder)
    assert [path.stem for path in found] == [
        f"{n:02} - 2026-12-{day:02} - Week {1 + n // 4}, day {(n - 1) % 3 + 1}"
        for n, day in ((1, 7), (2, 9), (3, 11), (4, 14), (5, 16), (6, 18))
    ]
    sounds = [digest_sound(path) for path in found]
    assert (sounds[0], sounds[1], sounds[3]) == (sounds[2], sounds[1], sounds[5])
    assert len(set(sounds)) == 4


def test_each_is_numbered_and_dated(weeks):
    publish_programme(weeks)
    for number, path in enumerate(mp3s(weeks.folder), 1):
        tag = ID3(path)
        assert str(tag["TRCK"]) == str(number)
        assert str(tag["TALB"]) == "Two weeks"
        assert str(tag["TIT2"]).startswith(f"Week {1 + number // 4}, day ")
        assert str(tag["TDRC"]) == re.search(r"2026-12-\d\d", path.name)[0]
        for ending in ("vtt", "srt", "lrc", "jpg", "chapters.json"):
            assert path.with_suffix(f".{ending}").is_file()


def test_sides_go_by_the_number(weeks):
    done = publish_programme(weeks)
    firsts = [
        next(one.side for one in issue.timeline.events if one.side)
        for issue in done.published.issues
    ]
    assert firsts == ["left", "right"] * 3


def test_the_feed_has_its_dates(weeks):
    publish_programme(replace(weeks, base_url="https://example.org/hips"))
    feed = feedparser.parse((weeks.folder / "feed.xml").read_bytes())
    assert feed.feed.title == "Two weeks"
    days = [one.published_parsed[:3] for one in feed.entries]
    assert days == [(2026, 12, day) for day in (7, 9, 11, 14, 16, 18)]
    assert len({one.id for one in feed.entries}) == 6
    assert [one.itunes_episode for one in feed.entries] == list("123456")


def test_the_calendar(weeks):
    publish_programme(replace(weeks, base_url="https://example.org/hips"))
    events = list(calendar(weeks.folder).walk("VEVENT"))
    assert [one["dtstart"].dt for one in events] == [
        datetime.datetime(2026, 12, day, 19) for day in (7, 9, 11, 14, 16, 18)
    ]
    assert {str(one["url"]) for one in events} == {"https://example.org/hips/index.html"}
    assert all(len(one.walk("VALARM")) == 1 for one in events)
    assert len({str(one["uid"]) for one in events}) == 6
    assert (weeks.folder / SHEET).read_text("utf-8").count("☐") == 6


def test_again_changes_nothing(weeks):
    publish_programme(weeks)
    before = stamps(weeks.folder)
    done = publish_programme(replace(weeks, now=LATER))
    assert (done.published.changed, done.published.removed) == ((), ())
    assert stamps(weeks.folder) == before


def test_another_dose_changes_what_has_it(weeks, tmp_path):
    publish_programme(weeks)
    before = feedparser.parse((weeks.folder / "feed.xml").read_bytes()).entries
    (tmp_path / "two.toml").write_text(TEXT.replace("35s", "40s"))
    done = publish_programme(replace(weeks, now=LATER))
    assert {name[:2] for name in done.published.changed if name.endswith(".mp3")} == {
        "04",
        "05",
        "06",
    }
    after = feedparser.parse((weeks.folder / "feed.xml").read_bytes()).entries
    same = [old.id == new.id for old, new in zip(before, after, strict=True)]
    assert same == [True] * 3 + [False] * 3
    # what is published keeps its date
    assert [one.published for one in before] == [one.published for one in after]


def test_without_a_start_it_is_remembered(weeks, tmp_path):
    (tmp_path / "two.toml").write_text(TEXT.replace("start = 2026-12-07\n", ""))
    first = publish_programme(weeks).following.course.start
    again = publish_programme(replace(weeks, now=NOW + datetime.timedelta(days=20)))
    assert first == again.following.course.start == datetime.date(2026, 12, 2)
    assert not again.published.changed


def test_after_done_only_the_calendar_moves(weeks, tmp_path):
    (tmp_path / "two.toml").write_text(f'advance = "done"\n{TEXT}')
    publish_programme(weeks)
    assert mp3s(weeks.folder)[0].stem == "01 - Week 1, day 1"  # nobody knows the day yet
    note_session("two.toml", "done", datetime.date(2026, 12, 10))
    late = datetime.datetime(2026, 12, 10, 20, tzinfo=datetime.UTC)
    done = publish_programme(replace(weeks, now=late))
    assert set(done.published.changed) == {CALENDAR, SHEET, "feed.xml"}
    days = [one["dtstart"].dt.day for one in calendar(weeks.folder).walk("VEVENT")]
    assert days == [10, 11, 14, 16, 18, 21]
    assert (weeks.folder / SHEET).read_text("utf-8").count("☒") == 1


def test_in_another_language(weeks):
    german = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    request = replace(weeks.request, overrides=replace(german, language="de"))
    done = publish_programme(replace(weeks, request=request))
    assert done.published.title == "Zwei Wochen"
    assert mp3s(weeks.folder)[1].stem == "02 - 2026-12-09 - Woche 1, Tag 2"
    assert "Montag, 7. Dezember" in (weeks.folder / SHEET).read_text("utf-8")


def test_divided(weeks, builds):
    publish_programme(replace(weeks, request=replace(weeks.request, split=True)))
    assert len(builds) == 6
    assert all(any(path.with_suffix("").glob("*.mp3")) for path in mp3s(weeks.folder))


def test_a_folder_holds_one_programme(weeks, tmp_path):
    publish_programme(weeks)
    before = stamps(weeks.folder)
    (tmp_path / "other.toml").write_text(TEXT)
    with pytest.raises(OutputError, match="this folder holds the programme 'two'"):
        publish_programme(replace(weeks, programme="other.toml"))
    with pytest.raises(OutputError, match="this folder holds the programme 'two'"):
        publish(Publication(weeks.folder, weeks.request, NOW, ("desk-break",)))
    assert stamps(weeks.folder) == before
    other = tmp_path / "routines"
    publish(Publication(other, weeks.request, NOW, ("desk-break",)))
    with pytest.raises(OutputError, match="this folder holds other sessions"):
        publish_programme(replace(weeks, folder=other))


def test_what_is_wrong_is_known_before_anything_is_made(weeks, tmp_path, builds):
    (tmp_path / "two.toml").write_text(TEXT + '[[week]]\n[[week]]\nroutine = "nobody"\n')
    with pytest.raises(VoiceguideError):
        publish_programme(weeks)
    assert (builds, weeks.folder.exists(), Diary().all()) == ([], False, {})


@pytest.mark.speech
def test_runs_in_one_file_are_spoken_and_proved(tmp_path, sounds, monkeypatch):
    """Eight runs of a minute, each two and a half minutes after the one before."""
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    text = COUCH.read_text("utf-8").replace('["tue", "thu", "sat"]', '["tue"]')
    text = (
        text.partition("# What is done")[0]
        + re.search(r"\[\[week\]\]\n(.*?)\n\n", text, re.DOTALL)[0]
    )
    (tmp_path / "runs.toml").write_text(text)
    spoken = parse_overrides({"voice": {"engine": "system"}}, {}, {})
    request = Request("", NOW.date(), sounds, overrides=spoken)
    publish_programme(Weeks(str(tmp_path / "runs.toml"), tmp_path / "pub", request, NOW))
    [path] = mp3s(tmp_path / "pub")
    asked = voiceguide.preview(f"{tmp_path / 'runs.toml'}#week-1").timeline
    made = voiceguide.build(
        f"{tmp_path / 'runs.toml'}#week-1", engine="system", out=tmp_path / "one", counts=False
    )
    assert voiceguide.verify(made.path).problems == []
    assert digest_sound(path) == digest_sound(made.path)
    timeline = parse_timeline(Path(made.path).with_suffix(".timeline.json").read_bytes())
    runs = [one for one in timeline.events if one.kind == "hold" and one.exercise == "run"]
    assert [one.asked_ms for one in runs] == [60_000] * 8
    assert {after.start_ms - before.start_ms for before, after in pairwise(runs)} == {150_000}
    assert len(asked.chapters) == len(timeline.chapters)


def test_a_clock_that_goes_back_changes_no_date(weeks):
    """Feed, calendar and files keep their dates, also those of a session whose sound is another."""
    publish_programme(weeks)
    before = stamps(weeks.folder)
    earlier = replace(weeks, now=NOW - datetime.timedelta(days=300))
    publish_programme(earlier)
    assert stamps(weeks.folder) == before
    Path("two.toml").write_text(TEXT.replace("30s", "31s"))
    publish_programme(earlier)
    dates = [
        one.published for one in feedparser.parse((weeks.folder / "feed.xml").read_bytes()).entries
    ]
    assert dates == [one.published for one in feedparser.parse(before["feed.xml"]).entries]
    assert [one["DTSTART"].dt for one in calendar(weeks.folder).walk("VEVENT")] == [
        one["DTSTART"].dt for one in icalendar.Calendar.from_ical(before[CALENDAR]).walk("VEVENT")
    ]
