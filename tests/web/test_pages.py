"""The pages as text: what they hold, what they never hold, and how they answer nonsense."""

import html.parser
import os
import re
import time
from pathlib import Path

import pytest
from markupsafe import escape

from tests.web.conftest import HOSTILE, Visitor
from tests.web.test_gate import SESSION, addresses
from voiceguide.plan.timeline import parse_timeline
from voiceguide.session.build import timeline_path
from voiceguide.web import building, form
from voiceguide.web.pagewords import words_in
from voiceguide.web.parts import parts_of
from voiceguide.web.sessions import SessionFolder
from voiceguide.web.site import PageLimits


class Reader(html.parser.HTMLParser):
    """Finds what a strict policy forbids, and every address a page names."""

    def __init__(self, text):
        super().__init__()
        self.inline, self.addresses, self.scripts = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.inline.append(tag)
        self.scripts += tag == "script"
        self.addresses += [
            given[name] for name in ("src", "href", "action", "formaction") if given.get(name)
        ]


def pages(visitor, kept):
    """Every page a visitor can see, by name."""
    build = visitor.post("/builds", hold="3").headers["Location"]
    visitor.build(hold="33")
    shown = {
        "index": "/", "fitted": "/?fit=10", "adjust": "/adjust?hold=50&detail=brief",
        "refused": "/adjust?hold=9999&voice=x", "plan": "/plan?hold=50", "sessions": "/sessions",
        "deleted": f"/sessions?deleted={kept.id}&title=x", "share": "/share?hold=50",
        "session": f"/sessions/{kept.id}", "delete": f"/sessions/{kept.id}/delete",
        "subscribe": "/subscribe", "build": build, "nothing": "/nothing", "wrong": "/plan?hold=x",
    }  # fmt: skip
    return {name: visitor.get(address).get_data(as_text=True) for name, address in shown.items()}


def test_nothing_is_inline_and_nothing_is_from_elsewhere(visitor, kept):
    for name, text in pages(visitor, kept).items():
        reader = Reader(text)
        assert reader.inline == [], name
        assert text.startswith("<!doctype html>"), name
        for address in reader.addresses:
            own = address.startswith(("/", "#"))
            assert own or name == "subscribe", (name, address)


def test_every_answer_is_hardened(visitor, kept):
    app = visitor.client.application
    for method, path, _ in addresses(app):
        answer = visitor.open(method, path.replace(SESSION, kept.id))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        # the page that is kept has one script inside, and names it by its digest
        own = "script-src 'self'" in policy or "script-src 'sha256-" in policy
        assert own or "script-src" not in policy
        assert "unsafe-inline" not in policy or answer.mimetype == "image/svg+xml"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"]


def test_without_scripts_one_builds_listens_and_downloads(visitor):
    page = visitor.build(routine="desk-break", hold="31")
    text = page.get_data(as_text=True)
    [sound] = re.findall(r'<audio controls preload="metadata" src="([^"]+)"', text)
    assert visitor.get(sound).status_code == 200
    [download] = re.findall(r'href="([^"]+download=1)"', text)
    answer = visitor.get(download)
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="Desk break for the hips.mp3"'
    )
    assert answer.get_data()[:3] == b"ID3"
    assert re.search(rf'href="{sound}#t=\d+"', text)  # chapters are links


def test_the_session_that_was_built_is_what_was_chosen(visitor):
    visitor.build(routine="desk-break", hold="31", reps="6", first_side="right", detail="tones")
    [one] = parts_of(visitor.client.application).sessions.all()
    timeline = parse_timeline(timeline_path(one.path).read_bytes())
    holds = [event for event in timeline.events if event.kind == "hold"]
    assert {event.end_ms - event.start_ms for event in holds} == {31_000}
    assert [event.side for event in holds] == ["right", "left"]
    assert one.reps == 6


def test_while_it_is_built_a_page_without_scripts_asks_again(visitor, monkeypatch):
    monkeypatch.setattr(building, "PATIENCE", 0)
    monkeypatch.setattr(building, "make", lambda asked, here, tell: time.sleep(0.3) or "x")
    answer = visitor.post("/builds", hold="32")
    text = visitor.get(answer.headers["Location"]).get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="1"></noscript>' in text
    assert "Stop" in text


def test_our_own_share_of_a_warm_session(visitor, monkeypatch):
    """What the button waits for, without browser and connection; tried again while others work."""
    monkeypatch.setattr(building, "PATIENCE", 10)
    visitor.build()
    token = re.search(r'name="csrf" value="([^"]+)"', visitor.get("/").get_data(as_text=True))[1]
    took = []
    while len(took) < 30 and min(took, default=9) >= 0.3:
        started = time.monotonic()
        answer = visitor.client.post("/builds", data={"csrf": token})
        took.append(time.monotonic() - started)
        assert answer.headers["Location"].startswith("/sessions/")
    assert min(took) < 0.3


def test_a_warm_session_is_there_at_once(visitor, monkeypatch):
    monkeypatch.setattr(building, "PATIENCE", 10)  # however busy this computer is
    visitor.build()
    parts_of(visitor.client.application).sessions.delete(
        parts_of(visitor.client.application).sessions.all()[0]
    )
    answer = visitor.post("/builds")
    assert re.fullmatch("/sessions/[0-9a-f]{16}", answer.headers["Location"])


def test_deleting_asks_first_without_a_menu(visitor, kept):
    asked = visitor.get(f"/sessions/{kept.id}/delete").get_data(as_text=True)
    assert "Delete this session?" in asked
    assert kept.path.exists()
    answer = visitor.post(f"/sessions/{kept.id}/delete")
    assert answer.status_code == 303
    assert not kept.path.exists()
    assert visitor.get(f"/sessions/{kept.id}").status_code == 404


def test_what_was_deleted_can_be_brought_back(visitor, kept):
    before = {path.name: path.read_bytes() for path in kept.path.parent.iterdir()}
    page = visitor.get(visitor.post(f"/sessions/{kept.id}/delete").headers["Location"])
    assert "Desk break for the hips was deleted." in page.get_data(as_text=True)
    assert visitor.post(f"/sessions/{kept.id}/undelete").status_code == 303
    assert {path.name: path.read_bytes() for path in kept.path.parent.iterdir()} == before
    assert visitor.post(f"/sessions/{kept.id}/undelete").status_code == 404


@pytest.mark.parametrize("what", ["", "/captions.vtt", "/chapters.json", "/plan.svg"])
def test_a_session_deleted_while_it_is_asked_for(visitor, kept, monkeypatch, caplog, what):
    def found_then_deleted(sessions, session):
        timeline_path(kept.path).unlink(missing_ok=True)
        return kept

    monkeypatch.setattr(SessionFolder, "find", found_then_deleted)
    assert visitor.get(f"/sessions/{kept.id}{what}").status_code == 404
    assert caplog.text == ""


def test_the_form_is_filled_again(visitor):
    address = "/adjust?hold=50&detail=full&routine=desk-break&external-rotation-stretch.hold=55"
    text = visitor.get(address).get_data(as_text=True)
    assert 'name="hold" min="1" max="900" step="1" value="50"' in text
    assert re.search(r'value="full" checked', text)
    assert re.search(r'name="external-rotation-stretch.hold"[^>]* value="55"', text)
    assert '<input type="hidden" name="routine" value="desk-break">' in text


@pytest.mark.parametrize(
    ("reads", "address", "own", "back", "changed"),
    [
        ("de", "routine=desk-break&lang=de", "de", "routine=desk-break&amp;lang=de", False),
        ("de", "routine=desk-break", "de", "routine=desk-break&amp;lang=de", True),
        ("en", "routine=desk-break&lang=de", "en", "routine=desk-break", True),
        ("fr", "routine=desk-break", "en", "routine=desk-break", False),
    ],
)
def test_the_language_a_browser_reads_is_no_change(visitor, reads, address, own, back, changed):
    page = visitor.get(f"/adjust?{address}", headers={"Accept-Language": reads})
    text = page.get_data(as_text=True)
    assert f'id="all-own" href="/adjust?{back}"' in text
    field = re.search(r'class="([^"]*)" data-name="lang" data-own="(\w+)"', text)
    assert (field[2], "changed" in field[1]) == (own, changed)
    said = "de" if "lang=de" in address else "en"
    assert re.search(rf'name="lang" value="{said}" checked', text)


REFUSED = {
    "no_page": ("GET", "/nothing", {}), "no_method": ("GET", "/builds", {}),
    "too_much": ("POST", "/builds", {"x": "x" * 100_000}), "old_form": ("POST", "/builds", {}),
    "other_site": ("POST", "/builds", {"Origin": "https://evil.example"}),
    "foreign_name": ("GET", "/", {"Host": "evil.example"}), "our_fault": ("GET", "/sessions", {}),
}  # fmt: skip


@pytest.mark.parametrize("word", REFUSED)
def test_a_page_refuses_in_the_language_of_the_browser(visitor, word, monkeypatch):
    method, path, more = REFUSED[word]
    if word == "our_fault":
        monkeypatch.setattr(SessionFolder, "all", lambda self: 1 / 0)
    headers = {name: text for name, text in more.items() if name in {"Host", "Origin"}}
    data = {name: text for name, text in more.items() if name not in headers}
    for reads in ("en", "de", "es"):
        headers["Accept-Language"] = reads
        page = visitor.open(method, path, headers=headers, data=data).get_data(as_text=True)
        assert f"<h1>{escape(words_in(reads)[word])}</h1>" in page


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("hold=x", "Halten: 'x' ist keine ganze Zahl."),
        ("hold=9999", "Halten: 9999 geht nicht."),
        ("tempo=1", "Tempo: '1' ist kein Tempo."),
    ],
)
def test_a_wrong_field_is_told_of_in_one_language(visitor, address, says):
    page = visitor.get(f"/plan?{address}", headers={"Accept-Language": "de"})
    assert f"<h1>{escape(says)}</h1>" in page.get_data(as_text=True)


def test_what_is_no_mistake_is_not_shown_as_one(visitor):
    for path in ("/share", "/subscribe"):
        page = visitor.get(path).get_data(as_text=True)
        assert "start voiceguide serve --lan." in page
        assert 'class="problem"' not in page


def test_a_build_that_fails_says_why(visitor, routine):
    folder = routine("mine")
    (folder / "external-rotation-stretch.cue.j2").write_text("[nonsense]\n")
    text = visitor.build(routine="mine").get_data(as_text=True)
    assert "external-rotation-stretch.cue.j2:1" in text
    assert "Change it and try again" in text
    assert str(folder) not in text
    assert "scripts/" not in text


def test_the_plan_in_words(visitor):
    told = visitor.get("/plan.json?hold=70").get_json()
    assert re.fullmatch(r"\d+:\d\d", told["length"])
    assert told["notes"] == ["A hold of 1m10s is outside the recommended 30s to 1m."]
    assert told["groups"]["length"] == "70 s holds · 8 reps"
    assert told["differs"] == "70 s holds"
    wrong = visitor.get("/plan.json?hold=x")
    assert wrong.status_code == 400
    assert wrong.get_json() == {"problem": "Write a whole number, 1 to 900.", "field": "hold"}


@pytest.mark.parametrize("name", ["endpoint", "_scheme", "_anchor", "csrf"])
def test_the_address_of_a_plan_cannot_put_in_what_is_no_field(visitor, name):
    answer = visitor.get(f"/plan?hold=50&{name}=")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert 'src="/plan.svg?hold=50"' in page
    assert page.count('name="csrf"') == 1


def test_the_plan_as_a_picture(visitor, kept):
    for address in ("/plan.svg?hold=50", f"/sessions/{kept.id}/plan.svg"):
        answer = visitor.get(address)
        assert answer.mimetype == "image/svg+xml"
        assert answer.get_data(as_text=True).startswith("<svg")


# Attacks.


@pytest.mark.parametrize(
    "path",
    [
        "/sessions/../../etc/passwd/audio.mp3",
        "/sessions/..%2f..%2fetc%2fpasswd/audio.mp3",
        "/sessions/%2e%2e/audio.mp3",
        "/sessions/desk-break/audio.mp3",
        "/sessions/desk-break.mp3/audio.mp3",
        "/sessions/*/audio.mp3",
        "/sessions/%00/audio.mp3",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/keys.py",
        "/static//etc/passwd",
        "/builds/../x",
        "/sessions/" + "a" * 5000,
    ],
)
def test_only_ids_never_paths(visitor, kept, path):
    answer = visitor.get(path)
    assert answer.status_code in {404, 308}
    assert b"root:" not in answer.get_data()


@pytest.mark.parametrize(
    "fields",
    [
        {"engine": "command:touch {owned}"},
        {"voice": "command:touch {owned}"},
        {"out": "{owned}"},
        {"routine": "{folder}/mine/routine.toml"},
        {"routine": "mine", "variables": "x=1"},
        {"hold": "1; touch {owned}"},
        {"lang": "../../x"},
    ],
)
def test_nobody_chooses_a_program_or_a_place(visitor, routine, tmp_path, fields):
    folder = routine("mine").parent
    owned = tmp_path / "owned"
    filled = {name: text.format(owned=owned, folder=folder) for name, text in fields.items()}
    answer = visitor.post("/builds", **filled)
    assert answer.status_code == 400
    assert not owned.exists()
    assert parts_of(visitor.client.application).sessions.count() == 0


def test_what_people_write_stays_text(visitor, routine):
    folder = routine("mine", HOSTILE)
    (folder / "opening.cue.j2").write_text(f"# {HOSTILE}\n{HOSTILE}\n")
    session = visitor.build(routine="mine")
    assert session.status_code == 200
    [one] = parts_of(visitor.client.application).sessions.all()
    assert one.title == HOSTILE
    for address in ("/", f"/?fit={HOSTILE}", f"/adjust?routine=mine&hold={HOSTILE}", f"/adjust?routine={HOSTILE}",
                    "/sessions", f"/sessions?deleted={HOSTILE}&title={HOSTILE}", f"/share?voice={HOSTILE}",
                    "/adjust?routine=mine", f"/card?routine={HOSTILE}", "/plan?routine=mine", f"/plan?routine={HOSTILE}",
                    f"/sessions/{one.id}", f"/sessions/{one.id}/delete", "/subscribe"):  # fmt: skip
        text = visitor.get(address).get_data(as_text=True)
        assert "<img src=x" not in text, address
        assert "<script>alert" not in text, address
        assert Reader(text).inline == [], address
    for address in (
        "/feed.xml",
        f"/sessions/{one.id}/captions.vtt",
        "/plan.svg?routine=mine",
        f"/sessions/{one.id}/plan.svg",
    ):
        text = visitor.get(address).get_data(as_text=True)
        assert "<script" not in text, address
        assert "<img" not in text, address
    name = visitor.get(f"/sessions/{one.id}/audio.mp3?download=1").headers["Content-Disposition"]
    assert "<" not in name
    assert "\n" not in name


def test_no_answer_names_a_place_on_this_disk(
    visitor, kept, routine, tmp_path, own_folders, monkeypatch
):
    folder = routine("mine")
    (folder / "external-rotation-stretch.cue.j2").write_text("{{ nobody }}\n")
    app = visitor.client.application
    said = []

    def note(answer):
        said.append(str(answer.headers) + answer.get_data().decode("utf-8", "replace"))
        return answer

    for method, path, _ in addresses(app):
        note(visitor.open(method, path.replace(SESSION, kept.id)))
    note(visitor.build(routine="mine"))
    note(visitor.get("/plan?routine=mine"))
    note(visitor.get("/plan.json?routine=mine"))
    # a cache that is no folder, and what nobody foresaw
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path / "occupied"))
    (tmp_path / "occupied").write_text("")
    assert note(visitor.build(hold="34")).status_code == 200
    monkeypatch.setattr(form, "list_offers", lambda: 1 / 0)
    broken = note(visitor.get("/"))
    assert broken.status_code == 500
    places = {
        str(tmp_path),
        str(own_folders),
        str(Path(__file__).parents[2]),
        os.path.expanduser("~"),
        "Traceback",
    }
    for text in said:
        for place in places - {"/"}:
            assert place not in text, place


@pytest.mark.parametrize("size", [40_000, 4_000_000])
def test_a_body_that_is_too_large(visitor, size):
    visitor.get("/")
    answer = visitor.client.post("/builds", data={"csrf": "x" * size})
    assert answer.status_code == 413


def test_a_session_that_is_too_long_is_refused_before_a_word_is_spoken(visitor, monkeypatch):
    monkeypatch.setattr(building.making, "build", lambda *_: pytest.fail("it was built"))
    text = visitor.build(rounds="2", hold="900").get_data(as_text=True)
    assert "The page makes sessions of up to 2:00:00" in text
    assert parts_of(visitor.client.application).sessions.count() == 0


def test_queued_builds_are_limited(make_app, monkeypatch):
    monkeypatch.setattr(building, "PATIENCE", 0)
    monkeypatch.setattr(
        building,
        "make",
        lambda asked, here, tell: [time.sleep(0.02) or tell("speaking", 0, 1) for _ in range(1000)],
    )
    visitor = Visitor(make_app(limits=PageLimits(builds=1, waiting=2)))
    answers = [visitor.post("/builds", hold=str(30 + n)) for n in range(6)]
    codes = [answer.status_code for answer in answers]
    assert codes.count(303) in {2, 3}
    assert set(codes) == {303, 503}
    assert answers[-1].headers["Retry-After"] == "30"


def test_sessions_are_limited(make_app, kept):
    visitor = Visitor(make_app(limits=PageLimits(sessions=1)))
    answer = visitor.post("/builds", hold="35")
    assert answer.status_code == 503
    assert "Delete some first" in answer.get_data(as_text=True)


def test_a_build_can_be_stopped(visitor, monkeypatch):
    monkeypatch.setattr(building, "PATIENCE", 0)
    monkeypatch.setattr(
        building,
        "make",
        lambda asked, here, tell: [time.sleep(0.02) or tell("speaking", 0, 1) for _ in range(500)],
    )
    address = visitor.post("/builds", hold="36").headers["Location"]
    build = address.split("?")[0]
    answer = visitor.post(f"{build}/stop?hold=36", address)
    assert answer.headers["Location"] == "/?hold=36"
    parts_of(visitor.client.application).builds.find(build.removeprefix("/builds/")).wait(5)
    page = visitor.get(build).get_data(as_text=True)
    assert "It was stopped." in page
    assert "data-goes-on" not in page


def test_a_page_that_is_kept_needs_nothing_else(visitor, kept):
    answer = visitor.get(f"/sessions/{kept.id}/kept")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000"
    assert "Set-Cookie" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    page = answer.get_data(as_text=True)
    assert kept.title in page
    assert not re.search(r"<(?:script|link|img)[^>]* (?:src|href)=\"(?!data:)", page)


def test_what_the_script_is_told_of_a_session(visitor, kept):
    told = visitor.get(f"/sessions/{kept.id}/player.json").get_json()
    assert told["id"] == kept.id
    assert told["duration"] == kept.duration_ms
    assert told["page"] == f"/sessions/{kept.id}/kept"
    assert visitor.get("/sessions/0000000000000000/player.json").status_code == 404
