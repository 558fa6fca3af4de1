"""What became of a session of a programme: two buttons on its page, and a route for each."""

from __future__ import annotations

import datetime

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from voiceguide.delivery.course import Place, find_place, note_session
from voiceguide.web.pages import find
from voiceguide.web.sessions import StoredSession

ATTENDING = Blueprint("attending", __name__)


@ATTENDING.post("/sessions/<session>/<any(done, skipped):what>")
def note(session: str, what: str) -> Response:
    """Note that a session was done or skipped; a problem where it was already, or is to come."""
    place = place_of(find(session))
    if place is None:
        abort(404)
    note_session(place.key, what, datetime.date.today(), place.number)
    return redirect(url_for("pages.play", session=session), 303)


def place_of(kept: StoredSession) -> Place | None:
    """Which session of which programme it is; None for one of no programme."""
    return find_place(kept.path.name)
