"""Arranging the lines of one block: each at its time, none over another.

What keeps its time cuts a block into runs. In a run come first the line that begins it, what
follows that line and what only waits for its turn, each as early as can be; and then the lines that
give way to the next run's, each as late as can be. So no run is settled by looking at another.
"""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import FitError, SameMoment, ScriptError
from voiceguide.plan.fit import Effort, LengthOf, choose, compromise, least, needed
from voiceguide.plan.timeline import Sound
from voiceguide.problem import Problem
from voiceguide.script.cue import Source, Words

GRID = 24
"""Speech starts on multiples of one MP3 frame, milliseconds."""
CLEAR = 150
"""Least silence between two sounds inside a block, milliseconds."""
EARLY = 1500
"""How long before its time a line may be heard that gives way to another, milliseconds."""
MOST_AT_ONCE = 300
"""Lines that may want to be heard at the same time."""

SlotKind = Literal["timed", "bound", "after", "queued", "yields"]
"""When a slot is heard: at its time; at its time to the millisecond, because it bounds something;
when what is before it is over; when its turn comes; at its time, where nothing else is heard."""


class Slot(Struct, frozen=True):
    """Words that want to be heard at a time, milliseconds from the start of the session."""

    at: int
    words: Words
    source: Source
    kind: SlotKind = "timed"
    gap: int = CLEAR
    """Silence before it where it waits for the sound before it."""
    line: int = -1
    """The number of its line in the block, from 0; -1 where no line asks for it."""


class Placed(Struct, frozen=True):
    """A slot's sound and its times, milliseconds from the start of the session."""

    slot: Slot
    sound: Sound
    start: int
    end: int
    due: int | None
    """The moment asked for; None for what only waited for its turn."""


class Run(Struct, frozen=True):
    """What is heard from one line that keeps its time up to the next one."""

    start: int
    """When the line that begins it is due, or from when there is nothing else to hear (ms)."""
    said: tuple[Slot, ...]
    early: tuple[Slot, ...]
    """The lines that give way to the next run's first."""
    end: int
    """When the next run begins, or the block ends (ms)."""
    keeper: Slot | None
    """The line that begins the next run."""


def arrange(
    slots: Iterable[Slot], free: int, end: int, length_of: LengthOf
) -> tuple[list[Placed], list[Problem]]:
    """Place the slots of a block in which nothing sounds from `free` to `end` (ms).

    Returns them in the order they are heard, and what had to be made to fit. Raises FitError,
    SameMoment, and ScriptError for what bounds something and cannot.
    """
    every = list(slots)
    placed: list[Placed] = []
    notices: dict[int, Problem] = {}
    for run in _runs([slot for slot in every if slot.kind != "yields"], free, end):
        _check(run)
        said, noted = _settle(run, length_of)
        placed += said
        notices = {**noted, **notices}
    yielding, noted = _with_yielding(every, placed, free, end, length_of)
    return yielding, list({**noted, **notices}.values())


def _runs(slots: list[Slot], free: int, end: int) -> Iterator[Run]:
    """Cut the slots of a block where one keeps its time."""
    queue = tuple(slot for slot in slots if slot.kind == "queued")
    start, said = free, tuple[Slot, ...]()
    for at, units in [*_moments(slots, free), (end, [])]:
        *early, keeper = units or [()]
        waiting = queue if queue and (queue[0].at < at or not units) else ()
        yield Run(start, (*said, *waiting), tuple(chain(*early)), at, keeper[0] if keeper else None)
        queue = queue[len(waiting) :]
        start, said = at, keeper


def _moments(slots: list[Slot], free: int) -> list[tuple[int, list[tuple[Slot, ...]]]]:
    """The slots by the first moment they can be heard at; what keeps that moment comes last."""
    units: list[tuple[Slot, ...]] = []
    for slot in slots:
        if slot.kind == "after" and units:
            units[-1] = (*units[-1], slot)
        elif slot.kind != "queued":
            units.append((slot,))
    units.sort(key=lambda unit: (max(unit[0].at, free), unit[0].kind == "bound"))
    return [(at, list(group)) for at, group in groupby(units, lambda u: max(u[0].at, free))]


def _check(run: Run) -> None:
    """Raise ScriptError unless the slots of a run can be kept apart at all."""
    bounds = [slot for slot in run.early if slot.kind == "bound"]
    bounds += [slot for slot in run.said[:1] if slot.kind == "bound" and slot.at < run.start]
    if bounds:
        raise ScriptError(
            "this phase begins while the tone before it still sounds",
            where=str(bounds[0].source),
            remedy="Make the phase before it longer.",
        )
    if len(run.said) + len(run.early) > MOST_AT_ONCE:
        raise ScriptError(
            f"more than {MOST_AT_ONCE} lines are to be heard at the same time",
            where=str((*run.said, *run.early)[0].source),
            remedy="Give them times of their own.",
        )


def _settle(run: Run, length_of: LengthOf) -> tuple[list[Placed], dict[int, Problem]]:
    """Choose the sounds of a run with as little effort as possible, and place them."""
    slots = (*run.said, *run.early)
    for effort in Effort:
        sounds, rooms = _choose(run, effort, length_of)
        if len(sounds) == len(slots):
            break
    else:
        raise _complaint(run, len(sounds), rooms[-1], length_of)
    notices: dict[int, Problem] = {}
    for slot, sound, room in zip(slots, sounds, rooms, strict=True):
        notice = compromise(slot.words, sound, room, length_of, slot.source)
        if notice and slot.line not in notices:  # a line that is often heard is told of once
            notices[slot.line] = notice
    return _place(run, sounds, length_of), notices


def _choose(run: Run, effort: Effort, length_of: LengthOf) -> tuple[list[Sound], list[int]]:
    """The best sounds at an effort, each leaving those behind it their least; and the room each
    has (ms). The sounds end before the first that does not fit."""
    sounds: list[Sound] = []
    rooms: list[int] = []
    edge = run.start
    ends = _latest_ends(run, effort, length_of)
    for number, (slot, latest) in enumerate(zip((*run.said, *run.early), ends, strict=True)):
        start = _start(run, number, edge)
        rooms.append(latest - start)
        # what bounds something has one tone, and no other may stand in for it
        allowed = Effort.WHOLE if slot.kind == "bound" else effort
        sound = choose(slot.words, allowed, rooms[-1], length_of)
        if sound is None:
            break
        sounds.append(sound)
        edge = start + length_of(sound)
    return sounds, rooms


def _latest_ends(run: Run, effort: Effort, length_of: LengthOf) -> list[int]:
    """When each slot of a run must be over so that all behind it can have their least (ms)."""
    slots = (*run.said, *run.early)
    ends = [run.end - CLEAR] * bool(slots)
    for slot in slots[:0:-1]:  # nothing is before the first
        ends.append(_down(ends[-1] - least(slot.words, effort, length_of)) - slot.gap)
    return ends[::-1]


def _start(run: Run, number: int, edge: int) -> int:
    """When a slot of a run starts at the earliest, if what is before it ends at `edge` (ms)."""
    slot = (*run.said, *run.early)[number]
    if slot.kind == "bound":
        return run.start
    if number == 0 and run.said and slot.kind != "queued":
        # what had to wait for a tone comes after it; all else starts on the nearest frame
        return up(run.start, GRID) if slot.at < run.start else near(run.start)
    first = edge + slot.gap if number else edge
    if number >= len(run.said):
        first = max(first, run.end - EARLY)
    return up(max(first, slot.at) if slot.kind == "queued" else first, GRID)


def _place(run: Run, sounds: list[Sound], length_of: LengthOf) -> list[Placed]:
    """Give the chosen sounds of a run their times: what gives way ends as late as it can."""
    placed: list[Placed] = []
    edge = run.start
    for number, slot in enumerate(run.said):
        start = _start(run, number, edge)
        due = {"queued": None, "after": edge + slot.gap}.get(slot.kind, run.start)
        edge = start + length_of(sounds[number])
        placed.append(Placed(slot, sounds[number], start, edge, due))
    early: list[Placed] = []
    latest = run.end - CLEAR
    for slot, sound in reversed(list(zip(run.early, sounds[len(run.said) :], strict=True))):
        start = _down(latest - length_of(sound))
        early.append(Placed(slot, sound, start, start + length_of(sound), run.end))
        latest = start - CLEAR
    return placed + early[::-1]


def _complaint(run: Run, failed: int, room: int, length_of: LengthOf) -> FitError:
    """Say which line of a run does not fit, or gives way to another and finds no room."""
    slot = (*run.said, *run.early)[failed]
    if run.early and run.keeper and _fits(replace(run, early=()), length_of):
        if failed < len(run.said):  # it would fit if nothing gave way behind it
            missing = least(slot.words, Effort.TONE, length_of) - room
            slot = run.early[0]
            room = least(slot.words, Effort.TONE, length_of) - missing
        text, wanted = needed(slot.words, length_of)
        other, _ = needed(run.keeper.words, length_of)
        return SameMoment(
            text,
            other,
            needed_ms=wanted,
            there_ms=room,
            where=str(slot.source),
            at=str(run.keeper.source),
        )
    text, wanted = needed(slot.words, length_of)
    return FitError(text, needed_ms=wanted, there_ms=room, where=str(slot.source))


def _fits(run: Run, length_of: LengthOf) -> bool:
    return len(_choose(run, Effort.TONE, length_of)[0]) == len(run.said)


def _with_yielding(
    every: list[Slot], placed: list[Placed], free: int, end: int, length_of: LengthOf
) -> tuple[list[Placed], dict[int, Problem]]:
    """Add what is left out where another line is due or sounding; and what became a tone."""
    placed, notices = list(placed), dict[int, Problem]()
    yielding = sorted((slot for slot in every if slot.kind == "yields"), key=lambda slot: slot.at)
    taken = sorted((one.start, one.end) for one in placed)
    for slot, answer in zip(yielding, _answers(yielding, end), strict=True):
        start = near(slot.at)
        at = bisect(taken, (start, 0))
        if start < max(free, taken[at - 1][1] + CLEAR if at else free):
            continue
        until = min(answer, taken[at][0] if at < len(taken) else end)
        room = until - CLEAR - start
        sound = _yielded(slot.words, room, length_of)
        if sound is not None:
            notice = compromise(slot.words, sound, room, length_of, slot.source)
            if notice:
                notices.setdefault(slot.line, notice)
            stop = start + length_of(sound)
            insort(taken, (start, stop))
            placed.append(Placed(slot, sound, start, stop, slot.at))
    return sorted(placed, key=lambda one: one.start), notices


def _answers(yielding: list[Slot], end: int) -> list[int]:
    """When the other text of each slot's line is due next, as the breath out after the breath in;
    or the end (ms)."""
    behind: dict[int, tuple[Slot, int]] = {}
    answers = []
    for slot in reversed(yielding):
        following, answer = behind.get(slot.line, (slot, end))
        if following.words != slot.words:
            answer = following.at
        behind[slot.line] = slot, answer
        answers.append(answer)
    return answers[::-1]


def _yielded(words: Words, room: int, length_of: LengthOf) -> Sound | None:
    """A wording, or the line's own tone; nobody hurries for what may be left out."""
    sound = choose(words, Effort.SHORTER, room, length_of)
    if sound is None and words.tone and length_of(Sound(tone=words.tone)) <= room:
        return Sound(tone=words.tone)
    return sound


def up(time: int, grid: int) -> int:
    """The first multiple of `grid` that is not before a time."""
    return -(-time // grid) * grid


def near(time: int) -> int:
    """The frame nearest to a time (ms)."""
    return (time + GRID // 2) // GRID * GRID


def _down(time: int) -> int:
    return time // GRID * GRID
