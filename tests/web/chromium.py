"""A real browser, closed off from the network, that tells everything that goes wrong in it."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import pytest

PROGRAM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
ARTEFACTS = Path(__file__).parent.parent / "artefacts"
"""Screenshots, to be looked at; git does not know them."""
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


def absent():
    """Why there is no browser; "" when there is one."""
    if not os.path.exists(PROGRAM) and shutil.which("chromium") is None:
        return "chromium is not installed"
    try:
        import axe_playwright_python
        import playwright
    except ImportError as error:
        return f"{error.name} is not installed"
    del axe_playwright_python, playwright
    return ""


needs_chromium = pytest.mark.skipif(bool(absent()), reason=absent() or "chromium is there")


@contextlib.contextmanager
def open_browser():
    """Start the browser; yields what opens pages in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """One page of one visitor, and what went wrong in it."""

    def __init__(self, browser, home, **settings) -> None:
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.home = home
        self.errors, self.foreign, self.bytes = [], [], {}
        self.page.on(
            "console",
            lambda said: said.type in {"error", "warning"} and self.errors.append(said.text),
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._look)
        self.page.on(
            "response",
            lambda answer: (
                answer.status >= 400 and self.errors.append(f"{answer.status} {answer.url}")
            ),
        )

    def _look(self, request) -> None:
        if not request.url.startswith((self.home, f"blob:{self.home}", "data:")):
            self.foreign.append(request.url)

    def go(self, path="") -> None:
        self.page.goto(self.home + path)

    def shot(self, name, whole=True) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole)

    @property
    def time(self) -> float:
        return self.page.evaluate("document.querySelector('audio').currentTime")

    def seek(self, seconds) -> None:
        self.page.evaluate("at => { document.querySelector('audio').currentTime = at }", seconds)
        self.until(
            "at => Math.abs(document.querySelector('audio').currentTime - at) < 2", arg=seconds
        )

    def until(self, expression, arg=None, timeout=15_000) -> None:
        """Wait for something to be true. The tool's own way needs eval, which our policy forbids."""
        last = time.monotonic() + timeout / 1000
        while not self.page.evaluate(expression, arg):
            assert time.monotonic() < last, f"it never came true: {expression} {arg}"
            self.page.wait_for_timeout(40)

    def text(self, selector) -> str:
        return self.page.locator(selector).inner_text()

    def check(self) -> None:
        """Nothing went wrong so far, and nobody else was asked for anything."""
        assert self.errors == []
        assert self.foreign == []

    def audit(self) -> None:
        """axe-core finds nothing serious. It is put in past the page's own policy, by the browser."""
        import axe_playwright_python
        from playwright.sync_api import Error

        source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
        with contextlib.suppress(Error):
            self.page.wait_for_load_state("networkidle", timeout=3000)
        self.page.evaluate(source)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        bad = [
            (one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert bad == []
        assert len(found["passes"]) > 5

    def width(self) -> int:
        """How wide the page is; more than the window means that one must scroll sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth")

    def close(self) -> None:
        self.context.close()
