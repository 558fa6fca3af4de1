"""Amounts in words: what a number is, and what its unit makes of it."""

import pytest

from voiceguide.lang.amounts import Amounts


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "zero"),
        ("1,000", "one thousand"),
        ("1,000,000", "one million"),
        ("10,00", "ten point zero zero"),
        ("1.05", "one point zero five"),
        # nine digits, and no more
        ("100000000", "one hundred million"),
        ("1000000000", ""),
        ("12345678.9", ""),
        ("1.", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_number(amount, said):
    assert Amounts("en").number(amount) == said


SAID = {
    ("1", "min", ""): ("one minute", "eine Minute", "un minuto"),
    ("2", "min", ""): ("two minutes", "zwei Minuten", "dos minutos"),
    ("2", "min", "-"): ("two minute", "zwei Minuten", "dos minutos"),
    ("10", "x", ""): ("ten times", "zehnmal", "diez veces"),
    ("2", None, ""): ("two", "zwei", "dos"),
    ("21", "min", ""): ("twenty-one minutes", "einundzwanzig Minuten", "veintiún minutos"),
    ("1/2", "min", ""): ("half a minute", "eine halbe Minute", "medio minuto"),
    ("1/2", None, ""): ("one half", "ein halb", "un medio"),
    ("3/4", "min", ""): ("three quarters of a minute", "drei Viertel Minute", "tres cuartos de minuto"),
    ("3/4", None, ""): ("three quarters", "drei Viertel", "tres cuartos"),
    ("1 1/2", "min", ""): ("one and a half minutes", "eineinhalb Minuten", "un minuto y medio"),
    ("2 1/2", None, ""): ("two and a half", "zweieinhalb", "dos y medio"),
    ("10/10", None, ""): ("ten out of ten", "zehn von zehn", "diez de diez"),
    ("11/10", None, ""): ("eleven ten", "elf zehn", "once diez"),
    ("90/90", "°", ""): ("ninety ninety degrees", "neunzig neunzig Grad", "noventa noventa grados"),
    ("1000000000", "min", ""): ("", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("number", range(3), ids=["en", "de", "es"])
@pytest.mark.parametrize(("amount", "unit", "link"), SAID)
def test_an_amount(amount, unit, link, number):
    amounts = Amounts(("en", "de", "es")[number])
    said = amounts.say(amount, amounts.units[unit] if unit else None, link)
    assert said == SAID[amount, unit, link][number]


@pytest.mark.parametrize(("amount", "said"), [("2", "two"), ("1", "one"), ("1/2", "one half")])
def test_an_amount_whose_unit_follows(amount, said):
    amounts = Amounts("en")
    assert amounts.say(amount, amounts.units["min"], alone=True) == said
