"""A programme on the page: what became of its sessions, and the one that is due today."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, url_for
from msgspec import Struct
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.delivery.course import Place, find_place, note_session, open_course
from voiceguide.formats.player import language_of_words
from voiceguide.formats.weeksheet import name_sitting, write_date
from voiceguide.lang.language import language_of
from voiceguide.routine.attendance import Standing
from voiceguide.session.preview import plan_session
from voiceguide.web.answer import wants_json
from voiceguide.web.building import ask_for, make
from voiceguide.web.due import ask_today, find_key, list_due, today
from voiceguide.web.gate import csrf_token
from voiceguide.web.pages import find
from voiceguide.web.pagewords import Words, fill, page_language, page_words
from voiceguide.web.parts import parts
from voiceguide.web.plan import send_thumb
from voiceguide.web.sessions import StoredSession

ATTENDING = Blueprint("attending", __name__)


class Attended(Struct, frozen=True):
    """What became of a session of a programme, in words."""

    title: str
    said: str
    noted: str
    """done, skipped, or "" while nobody has said anything."""
    open: bool
    """Whether "done" can be said of it."""


@ATTENDING.get("/sessions/<session>/attending")
def attended(session: str) -> Response:
    """What became of a session, in its own language; 404 for one of no programme."""
    return _tell(find(session))


@ATTENDING.post("/sessions/<session>/<any(done, skipped, undo):what>")
def note(session: str, what: str) -> BaseResponse:
    """Note that a session was done or skipped, or take that back; a problem where that was said
    already, or its day is still to come."""
    kept = find(session)
    place = find_place(kept.path.name)
    if place is None:
        abort(404)
    note_session(place.key, what, today(), place.number)
    if wants_json():
        return _tell(kept)
    return redirect(url_for("pages.play", session=session), 303)


@ATTENDING.get("/programmes/<programme>/card")
def card(programme: str) -> str:
    """The card of what is due, when its length is worked out."""
    cards = list_due(page_language(), [_key(programme)], patience=20)
    if not cards or not cards[0].session:
        abort(404)
    return render_template("due.html", card=cards[0])


@ATTENDING.get("/programmes/<programme>/cover.webp")
def thumb(programme: str) -> BaseResponse:
    """The cover of what is due, small."""
    asked = ask_today(open_course(_key(programme), today()), parts().site)
    if asked is None:
        abort(404)
    return send_thumb(plan_session(asked).timeline)


@ATTENDING.post("/programmes/<programme>/play")
def play(programme: str) -> BaseResponse:
    """Ask for the session that is due today."""
    here, following = parts(), open_course(_key(programme), today())
    asked = ask_today(following, here.site)
    if asked is None:
        abort(404, page_words()["nothing_due"])
    return ask_for(asked.title or following.found.name, asked, lambda tell: make(asked, here, tell))


def tell_attended(place: Place, language: str) -> Attended:
    """Say of a session which one it is, what became of it, and what comes next."""
    following = open_course(place.key, today())
    standing, sitting = following.standing, following.sittings[place.number - 1]
    words = language_of(language).words("programme")
    noted = standing.notes.get(sitting.number)
    if noted:
        said = f"{words[f'noted_{noted.what}']} {_tell_next(standing, words, language)}"
    elif standing.may_be_done(sitting):
        said = ""
    else:
        said = fill(words["due_on"], write_date(standing.date_of(sitting), language))
    called = name_sitting(sitting.week, sitting.day, language)
    title = f"{following.programme.title_in(language)} · {called}"
    return Attended(title, said, noted.what if noted else "", standing.may_be_done(sitting))


def attended_on_page(kept: StoredSession) -> Attended | None:
    """The same for the page around the player, in the page's language; None for no programme."""
    place = find_place(kept.path.name)
    return tell_attended(place, page_language()) if place else None


def _tell(kept: StoredSession) -> Response:
    place = find_place(kept.path.name)
    if place is None:
        abort(404)
    told = tell_attended(place, language_of_words(kept.language))
    return jsonify(
        title=told.title, said=told.said, noted=told.noted, open=told.open, csrf=csrf_token()
    )


def _tell_next(standing: Standing, words: Words, language: str) -> str:
    if standing.due:
        return str(words["next_today"])
    if standing.next:
        return fill(words["next_on"], write_date(standing.date_of(standing.next), language))
    done = sum(one.what == "done" for one in standing.notes.values())
    return fill(words["over"], done, len(standing.sittings))


def _key(programme: str) -> str:
    key = find_key(programme)
    if key is None:
        abort(404)
    return key
