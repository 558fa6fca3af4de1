"""How the signs of one language are said; signs.py calls it where there are any.

Numbers that stand alone are left to the voice, and so is whatever looks like a date, a telephone
number, an address or a version.
"""

from __future__ import annotations

import re
from functools import cache, cached_property

from voiceguide.errors import DurationError
from voiceguide.lang.amounts import Amounts
from voiceguide.lang.language import by_languages
from voiceguide.lang.lengths import parse_duration
from voiceguide.lang.ordinals import say_ordinals
from voiceguide.lang.reading import Unit, any_of, reading_of
from voiceguide.lang.spoken import say_duration

_FRACTIONS = ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/8", "3/8")
_PLAIN = str.maketrans({
    **dict(zip("½⅓⅔¼¾⅕⅛⅜", _FRACTIONS, strict=True)),
    **{"⁄": "/", "℃": "°C", "℉": "°F", "\u00a0": " ", "\u202f": " ", "\u2009": " "},
    **dict.fromkeys("\u2010\u2011\u2012", "-"),
})  # fmt: skip
"""What is written in one character, as it is written in several; hyphens that do not break."""
_OTHERWISE = tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in (
    (r"(?<=\d)(?=[½⅓⅔¼¾⅕⅛⅜])", " "),
    (r"(?<![\w/.,:-])(\d{1,2})-(?=[1-7]/[2-8](?![\d/]))", r"\1 "),  # 1-1/2
    (r"(?<![\w.,])\.(?=\d)", "0."),  # .5
    (r"(?<=\d)\s?°\s?(?=[CF]\b)", "°"),  # 20 ° C
))  # fmt: skip
"""What can be written in several ways, and the way that is read."""
_FREE = r"(?<![\w$€£])(?<!\d[.,:/])(?<!\w-)"
"""Before what is said as words: it is no part of something longer."""
_CHAIN = re.compile(
    r"(?<![\w.,:/-])[1-9]?\d(?:(?P<dash>\s?[-–]\s?)[1-9]?\d)(?:(?P=dash)[1-9]?\d)+"
    r"(?![\w/:–-]|[.,]\d|\s?=)"
)
"""A tempo, a breath, a ladder: "4-7-8"."""
_LENGTH = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?"
_COMPOUND = re.compile(
    _FREE + r"\d+(?:h\d+(?:m(?:in)?(?:\d+(?:\.\d+)?s)?)?|m(?:in)?\d+(?:\.\d+)?s)(?!\w)",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?<![^\W\d_])([^\W\d_]+)/(?=([^\W\d_]+))")
_SUM = re.compile(r"\s?([×÷])\s?(?=\w)|(?<=[\w)])\s?([=+−])\s?(?=\w)|\s?(&)\s?")
_KEPT = re.compile(
    r"((?<!\S)(?:\S*(?:://|www\.)\S*|[^\s@]{1,64}@[\w.-]{1,99}\.[^\W\d]{2,}\S*)"  # an address
    r"|(?<!\w)(?:19|20)\d0s(?!\w)"  # the 1990s
    r"|(?<![\w.])\d+(?:(?:\.\d+){2,}|(?:/\d+){2,}|(?::\d+){2,}|(?:-\d+){2,})(?!\w)"
    # before this, dates and versions; here, telephone numbers
    r"|(?<![\w.-])(?:\+\d[\d ()/.-]{5,}\d|0\d+[ /-]\d[\d /-]*|\d{3}[.-]\d{4})(?!\w))"
)
_RIGHT = re.compile(r"(?<![^\W\d_])R(?!\w)")
"""Beside this an L is the left side, and no liter: "10 L/10 R"."""
_LONGEST_PLACE = 20
"""Letters of a word before a place in a row, at most."""
_NUMBER = r"\d+(?:[.,]\d+)*"


def _whole(amount: str) -> str:
    """The digits before a decimal mark."""
    return re.split("[.,]", amount)[0]


@by_languages
@cache
def reader_of(language: str) -> Reader:
    """The reader of a language that has a reading."""
    return Reader(language)


class Reader:
    """Says the signs of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = reading_of(language)
        self.spoken = self.words.say
        self.amounts = Amounts(language)
        self.units = self.amounts.units

    def say(self, text: str) -> str:
        """Put words in the place of all signs of a text."""
        for pattern, plain in _OTHERWISE:
            text = pattern.sub(plain, text)
        for pattern in self._stops:
            text = pattern.sub(r"\1", text)
        text = text.translate(_PLAIN)
        text = _CHAIN.sub(self._chain, text)
        text = self._clocks.sub(self._clock, text)
        # what is kept stands at odd places: the pattern has one group
        parts = _KEPT.split(text)
        parts[::2] = map(self._say_part, parts[::2])
        return "".join(parts)

    def _say_part(self, text: str) -> str:
        for written, said in self.words.short.items():
            behind = r"(?=\s?\d)" if said == "#" else r"(?!\w)"
            text = re.sub(rf"(?i)(?<!\w){re.escape(written)}{behind}", said, text)
        text = say_ordinals(text, self.language)
        text = _COMPOUND.sub(self._compound, text)
        text = re.sub(r"(?<=\d)\s?[xX×*]\s?(?=[\d~])|(?<!\w)[x×]\s?(?=\d)", " × ", text)
        text = re.sub(r"(?<=[1-9]) (?=000\b)|(?<=0) (?=000\b)", "", text)
        text = re.sub(r"(?<=[^\W\d_]\d)/(?=[^\W\d_]\d)", " ", text)
        text = re.sub(r"(?:(?<=[^\W\d_])|(?<=[°%]))/(?=\d)", ", ", text)
        text = self._quantities.sub(self._quantity, text)
        text = self._shares.sub(f" {self.spoken.per} ", text)
        text = _EITHER.sub(self._either, text)
        text = _SUM.sub(lambda sign: f" {self.words.signs[sign[sign.lastindex or 0]]} ", text)
        text = re.sub(r"[~≈]\s?(?=\w)", f"{self.spoken.about[2]} ", text)
        return re.sub(r"\s+", " ", re.sub(r"[~≈]", " ", text))

    @cached_property
    def _stops(self) -> tuple[re.Pattern[str], ...]:
        """The full stop of a short form, no end of a sentence: 30 Sek./Seite, 1 min. 30 sec."""
        known = [one for one in self.units if one.isalpha() and 1 < len(one) < 5]
        short = any_of(" ".join(["rep reps", *known]))
        first = self._spellings("h", "min")
        then = self._spellings("min", "s")
        return (
            re.compile(rf"(?i)(?<=\d)(\s?(?:{short}))\.(?=/[^\W\d_]|\s?[-–—/]\s?\d)"),
            re.compile(rf"(?i)(?<=\d)(\s?(?:{first}))\.(?=\s\d{{1,2}}\s?(?:{then})(?!\w))"),
        )

    @cached_property
    def _clocks(self) -> re.Pattern[str]:
        """A length as a clock shows it, or two with a dash, and the word minutes behind it."""
        return re.compile(
            rf"(?<![\w.,:/-])({_LENGTH})(?:\s?[-–]\s?({_LENGTH}))?(?![\w:/-]|[.,]\d)"
            rf"(?:\s?(?i:{self._spellings('min')})(?!\w))?"
        )

    def _spellings(self, *units: str) -> str:
        """A pattern for how some units are written."""
        meant = [self.units[unit] for unit in units]
        return any_of(" ".join(one for one, unit in self.units.items() if unit in meant))

    @cached_property
    def _places(self) -> re.Pattern[str]:
        """What stands before a place in a row: "round 1/3" is no third."""
        return re.compile(rf"(?i)\b(?:{any_of(self.spoken.places)})\s$")

    @cached_property
    def _shares(self) -> re.Pattern[str]:
        """The slash of "reps/side"."""
        return re.compile(
            rf"(?i)(?<=[^\W\d_])/(?=(?:{any_of(self.spoken.per_nouns)})\b)|(?<=reps)/"
        )

    @cached_property
    def _quantities(self) -> re.Pattern[str]:
        """A number, a fraction or a range, with what stands before and behind it."""
        fractions = "|".join(self.words.fractions)
        amount = rf"(?:(?:\d+\s)?(?:{fractions})(?![\d/])|\d{{1,3}}/\d{{1,3}}(?![\d/])|{_NUMBER})"
        spellings = sorted(self.units, key=len, reverse=True)
        special = {"×": r"×(?!\s?[\d~])", "m": "m", "g": "g"}
        special |= {one: rf"(?i:{one})(?!\s\d)" for one in self.spoken.sums.split()}
        special |= {
            one: rf"(?<!\s){one}|{one}(?=\.?\s(?:{any_of(words)}))"
            for one, words in self.spoken.tight.items()
        }
        units = "|".join(special.get(one, f"(?i:{re.escape(one)})") for one in spellings)
        return re.compile(
            rf"{_FREE}(?P<about>[~≈]\s?)?"
            r"(?P<mark>[#№±≥≤]\s?|(?<![^\s(])[-−+](?=\d))?"
            rf"(?P<first>{amount})(?P<early>\+(?=\s?(?:{units})(?!\w)))?"
            rf"(?:(?P<link>\s?|-)(?P<unit>{units})(?!\w))?"
            rf"(?:(?P<to>\s?[-–—−]\s?)(?P<last>{amount})"
            rf"(?:(?P<last_link>\s?|-)(?P<last_unit>{units})(?!\w))?)?"
            r"(?:\.(?<=[a-zA-Z]\.)(?=\s+[a-zà-ÿ]))?(?P<more>\+(?![\w+]))?"
            r"(?!\w|[.,:/]\d|[-–]\d)(?P<per>/(?=[^\W\d]))?"
        )

    def _quantity(self, match: re.Match[str]) -> str:
        unit = self._unit(match["first"], match["unit"], match["link"])
        last_unit = self._unit(match["last"], match["last_unit"], match["last_link"])
        said = self._slashed(match) or self._range(match, unit, last_unit)
        left = "L" in (match["unit"], match["last_unit"]) and _RIGHT.search(match.string)
        if not said or left or not self._has_sign(match):
            return match.group()
        before = self._before(match, match["last"] or match["first"], last_unit or unit)
        behind = f" {self.words.signs['+']}" if match["more"] or match["early"] else ""
        return f"{before}{said}{behind}" + (f" {self.spoken.per} " if match["per"] else "")

    def _range(self, match: re.Match[str], unit: Unit | None, last_unit: Unit | None) -> str:
        """One amount, or two with a dash; "" where there is no saying it."""
        link = match["link"] or ""
        first = self.amounts.say(match["first"], unit or last_unit, link, alone=unit is None)
        if not match["last"] or not first:
            return first
        last = self.amounts.say(match["last"], last_unit, match["last_link"] or "")
        middle = self._middle(match) if last else ""
        return f"{first} {middle} {last}" if middle else ""

    def _slashed(self, match: re.Match[str]) -> str:
        """A slash that the words around it explain: "round 1/3", "1/2 turn"; "" for any other."""
        first, behind = match["first"], match.string[match.end() :]
        if "/" not in first or match["unit"] or match["last"]:
            return ""
        if " " not in first and self._places.search(
            match.string, max(0, match.start() - _LONGEST_PLACE), match.start()
        ):
            return f" {self.spoken.of} ".join(map(self.amounts.number, first.split("/")))
        noun = re.match(r" ([^\W\d]+)", behind)
        links = {self.spoken.to, *self.spoken.joins.split()}
        if first != "1/2" or not noun or noun[1] in links:
            return ""
        noun_ends = noun[1].lower().endswith
        found = (
            half
            for endings, half in self.words.half.items()
            if not endings or noun_ends((*endings.split(),))
        )
        return next(found, "")

    def _has_sign(self, match: re.Match[str]) -> bool:
        """Whether a number is more than one that stands alone."""
        parts = ("about", "mark", "unit", "last", "more", "per")
        own = next(iter(self.spoken.decimal))
        around = (
            match.string[: match.start()].rstrip()[-1:],
            match.string[match.end() :].lstrip()[:1],
        )
        return (
            any(match[part] for part in parts)
            or "/" in match["first"]
            or own in match["first"]
            or any(sign and sign in "×+=÷−" for sign in around)
        )

    def _unit(self, amount: str, spelling: str | None, link: str | None) -> Unit | None:
        """A unit by its spelling. "1m" is a minute, as directives read it, "1 m" a meter."""
        if spelling is None:
            return None
        minutes = (
            spelling == "m"
            and not link
            and amount.isdecimal()
            and len(amount) < 3
            and int(amount) < 60
        )
        return self.units["min" if minutes else spelling.lower()]

    def _before(self, match: re.Match[str], amount: str, unit: Unit | None) -> str:
        """What the signs before an amount say, with a space behind it."""
        mark = (match["mark"] or "").strip().replace("-", "−")
        words = [self.words.signs[mark]] if mark else []
        if match["about"]:
            one = amount == "1" or "/" in amount
            kind = (
                2
                if one
                else int(unit is not None and unit.article in self.words.agree.feminine.split())
            )
            words.insert(0, self.spoken.about[kind])
        return "".join(f"{word} " for word in words)

    def _middle(self, match: re.Match[str]) -> str:
        """What the dash between two numbers says; "" where it is better left alone."""
        first, last = match["first"], match["last"]
        if "/" in first + last:
            return self.spoken.to
        lengths = [len(_whole(one)) for one in (first, last)]
        if re.match(r"0\d", first) or re.match(r"0\d", last) or max(lengths) > min(lengths) > 2:
            return ""
        falls = not match["unit"] and int(_whole(first)) >= int(_whole(last))
        counted = match.string[match.end() :].lstrip().startswith("=")
        minus = counted or (falls and ("−" in match["to"] or " - " in match["to"]))
        return self.words.signs["−"] if minus else self.spoken.to

    def _chain(self, match: re.Match[str]) -> str:
        return " ".join(map(self.amounts.number, re.findall(r"\d+", match.group())))

    def _clock(self, match: re.Match[str]) -> str:
        """A length of time, unless the words around it tell of a time of day."""
        text, end = match.string, match.end()
        if re.search(
            rf"(?i)\b(?:{any_of(self.spoken.clock_before)})\s$", text[: match.start()]
        ) or re.match(rf"(?i)\s?(?:{any_of(self.spoken.clock_behind)})(?!\w)", text[end:]):
            return match.group()
        try:
            lengths = [parse_duration(one) for one in match.groups() if one]
        except DurationError:
            return match.group()
        return f" {self.spoken.to} ".join(say_duration(one, self.language) for one in lengths)

    def _compound(self, match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+(?:\.\d+)?", match.group())
        units = ("h", "min", "s") if "h" in match.group().lower() else ("min", "s")
        parts = zip(numbers, units, strict=False)
        said = [self.amounts.say(number, self.units[unit]) for number, unit in parts]
        return " ".join(said) if all(said) else match.group()

    def _either(self, match: re.Match[str]) -> str:
        """The slash between two words; "and/or" has its word already, "km/h" is a unit."""
        first, last = match[1].lower(), match[2].lower()
        if f"{first}/{last}" in self.units:
            return match.group()
        joined = {first, last} & {*self.spoken.joins.split()}
        return f"{match[1]} " if joined else f"{match[1]} {self.spoken.either} "
