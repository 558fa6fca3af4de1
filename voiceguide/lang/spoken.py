"""Numbers and durations as they are said, in the routine's language."""

from __future__ import annotations

from functools import cache

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.lang.language import base_of, fluent_languages

HIGHEST = 100
"""As far as anything is counted: a series has at most so many repetitions."""


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
    from voiceguide.lang.reading import units_of

    base = base_of(language)
    units = units_of(base)
    if not units:
        raise RoutineError(
            f"durations cannot be said in {language!r}",
            remedy=f"They can in: {', '.join(sorted(fluent_languages()))}. "
            "Write the words out in the script.",
        )
    hours, rest = divmod(length, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    parts = [("h", float(hours)), ("min", float(minutes)), ("s", rest / 1000)]
    said = [
        units[unit].one
        if amount == 1
        else f"{agree(say_number(amount, base), units[unit].one, base)} {units[unit].many}"
        for unit, amount in parts
        if amount
    ]
    return " ".join(said) or f"{say_number(0, base)} {units['s'].many}"


def say_times(count: int, language: str = "en") -> str:
    """How often, in words: "once", "eight times"; "treinta y una veces"."""
    from voiceguide.lang.reading import agreement_of, units_of

    base = base_of(language)
    unit = units_of(base).get("×")
    if unit is None:
        raise RoutineError(
            f"nobody knows how 'eight times' is said in {language!r}",
            remedy="Write the words out in the script.",
        )
    if count == 1:
        return unit.one
    number = agree(say_number(count, base), unit.one, base)
    return f"{number} {agreement_of(base).times or unit.many}"


def write_duration(length: int, language: str = "en") -> str:
    """Return milliseconds as one reads them in a sentence: 90000 -> "one minute 30 seconds".

    Nothing has to be known of numbers for it; a length nobody has units for stays "1m30s".
    """
    from voiceguide.lang.reading import units_of

    units = units_of(base_of(language))
    if not units or length % 1000 or not length:
        return render_duration(length)
    minutes, seconds = divmod(length // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return " ".join(
        units[unit].one if amount == 1 else f"{amount} {units[unit].many}"
        for unit, amount in (("h", hours), ("min", minutes), ("s", seconds))
        if amount
    )


def agree(number: str, one: str, language: str) -> str:
    """A number in words as it stands before a noun; `one` is one of it, with its article.

    In Spanish 31 minutes are "treinta y un minutos" and 200 hours "doscientas horas".
    """
    from voiceguide.lang.reading import agreement_of

    words = agreement_of(language)
    endings = words.number
    if one.split(" ", maxsplit=1)[0] in words.feminine.split():
        endings = words.feminine_number
        for inside, said in words.feminine_inside.items():
            number = number.replace(inside, said)
    for ending, said in endings.items():
        if number.endswith(ending):
            return number.removesuffix(ending) + said
    return number
