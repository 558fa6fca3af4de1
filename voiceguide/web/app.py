"""The Flask app: its parts, and the one place where errors become answers."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, render_template
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from voiceguide.duration import render_clock
from voiceguide.errors import VoiceguideError
from voiceguide.formats.player import PAGE, SCRIPTS, player_words
from voiceguide.problem import Problem
from voiceguide.web.answer import (
    FAULT,
    field_of_error,
    in_words,
    refuse,
    sentence,
    wants_json,
)
from voiceguide.web.builds import Builds
from voiceguide.web.cards import Cards
from voiceguide.web.episodes import Episodes
from voiceguide.web.gate import csrf_token, guard, may_write
from voiceguide.web.made import MadeRoutines
from voiceguide.web.pagewords import fill, page_language, page_words, tell_moment, words_in
from voiceguide.web.parts import Parts
from voiceguide.web.sessions import SessionFolder
from voiceguide.web.site import Site
from voiceguide.web.voices import Voices

Answer = tuple[str | Response, int, dict[str, str]] | Response
COOKIE_DAYS = 400
"""As long as browsers keep a cookie at most."""
LOG = logging.getLogger("voiceguide.web")


def create_app(site: Site) -> Flask:
    """Make the app for one site. Its workers run until `parts_of(app).builds.close()`."""
    from voiceguide.web import (
        adjust,
        attending,
        audition,
        building,
        editor,
        pages,
        plan,
        sound,
        wordsheet,
    )
    from voiceguide.web import podcast as feed

    app = Flask("voiceguide.web", static_folder=None)
    app.config.update(
        SECRET_KEY=site.keys.sign,
        SESSION_COOKIE_NAME="voiceguide",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=datetime.timedelta(days=COOKIE_DAYS),
        MAX_CONTENT_LENGTH=site.limits.body,
        MAX_FORM_MEMORY_SIZE=site.limits.body,
        MAX_FORM_PARTS=500,
    )
    builds = Builds(site.limits.builds, site.limits.waiting)
    voices, sessions = Voices(site.engine), SessionFolder(site.out)
    sessions.forget_aside()
    app.extensions["voiceguide"] = Parts(
        site, sessions, builds, voices, Episodes(site.episodes), Cards(site, voices), MadeRoutines()
    )
    guard(app, site)
    app.jinja_env.globals.update(
        attended=attending.attended_on_page,
        edit_address=editor.edit_address,
        is_own_routine=editor.is_own_routine,
    )
    for blueprint in (
        attending.ATTENDING,
        pages.PAGES,
        adjust.ADJUST,
        plan.PLAN,
        building.BUILDING,
        sound.SOUND,
        audition.AUDITION,
        wordsheet.WORDS,
        feed.FEED,
        editor.OWN,
    ):
        app.register_blueprint(blueprint)
    _prepare_templates(app, site)
    app.register_error_handler(Exception, answer_error)
    return app


def answer_error(error: Exception) -> Answer:
    """Answer an error with a page: what is wrong and what to do, and no place on this disk."""
    if isinstance(error, VoiceguideError):
        said, field = field_of_error(error)
        return _answer(refuse(error), 400, {}, said, field)
    if isinstance(error, FileNotFoundError):
        error = NotFound()  # a session that was deleted while it was asked for
    if isinstance(error, HTTPException) and error.code:
        if error.response is not None or error.code < 400:
            return error.get_response()
        text = tell_status(error)
        headers = error.get_response().headers
        kept = {name: headers[name] for name in _KEPT if name in headers}
        return _answer([Problem("", text)], error.code, kept, text)
    # neither the address, which may hold a key, nor anything a visitor wrote
    LOG.error("A page could not be made", exc_info=error)
    return _answer([told := in_words(FAULT)], 500, {}, told.text)


def tell_status(error: HTTPException) -> str:
    """What is wrong with what was asked for: our own words where the library only has its own."""
    if error.code in _HTTP and error.description == type(error).description:
        return str(page_words()[_HTTP[error.code]])
    return error.description or error.name


def _answer(
    problems: list[Problem], code: int, headers: dict[str, str], said: str, field: str = ""
) -> Answer:
    """A page; or for a script the same in a few words, and the field they are about."""
    if wants_json():
        return jsonify(problem=said, field=field), code, headers
    return render_template("problem.html", problems=problems), code, headers


_KEPT = ("Allow", "Content-Range", "Retry-After")
"""Headers that belong to a status and say what to do."""
_HTTP: dict[int | None, str] = {
    404: "no_page",
    405: "no_method",
    413: "too_much",
    416: "no_part",
}


def _prepare_templates(app: Flask, site: Site) -> None:
    own = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_env.loader = ChoiceLoader([own, FileSystemLoader(PAGE)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        csrf_token=csrf_token,
        words_in=words_in,
        player_words=player_words,
        player_scripts=SCRIPTS,
    )

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        """What every page has: its words, and who gets in and may write."""
        return {
            "w": page_words(),
            "page_language": page_language(),
            "lan": site.lan,
            "editing": may_write(site),
        }

    app.jinja_env.filters.update(
        clock=render_clock,
        sentence=sentence,
        day=lambda moment: tell_moment(moment, page_words()),
        fill=fill,
        megabytes=lambda size: f"{size / 1e6:.1f} MB",
    )
