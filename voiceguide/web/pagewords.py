"""The page's own words, in the language a browser asks for; they stand in lang/, under [page]."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from flask import request

from voiceguide.lang.language import ENGLISH, all_languages, base_of, language_of

Words = Mapping[str, Any]


def page_language() -> str:
    """The language of the page for whoever asks: the first they read that has words for it."""
    known = {code for code in all_languages() if language_of(code).has("page")}
    wanted = (base_of(code) for code in request.accept_languages.values())
    return next((code for code in wanted if code in known), ENGLISH)


def page_words() -> Words:
    """The words of the page for whoever asks."""
    return words_in(page_language())


def words_in(language: str) -> Words:
    """The words of the page in a language."""
    return language_of(language).words("page")


def fill(text: str, *values: object) -> str:
    """Put values into the places of a text, in their order."""
    for value in values:
        text = text.replace("{}", str(value), 1)
    return text


def tell_moment(moment: datetime.datetime, words: Words) -> str:
    """A moment: "28 Nov 2026, 12:50"."""
    month = words["months"].split()[moment.month - 1]
    return fill(words["date"], moment.day, month, moment.year, f"{moment:%H:%M}")


def capitalize(text: str) -> str:
    """Begin with a capital, and leave the rest."""
    return text[:1].upper() + text[1:]
