"""Words out of a few: choices, flags and languages, however a person writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from voiceguide.errors import RoutineError, UnknownName, suggest

_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "1", "y", "t", "ja", "sí", "si"), True),
    **dict.fromkeys(("false", "no", "off", "0", "n", "f", "nein"), False),
}

_LANGUAGES = {
    "en": "english englisch inglés ingles anglais eng",
    "de": "german deutsch alemán aleman allemand ger deu",
    "es": "spanish spanisch español espanol castellano castilian espagnol spa",
    "fr": "french französisch franzoesisch francés frances français francais fre fra",
    "it": "italian italienisch italiano ita",
    "nl": "dutch niederländisch neerlandés nederlands nld dut",
    "pt": "portuguese portugiesisch portugués português por",
    "pl": "polish polnisch polaco polski pol",
}
"""Language code -> its names: in English, German, Spanish, itself, and in three letters."""
LANGUAGE_NAMES = {name: code for code, names in _LANGUAGES.items() for name in names.split()}
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
    found = _FLAGS.get(_plain(value))
    if found is None:
        raise RoutineError(f"{value!r} is neither yes nor no", remedy="Write true or false.")
    return found


def parse_language(text: str) -> str:
    """Read a language: "de", "de_AT", "de_DE.UTF-8" or a name like "German" becomes a code.

    Raises RoutineError for what is neither.
    """
    plain = unicodedata.normalize("NFC", text).strip().casefold()
    code = re.sub(r"[.@].*", "", plain).replace("_", "-")
    if plain in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[plain]
    if not re.fullmatch(LANGUAGE_CODE, code):
        near = suggest(plain, LANGUAGE_NAMES)
        remedy = f"{near} Or write" if near.startswith("Did you mean") else "Write"
        raise RoutineError(
            f"{text!r} is not a language", remedy=f'{remedy} a code like "en", "de" or "en-gb".'
        )
    return code


def _plain(text: str) -> str:
    """A word without what people write in different ways: case, and what joins its parts."""
    return "-".join(re.findall(r"[^\s_-]+", unicodedata.normalize("NFC", text).casefold()))
