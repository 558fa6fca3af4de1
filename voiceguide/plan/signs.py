"""Signs said as words, for the voice alone: "3x8, ~30 s" is "three times eight, about thirty
seconds".

A voice reads "45s" as letters and "5-10" with a dash. Captions, lyrics and timelines keep what is
written. Numbers that stand alone are left to the voice, and so is whatever looks like a date, a
telephone number, an address or a version.
"""

from __future__ import annotations

import re
from functools import cache, cached_property

from voiceguide.errors import DurationError
from voiceguide.plan.duration import parse_duration
from voiceguide.plan.ordinals import say_ordinals
from voiceguide.plan.readings import READINGS, Unit
from voiceguide.plan.spoken import agree, say_duration, say_number
from voiceguide.plan.text import without_emoji

_FRACTIONS = ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/8", "3/8")
_PLAIN = str.maketrans({
    **dict(zip("½⅓⅔¼¾⅕⅛⅜", _FRACTIONS, strict=True)),
    **{"⁄": "/", "℃": "°C", "℉": "°F", "\u00a0": " ", "\u202f": " ", "\u2009": " "},
})  # fmt: skip
"""What is written in one character, as it is written in several."""
_FREE = r"(?<![\w/$€£])(?<!\d[.,:])(?<!\w-)"
"""Before what is said as words: it is no part of something longer."""
_CHAIN = re.compile(
    r"(?<![\w.,:/-])[1-9]?\d(?:(?P<dash>\s?[-–]\s?)[1-9]?\d)(?:(?P=dash)[1-9]?\d)+"
    r"(?![\w/:–-]|[.,]\d|\s?=)"
)
"""A tempo, a breath, a ladder: "4-7-8"."""
_CLOCK = re.compile(
    r"(?<![\w.,:/-])(?P<length>\d{1,3}:[0-5]\d(?::[0-5]\d)?)(?![\w:/-]|[.,]\d)"
    r"(?:\s?(?i:min(?:s|utes?|uten?|utos?)?)(?!\w))?"
)
_COMPOUND = re.compile(
    _FREE + r"\d+(?:h\d+(?:m(?:in)?(?:\d+(?:\.\d+)?s)?)?|m(?:in)?\d+(?:\.\d+)?s)(?!\w)"
)
_EITHER = re.compile(r"([^\W\d_]+)/(?=([^\W\d_]+))")
_SUM = re.compile(r"\s?([×÷])\s?(?=\w)|(?<=[\w)])\s?([=+−])\s?(?=\w)|\s?(&)\s?")
_KEPT = re.compile(
    r"(\S*(?:://|www\.|@)\S*"  # an address
    r"|(?<![\w.])\d+(?:(?:\.\d+){2,}|(?:/\d+){2,}|(?::\d+){2,}|(?:-\d+){2,})(?!\w)"
    # before this, dates and versions; here, telephone numbers
    r"|(?<![\w.-])(?:\+\d[\d ()/.-]{5,}\d|0\d+[ /-]\d[\d /-]*|\d{3}[.-]\d{4})(?!\w))"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_MOST_DIGITS = 9
_INCH = r"(?<!\s)in|in(?=\s(?:apart|wide|high|tall|deep|long|thick|off|above|below|away|box))"
"""Behind a space "in" is more likely a word: "breathe 4 in, 6 out"."""


def say_signs(text: str, language: str = "en") -> str:
    """Put words in the place of signs, and leave emoji out.

    In a language without a reading (see readings.py) only emoji are left out. Spaces at both ends
    stay, so that this may be a part of a sentence.
    """
    text = without_emoji(text)
    base = language.split("-", maxsplit=1)[0].lower()
    return _reader(base).say(text) if base in READINGS else text


def _whole(amount: str) -> str:
    """The digits before a decimal mark."""
    return re.split("[.,]", amount)[0]


@cache
def _reader(language: str) -> _Reader:
    return _Reader(language)


class _Reader:
    """Says the signs of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = READINGS[language]
        self.units = {
            spelling: Unit(*row)
            for spellings, row in self.words.units.items()
            for spelling in spellings.split()
        }

    def say(self, text: str) -> str:
        """Put words in the place of all signs of a text."""
        if not self._sign.search(text):
            return text
        text = re.sub(r"(?<=\d)(?=[½⅓⅔¼¾⅕⅛⅜])", " ", text).translate(_PLAIN)
        text = _CHAIN.sub(self._chain, text)
        text = _CLOCK.sub(self._clock, text)
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
        text = self._quantities.sub(self._quantity, text)
        text = self._shares.sub(f" {self.words.per} ", text)
        text = _EITHER.sub(self._either, text)
        text = _SUM.sub(lambda sign: f" {self.words.signs[sign[sign.lastindex or 0]]} ", text)
        text = re.sub(r"[~≈]\s?(?=\w)", f"{self.words.about[2]} ", text)
        return re.sub(r"\s+", " ", re.sub(r"[~≈]", " ", text))

    @cached_property
    def _sign(self) -> re.Pattern[str]:
        """What there is something to do about: most sentences have nothing of it."""
        short = "|".join(map(re.escape, self.words.short))
        return re.compile(rf"[\d~≈/½⅓⅔¼¾⅕⅛⅜{re.escape(''.join(self.words.signs))}]|(?i:{short})")

    @cached_property
    def _shares(self) -> re.Pattern[str]:
        """The slash of "reps/side"."""
        return re.compile(rf"(?i)(?<=[^\W\d_])/(?=(?:{self.words.per_nouns.replace(' ', '|')})\b)")

    @cached_property
    def _quantities(self) -> re.Pattern[str]:
        """A number, a fraction or a range, with what stands before and behind it."""
        fractions = "|".join(self.words.fractions)
        amount = rf"(?:(?:\d+\s)?(?:{fractions})(?![\d/])|\d{{1,3}}/\d{{1,3}}(?![\d/])|{_NUMBER})"
        spellings = sorted(self.units, key=len, reverse=True)
        units = "|".join(
            _INCH if one == "in" else one if len(one) == 1 else f"(?i:{re.escape(one)})"
            for one in spellings
        )
        return re.compile(
            rf"{_FREE}(?P<about>[~≈]\s?)?"
            r"(?P<mark>[#№±≥≤]\s?|(?<![^\s(])[-−+](?=\d))?"
            rf"(?P<first>{amount})(?:(?P<link>\s?|-)(?P<unit>{units})(?!\w))?"
            rf"(?:(?P<to>\s?[-–—]\s?)(?P<last>{amount})"
            rf"(?:(?P<last_link>\s?|-)(?P<last_unit>{units})(?!\w))?)?"
            r"(?:\.(?<=[a-zA-Z]\.)(?=\s+[a-zà-ÿ]))?(?P<more>\+(?![\w+]))?"
            r"(?!\w|[.,:/]\d|[-–]\d)(?P<per>/(?=[^\W\d]))?"
        )

    def _quantity(self, match: re.Match[str]) -> str:
        first, last = match["first"], match["last"]
        unit = self._unit(first, match["unit"], match["link"])
        last_unit = self._unit(last, match["last_unit"], match["last_link"]) if last else None
        said = self._amount(first, unit or last_unit, match["link"] or "", alone=unit is None)
        if last and said:
            end = self._amount(last, last_unit, match["last_link"] or "")
            middle = self._middle(match) if end else ""
            said = f"{said} {middle} {end}" if middle else ""
        if first == "1/2" and not unit and re.match(r" [^\W\d]", match.string[match.end() :]):
            said = self.words.half_of
        if not said or not self._has_sign(match):
            return match.group()
        before = self._before(match, last or first, last_unit or unit)
        behind = f" {self.words.signs['+']}" if match["more"] else ""
        return f"{before}{said}{behind}" + (f" {self.words.per} " if match["per"] else "")

    def _has_sign(self, match: re.Match[str]) -> bool:
        """Whether a number is more than one that stands alone."""
        parts = ("about", "mark", "unit", "last", "more", "per")
        own = next(iter(self.words.decimal))
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
        if spelling is None:
            return None
        minutes = spelling == "m" and not link and amount.isdecimal() and int(amount) < 60
        return self.units["min" if minutes else spelling.lower()]

    def _before(self, match: re.Match[str], amount: str, unit: Unit | None) -> str:
        """What the signs before an amount say, with a space behind it."""
        mark = (match["mark"] or "").strip().replace("-", "−")
        words = [self.words.signs[mark]] if mark else []
        if match["about"]:
            one = amount == "1" or "/" in amount
            kind = 2 if one else int(unit is not None and unit.article == "una")
            words.insert(0, self.words.about[kind])
        return "".join(f"{word} " for word in words)

    def _middle(self, match: re.Match[str]) -> str:
        """What the dash between two numbers says; "" where it is better left alone."""
        first, last = match["first"], match["last"]
        if "/" in first + last:
            return self.words.to
        lengths = [len(_whole(one)) for one in (first, last)]
        if re.match(r"0\d", first) or re.match(r"0\d", last) or max(lengths) > min(lengths) > 2:
            return ""
        minus = " - " in match["to"] and (
            match.string[match.end() :].lstrip().startswith("=")
            or (not match["unit"] and int(_whole(first)) >= int(_whole(last)))
        )
        return self.words.signs["−"] if minus else self.words.to

    def _amount(
        self, amount: str, unit: Unit | None, link: str = "", *, alone: bool = False
    ) -> str:
        """An amount and its unit; `alone` leaves the unit to what follows. "" for no number."""
        whole, _, fraction = amount.rpartition(" ")
        if fraction in self.words.fractions:
            return self._fraction(whole, fraction, None if alone else unit)
        said = self._pair(amount) if "/" in amount else self._number(amount, unit)
        if unit is None or alone or not said:
            return said
        if link == "-" and self.words.singular:
            return f"{said} {unit.noun}"
        if amount == "1":
            return unit.one
        return said + unit.many[1:] if unit.many[0] == "-" else f"{said} {unit.many}"

    def _number(self, amount: str, unit: Unit | None = None) -> str:
        """A number in words, as it agrees with a unit; "" for what is none."""
        if re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(self.words.grouped)}\d{{3}})+", amount):
            amount = amount.replace(self.words.grouped, "")
        match = re.fullmatch(r"(\d+)(?:([.,])(\d+))?", amount)
        if match is None or len(amount) > _MOST_DIGITS:
            return ""
        said = say_number(int(match[1]), self.language)
        if match[2]:
            digits = (say_number(int(digit), self.language) for digit in match[3])
            return " ".join([said, self.words.decimal[match[2]], *digits])
        if unit is None:
            return said
        if match[1] == "1":
            return {"un": said, "once": said}.get(unit.article, unit.article)
        return agree(said, unit.one, self.language)

    def _pair(self, amount: str) -> str:
        """Two numbers with a slash: 8/10 is a mark of ten, 90/90 a position."""
        first, last = amount.split("/")
        of = last in {"10", "100"} and int(first) <= int(last)
        between_them = f" {self.words.out_of} " if of else " "
        return between_them.join(map(self._number, (first, last)))

    def _fraction(self, whole: str, fraction: str, unit: Unit | None) -> str:
        said = self.words.fractions[fraction]
        if not whole and unit is None:
            return said
        if not whole and fraction == "1/2":
            return unit.half if unit else said
        half, _, rest = (unit.half if unit else f"{said.split()[-1]} ").partition(" ")
        template = self.words.part
        if whole:
            template = self.words.and_half if fraction == "1/2" else self.words.and_part
        return template.format(
            fraction=said,
            own=said.replace("ein ", f"{unit.article} ", 1) if unit else said,
            n=self._number(whole).removesuffix("s" if whole == "1" else "") if whole else "",
            count=self._amount(whole, unit) if whole else "",
            many=unit.many if unit else "",
            half=half,
            noun=unit.noun if unit else "",
            rest=rest,
        ).strip()

    def _chain(self, match: re.Match[str]) -> str:
        return " ".join(map(self._number, re.findall(r"\d+", match.group())))

    def _clock(self, match: re.Match[str]) -> str:
        """A length of time, unless the words around it tell of a time of day."""
        before, behind = self.words.clock.split("|")
        text, end = match.string, match.end()
        if re.search(
            rf"(?i)\b(?:{before.replace(' ', '|')})\s$", text[: match.start()]
        ) or re.match(rf"(?i)\s?(?:{behind.replace(' ', '|')})(?!\w)", text[end:]):
            return match.group()
        try:
            return say_duration(parse_duration(match["length"]), self.language)
        except DurationError:
            return match.group()

    def _compound(self, match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+(?:\.\d+)?", match.group())
        units = ("h", "min", "s") if "h" in match.group() else ("min", "s")
        parts = zip(numbers, units, strict=False)
        return " ".join(self._amount(number, self.units[unit]) for number, unit in parts)

    def _either(self, match: re.Match[str]) -> str:
        """The slash between two words; "and/or" has its word already, "km/h" is a unit."""
        first, last = match[1].lower(), match[2].lower()
        if f"{first}/{last}" in self.units:
            return match.group()
        joined = {first, last} & {*self.words.joins.split()}
        return f"{match[1]} " if joined else f"{match[1]} {self.words.either} "
