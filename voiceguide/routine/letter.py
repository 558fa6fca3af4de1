"""The lines of a pasted text, and what an e-mail or a hand-out has around a list marked."""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from voiceguide.lang.language import by_languages
from voiceguide.routine.wording import wording_of
from voiceguide.routine.written import WrittenLine, written_line
from voiceguide.text import has_words, one_line

MOST_LETTERS = 400
"""A longer line is a paragraph, and no exercise."""
_COUNTED = 3
"""So many lines that begin with 1, 2, 3 are counted."""
_QUOTED = re.compile(r"\s*((?:>\s?)+)")
_LINK = re.compile(
    r"https?://|www\.|\S+@\S+\.\w|^\s*(?:tel|fax|fon|phone)\b|\+\d[\d /()-]{6,}"
    r"|(?<![\d-])\d{3}[-. ]\d{4}(?!\d)|\(\d{3,5}\)\s?\d{3}|(?<!\d)0\d{2,5}[ /-]\d{3,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[\s|:-]*-{2,}[\s|:-]*\|[\s|:-]*")
"""The line under the first row of a table in Markdown."""


_WHY = {
    "wrote": "a quoted message begins",
    "header": "a line of an e-mail",
    "greeting": "a greeting",
    "contact": "whom to ask, and when",
    "author": "who wrote it",
}
"""What stands around a list, and why it is left out."""


def read_lines(text: str, language: str) -> list[WrittenLine | None]:
    """Every line with words; None for one without, however many follow each other."""
    patterns = _letter(language)
    lines: list[WrittenLine | None] = []
    signed: int | None = None
    """How deep the quoting is that was signed; all of it is the signature."""
    for number, raw in enumerate(text.splitlines(), 1):
        quoting = _QUOTED.match(raw)
        depth = quoting[1].count(">") if quoting else 0
        bare = raw[quoting.end() :] if quoting else raw
        if signed is not None and depth != signed:
            signed = None
        if not has_words(bare):
            if bare.strip() == "--":
                signed = depth
            if _RULE.fullmatch(bare) and lines and lines[-1]:
                lines[-1] = _left(lines[-1], "the first row of a table")
            elif not lines or lines[-1] is not None:
                lines.append(None)
            continue
        line = written_line(number, bare, language)
        why = "a signature" if signed is not None else _around(line, patterns)
        if why == "a signature" or (patterns["closing"].match(line.text) and not line.bullet):
            signed, why = depth, "a signature"
        if why == "a quoted message begins":
            signed = None
        lines.append(_left(line, why) if why else line)
    return _without_numbers(lines)


def _without_numbers(lines: list[WrittenLine | None]) -> list[WrittenLine | None]:
    """The lines without "1 ", "2 ", "3 ", where that counts them: none of it is a dose."""
    counted = [
        (at, match)
        for at, line in enumerate(lines)
        if line and not line.why and (match := re.match(r"(\d{1,2})\s+(?=[^\W\d_])", line.text))
    ]
    numbers = [int(match[1]) for _, match in counted]
    if len(numbers) < _COUNTED or numbers != list(range(1, len(numbers) + 1)):
        return lines
    for at, match in counted:
        line = lines[at]
        if line is not None:
            lines[at] = replace(line, text=line.text[match.end() :], bullet="1")
    return lines


def _left(line: WrittenLine, why: str) -> WrittenLine:
    return WrittenLine(line.number, line.text, 0, "", False, why)


def _around(line: WrittenLine, patterns: dict[str, re.Pattern[str]]) -> str:
    """Why a line does not belong to the list, "" where it may."""
    if len(line.text) > MOST_LETTERS:
        return f"it is longer than {MOST_LETTERS} characters"
    if line.heading:
        return ""
    if _LINK.search(line.text):
        return "an address"
    found = (why for key, why in _WHY.items() if patterns[key].search(line.text))
    return "" if line.bullet else next(found, "")


@by_languages
@cache
def _letter(language: str) -> dict[str, re.Pattern[str]]:
    """How the lines around a list begin."""
    words = wording_of(language)
    name = r"(?:[\s,]+[^\W\d_][\w.'-]*){0,4}"
    mail = r"from|to|subject|date|von|an|betreff|de|para|asunto"
    own = words.any_of("header", "subject")
    table = {
        "wrote": rf"{words.any_of('wrote')}\s*:?\s*-*$",
        "header": rf"^(?:{own}|{mail})\s*:\s+\S",
        "greeting": rf"^{words.any_of('greeting')}{name}\s*[,!.:)-]*$",
        "closing": rf"{words.any_of('closing')}(?:{name}\s*[,!.]*$|,)",
        "contact": words.any_of("contact"),
        "author": rf"^(?!.*{words.any_of('session')})\D*{words.any_of('author')}\D*$",
    }
    return {key: re.compile(pattern, re.IGNORECASE) for key, pattern in table.items()}


def subject_of(text: str, language: str) -> str:
    """What an e-mail says it is about, "" for a text that is none."""
    subject = wording_of(language).any_of("subject")
    found = re.search(rf"^[> ]*{subject}\s*:[ \t]*(.+)$", text, re.MULTILINE | re.IGNORECASE)
    return (
        one_line(re.sub(r"^(?:\s*(?:re|aw|fw|fwd|wg|rv)\s*:)+", "", found[1], flags=re.I))
        if found
        else ""
    )
