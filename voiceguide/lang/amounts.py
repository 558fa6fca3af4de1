"""Amounts in words: numbers, fractions and units, as a language reads them."""

from __future__ import annotations

import re

from voiceguide.lang.readings import READINGS, Unit
from voiceguide.lang.spoken import agree, say_number

_MOST_DIGITS = 9


class Amounts:
    """Says the amounts of one language: "2,5" and kilos, "1 1/2" minutes, "90/90"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = READINGS[language]
        self.units = {
            spelling: Unit(*row)
            for spellings, row in self.words.units.items()
            for spelling in spellings.split()
        }

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
        if link == "-" and self.words.singular:
            return f"{said} {unit.noun}"
        if amount == "1":
            return unit.one
        return said + unit.many[1:] if unit.many[0] == "-" else f"{said} {unit.many}"

    def number(self, amount: str, unit: Unit | None = None) -> str:
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
        return between_them.join(map(self.number, (first, last)))

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
            n=self.number(whole).removesuffix("s" if whole == "1" else "") if whole else "",
            count=self.say(whole, unit) if whole else "",
            many=unit.many if unit else "",
            half=half,
            noun=unit.noun if unit else "",
            rest=rest,
        ).strip()
