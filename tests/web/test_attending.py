"""The page of a session of a programme: what became of it is noted there."""

import datetime
import re

import pytest

from tests.web.conftest import KEYS, Visitor
from voiceguide.delivery.course import begin_course, build_today, open_course
from voiceguide.disk.diary import Diary, note
from voiceguide.routine.attendance import Noted
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.request import Request
from voiceguide.web.due import id_of_key
from voiceguide.web.parts import parts_of

TODAY = datetime.date.today()
TEXT = """\
title = "A week"
routine = "desk-break"
weeks = 1
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
"""


def begin(tmp_path, out, sounds):
    (tmp_path / "week.toml").write_text(TEXT)
    silent = parse_overrides({"voice": {"engine": "silent"}, "hold": "30s"}, {}, {})
    following = open_course(str(tmp_path / "week.toml"), TODAY)
    begin_course(following)
    build_today(following, Request("", TODAY, sounds, str(out), silent))
    build_today(following, Request("", TODAY, sounds, str(out), silent), number=2)


def test_it_is_noted_once(tmp_path, make_app, sounds):
    app = make_app()
    begin(tmp_path, parts_of(app).site.out, sounds)
    visitor = Visitor(app)
    pages = sorted(set(re.findall(r'"(/sessions/[0-9a-f]{16})"', visitor.get("/sessions").text)))
    by_title = {re.search(r"<title>(.*?)</title>", visitor.get(one).text)[1]: one for one in pages}
    first, second = (next(v for k, v in by_title.items() if f"day {n}" in k) for n in (1, 2))

    assert visitor.client.post(f"{first}/done").status_code == 403  # no form of ours
    answer = visitor.post(f"{first}/done", first)
    assert (answer.status_code, answer.headers["Location"]) == (303, first)
    page = visitor.get(first).text
    assert "Noted as done. Next: " in page
    assert f'formaction="{first}/undo"' in page
    assert f'formaction="{first}/skipped"' not in page
    [course] = Diary().all().values()
    assert course.notes == {1: Noted(TODAY, "done")}

    late = visitor.post(f"{second}/done", second)
    assert late.status_code == 400  # tomorrow's
    assert "which is still to come" in late.text
    assert visitor.post(f"{second}/skipped", second).status_code == 303
    twice = visitor.post(f"{first}/done", second if "csrf" in visitor.get(second).text else "/")
    assert twice.status_code == 400
    [course] = Diary().all().values()
    assert [one.what for one in course.notes.values()] == ["done", "skipped"]


@pytest.fixture
def followed(tmp_path, make_app, sounds):
    """An app, and the addresses of the first two sessions of a programme."""
    app = make_app()
    begin(tmp_path, parts_of(app).site.out, sounds)
    kept = sorted(parts_of(app).sessions.all(), key=lambda one: one.path.name)
    return app, [f"/sessions/{one.id}" for one in kept]


def post(visitor, address, token, **headers):
    answer = visitor.open("POST", address, data={"csrf": token}, headers={"Accept": "application/json", **headers})  # fmt: skip
    return answer.status_code, answer.json


def test_what_a_player_is_told(followed):
    app, (first, second) = followed
    visitor = Visitor(app)
    assert visitor.get(f"{first}/player.json").json["attending"] == f"{first}/attending"
    told = visitor.get(f"{first}/attending").json
    assert told["title"] == "A week · Week 1, day 1"
    assert (told["said"], told["noted"], told["open"]) == ("", "", True)
    later = visitor.get(f"{second}/attending").json
    assert (later["noted"], later["open"]) == ("", False)
    assert later["said"].startswith("It is due on ")
    status, told = post(visitor, f"{first}/done", told["csrf"])
    assert (status, told["noted"], told["open"]) == (200, "done", False)
    assert told["said"].startswith("Noted as done. Next: ")
    status, told = post(visitor, f"{first}/undo", told["csrf"])
    assert (status, told["noted"], told["open"]) == (200, "", True)
    status, told = post(visitor, f"{first}/undo", told["csrf"])
    assert (status, told["problem"]) == (400, "Session 1 was not noted, so there is nothing to take back.")  # fmt: skip


def test_undo_takes_back_that_session_and_no_other(followed):
    app, (first, second) = followed
    visitor = Visitor(app)
    token = visitor.get(f"{first}/attending").json["csrf"]
    post(visitor, f"{first}/done", token)
    post(visitor, f"{second}/skipped", token)
    post(visitor, f"{first}/undo", token)
    [course] = Diary().all().values()
    assert {number: one.what for number, one in course.notes.items()} == {2: "skipped"}


def test_a_clock_that_went_back_notes_nothing(followed):
    app, (first, _) = followed
    visitor = Visitor(app)
    [key] = Diary().all()
    Diary().change(key, lambda course: take(course, 5, TODAY + datetime.timedelta(days=9)))
    token = visitor.get(f"{first}/attending").json["csrf"]
    before = Diary().file.read_bytes()
    status, told = post(visitor, f"{first}/done", token)
    assert status == 400
    assert "the clock says" in told["problem"].lower()
    assert Diary().file.read_bytes() == before


def take(course, number, day):
    return note(course, number, Noted(day, "done"))


REFUSED = {
    "no token": ("", {}, 403),
    "another's token": ("x" * 24, {}, 403),
    "another site": (None, {"Origin": "https://evil.example"}, 403),
    "another site's frame": (None, {"Sec-Fetch-Site": "cross-site"}, 403),
    "another name": (None, {"Host": "evil.example"}, 421),
}


@pytest.mark.parametrize(("token", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_nobody_else_notes_or_builds_anything(followed, token, headers, status):
    app, (first, _) = followed
    visitor = Visitor(app)
    own = visitor.get(f"{first}/attending").json["csrf"]
    [programme] = map(id_of_key, Diary().all())
    before = Diary().file.read_bytes()
    for address in (f"{first}/done", f"{first}/skipped", f"{first}/undo", f"/programmes/{programme}/play"):  # fmt: skip
        assert post(visitor, address, own if token is None else token, **headers)[0] == status
    assert Diary().file.read_bytes() == before
    assert visitor.client.get(f"{first}/done").status_code == 405


def test_on_the_network_it_takes_the_key(tmp_path, make_app, sounds):
    app = make_app(lan=True, address="http://192.168.1.5:8765")
    begin(tmp_path, parts_of(app).site.out, sounds)
    [one, *_] = parts_of(app).sessions.all()
    [programme] = map(id_of_key, Diary().all())
    stranger = Visitor(app)
    for path in (f"/sessions/{one.id}/attending", f"/programmes/{programme}/card", f"/programmes/{programme}/cover.webp"):  # fmt: skip
        assert stranger.get(path).status_code == 403
        assert stranger.get(f"{path}?key={KEYS.listen}").status_code == 403
    assert stranger.client.post(f"/sessions/{one.id}/done").status_code == 403


def test_today_is_on_the_first_screen(followed):
    app, (first, _) = followed
    visitor = Visitor(app)
    [programme] = map(id_of_key, Diary().all())
    page = visitor.get("/").text
    assert f'id="due-{programme}"' in page
    card = visitor.get(f"/programmes/{programme}/card").text
    assert re.search(r'<b class="length">\d+:\d\d</b>', card)
    assert "Week 1, day 1" in card
    assert visitor.get(f"/programmes/{programme}/cover.webp").mimetype == "image/webp"
    answer = visitor.post(f"/programmes/{programme}/play")
    while answer.headers["Location"].startswith("/builds/"):
        [build] = re.findall(r"/builds/([^?]+)", answer.headers["Location"])
        parts_of(app).builds.find(build).wait(60)
        answer = visitor.get(answer.headers["Location"])
    assert answer.headers["Location"] == first
    visitor.post(f"{first}/done", first)
    page = visitor.get("/").text
    assert f'id="due-{programme}"' not in page
    assert "A week · Next: " in page
    for method, path in (("GET", "card"), ("GET", "cover.webp")):
        assert visitor.open(method, f"/programmes/{programme}/{path}").status_code == 404
    assert visitor.post(f"/programmes/{programme}/play").status_code == 404
    assert visitor.post(f"/programmes/{'0' * 16}/play").status_code == 404
    german = visitor.get("/", headers={"Accept-Language": "de"}).text
    assert "A week · Weiter geht es am " in german


def test_a_programme_that_was_moved_is_left_out(followed, tmp_path):
    app, _ = followed
    (tmp_path / "week.toml").unlink()
    page = Visitor(app).get("/")
    assert page.status_code == 200
    assert "due-" not in page.text


def test_a_session_of_no_programme(make_app):
    visitor = Visitor(make_app())
    page = visitor.build(routine="desk-break", hold="30")
    [address] = set(re.findall(r'"(/sessions/[0-9a-f]{16})/delete"', page.text))
    assert "/done" not in page.text
    assert visitor.post(f"{address}/done").status_code == 404
    assert visitor.post(f"{address}/forgotten").status_code == 404
