"""How lists say that something is done on each side: "per leg", "R + L", "12 left, 12 right"."""

from __future__ import annotations

import re
from functools import cache

from voiceguide.lang.language import by_languages
from voiceguide.routine.wording import wording_of


@by_languages
@cache
def both_sides(language: str) -> str:
    """A pattern for all that stands for both sides."""
    words = wording_of(language)
    return (
        rf"(?:{words.any_of('each')}[\s]+){{1,2}}{words.any_of('side')}|{words.any_of('both')}"
        rf"|{words.any_of('side')}\s*[:=]\s*{words.any_of('both_of')}"
        rf"|/\s*{words.any_of('side')}|{_pair(language)}|{words.any_of('other_side')}"
    )


def _pair(language: str) -> str:
    """Left and right, in either order, joined by a sign or a word."""
    words = wording_of(language)
    left, right = words.any_of("left"), words.any_of("right")
    joint = (
        rf"\s*(?:[+&/,;]|{words.any_of('also', 'then')})\s*(?:{words.any_of('also', 'then')}\s*)?"
    )
    return rf"(?<!\w)(?:{left}{joint}{right}|{right}{joint}{left})(?!\w)"


def join_sides(line: str, language: str) -> str:
    """The same dose stated for left and right, as one for each side."""
    words = wording_of(language)
    each, side = words.words("each")[-1], words.words("side")[-1]
    return _twice(language).sub(
        lambda match: f"{match['n1'] or match['n2']}{match['w1'] or match['w2']} {each} {side}",
        line,
    )


@by_languages
@cache
def _twice(language: str) -> re.Pattern[str]:
    words = wording_of(language)
    left, right = words.any_of("left"), words.any_of("right")
    on, joint = (
        rf"(?:{words.any_of('onto')}\s+)*",
        rf"[\s,;/&+]*(?:{words.any_of('also', 'then')}\s+)?",
    )
    amount = r"(?P<n{at}>\d[\d:.,]*)(?P<w{at}>\s*[^\W\d_]*\.?)\s*"
    one, two = amount.format(at=1), amount.format(at=2)
    return re.compile(
        rf"(?<![\w.,:/-])(?:{one}{on}{left}{joint}(?P=n1)(?P=w1)\s*{on}{right}"
        rf"|{two}{on}{right}{joint}(?P=n2)(?P=w2)\s*{on}{left})",
        re.IGNORECASE,
    )


@by_languages
@cache
def _alone(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = wording_of(language)
    side = rf"(?:(?:{words.any_of('side')}\s*:|{words.any_of('onto', 'filler')})\s*)*"
    end = rf"(?:\s+{words.any_of('side')})?[\s.]*"
    left, right = (
        re.compile(rf"{side}{words.any_of(key)}{end}", re.IGNORECASE) for key in ("left", "right")
    )
    return left, right


def one_side(text: str, language: str) -> str:
    """What is said of an exercise where a cell or a line is nothing but one side, "" otherwise."""
    left, right = _alone(language)
    words = wording_of(language)
    if left.fullmatch(text.strip()):
        return f"{words.first('on_left')}."
    return f"{words.first('on_right')}." if right.fullmatch(text.strip()) else ""
