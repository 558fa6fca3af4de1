"""Languages of a person's own, and changes to ours: files in `_lang` beside the scripts.

What is read here is handed to lang/language.py, which looks for nothing itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from voiceguide.disk.folder import data_folder, stays_inside
from voiceguide.errors import RoutineError
from voiceguide.lang.language import LanguageFile, use
from voiceguide.lang.toml import MOST_LETTERS
from voiceguide.text import composed

FOLDER = "_lang"


def use_languages() -> None:
    """Have the languages used that lie beside the scripts now."""
    own: dict[str, list[LanguageFile | RoutineError]] = {}
    for path in language_files():
        own.setdefault(path.stem, []).append(_read(path))
    use(own)


def language_files() -> Iterator[Path]:
    """The files there are, the nearest last; none that is a stranger's link to another file."""
    for folder in (data_folder() / "scripts" / FOLDER, Path("scripts", FOLDER)):
        for path in sorted(folder.glob("*.toml")):
            named = re.fullmatch("[a-z]+", path.stem)
            if named and os.path.isfile(path) and stays_inside(path, folder):
                yield path


def _read(path: Path) -> LanguageFile | RoutineError:
    """A file; or what is wrong with it, to be said where its language is needed."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_LETTERS + 1).decode()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        return RoutineError(f"the language cannot be read ({why})", where=str(path))
    return LanguageFile(str(path), composed(text))
