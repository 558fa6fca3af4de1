"""The doses in a line of a list: "3 x 10", "45 sec", "each side"; and what is left of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import RoutineError
from voiceguide.lang.language import by_languages
from voiceguide.routine.block import MOST_ROUNDS
from voiceguide.routine.handout import HOLD_LIMITS
from voiceguide.routine.kind import PHASE_LIMITS, parse_tempo
from voiceguide.routine.measure import (
    CROSS,
    MARK,
    FoundLength,
    between_ends,
    mark_lengths,
    marked,
    number,
    read_count,
    spell,
    without_marks,
)
from voiceguide.routine.settings import GAP_LIMITS, REPS_LIMITS
from voiceguide.routine.wording import Wording, wording_of
from voiceguide.text import how_many

CUT = "\x1f"
"""Stands where a dose was taken out of a line."""
_JOINTS = " ,;:.!–—-|/+=&@~\u2022\t"
LONG_HOLD = 15_000
"""From here on "hold 30 s, 3 reps" is three holds; below, three repetitions with a pause."""
_USUAL = Tempo(Milliseconds(3000), Milliseconds(1000), Milliseconds(3000))
"""The tempo whose pause a short hold takes the place of."""
Where = Literal["exercise", "sets", "all"]


class Dosage(Struct, frozen=True):
    """What one line says of doses. `text` is the line with CUT in the place of each."""

    text: str
    sets: int | None = None
    rounds: int | None = None
    """Of the whole section, where it says rounds."""
    count: int | None = None
    """A bare number of times: sets of a hold, otherwise repetitions, and counted there too."""
    reps: int | None = None
    hold: int | None = None
    tempo: Tempo | None = None
    rest: int | None = None
    where: Where = "exercise"
    """What the rest stands between."""
    each: bool = False
    taken: tuple[str, ...] = ()
    """What was decided where the line allows more than one reading."""
    left: str = ""
    """How often a week: nothing a session could do."""
    lengths: tuple[FoundLength, ...] = ()
    wrong: str = ""
    """What is out of all limits, "" where nothing is."""

    @property
    def pieces(self) -> list[str]:
        """What is no dose, cut at the doses; a cross between two of them is none either."""
        pieces = [piece for part in self.text.split(CUT) if (piece := trim(part))]
        return [one for one in pieces if not re.fullmatch(CROSS, one, re.IGNORECASE)] or pieces

    @property
    def states(self) -> bool:
        """Whether it says how much."""
        return any(one is not None for one in (self.sets, self.count, self.reps, self.hold))

    @property
    def empty(self) -> bool:
        """Whether there is nothing of a dose in it at all."""
        said = self.states or self.rounds is not None or self.rest is not None
        return not (said or self.tempo or self.each or self.wrong)


def trim(text: str) -> str:
    """Leave out what only joined a piece to a dose."""
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text).strip(_JOINTS)
    for opening, closing in ("()", "[]"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, " ").replace(closing, " ")
    return " ".join(text.split()).strip(_JOINTS)


def read_dosage(line: str, language: str) -> Dosage:
    """Read all doses of a line that is one line already."""
    text, lengths = mark_lengths(spell(line, language), language)
    found = Dosage(text, lengths=tuple(lengths))
    for pattern, take in _steps(language):
        for _ in range(4):  # two rests, two doses; nobody writes more of one kind
            match = pattern.search(found.text)
            if match is None:
                break
            taken = take(found, match)
            if taken is None:
                break
            text = found.text[: match.start()] + CUT + found.text[match.end() :]
            found = replace(taken, text=text)
    return _settle(replace(found, text=without_marks(_joints(language, found), lengths)))


def _joints(language: str, found: Dosage) -> str:
    """The text without the words that only joined it to a dose: "on" of "on each side"."""
    if CUT not in found.text:
        return found.text
    before, after, between = _edges(language)
    text = between.sub(CUT, found.text) if found.rest is not None else found.text
    return after.sub(CUT, before.sub(CUT, text))


@by_languages
@cache
def _edges(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = wording_of(language)
    joint = words.any_of("filler", "of", "also", "each")
    return (
        re.compile(rf"(?:\s|{CUT})(?:[\s,]*{joint})+[\s,:(]*{CUT}", re.IGNORECASE),
        re.compile(rf"{CUT}[\s,:]*(?:{joint}[\s,]*)+(?=[\s:.)]*(?:$|{CUT}))", re.IGNORECASE),
        re.compile(words.any_of("between_sets", "between_all"), re.IGNORECASE),
    )


def _settle(found: Dosage) -> Dosage:
    """Decide what a bare number of times means, and a hold beside repetitions."""
    sets, reps, hold, tempo = found.sets, found.reps, found.hold, found.tempo
    if found.count is not None:
        if reps is None and hold is None:
            reps = found.count
        elif sets is None:
            sets = found.count
        else:
            reps = found.count if reps is None else reps
    notes = found.taken
    if hold is not None and reps is not None:
        if hold < LONG_HOLD:
            tempo = tempo or held_in_each(hold)
            notes = (*notes, f"each rep held for {render_duration(hold)}")
            hold = None
        elif sets is None:
            sets, reps = reps, None
        else:
            notes = (*notes, f"{how_many(reps, 'rep')} of a hold left out: the hold counts")
            reps = None
    settled = replace(found, sets=sets, reps=reps, hold=hold, tempo=tempo, taken=notes)
    return replace(settled, wrong=_out_of_limits(settled))


def held_in_each(hold: int) -> Tempo:
    """The usual tempo with a hold in the place of its pause."""
    return Tempo(_USUAL.down, Milliseconds(min(hold, PHASE_LIMITS[1])), _USUAL.up)


def _out_of_limits(found: Dosage) -> str:
    if found.reps is not None and not REPS_LIMITS[0] <= found.reps <= REPS_LIMITS[1]:
        return f"{found.reps} reps; it may be {REPS_LIMITS[0]} to {REPS_LIMITS[1]}"
    if found.hold is not None and not HOLD_LIMITS[0] <= found.hold <= HOLD_LIMITS[1]:
        limits = " to ".join(map(render_duration, HOLD_LIMITS))
        return f"{render_duration(found.hold)} is out of range; it may be {limits}"
    if found.rest is not None and not GAP_LIMITS[0] <= found.rest <= GAP_LIMITS[1]:
        limits = " to ".join(map(render_duration, GAP_LIMITS))
        return f"a rest of {render_duration(found.rest)} is out of range; it may be {limits}"
    for sets in (found.sets, found.rounds):
        if sets is not None and not 1 <= sets <= MOST_ROUNDS:
            return f"{sets} sets; it may be 1 to {MOST_ROUNDS}"
    return ""


_Take = Callable[[Dosage, "re.Match[str]"], "Dosage | None"]


@by_languages
@cache
def _steps(language: str) -> list[tuple[re.Pattern[str], _Take]]:
    """What is looked for, in order: each pattern with what takes it out of a line."""
    words = wording_of(language)
    any_of, length = words.any_of, MARK
    fill = rf"(?:{any_of('filler', 'of')}[\s:]+)*"
    to = between_ends(words)
    count = rf"{number()}(?:{to}\d{{1,3}})?"
    no_weight = r"(?!\s*(?:kg|km|cm|mm|lbs?|pounds|%|°|metres?|meters?|meter|metros)(?![^\W\d_]))"
    between = any_of("between_sets", "between_all")
    start = rf"(?:^|[,;:/(+|.{CUT}–—-]|{any_of('filler', 'also')}\s)\s*"
    end = rf"(?=\s*(?:$|[,;:.)/|+{CUT}–—-]|{any_of('filler', 'also')}|{between}))"
    amount = rf"(?:(?P<length>{length})|(?P<number>{count})(?:\s*{any_of('reps')})?{no_weight})"
    side = (
        rf"(?:{any_of('each')}[\s]+){{1,2}}{any_of('side')}|{any_of('both')}|/\s*{any_of('side')}"
    )
    table: list[tuple[str, _Take]] = [
        (rf"(?:{count}\s*(?:{CROSS}|{any_of('times')})?\s*)?{any_of('often')}", _often),
        (r"\btempo\s*:?\s*(\d[\d.]*(?:-\d[\d.]*){2})", _tempo),
        (rf"(?:{any_of('filler')}\s+)?(?:{side})\.?", lambda found, _: replace(found, each=True)),
        (
            rf"{start}{fill}{any_of('rest')}[\s:=–-]*"
            rf"(?:(?:{any_of('filler', 'of')}|{between})[\s:=-]+)*"
            rf"(?P<length>{length})",
            _rest(words),
        ),
        (rf"(?P<length>{length})\s*{fill}{any_of('rest')}{end}", _rest(words)),
        (
            rf"(?P<sets>{count})\s*(?:{CROSS}|{any_of('sets', 'rounds', 'times')})\s*"
            rf"(?:{any_of('of', 'each')}\s*)*{amount}(?:\s*{CROSS}\s*(?P<held>{length}))?",
            _sets_of(words),
        ),
        (
            rf"{any_of('hold', 'work')}[\s:=]*{fill}(?P<length>{length})"
            rf"|(?P<after>{length})\s*{any_of('hold', 'work')}",
            _hold,
        ),
        (
            rf"(?P<number>{count})\s*{any_of('sets')}|{any_of('sets')}\s*[:=]\s*(?P<n2>{count})",
            _whole("sets", words),
        ),
        (
            rf"(?:{any_of('repeat')}\s+)?(?P<number>{count})\s*{any_of('rounds')}"
            rf"|{any_of('rounds')}\s*[:=]\s*(?P<n2>{count})",
            _whole("rounds", words),
        ),
        (
            rf"(?P<number>{count})\s*{any_of('reps')}|{any_of('reps')}\s*[:=x]?\s*(?P<n2>{count})",
            _whole("reps", words),
        ),
        (rf"(?P<length>{length})(?P<after>)", _hold),
        (
            rf"(?:{any_of('repeat')}\s+)?(?P<number>{count})\s*(?:{any_of('times')}|{CROSS}(?!\w))"
            rf"|(?<!\w){CROSS}\s*(?P<n2>{count})(?!\w)(?:\s*{any_of('repeat')})?",
            _whole("count", words),
        ),
        (rf"(?<![\w/-])(?P<number>{count})(?=\s*(?:$|[,;).{CUT}]))", _bare(4, words)),
        (rf"^(?P<number>{count})\s+{no_weight}(?=[^\W\d_])", _bare(2, words)),
    ]
    return [(re.compile(pattern, re.IGNORECASE), take) for pattern, take in table]


def _often(found: Dosage, match: re.Match[str]) -> Dosage | None:
    return replace(found, left=trim(match[0])) if not found.left else None


def _tempo(found: Dosage, match: re.Match[str]) -> Dosage | None:
    try:
        return replace(found, tempo=parse_tempo(match[1]))
    except RoutineError:
        return None


def _rest(words: Wording) -> _Take:
    sets, every = (
        re.compile(words.any_of(key), re.IGNORECASE) for key in ("between_sets", "between_all")
    )

    def take(found: Dosage, match: re.Match[str]) -> Dosage | None:
        if found.rest is not None:
            return None
        read = marked(match["length"], found.lengths)
        where: Where = (
            "sets" if sets.search(found.text) else "all" if every.search(found.text) else "exercise"
        )
        return replace(found, rest=read.ms, where=where, taken=_and(found, read.note))

    return take


def _sets_of(words: Wording) -> _Take:
    def take(found: Dosage, match: re.Match[str]) -> Dosage | None:
        sets, note = read_count(match["sets"], words)
        if found.sets is not None or sets is None:
            return None
        found = replace(found, sets=sets, taken=_and(found, note))
        if match["held"] or match["length"]:
            held = marked(match["held"] or match["length"], found.lengths)
            found = replace(found, hold=held.ms, taken=_and(found, held.note))
        if match["length"]:
            return found
        reps, note = read_count(match["number"], words)
        return None if reps is None else replace(found, reps=reps, taken=_and(found, note))

    return take


def _hold(found: Dosage, match: re.Match[str]) -> Dosage | None:
    read = marked(match["length"] or match["after"], found.lengths)
    if found.hold is not None:
        return replace(found, taken=_and(found, f"{read.text.strip()} left out: it has a length"))
    return replace(found, hold=read.ms, taken=_and(found, read.note))


def _whole(key: str, words: Wording) -> _Take:
    def take(found: Dosage, match: re.Match[str]) -> Dosage | None:
        number, note = read_count(match["number"] or match["n2"], words)
        if number is None or getattr(found, key) is not None:
            return None
        return replace(found, **{key: number}, taken=_and(found, note))

    return take


def _bare(least: int, words: Wording) -> _Take:
    """A number without a word: repetitions, unless it is a small one of a name ("Warrior 2")."""

    def take(found: Dosage, match: re.Match[str]) -> Dosage | None:
        number, note = read_count(match["number"], words)
        if number is None or number < least or found.states or found.rounds is not None:
            return None
        return replace(found, reps=number, taken=_and(found, note))

    return take


def _and(found: Dosage, note: str) -> tuple[str, ...]:
    return (*found.taken, note) if note else found.taken
