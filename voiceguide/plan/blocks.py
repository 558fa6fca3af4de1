"""What the lines inside a hold, a series of reps or a rest come to: slots at absolute times."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import ScriptError
from voiceguide.lang.spoken import say_number
from voiceguide.plan.slots import Slot, SlotKind
from voiceguide.script.cue import (
    Breathe,
    Count,
    Countdown,
    Every,
    FromEnd,
    FromStart,
    Hold,
    Line,
    Next,
    OnRep,
    Phase,
    Reps,
    Rest,
    Share,
    Source,
    Stage,
    Words,
)

BREATH_LEAD = 1000
"""From the onset of the start tone to the first breath, milliseconds."""


COVERED = 900
"""While the start tone of a hold sounds, and a moment after it, no number of a countdown can be
said on its second, milliseconds."""


def hold_slots(cue: Hold, start: int, language: str) -> Iterator[Slot]:
    """The spoken lines of a hold that starts at `start` (ms)."""
    for number, line in enumerate(cue.lines):
        for slot in _timed(line, start, cue.length, language, cue):
            yield replace(slot, line=number)


def rest_slots(cue: Rest, start: int, language: str, *, lead: int, gap: int) -> Iterator[Slot]:
    """The spoken lines of a rest; plain lines queue up from `lead` ms after its start."""
    for number, line in enumerate(cue.lines):
        if isinstance(line.when, Next):
            yield Slot(start + lead, line.words, line.source, "queued", gap, number)
            continue
        for slot in _timed(line, start, cue.length, language, cue):
            yield replace(slot, line=number)


def _timed(line: Line, start: int, length: int, language: str, cue: Hold | Rest) -> Iterator[Slot]:
    match line.when:
        case Every(period):
            for at in range(period, length, period):
                yield Slot(start + at, line.words, line.source, "yields")
        case Countdown(count):
            _check_countdown(count, line, cue)
            for number in range(count, 0, -1):
                words = Words((say_number(number, language),))
                yield Slot(start + length - number * 1000, words, line.source)
        case Breathe() as breath if line.exhale is not None:
            for at in range(BREATH_LEAD, length, breath.cycle):
                yield Slot(start + at, line.words, line.source, "yields")
                out = at + breath.inhale + breath.full
                if out < length:
                    yield Slot(start + out, line.exhale, line.source, "yields")
        case Stage(offset, _, tone):
            if offset:  # the first phase begins with the hold's own start tone
                yield Slot(start + offset, Words(tone=tone), line.source, "bound")
            if line.words.texts or line.words.tone:
                kind: SlotKind = "after" if offset else "timed"
                yield Slot(start + offset, line.words, line.source, kind)
        case FromStart(offset):
            yield Slot(start + _inside(offset, length, line, cue), line.words, line.source)
        case FromEnd(offset):
            yield Slot(start + _inside(length - offset, length, line, cue), line.words, line.source)
        case Share(percent):
            at = _inside(round(length * percent / 100), length, line, cue)
            yield Slot(start + at, line.words, line.source)


def _inside(offset: int, length: int, line: Line, cue: Hold | Rest) -> int:
    """Check that a line lies inside its block."""
    if not 0 <= offset < length:
        block = type(cue).__name__.lower()
        early = offset < 0
        edge = "before its start" if early else "at its end or later"
        least = f">= {(length - offset) / 1000:g}" if early else f"> {offset / 1000:g}"
        raise ScriptError(
            f"this line is heard {edge}: the {block} lasts {render_duration(length)}",
            where=str(line.source),
            remedy=f"Move it, or keep it for long ones: {{% if {block}.seconds {least} %}}.",
        )
    return offset


def _check_countdown(count: int, line: Line, cue: Hold | Rest) -> None:
    """Raise ScriptError unless every number of a countdown can be said on its second."""
    hold = isinstance(cue, Hold)
    covered = COVERED if hold else 0
    if count * 1000 + covered <= cue.length:
        return
    block = type(cue).__name__.lower()
    wanted = render_duration((count + hold) * 1000)
    most = (cue.length - covered) // 1000
    raise ScriptError(
        f"countdown {count} needs a {block} of {wanted}: this one lasts "
        f"{render_duration(cue.length)}" + (", and begins with the start tone" if hold else ""),
        where=str(line.source),
        remedy=f"Write countdown {most}, or make the {block} longer."
        if most > 0
        else f"Leave it out, or make the {block} longer.",
    )


def breath_tones(cue: Hold | Rest, start: int) -> Iterator[tuple[int, str, Source]]:
    """When the breath tones of `breathe` lines without words sound: (time in ms, tone, line)."""
    for line in cue.lines:
        if isinstance(line.when, Breathe) and line.exhale is None:
            breath = line.when
            for at in range(start + BREATH_LEAD, start + cue.length, breath.cycle):
                yield at, "inhale", line.source
                yield at + breath.inhale + breath.full, "exhale", line.source


def rep_spans(cue: Reps, first: int) -> list[tuple[int, int]]:
    """Start and end of every repetition, in ms."""
    rep = cue.tempo.rep
    return [(first + n * rep, first + (n + 1) * rep) for n in range(cue.count)]


def beats(cue: Reps, spans: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Every beat and the tone that marks it: a repetition's start, and its other phases (ms)."""
    for start, _ in spans:
        for offset, length in _phases(cue).values():
            if length:
                yield start + offset, "beat" if offset else "tick"


def reps_slots(cue: Reps, spans: list[tuple[int, int]], language: str) -> Iterator[Slot]:
    """What is said in a series: the number, then the words of its phases."""
    _check_reps(cue)
    lines = {_place_of(line): (number, line) for number, line in enumerate(cue.lines)}
    for number, (start, _) in enumerate(spans, 1):
        # without a line, the number is said
        which, count = lines.get("count", (-1, Line(Count(), Words(("{n}",)), cue.source)))
        yield Slot(start, _numbered(count.words, number, language), count.source, line=which)
        for phase, (offset, length) in _phases(cue).items():
            which, line = lines.get(phase, (-1, None))
            own = phase == "down" and number in lines
            if own:
                which, line = lines[number]
            if line is None or not (length or own):
                continue
            # what begins with the number is said when the number ends
            kind: SlotKind = "timed" if offset else "after"
            words = _numbered(line.words, number, language)
            yield Slot(start + offset, words, line.source, kind, line=which)


def _place_of(line: Line) -> str | int:
    """What a line of a series is said at: "count", the name of a phase, or a repetition."""
    match line.when:
        case Phase(name):
            return name
        case OnRep(number):
            return number
    return "count"


def _check_reps(cue: Reps) -> None:
    """Raise ScriptError for a repetition that is not there, or has two lines for one place."""
    seen: dict[str | int, Line] = {}
    for line in cue.lines:
        place = _place_of(line)
        if isinstance(place, int) and place > cue.count:
            raise ScriptError(
                f"there is no repetition {place}: the series has {cue.count}",
                where=str(line.source),
                remedy="Keep it for long series: {% if reps >= " + str(place) + " %}.",
            )
        if place in seen:
            raise ScriptError(
                f"there are two lines for {place}: the other is {seen[place].source}",
                where=str(line.source),
                remedy="Make one of them, or give one to another phase.",
            )
        seen[place] = line


def _numbered(words: Words, number: int, language: str) -> Words:
    if not any("{n}" in text for text in words.texts):
        return words  # so that series can be written in a language whose numbers nobody knows
    said = say_number(number, language)
    return Words(tuple(text.replace("{n}", said) for text in words.texts), words.tone)


def _phases(cue: Reps) -> dict[str, tuple[int, int]]:
    """Phase name -> (offset in the repetition, length), in ms."""
    tempo = cue.tempo
    return {
        "down": (0, tempo.down),
        "pause": (tempo.down, tempo.pause),
        "up": (tempo.down + tempo.pause, tempo.up),
    }
