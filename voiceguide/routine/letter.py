"""The lines of a pasted text: bullets taken off, and what an e-mail has around a list marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from voiceguide.lang.language import by_languages
from voiceguide.routine.wording import wording_of
from voiceguide.text import has_words, one_line, without_emoji

MOST_LETTERS = 400
"""A longer line is a paragraph, and no exercise."""
_BULLET = re.compile(
    r"(?:(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u00b7\u2013\u2014\u2212\u2192\u27a2o]|\[[ xX]?\])\s+"
    r"|[\u2022\u25aa\u25cf\u25e6\u00b7\u2713\u2714\u2610\u2611]\s*"
    r"|(?P<figure>\(?\d{1,3}[.)]\)?(?!\d)\s*|\(?[a-hA-H][.)]\s+))+"
)
_QUOTED = re.compile(r"\s*((?:>\s?)+)")
_LINK = re.compile(
    r"https?://|www\.|\S+@\S+\.\w|^\s*(?:tel|fax|fon|phone)\b|\+\d[\d /()-]{6,}", re.I
)


class WrittenLine(Struct, frozen=True):
    """One line that has words. `number` counts from 1."""

    number: int
    text: str
    """Without its bullet and its number."""
    indent: int
    bullet: str
    """What it begins with: "-", "1" for any number, "" for nothing."""
    heading: bool
    """Whether # or bold makes it one."""
    why: str = ""
    """Why it is left out, "" where it may belong to the list."""


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
            if not lines or lines[-1] is not None:
                lines.append(None)
            continue
        line = _written(number, bare)
        why = "a signature" if signed is not None else _around(line, patterns)
        if why == "a signature" or (patterns["closing"].match(line.text) and not line.bullet):
            signed, why = depth, "a signature"
        if why == "a quoted message begins":
            signed = None
        lines.append(line if not why else WrittenLine(line.number, line.text, 0, "", False, why))
    return lines


def _written(number: int, raw: str) -> WrittenLine:
    expanded = raw.expandtabs(4).replace("\xa0", " ")
    text = one_line(without_emoji(raw.strip()))
    indent = len(expanded) - len(expanded.lstrip())
    marks = re.match(r"#{1,6}\s+(?=\S)", text)
    bold = re.fullmatch(r"(?:\*\*|__)(.+?)(?:\*\*|__)(:?)", text)
    if marks or bold:
        inner = text[marks.end() :].rstrip("# ") if marks else f"{bold[1]}{bold[2]}"  # type: ignore[index]
        return WrittenLine(number, inner.strip("*_ "), indent, "", True)
    bullet = _BULLET.match(text)
    if bullet is None or not has_words(text[bullet.end() :]):
        return WrittenLine(number, _plain(text), indent, "", False)
    return WrittenLine(
        number, _plain(text[bullet.end() :]), indent,
        "1" if bullet["figure"] else text[0], False,
    )  # fmt: skip


def _plain(text: str) -> str:
    """Without the asterisks and underscores that make words bold."""
    return re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)


def _around(line: WrittenLine, patterns: dict[str, re.Pattern[str]]) -> str:
    """Why a line does not belong to the list, "" where it may."""
    if len(line.text) > MOST_LETTERS:
        return f"it is longer than {MOST_LETTERS} characters"
    if line.bullet or line.heading:
        return ""
    if patterns["wrote"].search(line.text):
        return "a quoted message begins"
    if patterns["header"].match(line.text):
        return "a line of an e-mail"
    if patterns["greeting"].match(line.text):
        return "a greeting"
    return "an address" if _LINK.search(line.text) else ""


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
        "header": rf"(?:{own}|{mail})\s*:\s+\S",
        "greeting": rf"{words.any_of('greeting')}{name}\s*[,!.:)-]*$",
        "closing": rf"{words.any_of('closing')}(?:{name}\s*[,!.]*$|,)",
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


def texts_of(lines: list[WrittenLine | None]) -> Iterator[str]:
    """The lines that may belong to the list: what tells its language."""
    return (line.text for line in lines if line is not None and not line.why)
