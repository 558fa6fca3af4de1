"""Laying out what this process has laid out before, as whoever builds many sessions does.

Placing asks for one length after the other, and which it asks for next depends on nothing but the
cues and what it was told so far. So where every length is what it was, the timeline is too; and up
to the first that is not, no other sound was asked for than placing anew will ask for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from voiceguide.duration import Milliseconds
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.laid import noting, same_lengths
from voiceguide.plan.place import place
from voiceguide.plan.timeline import Sound, Timeline
from voiceguide.problem import Problem
from voiceguide.script.cue import Cue

SESSIONS = 8
"""So many are remembered ..."""
VOICES = 2
"""... by so many voices, or as they were estimated and then measured."""
MOST_EVENTS = 3_000
"""A longer one, of two hours or so, takes more room than it saves time."""


class Layout(Struct, frozen=True):
    """A session that was laid out, and every length it asked for, in that order."""

    lengths: dict[Sound, Milliseconds]
    timeline: Timeline
    notices: tuple[Problem, ...]


def place_again(
    cues: Iterable[Cue], length_of: LengthOf, *, title: str, language: str, attention: int
) -> tuple[Timeline, tuple[Problem, ...]]:
    """See `place`; what was placed before with the same lengths is remembered."""
    every = tuple(cues)
    layouts = _layouts(every, title, language, attention)
    for layout in layouts:
        if same_lengths(layout.lengths, length_of):
            return layout.timeline, layout.notices
    asked: dict[Sound, Milliseconds] = {}
    timeline, notices = place(
        every, noting(length_of, asked), title=title, language=language, attention=attention
    )
    if len(timeline.events) <= MOST_EVENTS:
        layouts.appendleft(Layout(asked, timeline, notices))
    return timeline, notices


@lru_cache(SESSIONS)
def _layouts(cues: tuple[Cue, ...], title: str, language: str, attention: int) -> deque[Layout]:
    """What is remembered of a session."""
    return deque(maxlen=VOICES)
