"""What an exercise is called, and what is said of it, of the words in a line that are no dose."""

from __future__ import annotations

import re

from voiceguide.routine.dose import Dosage, trim
from voiceguide.text import has_words

SENTENCE = 3
"""From so many words on, what stands behind a name says how it is done."""
_TITLE_WORDS = 6
"""A line without a dose and with more words is a sentence."""


def name_of(dosage: Dosage) -> tuple[str | None, tuple[str, ...]]:
    """An exercise's name, and what is said of it, of what is no dose in its line."""
    pieces = dosage.pieces
    if not pieces:
        return None, ()
    title, *more = pieces
    say: list[str] = []
    split = re.match(r"(.{2,60}?)(?::\s+|\.\s+|\s+[–—-]\s+|,\s+)(.+)", title)
    longer = len(title.split()) > SENTENCE + 1
    if split and longer and len(split[2].split()) >= SENTENCE and has_words(split[1]):
        title, rest = trim(split[1]), trim(split[2])
        say.append(rest)
    aside = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", title)
    if aside and len(aside[2].split()) >= SENTENCE:
        title = aside[1]
        say.append(aside[2])
    for piece in more:
        if len(piece.split()) >= SENTENCE:
            say.append(piece)
        else:
            title = f"{title} {piece}"
    title = title[0].upper() + title[1:]
    return without_braces(title), tuple(as_sentence(text) for text in say if has_words(text))


def without_braces(text: str) -> str:
    """Without braces, which a routine fills in."""
    return text.replace("{", "(").replace("}", ")")


def as_sentence(text: str) -> str:
    """A text as a sentence is written."""
    text = (
        without_braces(trim(text))
        if not text.endswith(("!", "?", "…", ".", ")"))
        else without_braces(text)
    )
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def is_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?", "…", ",", ";")) and len(text.split()) > 1


def is_prose(text: str) -> bool:
    return is_sentence(text) or len(text.split()) > _TITLE_WORDS


def has_figures(title: str) -> bool:
    """Whether figures stay in a name that may have been a dose; "Warrior 2" and "90/90" are
    names."""
    figures = re.sub(r"(\d+)/\1(?!\d)", "", title)
    return any(len(one) > 1 or one > "4" for one in re.findall(r"\d+", figures))
