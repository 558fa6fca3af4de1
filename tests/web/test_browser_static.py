"""The published player in a real Chromium, opened from file://: no server, no network."""

import datetime
import urllib.parse

import pytest

from tests.web.chromium import DESK, PHONE, Window, needs_chromium
from voiceguide.formats.player import Episode, render_player
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build
from voiceguide.session.request import Request

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.long]
NAMES = {"hip-rotation": "01 - 90-90 & more #1.mp3", "desk-break": "02 - Hüfte.mp3"}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A folder with two sessions and the page, as publish leaves it."""
    folder = tmp_path_factory.mktemp("a folder, published")
    overrides = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    episodes = []
    for routine, name in NAMES.items():
        request = Request(
            routine,
            datetime.date(2026, 11, 25),
            folder.parent / "cache",
            str(folder / name),
            overrides,
            jobs=2,
        )
        made = build(request)
        (folder / "folder.jpg").write_bytes(made.cover)
        episodes.append(
            Episode(made.timeline.title, urllib.parse.quote(name), made.timeline, "folder.jpg")
        )
    (folder / "index.html").write_text(render_player("Our sessions", "en", episodes), "utf-8")
    return folder


@pytest.mark.parametrize(("name", "settings"), [("phone", PHONE), ("desk", DESK)])
def test_it_plays_from_a_file(browser, published, name, settings):
    window = Window(browser, published.as_uri() + "/", **settings)
    window.go("index.html")
    page = window.page
    page.get_by_role("button", name="Play", exact=True).click()
    window.until("document.querySelector('audio').currentTime > 0.5", timeout=10_000)
    chapter = page.locator(".chapters a").nth(4)
    at = int(chapter.get_attribute("data-start")) / 1000
    chapter.click()
    window.until("at => Math.abs(document.querySelector('audio').currentTime - at) < 2", arg=at)
    assert window.text(".chapter") == chapter.locator("span").nth(1).inner_text()
    [first, _] = page.evaluate(
        "JSON.parse(document.getElementById('player-data').textContent).episodes"
    )
    hold = next(row for row in first["events"] if row[2] == "hold")
    window.seek(hold[1] / 1000 - 19.5)
    window.until("document.querySelector('.left').textContent === '20'")
    assert window.text(".side") == "Left side"
    window.shot(f"{name}-static", whole=False)
    assert window.width() == settings["viewport"]["width"]
    window.audit()

    page.locator(".episodes a").nth(1).click()
    window.until(
        "document.querySelector('audio').currentTime > 0.3 && document.querySelector('audio').duration < 600"
    )
    assert window.text(".player-title") == "Desk break for the hips"
    assert page.locator(".chapters a").count() == 6
    window.shot(f"{name}-static-second")
    window.check()
    window.close()


def test_a_sound_that_is_gone_is_said(browser, published, tmp_path):
    (tmp_path / "index.html").write_text((published / "index.html").read_text("utf-8"), "utf-8")
    window = Window(browser, tmp_path.as_uri() + "/", **PHONE)
    window.go("index.html")
    window.page.get_by_text("cannot be played").wait_for()
    assert "cannot be played" in window.text(".notice")
    window.close()


def test_its_policy_stops_a_script_that_is_not_its_own(browser, published, tmp_path):
    text = (published / "index.html").read_text("utf-8")
    (tmp_path / "index.html").write_text(
        text.replace(
            "</main>", "<script>window.owned = 1</script><img src='x' onerror='owned = 1'></main>"
        ),
        "utf-8",
    )
    window = Window(browser, tmp_path.as_uri() + "/", **PHONE)
    window.go("index.html")
    window.page.wait_for_selector(".player.ready")
    assert window.page.evaluate("window.owned") is None
    assert any("Content Security Policy" in error for error in window.errors)
    window.close()


def test_without_scripts_the_sounds_are_links(browser, published):
    window = Window(browser, published.as_uri() + "/", java_script_enabled=False, **PHONE)
    window.go("index.html")
    assert window.page.locator("audio[controls]").is_visible()
    assert window.page.locator(".episodes a").nth(1).get_attribute("href") == urllib.parse.quote(
        NAMES["desk-break"]
    )
    window.check()
    window.close()
