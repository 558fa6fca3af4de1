"""Timelines to render: small ones made by hand, and the built-in session as it is planned."""

import datetime
import tempfile
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Mark, Sound, Timeline, make_event
from voiceguide.routine.routine import parse_overrides
from voiceguide.scene import Scene
from voiceguide.session.draft import open_draft
from voiceguide.session.request import Request

DAY = datetime.date(2026, 11, 24)
NASTY = 'Knees & <b>hips</b> --> "{\\an8}" [00:01.00] ]]> \x07\u2028 café 髋 🦵'
"""What markup, control characters and other scripts would break."""


def say(start, end, text, scene=Scene()):
    return make_event(scene, "say", start, end, Sound(text=text))


def tone(start, end, name, scene=Scene()):
    return make_event(scene, "tone", start, end, Sound(tone=name))


def span(kind, start, end, scene=Scene(), rep=0):
    return make_event(scene, kind, start, end, rep=rep)


def timeline(*events, title="Hips", language="en", chapters=(), length=600_000):
    marks = tuple(Mark(start, text) for start, text in chapters)
    return Timeline(title, length, language, marks, tuple(events))


CACHE = tempfile.TemporaryDirectory(prefix="voiceguide-lines-")
"""Where what was rendered is kept until the tests end."""


@cache
def built_in(name="hip-rotation", language="en", **settings):
    """A built-in session, laid out with estimated speech."""
    overrides = replace(parse_overrides(settings, {}, {}), language=language)
    draft = open_draft(Request(name, DAY, Path(CACHE.name), overrides=overrides))
    return draft.place(lambda sound: estimate(sound, 150, language))[0]
