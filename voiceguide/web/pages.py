"""The pages: the form and the list of sessions, one session, deleting; and the files they need."""

from __future__ import annotations

import datetime
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceguide.delivery.course import find_place, note_session
from voiceguide.errors import VoiceguideError
from voiceguide.formats.player import PAGE, Episode, describe_episode
from voiceguide.lang.language import language_of
from voiceguide.web import form
from voiceguide.web.parts import parts
from voiceguide.web.ranges import send_part
from voiceguide.web.sessions import StoredSession, load_timeline

PAGES = Blueprint("pages", __name__)
STATIC = Path(__file__).parent / "static"
ASSETS = {
    "player.css": PAGE / "player.css",
    "player.js": PAGE / "player.js",
    "site.css": STATIC / "site.css",
    "site.js": STATIC / "site.js",
    "icon.svg": STATIC / "icon.svg",
}
"""Every file of the package that a browser may ask for."""


@PAGES.get("/")
def index() -> str:
    """The form, filled with what stands in the address, and the sessions there are."""
    return render_template(
        "index.html",
        form=form,
        offers=form.list_offers(),
        groups=parts().voices.groups(),
        given=request.args,
        kept=parts().sessions.all(),
    )


@PAGES.get("/sessions/<session>")
def play(session: str) -> str:
    """One session, to be listened to."""
    kept = find(session)
    try:
        timeline = load_timeline(kept)
    except (OSError, VoiceguideError):
        abort(404)
    cover = url_for("sound.cover", session=kept.id)
    file = url_for("sound.audio", session=kept.id)
    episode = describe_episode(Episode(kept.title, file, timeline, cover))
    return render_template(
        "session.html",
        kept=kept,
        episode=episode,
        labels=language_of("en").words("player"),
        place=find_place(kept.path.name),
    )


@PAGES.post("/sessions/<session>/<any(done, skipped):what>")
def note(session: str, what: str) -> Response:
    """Note what became of a session of a programme: the button of its page."""
    place = find_place(find(session).path.name)
    if place is None:
        abort(404)
    note_session(place.key, what, datetime.date.today(), place.number)
    return redirect(url_for("pages.play", session=session), 303)


@PAGES.get("/sessions/<session>/delete")
def ask_delete(session: str) -> str:
    """Ask before a session is deleted."""
    return render_template("delete.html", kept=find(session))


@PAGES.post("/sessions/<session>/delete")
def delete(session: str) -> Response:
    """Delete a session."""
    parts().sessions.delete(find(session))
    return redirect(url_for("pages.index") + "#sessions", 303)


@PAGES.get("/static/<name>")
def asset(name: str) -> Response:
    """A file of the package."""
    if name not in ASSETS:
        abort(404)
    return send_part(ASSETS[name])


@PAGES.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for this name whatever the page says."""
    return redirect(url_for("pages.asset", name="icon.svg"), 301)


def find(session: str) -> StoredSession:
    """A session by its id; 404 where there is none."""
    kept = parts().sessions.find(session)
    if kept is None:
        abort(404)
    return kept
