"""Signs said as words, for the voice alone: "3x8, ~30 s" is "three times eight, about thirty
seconds".

A voice reads "45s" as letters and "5-10" with a dash. Captions, lyrics and timelines keep what is
written. Most sentences have no signs: the rules (reader.py) are loaded where one has.
"""

from __future__ import annotations

import re
from functools import cache

from voiceguide.lang.language import base_of, by_languages, language_of
from voiceguide.text import without_emoji

_TIMES = re.compile("(?<=\\d)\\s?[\u2715\u2716\u2a2f]\ufe0f?\\s?(?=[\\d~])")
"""The crosses of fonts and emoji, between two numbers."""


def say_signs(text: str, language: str = "en") -> str:
    """Put words in the place of signs, and leave emoji out.

    In a language without [say] only emoji are left out. Spaces at both ends stay, so that this may
    be a part of a sentence.
    """
    text = without_emoji(_TIMES.sub("×", text))
    base = base_of(language)
    if not _signs(base).search(text):
        return text
    from voiceguide.lang.reader import reader_of

    return reader_of(base).say(text)


@by_languages
@cache
def _signs(language: str) -> re.Pattern[str]:
    """What there is something to do about: nothing in a language without a reading."""
    words = language_of(language)
    if not words.has("say"):
        return re.compile("(?!)")
    signs, short = re.escape("".join(words.table("signs"))), map(re.escape, words.table("short"))
    return re.compile(rf"[\d~≈/½⅓⅔¼¾⅕⅛⅜{signs}]" + "".join(f"|(?i:{one})" for one in short))
