"""The title under which players and lists show a session: what it is, and what tells it apart."""

from __future__ import annotations

from msgspec import UNSET

from voiceguide.plan.timeline import Timeline
from voiceguide.routine.telling import tell_choices


def heading_of(timeline: Timeline) -> str:
    """A session's title with what was chosen, in its language: "Hips: 60 s holds"."""
    if timeline.chosen is UNSET or not timeline.chosen:
        return timeline.title
    return f"{timeline.title}: {tell_choices(timeline.chosen, timeline.language)}"
