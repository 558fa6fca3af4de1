"""Names in the words of a routine file: "{{ side }} knee" becomes "left knee"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.text import has_words, without_emoji

PLACES = ("side", "other_side", "reps", "hold")
"""What can be filled in besides the routine's own [vars]."""
_BEGINS = re.compile(r"(?:^|[.!?…]\s)[\s\"'“„«¿¡(]*$")
"""What stands before the first word of a sentence."""
_PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


MOST_LETTERS = 1000
"""How long one title or text of a routine may be: a minute of speech."""
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")


def stray_sign(text: str) -> str:
    """What looks like a part of a template in a text and is none; "" where nothing does."""
    match = _STRAY.search(without_places(text))
    return match[0] if match else ""


def parse_text(text: str) -> str:
    """The text. Raises RoutineError for one that nobody could say."""
    if not has_words(without_emoji(text)):
        raise RoutineError(f"{text!r} has no words to say", remedy="Write some, or leave it out.")
    if len(text) > MOST_LETTERS:
        raise RoutineError(
            f"a text has {len(text)} characters",
            remedy=f"It may have {MOST_LETTERS}: make several of it, say = [...].",
        )
    return text


def check_places(text: str, own: Collection[str], *, once: bool) -> None:
    """Raise RoutineError for a name that nothing can be filled in for."""
    for match in _PLACE.finditer(text):
        name = match[1].strip()
        if not re.fullmatch(r"\w+", name):
            raise RoutineError(
                f"{match[0]!r} is not a name", remedy="Between {{ and }} stands a name alone."
            )
        if name not in {*PLACES, *own}:
            raise UnknownName("variable", name, dict.fromkeys([*PLACES, *own]))
        if once and name in {"side", "other_side"} and name not in own:
            raise RoutineError(
                f"{name!r} stands for nothing: this exercise is done once",
                remedy='Leave it out, or write sides = "each".',
            )


def fill_places(text: str, values: Mapping[str, object]) -> str:
    """Put in what is known; a name that has no value is left out. A side that begins a sentence
    begins with a capital; somebody's own [vars] stay as they are."""

    def filled(match: re.Match[str]) -> str:
        name = match[1].strip()
        said = _said(values.get(name))
        begins = name in PLACES and _BEGINS.search(text[: match.start()])
        return said[:1].upper() + said[1:] if begins else said

    return _PLACE.sub(filled, text)


def without_places(text: str) -> str:
    """The text with nothing put in: for names of files and exercises."""
    return _PLACE.sub(" ", text)


def has_strange_place(text: str, own: Collection[str]) -> bool:
    """Whether it has a "{{" that nothing is filled in for."""
    return "{{" in _PLACE.sub(
        lambda match: "" if match[1].strip() in {*PLACES, *own} else match[0], text
    )


def as_data(text: str, own: Collection[str]) -> str:
    """A text as somebody typed it, with braces only around names that are filled in: any others
    become round ones."""
    parts, at = [], 0
    for match in _PLACE.finditer(text):
        known = match[1].strip() in {*PLACES, *own}
        parts += [_round(text[at : match.start()]), match[0] if known else _round(match[0])]
        at = match.end()
    return "".join((*parts, _round(text[at:])))


def _round(text: str) -> str:
    return text.translate({ord("{"): "(", ord("}"): ")"})


def _said(value: object) -> str:
    return "" if value is None else str(value)
