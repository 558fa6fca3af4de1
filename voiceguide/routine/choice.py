"""Words out of a few: choices, flags and languages, however a person writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from voiceguide.errors import RoutineError, UnknownName, suggest
from voiceguide.lang.language import (
    all_languages,
    by_languages,
    language_of,
    names_of_languages,
)

_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "1", "y", "t"), True),
    **dict.fromkeys(("false", "no", "off", "0", "n", "f"), False),
}
LANGUAGE_CODE = r"[a-z]{2,3}(-[a-z0-9]+)*"


def parse_choice(text: str, known: Iterable[str], kind: str = "value") -> str:
    """Read one of a few words: "RIGHT" is "right", "brown noise" is "brown-noise".

    Raises UnknownName with the nearest one.
    """
    words = list(known)
    found = next((word for word in words if _plain(word) == _plain(text)), None)
    if found is None:
        raise UnknownName(kind, text, words)
    return found


def parse_flag(value: str | bool) -> bool:
    """Read true or false: "True", "yes", "on", "1". Raises RoutineError for anything else."""
    if isinstance(value, bool):
        return value
    plain = _plain(value)
    found = _FLAGS[plain] if plain in _FLAGS else _answers().get(plain)
    if found is None:
        raise RoutineError(f"{value!r} is neither yes nor no", remedy="Write true or false.")
    return found


@by_languages
@cache
def _answers() -> Mapping[str, bool]:
    """What the languages say for yes and no."""
    return {
        word: answer
        for code in all_languages()
        for key, answer in (("yes", True), ("no", False))
        for word in language_of(code).table("").get(key, "").split()
    }


def parse_language(text: str) -> str:
    """Read a language: "de", "de_AT", "de_DE.UTF-8" or a name like "German" becomes a code.

    Raises RoutineError for what is neither.
    """
    plain = unicodedata.normalize("NFC", text).strip().casefold()
    code = re.sub(r"[.@].*", "", plain).replace("_", "-")
    is_code = re.fullmatch(LANGUAGE_CODE, code)
    if is_code and code[2:3] in {"", "-"}:  # for a name every language is looked at
        return code
    names = names_of_languages()
    if plain in names:
        return names[plain]
    if not is_code:
        near = suggest(plain, names)
        remedy = f"{near} Or write" if near.startswith("Did you mean") else "Write"
        raise RoutineError(
            f"{text!r} is not a language", remedy=f'{remedy} a code like "en", "de" or "en-gb".'
        )
    return code


def _plain(text: str) -> str:
    """A word without what people write in different ways: case, and what joins its parts."""
    return "-".join(re.findall(r"[^\s_-]+", unicodedata.normalize("NFC", text).casefold()))
