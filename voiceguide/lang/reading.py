"""How a language reads what is written in signs; en.toml says what each of these is."""

from __future__ import annotations

import re
from functools import cache

import msgspec
from msgspec import Struct

from voiceguide.lang.language import by_languages, language_of

Forms = dict[str, str]
FREE = ("fractions", "half", "short", "signs")
"""Tables whose keys are the language's own."""


class Unit(Struct, frozen=True):
    """A unit as it is said: one of it ("eine Minute"), many ("Minuten"), and half of one."""

    one: str
    many: str
    half: str

    @property
    def article(self) -> str:
        """What stands for 1: "eine" of "eine Minute"."""
        return self.one.partition(" ")[0]

    @property
    def noun(self) -> str:
        """One of it without the article."""
        return self.one.partition(" ")[2]


class Spoken(Struct, frozen=True):
    """[say]"""

    singular: bool = False
    grouped: str = ""
    decimal: Forms = {}
    part: str = ""
    and_half: str = ""
    and_part: str = ""
    about: tuple[str, str, str] = ("", "", "")
    to: str = ""
    per: str = ""
    per_nouns: str = ""
    either: str = ""
    joins: str = ""
    out_of: str = ""
    places: str = ""
    of: str = ""
    clock_before: str = ""
    clock_behind: str = ""
    sums: str = ""
    tight: Forms = {}


class Agree(Struct, frozen=True):
    """[agree]"""

    feminine: str = ""
    number: Forms = {}
    feminine_number: Forms = {}
    feminine_inside: Forms = {}
    alone: Forms = {}
    article: str = ""
    glued: Forms = {}
    meet: Forms = {}
    times: str = ""
    """What stands behind a number that says how often, where it is not the unit "×"."""


class Dotted(Struct, frozen=True):
    """[dotted]"""

    nouns: Forms = {}
    strong: Forms = {}
    dative: Forms = {}
    prepositions: str = ""
    weak: Forms = {}
    mixed: Forms = {}
    joins: str = ""
    closing: str = ""


class Ordinals(Struct, frozen=True):
    """[ordinals]"""

    digits: int = 0
    degree: str = ""
    marks: dict[str, Forms] = {}


class Reading(Struct, frozen=True):
    """All of it, the units by their spellings."""

    units: dict[str, Unit]
    fractions: Forms
    half: Forms
    short: Forms
    signs: Forms
    say: Spoken
    agree: Agree
    ordinals: Ordinals
    dotted: Dotted


@by_languages
@cache
def units_of(language: str) -> dict[str, Unit]:
    """The units of a language by their spellings; none in a language that has no file."""
    return {
        spelling: Unit(*forms)
        for spellings, forms in language_of(language).table("units").items()
        for spelling in spellings.split()
    }


@by_languages
@cache
def agreement_of(language: str) -> Agree:
    """What a noun does to the number before it."""
    return msgspec.convert(language_of(language).table("agree"), Agree)


@by_languages
@cache
def reading_of(language: str) -> Reading:
    """The reading of a language; an empty one where it has none."""
    table = language_of(language).table
    return Reading(
        units=units_of(language),
        agree=agreement_of(language),
        say=msgspec.convert(table("say"), Spoken),
        ordinals=msgspec.convert(table("ordinals"), Ordinals),
        dotted=msgspec.convert(table("dotted"), Dotted),
        **{name: dict(table(name)) for name in FREE},
    )


def any_of(words: str) -> str:
    """A pattern for one of some words, which have spaces between them; without any, for nothing."""
    return "|".join(map(re.escape, words.split())) or "(?!)"
