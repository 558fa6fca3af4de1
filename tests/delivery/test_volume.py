"""The sessions of a folder before they are built."""

import datetime
import uuid

import pytest
from msgspec.structs import replace

from tests.formats.lines import DAY
from voiceguide.delivery.manifest import FolderState
from voiceguide.delivery.volume import PODCASTS, Wish, make_guid, name_episode, plan_volumes, renew
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.session.request import Request

NOW = datetime.datetime(2026, 11, 25, 8, 0, tzinfo=datetime.UTC)
STATE = FolderState(guid=make_guid("https://example.org/feed.xml"))
ROUTINE = """title = "{title}"
[[pair]]
target = "hips"
stretch = {{ exercise = "external-rotation-stretch" }}
strengthen = {{ exercise = "external-rotation-lift" }}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, title in {"a": "Hips", "b": "Hips", "c": "Hips: 90/90?"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.toml").write_text(ROUTINE.format(title=title))
    return tmp_path


def plan(here, *routines, state=STATE, now=NOW, **options):
    wish = Wish(Request("", DAY, here / "cache"), routines, **options)
    return plan_volumes(wish, here / "pub", state, now)


def test_names_and_order(here):
    volumes = plan(here, "desk-break", "a/own.toml", "b/own.toml", "c/own.toml")
    assert [one.name for one in volumes] == [
        "01 - Desk break for the hips", "02 - Hips", "03 - Hips", "04 - Hips- 90-90",
    ]  # fmt: skip
    assert [one.episode.routine for one in volumes] == [
        "desk-break", "../a/own.toml", "../b/own.toml", "../c/own.toml",
    ]  # fmt: skip
    assert [(one.episode.guid, one.fate) for one in volumes] == [("", "new")] * 4
    assert [(NOW - one.episode.published).seconds for one in volumes] == [180, 120, 60, 0]


def test_each_routine_once(here):
    assert (
        len(plan(here, "desk-break", "a/own.toml", "./a/own.toml", str(here / "a/own.toml"))) == 2
    )


def test_many_have_wider_numbers(here):
    for number in range(100):
        (here / f"r{number}.toml").write_text(ROUTINE.format(title="Hips"))
    volumes = plan(here, *(f"r{number}.toml" for number in range(100)))
    assert (volumes[0].name, volumes[-1].name) == ("001 - Hips", "100 - Hips")


def test_ids_and_dates_stay(here, monkeypatch):
    first = plan(here, "desk-break", "a/own.toml")
    state = replace(STATE, episodes=tuple(one.episode for one in first))
    later = NOW + datetime.timedelta(days=9)
    (here / "a" / "own.toml").write_text(ROUTINE.format(title="Other"))
    again = plan(here, "b/own.toml", "a/own.toml", "desk-break", state=state, now=later)
    assert [one.episode for one in again[1:]] == [first[1].episode, first[0].episode]
    assert again[1].name == "02 - Other"
    monkeypatch.chdir(here / "b")  # without names: those that were there, wherever one stands
    same = plan(here, state=state, now=later)
    assert [one.episode for one in same] == [one.episode for one in first]


def test_an_empty_folder_gets_the_built_in_session(here):
    assert [one.routine for one in plan(here)] == ["hip-rotation"]


def test_a_routine_that_is_gone(here):
    state = replace(STATE, episodes=tuple(one.episode for one in plan(here, "a/own.toml")))
    (here / "a" / "own.toml").unlink()
    with pytest.raises(RoutineError, match="To leave it out, name the routines to publish"):
        plan(here, state=state)
    assert [one.routine for one in plan(here, "desk-break", state=state)] == ["desk-break"]


def test_an_id_is_made_of_the_sound(here):
    feed = STATE.guid
    [one, other] = plan(here, "a/own.toml", "b/own.toml")
    named = name_episode(one.episode, "digest", feed)
    assert uuid.UUID(named.guid).version == 5
    assert name_episode(named, "digest", feed) == named == name_episode(one.episode, "digest", feed)
    again = renew(replace(one, episode=named), NOW + datetime.timedelta(days=9), 2)
    assert (again.episode.guid, again.episode.edition, again.fate) == ("", 1, "changed")
    assert again.episode.published - named.published == datetime.timedelta(days=9)
    back = name_episode(again.episode, "digest", feed)
    ids = {named.guid, back.guid, name_episode(other.episode, "digest", feed).guid,
           name_episode(one.episode, "other", feed).guid}  # fmt: skip
    assert len(ids) == 4


def test_options_are_for_all_or_for_one(here):
    first = plan(here, "desk-break", "a/own.toml", given={"hold": "50s", "lang": "de"})
    assert [one.episode.options for one in first] == [{"hold": "50s", "lang": "de"}] * 2
    assert first[0].title == "Schreibtischpause für die Hüften"
    state = replace(STATE, episodes=tuple(one.episode for one in first))
    again = plan(here, state=state, given={"hold": "40s"}, forget=("lang",), only=("desk-break",))
    assert [one.episode.options for one in again] == [
        {"hold": "40s"},
        {"hold": "50s", "lang": "de"},
    ]
    assert [one.request.overrides.settings["hold"] for one in again] == [40_000, 50_000]
    assert [str(one.change) for one in again] == [
        "now --hold 40s (was 50s); forgotten --lang de",
        "as before --hold 50s --lang de",
    ]
    with pytest.raises(UnknownName, match=r"--for: unknown session of the folder 'b/own\.toml'"):
        plan(here, state=state, only=("b/own.toml",))


def test_what_is_wrong_with_a_remembered_option_says_so(here):
    first = plan(here, "a/own.toml", given={"set.external-rotation-stretch.hold": "50s"})
    state = replace(STATE, episodes=tuple(one.episode for one in first))
    text = (
        (here / "a/own.toml")
        .read_text()
        .replace("external-rotation-stretch", "internal-rotation-stretch")
    )
    (here / "a/own.toml").write_text(text)
    with pytest.raises(
        UnknownName, match=r"^--set: .* remembered from before; --forget set leaves"
    ):
        plan(here, state=state)
    plan(here, state=state, forget=("set",))
    with pytest.raises(UnknownName) as caught:
        plan(here, given={"set.nothing.hold": "50s"})
    assert "remembered" not in str(caught.value)


def test_guid_of_a_feed():
    # the example in the definition of podcast:guid
    assert make_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert make_guid("http://podnews.net/rss/") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    first, second = make_guid(""), make_guid("")
    assert first != second
    assert uuid.UUID(first).version == 5
    assert uuid.uuid5(PODCASTS, "podnews.net/rss") == uuid.UUID(make_guid("x://podnews.net/rss"))
