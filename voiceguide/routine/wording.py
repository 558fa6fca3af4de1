"""The words exercise lists are written in, by language, and which language a list is in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from voiceguide.errors import RoutineError
from voiceguide.lang.language import ENGLISH, all_languages, by_languages, language_of

TABLE = "handout"
_ENOUGH = 2
"""Words another language has to lead by, before a list is taken to be in it."""
_FEW_LETTERS = 20
_OURS = re.compile("[a-zäöüßáéíóúñàèêçøïãā]", re.IGNORECASE)
"""Letters of the languages that are read, and of words they have borrowed."""


class Wording:
    """The words of one language, by what they mean."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._table = language_of(language).table(TABLE)
        self._patterns: dict[tuple[str, ...], str] = {}

    def words(self, *keys: str) -> list[str]:
        """What is written for any of these keys, the longest first."""
        found = [word for key in keys for word in _split(self._table.get(key, ""))]
        return sorted(dict.fromkeys(found), key=len, reverse=True)

    def any_of(self, *keys: str) -> str:
        """A pattern for one of those words, whole; one that matches nothing where there is none."""
        if keys not in self._patterns:
            words = [r"\s+".join(map(re.escape, word.split())) for word in self.words(*keys)]
            pattern = rf"(?<![^\W\d_])(?:{'|'.join(words)})(?![^\W\d_])" if words else r"(?!)"
            self._patterns[keys] = pattern
        return self._patterns[keys]

    def first(self, key: str) -> str:
        """The word this language has for something."""
        return str(self._table.get(key, ""))

    def numbers(self, key: str) -> Mapping[str, str]:
        """Numbers in words -> in figures."""
        pairs = (word.rpartition(" ") for word in _split(self._table.get(key, "")))
        return {word: figure for word, _, figure in pairs}


def _split(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


@by_languages
@cache
def wording_of(language: str) -> Wording:
    """The words of a language, read once."""
    return Wording(language)


def readable_languages() -> list[str]:
    """The languages whose lists are read, English first."""
    return [code for code in all_languages() if "reps" in language_of(code).table(TABLE)]


@by_languages
@cache
def rest_names() -> frozenset[str]:
    """What a timer's pauses are called in any language that is read."""
    words = [wording_of(code).words("rest") for code in readable_languages()]
    return frozenset(word for some in words for word in some)


def tell_language(text: str, file: str) -> str:
    """The language a list is in; English where nothing tells. Raises RoutineError for another."""
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    if _is_foreign(words):
        raise _unreadable("", file)
    score = {code: _score(words, _telling(code)) for code in all_languages()}
    readable = readable_languages()
    own = max(readable, key=lambda code: score[code])
    other = max(score, key=lambda code: score[code])
    if other not in readable and score[other] >= score[own] + _ENOUGH:
        raise _unreadable(other, file)
    if ENGLISH in readable and score[ENGLISH] == score[own]:
        return ENGLISH
    return own


def _score(words: Mapping[str, int], telling: frozenset[str]) -> int:
    """How many different words tell it; one that stands on every line is one word."""
    return sum(word in telling for word in words)


@by_languages
@cache
def _telling(code: str) -> frozenset[str]:
    """The words that speak for a language."""
    table = language_of(code).table(TABLE)
    texts = [text for key, text in table.items() if not key.startswith("column")]
    words = [word for text in texts for part in _split(text) for word in part.split()]
    return frozenset(word for word in words if len(word) > 1 or not word.isascii())


def _is_foreign(words: Mapping[str, int]) -> bool:
    """Whether letters that none of our languages has stand in more than a word here and there."""
    strange = [word for word in words if _OURS.sub("", word.replace("-", ""))]
    letters = sum(map(len, words))
    return len(strange) > max(1, len(words) // 5) or (
        bool(strange) and letters < _FEW_LETTERS and len(strange) * 2 > len(words)
    )


def _unreadable(code: str, file: str) -> RoutineError:
    named = _names([code])[0] if code else ""
    looks = f"it looks like {named}" if named else "its letters are of another one"
    return RoutineError(
        f"this list is in a language that cannot be read: {looks}",
        where=file,
        remedy=f"Write it in one of these: {', '.join(_names(readable_languages()))}.",
    )


def _names(codes: Iterable[str]) -> list[str]:
    """What languages are called in English."""
    names = (str(language_of(code).table("").get("names", code)) for code in codes)
    return [name.split()[0].capitalize() for name in names]
