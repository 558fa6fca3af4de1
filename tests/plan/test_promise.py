"""What is heard is what was asked: the timeline of any blocks of cues, held against the cues."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from voiceguide.duration import Tempo
from voiceguide.errors import FitError, ScriptError
from voiceguide.plan.place import place
from voiceguide.proof.proof import prove_doses, prove_times
from voiceguide.script.cue import (
    Breathe,
    Countdown,
    Every,
    FromEnd,
    FromStart,
    Hold,
    Line,
    Next,
    NextFree,
    OnRep,
    Pause,
    Phase,
    Reps,
    Rest,
    Say,
    Share,
    Source,
    Words,
)
from voiceguide.tones import TONES

FRAME, EARLY = 24, 1500


def length_of(sound):
    """60 ms a letter, and exact tones."""
    return TONES[sound.tone] if sound.tone else round(60 * len(sound.text) / sound.speed)


texts = st.integers(1, 80).map(lambda letters: "x" * letters)
words = st.builds(
    lambda texts, tone: Words(tuple(sorted(set(texts), key=len, reverse=True)), tone),
    st.lists(texts, min_size=1, max_size=3),
    st.none() | st.sampled_from(["halfway", "tick", "chime"]),
) | st.sampled_from(sorted(TONES)).map(lambda tone: Words(tone=tone))


@st.composite
def timed_lines(draw, length):
    """Lines of a hold or rest, each in a source line of its own."""
    half = st.integers(0, length // 500 - 1).map(lambda n: 500 * n)  # so that moments meet
    when = st.one_of(
        half.map(FromStart),
        half.map(lambda at: FromEnd(length - at)),
        st.sampled_from([Share(25), Share(50), Share(75)]),
        st.integers(1, 5).map(Countdown),
        st.integers(2, 20).map(lambda n: Every(500 * n)),
        st.just(Breathe(2000, 3000)),
    )
    lines = []
    for number, one in enumerate(draw(st.lists(when, max_size=5)), 1):
        said = Words() if isinstance(one, Countdown) else draw(words)
        exhale = draw(words) if isinstance(one, Breathe) else None
        lines.append(Line(one, said, Source("s", number), exhale))
    return tuple(lines)


PLACES = [
    *(Phase(name) for name in ("down", "pause", "up")),
    *(OnRep(number, name) for number in (2, -1) for name in ("down", "pause", "up")),
]
"""Where lines of a series of three or more may stand, no two of them in one place."""
dealt = st.sampled_from([NextFree("down"), NextFree("up")])
quiet = words | st.just(Words())


@st.composite
def blocks(draw):
    length = 500 * draw(st.integers(8, 120))
    kind = draw(st.sampled_from(["hold", "rest", "reps"]))
    if kind == "hold":
        return Hold(length, draw(timed_lines(length)), Source("s", 0))
    if kind == "rest":
        queue = draw(st.lists(words, max_size=2))
        plain = tuple(Line(Next(), one, Source("s", 20)) for one in queue)
        return Rest(length, (*plain, *draw(timed_lines(length))), Source("s", 0))
    places = [*draw(st.sets(st.sampled_from(PLACES))), *draw(st.lists(dealt, max_size=3))]
    lines = tuple(
        Line(one, draw(quiet if isinstance(one, OnRep) else words), Source("s", n))
        for n, one in enumerate(draw(st.permutations(places)), 1)
    )
    beats = [1000 * draw(st.integers(low, 3)) for low in (1, 0, 0)]
    return Reps(draw(st.integers(3, 6)), Tempo(*beats), lines, Source("s", 0))  # type: ignore[arg-type]


def asked(block, start):
    """(the moment asked for, its line) for every line of a hold or rest that cannot be left out, in
    the order it is written. Reckoned from the cues alone."""
    first = start + (850 if isinstance(block, Hold) else 0)
    for line in block.lines:
        match line.when:
            case FromStart(offset):
                moments = [offset]
            case FromEnd(offset):
                moments = [block.length - offset]
            case Share(percent):
                moments = [round(block.length * percent / 100)]
            case Countdown(count):
                moments = [block.length - 1000 * n for n in range(count, 0, -1)]
            case _:
                moments = []
        yield from ((max(start + moment, first), line) for moment in moments)


def is_of(event, line):
    """Whether an event is what a line asks for, in one of its wordings or tones."""
    if isinstance(line.when, Countdown):
        return (
            event.text not in (UNSET, "") and not event.text.startswith("x")
        ) or event.tone == "tick"
    return event.text in line.words.texts or event.tone in (line.words.tone, "tick")


@settings(max_examples=300, deadline=None)
@given(block=blocks())
def test_any_block(block):
    cues = [Say(Words(("x" * 20,)), Source("s", 0)), Pause(1000, Source("s", 0)), block]
    refused = None
    try:
        timeline, notices = place(cues, length_of)
    except ScriptError as error:
        refused = error
    if refused:
        assert _is_right(refused, block)
        return
    assert prove_times(timeline).wrong == ()
    assert prove_doses(timeline).wrong == ()
    _holds_nothing_over_another(timeline)
    _keeps_the_dose(block, timeline)
    if isinstance(block, Reps):
        _says_what_each_repetition_asks_for(block, timeline, notices)
    else:
        _keeps_the_moments(block, timeline)


def wanted(block):
    """Repetition and phase -> the line that is heard there; and the lines for which there is no
    room. Reckoned from the cues alone."""
    lines = {}
    for number in range(1, block.count + 1):
        for name in ("down", "pause", "up"):
            for line in block.lines:
                if line.when == Phase(name):
                    lines.setdefault((number, name), line)
                elif line.when in (OnRep(number, name), OnRep(number - block.count - 1, name)):
                    lines[number, name] = line
    own = {place for place, line in lines.items() if isinstance(line.when, OnRep)}
    left = []
    for line in block.lines:
        if isinstance(line.when, NextFree):
            name = line.when.phase
            free = (n for n in range(1, block.count + 1) if (n, name) not in own)
            number = next(free, 0) if getattr(block.tempo, name) else 0
            if number:
                own.add((number, name))
                lines[number, name] = line
            else:
                left.append(line)
    return lines, left


def _says_what_each_repetition_asks_for(block, timeline, notices):
    """Each line in its phase, by its time or when the number is over; what has none is told."""
    lines, left = wanted(block)
    reps = [event for event in timeline.events if event.kind == "rep"]
    for (number, name), line in lines.items():
        start, end = reps[number - 1].start_ms, reps[number - 1].end_ms
        offset = {"down": 0, "pause": block.tempo.down, "up": block.tempo.down + block.tempo.pause}
        asked = [e for e in timeline.sounding if start <= (e.due_ms or 0) < end and is_of(e, line)]
        if line.words == Words() or not getattr(block.tempo, name):
            continue
        assert asked, (number, name)
        if name != "down":
            moment = start + offset[name]
            assert any(abs(event.start_ms - moment) <= FRAME for event in asked), (number, name)
    told = {notice.where for notice in notices if "never heard" in notice.what}
    assert {str(line.source) for line in left} <= told


def _is_right(error, block):
    """Whether a block was refused for a reason: even ticks would not fit between its moments."""
    if isinstance(block, Reps):
        return isinstance(error, FitError)
    if not isinstance(error, FitError):
        return "countdown" in error.problem
    edge = 850 if isinstance(block, Hold) else 0
    queue = sum(isinstance(line.when, Next) for line in block.lines)
    moments = sorted(at for at, _ in asked(block, 0))
    counts = [(at, moments.count(at)) for at in sorted(set(moments))]
    tight = [(edge, 0), *counts, (block.length, 1)]
    # a tick, its silence and what the frames add; and the silence before the next line
    need = 90 + 150 + FRAME
    return error.where.startswith("s:") and bool(
        queue or any(b - a < n * need + 150 + FRAME or n > 5 for (a, _), (b, n) in pairwise(tight))
    )


def _holds_nothing_over_another(timeline):
    sounds = sorted(timeline.sounding, key=lambda event: event.start_ms)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(sounds))


def _keeps_the_dose(block, timeline):
    spans = [event for event in timeline.events if event.kind in {"hold", "rest", "rep"}]
    if isinstance(block, Reps):
        assert [event.end_ms - event.start_ms for event in spans] == [block.tempo.rep] * block.count
        assert all(a.end_ms == b.start_ms for a, b in pairwise(spans))
        assert {event.asked for event in spans} == {block.count}
        return
    [span] = spans
    assert span.end_ms - span.start_ms == block.length
    if isinstance(block, Hold):
        assert span.asked_ms == block.length


def _keeps_the_moments(block, timeline):
    [start] = [e.start_ms for e in timeline.events if e.kind in {"hold", "rest"}]
    sounding = [event for event in timeline.sounding if event.due_ms is not UNSET]
    wanted = list(asked(block, start))
    for moment in {moment for moment, _ in wanted}:
        lines = [line for at, line in wanted if at == moment]
        events = [event for event in sounding if event.due_ms == moment]
        assert len(events) == len(lines), "said once each, and nothing that yields beside them"
        *early, keeper = events
        assert abs(keeper.start_ms - moment) <= FRAME
        assert all(moment - EARLY <= event.start_ms < moment for event in early)
        assert all(is_of(event, line) for event, line in zip(events, lines, strict=True))
