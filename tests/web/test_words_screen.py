"""The words of an exercise in a real Chromium: typed, told of, heard and saved; at 320 px and in the dark."""

import pytest

from tests.web.chromium import DESK, needs_chromium
from tests.web.program import serving

pytestmark = [needs_chromium, pytest.mark.tool, pytest.mark.speech, pytest.mark.long]
SMALL = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
ROUTINE = """
title = "Mine"
[[pair]]
target = "hips"
stretch = { exercise = "external-rotation-stretch" }
strengthen = { exercise = "external-rotation-lift" }
"""
PATH = "words?routine=mine&exercise=external-rotation-lift"
LONG = "The inner thigh works, and works, and goes on working as long as you let it."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("served")
    mine = place / "data" / "scripts" / "mine"
    mine.mkdir(parents=True)
    (mine / "routine.toml").write_text(ROUTINE)
    return place


@pytest.fixture(scope="module")
def home(folder):
    with serving(folder, "--engine", "system", "--no-browser") as (_, link):
        yield link
    assert (folder / "stderr").read_text() == ""


@pytest.fixture
def open_window(make_window, home):
    def open_(path, **settings):
        window = make_window(home, **settings)
        window.go(path)
        return window

    return open_


def test_a_sentence_is_typed_heard_and_saved(open_window, folder):
    window = open_window(PATH, locale="en-GB", **SMALL)
    form = window.page.locator("form.sentence", has_text="Feel the inner thigh.")
    text, status, save = form.locator("textarea"), form.locator(".status"), form.locator(".save")
    assert (status.inner_text(), save.is_disabled(), window.width()) == ("fits", True, 320)
    text.fill(LONG)
    form.locator(".status.not", has_text="too long by ").wait_for()
    window.shot("words-320-too-long", whole=False)
    window.audit()
    text.fill("[pause 3s]")
    form.locator(".wrong", has_text="a voice cannot say them").wait_for()
    window.errors.clear()  # the browser tells of an answer that says what is wrong
    text.fill("The inner thigh works well.")
    form.locator(".status", has_text="fits").wait_for()
    with window.page.expect_response("**/words.mp3?*") as sound:
        form.locator(".sample").tap()
    assert sound.value.headers["content-type"] == "audio/mpeg"
    form.locator(".sample.sounding").wait_for()
    text.press("Enter")
    form.locator(".status", has_text="Saved · fits").wait_for()
    assert save.is_disabled()
    script = folder / "data/scripts/mine/external-rotation-lift.cue.j2"
    assert '"The inner thigh works well."' in script.read_text("utf-8")
    window.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_how_it_looks(open_window, scheme):
    window = open_window(f"{PATH}&lang=de", locale="de-DE", color_scheme=scheme, **DESK)
    window.audit()
    window.shot(f"words-desk-{scheme}")
    window.go("words?routine=hip-evening&exercise=knee-to-chest")
    window.audit()
    window.shot(f"words-built-in-{scheme}")
    window.check()


def test_without_scripts(open_window):
    window = open_window(PATH, java_script_enabled=False, locale="es-ES", **SMALL)
    form = window.page.locator("form.sentence").first
    form.locator("textarea").fill("# Nada")
    form.locator(".save").tap()
    form.locator(".wrong", has_text="Quita [, ], | y #").wait_for()
    assert form.locator("textarea").input_value() == "# Nada"
    form.locator("textarea").fill("Now we get strong.")
    form.locator(".save").tap()
    form.locator(".status", has_text="Guardado · cabe").wait_for()
    window.shot("words-320-saved", whole=False)
