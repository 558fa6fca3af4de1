"""What the lines inside a hold, a series of reps or a rest come to: slots at absolute times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import ScriptError
from voiceguide.lang.spoken import say_number
from voiceguide.plan.slots import CLEAR, Slot, SlotKind
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
    NextFree,
    OnRep,
    Phase,
    PhaseName,
    Reps,
    Rest,
    Share,
    Source,
    Stage,
    Words,
)
from voiceguide.tones import TONES

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
    """Every beat and the tone that marks it: go, stay, and come back (ms)."""
    for start, _ in spans:
        for phase, (offset, length) in _phases(cue).items():
            if length:
                # one that has no time to end is no sign any more
                clear = phase == "up" and length >= TONES["return"] + CLEAR
                later = "return" if clear else "beat"
                yield start + offset, later if offset else "tick"


Numbered = tuple[int, Line]
"""A line, and its number in the block."""
Place = tuple[int, PhaseName]
"""A repetition, from 1, and its phase."""


def reps_slots(cue: Reps, spans: list[tuple[int, int]], language: str) -> Iterator[Slot]:
    """What is said in a series: the number, then the words of its phases."""
    usual, own = _usual_lines(cue), _own_lines(cue)
    # without a line, the number is said
    which, count = usual.get("count", (-1, Line(Count(), Words(("{n}",)), cue.source)))
    for number, (start, _) in enumerate(spans, 1):
        yield Slot(start, _numbered(count.words, number, language), count.source, line=which)
        for phase, (offset, length) in _phases(cue).items():
            placed = own.get((number, phase), usual.get(phase))
            # what is said at one number is said also where its phase takes no time
            if placed is None or not (length or (phase == "down" and (number, phase) in own)):
                continue
            at, line = placed
            if line.words == Words():
                continue  # a line without a text is there to say nothing
            # what begins with the number is said when the number ends
            kind: SlotKind = "timed" if offset else "after"
            words = _numbered(line.words, number, language)
            yield Slot(start + offset, words, line.source, kind, line=at)


def _usual_lines(cue: Reps) -> dict[str, Numbered]:
    """The lines of every repetition: "count" or the phase -> the line. Raises ScriptError."""
    usual: dict[str, Numbered] = {}
    for number, line in enumerate(cue.lines):
        if isinstance(line.when, Phase | Count):
            place = line.when.name if isinstance(line.when, Phase) else "count"
            _check_single(line, place, usual.get(place))
            usual[place] = number, line
    return usual


def _own_lines(cue: Reps) -> dict[Place, Numbered]:
    """The lines of single repetitions, those of `next` dealt to the free. Raises ScriptError."""
    own: dict[Place, Numbered] = {}
    for number, line in enumerate(cue.lines):
        if isinstance(line.when, OnRep):
            place = _repetition(line.when.number, line, cue), line.when.phase
            _check_single(line, _said_place(place), own.get(place))
            own[place] = number, line
    return own | _dealt(cue, own)


def _dealt(cue: Reps, own: Mapping[Place, Numbered]) -> dict[Place, Numbered]:
    """The lines of `next`, each in the first repetition after the one before it that is free.

    What finds none is left out, which unheard() tells.
    """
    dealt: dict[Place, Numbered] = {}
    tried = {phase: count(1) for phase in _phases(cue)}
    for number, line in enumerate(cue.lines):
        if isinstance(line.when, NextFree) and _phases(cue)[line.when.phase][1]:
            phase = line.when.phase
            for repetition in tried[phase]:
                if repetition > cue.count:
                    break
                if (repetition, phase) not in own:
                    dealt[repetition, phase] = number, line
                    break
    return dealt


def _repetition(number: int, line: Line, cue: Reps) -> int:
    """The number of a repetition from 1. Raises ScriptError where there is none."""
    if abs(number) <= cue.count:
        return number if number > 0 else cue.count + 1 + number
    raise ScriptError(
        f"there is no repetition {number}: the series has {cue.count}",
        where=str(line.source),
        remedy="Keep it for long series: {% if reps >= " + str(abs(number)) + " %}.",
    )


def _check_single(line: Line, place: str, other: Numbered | None) -> None:
    """Raise ScriptError for the second line of one place."""
    if other is not None:
        raise ScriptError(
            f"there are two lines for {place}: the other is {other[1].source}",
            where=str(line.source),
            remedy="Make one of them, or give one to another phase.",
        )


def _said_place(place: Place) -> str:
    number, phase = place
    return str(number) if phase == "down" else f"{number} {phase}"


def _numbered(words: Words, number: int, language: str) -> Words:
    if not any("{n}" in text for text in words.texts):
        return words  # so that series can be written in a language whose numbers nobody knows
    said = say_number(number, language)
    return Words(tuple(text.replace("{n}", said) for text in words.texts), words.tone)


def _phases(cue: Reps) -> dict[PhaseName, tuple[int, int]]:
    """Phase name -> (offset in the repetition, length), in ms."""
    tempo = cue.tempo
    return {
        "down": (0, tempo.down),
        "pause": (tempo.down, tempo.pause),
        "up": (tempo.down + tempo.pause, tempo.up),
    }
