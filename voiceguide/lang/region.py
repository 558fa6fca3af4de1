"""What tags and captions say in the listener's language, and how formats name that language."""

from __future__ import annotations

from msgspec import Struct

ISO_639_2 = {
    "en": "eng",
    "de": "deu",
    "es": "spa",
    "fr": "fra",
    "it": "ita",
    "nl": "nld",
    "pt": "por",
    "pl": "pol",
    "sv": "swe",
    "da": "dan",
    "nb": "nor",
    "fi": "fin",
    "cs": "ces",
    "ru": "rus",
    "uk": "ukr",
    "tr": "tur",
    "ja": "jpn",
    "zh": "zho",
}
"""Two-letter language code -> the three letters ID3 and MP4 want; "und" for any other."""


class Words(Struct, frozen=True):
    """What captions say where nobody speaks. `{}` stands for what is filled in."""

    hold: str
    rest: str
    left: str
    right: str
    rep: str
    """Number and count: "3 of 8"."""
    to_go: str
    """What is left of a hold or a rest."""
    halfway: str
    end: str


WORDS = {
    "en": Words(
        hold="Hold",
        rest="Rest",
        left="left side",
        right="right side",
        rep="{} of {}",
        to_go="{} to go",
        halfway="Halfway",
        end="End",
    ),
    "de": Words(
        hold="Halten",
        rest="Pause",
        left="linke Seite",
        right="rechte Seite",
        rep="{} von {}",
        to_go="noch {}",
        halfway="Hälfte",
        end="Ende",
    ),
    "es": Words(
        hold="Mantener",
        rest="Descanso",
        left="lado izquierdo",
        right="lado derecho",
        rep="{} de {}",
        to_go="quedan {}",
        halfway="Mitad",
        end="Fin",
    ),
}
"""Language -> its words; English stands in for any other."""


def words_of(language: str) -> Words:
    """The words of a language, "de-AT" being German."""
    return WORDS.get(base_of(language), WORDS["en"])


def iso_639_2(language: str) -> str:
    """A language in three letters: "en-GB" -> "eng"."""
    return ISO_639_2.get(base_of(language), "und")


def base_of(language: str) -> str:
    """A language without its region: "en-GB" -> "en"."""
    return language.split("-", maxsplit=1)[0].lower()
