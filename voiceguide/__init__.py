"""voiceguide turns an exercise routine into a voice-guided audio session, timed to the sample.

    import voiceguide

    session = voiceguide.build("hip-rotation", detail="brief", out="output")
    assert not voiceguide.verify(session.path).problems

The rest of it, and every keyword, is in docs/library.md. Names are loaded when they are first
used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voiceguide.errors import VoiceguideError
    from voiceguide.plan.timeline import Event, Mark, Timeline, parse_timeline, render_timeline
    from voiceguide.problem import Problem
    from voiceguide.proof.outcome import Proof
    from voiceguide.session.api import build, check, preview, render, verify
    from voiceguide.session.build import Session
    from voiceguide.session.preview import Plan

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 - in reading order
    "build",
    "preview",
    "check",
    "verify",
    "render",
    "Session",
    "Plan",
    "Problem",
    "Proof",
    "Timeline",
    "Event",
    "Mark",
    "parse_timeline",
    "render_timeline",
    "VoiceguideError",
]

# No module of the package may have one of these names: once it is imported, Python would put it in
# the place of the function.
_HOMES = {
    "build": "session.api",
    "preview": "session.api",
    "check": "session.api",
    "verify": "session.api",
    "render": "session.api",
    "Session": "session.build",
    "Plan": "session.preview",
    "Problem": "problem",
    "Proof": "proof.outcome",
    "Timeline": "plan.timeline",
    "Event": "plan.timeline",
    "Mark": "plan.timeline",
    "parse_timeline": "plan.timeline",
    "render_timeline": "plan.timeline",
    "VoiceguideError": "errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'voiceguide' has no attribute {name!r}")
    return getattr(import_module(f"voiceguide.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """What there is, also before it is loaded: for completion in a notebook."""
    return sorted({*globals(), *__all__})
