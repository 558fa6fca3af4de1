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
    from voiceguide.api import build, check, preview, render, verify
    from voiceguide.audio.proof import Proof
    from voiceguide.errors import VoiceguideError
    from voiceguide.forecast import Plan
    from voiceguide.plan.timeline import Event, Mark, Timeline, parse_timeline, render_timeline
    from voiceguide.problem import Problem
    from voiceguide.session import Session

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
    "build": "api",
    "preview": "api",
    "check": "api",
    "verify": "api",
    "render": "api",
    "Session": "session",
    "Plan": "forecast",
    "Problem": "problem",
    "Proof": "audio.proof",
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
