"""The plan before anything is spoken: as a picture, as a page, and in a few words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.duration import render_clock
from voiceguide.errors import VoiceguideError
from voiceguide.session.preview import Plan, plan_session
from voiceguide.web.answer import refuse, sentence, without_paths
from voiceguide.web.form import choices, make_request, parse_form
from voiceguide.web.pages import find
from voiceguide.web.parts import parts
from voiceguide.web.sessions import load_timeline

PLAN = Blueprint("plan", __name__)
AT_ONCE = 2
"""Plans made at once; each takes a processor for a tenth of a second."""
PATIENCE = 5.0
_turns = threading.BoundedSemaphore(AT_ONCE)


@PLAN.post("/plan")
def look() -> BaseResponse:
    """The form's other button: the plan, at an address that holds what was chosen and no token."""
    return redirect(url_for("plan.page", **choices(request.form)), 303)


@PLAN.get("/plan")
def page() -> str:
    """The plan of what was chosen, for a browser without scripts."""
    plan = make_plan()
    return render_template(
        "plan.html", plan=plan, notes=list_notes(plan), given=choices(request.args)
    )


@PLAN.get("/plan.json")
def words() -> tuple[Response, int]:
    """Length, and what there is to say about the plan; or what is wrong with what was chosen."""
    try:
        plan = make_plan()
    except VoiceguideError as error:
        said = " ".join(sentence(one.text) for one in refuse(error))
        return jsonify(problem=said), 400
    about: dict[str, Any] = {
        "length": render_clock(plan.timeline.duration_ms),
        "title": plan.timeline.title,
        "notes": list_notes(plan),
    }
    return jsonify(about), 200


@PLAN.get("/plan.svg")
def picture() -> Response:
    """The plan as a picture."""
    from voiceguide.picture import render_svg

    return Response(render_svg(make_plan().timeline), mimetype="image/svg+xml")


@PLAN.get("/sessions/<session>/plan.svg")
def session_picture(session: str) -> Response:
    """A session that is there as a picture."""
    from voiceguide.picture import render_svg

    return Response(render_svg(load_timeline(find(session))), mimetype="image/svg+xml")


def make_plan() -> Plan:
    """Lay out what the address asks for. Raises VoiceguideError."""
    wanted = parse_form(request.args, parts().voices.names())
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
        abort(503, "Too many plans are being drawn. Try again in a moment.")
    try:
        yield
    finally:
        _turns.release()
