"""Numbers and lengths of time as lists write them: "8-12", "30 – 45 sec", "half a minute"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from voiceguide.errors import RoutineError
from voiceguide.lang.language import by_languages
from voiceguide.lang.lengths import parse_duration, unit_words
from voiceguide.routine.wording import Wording, wording_of

MOST_METRES = 60
""" "100 m" is a distance, not a hundred minutes."""
_USUAL_MINUTES = 15
"""From here on "m" may have been metres."""
_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
_DASH = r"-|\u2010|\u2011|\u2012|\u2013|\u2014|\u2212"
CROSS = r"[x\u00d7\u2715\u2716*]"


def spell(line: str, language: str) -> str:
    """Figures for numbers in words where a dose is meant, and fractions as decimals."""
    for sign, part in (("½", "5"), ("¼", "25"), ("¾", "75")):
        line = re.sub(rf"(\d)\s*{sign}", rf"\1.{part}", line).replace(sign, f"0.{part}")
    line = re.sub(r"(?<![\d/])1/2(?=\s*[^\W\d_])", "0.5", line)
    line = re.sub(r"(?<=\d)\s?''", '"', line)
    line = re.sub(rf"(?<=\d)({CROSS})(?=[^\W\d_]{{2}})", r"\1 ", line)  # "4xAMRAP"
    figures, patterns = _numbers(language)
    for pattern in patterns:
        line = pattern.sub(
            lambda match: match[1] + figures[" ".join(match[2].lower().split())], line
        )
    return line


@by_languages
@cache
def _numbers(language: str) -> tuple[dict[str, str], list[re.Pattern[str]]]:
    """Numbers in words: before a word of a dose, behind "3 sets of", and "twice"."""
    words = wording_of(language)
    plain, often = words.numbers("numbers"), words.numbers("frequencies")
    of = words.any_of("of")
    sets = words.any_of("sets", "rounds", "times")
    dose = rf"(?:{sets}|{words.any_of('reps')}|{_unit()}|{CROSS}\s)"
    number = _number_of(plain)
    return {**plain, **{word: f"{figure} x" for word, figure in often.items()}}, [
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(){number}(?=[\s-]+{dose})",
            rf"({sets}\s+{of}\s+){number}",
            rf"()(?<![\w-])(?<!\bat )({_either(often)})(?![\w-])",
            rf"(^){_number_of(plain, 5)}(?=\s+[^\W\d_])",
        )
    ]


def _number_of(plain: Mapping[str, str], least: float = 0) -> str:
    """A number in words; below `least` it may belong to a name ("One leg bridge")."""
    return (
        rf"(?<![\w-])({_either(word for word, n in plain.items() if float(n) >= least)})(?![\w-])"
    )


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered) or "(?!)"


@by_languages
@cache
def _unit() -> str:
    """A unit of time; a letter behind it makes it another word."""
    return rf"(?:{'|'.join(map(re.escape, unit_words()))})(?![^\W\d_])\.?"


@cache
def number(*, rest: str = "") -> str:
    """A number that is no part of a larger one, of a date or of "90/90"."""
    return rf"(?<![\d:/])(?<!\d[.,]){_NUMBER}(?![\d:/]){rest}"


class FoundLength(Struct, frozen=True):
    """A length of time that was found in a line."""

    text: str
    ms: int
    note: str
    """What was decided where it is a range, "" where it is none."""


_FIRST_MARK = 0xE000
_MOST_MARKS = 100
_JOINT = "\u2060"
_METRES = re.compile(rf"({CROSS}\s*\d{{2,4}}\s*)(m\b)", re.IGNORECASE)
""" "3 x 40 m": sets of a distance, never of so many minutes."""
MARK = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MOST_MARKS)}]"
"""What stands for a length once it was found: so the patterns of doses are small."""


def mark_lengths(line: str, language: str) -> tuple[str, list[FoundLength]]:
    """The line with a mark in the place of every length of time, and the lengths."""
    words, found = wording_of(language), list[FoundLength]()

    def mark(text: str) -> str:
        read = _read_length(text, words) if len(found) < _MOST_MARKS else None
        if read is None:
            return text
        found.append(read)
        return chr(_FIRST_MARK + len(found) - 1)

    def mark_all(match: re.Match[str]) -> str:
        first, between, second = _apart(match[0], words)
        return f"{mark(first)}{between}{mark(second)}" if second else mark(first)

    line = re.sub(_METRES, _no_unit, re.sub(MARK, " ", line))
    return _lengths(language).sub(mark_all, line).replace(_JOINT, ""), found


def _no_unit(match: re.Match[str]) -> str:
    """A distance with a joint in it, so that it is no length."""
    return f"{match[1]}{_JOINT}{match[2]}"


def marked(mark: str, found: Sequence[FoundLength]) -> FoundLength:
    """The length a mark stands for."""
    return found[ord(mark) - _FIRST_MARK]


def without_marks(text: str, found: Sequence[FoundLength]) -> str:
    """The text as it was written."""
    return re.sub(MARK, lambda mark: marked(mark[0], found).text, text)


@by_languages
@cache
def _lengths(language: str) -> re.Pattern[str]:
    """A length of time, or a range of them."""
    words = wording_of(language)
    to, unit = between_ends(words), _unit()
    also = rf"\s*(?:{words.any_of('also')}\s*)?"
    clock = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\s*(?:min|h)(?![^\W\d_])\.?)?"
    minutes = (
        rf"{_NUMBER}\s*(?:m|min|mins|minutes?|minuten?|minutos?|h|hours?|['′’])"  # noqa: RUF001
        rf"(?![^\W\d_])\.?{also}"
    )
    return re.compile(
        rf"(?<![\d:])(?<!\d/)(?<!\d[.,])(?:{clock}"
        rf"|(?:{_NUMBER}\s*(?:{unit})?{to}|{minutes})?{_NUMBER}[\s-]?\s*{unit})",
        re.IGNORECASE,
    )


def between_ends(words: Wording) -> str:
    """What stands between two ends; with spaces around it a dash may follow a name ("Warrior 2 -
    45 s"), so the lower end has to be more than a name's number."""
    return rf"(?:(?:{_DASH})|(?<!\b[1-4])\s(?:{_DASH})\s|\s*{words.any_of('to')}\s*)"


def _low(text: str, words: Wording) -> tuple[str, str]:
    """The lower end of a range, with the unit of both; and what to say of it, "" for no range."""
    to = rf"\s*(?:{_DASH}|{words.any_of('to')})\s*"
    match = re.fullmatch(rf"({_NUMBER})\s*({_unit()})?{to}{_NUMBER}(\D*)", text, re.IGNORECASE)
    if match is None:
        return text, ""
    low, own, unit = match.groups()
    return f"{low}{own or unit}", f"{' '.join(text.split())}: {low}{own or ''} taken"


def _apart(text: str, words: Wording) -> tuple[str, str, str]:
    """Two lengths with what stands between them, where the first is not the shorter one: "40 s - 20
    s rest" is no range. Otherwise the text alone."""
    to = rf"\s*(?:{_DASH}|{words.any_of('to')})\s*"
    length = rf"{_NUMBER}\s*{_unit()}"
    match = re.fullmatch(rf"({length})({to})({length})", text, re.IGNORECASE)
    ends = [_read_length(match[at], words) for at in (1, 3)] if match else []
    if match and ends[0] and ends[1] and ends[0].ms >= ends[1].ms:
        return match[1], match[2], match[3]
    return text, "", ""


def _read_length(text: str, words: Wording) -> FoundLength | None:
    """What was matched; None for a distance, and for what is no length after all."""
    low, note = _low(text.strip(), words)
    joined = re.sub(words.any_of("also"), " ", low, flags=re.IGNORECASE)
    plain = re.sub(r"(?<=\d)-(?=[^\W\d_])", "", joined).rstrip(".").replace(". ", " ")
    if (alone := re.fullmatch(r"(\d+)\s*m", plain)) and int(alone[1]) > _USUAL_MINUTES:
        note = note or f"{' '.join(text.split())}: minutes taken, not metres"
    try:
        length = parse_duration(plain)
    except RoutineError:
        return None
    metres = re.fullmatch(r"[\d.,]+\s*m", plain) and length > MOST_METRES * 60_000
    return None if metres else FoundLength(text, length, note)


def read_count(text: str, words: Wording) -> tuple[int | None, str]:
    """A whole number, the lower one of a range; and what to say of it."""
    low, note = _low(text, words)
    return (int(low), note) if low.strip().isdecimal() else (None, "")
