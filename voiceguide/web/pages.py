"""The pages: the first screen, the sessions, one session, deleting; and the files they need."""

from __future__ import annotations

from pathlib import Path

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

from voiceguide.errors import VoiceguideError
from voiceguide.formats.player import PAGE, Episode, describe_episode
from voiceguide.lang.language import language_of
from voiceguide.web.cards import CHIPS
from voiceguide.web.field import strip_unit
from voiceguide.web.listing import OPEN, SEARCHED, group_sessions, routine_of
from voiceguide.web.offers import FIRST_ROUTINE, list_offers, put_first
from voiceguide.web.parts import parts
from voiceguide.web.ranges import send_part
from voiceguide.web.sessions import StoredSession, load_timeline
from voiceguide.web.words import page_language, page_words

PAGES = Blueprint("pages", __name__)
STATIC = Path(__file__).parent / "static"
ASSETS = {
    "player.css": PAGE / "player.css",
    "player.js": PAGE / "player.js",
    **{
        name: STATIC / name
        for name in (
            "site.css",
            "site.js",
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


@PAGES.get("/")
def index() -> str:
    """The first screen: every routine as a card with Play, fitted to a chip where one is on."""
    been = bool(session.get(BEEN))
    offers = list_offers()
    first = not been and any(offer.name == FIRST_ROUTINE for offer in offers)
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
    episode = describe(kept)
    routine = routine_of(kept, [offer.name for offer in list_offers()])
    again = {"routine": routine, **_as_fields(kept)} if routine else {}
    return render_template(
        "session.html",
        kept=kept,
        episode=episode,
        labels=language_of(kept.language).words("player"),
        again=again,
        differs=kept.differs(page_language()),
    )


@PAGES.get("/sessions/<session>.json")
def told(session: str) -> Response:
    """What a player needs of a session."""
    kept = find(session)
    return jsonify(
        id=kept.id,
        title=kept.title,
        src=url_for("sound.audio", session=kept.id),
        cover=url_for("sound.cover", session=kept.id),
        language=kept.language,
        timeline=describe(kept),
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


def describe(kept: StoredSession) -> dict[str, object]:
    """A session as the player wants it; 404 where it was deleted meanwhile."""
    try:
        timeline = load_timeline(kept)
    except (OSError, VoiceguideError):
        abort(404)
    cover = url_for("sound.cover", session=kept.id)
    file = url_for("sound.audio", session=kept.id)
    return describe_episode(Episode(kept.title, file, timeline, cover))


def _chip() -> int | None:
    """The length that was asked for, minutes, where it is one of the chips."""
    text = request.args.get("fit", "")
    return int(text) if text in {str(one) for one in CHIPS} else None


def _as_fields(kept: StoredSession) -> dict[str, str]:
    """What was chosen, as the fields of Adjust have it."""
    return {name: strip_unit(name, text) for name, text in kept.chosen.items()}
