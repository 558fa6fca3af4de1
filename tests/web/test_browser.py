"""The page in a real Chromium: built from, listened to, looked at, by touch and by keyboard."""

import re
import time
import urllib.request
from itertools import pairwise

import pytest

from tests.web.chromium import DESK, PHONE, Window, needs_chromium, open_browser
from tests.web.program import serving

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.speech]
WEIGHT = 150_000
"""The most bytes of a page with everything but the sound."""


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """`voiceguide serve`, as a person starts it, with folders of its own."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as (_, link):
        yield link
    assert (folder / "stderr").read_text() == ""


@pytest.fixture
def open_window(browser, home):
    opened = []

    def open_(path="", **settings):
        opened.append(Window(browser, home, **settings))
        opened[-1].go(path)
        return opened[-1]

    yield open_
    for window in opened:
        window.close()


@pytest.fixture(scope="module")
def session(browser, home):
    """The address of a session that was built from the page: the built-in one, by a phone.

    It is the first one on this server: every sentence has to be spoken, and that is watched.
    """
    window = Window(browser, home, **PHONE)
    window.go()
    window.page.get_by_role("button", name="Build").click()
    window.page.wait_for_selector("#build progress")
    window.until(
        "() => /Speaking: \\d+ of \\d+/.test(document.querySelector('.state').textContent)",
        timeout=30_000,
    )
    window.shot("phone-building")
    told = []
    window.page.expose_function("note", lambda at: told.append(float(at)))
    window.page.evaluate(
        "new MutationObserver(() => window.note(performance.now()))"
        ".observe(document.querySelector('#build'), {attributes: true})"
    )
    window.page.wait_for_selector(".player.ready", timeout=60_000)
    window.check()
    gaps = [after - before for before, after in pairwise(told)]
    print(f"told {len(told)} times, at most {max(gaps):.0f} ms apart")
    assert len(told) > 5
    # half a second is the aim; on a busy machine a browser may sleep through one of them
    assert sorted(gaps)[len(gaps) * 8 // 10] < 500
    address = window.page.url.removeprefix(home)
    window.close()
    return address


@pytest.mark.parametrize(("name", "settings"), [("phone", PHONE), ("desk", DESK)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_at_every_size(open_window, session, name, settings, scheme):
    window = open_window(color_scheme=scheme, **settings)
    page = window.page
    window.until("document.querySelector('#plan img').naturalWidth > 0")
    window.shot(f"{name}-{scheme}-index")
    page.get_by_text("More", exact=True).click()
    assert window.width() == settings["viewport"]["width"]
    window.audit()
    window.shot(f"{name}-{scheme}-more")
    window.check()


def test_choosing_changes_the_plan(open_window, session):
    window = open_window(**PHONE)
    page = window.page
    page.wait_for_selector("#plan img[src]")
    first = window.text("#plan .length")
    assert re.fullmatch(r"about \d+:\d\d", first)
    with page.expect_response(lambda answer: "plan.svg" in answer.url and "hold=60" in answer.url):
        for _ in range(3):
            page.get_by_role("button", name="More: Hold").click()
    assert page.locator("#hold").input_value() == "60"
    assert window.text("#plan .length") != first
    page.locator("#hold").fill("5000")
    page.wait_for_selector("#plan .problem:visible")
    assert "It may be 1 to 900" in window.text("#plan .problem")
    page.locator("#routine").select_option("desk-break")
    assert page.locator("#hold").get_attribute("placeholder") == "40"
    window.foreign.clear()
    assert [error for error in window.errors if "400" not in error] == []


@pytest.mark.parametrize(("name", "settings"), [("phone", PHONE), ("desk", DESK)])
def test_playing(open_window, session, name, settings):
    window = open_window(session, **settings)
    page = window.page
    window.shot(f"{name}-session", whole=False)
    page.get_by_role("button", name="Play", exact=True).click()
    window.until("document.querySelector('audio').currentTime > 0.5", timeout=10_000)
    started = window.time
    page.wait_for_timeout(700)
    assert window.time > started + 0.3
    assert page.get_by_role("button", name="Pause", exact=True).is_visible()

    chapter = page.locator(".chapters a").nth(3)
    at = int(chapter.get_attribute("data-start")) / 1000
    chapter.click()
    window.until("at => Math.abs(document.querySelector('audio').currentTime - at) < 2", arg=at)
    title = chapter.locator("span").nth(1).inner_text()
    assert window.text(".chapter") == title
    assert chapter.get_attribute("aria-current") == "true"
    window.until("title => document.querySelector('.cue').textContent.length > 0", arg=title)

    page.get_by_role("button", name="Next chapter").click()
    window.until("title => document.querySelector('.chapter').textContent !== title", arg=title)
    page.get_by_role("button", name="Pause", exact=True).click()
    stopped = window.time
    page.get_by_role("button", name="Back 10 seconds").click()
    assert window.time == pytest.approx(stopped - 10, abs=0.2)
    page.get_by_role("button", name="Forward 10 seconds").click()
    assert window.time == pytest.approx(stopped, abs=0.2)
    assert window.width() == settings["viewport"]["width"]
    window.check()


def test_what_is_shown_follows_the_sound(open_window, session):
    window = open_window(session, **PHONE)
    page = window.page
    [one] = page.evaluate("JSON.parse(document.getElementById('player-data').textContent).episodes")
    said = [row for row in one["events"] if row[2] == "say" and row[1] - row[0] > 1500]
    holds = [row for row in one["events"] if row[2] == "hold"]
    reps = [row for row in one["events"] if row[2] == "rep"]
    rests = [row for row in one["events"] if row[2] == "rest"]
    for row in said[::12]:
        window.seek((row[0] + 300) / 1000)
        window.until("text => document.querySelector('.cue').textContent === text", arg=row[3])
    for row in holds:
        for left in (30, 7):
            window.seek((row[1] - left * 1000 + 400) / 1000)
            window.until(
                "left => document.querySelector('.left').textContent === String(left)", arg=left
            )
            assert (window.text(".what"), window.text(".below")) == ("Hold", "to go")
            assert window.text(".side") == {"left": "Left side", "right": "Right side"}[row[5]]
    for row in reps[::5]:
        window.seek((row[0] + 500) / 1000)
        window.until(
            "rep => document.querySelector('.left').textContent === String(rep)", arg=row[3]
        )
        assert (window.text(".what"), window.text(".below")) == ("Repetition", "of 8")
    window.seek((rests[0][0] + 100) / 1000)
    window.until("document.querySelector('.what').textContent === 'Rest'")
    window.seek(holds[0][0] / 1000 + 12)
    window.shot("phone-hold", whole=False)
    window.audit()
    assert window.text(".next") == f"Next: {one['chapters'][2][1]}"
    window.check()


def test_the_lock_screen(open_window, session):
    """What the system is told, and that its buttons work, by way of the page's own handlers."""
    window = open_window(**DESK)
    window.context.add_init_script(
        "window.handlers = {}; window.positions = [];"
        "const real = MediaSession.prototype.setActionHandler;"
        "MediaSession.prototype.setActionHandler = function (name, work) { window.handlers[name] = work; return real.call(this, name, work) };"
        "const tell = MediaSession.prototype.setPositionState;"
        "MediaSession.prototype.setPositionState = function (state) { window.positions.push(state); return tell.call(this, state) };"
    )
    window.go(session)
    page = window.page
    page.get_by_role("button", name="Play", exact=True).click()
    window.until("document.querySelector('audio').currentTime > 0.2")
    told = page.evaluate(
        "({title: navigator.mediaSession.metadata.title, artist: navigator.mediaSession.metadata.artist, album: navigator.mediaSession.metadata.album, art: navigator.mediaSession.metadata.artwork.map((one) => one.sizes), state: navigator.mediaSession.playbackState})"
    )
    assert told == {
        "title": "Welcome",
        "artist": "90/90 hip rotation",
        "album": "voiceguide",
        "art": ["1400x1400"],
        "state": "playing",
    }
    assert page.evaluate("positions.at(-1).duration") == pytest.approx(
        page.evaluate("document.querySelector('audio').duration")
    )
    page.evaluate("handlers.nexttrack()")
    window.until("navigator.mediaSession.metadata.title.startsWith('Left: forward stretch')")
    page.evaluate("handlers.seekto({seekTime: 100})")
    window.until("Math.abs(document.querySelector('audio').currentTime - 100) < 2")
    window.until("Math.abs(positions.at(-1).position - 100) < 2")
    page.evaluate("handlers.seekforward({})")
    assert window.time == pytest.approx(110, abs=2)
    page.evaluate("handlers.pause()")
    window.until("navigator.mediaSession.playbackState === 'paused'")
    page.evaluate("handlers.previoustrack()")
    window.until(
        "Math.abs(document.querySelector('audio').currentTime - 48) < 6"
    )  # where its chapter begins
    assert page.locator("audio").count() == 1
    window.check()


def test_by_keyboard_alone(open_window, session):
    window = open_window(**DESK)
    page = window.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'submit'"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".player.ready")
    page.keyboard.press("Space")
    window.until("document.querySelector('audio').currentTime > 0.2")
    page.keyboard.press("ArrowRight")
    window.until("document.querySelector('audio').currentTime > 10")
    page.keyboard.press("Shift+ArrowRight")
    window.until("document.querySelector('audio').currentTime > 40")
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('audio').paused")
    window.check()


def test_a_warm_session_is_there_within_a_second(open_window, session):
    """From the press of the button to the player, whole and ready; tried again while others work."""
    took = []
    while len(took) < 15 and min(took, default=9) >= 1:
        window = open_window(**PHONE)
        window.page.wait_for_selector("#plan img[src]")
        window.page.wait_for_load_state("networkidle")
        started = time.monotonic()
        window.page.get_by_role("button", name="Build").click()
        window.page.wait_for_selector(".player.ready")
        took.append(time.monotonic() - started)
        window.check()
    print(f"from the button to the player: {min(took):.2f} s of {[f'{one:.2f}' for one in took]}")
    assert min(took) < 1


@pytest.mark.parametrize("path", ["", "session", "subscribe"])
def test_a_page_is_light_and_usable_before_scripts_load(open_window, home, session, path):
    where = session if path == "session" else path
    window = open_window(where, **PHONE)
    window.page.wait_for_load_state("networkidle")
    loaded = window.page.evaluate(
        "performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])"
    )
    page = len(urllib.request.urlopen(home + where).read())
    weight = page + sum(size for name, size in loaded if not name.endswith(".mp3"))
    print(f"{path or 'form'}: {weight} bytes")
    assert weight < WEIGHT
    bare = open_window(where, java_script_enabled=False, **PHONE)
    bare.shot(f"phone-bare-{path or 'index'}")
    assert bare.width() == 360
    if path == "session":
        assert bare.page.locator("audio[controls]").is_visible()
        assert bare.page.locator(".chapters a").count() == 10
    bare.check()


def test_without_scripts_a_session_is_built_and_downloaded(open_window, session):
    window = open_window(java_script_enabled=False, **PHONE)
    page = window.page
    page.locator("#hold").fill("41")
    page.locator("input[name=detail][value=brief]").check()
    page.get_by_role("button", name="See the plan").click()
    assert "about" in window.text("h1")
    page.get_by_role("button", name="Build").click()
    page.wait_for_selector("audio", timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download")).click()
    assert download.value.suggested_filename == "90-90 hip rotation.mp3"
    window.check()


def test_deleting(open_window, session):
    window = open_window(**PHONE)
    page = window.page
    page.wait_for_selector("#plan img[src]")
    page.locator("#hold").fill("43")
    page.get_by_role("button", name="Build").click()
    page.wait_for_selector(".player.ready", timeout=30_000)
    address = page.url
    page.get_by_role("link", name="Delete").click()
    window.audit()
    window.shot("phone-delete")
    page.get_by_role("button", name="Delete").click()
    page.wait_for_selector("#sessions")
    assert address.rpartition("/")[2] not in page.content()
    window.check()


def test_the_other_pages(open_window, session):
    for name, path in (
        ("subscribe", "subscribe"),
        ("plan", "plan?hold=50&detail=brief"),
        ("session", session),
    ):
        window = open_window(path, color_scheme="dark", **PHONE)
        window.audit()
        assert window.width() == 360
        window.shot(f"phone-dark-{name}")
        window.check()
