"""The lanes: which bar stands for which event, where it is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.picture.scale import PictureRow, row_of
from voiceguide.picture.words import width_of
from voiceguide.plan.timeline import Event, Kind
from voiceguide.scene import Side

NARROWEST = 1.2
"""The narrowest bar; anything less would not be seen."""
APART = 1.0
"""Bars closer than this are joined where one of them is narrower than twice as much."""
LABEL_SIZE = 12


class Lane(Struct, frozen=True):
    """One kind of event. A sided lane has two tracks: left above, right below."""

    kind: Kind
    top: float
    height: float
    sided: bool = False

    def track(self, side: Side | None) -> tuple[float, float]:
        """Top and height of a bar for one side; None is the whole lane."""
        half = self.height / 2
        if not self.sided or side is None:
            return self.top, self.height
        return (self.top, half) if side == "left" else (self.top + half, half)


LANES = (
    Lane("say", 26, 14),
    Lane("hold", 44, 34, sided=True),
    Lane("rep", 82, 34, sided=True),
    Lane("rest", 120, 16),
    Lane("tone", 140, 12),
)
LANE_OF = {lane.kind: lane for lane in LANES}
BOTTOM = 152
"""Where the last lane ends and the axis begins."""


class Bar(Struct, frozen=True):
    """A bar in one row. It stands for one event, or for several too close to tell apart."""

    events: tuple[Event, ...]
    x: float
    right: float
    """Where time ends for it; the drawn width is at least NARROWEST."""
    label: str = ""

    @property
    def event(self) -> Event:
        """The first of its events."""
        return self.events[0]

    @property
    def width(self) -> float:
        """The width it is drawn with."""
        return max(self.right - self.x, NARROWEST)

    @property
    def looks(self) -> str:
        """Its classes: what it is, and the side where sides have colours."""
        event = self.event
        sided = event.side and event.kind in {"hold", "rep"}
        return f"{event.kind} {event.side}" if sided else event.kind

    @property
    def track(self) -> tuple[float, float]:
        """Its top and its height."""
        return LANE_OF[self.event.kind].track(self.event.side)

    @property
    def label_x(self) -> float:
        """Where its label is: in the middle of a repetition, at the start of anything longer."""
        return self.x + (self.width / 2 if self.event.kind == "rep" else 5)


def lay_bars(rows: Sequence[PictureRow], events: Iterable[Event]) -> list[list[Bar]]:
    """The bars of every row. An event that crosses the end of a row goes on in the next one."""
    laid: list[dict[tuple[Kind, Side | None], list[Bar]]] = [{} for _ in rows]
    for event in events:
        pieces = _pieces(rows, event)
        longest = max(range(len(pieces)), key=lambda n: pieces[n][1].width)
        for number, (row, bar) in enumerate(pieces):
            label = _label(event, bar.width) if number == longest else ""
            track = laid[row].setdefault((event.kind, _side(event)), [])
            _join(track, replace(bar, label=label))
    return [[bar for track in row.values() for bar in track] for row in laid]


def _pieces(rows: Sequence[PictureRow], event: Event) -> list[tuple[int, Bar]]:
    first = row_of(rows, event.start_ms).number
    last = row_of(rows, max(event.end_ms - 1, event.start_ms)).number
    return [(row.number, _bar(row, event)) for row in rows[first : last + 1]]


def _bar(row: PictureRow, event: Event) -> Bar:
    start = min(max(event.start_ms, row.start_ms), row.end_ms)
    end = min(event.end_ms, row.end_ms)
    return Bar((event,), row.x(start), row.x(max(start, end)))


def _join(track: list[Bar], bar: Bar) -> None:
    before = track[-1] if track else None
    tiny = before and min(before.width, bar.width) < 2 * APART
    if before and tiny and bar.x - (before.x + before.width) < APART:
        events = before.events + bar.events
        track[-1] = Bar(events, before.x, max(before.right, bar.right))
    else:
        track.append(bar)


def _side(event: Event) -> Side | None:
    """The track of an event: both sides share a lane that has no tracks."""
    return event.side if LANE_OF[event.kind].sided else None


def _label(event: Event, room: float) -> str:
    if event.kind in {"say", "tone"}:
        return ""
    length = render_duration(round(event.end_ms - event.start_ms, -2))
    side = f"{event.side}, " if event.side else ""
    texts = {
        "hold": (f"{side}{length}", length),
        "rest": (f"rest {length}", length),
        "rep": (str(event.rep),),
    }[event.kind]
    return next((text for text in texts if width_of(text, LABEL_SIZE) + 4 <= room), "")
