"""The cues of all steps become those of a session: tones that bound an exercise, seconds counted
into it, and back to back: a rest that lasts from an end tone to the next start tone.

Back to back, whatever would be said between two pieces of work is said inside that rest, so that
no sentence makes a round longer. What only takes time, a pause, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from voiceguide.duration import Milliseconds
from voiceguide.routine.exercise import GENERAL
from voiceguide.routine.order import Step
from voiceguide.script.cue import (
    Chapter,
    Countdown,
    Cue,
    Hold,
    Line,
    Next,
    Reps,
    Rest,
    Say,
    Tone,
    Words,
)

BEFORE_COUNT = 600
"""From the last sentence to the first second that is counted, milliseconds."""
SECOND = 1000
END_TONE = 1600
"""What the end tone takes of a rest that begins with it, milliseconds."""
BEGINNING = 5000
"""What the start tone and the name of what begins with it may take, milliseconds."""


def join_steps(steps: Sequence[Step], parts: Iterable[list[Cue]]) -> Iterator[Cue]:
    """All cues in the order they are heard; `parts` has those of each step."""
    tail: list[Cue] | None = None
    middle: list[Cue] = []
    for number, (step, part) in enumerate(zip(steps, parts, strict=True)):
        cues = bound(step, part)
        if is_joined(step):
            middle = cues
            continue
        if number and is_joined(steps[number - 1]):
            head, cues = _split(cues, _first_block(cues))
            between = steps[number - 1]
            if tail is not None and cues:
                yield _join(between, [*tail, *middle, *head], cues[0])
            else:
                yield from (*(tail or ()), *middle, *head)
                cues = count_in(step, cues)
        else:
            cues = count_in(step, cues)
        tail = None
        if number + 1 < len(steps) and is_joined(steps[number + 1]):
            last = _first_block(cues[::-1])
            cues, tail = _split(cues, len(cues) - last) if last < len(cues) else (cues, None)
            if tail is not None and counts_out(steps[number + 1]):
                cues[-1] = _counted_out(steps[number + 1], cues[-1])
        yield from cues


def is_joined(step: Step) -> bool:
    """Whether a step is a rest that lasts from end tone to start tone."""
    return step.part in {"rest", "switch"} and step.back_to_back


def bound(step: Step, cues: Sequence[Cue]) -> list[Cue]:
    """The cues of an exercise with the tones it starts and ends with."""
    own = step.exercise if step.part == "exercise" else None
    if own is None or not (own.start or own.end):
        return list(cues)
    return [
        replace(cue, start=own.start or cue.start, end=own.end or cue.end)
        if isinstance(cue, Hold | Reps)
        else cue
        for cue in cues
    ]


def count_in(step: Step, cues: list[Cue]) -> list[Cue]:
    """The cues of an exercise with the seconds that are counted before it starts."""
    count = step.exercise.count_in if step.part == "exercise" and step.exercise else 0
    at = _first_block(cues)
    if not count or at == len(cues):
        return cues
    block = cues[at]
    length = Milliseconds(BEFORE_COUNT + count * SECOND)
    counted = Line(Countdown(count), Words(), block.source)
    return [*cues[:at], Rest(length, (counted,), block.source, block.scene), *cues[at:]]


def counted_in(step: Step) -> int:
    """How many seconds are counted in a rest that ends with the next start tone: behind the end
    tone it begins with."""
    asked = step.next.count_in if step.next else 0
    return max(0, min(asked, (step.gap - END_TONE) // SECOND))


def counts_out(between: Step) -> bool:
    """Whether the seconds into what comes are counted in the end of the hold before it, because
    there is no rest between them: where the general script says it, and leaves room for them."""
    count = between.next.count_in if between.next else 0
    done, dose = between.exercise, between.last_dose
    if not count or between.gap or done is None or dose is None:
        return False
    held = done.script == GENERAL and not done.counts
    return held and dose.hold >= BEGINNING + count * SECOND


def _counted_out(between: Step, cue: Cue) -> Cue:
    """A hold whose last seconds are counted; one that counts already counts on."""
    if not isinstance(cue, Hold) or any(isinstance(line.when, Countdown) for line in cue.lines):
        return cue
    count = between.next.count_in if between.next else 0
    return replace(cue, lines=(*cue.lines, Line(Countdown(count), Words(), cue.source)))


def _join(step: Step, cues: Sequence[Cue], block: Cue) -> Rest:
    """The rest that everything between two pieces of work is said in."""
    lines: list[Line] = []
    marks: list[tuple[int, str]] = []
    for cue in cues:
        match cue:
            case Chapter():
                marks.append((len(lines), cue.title))
            case Say():
                lines.append(Line(Next(), cue.words, cue.source))
            case Tone():
                lines.append(Line(Next(), Words(tone=cue.name), cue.source))
            case Rest():
                lines += cue.lines
    count = counted_in(step)
    if count and not any(isinstance(line.when, Countdown) for line in lines):
        lines.append(Line(Countdown(count), Words(), block.source))
    source = next((cue.source for cue in cues if isinstance(cue, Rest)), block.source)
    return Rest(step.gap, tuple(lines), source, step.scene, True, tuple(marks))


def _first_block(cues: Sequence[Cue]) -> int:
    """Where the first hold or series stands; behind the last cue where there is none."""
    return next((n for n, cue in enumerate(cues) if isinstance(cue, Hold | Reps)), len(cues))


def _split(cues: list[Cue], at: int) -> tuple[list[Cue], list[Cue]]:
    return cues[:at], cues[at:]
