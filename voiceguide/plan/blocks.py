"""What the lines inside a hold, a series of reps or a rest come to: slots at absolute times."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.errors import ScriptError
from voiceguide.plan.cue import (
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
from voiceguide.plan.duration import render_duration
from voiceguide.plan.fit import Slot
from voiceguide.plan.spoken import say_number

BREATH_LEAD = 1000
"""From the onset of the start tone to the first breath, milliseconds."""


def hold_slots(cue: Hold, start: int, language: str) -> Iterator[Slot]:
    """The spoken lines of a hold that starts at `start` (ms)."""
    for line in cue.lines:
        yield from _timed(line, start, cue.length, language, cue)


def rest_slots(cue: Rest, start: int, language: str, *, lead: int, gap: int) -> Iterator[Slot]:
    """The spoken lines of a rest; plain lines queue up from `lead` ms after its start."""
    for number, line in enumerate(cue.lines):
        if isinstance(line.when, Next):
            before = gap if number else lead
            yield Slot(start + lead, line.words, line.source, gap=before)
        else:
            yield from _timed(line, start, cue.length, language, cue)


def _timed(line: Line, start: int, length: int, language: str, cue: Hold | Rest) -> Iterator[Slot]:
    match line.when:
        case Every(period):
            for at in range(period, length, period):
                yield Slot(start + at, line.words, line.source, gives_way=True)
        case Countdown(count):
            _inside(length - count * 1000, length, line, cue)
            for number in range(count, 0, -1):
                words = Words((say_number(number, language),))
                yield Slot(start + length - number * 1000, words, line.source)
        case Breathe() as breath if line.exhale is not None:
            for at in range(BREATH_LEAD, length, breath.cycle):
                yield Slot(start + at, line.words, line.source, gives_way=True)
                out = at + breath.inhale + breath.full
                if out < length:
                    yield Slot(start + out, line.exhale, line.source, gives_way=True)
        case Stage(offset, _, tone):
            if offset:  # the first phase begins with the hold's own start tone
                yield Slot(start + offset, Words(tone=tone), line.source, on_time=True)
            if line.words.texts or line.words.tone:
                yield Slot(start + offset, line.words, line.source)
        case FromStart(offset):
            yield Slot(start + _inside(offset, length, line, cue), line.words, line.source)
        case FromEnd(offset):
            yield Slot(start + _inside(length - offset, length, line, cue), line.words, line.source)
        case Share(percent):
            at = round(length * percent / 100)
            yield Slot(start + at, line.words, line.source)


def _inside(offset: int, length: int, line: Line, cue: Hold | Rest) -> int:
    """Check that a line lies inside its block."""
    if not 0 <= offset < length:
        block = type(cue).__name__.lower()
        edge = "before its start" if offset < 0 else "at its end or later"
        raise ScriptError(
            f"this line is heard {edge}: the {block} lasts {render_duration(length)}",
            where=str(line.source),
            remedy="Move it, or keep it for long ones: {% if hold.seconds >= 20 %}.",
        )
    return offset


def breath_tones(cue: Hold, start: int) -> Iterator[tuple[int, str, Source]]:
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
    count = next((line for line in cue.lines if isinstance(line.when, Count)), None)
    phases = [(line.when.name, line) for line in cue.lines if isinstance(line.when, Phase)]
    own = {line.when.number: line for line in cue.lines if isinstance(line.when, OnRep)}
    for number, line in own.items():
        if number > cue.count:
            raise ScriptError(
                f"there is no repetition {number}: the series has {cue.count}",
                where=str(line.source),
                remedy="Keep it for long series: {% if reps >= " + str(number) + " %}.",
            )
    for number, (start, _) in enumerate(spans, 1):
        said = Words(("{n}",)) if count is None else count.words
        yield Slot(start, _numbered(said, number, language), (count or cue).source)
        if number in own:
            yield Slot(start, own[number].words, own[number].source)
        for phase, line in phases:
            if phase == "down" and number in own:
                continue
            offset, length = _phases(cue)[phase]
            if length:
                yield Slot(start + offset, line.words, line.source)


def _numbered(words: Words, number: int, language: str) -> Words:
    if not words.texts:
        return words
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
