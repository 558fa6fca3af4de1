"""Whether a timeline can be spoken at all: one that was made by hand may say anything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError, UnknownName, VoiceguideError, raise_all
from voiceguide.plan.place import MOST_LINES
from voiceguide.plan.timeline import Event, Timeline, render_timeline
from voiceguide.routine.choice import parse_language
from voiceguide.routine.mix import BED_LIMITS
from voiceguide.routine.settings import SESSION_LIMIT
from voiceguide.text import composed
from voiceguide.tones import TONES, is_sound_file

SPEED_LIMITS = (0.5, 2.0)
"""How much slower or faster than the voice's rate a sentence may be."""
MOST_ERRORS = 50
"""After so many it is not looked for more."""
WHERE = "timeline"


def sound_timeline(timeline: Timeline) -> Timeline:
    """The same timeline, its types and times checked and its events in order.

    Nothing checks a Timeline when it is put together in a program. Raises RoutineError, which
    counts events from 0, as Python does.
    """
    if not isinstance(timeline, Timeline):
        raise RoutineError(
            f"a {type(timeline).__name__} is not a timeline",
            where=WHERE,
            remedy="Give a voiceguide.Timeline, such as the `timeline` of a plan or a session.",
        )
    try:
        checked = msgspec.json.decode(composed(render_timeline(timeline)), type=Timeline)
    except (TypeError, ValueError, RecursionError) as error:  # what no timeline can hold
        raise RoutineError(f"not a timeline: {error}", where=WHERE) from None
    _check_size(checked)
    raise_all(islice(_find_faults(checked), MOST_ERRORS))
    events = sorted(checked.events, key=lambda event: event.start_ms)
    return replace(checked, language=parse_language(checked.language), events=tuple(events))


def _check_size(timeline: Timeline) -> None:
    if not 0 < timeline.duration_ms <= SESSION_LIMIT:
        raise RoutineError(
            f"duration_ms is {timeline.duration_ms}",
            where=WHERE,
            remedy=f"It may be 1 to {SESSION_LIMIT}, which is {render_duration(SESSION_LIMIT)}.",
        )
    if len(timeline.events) > MOST_LINES:
        raise RoutineError(f"there are more than {MOST_LINES} events", where=WHERE)


def _find_faults(timeline: Timeline) -> Iterator[VoiceguideError]:
    """What is wrong with its language, chapters and events."""
    try:
        parse_language(timeline.language)
    except RoutineError as error:
        yield error.at(f"{WHERE}.language")
    if timeline.bed is not UNSET and not BED_LIMITS[0] <= timeline.bed.level_db <= BED_LIMITS[1]:
        yield RoutineError(
            f"level_db is {timeline.bed.level_db}",
            where=f"{WHERE}.bed",
            remedy=f"It may be {BED_LIMITS[0]} to {BED_LIMITS[1]}.",
        )
    for number, mark in enumerate(timeline.chapters):
        if not 0 <= mark.start_ms < timeline.duration_ms:
            yield RoutineError(
                f"start_ms is {mark.start_ms}, outside of the session",
                where=f"{WHERE}.chapters[{number}]",
                remedy=f"It may be 0 to {timeline.duration_ms - 1}.",
            )
    for number, (before, mark) in enumerate(pairwise(timeline.chapters), start=1):
        if mark.start_ms < before.start_ms:
            yield RoutineError(
                f"starts before the one in front of it, at {before.start_ms} ms",
                where=f"{WHERE}.chapters[{number}]",
                remedy="Put them in the order of their times.",
            )
    for number, event in enumerate(timeline.events):
        times = _wrong_times(event, timeline.duration_ms)
        for fault in (times, _wrong_entering(event), _wrong_sound(event)):
            if fault:
                yield fault.at(f"{WHERE}.events[{number}]")


def _wrong_times(event: Event, duration: int) -> VoiceguideError | None:
    start, end = event.start_ms, event.end_ms
    if not 0 <= start <= duration or end > duration:
        remedy = f"Times run from 0 to duration_ms, which is {duration}."
        return RoutineError(f"{start} to {end} ms is outside of the session", remedy=remedy)
    if end < start:
        return RoutineError(f"it ends ({end} ms) before it starts ({start} ms)")
    return None


def _wrong_entering(event: Event) -> VoiceguideError | None:
    if event.entered_ms is UNSET or 0 <= event.entered_ms <= event.start_ms:
        return None
    remedy = f"It may be 0 to start_ms, which is {event.start_ms}."
    return RoutineError(f"entered_ms is {event.entered_ms}", remedy=remedy)


def _wrong_sound(event: Event) -> VoiceguideError | None:
    if event.kind == "say" and not (event.text and str(event.text).strip()):
        return RoutineError("a say without a text", remedy='Give it text="...".')
    if event.kind == "tone" and not event.tone:
        return RoutineError("a tone without a name", remedy='Give it tone="start", or another.')
    if event.kind == "tone" and event.tone not in TONES and not is_sound_file(str(event.tone)):
        return UnknownName("tone", str(event.tone), TONES)
    low, high = SPEED_LIMITS
    if event.speed is not UNSET and not low <= event.speed <= high:
        return RoutineError(f"speed is {event.speed:g}", remedy=f"It may be {low:g} to {high:g}.")
    return None
