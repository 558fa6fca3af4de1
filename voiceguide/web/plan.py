"""The plan before anything is spoken: as people read it, as a picture, and in a few words."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.disk.cache import Cache, default_folder
from voiceguide.plan.timeline import Timeline
from voiceguide.session.preview import Plan, plan_session
from voiceguide.web.answer import sentence, without_paths
from voiceguide.web.contents import list_chapters
from voiceguide.web.form import choices, make_request, parse_form
from voiceguide.web.pages import find
from voiceguide.web.pagewords import page_language, page_words, words_in
from voiceguide.web.parts import parts
from voiceguide.web.sessions import load_timeline

PLAN = Blueprint("plan", __name__)
AT_ONCE = 2
"""Plans made at once; each takes a processor for a tenth of a second."""
PATIENCE = 5.0
_turns = threading.BoundedSemaphore(AT_ONCE)


@PLAN.post("/plan")
def look() -> BaseResponse:
    """A button of the form: the plan, at an address that holds what was chosen and no token."""
    return redirect(url_for("plan.page", **choices(request.form)), 303)


@PLAN.get("/plan")
def page() -> str:
    """What is in a session: chapters, doses, minutes, and the sentences on demand."""
    plan = make_plan()
    timeline = plan.timeline
    return render_template(
        "plan.html",
        plan=plan,
        notes=list_notes(plan),
        given=choices(request.args),
        chapters=list_chapters(timeline, words_in(timeline.language)),
    )


@PLAN.get("/plan.svg")
def picture() -> Response:
    """The plan as a picture."""
    from voiceguide.picture import render_svg

    return Response(render_svg(make_plan().timeline), mimetype="image/svg+xml")


@PLAN.get("/plan.webp")
def thumb() -> BaseResponse:
    """The cover the session would have, small."""
    return send_thumb(make_plan().timeline)


def send_thumb(timeline: Timeline) -> BaseResponse:
    """The cover of a session, small."""
    from voiceguide.formats.artwork import find_thumb

    found = find_thumb(timeline, Cache(default_folder()))
    response = Response(found, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


@PLAN.get("/sessions/<session>/plan.svg")
def session_picture(session: str) -> Response:
    """A session that is there as a picture."""
    from voiceguide.picture import render_svg

    return Response(render_svg(load_timeline(find(session))), mimetype="image/svg+xml")


def make_plan() -> Plan:
    """Lay out what the address asks for. Raises VoiceguideError."""
    return plan_of(request.args)


def plan_of(given: Mapping[str, str]) -> Plan:
    """Lay out what was chosen. Raises VoiceguideError."""
    wanted = parse_form(given, parts().voices.names(), page_language())
    with turn():
        return plan_session(make_request(wanted, parts().site))


def list_notes(plan: Plan) -> list[str]:
    """What was chosen to fit a time, and every warning."""
    chosen = [f"Chosen to fit: {plan.chosen}."] if plan.chosen else []
    warnings = dict.fromkeys(sentence(without_paths(one.text)) for one in plan.notices)
    return [*chosen, *warnings]


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn; nobody's page can keep all processors busy."""
    if not _turns.acquire(timeout=PATIENCE):
        abort(503, page_words()["many_plans"])
    try:
        yield
    finally:
        _turns.release()
