"""The fields of Adjust: one for each setting that is heard, made from its row, so that a new
setting appears by itself; and the doses of each exercise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.lang.language import by_languages, fluent_languages, language_of
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.kind import Duration, Flag, Pace, Whole, Word
from voiceguide.routine.row import Setting, Sheet
from voiceguide.routine.settings import LIST_ROWS, OWN_ROWS, ROWS, Rows
from voiceguide.routine.telling import options_of, words_of
from voiceguide.web.pagewords import capitalize

SHEETS: tuple[Sheet, ...] = ("length", "sides", "voice", "sound")
FieldKind = Literal["number", "choice", "text", "voice"]
SAMPLED = ("voice", "tones", "bed")
"""Those of which a sample can be heard."""
_SPEAKERS = ("lang", "voice", "rate")
"""Who speaks comes before how much is said."""
TEMPO_PATTERN = r"\d{1,2}(\.\d)?-\d{1,2}(\.\d)?-\d{1,2}(\.\d)?"


class PageField(Struct, frozen=True):
    """One field. An empty one leaves the choice to the routine."""

    name: str
    kind: FieldKind
    sheet: Sheet
    label: str
    unit: str = ""
    own: bool = False
    """Whether an exercise may have another value, so that none can be told for all of them."""
    shown: bool = False
    least: int = 0
    most: int = 0
    """Limits of a number."""
    step: int = 1
    suffix: str = ""
    """What makes a duration of a number: "s", "m"."""
    options: tuple[tuple[str, str], ...] = ()
    """What can be chosen, each with its words."""
    pattern: str = ""

    @property
    def sampled(self) -> bool:
        """Whether a sample of it can be heard."""
        return self.name in SAMPLED


def field_of(row: Setting, language: str = "en") -> PageField | None:
    """The field of a setting, with its words in a language; None where nobody may choose it."""
    if row.field is None:
        return None
    label, unit = words_of(row.keyword, language)[:2]
    kind = row.kind
    plain = PageField(
        row.keyword, "text", row.sheet, label, unit, row.own, row.field.shown, step=row.field.step
    )
    if row.keyword == "voice":
        return replace(plain, kind="voice")
    if isinstance(kind, Duration):
        least, most = max(kind.least // 1000, 0), kind.most // 1000
        return replace(plain, kind="number", least=least, most=most, suffix="s")
    if isinstance(kind, Whole):
        return replace(plain, kind="number", least=kind.least, most=kind.most)
    if isinstance(kind, Word | Flag):
        return replace(plain, kind="choice", options=_capital(options_of(row, language)))
    return replace(plain, pattern=TEMPO_PATTERN) if isinstance(kind, Pace) else plain


def list_fields(rows: Rows = ROWS, language: str = "en") -> list[PageField]:
    """The fields of settings."""
    return [field for row in rows.values() if (field := field_of(row, language))]


@by_languages
@cache
def all_fields(language: str = "en") -> dict[str, PageField]:
    """Every field but those of exercises, by name, with their words in a language."""
    label, unit = words_of("fit", language)[:2]
    fit = PageField("fit", "number", "length", label, unit, least=1, most=120, suffix="m")
    languages = tuple((code, language_of(code).table("").get("name", code)) for code in _codes())
    spoken = PageField(
        "lang", "choice", "voice", words_of("lang", language)[0], shown=True, options=languages
    )
    every = [fit, spoken, *list_fields(language=language)]
    every.sort(key=lambda one: (SHEETS.index(one.sheet), one.name not in _SPEAKERS))
    return {field.name: field for field in every}


def dose_fields(exercise: Exercise, title: str, language: str = "en") -> Iterator[PageField]:
    """The fields of what one exercise has of its own: how long it is held, or how often it is
    done and how fast."""
    rows = LIST_ROWS if exercise.kind == "exercise" else OWN_ROWS
    keys = ("reps", "tempo") if exercise.counts else ("hold",)
    for key in keys:
        field = field_of(rows[key], language)
        if field:
            name, label = f"{exercise.name}.{key}", f"{title}: {field.label}"
            yield replace(field, name=name, label=label, own=True, shown=False)


def strip_unit(name: str, text: str) -> str:
    """An option's value as its field has it: "60s" is 60 seconds, "12m" 12 minutes."""
    field = all_fields().get(name)
    row = None if field else OWN_ROWS.get(name.rpartition(".")[2])
    suffix = field.suffix if field else "s" if row and isinstance(row.kind, Duration) else ""
    return text.removesuffix(suffix) if suffix else text


def _codes() -> list[str]:
    return fluent_languages()


def _capital(options: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((value, capitalize(words)) for value, words in options)
