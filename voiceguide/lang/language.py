"""What is known of a language: its file, of which a table is read when it is first needed.

en.toml says what every table and key is. Languages of one's own, and changes to ours, lie in
`_lang` beside the routines; what stands there counts more, key by key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from voiceguide.errors import LanguageError, RoutineError
from voiceguide.lang.toml import MOST_LETTERS, parse_toml
from voiceguide.text import composed

ENGLISH = "en"
"""Stands in for what a language does not say."""
FOLDER = "_lang"
OURS = Path(__file__).parent
Table = Mapping[str, Any]


class LanguageFile:
    """One file, cut before each table: to parse all of it takes as long as all our other work."""

    def __init__(self, path: Path) -> None:
        self.ours = path.parent == OURS
        self.name = path.name if self.ours else str(path)
        self.stamp = path.stat().st_mtime_ns
        try:
            self.text = composed(path.read_bytes()[: MOST_LETTERS + 1].decode())
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8"
            raise RoutineError(f"the language cannot be read ({why})", where=self.name) from error
        self.pieces: dict[str, str] = {}
        line = 0
        for piece in re.split(r"(?m)^(?=\[)", self.text):
            heading = re.match(r"\[\[?\s*([\w-]+)", piece)
            name = heading[1] if heading else ""
            # empty lines before it, so that a mistake has the line it has in the file
            known = self.pieces.get(name, "")
            self.pieces[name] = known + "\n" * (line - known.count("\n")) + piece
            line += piece.count("\n")

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


class Language:
    """One language: what our file says of it, under the user's, under the project's."""

    def __init__(self, code: str, sources: Sequence[LanguageFile]) -> None:
        self.code = code
        self.sources = sources
        self.stamp = [source.stamp for source in sources if not source.ours]
        """What changes whenever a file does that is not ours."""
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
        if name and own and not self.stamp:
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


@cache
def _language_of(code: str) -> Language:
    named = code.isascii() and code.isalpha()
    found = [path for folder in _folders() if (path := _find(folder, code))] if named else []
    try:
        language = Language(code, [LanguageFile(path) for path in found])
        if language.stamp:
            from voiceguide.lang.checking import check_language

            check_language(language)
    except RoutineError as error:
        # no routine, setting or option that was being read is at fault
        raise LanguageError(error.problem, where=error.where, remedy=error.remedy) from None
    return language


def all_languages() -> list[str]:
    """The codes of the languages something is known of, English first."""
    codes = {
        path.stem for folder in _folders() for path in folder.glob("*.toml") if path.stem.isalpha()
    }
    return sorted(codes, key=lambda code: (code != ENGLISH, code))


def fluent_languages() -> list[str]:
    """Those that have units, so that lengths can be said and read."""
    return [code for code in all_languages() if language_of(code).has("units")]


@cache
def names_of_languages() -> Mapping[str, str]:
    """What languages are called, in small letters -> their codes."""
    named = ((code, language_of(code).table("").get("names", "")) for code in all_languages())
    return {name: code for code, names in named for name in names.split()}


def _folders() -> Iterator[Path]:
    """Where languages lie, the nearest last: ours, and beside the scripts (see disk/library.py)."""
    data = os.environ.get("VOICEGUIDE_DATA_DIR")
    if not data:
        import platformdirs

        data = platformdirs.user_data_dir("voiceguide")
    yield from (OURS, Path(os.path.expanduser(data), "scripts", FOLDER), Path("scripts", FOLDER))


def _find(folder: Path, code: str) -> Path | None:
    """A language's file, unless it is a stranger's link to another file of this computer."""
    path = folder / f"{code}.toml"
    there = os.path.isfile(path)
    return path if there and path.resolve().is_relative_to(folder.resolve()) else None
