"""The sessions of a folder before they are built."""

import datetime
import uuid

import pytest
from msgspec.structs import replace

from tests.phone.lines import DAY
from voiceguide.delivery.shelf import State
from voiceguide.delivery.volume import PODCASTS, check_url, make_guid, plan_volumes
from voiceguide.errors import RoutineError
from voiceguide.request import Request

NOW = datetime.datetime(2026, 11, 25, 8, 0, tzinfo=datetime.UTC)
STATE = State(guid=make_guid("https://example.org/feed.xml"))
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


def plan(here, *routines, state=STATE, now=NOW):
    request = Request("", DAY, here / "cache")
    return plan_volumes(request, routines, here / "pub", state, now)


def test_names_and_order(here):
    volumes = plan(here, "desk-break", "a/own.toml", "b/own.toml", "c/own.toml")
    assert [one.name for one in volumes] == [
        "01 - Desk break for the hips", "02 - Hips", "03 - Hips", "04 - Hips- 90-90",
    ]  # fmt: skip
    assert [one.kept.routine for one in volumes] == [
        "desk-break", "../a/own.toml", "../b/own.toml", "../c/own.toml",
    ]  # fmt: skip
    assert len({one.kept.guid for one in volumes}) == 4
    assert [(NOW - one.kept.published).seconds for one in volumes] == [180, 120, 60, 0]


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
    state = replace(STATE, episodes=tuple(one.kept for one in first))
    later = NOW + datetime.timedelta(days=9)
    (here / "a" / "own.toml").write_text(ROUTINE.format(title="Other"))
    again = plan(here, "b/own.toml", "a/own.toml", "desk-break", state=state, now=later)
    assert [one.kept for one in again[1:]] == [first[1].kept, first[0].kept]
    assert again[1].name == "02 - Other"
    monkeypatch.chdir(here / "b")  # without names: those that were there, wherever one stands
    request = Request("", DAY, here / "cache")
    same = plan_volumes(request, (), here / "pub", state, later)
    assert [one.kept for one in same] == [one.kept for one in first]


def test_an_empty_folder_gets_the_built_in_session(here):
    assert [one.routine for one in plan(here)] == ["hip-rotation"]


def test_a_routine_that_is_gone(here):
    state = replace(STATE, episodes=tuple(one.kept for one in plan(here, "a/own.toml")))
    (here / "a" / "own.toml").unlink()
    with pytest.raises(RoutineError, match="To leave it out, name the routines to publish"):
        plan(here, state=state)


def test_guid_of_a_feed():
    # the example in the definition of podcast:guid
    assert make_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert make_guid("http://podnews.net/rss/") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    first, second = make_guid(""), make_guid("")
    assert first != second
    assert uuid.UUID(first).version == 5
    assert uuid.uuid5(PODCASTS, "podnews.net/rss") == uuid.UUID(make_guid("x://podnews.net/rss"))


@pytest.mark.parametrize(
    "url", ["https://example.org", "http://192.168.1.5:8000/hips/", "https://[::1]/a"]
)
def test_addresses(url):
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://x/?a=1",
        "https://x/#a",
        "https://a b/",
        "https://[x",
        "https://x/\n",
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(RoutineError, match=r"--base-url: .* is not the address of a folder"):
        check_url(url)
