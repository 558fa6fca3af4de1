"""The page of a session of a programme: what became of it is noted there."""

import datetime
import re

from voiceguide.delivery.course import begin_course, build_today, open_course
from voiceguide.disk.diary import Diary
from voiceguide.routine.attendance import Noted
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.request import Request

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
    from tests.web.conftest import Visitor
    from voiceguide.web.parts import parts_of

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


def test_a_session_of_no_programme(make_app):
    from tests.web.conftest import Visitor

    visitor = Visitor(make_app())
    page = visitor.build(routine="desk-break", hold="30")
    [address] = set(re.findall(r'"(/sessions/[0-9a-f]{16})/delete"', page.text))
    assert "/done" not in page.text
    assert visitor.post(f"{address}/done").status_code == 404
    assert visitor.post(f"{address}/forgotten").status_code == 404
