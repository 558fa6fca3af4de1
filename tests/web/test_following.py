"""A programme in a real Chromium: today's session by one tap, and what became of it at its end."""

import datetime

import pytest

from tests.web.chromium import Window, needs_chromium
from tests.web.program import serving
from voiceguide.delivery.course import begin_course, open_course
from voiceguide.disk.diary import Diary

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.long]
PHONE = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
SIZES = [(320, 568), (740, 360), (640, 400), (1280, 800), (1920, 1080)]
TEXT = """\
title = "Six weeks for stiff hips"
titles.de = "Zwei Wochen laufen"
weeks = 2
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
[[week]]
[[week.block]]
do = [{ title = "Run", hold = "8s", sides = "once" }, { title = "Squat", reps = 2, sides = "once" }]
[[week]]
[[week.block]]
do = [{ title = "Run", hold = "9s", sides = "once" }]
"""
SOUNDS = "(a => a.duration > 2 && a.currentTime > 0)(document.querySelector('audio'))"
OVER = "document.querySelector('.finish')?.hidden === false"
SAID = "text => document.querySelector('.noted')?.textContent.startsWith(text)"
SPEED = "document.querySelector('audio').playbackRate = 8"
BUTTONS = ".finish button:visible"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "runs.toml").write_text(TEXT)
    following = open_course(str(tmp_path / "runs.toml"), datetime.date.today())
    begin_course(following, Diary(tmp_path / "data" / "programmes.json"))
    return tmp_path


@pytest.fixture
def open_window(browser, folder):
    opened = []
    with serving(folder, "--engine", "silent") as (_, link):

        def open_(path="", **settings):
            opened.append(Window(browser, link, **settings))
            opened[-1].go(path)
            return opened[-1]

        yield open_
        for window in opened:
            window.close()
    assert (folder / "stderr").read_text() == ""


def notes(folder):
    [course] = Diary(folder / "data" / "programmes.json").all().values()
    return {number: noted.what for number, noted in course.notes.items()}


def hear(window):
    """Play from the beginning to the end."""
    window.until(SOUNDS, timeout=60_000)
    window.page.evaluate(SPEED)
    window.until(OVER, timeout=30_000)


def jump_to_the_end(window):
    window.page.locator(".button-play").click()
    window.until(SOUNDS, timeout=60_000)
    window.page.evaluate("a = document.querySelector('audio'), a.currentTime = a.duration - 0.5")
    window.until(OVER)


def all_in_view(window):
    """On every window all of the end panel lies within it, and nothing over anything else."""
    before = window.page.viewport_size
    for width, height in SIZES:
        window.page.set_viewport_size({"width": width, "height": height})
        window.page.wait_for_timeout(200)
        look(window)
    window.page.set_viewport_size(before)


def look(window):
    size = window.page.viewport_size
    boxes = [
        one.bounding_box()
        for name in (".finish .done", ".did", ".week", ".which", ".noted", BUTTONS, ".seek")
        for one in window.page.locator(name if "button" in name else f"{name}:visible").all()
    ]
    for box in boxes:
        assert 0 <= box["x"] <= box["x"] + box["width"] <= size["width"], (size, box)
        assert 0 <= box["y"] <= box["y"] + box["height"] <= size["height"], (size, box)
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"] + 0.5
                or other["x"] + other["width"] <= one["x"] + 0.5
                or one["y"] + one["height"] <= other["y"] + 0.5
                or other["y"] + other["height"] <= one["y"] + 0.5
            )
            assert apart, (size, one, other)


@pytest.mark.parametrize(("name", "size"), [("small-phone", PHONE), ("desk", DESK)])
def test_today_is_heard_and_noted(open_window, folder, name, size):
    window = open_window(**size)
    page = window.page
    window.until("document.querySelector('.due .length')", timeout=60_000)
    assert window.text(".due .badge") == "Today"
    assert window.text(".due h2") == "Week 1, day 1"
    assert window.text(".due .what-for") == "Six weeks for stiff hips · Session 1 of 14"
    assert window.width() == size["viewport"]["width"]
    window.audit()
    window.shot(f"programme-{name}-today")
    page.get_by_role("button", name="Play Week 1, day 1").click()
    hear(window)
    window.until(SAID, arg="Noted as done. Next: ")
    assert notes(folder) == {1: "done"}
    all_in_view(window)
    window.audit()
    window.shot(f"programme-{name}-noted", whole=False)
    page.get_by_role("button", name="Undo").click()
    window.until("document.querySelector('.note-undo').hidden")
    assert notes(folder) == {}
    assert page.evaluate("document.activeElement.className") == "note-done"
    assert page.locator(BUTTONS).all_inner_texts() == ["Done", "Skip", "Again", "Another"]
    all_in_view(window)
    window.shot(f"programme-{name}-undone", whole=False)
    page.get_by_role("button", name="Skip").click()
    window.until(SAID, arg="Noted as skipped. Next: ")
    assert notes(folder) == {1: "skipped"}
    window.check()
    page.locator(".close").click()
    window.go()
    assert page.locator(".due").count() == 0
    assert "Six weeks for stiff hips · Next: " in window.text(".strip:not(#resume)")
    window.check()


def test_who_jumps_to_the_end_is_asked(open_window, folder):
    window = open_window(**PHONE)
    page = window.page
    page.locator(".due .go").click()
    window.until(SOUNDS, timeout=60_000)
    window.until("location.pathname.startsWith('/sessions/')")
    page.goto(page.url)  # the page of the session itself
    assert page.locator("#attending button").all_inner_texts() == ["Done", "Skip"]
    jump_to_the_end(window)
    window.until(
        "document.querySelector('.which').textContent === 'Six weeks for stiff hips · Week 1, day 1'"
    )
    assert page.locator(".finish").get_by_role("button").all_inner_texts()[:2] == ["Done", "Skip"]
    assert notes(folder) == {}
    page.locator(".note-done").click()
    window.until(SAID, arg="Noted as done. Next: ")
    assert notes(folder) == {1: "done"}
    assert not page.locator("#attending").is_visible()
    page.reload()
    assert "Noted as done. Next: " in window.text("#attending")
    page.locator("#attending button").click()
    assert page.locator("#attending button").all_inner_texts() == ["Done", "Skip"]
    assert notes(folder) == {}
    window.check()


def test_the_computer_is_away_at_the_end(open_window, folder):
    """The sound plays on from memory; what was done is noted when the computer is back."""
    window = open_window(**PHONE)
    page = window.page
    page.locator(".due .go").click()
    window.until(SOUNDS, timeout=60_000)
    page.locator(".button-play").click()  # what is paused goes on from memory
    window.until("document.querySelector('audio').src.startsWith('blob:')")
    page.locator(".button-play").click()
    window.context.set_offline(True)
    window.page.evaluate(SPEED)
    window.until(OVER, timeout=30_000)
    window.until(SAID, arg="The computer cannot be reached")
    all_in_view(window)
    window.shot("programme-away", whole=False)
    page.locator(".note-done").click()
    page.wait_for_timeout(300)
    assert window.text(".noted").startswith("The computer cannot be reached")
    assert notes(folder) == {}
    window.context.set_offline(False)
    page.locator(".note-done").click()
    window.until(SAID, arg="Noted as done. Next: ")
    assert notes(folder) == {1: "done"}


def test_it_speaks_as_the_session_does(open_window, folder):
    window = open_window(**PHONE, locale="de-DE")
    window.until("document.querySelector('.due .length')", timeout=60_000)
    assert window.text(".due h2") == "Woche 1, Tag 1"
    assert window.text(".due .what-for") == "Zwei Wochen laufen · Einheit 1 von 14"
    window.page.locator(".due .go").click()
    hear(window)
    window.until(SAID, arg="Noted as done. Next: ")  # the session is an English one
    window.go()
    assert "Zwei Wochen laufen · Weiter geht es am " in window.text(".strip:not(#resume)")
    window.check()
