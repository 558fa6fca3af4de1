"""What is known of a language: its file, of which a table is read when it is first needed.

en.toml says what every table and key is. Ours are a part of the program and read from beside this
module. Languages of one's own, and changes to ours, are found by disk/languages.py and handed to
`use`; what stands there counts more, key by key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from voiceguide.errors import LanguageError, RoutineError
from voiceguide.lang.toml import parse_toml

ENGLISH = "en"
"""Stands in for what a language does not say."""
OURS = Path(__file__).parent
Table = Mapping[str, Any]


class LanguageFile(Struct, frozen=True, dict=True):
    """One file, cut before each table: to parse all of it takes as long as all our other work."""

    name: str
    """The file, as it is shown."""
    text: str
    """What it says, or as much of it as is read of a file that is too large."""
    ours: bool = False

    @cached_property
    def pieces(self) -> Mapping[str, str]:
        """Its tables, unread; "" is what stands before the first one."""
        pieces: dict[str, str] = {}
        line = 0
        for piece in re.split(r"(?m)^(?=\[)", self.text):
            heading = re.match(r"\[\[?\s*([\w-]+)", piece)
            name = heading[1] if heading else ""
            # empty lines before it, so that a mistake has the line it has in the file
            known = pieces.get(name, "")
            pieces[name] = known + "\n" * (line - known.count("\n")) + piece
            line += piece.count("\n")
        return pieces

    def table(self, name: str) -> Table:
        """A table, or with "" what stands before the first one. Raises RoutineError."""
        found = parse_toml(self.pieces.get(name, ""), self.name)
        return found.get(name, {}) if name else found

    def where(self, table: str, key: str = "") -> str:
        """The place of a table or a key, for messages."""
        piece = self.pieces.get(table, "")
        start = rf"[\"']?{re.escape(key)}[\"']?[ \t]*=" if key else r"\["
        found = re.search(rf"(?m)^[ \t]*{start}", piece)
        return f"{self.name}:{piece.count(chr(10), 0, found.start()) + 1 if found else 1}"


Own = Mapping[str, Sequence[LanguageFile | RoutineError]]
"""The files a person has of each language, by its code, the nearest last; for one that cannot be
read, why."""


class _Cached(Protocol):
    def cache_clear(self) -> None: ...


_Kept = TypeVar("_Kept", bound=_Cached)
_own: list[Own] = [{}]
_kept: list[_Cached] = []


def by_languages(cached: _Kept) -> _Kept:
    """Stands above `@cache`: what follows from languages is forgotten with them."""
    _kept.append(cached)
    return cached


def use(own: Own) -> bool:
    """Take these files of a person from now on. Returns whether they are others than before."""
    if own == _own[0]:
        return False
    _own[0] = own
    forget_languages()
    return True


def own_languages() -> Own:
    """The files that are used beside ours: for whoever renders in another process, and for keys."""
    return _own[0]


def forget_languages() -> None:
    """Forget all that was read of languages, and all that followed from it."""
    for cached in _kept:
        cached.cache_clear()


class Language:
    """One language: what our file says of it, under the user's, under the project's."""

    def __init__(self, code: str, sources: Sequence[LanguageFile]) -> None:
        self.code = code
        self.sources = sources
        self.ours = all(source.ours for source in sources)
        """Whether it is as we wrote it."""
        self._tables: dict[str, Table] = {}

    def has(self, name: str) -> bool:
        """Whether a file of it has this table."""
        return any(name in source.pieces for source in self.sources)

    def table(self, name: str) -> Table:
        """A table as it is written; empty where there is none."""
        if name not in self._tables:
            every = [source.table(name) for source in self.sources]
            self._tables[name] = {key: value for one in every for key, value in one.items()}
        return self._tables[name]

    def words(self, name: str) -> Table:
        """A table, with English in the place of what it leaves out. In texts, `{}` stands for what
        is filled in."""
        own = self.table(name)
        # ours that have a table have all of it: English is not read beside them. What stands before
        # the first table every file has a piece of.
        if name and own and self.ours:
            return own
        return {**_language_of(ENGLISH).table(name), **own}

    @cached_property
    def likely(self) -> str:
        """The region whose voice is taken when none is named: "en-us"."""
        return str(self.table("").get("region", self.code))

    @property
    def samples(self) -> Sequence[str]:
        """What a voice says to be chosen by, or else the English ones."""
        own: Sequence[str] = self.table("").get("samples", ())
        return own or _language_of(ENGLISH).table("")["samples"]

    @property
    def iso(self) -> str:
        """The language in the three letters ID3 and MP4 want; "und" for one nobody knows."""
        return str(self.table("").get("iso", "und"))


def base_of(language: str) -> str:
    """A language without its region: "en-GB" -> "en"."""
    return language.split("-", maxsplit=1)[0].lower()


def language_of(language: str) -> Language:
    """What is known of a language, "de-AT" being German. Raises LanguageError with file:line."""
    return _language_of(base_of(language))


@by_languages
@cache
def _language_of(code: str) -> Language:
    sources = [our_file(code)] if code in our_codes() else []
    try:
        for one in _own[0].get(code, ()):
            if isinstance(one, RoutineError):
                raise one
            sources.append(one)
        language = Language(code, sources)
        if not language.ours:
            from voiceguide.lang.checking import check_language

            check_language(language)
    except RoutineError as error:
        # no routine, setting or option that was being read is at fault
        raise LanguageError(error.problem, where=error.where, remedy=error.remedy) from None
    return language


def all_languages() -> list[str]:
    """The codes of the languages something is known of, English first."""
    return sorted(our_codes() | {*_own[0]}, key=lambda code: (code != ENGLISH, code))


@cache
def our_codes() -> frozenset[str]:
    """The languages there is a file of ours of."""
    return frozenset(path.stem for path in OURS.glob("*.toml"))


@cache
def our_file(code: str) -> LanguageFile:
    """What we say of a language."""
    path = OURS / f"{code}.toml"
    return LanguageFile(path.name, path.read_text("utf-8"), ours=True)


def fluent_languages() -> list[str]:
    """Those that have units, so that lengths can be said and read."""
    return [code for code in all_languages() if language_of(code).has("units")]


@by_languages
@cache
def names_of_languages() -> Mapping[str, str]:
    """What languages are called, in small letters -> their codes."""
    named = ((code, language_of(code).table("").get("names", "")) for code in all_languages())
    return {name: code for code, names in named for name in names.split()}
