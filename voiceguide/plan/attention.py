"""The tone that goes before speech after a long silence.

A loudspeaker that has gone to sleep swallows the first syllable, and a viewer looks up.
"""

from __future__ import annotations

from collections.abc import Iterable

from voiceguide.plan.fit import LengthOf
from voiceguide.plan.slots import near
from voiceguide.plan.timeline import Event, Sound, make_event

QUIET = 8000
"""After so long without sound, an attention tone goes before speech, milliseconds."""
ATTENTION_LEAD = 500
"""How long before the speech the attention tone starts, milliseconds."""


def with_attention(events: Iterable[Event], length_of: LengthOf, quiet: int) -> list[Event]:
    """Put events in order, the tone added before the first words, and before speech after `quiet`
    ms without sound. A tone of no length, which the chosen set leaves out, is left out here too."""
    tone = Sound(tone="attention")
    result: list[Event] = []
    heard: int | None = None
    for event in sorted(events, key=_start):
        if event.kind == "say" and (heard is None or event.start_ms - heard >= quiet):
            start = (
                near(max(event.start_ms - ATTENTION_LEAD, 0))
                if heard is None
                else event.start_ms - ATTENTION_LEAD
            )
            end = start + length_of(tone)
            result.append(make_event(event.scene, "tone", start, end, tone))
        result.append(event)
        if event.sound is not None:
            heard = max(heard or 0, event.end_ms)
    kept = (one for one in result if one.sound is None or one.end_ms > one.start_ms)
    return sorted(kept, key=_start)


def _start(event: Event) -> int:
    return event.start_ms
