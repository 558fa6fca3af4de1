"""The pages: the first screen, the sessions, one session, deleting; and the files they need."""

from __future__ import annotations

import gzip
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import cast

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.delivery.course import find_place
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
from voiceguide.web.cards import CHIPS
from voiceguide.web.due import list_due
from voiceguide.web.field import strip_unit
from voiceguide.web.grouping import OPEN, SEARCHED, group_sessions, routine_of
from voiceguide.web.offers import FIRST_ROUTINE, list_offers, put_first
from voiceguide.web.pagewords import page_language, page_words
from voiceguide.web.parts import parts
from voiceguide.web.ranges import send_part
from voiceguide.web.sessions import StoredSession, load_timeline

PAGES = Blueprint("pages", __name__)
STATIC = Path(__file__).parent / "static"
ASSETS = {
    "player.css": PAGE / "player.css",
    **{name: PAGE / name for name in SCRIPTS},
    **{
        name: STATIC / name
        for name in (
            "site.css",
            "site.js",
            "page.js",
            "listen.js",
            "sheet.js",
            "editor.js",
            "words.js",
            "icon.svg",
            "icon-180.png",
            "icon-192.png",
            "icon-512.png",
        )
    },
}
"""Every file of the package that a browser may ask for."""
BEEN = "been"
"""What the cookie of a visitor says who has made a session here."""
TEXTS = (".js", ".css", ".svg")
YEAR = 365 * 86_400
"""Seconds that a page is kept which was asked to be kept: as long as browsers keep anything."""


@PAGES.get("/")
def index() -> str:
    """The first screen: every routine as a card with Play, fitted to a chip where one is on."""
    been = bool(session.get(BEEN))
    offers = list_offers()
    due = list_due(page_language())
    first = not been and not due and any(offer.name == FIRST_ROUTINE for offer in offers)
    minutes = _chip()
    cards = parts().cards.all(
        put_first(offers, FIRST_ROUTINE) if first else offers, minutes, page_language()
    )
    return render_template(
        "index.html",
        cards=cards,
        chips=CHIPS,
        minutes=minutes,
        first=FIRST_ROUTINE if first else "",
        due=due,
        running=parts().builds.running(),
    )


@PAGES.get("/card")
def card() -> str:
    """One card, when its length is worked out."""
    name = request.args.get("routine", "")
    offers = [offer for offer in list_offers() if offer.name == name]
    if not offers:
        abort(404)
    [found] = parts().cards.all(offers, _chip(), page_language(), patience=20)
    return render_template("card.html", card=found, minutes=_chip(), first="")


@PAGES.get("/sessions")
def sessions() -> str:
    """All sessions, under their routines."""
    kept = parts().sessions.all()
    return render_template(
        "sessions.html",
        groups=group_sessions(kept, list_offers(), page_language(), page_words()),
        count=len(kept),
        searched=SEARCHED,
        open=OPEN,
        deleted=request.args.get("deleted", ""),
        title=request.args.get("title", "")[:200],
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
    routine = routine_of(kept, [offer.name for offer in list_offers()])
    return render_template(
        "session.html",
        kept=kept,
        shown=describe_player([episode], "voiceguide", url_for("pages.index")),
        again={"routine": routine, **_as_fields(kept)} if routine else {},
        differs=kept.differs(page_language()),
    )


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
        url_for("attending.attended", session=kept.id) if find_place(kept.path.name) else "",
    )


@PAGES.get("/there/<session>")
def there(session: str) -> Response:
    """Whether a session is still there; a browser remembers which one it played last."""
    return jsonify(there=parts().sessions.find(session) is not None)


@PAGES.get("/sessions/<session>/delete")
def ask_delete(session: str) -> str:
    """Ask before a session is deleted."""
    return render_template("delete.html", kept=find(session))


@PAGES.post("/sessions/<session>/delete")
def delete(session: str) -> BaseResponse:
    """Delete a session; for an hour it can be brought back."""
    kept = find(session)
    parts().sessions.put_aside(kept)
    return redirect(url_for("pages.sessions", deleted=kept.id, title=kept.title), 303)


@PAGES.post("/sessions/<session>/undelete")
def undelete(session: str) -> BaseResponse:
    """Bring a session back."""
    if not parts().sessions.bring_back(session):
        abort(404)
    return redirect(url_for("pages.sessions"), 303)


@PAGES.get("/static/<name>")
def asset(name: str) -> Response:
    """A file of the package."""
    if name not in ASSETS:
        abort(404)
    if name.endswith(TEXTS) and request.accept_encodings["gzip"] > 0:
        return _send_small(ASSETS[name])
    return send_part(ASSETS[name])


@PAGES.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to put the page on its home screen."""
    icons = [
        {
            "src": url_for("pages.asset", name=f"icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    told = jsonify(
        id="/",
        name="voiceguide",
        short_name="voiceguide",
        description=page_words()["description"],
        lang=page_language(),
        start_url=url_for("pages.index"),
        display="standalone",
        background_color="#f6f7f5",
        theme_color="#0f5c3e",
        icons=icons,
    )
    told.mimetype = "application/manifest+json"
    return told


@PAGES.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Browsers ask for this name whatever the page says."""
    return redirect(url_for("pages.asset", name="icon.svg"), 301)


def find(session: str) -> StoredSession:
    """A session by its id; 404 where there is none."""
    kept = parts().sessions.find(session)
    if kept is None:
        abort(404)
    return kept


def _send_small(path: Path) -> Response:
    """A text of the package, packed: a third of its bytes."""
    response = Response(_pack(path, path.stat().st_mtime_ns), mimetype=guess_type(path.name)[0])
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return cast(Response, response.make_conditional(request))


@lru_cache(20)
def _pack(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


def _chip() -> int | None:
    """The length that was asked for, minutes, where it is one of the chips."""
    text = request.args.get("fit", "")
    return int(text) if text in {str(one) for one in CHIPS} else None


def _as_fields(kept: StoredSession) -> dict[str, str]:
    """What was chosen, as the fields of Adjust have it."""
    return {name: strip_unit(name, text) for name, text in kept.chosen.items()}
