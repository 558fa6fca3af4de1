"""What settings are called in a language, and what was chosen in a few words: "60 s holds, German".

The words stand in lang/, under [fields]. A setting that has none there is called by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from voiceguide.errors import VoiceguideError
from voiceguide.lang.language import ENGLISH, base_of, language_of
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.kind import Duration, Flag, Word
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import ROWS

Chosen = Mapping[str, str]
"""What was asked for beyond a routine, by options: {"hold": "60s", "lang": "de"}; of one exercise
"NAME.hold"."""
_BY_KEYWORD = {row.keyword: row for row in ROWS.values()}
_MINUTE = 60_000


def words_of(name: str, language: str) -> Sequence[str]:
    """Label, unit, how a value is told, and the words to choose from, as far as they are known."""
    found: Sequence[str] = language_of(language).words("fields").get(name, ())
    plain = name.replace("_", " ")
    return found or (plain.capitalize(), "", f"{plain} {{}}")


def options_of(row: Setting, language: str) -> list[tuple[str, str]]:
    """The values of a setting that is one of a few words, each with what it is called."""
    values = row.kind.words if isinstance(row.kind, Word) else ("true", "false")
    words = words_of(row.keyword, language)[3:]
    return list(zip(values, words if len(words) == len(values) else values, strict=True))


def name_language(code: str, language: str) -> str:
    """What a language is called in another one; by those who speak it where nobody knows."""
    table = language_of(code).table("")
    if base_of(language) == ENGLISH:
        return str(table.get("names", code)).split()[0].capitalize()
    return str(table.get("name", code))


def tell_value(name: str, value: str, language: str) -> str:
    """One choice in words: "60 s holds". What cannot be read is told as it stands."""
    exercise, _, key = name.rpartition(".")
    told = words_of(key, language)[2].replace("{}", _plain(key, value, language), 1)
    return f"{exercise.replace('-', ' ')}: {told}" if exercise else told


def tell_choices(chosen: Chosen, language: str) -> str:
    """All that was chosen: "60 s holds, German"."""
    return ", ".join(tell_value(name, value, language) for name, value in chosen.items())


def _plain(key: str, value: str, language: str) -> str:
    row = _BY_KEYWORD.get(key)
    if key == "lang":
        return name_language(value, language)
    if row and isinstance(row.kind, Word | Flag):
        return dict(options_of(row, language)).get(value, value)
    return next(_seconds(key, value, row), value)


def _seconds(key: str, value: str, row: Setting | None) -> Iterator[str]:
    if key != "fit" and not (row and isinstance(row.kind, Duration)):
        return
    try:
        length = parse_duration(value)
    except VoiceguideError:
        return
    yield f"{length / (_MINUTE if key == 'fit' else 1000):g}"
