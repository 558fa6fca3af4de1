"""Amounts in words: numbers, fractions and units, as a language reads them."""

from __future__ import annotations

import re

from voiceguide.lang.reading import Unit, reading_of
from voiceguide.lang.spoken import agree, say_number

_MOST_DIGITS = 9


class Amounts:
    """Says the amounts of one language: "2,5" and kilos, "1 1/2" minutes, "90/90"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = reading_of(language)
        self.units = self.words.units

    def say(self, amount: str, unit: Unit | None, link: str = "", *, alone: bool = False) -> str:
        """An amount and its unit, which a `link` "-" may bind to what follows.

        `alone` leaves the unit to what follows. Returns "" for what is no number.
        """
        whole, _, fraction = amount.rpartition(" ")
        if fraction in self.words.fractions:
            return self._fraction(whole, fraction, None if alone else unit)
        said = self._pair(amount) if "/" in amount else self.number(amount, unit)
        if unit is None or alone or not said:
            return said
        if link == "-" and self.words.say.singular:
            return f"{said} {unit.noun}"
        return unit.one if amount == "1" else _joined(f"{said} {unit.many}")

    def number(self, amount: str, unit: Unit | None = None) -> str:
        """A number in words, as it agrees with a unit; "" for what is none."""
        grouped = self.words.say.grouped
        if grouped and re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(grouped)}\d{{3}})+", amount):
            amount = amount.replace(grouped, "")
        match = re.fullmatch(r"(\d+)(?:([.,])(\d+))?", amount)
        if match is None or len(amount) > _MOST_DIGITS:
            return ""
        said = say_number(int(match[1]), self.language)
        if match[2]:
            digits = (say_number(int(digit), self.language) for digit in match[3])
            return " ".join([said, self.words.say.decimal[match[2]], *digits])
        if unit is None:
            return said
        if match[1] == "1":
            return self.words.agree.alone.get(unit.article, unit.article)
        return agree(said, unit.one, self.language)

    def _pair(self, amount: str) -> str:
        """Two numbers with a slash: 8/10 is a mark of ten, 90/90 a position."""
        first, last = amount.split("/")
        of = last in {"10", "100"} and int(first) <= int(last)
        between_them = f" {self.words.say.out_of} " if of else " "
        return between_them.join(map(self.number, (first, last)))

    def _fraction(self, whole: str, fraction: str, unit: Unit | None) -> str:
        said = self.words.fractions[fraction]
        if not whole and (unit is None or fraction == "1/2"):
            return unit.half if unit else said
        half, _, rest = (unit.half if unit else f"{said.split()[-1]} ").partition(" ")
        say, number = self.words.say, self.number(whole) if whole else ""
        template = say.part
        if whole:
            template = say.and_half if fraction == "1/2" else say.and_part
        text = template.format(
            fraction=said,
            own=self._own(said, unit) if unit else said,
            glued=said.lower().replace(" ", ""),
            n=self.words.agree.glued.get(number, number),
            count=self.say(whole, unit) if whole else "",
            many=unit.many if unit else "",
            half=half,
            noun=unit.noun if unit else "",
            rest=rest,
        )
        for words, together in self.words.agree.meet.items():
            text = text.replace(words, together)
        return _joined(text).strip()

    def _own(self, said: str, unit: Unit) -> str:
        """A fraction with the article of its unit: "eine Viertel" of "ein Viertel"."""
        article = f"{self.words.agree.article} "
        return f"{unit.article} {said.removeprefix(article)}" if said.startswith(article) else said


def _joined(text: str) -> str:
    """A text whose last word may belong to the one before it: "zehn -mal"."""
    return text.replace(" -", "")
