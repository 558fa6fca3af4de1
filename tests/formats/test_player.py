"""The player page as text: what it carries, and what it cannot be made to carry."""

import json
import re

import pytest
from msgspec.structs import replace

from voiceguide.formats.player import (
    Episode,
    describe_episode,
    describe_player,
    find_silences,
    load_asset,
    load_script,
    player_words,
    render_player,
)
from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import BedInfo, Event, Mark, Timeline

HOSTILE = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"


def timeline(title="Hips", said="Sit tall.") -> Timeline:
    return Timeline(
        title=title,
        duration_ms=20_000,
        language="en",
        chapters=(Mark(0, title), Mark(10_000, "Closing")),
        events=(
            Event(0, 1_500, "say", text=said),
            Event(2_000, 12_000, "hold", exercise="stretch", action="stretch", side="left"),
            Event(2_000, 2_300, "tone", tone="start"),
            Event(13_000, 15_000, "rep", rep=3),
        ),
    )


def data(page: str) -> list:
    return json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page)[1])[
        "episodes"
    ]


def test_the_page_carries_what_the_player_needs():
    [one] = data(render_player("All", "en", [Episode("Hips", "01%20-%20Hips.mp3", timeline())]))
    assert one["file"] == "01%20-%20Hips.mp3"
    assert one["id"] == one["file"]
    assert one["duration"] == 20_000
    assert one["doses"] == ["10 s", "1 ×"]
    assert one["chapters"] == [[0, "Hips"], [10_000, "Closing"]]
    assert one["events"] == [
        [0, 1_500, "say", "Sit tall.", None, None],
        [2_000, 12_000, "hold", None, "stretch", "left"],
        [13_000, 15_000, "rep", 3, None, None],
    ]


@pytest.mark.parametrize("place", ["title", "episode", "file", "cue"])
def test_what_people_write_stays_text(place):
    said = {one: HOSTILE if one == place else "x" for one in ("title", "episode", "file", "cue")}
    episode = Episode(said["episode"], said["file"], timeline(said["episode"], said["cue"]))
    page = render_player(said["title"], "en", [episode])
    assert "<img" not in page
    assert "<script>alert" not in page
    assert page.count("<script") == 2


def test_silences_are_where_nothing_sounds():
    assert find_silences(timeline()) == [(2_300, 20_000)]
    bed = BedInfo("rain", -32, -38, -20.0)
    assert find_silences(replace(timeline(), bed=bed)) == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "en"), ("de-AT", "de"), ("es", "es"), ("fr", "en"), ("xx", "en")]
)
def test_it_speaks_the_language_of_the_session_as_far_as_it_can(language, words):
    shown = describe_player(
        [Episode("Hips", "a.mp3", replace(timeline(), language=language))], "All"
    )
    assert shown.episodes[0]["words"] == words
    assert shown.labels == {words: language_of(words).words("player")}


def test_another_plan_is_another_version():
    one, same, other = (
        describe_episode(Episode("Hips", "a.mp3", timeline(said=said)))["version"]
        for said in ("Sit.", "Sit.", "Stand.")
    )
    assert one == same != other


def test_every_language_has_all_the_words():
    assert set(player_words()) == {"en", "de", "es"}
    assert {frozenset(words) for words in player_words().values()} == {
        frozenset(player_words()["en"])
    }


def test_every_word_of_the_script_is_there():
    used = re.findall(
        r"labels\.(\w+)|data-(?:word|label)=\"(\w+)\"", load_script() + load_asset("parts.html")
    )
    words = {one or other for one, other in used}
    assert len(words) > 15
    assert words - set(player_words()["en"]) == set()


def test_it_asks_nobody_for_anything():
    page = render_player("All", "en", [Episode("Hips", "a.mp3", timeline())])
    assert "default-src 'none'" in page
    assert not re.search(r"https?://", page)
