"""One line of a pasted text: its bullet, its number and its label taken off."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from voiceguide.lang.language import by_languages
from voiceguide.routine.wording import wording_of
from voiceguide.text import has_words, one_line, without_emoji

_ROMAN = r"(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})"
_BULLET = re.compile(
    r"(?:(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u00b7\u2013\u2014\u2212\u2192\u27a2\u00bb\u203ao]"
    r"|\[[ xX]?\])\s+"
    r"|[\u2022\u25aa\u25cf\u25e6\u00b7\u2713\u2714\u2610\u2611\u00bb\u203a]\s*"
    r"|(?P<figure>\(?\d{1,3}[.)]\)?(?!\d)\s*|#\d{1,3}[.:)]?\s+)"
    r"|(?P<letter>\(?[a-hA-H]\d?[.)]\s+|\(?(?i:" + _ROMAN + r")[.)]\s+))+"
)


class WrittenLine(Struct, frozen=True):
    """One line that has words. `number` counts from 1."""

    number: int
    text: str
    """Without its bullet and its number."""
    indent: int
    bullet: str
    """What it begins with: "-", "1" for any number, "A" for any letter, "L" for a label like "Step
    6:", "" for nothing."""
    heading: bool
    """Whether # or bold makes it one."""
    why: str = ""
    """Why it is left out, "" where it may belong to the list."""
    minute: str = ""
    """ "Min 2", where that is its label: nothing here counts minutes."""


def written_line(number: int, raw: str, language: str) -> WrittenLine:
    """A line as it was typed, read as far as its signs go."""
    expanded = raw.expandtabs(4).replace("\xa0", " ")
    text = one_line(without_emoji(raw.strip()))
    indent = len(expanded) - len(expanded.lstrip())
    marks = re.match(r"#{1,6}\s+(?=\S)", text)
    bold = re.fullmatch(r"(?:\*\*|__)(.+?)(?:\*\*|__)(:?)", text)
    if marks or bold:
        inner = text[marks.end() :].rstrip("# ") if marks else f"{bold[1]}{bold[2]}"  # type: ignore[index]
        inner = _plain(inner.strip("*_ "))
        label = _labels(language).match(inner)
        return WrittenLine(number, inner[label.end() :] if label else inner, indent, "", True)
    bullet = _BULLET.match(text)
    bullet = bullet if bullet and has_words(text[bullet.end() :]) else None
    sign = _sign(bullet, text[0]) if bullet else ""
    text = _plain(text[bullet.end() :] if bullet else text)
    label = _labels(language).match(text)
    if label is None:
        return WrittenLine(number, text, indent, sign, False)
    return WrittenLine(
        number, text[label.end() :], indent, "L", False, minute=label["minute"] or ""
    )


def _sign(bullet: re.Match[str], first: str) -> str:
    """What stands for a bullet."""
    if bullet["letter"]:
        return "A"
    return "1" if bullet["figure"] else first


def _plain(text: str) -> str:
    """Without the asterisks and underscores that make words bold."""
    return re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)


@by_languages
@cache
def _labels(language: str) -> re.Pattern[str]:
    """ "Step 6:", "Exercise 1 -" and "Min 2:", where a name follows."""
    words = wording_of(language)
    number = r"\.?\s*#?\d{1,2}[a-z]?\s*(?:[:.)]|[\u2013\u2014-])\s+"
    return re.compile(
        rf"(?:{words.any_of('label')}{number}"
        rf"|(?P<minute>{words.any_of('minute')}\.?\s*\d{{1,3}}(?:\s*[\u2013-]\s*\d{{1,3}})?)\s*:\s+)"
        r"(?=[^\W_])",
        re.IGNORECASE,
    )
