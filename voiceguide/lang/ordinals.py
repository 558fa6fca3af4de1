"""Ordinals as they are said: "1st", "3. Satz", "2ª serie"."""

from __future__ import annotations

import re
from functools import cache

from voiceguide.lang.reading import Dotted, any_of, reading_of


def say_ordinals(text: str, language: str) -> str:
    """Put the words in; what is no ordinal is left alone."""
    words = reading_of(language)
    if words.ordinals.degree:  # in Spanish people write "90º" for degrees: 20 or more is no ordinal
        text = re.sub(
            rf"(?<=[2-9]\d){words.ordinals.degree}|(?<=\d{{3}}){words.ordinals.degree}", "°", text
        )
    if words.ordinals.marks:
        text = _say_marked(text, language)
    return _Endings(words.dotted, language).say(text) if words.dotted.nouns else text


def _say_marked(text: str, language: str) -> str:
    """Ordinals with something behind the digits: "1st", "2ª"."""
    words = reading_of(language)
    forms = {mark: form for marks, form in words.ordinals.marks.items() for mark in marks.split()}
    marked = any_of(" ".join(sorted(forms, key=len, reverse=True)))
    digits = rf"\d{{1,{words.ordinals.digits}}}"

    def say(match: re.Match[str]) -> str:
        said = _ordinal(match[1], language)
        for ending, other in forms[match[2].lower()].items():
            said = re.sub(rf"{re.escape(ending)}\b", other, said)
        return said

    between = rf"(?i)(?<=\d)({marked})\s?[-–]\s?(?={digits}(?:{marked})(?!\w))"
    text = re.sub(between, lambda mark: f"{mark[1]} {words.say.to} ", text)
    return re.sub(rf"(?i)(?<![\w.,:-])({digits})({marked})(?!\w)", say, text)


def _ordinal(number: str, language: str) -> str:
    from num2words import num2words

    return str(num2words(int(number), lang=language, to="ordinal"))


class _Endings:
    """ "3. Satz" is an ordinal, "Zähle bis 3. Dann" is none: what stands around it decides."""

    def __init__(self, words: Dotted, language: str) -> None:
        self.words = words
        self.language = language
        self.last = ""

    def say(self, text: str) -> str:
        """Put words in the place of the ordinals of a text."""
        say = reading_of(self.language).say
        text = _PAIR.sub(
            lambda pair: f"{pair[1]} {say.either if pair['sign'] == '/' else say.to} ", text
        )
        return _pattern(self.words.joins).sub(self._say, text)

    def _say(self, match: re.Match[str]) -> str:
        article = (match["article"] or "").lower()
        if not (article in self.words.joins.split() and self.last):  # "im 1. und 2. Satz"
            self.last = self._ending(
                article, (match["before"] or "").lower(), self._gender(match["noun"])
            )
        if not self.last:
            return match.group()
        head = match.group()[: match.start("number") - match.start()]
        said = _ordinal(match["number"], self.language).removesuffix(self.words.closing)
        return f"{head}{said}{self.last} "

    def _gender(self, noun: str) -> str:
        """The gender of a noun that is counted; "" for any other word."""
        if not noun[0].isupper():
            return ""
        nouns = self.words.nouns.items()
        return next((g for g, known in nouns if noun.lower().endswith((*known.split(),))), "")

    def _ending(self, article: str, before: str, gender: str) -> str:
        """How it ends behind an article, before a noun of a gender; "" where it is none."""
        for articles, ending in self.words.weak.items():
            if article in articles.split():
                return ending
        dative = self.words.prepositions.split()
        mixed = self.words.mixed
        if article in mixed["words"].split():
            return mixed["otherwise" if gender == "f" or before in dative else "ends"]
        if not gender or article == reading_of(self.language).say.to:
            return ""
        return (self.words.dative if article in dative else self.words.strong)[gender]


_PAIR = re.compile(r"(?<![\w.,:/-])(\d{1,2}\.)\s?(?P<sign>[-–/])\s?(?=\d{1,2}\. [^\W\d_])")


@cache
def _pattern(joins: str) -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.,:/-])(?:(?:(?P<before>[^\W\d_]+) )?(?P<article>[^\W\d_]+) )?"
        rf"(?P<number>\d{{1,3}})\. (?=(?:(?:{any_of(joins)}) \d{{1,3}}\. )?(?P<noun>[^\W\d_]+))"
    )
