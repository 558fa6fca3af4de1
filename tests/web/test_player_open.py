"""How another page opens the player: on an element of its own, in a place of its own."""

import pytest

from tests.web.chromium import PHONE, needs_chromium
from tests.web.listening import Server, make_session
from voiceguide.formats.player import (
    PAGE,
    Episode,
    describe_episode,
    load_asset,
    load_script,
    player_words,
)
from voiceguide.formats.player import _environment as environment

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.long]
HOST = """{% from "parts.html" import player_parts %}<!doctype html><html lang="en"><head>
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Host</title>
<link rel="icon" href="data:,"><style>{{ style|safe }}
#here { position: fixed; inset: 0; overflow: auto; } #here:empty { display: none; } body { margin: 0; }
</style></head><body><main><h1>Host</h1><button id="tap">Play it</button><audio id="one"></audio>
<div id="here"></div>{{ player_parts(words) }}</main><script>{{ script|safe }}</script>
<script>
window.closings = 0;
document.getElementById("tap").onclick = async () => {
  const [audio, container] = [document.getElementById("one"), document.getElementById("here")];
  const timeline = await (await fetch(window.plan ?? "player.json")).json();
  voiceguidePlayer.open({
    audio, container, id: "abc", src: "session.mp3", timeline, title: window.called,
    onclose: () => { window.closings += 1; },
  });
};
</script></body></html>"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    import msgspec

    folder = tmp_path_factory.mktemp("host")
    made = make_session(folder, "desk-break", "session.mp3")
    episode = Episode(made.timeline.title, "session.mp3", made.timeline, id="abc")
    (folder / "player.json").write_bytes(msgspec.json.encode(describe_episode(episode)))
    (folder / "timeline.json").write_bytes(msgspec.json.encode(made.timeline))
    page = (
        environment()
        .from_string(HOST)
        .render(style=load_asset("player.css"), script=load_script(), words=player_words())
    )
    (folder / "index.html").write_text(page, "utf-8")
    server = Server(folder)
    yield server
    server.end()


@pytest.fixture
def window(make_window, server):
    window = make_window(server.home, **PHONE)
    window.go()
    return window


def test_it_opens_plays_and_closes(window):
    page = window.page
    page.locator("#tap").click()
    window.until("document.querySelector('audio').currentTime > 0.3")
    assert page.locator("#here .player.ready .controls").is_visible()
    assert page.locator("audio").count() == 1
    assert page.locator(".player-title").inner_text() == "Desk break for the hips"
    assert window.width() == 360
    window.audit()
    window.shot("phone-player-opened", whole=False)
    page.get_by_role("link", name="Close the player").click()
    window.until("window.closings === 1")
    assert page.locator("#here > *").count() == 0
    assert page.evaluate("document.getElementById('one').paused")
    assert page.evaluate("navigator.mediaSession.metadata") is None
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert page.evaluate("document.getElementById('one').paused")
    [played] = page.evaluate("voiceguidePlayer.played()")
    assert played["id"] == "abc"
    assert played["at"] > 300
    window.check()


def test_it_opens_again_where_it_was_left(window):
    page = window.page
    page.locator("#tap").click()
    window.until("document.querySelector('audio').currentTime > 0.1")
    window.seek(120)
    window.until("document.querySelector('audio').currentTime > 120.2")
    page.evaluate("voiceguidePlayer.close()")
    assert page.evaluate("window.closings") == 1
    assert page.evaluate("voiceguidePlayer.played()[0].at") > 120_000
    page.locator("#tap").click()
    window.until("document.querySelector('audio').currentTime > 120.3")
    assert page.locator(".player").count() == 1
    window.check()


def test_the_public_timeline_will_do(window):
    page = window.page
    page.evaluate("window.plan = 'timeline.json'; window.called = 'Another name'")
    page.locator("#tap").click()
    window.until("document.querySelector('audio').currentTime > 0.1")
    assert window.text(".player-title") == "Another name"
    window.seek(100)
    window.until("document.querySelector('.what').textContent === 'Hold'")
    window.check()


def test_opening_another_one_closes_the_first(window):
    page = window.page
    page.locator("#tap").click()
    window.until("document.querySelector('audio').currentTime > 0.1")
    page.evaluate("document.getElementById('tap').click()")
    window.until("window.closings === 1 && document.querySelector('audio').currentTime > 0.1")
    assert page.locator(".player").count() == 1


def test_every_file_of_the_script_is_used():
    assert {path.name for path in PAGE.glob("*.js")} == {
        "moment.js", "store.js", "record.js", "sound.js", "system.js", "face.js", "attend.js", "player.js",
    }  # fmt: skip
