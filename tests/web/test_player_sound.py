"""The player's sound in a real Chromium: it begins at once, and what goes wrong on the way does not
stop it for good."""

import pytest

from tests.web.chromium import PHONE, Window, needs_chromium
from tests.web.listening import Server, make_session, publish_sessions
from tests.web.program import port_of, serving

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.long]
FROM_MEMORY = "document.querySelector('audio').src.startsWith('blob:')"
START = """async () => {
  const audio = document.querySelector('audio'), started = performance.now();
  document.querySelector('.button-play').click();
  while (audio.currentTime < 0.02) await new Promise((next) => setTimeout(next, 5));
  return performance.now() - started;
}"""
FOLLOW = """() => {
  const audio = document.querySelector('audio');
  window.places = [];
  const note = () => { window.places.push([performance.now(), audio.currentTime * 1000]); requestAnimationFrame(note); };
  note();
}"""
SLOW = 24_000
"""Bytes a second: three times what plays, so that a session takes minutes to arrive."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    publish_sessions(folder)
    return folder


@pytest.fixture
def server(folder):
    server = Server(folder)
    yield server
    server.faults.stalled = False
    server.end()


@pytest.fixture
def open_window(make_window):
    def open_(home, path="", **settings):
        window = make_window(home, **{**PHONE, **settings})
        window.go(path)
        window.page.wait_for_selector(".player.ready")
        return window

    return open_


def press(window, name) -> None:
    window.page.get_by_role("button", name=name, exact=True).click()


def duration_of(window) -> float:
    return window.page.evaluate("Number(document.querySelector('.seek').max) / 1000")


def plays(window) -> None:
    before = window.time
    window.until("at => document.querySelector('audio').currentTime > at + 0.4", arg=before)


def test_it_sounds_within_a_second_of_the_tap(open_window, server):
    took = []
    for _ in range(3):
        window = open_window(server.home)
        took.append(window.page.evaluate(START))
        window.check()
    print(f"from the tap to sound: {[f'{one:.0f} ms' for one in took]}")
    assert min(took) < 1000


def test_it_does_so_on_the_page_of_serve(browser, tmp_path):
    made = make_session(tmp_path / "out", "hip-rotation")
    took = []
    with serving(tmp_path) as (_, link):
        for _ in range(3):
            window = Window(browser, link, **PHONE)
            window.go("sessions/" + session_id(made))
            window.page.wait_for_selector(".player.ready")
            took.append(window.page.evaluate(START))
            window.check()
            window.close()
    print(f"from the tap to sound: {[f'{one:.0f} ms' for one in took]}")
    assert min(took) < 1000


def test_it_goes_over_to_memory_unheard_in_a_silence(open_window, server):
    window = open_window(server.home)
    press(window, "Play")
    window.page.evaluate(FOLLOW)
    window.until(FROM_MEMORY, timeout=20_000)
    at = window.time * 1000
    silences = window.page.evaluate(
        "JSON.parse(document.getElementById('player-data').textContent).episodes[0].quiet"
    )
    assert any(start <= at <= end for start, end in silences)
    plays(window)
    places = window.page.evaluate("window.places")
    steps = [
        (late - soon, there - here)
        for (soon, here), (late, there) in zip(places[:-60], places[60:], strict=True)
    ]
    lost = max(passed - moved for passed, moved in steps)
    print(f"the change took {lost:.0f} ms of a silence at most")
    assert all(moved >= -60 for _, moved in steps), "it never goes back"
    assert lost < 500
    window.check()


def test_once_it_is_whole_nobody_is_needed(open_window, server):
    window = open_window(server.home)
    press(window, "Play")
    window.until(FROM_MEMORY, timeout=20_000)
    server.end()
    window.page.evaluate("document.querySelector('.chapters li:nth-child(5) a').click()")
    at = window.page.evaluate(
        "Number(document.querySelector('.chapters li:nth-child(5) a').dataset.start) / 1000"
    )
    window.until("at => Math.abs(document.querySelector('audio').currentTime - at) < 2", arg=at)
    plays(window)
    press(window, "Pause")
    press(window, "Play")
    plays(window)
    assert window.text(".notice") == ""
    # a picture for the lock screen may be asked for in vain; nothing else is
    assert [error for error in window.errors if "ERR_CONNECTION_REFUSED" not in error] == []


def test_a_server_without_ranges_is_enough(open_window, server):
    server.faults.ranges = False
    server.faults.pace = 2_000_000
    window = open_window(server.home)
    window.page.evaluate("document.querySelector('.chapters li:nth-child(4) a').click()")
    at = window.page.evaluate(
        "Number(document.querySelector('.chapters li:nth-child(4) a').dataset.start) / 1000"
    )
    window.until("at => Math.abs(document.querySelector('audio').currentTime - at) < 3", arg=at)
    plays(window)
    window.until(FROM_MEMORY)


def test_it_says_what_it_waits_for_after_two_seconds(open_window, server):
    server.faults.stalled = True
    window = open_window(server.home)
    press(window, "Play")
    window.page.wait_for_timeout(1200)
    assert window.text(".notice") == ""
    window.until("/^(Loading|Waiting)/.test(document.querySelector('.notice').textContent)")
    window.shot("phone-player-waiting", whole=False)
    server.faults.stalled = False
    plays(window)
    window.until("document.querySelector('.notice').textContent === ''")
    window.check()


def test_the_server_ends_and_comes_back(open_window, server):
    server.faults.pace = SLOW
    window = open_window(server.home)
    press(window, "Play")
    plays(window)
    server.end()
    # what has arrived plays on, and then it is said
    window.until(
        "document.querySelector('.notice').textContent.startsWith('No connection')", timeout=60_000
    )
    assert window.page.locator(".notice.bad").count() == 1
    stopped = window.page.locator(".elapsed").inner_text()
    window.shot("phone-player-gone", whole=False)
    assert window.page.get_by_role("button", name="Pause", exact=True).is_visible()
    server.faults.pace = 0
    server.start()
    window.until(FROM_MEMORY, timeout=20_000)
    plays(window)
    assert abs(window.time - seconds(stopped)) < 5
    window.until("document.querySelector('.notice').textContent === ''")


def seconds(clock) -> int:
    minutes, rest = clock.split(":")
    return int(minutes) * 60 + int(rest)


def test_what_arrived_before_is_not_fetched_again(open_window, server):
    server.faults.pace = 400_000
    window = open_window(server.home)
    asked = []
    window.page.on("request", lambda one: asked.append(one.headers.get("range", "")))
    press(window, "Play")
    plays(window)
    server.end()
    server.start()
    window.until(FROM_MEMORY, timeout=40_000)
    plays(window)
    assert any(one not in {"", "bytes=0-"} for one in asked)


def test_a_file_that_is_gone_is_said(open_window, server, tmp_path):
    page = (server.folder / "index.html").read_text("utf-8")
    (tmp_path / "index.html").write_text(page, "utf-8")
    other = Server(tmp_path)
    window = open_window(other.home)
    window.until("document.querySelector('.notice').textContent.includes('cannot be played')")
    other.end()


def test_each_session_remembers_its_place(open_window, server):
    window = open_window(server.home)
    press(window, "Play")
    window.until(FROM_MEMORY, timeout=20_000)
    window.seek(100)
    plays(window)
    window.page.locator(".episodes a").nth(1).click()
    window.until("document.querySelector('.elapsed').textContent === '0:01'", timeout=20_000)
    assert "go on at 1:4" in window.text(".episodes li:first-child .resume")
    window.page.locator(".episodes a").nth(0).click()
    window.until("document.querySelector('audio').currentTime > 99")
    press(window, "Pause")
    window.page.reload()
    window.page.wait_for_selector(".player.ready")
    assert window.text(".cue").startswith("You were at 1:4")
    assert window.text(".elapsed").startswith("1:4")
    window.shot("phone-player-resume", whole=False)
    press(window, "Play")
    window.until("document.querySelector('audio').currentTime > 100")
    plays(window)
    window.check()


def test_what_is_kept_plays_without_the_computer(browser, tmp_path):
    """From the page of `serve`, in a tab that is opened when the server has ended."""
    made = make_session(tmp_path / "out", "desk-break")
    with serving(tmp_path) as (_, link):
        window = Window(browser, link, **PHONE)
        page = window.page
        page.goto(link + "sessions/" + session_id(made))
        page.wait_for_selector(".player.ready")
        press(window, "Keep on this device")
        window.until("document.querySelector('.keep').ariaPressed === 'true'", timeout=20_000)
        assert window.text(".notice") == "Kept. It plays here without the computer now."
        assert window.page.locator(".notice.bad").count() == 0
        window.shot("phone-player-kept", whole=False)
        address = page.url
        window.check()
        page.close()
    window.page = window.context.new_page()
    window.page.goto(address)
    window.page.wait_for_selector(".player.ready")
    press(window, "Play")
    plays(window)
    assert window.page.evaluate(FROM_MEMORY)
    window.page.evaluate("document.querySelector('.chapters li:nth-child(5) a').click()")
    window.until("document.querySelector('audio').currentTime > 200")
    plays(window)
    assert window.page.evaluate("document.querySelector('.keep').ariaPressed") == "true"
    press(window, "Keep on this device")
    window.until("document.querySelector('.keep').ariaPressed === 'false'")
    window.close()


def test_what_is_kept_is_renewed_where_the_session_was_built_anew(make_window, tmp_path):
    made = make_session(tmp_path / "out", "desk-break")
    with serving(tmp_path) as (_, link):
        window = make_window(link, **PHONE)
        window.go("sessions/" + session_id(made))
        window.page.wait_for_selector(".player.ready")
        press(window, "Keep on this device")
        window.until("document.querySelector('.keep').ariaPressed === 'true'", timeout=20_000)
        longer = make_session(tmp_path / "out", "desk-break", hold="45s")
        assert longer.path == made.path
        loads = []
        window.page.on("load", lambda page: loads.append(page.url))
        window.go(window.page.url.removeprefix(link))
        while len(loads) < 2:  # out of the browser's cache, and anew
            window.page.wait_for_timeout(50)
        window.page.wait_for_selector(".player.ready")
        assert duration_of(window) == longer.timeline.duration_ms / 1000
        assert window.page.evaluate("document.querySelector('.keep').ariaPressed") == "false"
        window.check()


def test_the_page_of_serve_goes_on_when_it_is_back(browser, tmp_path):
    made = make_session(tmp_path / "out", "hip-rotation")
    with serving(tmp_path) as (_, link):
        window = Window(browser, link, **PHONE)
        window.go("sessions/" + session_id(made))
        window.page.wait_for_selector(".player.ready")
    press(window, "Play")
    # what the browser has of it already it can play; the end it has not
    window.page.evaluate("document.querySelector('.chapters li:nth-last-child(2) a').click()")
    window.until(
        "document.querySelector('.notice').textContent.startsWith('No connection')", timeout=20_000
    )
    with serving(tmp_path, "--port", str(port_of(link))):
        plays(window)
        window.until("document.querySelector('.notice').textContent === ''")
    plays(window)
    window.close()


def session_id(made) -> str:
    from voiceguide.web.sessions import id_of

    return id_of(made.path)
