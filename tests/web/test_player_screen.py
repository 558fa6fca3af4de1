"""What the player shows, in a real Chromium: to be read from the floor and the sofa, and still."""

import itertools
import json

import pytest

from tests.web.chromium import Window, needs_chromium
from tests.web.listening import Server, publish_sessions
from voiceguide.plan.timeline import Event, Mark, Timeline

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.long]
SIZES = {
    "small-phone": (320, 568),
    "phone": (360, 740),
    "phone-on-its-side": (740, 360),
    "tablet": (768, 1024),
    "desk-at-200-percent": (640, 400),
    "desk": (1280, 800),
    "television": (1920, 1080),
}
READ = (".chapter", ".what", ".left", ".side", ".cue", ".next")
CONTROLS = (".close", ".keep", ".seek", ".buttons button", ".elapsed", ".remaining")
BOXES = """(names) => names.flatMap((name) => [...document.querySelectorAll(name)].map((one) => {
  const box = one.getBoundingClientRect();
  return [name, box.left, box.top, box.right, box.bottom];
}))"""
SPILLS = """(names) => names.filter((name) => {
  const one = document.querySelector(name);
  const text = document.createRange();
  text.selectNodeContents(one);
  const [inner, outer] = [text.getBoundingClientRect(), document.querySelector('.face').getBoundingClientRect()];
  const clips = one.clientHeight && one.scrollHeight > one.clientHeight + 2 && getComputedStyle(one).overflow === 'hidden';
  return clips || inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
})"""
FOLLOW = """(names) => {
  const boxes = () => JSON.stringify(names.flatMap((name) => [...document.querySelectorAll(name)].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [name, x, y, width, height];
  })));
  window.frames = 0;
  window.placed = new Set();
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.sources.map((source) => source.node?.className)).flat()))
    .observe({ type: 'layout-shift', buffered: false });
  const note = () => { window.frames += 1; window.placed.add(boxes()); requestAnimationFrame(note); };
  note();
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    publish_sessions(folder)
    server = Server(folder)
    yield server.home
    server.end()


@pytest.fixture
def open_window(make_window, home):
    def open_(size=SIZES["phone"], **settings):
        width, height = size
        window = make_window(home, viewport={"width": width, "height": height}, **settings)
        window.go()
        window.page.wait_for_selector(".player.ready")
        return window

    return open_


def episode_of(window, number=0):
    data = window.page.evaluate("document.getElementById('player-data').textContent")
    return json.loads(data)["episodes"][number]


def spans_of(episode, kind):
    return [row for row in episode["events"] if row[2] == kind]


def longest_cue(episode):
    return max(spans_of(episode, "say"), key=lambda row: len(row[3]))


@pytest.mark.parametrize("name", SIZES)
def test_all_that_matters_is_in_view(open_window, name):
    width, height = SIZES[name]
    window = open_window(SIZES[name])
    episode = episode_of(window)
    moments = {
        "hold": spans_of(episode, "hold")[0][0] + 5_000,
        "rest": spans_of(episode, "rest")[0][0] + 3_000,
        "repetition": spans_of(episode, "rep")[2][0] + 1_000,
        "explaining": longest_cue(episode)[0] + 500,
    }
    for moment, at in moments.items():
        window.seek(at / 1000)
        window.page.wait_for_timeout(300)
        shown = [one for one in READ if window.text(one)]
        assert set(shown) >= {".chapter", ".what", ".left", ".cue", ".next"}, moment
        boxes = window.page.evaluate(BOXES, [*shown, *CONTROLS])
        for one, left, top, right, bottom in boxes:
            assert -0.5 <= left < right <= width + 0.5, (moment, one)
            assert -0.5 <= top < bottom <= height + 0.5, (moment, one)
        assert window.page.evaluate(SPILLS, shown) == [], moment
        window.shot(f"player-{name}-{moment}", whole=False)
    assert window.width() == width
    for one, left, top, right, bottom in window.page.evaluate(BOXES, ["button"]):
        if bottom > top:
            assert min(right - left, bottom - top) >= 44, one
    window.check()


def test_it_is_read_at_three_metres(open_window):
    window = open_window(SIZES["television"])
    for row in spans_of(episode_of(window), "say")[::3]:
        window.seek((row[0] + 300) / 1000)
        window.until("text => document.querySelector('.cue').textContent === text", arg=row[3])
        sizes = window.page.evaluate(
            "['.cue', '.next', '.chapter', '.side', '.left'].map((name) => "
            "parseFloat(getComputedStyle(document.querySelector(name)).fontSize))"
        )
        assert min(sizes) >= 0.03 * 1080, row[3]
        assert window.page.evaluate(SPILLS, [".cue", ".next", ".chapter"]) == [], row[3]


@pytest.mark.parametrize("name", ["phone", "phone-on-its-side"])
def test_nothing_moves_in_a_whole_session(open_window, name):
    """Twenty times as fast as it plays: sixteen is the most a browser does, the rest are jumps."""
    window = open_window(SIZES[name])
    page = window.page
    page.evaluate(FOLLOW, [*CONTROLS, ".dial", ".chapter", ".cue", ".next"])
    page.evaluate(
        "() => { const audio = document.querySelector('audio'); audio.playbackRate = 16; audio.play();"
        "setInterval(() => { if (!audio.paused && !audio.seeking) audio.currentTime += 1 }, 250) }"
    )
    window.until("document.querySelector('audio').ended", timeout=60_000)
    page.wait_for_timeout(300)
    frames, placed = page.evaluate("[window.frames, [...window.placed]]")
    shifted = page.evaluate("window.shifts")
    print(f"{frames} frames, {len(placed)} arrangement")
    assert frames > 200
    assert len(placed) == 1
    assert not {"close", "keep", "seek", "buttons", "controls"} & {str(one) for one in shifted}
    window.shot(f"player-{name}-end", whole=False)
    window.check()


def test_the_ring_always_says_something(open_window):
    window = open_window()
    episode = episode_of(window)
    words = set()
    for at in range(0, episode["duration"], 4_700):
        window.page.evaluate(
            "at => { document.querySelector('audio').currentTime = at }", at / 1000
        )
        window.until(
            "at => Math.abs(document.querySelector('audio').currentTime - at) < 0.2", arg=at / 1000
        )
        window.page.wait_for_timeout(30)
        words.add(window.text(".what"))
        assert window.text(".left")
        assert window.page.locator(".parts circle").count() >= 1
        assert window.page.locator(".parts .current").count() == 1
    assert words >= {"Hold", "Rest", "Repetition", "Starts in", "Next in", "Ends in"}


def test_what_is_counted_while_somebody_explains(open_window):
    window = open_window()
    hold = spans_of(episode_of(window), "hold")[0]
    window.seek((hold[0] - 13_400) / 1000)
    window.until("document.querySelector('.left').textContent === '0:14'")
    assert window.text(".what") == "Starts in"
    window.seek((hold[1] - 6_600) / 1000)
    window.until("document.querySelector('.left').textContent === '7'")
    assert (window.text(".what"), window.text(".below")) == ("Hold", "to go")


def test_a_chapter_stands_in_parts_around_the_clock(open_window):
    window = open_window()
    episode = episode_of(window)
    first = spans_of(episode, "rep")[0]
    window.seek((first[0] + 500) / 1000)
    window.until("document.querySelectorAll('.parts .rep').length === 8")
    window.seek((first[0] + 500) / 1000 + 14)
    window.until("document.querySelectorAll('.parts .rep.done').length === 2")


def test_the_side_that_comes_is_shown_while_sides_change(open_window):
    window = open_window()
    episode = episode_of(window)
    for rest in spans_of(episode, "rest"):
        coming = next(row for row in episode["events"] if row[0] >= rest[1])
        for at in (rest[0] + 100, (rest[0] + rest[1]) / 2, rest[1] - 100):
            window.seek(at / 1000)
            side = coming[5]
            window.until(
                "([what, side]) => document.querySelector('.what').textContent === what "
                "&& document.querySelector('.side').textContent === side",
                arg=["Rest", {"left": "Left side", "right": "Right side"}[side]],
            )
            assert window.text(".chapter").lower().startswith(side)
            assert not window.text(".next").lower().startswith(f"next: {side}")


def test_nobody_says_left_of_time(open_window):
    labels = open_window().page.evaluate(
        "JSON.parse(document.getElementById('player-data').textContent).labels.en"
    )
    assert [name for name, text in labels.items() if "left" in text.lower()] == ["left"]


def test_chapters_are_marked_on_the_bar(open_window):
    window = open_window()
    episode = episode_of(window)
    boxes = window.page.evaluate(BOXES, [".marks i"])
    assert len(boxes) == len(episode["chapters"]) - 1
    for mark, (start, _) in zip(boxes, episode["chapters"][1:], strict=True):
        window.seek(start / 1000)
        window.page.wait_for_timeout(60)
        at = window.page.evaluate(
            "() => { const bar = document.querySelector('.seek').getBoundingClientRect();"
            "return bar.left + 10 + (bar.width - 20) * document.querySelector('.seek').value / document.querySelector('.seek').max }"
        )
        assert (mark[1] + mark[3]) / 2 == pytest.approx(at, abs=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["phone", "phone-on-its-side", "desk"])
def test_light_and_dark(open_window, name, scheme):
    window = open_window(SIZES[name], color_scheme=scheme)
    hold = spans_of(episode_of(window), "hold")[0]
    window.seek(hold[0] / 1000 + 12)
    window.page.wait_for_timeout(300)
    ground = window.page.evaluate(
        "getComputedStyle(document.querySelector('.player')).backgroundColor"
    )
    assert (sum(map(int, ground[4:-1].split(","))) > 380) == (scheme == "light")
    window.audit()
    window.shot(f"player-{name}-{scheme}", whole=False)
    window.page.evaluate("document.querySelector('.finish').hidden = false")
    window.audit()
    window.check()


def test_reduced_motion(open_window):
    style = "getComputedStyle(document.querySelector('.arc')).transitionDuration"
    assert open_window(reduced_motion="reduce").page.evaluate(style) == "0s"
    assert open_window(reduced_motion="no-preference").page.evaluate(style) == "0.25s"


def test_the_end_says_what_was_done(open_window):
    window = open_window()
    page = window.page
    page.evaluate(
        "() => { const audio = document.querySelector('audio'); audio.playbackRate = 16; audio.play() }"
    )
    page.wait_for_selector(".finish:visible", timeout=60_000)
    said = page.locator(".did li").all_inner_texts()
    assert said[:2] == ["2 holds", "16 repetitions"]
    assert said[2] in {"6 minutes", "7 minutes"}
    assert window.text(".week") == "The first time this week."
    window.shot("player-phone-done", whole=False)
    window.audit()
    page.get_by_role("button", name="Again").click()
    window.until(
        "document.querySelector('.finish').hidden && !document.querySelector('audio').paused"
    )
    assert window.time < 20
    page.wait_for_selector(".finish:visible", timeout=60_000)
    assert window.text(".week") == "2 times this week."
    page.get_by_role("button", name="Another").click()
    window.until("document.querySelector('.player-title').textContent.startsWith('90/90')")
    window.until("document.querySelector('audio').currentTime > 0.1")
    played = page.evaluate("voiceguidePlayer.played()")
    assert [one["times"] for one in played if one["id"] == "desk-break"] == [2]
    window.check()


@pytest.mark.parametrize("name", ["phone", "phone-on-its-side"])
def test_who_jumps_to_the_end_has_not_done_it(open_window, name):
    window = open_window(SIZES[name])
    window.seek(episode_of(window)["duration"] / 1000 - 2)
    window.page.get_by_role("button", name="Play", exact=True).click()
    window.page.wait_for_selector(".finish:visible", timeout=10_000)
    assert window.page.locator(".did li").count() == 0
    assert window.page.locator(".week").inner_text() == ""
    assert window.text(".face").split().count("Done") == 1
    window.shot(f"player-{name}-end", whole=False)


def test_what_is_done_once_has_no_side(browser, tmp_path):
    from voiceguide.formats.player import Episode, render_player

    events = (
        Event(0, 1_000, "say", text="March on the spot.", exercise="march"),
        Event(2_000, 30_000, "hold", exercise="march"),
        Event(30_000, 40_000, "rest", exercise="march"),
        Event(40_000, 42_000, "say", text="To the left.", exercise="lunge", side="left"),
        Event(43_000, 60_000, "hold", exercise="lunge", side="left"),
    )
    marks = (Mark(0, "March"), Mark(30_000, "Left: lunge"))
    timeline = Timeline("Mixed", 61_000, "en", marks, events)
    page = render_player("All", "en", [Episode("Mixed", "no.mp3", timeline)])
    (tmp_path / "index.html").write_text(page, "utf-8")
    window = Window(browser, tmp_path.as_uri() + "/")
    window.go("index.html")
    found = window.page.evaluate(
        "(places) => { const one = PlayerMoment.prepare(JSON.parse(document.getElementById('player-data').textContent).episodes[0]);"
        "return places.map((ms) => PlayerMoment.at(one, ms).side) }",
        [500, 1_500, 20_000, 35_000, 42_500, 50_000, 60_500],
    )
    assert found == ["", "", "", "left", "left", "left", "left"]
    window.close()


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_it_speaks_the_language_of_the_session(browser, tmp_path, language):
    from voiceguide.formats.player import Episode, render_player
    from voiceguide.lang.language import language_of

    events = (Event(0, 1_000, "say", text="…"), Event(2_000, 30_000, "hold", side="left"))
    timeline = Timeline("X", 61_000, language, (Mark(0, "A"),), events)
    page = render_player("All", language, [Episode("X", "no.mp3", timeline)])
    (tmp_path / "index.html").write_text(page, "utf-8")
    window = Window(browser, tmp_path.as_uri() + "/")
    window.go("index.html")
    window.page.wait_for_selector(".player.ready")
    spoken = "en" if language == "fr" else language
    words = language_of(spoken).words("player")
    assert window.page.locator("#player").get_attribute("lang") == spoken
    assert window.page.locator(".button-play").get_attribute("aria-label") == words["play"]
    assert window.text(".chapters-title") == words["chapters"]
    assert window.text(".what") == words["starts_in"]
    assert window.text(".cue") == words["start"]
    window.close()


def test_on_paper(open_window):
    window = open_window(SIZES["desk"])
    window.page.emulate_media(media="print")
    text = window.text("body")
    episode = episode_of(window)
    for _, title in episode["chapters"]:
        assert title in text
    assert "40 s" in text
    assert "8 ×" in text
    assert longest_cue(episode)[3] in text
    assert "Press play" not in text
    assert window.page.locator(".controls").is_hidden()
    window.shot("player-print")


def test_keys_move_it(open_window):
    window = open_window(SIZES["desk"])
    keyboard = window.page.keyboard
    keyboard.press("ArrowRight")
    window.until("document.querySelector('.elapsed').textContent === '0:10'")
    keyboard.press("Shift+ArrowRight")
    window.until("document.querySelector('.elapsed').textContent === '0:42'")
    keyboard.press("Space")
    window.until("document.querySelector('audio').currentTime > 42.2")
    keyboard.press("Space")
    assert window.page.evaluate("document.querySelector('audio').paused")


@pytest.mark.parametrize("touched", [True, False])
def test_keys_are_told_of_where_there_are_keys(open_window, touched):
    window = open_window(has_touch=touched, is_mobile=touched)
    assert window.page.locator(".keys").is_visible() != touched


def test_every_text_of_a_session_fits(open_window):
    """At the smallest size nothing is cut, however long the sentence."""
    window = open_window(SIZES["small-phone"])
    texts = {row[3] for number in (0, 1) for row in spans_of(episode_of(window, number), "say")}
    cut = window.page.evaluate(
        """(texts) => texts.filter((text) => {
          const cue = document.querySelector('.cue');
          cue.textContent = text;
          PlayerFace.fit(cue);
          return cue.scrollHeight > cue.clientHeight + 1;
        })""",
        list(itertools.islice(sorted(texts, key=len, reverse=True), 40)),
    )
    assert cut == []
