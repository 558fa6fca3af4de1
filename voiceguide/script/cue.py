"""Cues: what a rendered script says, in order, before anything has a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from voiceguide.duration import Milliseconds, Tempo
from voiceguide.scene import Scene

PhaseName = Literal["down", "pause", "up"]


class Source(Struct, frozen=True):
    """The line of the template a cue comes from. Lines count from 1."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"


class Words(Struct, frozen=True):
    """What one line wants heard: wordings from long to short, then a tone, or a tone alone."""

    texts: tuple[str, ...] = ()
    tone: str | None = None
    """The tone when no wording fits. None leaves the choice to the timeline, with a warning."""


# When a line inside a block is heard.


class FromStart(Struct, frozen=True, tag=True):
    """`5s |`: so long after the start tone."""

    offset: Milliseconds


class FromEnd(Struct, frozen=True, tag=True):
    """`-10s |`: so long before the end tone."""

    offset: Milliseconds


class Share(Struct, frozen=True, tag=True):
    """`50% |`: a share of the block's length, 0 to 100."""

    percent: float


class Every(Struct, frozen=True, tag=True):
    """`every 15s |`: again and again; gives way to lines with a time of their own."""

    period: Milliseconds


class Countdown(Struct, frozen=True, tag=True):
    """`countdown 5`: 5-4-3-2-1 on the seconds before the end."""

    count: int


class Breathe(Struct, frozen=True, tag=True):
    """`breathe 4-6`: in for 4 s, out for 6 s, from the start to the end. `breathe 4-7-8` holds the
    breath for 7 s between them, `breathe 4-4-4-4` after both."""

    inhale: Milliseconds
    exhale: Milliseconds
    full: Milliseconds = Milliseconds(0)
    """How long the breath is held after breathing in."""
    empty: Milliseconds = Milliseconds(0)
    """How long it is held after breathing out."""

    @property
    def cycle(self) -> Milliseconds:
        """Length of one breath."""
        return Milliseconds(self.inhale + self.full + self.exhale + self.empty)


class Phase(Struct, frozen=True, tag=True):
    """`down |`, `pause |`, `up |`: at that phase of every repetition."""

    name: PhaseName


class Count(Struct, frozen=True, tag=True):
    """`count |`: how the number of each repetition is said; `{n}` is the number."""


class OnRep(Struct, frozen=True, tag=True):
    """`3 |`, `3 up |`: in that repetition only, instead of the line of its phase."""

    number: int
    """From 1; from the end where it is negative: -1 is the last."""
    phase: PhaseName = "down"


class NextFree(Struct, frozen=True, tag=True):
    """`next up |`: in the first repetition whose phase has no line of its own yet."""

    phase: PhaseName


class Stage(Struct, frozen=True, tag=True):
    """One line of `[phases]`: a stretch of the hold that begins with a tone of its own."""

    offset: Milliseconds
    """From the start tone of the hold."""
    length: Milliseconds
    tone: str


class Next(Struct, frozen=True, tag=True):
    """A plain line in a rest: said after the one before it."""


When = (
    FromStart
    | FromEnd
    | Share
    | Every
    | Countdown
    | Breathe
    | Phase
    | Count
    | OnRep
    | NextFree
    | Stage
    | Next
)


class Line(Struct, frozen=True):
    """One line inside a hold, a series of reps or a rest."""

    when: When
    words: Words
    source: Source
    exhale: Words | None = None
    """What is said on the out-breath of a `breathe` line; `words` is the in-breath."""
    remarks: tuple[str, ...] = ()
    """What its reader was in doubt about: a clause for a warning each."""


# The cues themselves.


class Chapter(Struct, frozen=True, tag=True):
    """`# Title`: a chapter starts."""

    title: str
    source: Source
    scene: Scene = Scene()


class Say(Struct, frozen=True, tag=True):
    """A paragraph to speak, then a short gap."""

    words: Words
    source: Source
    scene: Scene = Scene()
    remarks: tuple[tuple[Source, str], ...] = ()
    """What its reader was in doubt about: a clause for a warning each."""


class Pause(Struct, frozen=True, tag=True):
    """`[pause 3s]`: silence, instead of the short gap."""

    length: Milliseconds
    source: Source
    scene: Scene = Scene()


class Tone(Struct, frozen=True, tag=True):
    """`[tone chime]`: a tone of the project, or a sound file beside the script."""

    name: str
    source: Source
    scene: Scene = Scene()


class Enter(Struct, frozen=True, tag=True):
    """`[enter]`: with the next sentence the body goes into the position of the next hold."""

    source: Source
    scene: Scene = Scene()


class Hold(Struct, frozen=True, tag=True):
    """`[hold 45s]`: exactly so long from the onset of the start tone to that of the end tone."""

    length: Milliseconds
    lines: tuple[Line, ...]
    source: Source
    scene: Scene = Scene()
    start: str = "start"
    end: str = "end"
    """The tones that bound it."""


class Reps(Struct, frozen=True, tag=True):
    """`[reps 8 tempo 3-1-3]`: counted repetitions, each phase on the beat."""

    count: int
    tempo: Tempo
    lines: tuple[Line, ...]
    source: Source
    scene: Scene = Scene()
    start: str = "start"
    end: str = "series-end"
    """The tones that bound it."""


class Rest(Struct, frozen=True, tag=True):
    """`[rest 10s]`: exactly so long; speech inside it counts toward its time."""

    length: Milliseconds
    lines: tuple[Line, ...]
    source: Source
    scene: Scene = Scene()
    joined: bool = False
    """Whether it lasts from the onset of the end tone before it to that of the next start tone."""
    marks: tuple[tuple[int, str], ...] = ()
    """The chapters that begin in it: with which line, and their titles."""


Cue = Chapter | Say | Pause | Tone | Enter | Hold | Reps | Rest


def tones_of(cues: Iterable[Cue]) -> Iterator[tuple[Source, str]]:
    """Every tone that is named anywhere in cues, with the line that names it."""
    for cue in cues:
        if isinstance(cue, Tone):
            yield cue.source, cue.name
        elif isinstance(cue, Say) and cue.words.tone:
            yield cue.source, cue.words.tone
        elif isinstance(cue, Hold | Reps | Rest):
            if not isinstance(cue, Rest):
                yield from ((cue.source, name) for name in (cue.start, cue.end))
            for line in cue.lines:
                names = [words.tone for words in (line.words, line.exhale) if words is not None]
                names += [line.when.tone] if isinstance(line.when, Stage) else []
                yield from ((line.source, name) for name in names if name)
