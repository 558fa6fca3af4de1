"""The library in a line: build, preview, check, verify and render.

Keywords are the names of the settings and options. What goes wrong is a VoiceguideError that speaks
of them; a keyword nobody knows is a TypeError.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from msgspec.structs import replace

from voiceguide.errors import RoutineError
from voiceguide.session.keywords import (
    BuildOptions,
    CheckOptions,
    Name,
    PreviewOptions,
    RenderOptions,
    check_names,
    in_own_words,
    read_path,
    read_request,
    say_problems,
)

if TYPE_CHECKING:
    from voiceguide.plan.timeline import Timeline
    from voiceguide.problem import Problem
    from voiceguide.progress import Report
    from voiceguide.proof.outcome import Proof
    from voiceguide.session.build import Session
    from voiceguide.session.preview import Plan
    from voiceguide.session.request import Request


def build(
    routine: Name, *, report: Report | None = None, **options: Unpack[BuildOptions]
) -> Session:
    """Make a session: its sound and, beside it, its timeline.

    `routine` is a name, a folder or a .toml file; the keywords are those of BuildOptions. `report`
    is called with how much is done, of how much. All files appear whole or not at all. Raises
    VoiceguideError, and TypeError for a keyword nobody knows.
    """
    from voiceguide.session import build as session

    with in_own_words(options):
        made = session.build(_request("build", routine, _with_jobs(options, report)), report)
    return replace(made, notices=say_problems(made.notices))


def preview(routine: Name, **options: Unpack[PreviewOptions]) -> Plan:
    """Lay a session out without speaking; its sentences are as long as is estimated.

    The keywords are those of PreviewOptions. Raises VoiceguideError, and TypeError for a keyword
    nobody knows.
    """
    from voiceguide.session.preview import plan_session

    with in_own_words(options):
        plan = plan_session(_request("preview", routine, options))
    return replace(plan, notices=say_problems(plan.notices))


def check(routine: Name, **options: Unpack[CheckOptions]) -> list[Problem]:
    """Report everything that is wrong with a routine and its scripts, or worth a warning.

    Nothing is spoken. The list is empty where all is well; `wrong` is False for a warning. The
    keywords are those of CheckOptions. Raises VoiceguideError for what is wrong with a keyword's
    value, and TypeError for a keyword nobody knows.
    """
    from voiceguide.session.check import check_session

    with in_own_words(options):
        problems = check_session(_request("check", routine, options))
    return list(say_problems(problems, options))


def verify(path: Name, timeline: Name | None = None) -> Proof:
    """Decode a session and hold it against its timeline, the one beside it or the file `timeline`.

    `problems` of what is returned is empty where all holds. Raises VoiceguideError for what cannot
    be read.
    """
    from voiceguide.session import verify as proving

    with in_own_words():
        file = None if timeline is None else Path(read_path("timeline", timeline))
        return proving.verify(Path(read_path("path", path)), file)


def render(
    timeline: Timeline,
    path: Name,
    *,
    report: Report | None = None,
    **options: Unpack[RenderOptions],
) -> Session:
    """Speak a timeline, one that was planned, built before, or made by hand, into a file.

    In one whose lengths are estimates, what follows a sentence moves by what the sentence really
    takes, and holds stay as long as they are; in any other every sound starts when it says. The
    keywords are those of RenderOptions; `routine` lends its voice, its sound files and its lexicon.
    All files appear whole or not at all. Raises VoiceguideError, FitError where a sentence would
    reach into the next sound, and TypeError for a keyword nobody knows.
    """
    from voiceguide.session.narration import narrate

    with in_own_words(options, out="path"):
        given = dict(_with_jobs(options, report))
        request = _request("render", given.pop("routine", None) or "", given)
        made = narrate(timeline, replace(request, out=read_path("path", path)), report)
    return replace(made, notices=say_problems(made.notices))


def _request(function: str, routine: Name, options: Mapping[str, Any]) -> Request:
    from voiceguide.disk.library import look_again

    check_names(function, options)
    look_again()  # files may have changed since the last call
    return read_request(routine, options)


def _with_jobs(options: Mapping[str, Any], report: object) -> Mapping[str, Any]:
    """All cores, where nobody says how many. Raises RoutineError for a report nobody can call."""
    if report is not None and not callable(report):
        raise RoutineError(f"{report!r} is not a function", where="report")
    jobs = options.get("jobs")
    return {**options, "jobs": (os.cpu_count() or 1) if jobs is None else jobs}
