"""The page without a browser: an app on a folder of its own, and visitors."""

import datetime
import re
import shutil

import pytest

from tests.web.chromium import Window, open_browser
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.web.app import create_app
from voiceguide.web.keys import make_keys
from voiceguide.web.parts import parts_of
from voiceguide.web.site import Site

KEYS = make_keys("a secret for tests, and for nothing else")


class Visitor:
    """Somebody with a browser: keeps cookies, and fills in forms."""

    def __init__(self, app) -> None:
        self.client = app.test_client()

    def get(self, address, **more):
        return self.open("GET", address, **more)

    def open(self, method, address, *, buffered=True, **more):
        """Ask, and by default read the whole answer, so that no file stays open."""
        return self.client.open(address, method=method, buffered=buffered, **more)

    def post(self, address, form="/", /, **fields):
        """Load the page with the form, and press its button."""
        page = self.get(form).get_data(as_text=True)
        token = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        return self.client.post(address, data={"csrf": token, **fields})

    def build(self, **fields):
        """Build, and wait until it is over; returns the page at the end."""
        answer = self.post("/builds", **fields)
        for _ in range(200):
            if answer.status_code != 303:
                return answer
            address = answer.headers["Location"]
            if address.startswith("/builds/"):
                [build] = re.findall(r"/builds/([^?]+)", address)
                parts_of(self.client.application).builds.find(build).wait(60)
            answer = self.get(address)
        raise AssertionError("it never came to an end")


@pytest.fixture
def make_app(tmp_path):
    """Make an app with some of the site's fields changed; its workers end with the test."""
    made = []

    def make(**fields):
        made.append(
            create_app(
                Site(
                    **{
                        "out": tmp_path / "out",
                        "keys": KEYS,
                        "engine": "silent",
                        "jobs": 2,
                        **fields,
                    }
                )
            )
        )
        return made[-1]

    yield make
    for app in made:
        parts_of(app).builds.close()
        parts_of(app).cards.close(wait=True)


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def network(make_app):
    """The app as it is on the local network."""
    return make_app(lan=True, address="http://192.168.1.5:8765")


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


@pytest.fixture
def make_window(browser):
    """Make a page of a visitor of one's own, at an address; they are closed after the test."""
    opened = []

    def make(home, **settings):
        opened.append(Window(browser, home, **settings))
        return opened[-1]

    yield make
    for window in opened:
        window.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """One session, made as the command line makes it, and the sounds it is made of."""
    folder = tmp_path_factory.mktemp("made")
    overrides = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    request = Request(
        "desk-break",
        datetime.date(2026, 11, 25),
        folder / "cache",
        str(folder / "out"),
        overrides,
        jobs=2,
    )
    session.build(request)
    return folder


@pytest.fixture(autouse=True)
def shared_sounds(made, own_folders):
    """What was said once need not be said again in every test."""
    shutil.copytree(made / "cache", own_folders / "cache")


@pytest.fixture
def kept(app, made):
    """A session that is there."""
    shutil.copytree(made / "out", parts_of(app).site.out)
    [one] = parts_of(app).sessions.all()
    return one


HOSTILE = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"
ROUTINE = """
title = {title}
[settings]
hold = "30s"
reps = 5
[[pair]]
target = "hips"
stretch = {{ exercise = "external-rotation-stretch" }}
strengthen = {{ exercise = "external-rotation-lift" }}
"""


@pytest.fixture
def routine(tmp_path, monkeypatch):
    """Write a routine where the page finds it by name."""
    monkeypatch.chdir(tmp_path)

    def write(name, title="Mine", text=ROUTINE):
        folder = tmp_path / "scripts" / name
        folder.mkdir(parents=True)
        quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
        (folder / "routine.toml").write_text(text.format(title=quoted))
        return folder

    return write
