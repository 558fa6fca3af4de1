"""Building from the page: press the button, watch it go on, and arrive at the player."""

from __future__ import annotations

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
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.duration import render_clock
from voiceguide.errors import RoutineError
from voiceguide.session import build as making
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request
from voiceguide.web.answer import in_words, sentence, wants_json
from voiceguide.web.builds import Build, BuildProgress, Builds, Full, Tell, Work
from voiceguide.web.form import choices, make_request, parse_form
from voiceguide.web.pages import BEEN
from voiceguide.web.pagewords import Words, fill, page_language, page_words
from voiceguide.web.parts import Parts, parts
from voiceguide.web.sessions import id_of
from voiceguide.web.site import Site

BUILDING = Blueprint("building", __name__)
PATIENCE = 0.6
"""Seconds the button waits: a session whose sounds are all there is made in less, so one arrives at
the player without seeing a page in between."""
REFRESH = 1
"""Seconds after which a page without scripts asks again."""


@BUILDING.post("/builds")
def build() -> BaseResponse:
    """Ask for a session."""
    here = parts()
    given = {name: text for name, text in request.form.items() if name != "csrf"}
    wanted = parse_form(given, here.voices.names(), page_language())
    asked = make_request(wanted, here.site)
    title = wanted.offer.routine.title_in(wanted.language)
    return ask_for(title, asked, lambda tell: make(asked, here, tell), choices(given))


def ask_for(
    title: str, asked: Request, work: Work, given: dict[str, str] | None = None
) -> BaseResponse:
    """Ask for a session, and answer how far it is after a moment."""
    here = parts()
    if here.sessions.count() >= here.site.limits.sessions:
        abort(503, page_words()["many_sessions"])
    session[BEEN] = True
    session.permanent = True
    try:
        found = here.builds.submit(title, asked, work, given or {})
    except Full:
        wait = ServiceUnavailable(page_words()["many_builds"])
        wait.retry_after = 30
        raise wait from None
    progress = found.wait(PATIENCE)
    if wants_json():
        return tell_progress(found)
    if progress.state == "done":
        return redirect(url_for("pages.play", session=progress.session), 303)
    return redirect(url_for("building.watch", build=found.id, **choices(given or {})), 303)


@BUILDING.get("/builds/<build>")
def watch(build: str) -> str | BaseResponse:
    """How far a build is; the player when it is done.

    This page is all that tells of progress: without scripts the browser loads it again every
    second, with them site.js does, and takes over what has changed.
    """
    found = find(build)
    progress = found.progress
    if progress.state == "done":
        return redirect(url_for("pages.play", session=progress.session), 303)
    return render_template(
        "building.html",
        build=found,
        progress=progress,
        problems=[in_words(one) for one in progress.problems],
        text=describe(found, progress, parts().builds, page_words()),
        refresh=REFRESH,
        chosen=choices(request.args),
        again=url_for("pages.index", **choices(request.args)),
    )


@BUILDING.get("/builds/<build>.json")
def progress(build: str) -> Response:
    """How far a build is, for a script."""
    return tell_progress(find(build))


@BUILDING.post("/builds/<build>/stop")
def stop(build: str) -> BaseResponse:
    """Stop a build."""
    find(build).stop()
    return redirect(url_for("pages.index", **choices(request.args)), 303)


def tell_progress(build: Build) -> Response:
    """A build's state, in words and figures; once it is done, its session."""
    now = build.progress
    shown = map(in_words, now.problems)
    problems = [" ".join(filter(None, (sentence(one.what), one.remedy))) for one in shown]
    return jsonify(
        build=build.id,
        over=now.over,
        text=" ".join(problems) or describe(build, now, parts().builds, page_words()),
        share=now.share,
        session=now.session,
    )


def find(build: str) -> Build:
    """A build by its id; 404 where there is none."""
    found = parts().builds.find(build)
    if found is None:
        abort(404)
    return found


def make(asked: Request, here: Parts, tell: Tell) -> str:
    """Make a session and return its id. Raises VoiceguideError, Stopped."""
    check_length(asked, here.site)

    sentences = (0, 0)

    def speaking(done: int, total: int) -> None:
        nonlocal sentences
        sentences = (done, total)

    def report(done: int, total: int) -> None:
        said, of = sentences
        tell("speaking" if said < of else "joining", said, of, done / total)

    tell("speaking", 0, 0)
    return id_of(making.build(asked, report, speaking).path)


def check_length(asked: Request, site: Site) -> None:
    """Refuse a session that is too long before anything is spoken."""
    length = plan_session(asked).timeline.duration_ms
    if length > site.limits.session_ms:
        raise RoutineError(
            f"the session would last {render_clock(length)}",
            remedy=f"The page makes sessions of up to {render_clock(site.limits.session_ms)}.",
        )


def describe(build: Build, progress: BuildProgress, builds: Builds, words: Words) -> str:
    """How far a build is, in words."""
    if progress.state == "waiting":
        ahead = builds.ahead_of(build)
        return fill(words["waiting_behind"], ahead) if ahead else str(words["waiting"])
    if progress.state == "speaking" and not progress.total:
        return str(words["looking"])
    if progress.state == "speaking":
        return fill(words["speaking"], progress.done, progress.total)
    return str(words[progress.state])
