"""Numbers and durations as they are said, in the routine's language."""

from __future__ import annotations

from functools import cache

from voiceguide.errors import RoutineError

HIGHEST = 100
"""As far as anything is counted: a series has at most so many repetitions."""
UNITS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {"h": ("hour", "hours"), "m": ("minute", "minutes"), "s": ("second", "seconds")},
    "de": {"h": ("Stunde", "Stunden"), "m": ("Minute", "Minuten"), "s": ("Sekunde", "Sekunden")},
    "es": {"h": ("hora", "horas"), "m": ("minuto", "minutos"), "s": ("segundo", "segundos")},
}
"""Language -> unit -> (one, many)."""

_ONE: dict[str, dict[str, str]] = {
    "de": {"h": "eine", "m": "eine", "s": "eine"},
    "es": {"h": "una", "m": "un", "s": "un"},
}
"""How "one" agrees with the unit, where the counting number does not."""


def say_number(number: float, language: str = "en") -> str:
    """Return a number in words: 45 -> "forty-five". Raises RoutineError for unknown languages."""
    known = _learnt.get(language, ())
    if 0 <= number < len(known) and number == int(number):
        return known[int(number)]
    from num2words import num2words

    try:
        return str(num2words(int(number) if number == int(number) else number, lang=language))
    except NotImplementedError:
        raise RoutineError(
            f"numbers cannot be said in {language!r}",
            remedy="num2words does not know this language; write the words out in the script.",
        ) from None


@cache
def numbers_in(language: str) -> tuple[str, ...]:
    """The numbers from 0 to HIGHEST in words; none in a language nobody knows the numbers of."""
    try:
        return tuple(say_number(number, language) for number in range(HIGHEST + 1))
    except RoutineError:
        return ()


_learnt: dict[str, tuple[str, ...]] = {}


def learn_numbers(language: str, numbers: tuple[str, ...]) -> None:
    """Take what `numbers_in` said elsewhere, or before: num2words takes longer to load than a
    session takes to be built again."""
    _learnt.setdefault(language, numbers)


def say_duration(length: int, language: str = "en") -> str:
    """Return milliseconds in words: 90000 -> "one minute thirty seconds".

    Fractions of a second are said as a decimal: 41500 -> "forty-one point five seconds".
    """
    base = language.split("-", maxsplit=1)[0].lower()
    if base not in UNITS:
        raise RoutineError(
            f"durations cannot be said in {language!r}",
            remedy=f"They can in: {', '.join(sorted(UNITS))}. Write the words out in the script.",
        )
    hours, rest = divmod(length, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    parts = [("h", float(hours)), ("m", float(minutes)), ("s", rest / 1000)]
    said = [_say_unit(amount, unit, base) for unit, amount in parts if amount]
    return " ".join(said) or f"{say_number(0, base)} {UNITS[base]['s'][1]}"


def _say_unit(amount: float, unit: str, language: str) -> str:
    one, many = UNITS[language][unit]
    if amount == 1:
        word = _ONE.get(language, {}).get(unit) or say_number(1, language)
        return f"{word} {one}"
    return f"{agree(say_number(amount, language), one, language)} {many}"


def agree(number: str, one: str, language: str) -> str:
    """A number in words as it stands before a noun; `one` is one of it, with or without article.

    In Spanish 31 minutes are "treinta y un minutos" and 200 hours "doscientas horas".
    """
    if language != "es":
        return number
    feminine = one.startswith("una ") or (" " not in one and one.endswith("a"))
    if feminine:
        number = number.replace("cientos", "cientas").replace("quinientos", "quinientas")
    if not number.endswith("uno"):
        return number
    return number[:-3] + ("una" if feminine else "ún" if number.endswith("tiuno") else "un")
