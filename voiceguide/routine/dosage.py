"""The doses in a line of a list: "3 x 10", "45 sec", "each side"; and what is left of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from msgspec.structs import replace

from voiceguide.errors import RoutineError
from voiceguide.lang.language import by_languages
from voiceguide.routine.dose import CUT, Dosage, Where, settle, trim
from voiceguide.routine.kind import parse_tempo
from voiceguide.routine.ladder import find_ladder
from voiceguide.routine.measure import (
    CROSS,
    MARK,
    between_ends,
    mark_lengths,
    marked,
    number,
    read_count,
    spell,
    without_marks,
)
from voiceguide.routine.sides import both_sides, join_sides
from voiceguide.routine.wording import Wording, wording_of

MANY = 25
"""From so many on, a number without a unit may have been seconds."""


def read_dosage(line: str, language: str) -> Dosage:
    """Read all doses of a line that is one line already."""
    line, found = _climb(join_sides(spell(line, language), language), language)
    text, lengths = mark_lengths(line, language)
    found = replace(found, text=text, lengths=tuple(lengths))
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
    return settle(replace(found, text=without_marks(_joints(language, found), lengths)))


def _climb(line: str, language: str) -> tuple[str, Dosage]:
    """The line without what changes from set to set, and a dosage that has it."""
    line = line.replace(CUT, " ")
    ladder = find_ladder(line, language)
    if ladder is None:
        return line, Dosage(line)
    text = f"{line[: ladder.start]}{CUT}{line[ladder.end :]}"
    found = Dosage(text, sets=ladder.sets or len(ladder.steps), ladder=ladder.steps)
    key = "hold" if ladder.held else "reps"
    return text, replace(found, **{key: ladder.steps[0]})


def _joints(language: str, found: Dosage) -> str:
    """The text without the words that only joined it to a dose: "on" of "on each side"."""
    if CUT not in found.text:
        return found.text
    between, *edges = _edges(language)
    text = between.sub(CUT, found.text) if found.rest is not None else found.text
    for edge in edges:
        text = edge.sub(CUT, text)
    return text


@by_languages
@cache
def _edges(language: str) -> list[re.Pattern[str]]:
    """What stands between rests, before a dose, behind one, and between a dose and the name."""
    words = wording_of(language)
    joint = words.any_of("filler", "of", "also", "each", "repeat", "to")
    return [
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            words.any_of("between_sets", "between_all"),
            rf"(?:^|\s|{CUT})(?:[\s,]*{joint})+[\s.,:(]*{CUT}",
            rf"\s{CROSS}\s*{CUT}",
            rf"{CUT}[\s,:]*(?:{joint}[\s,]*)+(?=[\s:.)]*(?:$|{CUT}))",
            rf"^\s*{CUT}[\s,:]*(?:{words.any_of('of')}\s+)+",
        )
    ]


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
    no_weight = (
        r"(?!\s*(?:kg|km|cm|mm|m|yd|lbs?|pounds|%|°|metres?|meters?|meter|metros)(?![^\W\d_]))"
    )
    distance = r"\d{1,4}\s*(?:m|km|yd|metres?|meters?|metros?)(?![^\W\d_])"
    between = any_of("between_sets", "between_all")
    start = rf"(?:^|[,;:/(+|.{CUT}–—-]|{any_of('filler', 'also')}\s)\s*"
    end = rf"(?=\s*(?:$|[,;:.)/|+{CUT}–—-]|{any_of('filler', 'also')}|{between}|{CROSS}\s*\d))"
    stop = rf"(?=\s*(?:$|[,;:.)/|+\d{CUT}–—-]|{length}|{any_of('also')}|{CROSS}\s*\d))"
    amount = rf"(?:(?P<length>{length})|(?P<number>{count})(?:\s*{any_of('reps')})?{no_weight})"
    again = rf"(?:\s+{any_of('repeat')})?"
    apiece = rf"(?:\s*{any_of('of')})?\s*{any_of('each')}(?=[\s.,;:)]*(?:$|{CUT}))"
    table: list[tuple[str, _Take]] = [
        (rf"(?:{count}\s*(?:{CROSS}|{any_of('times')})?\s*)?{any_of('often')}", _often),
        (r"\btempo\s*:?\s*(\d[\d.]*(?:-\d[\d.]*){2})", _tempo),
        (
            rf"(?:{any_of('filler', 'onto')}\s+)*(?:{both_sides(language)})\.?",
            lambda found, _: replace(found, each=True),
        ),
        (
            rf"{start}{fill}{any_of('rest')}[\s:=–-]*"
            rf"(?:(?:{any_of('filler', 'of')}|{between})[\s:=-]+)*"
            rf"(?P<length>{length})",
            _rest(words),
        ),
        (rf"(?P<length>{length})\s*{fill}{any_of('rest')}{end}", _rest(words)),
        (rf"(?P<length>{length})\s*{between}", _second_rest(_rest(words))),
        (rf"(?P<length>{length})\s*/\s*(?P<rest>{length})", _work_and_rest),
        (
            rf"(?P<sets>\d{{1,3}})\s*(?:{CROSS}|{any_of('sets', 'times')})\s*"
            rf"(?:{any_of('of', 'each')}\s*)*(?P<most>{any_of('most')}|{distance})",
            _as_many_as_can,
        ),
        (
            rf"(?P<sets>{count})\s*(?:{CROSS}|{any_of('sets', 'rounds', 'times')}\s*{CROSS}?)\s*"
            rf"(?:{any_of('of', 'each')}\s*)*{amount}(?:\s*{CROSS}\s*(?P<held>{length})"
            rf"|\s*{any_of('hold')}{end})?",
            _sets_of(words),
        ),
        (
            rf"{any_of('hold', 'work')}[\s:=]*{fill}(?P<length>{length})"
            rf"|(?P<after>{length})\s*(?:{any_of('hold')}|{any_of('work')}{stop})",
            lambda found, match: _hold(replace(found, held=found.held or not found.hold), match),
        ),
        (
            rf"(?P<number>{count})\s*{any_of('sets')}|{any_of('sets')}"
            rf"(?:\s*[:=]\s*|(?:(?<=s)|(?<=ze))\s+)(?P<n2>{count})",  # "Set 1" is a name
            _whole("sets", words),
        ),
        (
            rf"(?:{any_of('repeat')}[\s:]+(?:{any_of('filler')}\s+)?)?"
            rf"(?P<number>{count})\s*{any_of('rounds')}"
            rf"|{any_of('rounds')}\s*[:=]\s*(?P<n2>{count})",
            _whole("rounds", words),
        ),
        (
            rf"(?P<number>{count})\s*{any_of('reps')}|{any_of('reps')}\s*[:=x]?\s*(?P<n2>{count})",
            _whole("reps", words),
        ),
        (rf"(?P<length>{length})(?P<after>)", _hold),
        (
            rf"(?:{any_of('repeat')}[\s:]+)?(?P<number>{count})\s*"
            rf"(?:{any_of('times')}|{CROSS}(?!\w)){again}"
            rf"|(?<!\w){CROSS}\s*(?P<n2>{count})(?!\w)(?:\s*{any_of('repeat')})?",
            _whole("count", words),
        ),
        (rf"{any_of('hold')}[\s:=]+(?P<number>{count})(?=\s*(?:$|[,;).{CUT}]))", _bare_hold),
        (
            rf"(?<![\w/-])(?P<number>{count})(?=\s*(?:$|[,;).{CUT}]|{any_of('alternating')}"
            rf"|{any_of('each')}[\s.,;:)]*(?:$|{CUT})))",
            _bare(4, words),
        ),
        (rf"{CUT}{apiece}", lambda found, _: replace(found, apiece=True)),
        (
            rf"{CUT}[\s,(]*(?:{any_of('onto')}\s+)?{any_of('both_of')}\s+{any_of('side')}(?=[\s).]*$)",
            lambda found, _: replace(found, each=True),
        ),
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
        read = marked(match["length"], found.lengths)
        behind = re.match(rf"[^,;.{CUT}]*", found.text[match.end() :])
        near = found.text[: match.end()] + (behind[0] if behind else "")
        near = near[match.start() :] if found.rest is not None else near
        where: Where = "sets" if sets.search(near) else "all" if every.search(near) else "exercise"
        found = replace(found, taken=_and(found, read.note))
        if found.rest is None:
            return replace(found, rest=read.ms, where=where)
        if found.between is not None:
            return replace(found, taken=_and(found, f"{trim(match[0])} left out: it has a rest"))
        if where == "sets":
            return replace(found, between=read.ms)
        return replace(found, between=found.rest, rest=read.ms, where=where)

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
        if reps is not None and reps >= MANY and match[0][-1].isdigit():
            note = note or f"{reps} has no unit: taken as reps"
        return None if reps is None else replace(found, reps=reps, taken=_and(found, note))

    return take


def _hold(found: Dosage, match: re.Match[str]) -> Dosage | None:
    read = marked(match["length"] or match["after"], found.lengths)
    if found.hold is not None:
        lost = (*found.lost, (read.text.strip(), "it has a length already"))
        return replace(found, lost=lost)
    return replace(found, hold=read.ms, taken=_and(found, read.note))


def _second_rest(take: _Take) -> _Take:
    """ "... between sets and 2 min between exercises", where a rest stands before it."""
    return lambda found, match: None if found.rest is None else take(found, match)


def _as_many_as_can(found: Dosage, match: re.Match[str]) -> Dosage | None:
    """ "3 x max", "3 x 40 m": sets of what nobody counts."""
    if found.sets is not None:
        return None
    lost = (*found.lost, (trim(match["most"]), "no routine can count it"))
    return replace(found, sets=int(match["sets"]), lost=lost)


def _work_and_rest(found: Dosage, match: re.Match[str]) -> Dosage | None:
    """Work and rest: "30s/15s"."""
    if found.hold is not None or found.rest is not None:
        return None
    work, rest = (marked(match[key], found.lengths).ms for key in ("length", "rest"))
    return replace(found, hold=work, rest=rest)


def _bare_hold(found: Dosage, match: re.Match[str]) -> Dosage | None:
    """ "hold 5": seconds."""
    number = match["number"]
    if found.hold is not None or not number.isdecimal():
        return None
    return replace(found, hold=int(number) * 1000, taken=_and(found, f"{number} taken as seconds"))


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
        amounts = (found.reps, found.hold, found.count, found.rounds)
        if number is None or number < least or any(one is not None for one in amounts):
            return None
        note = note or (f"{number} has no unit: taken as reps" if number >= MANY else "")
        return replace(found, reps=number, taken=_and(found, note))

    return take


def _and(found: Dosage, note: str) -> tuple[str, ...]:
    return (*found.taken, note) if note else found.taken
