"""Building from the page: press the button, watch it go on, and arrive at the player."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.duration import render_clock
from voiceguide.errors import RoutineError
from voiceguide.session import build as session
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request
from voiceguide.text import how_many
from voiceguide.web.builds import Build, BuildProgress, Builds, Full, Tell
from voiceguide.web.form import choices, make_request, parse_form
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
    if here.sessions.count() >= here.site.limits.sessions:
        abort(503, "There are too many sessions. Delete some first.")
    given = {name: text for name, text in request.form.items() if name != "csrf"}
    wanted = parse_form(given, here.voices.names())
    asked = make_request(wanted, here.site)
    try:
        found = here.builds.submit(wanted.offer.title, asked, lambda tell: make(asked, here, tell))
    except Full:
        wait = ServiceUnavailable("Many sessions are being built. Try again in a minute.")
        wait.retry_after = 30
        raise wait from None
    progress = found.wait(PATIENCE)
    if progress.state == "done":
        return redirect(url_for("pages.play", session=progress.session), 303)
    return redirect(url_for("building.watch", build=found.id, **choices(given)), 303)


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
        text=describe(found, progress, parts().builds),
        refresh=REFRESH,
        chosen=choices(request.args),
        again=url_for("pages.index", **choices(request.args)),
    )


@BUILDING.post("/builds/<build>/stop")
def stop(build: str) -> BaseResponse:
    """Stop a build."""
    find(build).stop()
    return redirect(url_for("pages.index", **choices(request.args)), 303)


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
    return id_of(session.build(asked, report, speaking).path)


def check_length(asked: Request, site: Site) -> None:
    """Refuse a session that is too long before anything is spoken."""
    length = plan_session(asked).timeline.duration_ms
    if length > site.limits.session_ms:
        raise RoutineError(
            f"the session would last {render_clock(length)}",
            remedy=f"The page makes sessions of up to {render_clock(site.limits.session_ms)}.",
        )


def describe(build: Build, progress: BuildProgress, builds: Builds) -> str:
    """How far a build is, in words."""
    if progress.state == "waiting":
        ahead = builds.ahead_of(build)
        return f"Waiting; {ahead} before yours." if ahead else "Waiting for its turn."
    if progress.state == "speaking" and not progress.total:
        return "Looking for what has been said before."
    if progress.state == "speaking":
        return f"Speaking: {progress.done} of {how_many(progress.total, 'sentence')}."
    return _WORDS[progress.state]


_WORDS = {
    "planning": "Laying out the session.",
    "joining": "Putting it together.",
    "done": "Done.",
    "failed": "It could not be built.",
    "stopped": "It was stopped.",
}
