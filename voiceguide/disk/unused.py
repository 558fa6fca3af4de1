"""What lies in a folder of scripts and is never used, though somebody put it there: a warning."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.disk.library import LEXICON, Library, show
from voiceguide.errors import RoutineError, suggest
from voiceguide.lang.language import base_of, names_of_languages
from voiceguide.problem import Problem, warning
from voiceguide.routine.choice import parse_language


def passed_over(library: Library) -> Iterator[Problem]:
    """Warn of every script and sound that was passed over for another one of its name.

    Where there is no other one, the error that there is none says enough.
    """
    for path, name in library.passed_over.items():
        if ".." not in name and library.seen.get(name, path):
            yield warning(
                path,
                "this is a link to something outside its folder, so it is not used",
                "Copy what it leads to into the folder.",
            )


def misnamed_lexicons(library: Library) -> Iterator[Problem]:
    """Warn of every lexicon that is read for no language there is."""
    known = {*library.all_languages(), *names_of_languages().values()}
    for folder in dict.fromkeys((library.found.path.parent, *library.roots)):
        for file in sorted((folder / LEXICON).glob("*.[tT][oO][mM][lL]")):
            try:
                code = parse_language(file.stem)
            except RoutineError:
                code = ""
            if base_of(code) not in known:
                what = f"no routine or script is in {file.stem!r}, so this lexicon is not used"
                yield warning(show(file), what, suggest(file.stem, known))
            elif file.name != f"{code}.toml":
                what = "this lexicon is not used: its name is not the code of its language"
                yield warning(show(file), what, f"Rename it to {code}.toml.")
