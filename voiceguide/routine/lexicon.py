"""How words are said: a lexicon gives a respelling to words the voice would say wrong.

    "90/90" = "ninety ninety"
    psoas = "so as"

It changes what a speech engine is given, and nothing else: captions and timelines keep the word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from voiceguide.errors import RoutineError
from voiceguide.lang.toml import parse_toml
from voiceguide.text import composed


class Lexicon:
    """Words and their respellings. Upper and lower case are the same."""

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self.words = {_plain(word): said for word, said in (words or {}).items()}
        self._hash = hash(frozenset(self.words.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lexicon) and self.words == other.words

    def __hash__(self) -> int:
        return self._hash

    def respell(self, text: str, say: Callable[[str], str] | None = None) -> str:
        """Put the respellings in: whole words only, the longest first, each place once.

        `say` is given what lies between words of the lexicon, and what it makes is respelled too:
        so "90/90" is found as it is written, and "seconds" in what "45s" is said as.
        """
        if say and not self.words:
            return say(text)
        rest = (lambda part: self.respell(say(part))) if say else str
        pieces, at = [], 0
        for start, end in self._places(text):
            pieces += [rest(text[at:start]), self._said(text[start:end])]
            at = end
        return "".join([*pieces, rest(text[at:])])

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where words of the lexicon stand: from, to."""
        if not self.words:
            return
        for match in self._pattern.finditer(_folded(text)):
            start, end = match.span()
            # to \w a mark is no letter, but behind one or before one a word goes on
            if not any(map(_is_mark, text[start - 1 : start] + text[end : end + 1])):
                yield start, end

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.words, key=lambda word: (-len(word), word))
        any_word = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
        return re.compile(rf"(?<!\w)(?:{any_word})(?!\w)")

    def _said(self, word: str) -> str:
        said = self.words[_plain(word)]
        # the first word of a sentence keeps its capital: some voices hear sentences by it
        return said[:1].upper() + said[1:] if word[:1].isupper() else said


def parse_lexicon(text: str, file: str = "lexicon") -> dict[str, str]:
    """Read a lexicon: TOML, one `word = "respelling"` a line. Raises RoutineError with file:line"""
    try:
        data = parse_toml(text, file)
    except RoutineError as error:
        error.remedy = (
            'Write one word a line, like glute = "gloot"; a word with anything but letters in it '
            'stands in quotes: "90/90" = "ninety ninety".'
        )
        raise
    for word, said in data.items():
        if not isinstance(said, str) or not said.strip() or not word.strip():
            raise RoutineError(
                f"the lexicon does not say how {word!r} is said",
                where=f"{file}:{_line_of(text, word)}",
                remedy=f'Write "{word}" = "..." with words in the quotes.',
            )
    return {composed(word): composed(said) for word, said in data.items()}


def merge_lexicons(lexicons: Iterable[Mapping[str, str]]) -> Lexicon:
    """Lay lexicons over one another: a later one replaces the words of an earlier one."""
    words: dict[str, str] = {}
    for one in lexicons:
        words.update({_plain(word): said for word, said in one.items()})
    return Lexicon(words)


def _plain(word: str) -> str:
    return " ".join(_folded(word).split())


def _is_mark(letter: str) -> bool:
    """Whether this belongs to the letter before it: an accent, a vowel sign of Hindi."""
    return unicodedata.category(letter).startswith("M")


def _folded(text: str) -> str:
    """A text whose letters have no case (Unicode's own folding), as long as it was.

    Two letters are the same where this says so. To IGNORECASE the Turkish i with and without a dot
    are one letter, and a word would be looked up that is not in the lexicon. What folds to two
    letters is only made small: a capital sharp s is a sharp s.
    """
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


def _folded_letter(letter: str) -> str:
    forms = (letter.casefold(), letter.lower(), letter)
    return next(form for form in forms if len(form) == 1)


def _line_of(text: str, word: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if word and re.match(rf"""\s*\[?["']?{re.escape(word)}\b""", line):
            return number
    return 1
