"""The days of the week as people write them: mon, Monday, Montag, lunes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.lang.language import all_languages, by_languages, language_of
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.kind import show_value
from voiceguide.routine.shape import Faults, Path, Shape

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As a file has them; Monday is day 0 of a week."""
AS_DAYS = 'Write days = ["mon", "wed", "fri"].'


class Days(Shape, frozen=True):
    """Days of a week, each once: numbers from 0, which is Monday, in their order."""

    remedy: str = AS_DAYS

    def take(self, value: object, path: Path, faults: Faults) -> tuple[int, ...]:
        if not isinstance(value, list):
            raise RoutineError(f"days must be a list, not {show_value(value)}", remedy=self.remedy)
        found = [read_weekday(one) for one in value]
        if not found:
            raise RoutineError("days: there is no day in it", remedy=self.remedy)
        twice = next((one for one in found if found.count(one) > 1), None)
        if twice is not None:
            raise RoutineError(
                f"days: {WEEKDAYS[twice]!r} is there twice",
                remedy="A programme has one session a day: write each day once.",
            )
        return tuple(sorted(found))

    def schema(self) -> dict[str, object]:
        return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 7}


def read_weekday(value: object) -> int:
    """Read one day, 0 for Monday. Raises UnknownName with the nearest one."""
    if not isinstance(value, str):
        raise RoutineError(f"days: {show_value(value)} is not a day", remedy=AS_DAYS)
    plain = slug_of(value)
    names = _names()
    if plain not in names:
        unknown = UnknownName("day", value, names)
        if not unknown.remedy.startswith("Did you mean"):
            unknown.remedy = f"Choose from: {', '.join(WEEKDAYS)}."
        raise unknown
    return names[plain]


@by_languages
@cache
def _names() -> Mapping[str, int]:
    """Every name of a day in every language, as a slug -> its number."""
    return {
        slug_of(word): number
        for code in all_languages()
        for key in ("weekdays", "days")
        for number, word in enumerate(language_of(code).words("programme")[key].split())
    } | {word: number for number, word in enumerate(WEEKDAYS)}
