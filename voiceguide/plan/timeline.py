"""The timeline: what sounds when, in whole milliseconds from the start of the session.

Its JSON is public: `voiceguide timeline --json` prints it and NAME.timeline.json lies beside every
session. `say` and `tone` events sound; `hold`, `rep` and `rest` are spans that contain others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from voiceguide.duration import Milliseconds, render_clock
from voiceguide.errors import RoutineError
from voiceguide.scene import Action, Scene, Side
from voiceguide.text import composed, how_many, shorten
from voiceguide.tones import ToneSet

Kind = Literal["say", "tone", "hold", "rep", "rest"]
VERSION = 1
DAY_MS = 86_400_000
"""No session lasts so long: a file with later times was damaged, and its captions never end."""


class Sound(Struct, frozen=True):
    """One distinct sound: a text at a speed, or a tone."""

    text: str = ""
    tone: str = ""
    speed: float = 1.0
    """1.0 is the routine's rate; 1.15 is 15 % faster."""

    @property
    def kind(self) -> Kind:
        """The kind of event that plays it."""
        return "tone" if self.tone else "say"


class Event(Struct, frozen=True):
    """One thing on the timeline, from `start_ms` up to `end_ms`."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    kind: Kind
    text: str | UnsetType = UNSET
    """What is said (kind "say")."""
    speed: float | UnsetType = UNSET
    """How much faster than the routine's rate it is said, where it is."""
    tone: str | UnsetType = UNSET
    """The tone's name (kind "tone")."""
    rep: int | UnsetType = UNSET
    """The number of the repetition, from 1 (kind "rep")."""
    due_ms: int | UnsetType = UNSET
    """The moment asked for (kinds "say" and "tone"), where one was. A line that gave way to another
    of the same moment starts up to 1.5 s before it; all others start within a frame of it."""
    asked_ms: int | UnsetType = UNSET
    """How long a hold is asked to be (kind "hold")."""
    entered_ms: int | UnsetType = UNSET
    """When the body goes into the position of a hold (kind "hold"), where its script says it."""
    asked: int | UnsetType = UNSET
    """How many repetitions the series is asked to have (kind "rep")."""
    exercise: str | None = None
    action: Action | None = None
    side: Side | None = None
    pair: int | None = None
    round: int | None = None
    block: int | UnsetType = UNSET
    """The block's number in the routine, from 1, where that has blocks and not pairs alone."""
    set: int | UnsetType = UNSET
    """The round of its block, from 1, likewise."""

    @property
    def scene(self) -> Scene:
        """What the person is doing."""
        block, set = (None if one is UNSET else one for one in (self.block, self.set))
        return Scene(self.exercise, self.action, self.side, self.pair, self.round, block, set)

    @property
    def lead_ms(self) -> int:
        """How long before its start tone the body goes into a hold; 0 where nobody says."""
        return 0 if self.entered_ms is UNSET else self.start_ms - self.entered_ms

    @property
    def sound(self) -> Sound | None:
        """What is heard; None for a span."""
        if self.kind == "say" and self.text is not UNSET:
            return Sound(text=self.text, speed=1.0 if self.speed is UNSET else self.speed)
        if self.kind == "tone" and self.tone is not UNSET:
            return Sound(tone=self.tone)
        return None


class Mark(Struct, frozen=True):
    """A chapter: where it starts, and its title. It lasts until the next one."""

    start_ms: Milliseconds
    title: str


class BedInfo(Struct, frozen=True):
    """The bed under a session: its name; its level between words and under them, dBFS rms; and its
    highest peak, dBFS."""

    name: str
    level_db: int
    ducked_db: int
    peak_db: float


class Timeline(Struct, frozen=True):
    """A whole session. Events are in the order they start; chapters likewise."""

    title: str
    duration_ms: Milliseconds
    language: str
    chapters: tuple[Mark, ...]
    events: tuple[Event, ...]
    version: int = VERSION
    estimated: bool = False
    """True when the lengths of speech are estimates, not measured clips."""
    tones: ToneSet | UnsetType = UNSET
    """The set of tones, where it is not the usual one."""
    bed: BedInfo | UnsetType = UNSET
    """What lies under all of it, where something does."""
    chosen: dict[str, str] | UnsetType = UNSET
    """What was asked for beyond the routine, by options, where a page was asked: by this sessions
    of one routine are told apart."""
    beside: dict[str, str] | UnsetType = UNSET
    """The captions and chapters written with a session: ending -> digest (BLAKE2b, 16 bytes)."""

    @property
    def sounding(self) -> list[Event]:
        """The events that are heard."""
        return [event for event in self.events if event.sound is not None]

    def __repr__(self) -> str:
        """It on one line, for a notebook: thousands of events say nothing."""
        about = "about " if self.estimated else ""
        told = [
            f"{about}{render_clock(self.duration_ms)}",
            how_many(len(self.chapters), "chapter"),
            how_many(len(self.events), "event"),
        ]
        return f"<Timeline {shorten(self.title)!r}: {', '.join(told)}>"


def make_event(
    scene: Scene,
    kind: Kind,
    start: int,
    end: int,
    sound: Sound | None = None,
    *,
    rep: int = 0,
    due: int | None = None,
) -> Event:
    """Make an event that carries its scene."""
    return Event(
        Milliseconds(start),
        Milliseconds(end),
        kind,
        text=sound.text if sound and sound.text else UNSET,
        speed=sound.speed if sound and sound.speed != 1.0 else UNSET,
        tone=sound.tone if sound and sound.tone else UNSET,
        rep=rep or UNSET,
        due_ms=UNSET if due is None else due,
        exercise=scene.exercise,
        action=scene.action,
        side=scene.side,
        pair=scene.pair,
        round=scene.round,
        block=UNSET if scene.block is None else scene.block,
        set=UNSET if scene.set is None else scene.set,
    )


def moved(event: Event, later: int) -> Event:
    """An event so much later (ms)."""
    due, entered = event.due_ms, event.entered_ms
    return Event(
        Milliseconds(event.start_ms + later),
        Milliseconds(event.end_ms + later),
        event.kind,
        event.text,
        event.speed,
        event.tone,
        event.rep,
        due if due is UNSET else due + later,
        event.asked_ms,
        entered if entered is UNSET else entered + later,
        event.asked,
        event.exercise,
        event.action,
        event.side,
        event.pair,
        event.round,
        event.block,
        event.set,
    )


def render_timeline(timeline: Timeline) -> str:
    """Write the public JSON, one event a line, so that two timelines can be compared with diff."""
    head = {
        "version": timeline.version,
        "title": timeline.title,
        "duration_ms": timeline.duration_ms,
        "language": timeline.language,
        **({"estimated": True} if timeline.estimated else {}),
        **({"tones": timeline.tones} if timeline.tones is not UNSET else {}),
        **({"bed": timeline.bed} if timeline.bed is not UNSET else {}),
        **({"chosen": timeline.chosen} if timeline.chosen is not UNSET else {}),
        **({"beside": timeline.beside} if timeline.beside is not UNSET else {}),
    }
    lines = [f" {_json(key)}: {_json(value)}," for key, value in head.items()]
    for name, rows in (("chapters", timeline.chapters), ("events", timeline.events)):
        body = ",\n".join(f"  {_json(row)}" for row in rows)
        lines.append(f" {_json(name)}: [\n{body}\n ]" + ("," if name == "chapters" else ""))
    return "{\n" + "\n".join(lines) + "\n}\n"


def parse_timeline(text: str | bytes, where: str = "timeline") -> Timeline:
    """Read the public JSON. Raises RoutineError for anything else."""
    try:
        written = text if isinstance(text, str) else text.decode()
        timeline = msgspec.json.decode(composed(written), type=Timeline)
    except RecursionError:
        raise RoutineError("not a timeline: it is nested too deep", where=where) from None
    except ValueError as error:  # also for what is not UTF-8
        raise RoutineError(f"not a timeline: {error}", where=where) from None
    if timeline.version != VERSION:
        raise RoutineError(
            f"this is version {timeline.version} of the timeline format, not {VERSION}",
            where=where,
            remedy="Build the session again.",
        )
    if not all(0 <= time <= DAY_MS for time in _times(timeline)):
        raise RoutineError("not a timeline: its times are out of range", where=where)
    return timeline


def _times(timeline: Timeline) -> Iterator[int]:
    """Every time in a timeline."""
    yield timeline.duration_ms
    for mark in timeline.chapters:
        yield mark.start_ms
    for event in timeline.events:
        yield from (event.start_ms, event.end_ms)
        if event.entered_ms is not UNSET:
            yield event.entered_ms


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
