"""voiceguide turns an exercise routine into a voice-guided audio session, timed to the sample.

In reading order: a routine and its scripts are read, placed on a timeline, built, and proved.

    import datetime
    import pathlib

    from voiceguide import Request, build, verify

    request = Request("hip-rotation", datetime.date.today(), cache=pathlib.Path("cache"))
    made = build(request)
    assert not verify(made.path).problems

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voiceguide.checkup import check_session
    from voiceguide.errors import VoiceguideError
    from voiceguide.forecast import plan_session
    from voiceguide.plan.place import place
    from voiceguide.plan.routine import parse_overrides, parse_routine
    from voiceguide.plan.script import parse_script
    from voiceguide.plan.timeline import Timeline, parse_timeline, render_timeline
    from voiceguide.request import Request
    from voiceguide.session import Session, build, verify

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 - in reading order
    "parse_routine",
    "parse_overrides",
    "parse_script",
    "place",
    "Timeline",
    "parse_timeline",
    "render_timeline",
    "Request",
    "check_session",
    "plan_session",
    "build",
    "Session",
    "verify",
    "VoiceguideError",
]

_HOMES = {
    "parse_routine": "plan.routine",
    "parse_overrides": "plan.routine",
    "parse_script": "plan.script",
    "place": "plan.place",
    "Timeline": "plan.timeline",
    "parse_timeline": "plan.timeline",
    "render_timeline": "plan.timeline",
    "Request": "request",
    "check_session": "checkup",
    "plan_session": "forecast",
    "build": "session",
    "Session": "session",
    "verify": "session",
    "VoiceguideError": "errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'voiceguide' has no attribute {name!r}")
    return getattr(import_module(f"voiceguide.{_HOMES[name]}"), name)
