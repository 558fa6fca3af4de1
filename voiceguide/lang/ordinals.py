"""Ordinals as they are said: "1st", "3. Satz", "2ª serie"."""

from __future__ import annotations

import re

# compiled when they are needed: few sentences have a number in them
_ENGLISH = r"(?i)(?<![\w.,:-])(\d{1,4})(?:st|nd|rd|th)(?!\w)"
_ENGLISH_RANGE = r"(?i)(?<=\d)(st|nd|rd|th)\s?[-–]\s?(?=\d{1,4}(?:st|nd|rd|th)(?!\w))"
_SPANISH = (
    r"(?<![\w.,:-])(\d{1,2})(?:\.?(?P<sign>[ºª])|\.?(?P<short>er)|(?P<end>[rdtvmn][oa]))(?!\w)"
)
_DEGREES = r"(?<=[2-9]\d)º|(?<=\d{3})º"
"""In Spanish people write "90º" for degrees, too: what is 20 or more is no ordinal."""
_GERMAN = (
    r"(?<![\w.,:/-])(?:(?:(?P<before>[^\W\d_]+) )?(?P<article>[^\W\d_]+) )?"
    r"(?P<number>\d{1,3})\. (?=(?:(?:und|oder|bis) \d{1,3}\. )?(?P<noun>[^\W\d_]+))"
)
_GERMAN_PAIR = re.compile(r"(?<![\w.,:/-])(\d{1,2}\.)\s?(?P<sign>[-–/])\s?(?=\d{1,2}\. [^\W\d_])")
_NOUNS = {
    "m": "satz durchgang tag teil schritt versuch atemzug block platz punkt januar februar märz "
    "april mai juni juli august september oktober november dezember",
    "f": "runde wiederholung seite übung serie minute sekunde stunde woche position stufe phase "
    "hälfte sitzung einheit dehnung",
    "n": "mal set intervall bein jahr level kapitel",
}
"""German nouns that are counted, by gender; a compound has the gender of its last part."""
_WEAK_N = "dem den des im am beim vom zum zur einem einer eines einen jedem jeden diesem diesen"
_WEAK = "die das eine jede jedes diese dieses"
_BY_GENDER = "der jeder dieser"
_AND = ("und", "oder", "bis")
_DATIVE = "ab aus bei in mit nach seit von vor während zu"


def say_ordinals(text: str, language: str) -> str:
    """Put the words in, in English, German or Spanish; other texts are left alone."""
    if language == "en":
        text = re.sub(_ENGLISH_RANGE, r"\1 to ", text)
        return re.sub(_ENGLISH, lambda match: _ordinal(match[1], "en"), text)
    if language == "es":
        return re.sub(_SPANISH, _spanish, re.sub(_DEGREES, "°", text))
    return _say_german(text) if language == "de" else text


def _ordinal(number: str, language: str) -> str:
    from num2words import num2words

    return str(num2words(int(number), lang=language, to="ordinal"))


def _spanish(match: re.Match[str]) -> str:
    words = _ordinal(match[1], "es")
    if match["short"]:
        return re.sub(r"(primer|tercer)o$", r"\1", words)
    feminine = match["sign"] == "ª" or (match["end"] or "").endswith("a")
    return re.sub(r"o\b", "a", words) if feminine else words


def _say_german(text: str) -> str:
    """ "3. Satz" is an ordinal, "Zähle bis 3. Dann" is none: what stands around it decides."""
    last = ""
    text = _GERMAN_PAIR.sub(
        lambda pair: f"{pair[1]} {'oder' if pair['sign'] == '/' else 'bis'} ", text
    )

    def say(match: re.Match[str]) -> str:
        nonlocal last
        article = (match["article"] or "").lower()
        goes_on = article in _AND and last  # "im 1. und 2. Satz"
        gender = _gender(match["noun"])
        last = last if goes_on else _ending(article, (match["before"] or "").lower(), gender)
        if not last:
            return match.group()
        head = match.group()[: match.start("number") - match.start()]
        return f"{head}{_ordinal(match['number'], 'de').removesuffix('e')}{last} "

    return re.sub(_GERMAN, say, text)


def _gender(noun: str) -> str:
    """The gender of a noun that is counted; "" for any other word."""
    if not noun[0].isupper():
        return ""
    return next((g for g, nouns in _NOUNS.items() if noun.lower().endswith((*nouns.split(),))), "")


def _ending(article: str, before: str, gender: str) -> str:
    """How an ordinal ends behind an article, before a noun of a gender; "" where it is none."""
    if article in _WEAK_N.split():
        return "en"
    if article in _BY_GENDER.split():
        return "en" if gender == "f" or before in _DATIVE.split() else "e"
    if article in _WEAK.split():
        return "e"
    if not gender or article == "bis":
        return ""
    strong = {"m": "em", "f": "er", "n": "em"} if article in _DATIVE.split() else {
        "m": "er", "f": "e", "n": "es",
    }  # fmt: skip
    return strong[gender]
