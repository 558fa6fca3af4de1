"""Own routines in a real Chromium: begun, edited and saved by hand and by keyboard, on a phone too."""

import pytest

from tests.web.chromium import needs_chromium
from tests.web.program import serving

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.long]
SMALL = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
LIST = "Knees\n\nClamshell, 3 x 10, each side\nPlank 45 s\nCall me on Monday if it hurts, please, I am there all day long.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def home(folder):
    with serving(folder, "--engine", "silent", "--no-browser") as (_, link):
        yield link
    assert (folder / "stderr").read_text() == ""


@pytest.fixture
def open_window(make_window, home):
    opened = []

    def open_(path="", **settings):
        opened.append(make_window(home, **settings))
        opened[-1].page.on("dialog", lambda dialog: dialog.accept())
        opened[-1].go(path)
        return opened[-1]

    yield open_
    for window in opened:
        window.check()


def titles(window):
    return window.page.locator(".exercises .titled").all_inner_texts()


def press(window, name):
    window.page.get_by_role("button", name=name, exact=True).first.click()


def test_from_a_card_to_a_routine_of_ones_own(open_window, folder):
    window = open_window(locale="en-GB", **SMALL)
    card = window.page.locator("#card-hip-evening")
    card.get_by_role("link", name="Duplicate").tap()
    assert window.page.locator("h1").inner_text() == "Edit: Full hip evening (my version)"
    assert window.width() == 320
    before = window.text(".total .length")
    assert titles(window)[4:6] == ["Butterfly", "Kneeling stretch"]
    press(window, "Move down: Butterfly")
    window.until("document.querySelectorAll('.exercises .titled')[5].textContent === 'Butterfly'")
    assert window.page.evaluate("document.activeElement.ariaLabel") == "Move down: Butterfly"
    press(window, "Leave out: 1. Hip external rotation")
    window.until("document.querySelectorAll('.exercises .titled').length === 8")
    assert window.text(".total .length") != before
    assert "was" in window.text(".total .was")
    window.page.get_by_text("Change Quiet rest").tap()
    window.page.locator("[name='block.1.do.5.hold']").fill("9999")
    window.page.wait_for_selector(".wrong")
    assert window.text(".wrong") == "It may be 1 to 3600."
    window.errors = [one for one in window.errors if "400" not in one]  # that it is refused is told
    window.page.locator("[name='block.1.do.5.hold']").fill("90")
    window.until("!document.querySelector('.field .wrong')")
    window.shot("own-editor-phone-open")
    press(window, "Save")
    window.page.wait_for_url("**/adjust?routine=full-hip-evening-my-version&saved=1")
    saved = folder / "data" / "scripts" / "full-hip-evening-my-version" / "routine.toml"
    assert 'hold = "1m30s"' in saved.read_text()
    window.page.locator("#edit").tap()
    window.page.wait_for_url("**/own/edit/full-hip-evening-my-version")
    assert len(titles(window)) == 8
    window.go()
    window.page.wait_for_selector("#card-full-hip-evening-my-version")
    window.shot("own-home-phone")


def test_a_list_that_is_pasted_is_saved_only_then(open_window, folder):
    window = open_window("own", locale="en-GB", **DESK)
    window.shot("own-start-desk")
    window.audit()
    window.page.locator("textarea").fill(LIST)
    window.page.get_by_role("button", name="Make a routine of it").click()
    assert titles(window) == ["Clamshell", "Plank"]
    assert "left out: whom to ask, and when" in window.text(".pasted")
    assert not (folder / "data" / "scripts" / "knees").exists()
    window.audit()
    window.shot("own-pasted-desk")
    press(window, "Save")
    window.page.wait_for_url("**/adjust?routine=knees&saved=1")
    assert (folder / "data" / "scripts" / "knees" / "routine.toml").is_file()


def test_a_double_click_makes_one_which_is_deleted_and_brought_back(open_window, folder):
    window = open_window("own/new", locale="en-GB", **DESK)
    page = window.page
    page.get_by_text("A new one").click()
    page.locator("[name='new.title']").fill("Wall sit")
    page.locator("[name='new.hold']").fill("abc")
    press(window, "Save")
    page.wait_for_selector("#e-new-hold-wrong")
    window.errors = [one for one in window.errors if "400" not in one]  # that it is refused is told
    assert page.locator("[name='new.title']").input_value() == "Wall sit"
    assert page.evaluate("document.activeElement.name") == "new.hold"
    page.locator("[name='new.hold']").fill("30")
    page.locator("[name=title]").fill("Twice")
    page.locator("button[value=save]").dblclick()
    page.wait_for_url("**/adjust?routine=twice&saved=1")
    assert page.get_by_text("Saved", exact=True).is_visible()
    assert [one.name for one in (folder / "data" / "scripts").glob("twice*")] == ["twice"]
    window.go("own/edit/twice")
    page.get_by_text("Change Wall sit").click()
    page.locator("[name='block.0.do.0.reps']").fill("8")
    page.wait_for_selector("#said .problem")
    window.errors = [one for one in window.errors if "400" not in one]
    window.shot("own-editor-said-desk")
    page.locator("[name='block.0.do.0.reps']").fill("")
    window.until("!document.querySelector('#said .problem')")
    page.get_by_text("More", exact=True).click()
    window.audit()
    press(window, "Delete this routine")
    page.wait_for_url("**/own?removed=*")
    assert window.text(".undo p") == "Twice was deleted."
    window.audit()
    press(window, "Undo")
    page.wait_for_url("**/own/edit/twice")
    assert titles(window) == ["Wall sit"]


def test_without_scripts_and_with_the_keyboard(open_window):
    window = open_window("own/new", locale="en-GB", java_script_enabled=False, **DESK)
    page = window.page
    page.get_by_text("A new one").click()
    page.locator("[name='new.title']").fill("Heel raises")
    page.locator("[name='new.reps']").fill("12")
    page.locator("[name='new.say']").fill("Rise slowly.\nLower slowly.")
    page.locator("button[value=new]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".exercises .titled")
    assert titles(window) == ["Heel raises"]
    page.locator("[name=title]").fill("Heels")
    page.locator("[name=title]").press("Enter")  # the first button there is: it only looks
    page.wait_for_selector("h1:text('Edit: Heels')")
    page.locator("button[value=save]").click()
    page.wait_for_url("**/adjust?routine=heels&saved=1")


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("size", "settings", "code"),
    [("phone", SMALL, "de"), ("desk", DESK, "es")],
    ids=["phone", "desk"],
)
def test_how_it_looks(open_window, scheme, size, settings, code):
    window = open_window("own", locale=code, color_scheme=scheme, **settings)
    for path, name in (("own", "start"), ("own/copy/hip-evening", "editor"), ("", "home")):
        window.go(path)
        assert window.width() == settings["viewport"]["width"], path
        window.shot(f"own-{name}-{size}-{scheme}")
        window.page.evaluate(
            "for (const one of document.querySelectorAll('#editor details')) one.open = true"
        )
        assert window.width() == settings["viewport"]["width"], path
        window.audit()
