"""The pages: the form and the list of sessions, one session, deleting; and the files they need."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceguide.errors import VoiceguideError
from voiceguide.formats.player import (
    PAGE,
    SCRIPTS,
    Episode,
    describe_episode,
    describe_player,
    player_policy,
    render_player,
)
from voiceguide.plan.timeline import Timeline
from voiceguide.web import form
from voiceguide.web.parts import parts
from voiceguide.web.ranges import send_part
from voiceguide.web.sessions import StoredSession, load_timeline

PAGES = Blueprint("pages", __name__)
STATIC = Path(__file__).parent / "static"
ASSETS = {
    "player.css": PAGE / "player.css",
    **{name: PAGE / name for name in SCRIPTS},
    "site.css": STATIC / "site.css",
    "site.js": STATIC / "site.js",
    "icon.svg": STATIC / "icon.svg",
}
"""Every file of the package that a browser may ask for."""
YEAR = 365 * 86_400
"""Seconds that a page is kept which was asked to be kept: as long as browsers keep anything."""


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
    episode = make_episode(kept, timeline)
    shown = describe_player([episode], "voiceguide", url_for("pages.index"))
    return render_template("session.html", kept=kept, shown=shown)


@PAGES.get("/sessions/<session>/kept")
def play_kept(session: str) -> Response:
    """The same in one file, which a browser may show without asking again: beside the sound that it
    keeps, it plays when this computer is off."""
    kept = find(session)
    episode = make_episode(kept, load_timeline(kept))
    page = render_player(kept.title, kept.language, [episode], url_for("pages.index"))
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = f"{player_policy()}; frame-ancestors 'none'"
    response.headers["Cache-Control"] = f"private, max-age={YEAR}"
    return response


@PAGES.get("/sessions/<session>/player.json")
def player_data(session: str) -> Response:
    """What the player's script needs of a session, for a page that opens it there."""
    kept = find(session)
    return jsonify(describe_episode(make_episode(kept, load_timeline(kept))))


def make_episode(kept: StoredSession, timeline: Timeline) -> Episode:
    """A session as the player shows it."""
    return Episode(
        kept.title,
        url_for("sound.audio", session=kept.id),
        timeline,
        url_for("sound.cover", session=kept.id),
        kept.id,
        # another sound can have the very same timeline
        f"{kept.made.timestamp():.6f} {kept.size}",
        url_for("pages.play_kept", session=kept.id),
    )


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
