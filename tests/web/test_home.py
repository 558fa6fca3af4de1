"""The first screen, Adjust, the plan and the sessions in a real Chromium, as a person uses them."""

import json
import re
import time
import urllib.parse
import urllib.request

import pytest

from tests.web.chromium import DESK, PHONE, Window, needs_chromium
from tests.web.program import serving

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.speech, pytest.mark.long]
WEIGHT = 100_000
"""The most bytes of the first screen with everything in it."""
TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
SIZES = {"phone": PHONE, "tablet": TABLET, "desk": DESK}
SOUNDS = "document.querySelector('#sound').duration > 10 && document.querySelector('#sound').currentTime > 0"
PAUSE = "document.querySelector('#sound').pause()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def home(folder):
    with serving(folder, "--engine", "system") as (_, link):
        yield link
    assert (folder / "stderr").read_text() == ""


@pytest.fixture
def open_window(make_window, home):
    def open_(path="", **settings):
        window = make_window(home, **settings)
        window.go(path)
        return window

    return open_


@pytest.fixture(scope="module")
def heard(browser, home):
    """The first session of this server, made and heard by one tap on a phone; its address."""
    window = Window(browser, home, **PHONE)
    window.go()
    card = window.page.locator("#card-desk-break")
    card.get_by_role("button").tap()
    window.page.wait_for_selector("#card-desk-break .making:visible")
    window.until(
        "/\\d+ \\S+ \\d+/.test(document.querySelector('#card-desk-break .state').textContent)",
        timeout=30_000,
    )
    window.shot("home-phone-making")
    window.until(SOUNDS, timeout=60_000)
    assert window.page.locator("audio").count() == 1
    assert window.page.url.startswith(f"{home}sessions/")
    window.shot("home-phone-playing", whole=False)
    window.page.evaluate("document.querySelector('#sound').currentTime = 100")
    window.until("document.querySelector('#sound').currentTime > 100.2")
    window.check()
    address = window.page.url.removeprefix(home)
    window.page.go_back()
    window.page.wait_for_selector("#card-desk-break:visible")
    window.until("document.querySelector('#sound').paused")
    window.until("!document.querySelector('#resume').hidden")
    assert re.fullmatch(r"Go on at 1:4\d", window.text("#resume .facts"))
    window.shot("home-phone-resume")
    window.page.locator("#resume button").tap()
    window.until("document.querySelector('#sound').currentTime > 95")
    window.close()
    return address


def test_one_tap_plays_what_is_there_within_a_second(open_window, heard):
    """From the tap to sound; tried again while others work."""
    took = []
    while len(took) < 10 and min(took, default=9) >= 1:
        window = open_window(**PHONE)
        window.page.wait_for_load_state("networkidle")
        started = time.monotonic()
        window.page.locator("#card-desk-break .go").tap()
        window.until(SOUNDS, timeout=30_000)
        took.append(time.monotonic() - started)
        window.page.evaluate(PAUSE)
        window.check()
    print(f"from the tap to sound: {min(took):.2f} s of {[f'{one:.2f}' for one in took]}")
    assert min(took) < 1


def test_a_first_visit_begins_with_the_first_time(open_window, heard):
    window = open_window(**PHONE)
    first = window.page.locator(".routine").first
    assert first.get_attribute("data-routine") == "first-timer"
    assert first.locator(".badge").inner_text() == "Start here"
    window.page.locator("#card-desk-break .go").tap()
    window.until(SOUNDS, timeout=30_000)
    window.page.evaluate(PAUSE)
    window.go()
    assert window.page.locator(".routine").first.get_attribute("data-routine") == "hip-rotation"
    assert window.page.locator(".badge").count() == 0


@pytest.mark.parametrize("minutes", [5, 10, 15, 20])
def test_a_chip_fits_every_card_or_says_its_nearest_length(open_window, heard, minutes):
    window = open_window(**DESK)
    window.page.get_by_role("link", name=f"{minutes} min", exact=True).click()
    window.until("!document.querySelector('[data-pending]')", timeout=30_000)
    cards = window.page.locator(".routine").all()
    assert len(cards) >= 4
    for card in cards:
        told = card.locator(".facts").inner_text()
        found = re.search(r"(\d+):(\d\d)", told)
        length = int(found[1]) * 60 + int(found[2])
        near = abs(length - minutes * 60) <= minutes * 6
        assert near != ("as near as it gets" in told), told
    window.check()


def test_running_builds_are_on_the_first_screen(open_window, heard):
    window, other = open_window(**PHONE), open_window(**PHONE)
    window.page.locator("#card-hip-rotation .go").tap()
    window.page.wait_for_selector("#card-hip-rotation .making:visible")
    other.go()
    strip = other.page.locator("#running .strip")
    assert "90/90 hip rotation" in strip.inner_text()
    other.shot("home-phone-running")
    other.audit()
    other.page.wait_for_selector("#running a:has-text('Play')", timeout=60_000)
    window.until(SOUNDS, timeout=60_000)
    other.page.locator("#running a").tap()
    other.until(SOUNDS, timeout=30_000)
    other.check()


# Adjust.


def open_group(window, name):
    window.page.locator(f"[data-group={name}] > summary").click()


@pytest.mark.parametrize("size", SIZES)
def test_the_new_length_is_in_view_within_half_a_second(open_window, heard, size):
    window = open_window("adjust?routine=desk-break", **SIZES[size])
    page = window.page
    open_group(window, "length")
    first = window.text(".total .length")
    took = []
    for press in range(6):
        before = window.text(".total .length")
        page.get_by_role("button", name="More: Hold").click()
        started = time.monotonic()
        window.until(
            "text => document.querySelector('.total .length').textContent !== text", before
        )
        took.append(time.monotonic() - started)
        if press == 1 and min(took) < 0.5:
            break
    print(f"{size}: the new length after {[f'{one:.2f}' for one in took]} s")
    assert min(took) < 0.5
    assert window.text(".total .was") == f"was {first}"
    seen = "() => { const box = document.querySelector('.total-bar').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight + 1 }"
    for group in ("sides", "voice", "sound"):
        open_group(window, group)
    for at in (0, 500, 5000):
        page.evaluate("at => scrollTo(0, at)", at)
        window.until(seen)
    assert "changed" in page.locator(".field[data-name=hold]").get_attribute("class")
    assert (
        page.locator("[data-group=length] > summary .value").inner_text().startswith("50 s holds")
    )
    page.locator(".field[data-name=hold] .own").click()
    window.until("text => document.querySelector('.total .length').textContent === text", first)
    assert window.text(".total .was") == ""
    assert page.url.endswith("/adjust?routine=desk-break")
    window.check()


def test_everything_that_is_heard_is_on_the_sheet(open_window, heard):
    from voiceguide.routine.settings import ROWS

    window = open_window("adjust?routine=hip-rotation", **DESK)
    names = set(
        window.page.evaluate(
            "[...document.querySelectorAll('.field')].map(one => one.dataset.name)"
        )
    )
    assert {row.keyword for row in ROWS.values() if row.key != "voice.engine"} <= names
    assert {
        "lang",
        "fit",
        "external-rotation-stretch.hold",
        "internal-rotation-lift.reps",
        "internal-rotation-lift.tempo",
    } <= names
    assert not {"engine", "out", "jobs"} & names
    assert window.page.locator("details.group[open]").count() == 0
    assert window.page.locator("details.group > summary").all_inner_texts() == [
        "Length\n45 s holds · 8 reps", "Sides\nfirst side: left",
        "Voice\nEnglish · every word", "Sound\ntones: calm · background: none",
    ]  # fmt: skip


def test_an_error_stands_at_its_field(open_window, heard):
    window = open_window("adjust?routine=hip-rotation", **PHONE)
    page = window.page
    open_group(window, "length")
    page.locator("#f-hold").fill("5000")
    page.wait_for_selector(".field[data-name=hold] .wrong:visible")
    assert window.text(".field[data-name=hold] .wrong") == "It may be 1 to 900."
    assert page.locator("#f-hold").get_attribute("aria-invalid") == "true"
    assert page.locator(".total-bar .play").is_disabled()
    window.audit()
    window.shot("home-phone-error")
    page.locator("#f-hold").fill("50")
    window.until("document.querySelector('.field[data-name=hold] .wrong').hidden")
    assert page.locator(".total-bar .play").is_enabled()
    window.go("adjust?routine=hip-rotation&external-rotation-stretch.hold=0")
    assert page.locator("[data-name='external-rotation-stretch.hold'] .wrong").is_visible()
    assert [one for one in window.errors if "400" not in one] == []


def test_fit_writes_what_it_chose_into_the_fields(open_window, heard):
    window = open_window("adjust?routine=hip-rotation", **PHONE)
    page = window.page
    open_group(window, "length")
    assert page.locator("#f-fit").get_attribute("placeholder") == "14"
    page.get_by_role("button", name="Less: Fit to a length").click()
    assert page.locator("#f-fit").input_value() == "13"
    page.locator("#fit").click()
    page.wait_for_selector(".field[data-name=hold].changed")
    window.until(
        "document.querySelector('.total .length').textContent.startsWith('12:') || document.querySelector('.total .length').textContent.startsWith('13:')"
    )
    given = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)
    assert {"hold", "reps"} <= given.keys()
    assert "fit" not in given
    assert page.locator("#f-hold").input_value() == given["hold"][0]
    window.check()


def test_the_address_is_the_state(open_window, home, heard):
    window = open_window("adjust?routine=desk-break", **PHONE)
    page = window.page
    for group in ("length", "voice"):
        open_group(window, group)
    page.locator("#f-hold").fill("55")
    with page.expect_response(lambda answer: "plan.json" in answer.url and "lang=de" in answer.url):
        page.locator("input[name=lang][value=de]").check()
    window.until(
        "document.querySelector('[data-group=voice] .value').textContent.startsWith('German')"
    )
    length = window.text(".total .length")
    page.reload()
    assert page.locator("#f-hold").input_value() == "55"
    assert page.locator("input[name=lang][value=de]").is_checked()
    assert window.text(".total .length") == length
    # the first screen remembers it, and plays that
    window.go()
    window.until(
        "document.querySelector('#card-desk-break h2').textContent.startsWith('Schreibtisch')"
    )
    assert "55 s holds, German" in window.text("#card-desk-break .facts")
    window.shot("home-phone-remembered")
    page.locator("#card-desk-break .adjust").tap()
    assert page.locator("#f-hold").input_value() == "55"
    page.locator(".total-bar .play").tap()
    window.until(SOUNDS, timeout=60_000)
    page.evaluate(PAUSE)
    # Back: the sheet, and a plan that is its own
    page.go_back()
    page.wait_for_selector(".total-bar:visible")
    assert page.locator("#f-hold").input_value() == "55"
    assert window.text(".total .length") == length
    # a session says what it was made of: Change, Again, Share
    window.go("sessions")
    page.locator(".listen-to:has-text('German')").first.tap()
    window.until(SOUNDS, timeout=30_000)
    page.evaluate(PAUSE)
    page.reload()
    assert page.get_by_role("button", name="Again").is_visible()
    page.get_by_role("link", name="Share").click()
    assert page.locator("#link").input_value().startswith(f"{home}sessions/")
    page.go_back()
    page.get_by_role("link", name="Change").click()
    assert page.locator("#f-hold").input_value() == "55"
    page.locator("#all-own").click()
    window.until("location.search === '?routine=desk-break'")
    window.go()
    page.wait_for_load_state("networkidle")
    assert window.text("#card-desk-break h2") == "Desk break for the hips"
    window.check()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_german_browser_changes_a_hold_and_takes_it_back(open_window, heard, width):
    """Nothing at the bottom moves, and the way back leads to a German session."""
    size = {"viewport": {"width": width, "height": 740}}
    window = open_window("adjust?routine=desk-break&lang=de", locale="de-DE", **size)
    page = window.page
    places = "[...document.querySelectorAll('.total-bar, .total-bar .play')].map(one => { const { x, y, width, height } = one.getBoundingClientRect(); return [x, y, width, height] })"
    before = page.evaluate(places)
    open_group(window, "voice")
    assert page.locator(".changed").count() == 0
    open_group(window, "length")
    page.locator("#f-hold").fill("60")
    window.until("document.querySelector('.total .was').textContent.startsWith('vorher ')")
    assert page.evaluate(places) == before
    page.locator("#all-own").click()
    window.until("document.querySelector('.total .was').textContent === ''")
    assert page.url.endswith("/adjust?routine=desk-break&lang=de")
    assert window.text("[data-group=voice] .value").startswith("Deutsch")
    assert window.text(".chapters-read b >> nth=0") == "Willkommen"
    for touched in (".roomy", ".spoken > summary"):
        assert page.locator(touched).first.bounding_box()["height"] >= 44
    window.check()


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "es-ES"])
def test_no_word_is_broken_on_a_card(open_window, heard, locale, width):
    window = open_window(locale=locale, viewport={"width": width, "height": 568})
    window.until("!document.querySelector('[data-pending]')", timeout=30_000)
    broken = """[...document.querySelectorAll('.routine :is(h2, .facts, .what-for, .badge)')].flatMap(place => {
      const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), found = [];
      while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/[\\p{L}\\d]+/gu)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, word.index);
        range.setEnd(walk.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(one => one.top)).size > 1) found.push(word[0]);
      }
      return found;
    })"""
    assert window.page.evaluate(broken) == []


@pytest.mark.parametrize("of", ["voice", "tones", "bed"])
def test_a_sample_is_heard(open_window, heard, of):
    window = open_window("adjust?routine=desk-break&bed=waves", **PHONE)
    window.page.evaluate(
        "[...document.querySelectorAll('details')].forEach(one => { one.open = true })"
    )
    with window.page.expect_response(
        lambda answer: "sample.mp3" in answer.url, timeout=30_000
    ) as told:
        window.page.locator(f".sample[data-of={of}]").click()
    assert told.value.status in {200, 206}
    assert f"of={of}" in told.value.url
    window.page.wait_for_selector(f".sample.sounding[data-of={of}]")
    window.page.wait_for_selector(".sample:not(.sounding)", timeout=20_000)
    window.check()


# Sessions.


@pytest.fixture
def sixty(folder, home, heard):
    """Sixty sessions of four routines; all but what was there go again."""
    out = folder / "out"
    sound = min(out.glob("desk-break*.mp3"))
    plan = json.loads(sound.with_name(f"{sound.stem}.timeline.json").read_text())
    copies = []
    for number in range(60):
        routine = ["hip-rotation", "desk-break", "first-timer", "tv-evening"][number % 4]
        stem = f"{routine}-{number:08x}"
        chosen = {"hold": f"{31 + number % 25}s", "reps": str(5 + number % 3)}
        told = plan | {"chosen": chosen, "title": routine}
        copies += [out / f"{stem}.mp3", out / f"{stem}.timeline.json"]
        copies[-2].write_bytes(sound.read_bytes()[:200_000])
        copies[-1].write_text(json.dumps(told))
    yield
    for one in copies:
        one.unlink(missing_ok=True)


def test_sixty_sessions(open_window, home, sixty):
    urllib.request.urlopen(home + "sessions").read()  # each is looked at once
    took = []
    while len(took) < 10 and min(took, default=9) >= 0.2:
        started = time.monotonic()
        page = urllib.request.urlopen(home + "sessions").read().decode()
        took.append(time.monotonic() - started)
    print(f"60 sessions in {min(took):.3f} s")
    assert min(took) < 0.2
    assert page.count("data-session=") >= 60
    window = open_window("sessions", **PHONE)
    height = window.page.evaluate("document.documentElement.scrollHeight")
    print(f"{height} pixels, {height / 740:.1f} screens")
    assert height < 4 * 740
    window.audit()
    window.shot("home-phone-sixty")
    window.page.locator("#search").fill("first 33 s")
    window.until(
        "[...document.querySelectorAll('.session')].filter(one => one.offsetHeight).length > 0"
    )
    seen = window.page.locator(".session:visible").all_inner_texts()
    assert seen
    assert all("33 s holds" in one for one in seen)
    assert window.page.locator(".group-of:visible").count() == 1
    window.page.locator("#search").fill("nobody")
    assert window.text(".none") == "Nothing found with these words."
    window.check()


def test_a_session_is_deleted_behind_a_menu_and_comes_back(open_window, heard, folder):
    window = open_window("sessions", **PHONE)
    page = window.page
    id_ = heard.rpartition("/")[2]
    row = page.locator(f"[data-session='{id_}']")
    assert not row.get_by_role("button", name="Delete").is_visible()
    row.locator(".menu > summary").click()
    window.shot("home-phone-menu", whole=False)
    window.audit()
    row.get_by_role("button", name="Delete").click()
    page.wait_for_selector(".undo")
    assert row.count() == 0
    window.shot("home-phone-undo")
    window.audit()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(f"[data-session='{id_}']")
    window.check()


def test_the_list_says_when_and_how_often(open_window, heard):
    window = open_window("sessions", **PHONE)
    played = [
        {
            "id": heard.rpartition("/")[2],
            "title": "x",
            "at": 0,
            "duration": 1,
            "when": 1.79e12,
            "times": 2,
        }
    ]
    window.page.evaluate(
        "played => localStorage.setItem('voiceguide.played', JSON.stringify(played))", played
    )
    window.go("sessions")
    told = window.text(f"[data-session='{played[0]['id']}'] .times")
    assert re.fullmatch(r"· done 2 times, last \w+ \d+", told.strip())


# Every page and state.


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_at_every_size(open_window, heard, size, scheme):
    for name, path in {
        "index": "", "chip": "?fit=10", "adjust": "adjust?routine=hip-rotation&hold=60", "open": "adjust?routine=hip-rotation&tones=wood",
        "plan": "plan?routine=desk-break&lang=de", "sessions": "sessions", "share": "share?hold=50",
        "phone": "subscribe", "problem": "plan?hold=x", "delete": f"{heard}/delete",
    }.items():  # fmt: skip
        window = open_window(path, color_scheme=scheme, **SIZES[size])
        window.until("!document.querySelector('[data-pending]')", timeout=30_000)
        if name in {"open", "plan"}:
            window.page.evaluate(
                "[...document.querySelectorAll('details')].forEach(one => { one.open = true })"
            )
        assert window.width() == SIZES[size]["viewport"]["width"], name
        window.audit()
        window.shot(f"home-{size}-{scheme}-{name}")
        assert [one for one in window.errors if name != "problem"] == []
        assert window.foreign == []
        window.close()


def test_reflow_at_320(open_window, heard):
    small = {"viewport": {"width": 320, "height": 256}}
    for path in (
        "",
        "?fit=5",
        "adjust?routine=hip-rotation&hold=60",
        "plan",
        "sessions",
        "share",
        "subscribe",
    ):
        window = open_window(path, locale="de-DE", **small)
        window.page.evaluate(
            "[...document.querySelectorAll('details:not(.picture):not(.menu)')].forEach(one => { one.open = true })"
        )
        assert window.width() == 320, path
        window.close()


@pytest.mark.parametrize(
    ("locale", "heading", "lead", "routine"),
    [
        ("en-GB", "Press play, put the phone down", "A voice", "Desk break for the hips"),
        ("de-AT", "Abspielen, Handy weglegen", "Eine Stimme", "Schreibtischpause für die Hüften"),
        (
            "es-MX",
            "Dale a reproducir y deja el teléfono",
            "Una voz",
            "Pausa para las caderas",
        ),
        ("fr-FR", "Press play, put the phone down", "A voice", "Desk break for the hips"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser(
    open_window, heard, locale, heading, lead, routine
):
    window = open_window(locale=locale, **PHONE)
    window.until("!document.querySelector('[data-pending]')", timeout=30_000)
    assert window.text("h1") == heading
    assert window.text(".lead").startswith(lead)
    assert window.text("#card-desk-break h2") == routine
    spoken = window.page.evaluate("document.documentElement.lang")
    assert spoken == (locale[:2] if locale[:2] in {"de", "es"} else "en")
    window.shot(f"home-phone-{locale}")
    window.page.locator("#card-desk-break .adjust").tap()
    assert window.page.locator("input[name=lang]:checked").get_attribute("value") == spoken
    window.page.evaluate(
        "[...document.querySelectorAll('details')].forEach(one => { one.open = true })"
    )
    window.shot(f"home-phone-adjust-{locale}")
    window.check()


def test_the_first_screen_is_light_and_plays_before_scripts(open_window, home, heard):
    window = open_window(**PHONE)
    window.page.wait_for_load_state("networkidle")
    loaded = window.page.evaluate(
        "performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])"
    )
    page = len(urllib.request.urlopen(home).read())
    weight = page + sum(size for name, size in loaded if not name.endswith(".mp3"))
    print(f"the first screen: {weight} bytes, of these {page} for the page itself")
    assert weight < WEIGHT
    bare = open_window(java_script_enabled=False, **PHONE)
    bare.shot("home-phone-bare")
    bare.page.locator("#card-desk-break .go").click()
    bare.page.wait_for_selector("audio[controls]", timeout=30_000)
    bare.check()


def test_without_scripts_everything_is_chosen_and_built(open_window, heard):
    window = open_window("adjust?routine=desk-break", java_script_enabled=False, **PHONE)
    page = window.page
    open_group(window, "length")
    page.locator("#f-hold").fill("41")
    page.locator("#apply").click()
    assert "hold=41" in page.url
    assert window.text(".total .was").startswith("was ")
    assert page.locator(".chapters-read li").count() > 3
    open_group(window, "length")
    page.locator("#f-fit").fill("7")
    page.locator("#fit").click()
    assert "hold=" in page.url
    assert "fit=" not in page.url
    page.locator(".total-bar .play").click()
    page.wait_for_selector("audio[controls]", timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download")).click()
    assert download.value.suggested_filename == "Desk break for the hips.mp3"
    window.check()


def test_by_keyboard_alone(open_window, heard):
    window = open_window(**DESK)
    page = window.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    for _ in range(40):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.getAttribute('aria-label')")
            == "Play Desk break for the hips"
        ):
            break
    page.keyboard.press("Enter")
    window.until(SOUNDS, timeout=30_000)
    page.keyboard.press("Space")
    window.until("document.querySelector('#sound').paused")
    window.check()


def test_home_screen_manners(open_window, home, heard):
    window = open_window(**PHONE)
    told = window.page.evaluate("document.querySelector('link[rel=manifest]').href")
    manifest = json.loads(urllib.request.urlopen(told).read())
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    for icon in manifest["icons"]:
        assert (
            urllib.request.urlopen(home.rstrip("/") + icon["src"]).read()[:8]
            == b"\x89PNG\r\n\x1a\n"
        )
    assert window.page.locator("meta[name=theme-color]").count() == 2
    assert window.page.locator("meta[name=description]").get_attribute("content")
    assert window.page.locator("a[href*=subscribe]").count() == 0  # a phone cannot reach this page
