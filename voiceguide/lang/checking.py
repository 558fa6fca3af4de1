"""A language somebody wrote, held against English: every mistake has its line and its key."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.lang.language import ENGLISH, Language, LanguageFile, our_file
from voiceguide.lang.reading import FREE

NEEDED: dict[str, tuple[str, ...]] = {"units": ("h", "min", "s"), "half": ("",)}
"""What a table of the language's own keys has to have."""
PARTS = ("n", "count", "many", "noun", "half", "rest", "fraction", "own", "glued")
"""What stands in braces in the templates of [say]."""
MOST_PACE = 5_000
"""No voice takes longer over a letter, a word or a mark, milliseconds."""
TEMPLATES = ("part", "and_half", "and_part")
_KINDS = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a number",
    list: "a list of texts",
    dict: "a table of texts",
}


def check_language(language: Language) -> None:
    """Read all of a language. Raises RoutineError with file:line and the key that is wrong."""
    for source in language.sources:
        for name in source.pieces:
            known = our_file(ENGLISH).pieces
            if name not in known:
                raise UnknownName("table", name, filter(None, known), where=source.where(name))
            for key, value in source.table(name).items():
                _check_value(source, name, key, value)
    if language.has("say"):
        for name in ("say", "units", *FREE):
            _check_whole(language, name)


@cache
def _model() -> Language:
    """English as we wrote it, whatever somebody else has in its place."""
    return Language(ENGLISH, [our_file(ENGLISH)])


def _check_value(source: LanguageFile, name: str, key: str, value: Any) -> None:
    english = _model().table(name)
    free = name in {"units", *FREE}
    if key not in english and not free:
        raise UnknownName("key", key, english, where=source.where(name, key))
    model = english.get(key) if not free else next(iter(english.values()))
    problem = _fault(model, value) or _out_of_range(name, key, value) or (
        _wrong_template(value) if name == "say" and key in TEMPLATES
        else "" if free or not isinstance(value, str)
        else _wrong_places(str(model), value)
    )  # fmt: skip
    if problem:
        raise RoutineError(
            f"{key!r} in [{name}] {problem}" if name else f"{key!r} {problem}",
            where=source.where(name, key),
            remedy="The same key in voiceguide's own en.toml shows how it is written.",
        )


def _fault(model: Any, value: Any) -> str:
    """What is wrong with the kind of a value."""
    kind = int if isinstance(model, float) else type(model)
    right = isinstance(value, int | float) if kind is int else isinstance(value, kind)
    if not right or (kind is int and isinstance(value, bool)):
        return f"is not {_KINDS[kind]}"
    inside = list(value.values()) if isinstance(value, dict) else value
    if kind is list and (
        len(value) != len(model) or not all(isinstance(one, str) for one in inside)
    ):
        return f"is not a list of {len(model)} texts"
    if kind is dict and not all(isinstance(one, str | dict) for one in inside):
        return "is not a table of texts"
    return ""


def _out_of_range(name: str, key: str, value: Any) -> str:
    """What is wrong with a value of the right kind that a tag or a plan could not hold."""
    if not name and key == "iso" and not re.fullmatch("[a-z]{3}", value):
        return "is not three small letters (ISO 639-2)"
    if name == "pace" and not 0 <= value <= MOST_PACE:
        return f"is not between 0 and {MOST_PACE} milliseconds"
    return ""


def _wrong_places(model: str, text: str) -> str:
    """Whether a text has as many places to be filled in as the English one."""
    places = model.count("{}")
    if text.count("{}") == text.count("{") == text.count("}") == places:
        return ""
    return f"has to have {{}} {places} times" if places else "must have no braces"


def _wrong_template(text: str) -> str:
    try:
        text.format(**dict.fromkeys(PARTS, ""))
    except (LookupError, ValueError, AttributeError):
        return f"has braces that mean nothing; there are {' '.join(f'{{{one}}}' for one in PARTS)}"
    return ""


def _check_whole(language: Language, name: str) -> None:
    """A language that reads signs reads all of them."""
    english, table = _model().table(name), language.table(name)
    needed = NEEDED.get(name, () if name == "short" else tuple(english))
    known = {word for key in table for word in key.split()} if name == "units" else table
    for key in needed:
        if key not in known:
            where = language.sources[-1].where(name)
            raise RoutineError(f"[{name}] does not have {key!r}", where=where)
