"""A timeline as it is once its sounds are measured: planned by estimates, or made by hand.

In one whose lengths are estimates, what follows a sentence moves by what the sentence really takes;
holds, repetitions and rests move as a whole and stay as long as they are. In any other every sound
starts when it says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.duration import Milliseconds, render_clock
from voiceguide.errors import FitError, LongSession, raise_all
from voiceguide.plan.fit import FALLBACK_TONE, SPEEDS, LengthOf
from voiceguide.plan.place import GAP
from voiceguide.plan.slots import GRID, up
from voiceguide.plan.timeline import Event, Mark, Sound, Timeline
from voiceguide.problem import Problem, warning
from voiceguide.routine.settings import SESSION_LIMIT

SECOND = 1000
"""Chapters start on whole seconds, ms."""
Steps = Sequence[tuple[int, int]]
"""From which moment (ms, as planned) everything is by how much later (ms), in order."""


def retime(timeline: Timeline, length_of: LengthOf) -> tuple[Timeline, tuple[Problem, ...]]:
    """Give every sound its measured length, and tell what had to be hurried.

    Sounds that lie apart in the plan stay apart: a sentence that would reach into the next sound is
    said up to 15 % faster. Raises FitError where that is not enough, for all such as ManyErrors,
    and LongSession.
    """
    events = sorted(timeline.events, key=lambda event: event.start_ms)
    steps = _steps(timeline, events, length_of) if timeline.estimated else ()
    duration = timeline.duration_ms + _late(steps, timeline.duration_ms)
    duration = up(duration, SECOND) if timeline.estimated else duration
    if duration > SESSION_LIMIT:
        raise LongSession(
            f"the session grows longer than {SESSION_LIMIT // 3_600_000} h once it is spoken"
        )
    moved = [_entered(_moved(event, _late(steps, event.start_ms)), steps) for event in events]
    rooms = (_room(events, moved, number, duration) for number in range(len(events)))
    spoken = [
        _spoken(event, room, length_of, planned=timeline.estimated)
        for event, room in zip(moved, rooms, strict=True)
    ]
    raise_all(told for _, told in spoken if isinstance(told, FitError))
    # a tone of no length is one that the chosen set leaves out
    placed = [one for one, _ in spoken if one.sound is None or one.end_ms > one.start_ms]
    done = replace(
        timeline,
        duration_ms=Milliseconds(duration),
        chapters=tuple(_mark(mark, steps) for mark in timeline.chapters),
        events=tuple(placed),
        estimated=False,
    )
    return done, tuple(told for _, told in spoken if isinstance(told, Problem))


def _spoken(
    event: Event, room: int, length_of: LengthOf, *, planned: bool
) -> tuple[Event, FitError | Problem | None]:
    """An event as it is heard, and what is to be told of it."""
    sound = event.sound
    if sound is None:
        return event, None
    chosen = _chosen(sound, room, length_of, planned=planned)
    length = length_of(chosen)
    placed = _sounding(event, chosen, length)
    if length > room:
        return placed, _no_room(event, chosen, length, room)
    return placed, _given_up(event, chosen, room, length) if chosen != sound else None


def _room(events: Sequence[Event], moved: Sequence[Event], number: int, duration: int) -> int:
    """How long a sound may last (ms): up to the next one the plan keeps apart from it.

    What the plan lays over a sound stays over it, as breath tones do; but never two sentences.
    """
    event = events[number]
    for other in range(number + 1, len(events)):
        after = events[other]
        both = event.kind == after.kind == "say"
        if after.sound is not None and (both or after.start_ms >= event.end_ms):
            return moved[other].start_ms - moved[number].start_ms
    return duration - moved[number].start_ms


def _chosen(sound: Sound, room: int, length_of: LengthOf, *, planned: bool) -> Sound:
    """A sound as it is, or hurried until it fits into `room` ms; else the last resort.

    What was planned by estimates may become a tick, as it would have with the measured length.
    """
    if sound.tone or length_of(sound) <= room:
        return sound
    ways = [replace(sound, speed=speed) for speed in SPEEDS if speed > sound.speed]
    ways += [Sound(tone=FALLBACK_TONE)] if planned else []
    return next((one for one in ways if length_of(one) <= room), (ways or [sound])[-1])


def _no_room(event: Event, sound: Sound, length: int, room: int) -> FitError:
    said = sound.text or f"[tone {sound.tone}]"
    error = FitError(said, needed_ms=length, there_ms=room, where=_where(event))
    error.remedy = "Begin what follows later, or say less."
    return error


def _given_up(event: Event, chosen: Sound, room: int, length: int) -> Problem:
    """What a sentence gave up to fit into `room` ms."""
    if chosen.text:
        faster = round(100 * (chosen.speed - 1))
        problem = f"{chosen.text!r} is said {faster} % faster, to fit into {room / 1000:.1f} s"
        return warning(_where(event), problem)
    instead = f"[tone {chosen.tone}] sounds instead" if length else "it is left out: tones are off"
    return warning(
        _where(event), f"{event.text!r} does not fit into {room / 1000:.1f} s; {instead}"
    )


def _where(event: Event) -> str:
    return f"timeline, {render_clock(event.start_ms, tenths=True)}"


def _moved(event: Event, late: int) -> Event:
    if not late:
        return event
    due = event.due_ms + late if isinstance(event.due_ms, int) else event.due_ms
    start, end = Milliseconds(event.start_ms + late), Milliseconds(event.end_ms + late)
    return replace(event, start_ms=start, end_ms=end, due_ms=due)


def _entered(event: Event, steps: Steps) -> Event:
    """A hold whose entering is moved with the sentence it begins with."""
    if event.entered_ms is UNSET:
        return event
    return replace(event, entered_ms=event.entered_ms + _late(steps, event.entered_ms))


def _sounding(event: Event, chosen: Sound, length: int) -> Event:
    event = replace(event, end_ms=Milliseconds(event.start_ms + length))
    if chosen == event.sound:
        return event
    if chosen.text:
        return replace(event, speed=chosen.speed)
    return replace(event, kind="tone", text=UNSET, speed=UNSET, tone=chosen.tone)


def _late(steps: Steps, moment: int) -> int:
    """How much later than planned something is that was planned for a moment."""
    reached = bisect_right(steps, moment, key=lambda step: step[0])
    return steps[reached - 1][1] if reached else 0


def _mark(mark: Mark, steps: Steps) -> Mark:
    """A chapter, moved. What follows lies on the frame grid, so up to a frame behind the second."""
    moved = mark.start_ms + _late(steps, mark.start_ms)
    behind = moved % SECOND if steps else 0
    return replace(mark, start_ms=Milliseconds(moved - behind if behind < GRID else moved))


def _steps(timeline: Timeline, events: Sequence[Event], length_of: LengthOf) -> Steps:
    """From where everything is later, and by how much, for an estimated timeline.

    The gap behind a sentence stays as long as it was. Steps are whole frames, so that speech stays
    on the grid its frames are kept for, and none lies inside a hold, a repetition or a rest.
    """
    blocks = _blocks(events)
    ends = sorted(event.end_ms for event in events)
    changes: list[tuple[int, int, int]] = []
    for event in events:
        if event.sound is not None and not _inside(blocks, event.start_ms, event.end_ms):
            longer = length_of(event.sound) - (event.end_ms - event.start_ms)
            changes.append((event.end_ms, 0, longer))
    for mark in timeline.chapters:
        if not _inside(blocks, mark.start_ms, mark.start_ms):
            changes.append((mark.start_ms, 1, _slack(ends, mark.start_ms)))
    late, steps = 0, []
    for moment, is_mark, change in sorted(changes):
        if is_mark:  # a chapter starts on a whole second
            late = up(up(moment + late - change, SECOND) - moment, GRID)
        else:
            late += up(change, GRID)
        steps.append((moment, late))
    return steps


def _slack(ends: Sequence[int], moment: int) -> int:
    """How much earlier a chapter may start than planned (ms), for the second it was rounded to.

    A paragraph's gap is kept, and any silence that cannot come of rounding.
    """
    before = bisect_right(ends, moment)
    silence = moment - ends[before - 1] if before else moment
    return silence - max(min(silence, GAP), silence - SECOND + 1)


def _blocks(events: Sequence[Event]) -> list[tuple[int, int]]:
    """Where holds, repetitions and rests lie, those that touch as one; in order."""
    blocks: list[tuple[int, int]] = []
    for event in events:
        if event.sound is None:
            if blocks and event.start_ms <= blocks[-1][1]:
                blocks[-1] = blocks[-1][0], max(blocks[-1][1], event.end_ms)
            else:
                blocks.append((event.start_ms, event.end_ms))
    return blocks


def _inside(blocks: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether something shares time with a block. What touches one at an end does not."""
    first = bisect_right(blocks, start, key=lambda block: block[1])
    return first < len(blocks) and blocks[first][0] < end
