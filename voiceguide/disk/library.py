"""Where routines, scripts and sounds are found on disk.

Folders are searched in this order: the routine's own, `./scripts`, the user's folder for data, the
one that comes with voiceguide. In the last three, a folder with the routine's name comes first: so
`./scripts/hip-rotation/closing.cue.j2` replaces the built-in one. After that a script may lie in
a `_parts/`, or in any routine's folder, a built-in one's first, so a routine of your own can use
the built-in exercises without copying them, and a copy in its folder is heard in it alone.

A script in another language lies in a folder named by its code (`de/`) beside the one it
translates.
"""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, product
from pathlib import Path

from msgspec import Struct

from voiceguide.disk.files import read_file
from voiceguide.disk.folder import data_folder, expand, stays_inside
from voiceguide.disk.languages import use_languages
from voiceguide.errors import RoutineError, UnknownName, VoiceguideError, suggest
from voiceguide.lang.language import base_of
from voiceguide.routine.choice import parse_choice, parse_language
from voiceguide.routine.exercise import GENERAL
from voiceguide.routine.lexicon import Lexicon, merge_lexicons, parse_lexicon
from voiceguide.routine.order import SCRIPT_ENDING
from voiceguide.routine.programme import parse_programme
from voiceguide.routine.recording import ENDINGS
from voiceguide.routine.routine import Routine, parse_routine
from voiceguide.text import composed

ROUTINE_FILE = "routine.toml"
PROGRAMME_FILE = "programme.toml"
PARTS = "_parts"
LEXICON = "_lexicon"
DEFAULT_ROUTINE = "hip-rotation"
MOST_SCRIPT_BYTES = 1_000_000
"""A larger routine or script is refused unread."""
MOST_SOUND_BYTES = 100_000_000
"""A larger sound file is refused unread: five minutes of stereo WAV, 24 bits, have 86 MB."""
MOST_BED_BYTES = 1_000_000_000
"""The same for a bed: an hour and a half of stereo WAV as CDs have it."""


class Found(Struct, frozen=True):
    """A routine file that was found: its path, and the name its session gets."""

    path: Path
    name: str
    own: str = ""
    """Which of the blocks of a programme it is, "week-3"; "" for a routine file."""


def built_in_scripts() -> Path:
    """The scripts that come with voiceguide: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "scripts"
    return inside if inside.is_dir() else package.parent / "scripts"


class Library:
    """Finds things for one routine. `where` is a name, a folder or a .toml file."""

    def __init__(self, where: str = DEFAULT_ROUTINE) -> None:
        self.roots = search_roots()
        self.seen: dict[str, str] = {}
        """Every script that was asked for: its name, and its path, "" where there was none."""
        self.passed_over: dict[str, str] = {}
        """What was not used, as it lies behind a link out of its folder: its path, and its name."""
        self._real = cache(lambda folder: os.path.join(os.path.realpath(folder), ""))
        self._folders = cache(lambda language: list(self._list_folders(language)))
        self.found = find_routine(where, self.roots)

    @property
    def files(self) -> frozenset[Path]:
        """The routine, and every script that was read."""
        return frozenset({self.found.path, *(Path(path) for path in self.seen.values() if path)})

    def load_routine(self) -> Routine:
        """Read the routine file. Raises RoutineError with file:line."""
        text, file = read_text(self.found.path), show(self.found.path)
        if not self.found.own:
            return parse_routine(text, file)
        routines = parse_programme(text, file).routines
        if self.found.own not in routines:
            raise UnknownName("session", self.found.own, routines, where=file)
        return routines[self.found.own]

    def reader(
        self, routine: Routine, language: str, *, incomplete: bool = False
    ) -> Callable[[str], tuple[str, str] | None]:
        """Return what finds a template's text and the file name to show for it, in a language.

        Raises UnknownName when an exercise has no script, RoutineError when it has none in that
        language; not so where the routine may be `incomplete`.
        """

        def read(name: str) -> tuple[str, str] | None:
            path = self._find(name, language)
            self.seen[name] = str(path) if path else ""
            return (read_text(path), show(path)) if path else None

        for error in () if incomplete else self.missing(routine, language):
            raise error
        return read

    def missing(self, routine: Routine, language: str) -> Iterator[VoiceguideError]:
        """Say of every exercise that it has no script, or that nobody can say it in a language."""
        from voiceguide.disk.missing import find_missing

        return find_missing(self, routine, language)

    def find_script(self, name: str, language: str) -> str:
        """The path a script or a sound has now, by its name; "" when there is none."""
        return str(self._find(name, "" if is_recording(name) else language) or "")

    def exercises(self, language: str) -> list[str]:
        """Name every exercise a routine in this language could use."""
        names = {
            path.name.removesuffix(SCRIPT_ENDING)
            for own, folder in self._folders(language)
            if stays_inside(folder, own)
            for path in folder.glob(f"*{SCRIPT_ENDING}")
        }
        return sorted(names - {"opening", "closing", "switch", "rest", GENERAL})

    def languages(self, routine: Routine) -> list[str]:
        """The languages every exercise of a routine has a script in, its own first."""
        codes = sorted(self.all_languages(), key=lambda code: (code != routine.language, code))
        return [code for code in codes if not any(self.missing(routine, code))]

    def all_languages(self) -> set[str]:
        """Every language some script of this routine could be in."""
        files = [self.found.path, *(path for root in self.roots for path in _routine_files(root))]
        codes = {native_language(file) for file in files}
        for file in files:
            codes |= {path.name for path in file.parent.glob("[a-z][a-z]") if path.is_dir()}
        return codes

    def find_sound(self, name: str, most: int = MOST_SOUND_BYTES) -> Path:
        """Return the path of a sound file that a script names. Raises RoutineError.

        One of more than `most` bytes is refused before anybody reads it.
        """
        path = self._find(name, "")
        if is_recording(name):
            self.seen[name] = str(path) if path else ""
        if path is None:
            raise RoutineError(
                f"there is no sound file {name!r}",
                where=show(self.found.path.parent),
                remedy="Put it into the routine's folder.",
            )
        check_size(path, most)
        return path

    def load_lexicon(self, language: str) -> Lexicon:
        """How words are said in a language: ours, under the user's, under the routine's own.

        Raises RoutineError with file:line.
        """
        own = self.found.path.parent
        return load_lexicon(language, [*([own] if own.is_dir() else []), *self.roots])

    def _find(self, name: str, language: str) -> Path | None:
        for (own, folder), spelling in product(self._folders(language), _spellings(name)):
            path = f"{folder}{os.sep}{spelling}"  # most are not there: a text asks that fastest
            if os.path.isfile(path):
                real = os.path.realpath(path)
                if real.startswith(self._real(own)):  # no .., no link out of it
                    return Path(real)
                self.passed_over[path] = name
        return None

    def _list_folders(self, language: str) -> Iterator[tuple[Path, Path]]:
        """Where scripts lie: folders, each behind the one that nothing in it may lead out of."""
        own = self.found.path.parent
        named = [root / self.found.name for root in self.roots]
        if own.resolve() not in [folder.resolve() for folder in named]:
            named.insert(0, own)
        for folder in named:  # the user's before ours, so that any built-in script can be replaced
            yield folder, in_language_of(folder, language, self.found.path)
        for root in self.roots:
            yield root, root
            yield root, in_language_of(root / PARTS, language)
        # a built-in routine does not hear what one of the user's says in the place of its scripts
        ours, paths = built_in_scripts(), chain.from_iterable(map(_routine_files, self.roots))
        for path in sorted(paths, key=lambda path: not (ours / path.parent.name).is_dir()):
            yield path.parent, in_language_of(path.parent, language, path)


def search_roots() -> list[Path]:
    """The folders that hold routines, the user's before ours."""
    roots = (Path("scripts"), user_scripts(), built_in_scripts())
    return list({root.resolve(): root for root in roots if root.is_dir()}.values())


def user_scripts() -> Path:
    """The user's own routines: VOICEGUIDE_DATA_DIR or the platform's folder for data."""
    return data_folder() / "scripts"


def load_lexicon(language: str, folders: list[Path]) -> Lexicon:
    """Read the lexicons of a language, those of the first folder above the others.

    "en-gb" has the words of "en", and its own above them. Raises RoutineError with file:line.
    """
    return merge_lexicons(
        parse_lexicon(read_text(file), show(file)) for file in lexicon_files(language, folders)
    )


def lexicon_files(language: str, folders: list[Path]) -> list[Path]:
    """The lexicons there are for a language; each counts more than those before it."""
    codes = dict.fromkeys((base_of(language), language.lower()))
    files = [
        (folder / LEXICON / f"{code}.toml", folder)
        for folder, code in product(reversed(folders), codes)
    ]
    return [_inside(file, folder) for file, folder in files if file.is_file()]


def look_again() -> None:
    """Forget which routines there are and what language they are in, for programs that run long;
    and take the languages that lie there now."""
    use_languages()
    native_language.cache_clear()
    _routine_files.cache_clear()


@cache
def native_language(file: Path) -> str:
    """The language of a routine file's own scripts; "en" where it does not say."""
    try:
        text = read_text(file)
    except RoutineError:
        return "en"
    # read without a parser, which costs more than a whole look at a remembered plan; the keys of
    # the file itself come before its first table
    top = re.split(r"^\s*\[", text, maxsplit=1, flags=re.MULTILINE)[0]
    match = re.search(r"""^\s*["']?language["']?\s*=\s*(["'])(.+?)\1""", top, re.MULTILINE)
    try:
        return base_of(parse_language(match.group(2))) if match else "en"
    except RoutineError:
        return "en"  # that it is none is said when the routine is read


def in_language_of(folder: Path, language: str, file: Path | None = None) -> Path:
    """A folder of scripts, or the folder of their translation. Without a language, the folder."""
    native = native_language(file) if file else "en"
    wanted = base_of(language)
    return folder if wanted in {"", native} else folder / wanted


def _spellings(name: str) -> tuple[str, ...]:
    """A name as a file may have it: composed, as everything we read is, or with marks of its own.

    Other systems' files keep the second form (macOS, some archives): for Linux, another name.
    """
    if name.isascii():
        return (name,)
    return composed(name), unicodedata.normalize("NFD", name)


@cache
def _routine_files(root: Path) -> list[Path]:
    return [
        path
        for path in sorted(root.glob(f"*/{ROUTINE_FILE}"))
        if path.parent.name[0] != "_" and stays_inside(path, path.parent)
    ]


def find_routine(where: str, roots: list[Path]) -> Found:
    """Find a routine by name, folder or file. Raises RoutineError or UnknownName."""
    found = _find_routine(where, roots)
    _inside(found.path, found.path.parent)
    return found


def _find_routine(where: str, roots: list[Path]) -> Found:
    if not where.strip():
        raise RoutineError("the routine's name is empty", remedy="See voiceguide list.")
    path = expand(where)
    file, mark, own = where.rpartition("#")
    if mark and file.endswith(".toml") and not path.is_file() and expand(file).is_file():
        return Found(expand(file), f"{name_of(expand(file), PROGRAMME_FILE)}-{own}", own)
    if path.suffix == ".toml":
        if not path.is_file():
            raise RoutineError(f"there is no file {where}", remedy="Check the path.")
        return Found(path, name_of(path, ROUTINE_FILE))
    if (path / ROUTINE_FILE).is_file():
        return Found(path / ROUTINE_FILE, composed(path.resolve().name))
    # folders that begin with "_" hold parts and templates, not routines
    names = _spellings(where) if re.fullmatch(r"[^_./\\][^/\\]*", where) else ()
    for root, folder in product(roots, names):
        if (root / folder / ROUTINE_FILE).is_file():
            return Found(root / folder / ROUTINE_FILE, composed(where))
    _refuse_programme(where, [path, *(root / name for root in roots for name in names)])
    if path.is_dir():
        shown = where.rstrip(".") or "this folder"
        raise RoutineError(f"there is no {ROUTINE_FILE} in {shown}", remedy="Check the folder.")
    if path.name.endswith(SCRIPT_ENDING):
        remedy = f"Name the folder with its {ROUTINE_FILE}, or the routine that uses it."
        raise RoutineError("this is a script, not a routine", where=where, remedy=remedy)
    if path.is_file() and is_recording(path.name):
        remedy = "Name the routine it was made of; see voiceguide list."
        raise RoutineError("this is a sound, not a routine", where=where, remedy=remedy)
    routines = {found.name: found for found in list_routines(roots)}
    known = list(routines)
    with contextlib.suppress(UnknownName):
        return routines[parse_choice(where, known)]  # "Hip Rotation" is one too
    error = UnknownName("routine", where, known)
    near = suggest(where, known)
    if path.with_name(f"{path.name}.toml").is_file():
        near = f"Did you mean {where + '.toml'!r}?"
    error.remedy = f"{near} A routine is a name, a folder or a .toml file.".strip()
    raise error


def _refuse_programme(where: str, folders: list[Path]) -> None:
    if any((folder / PROGRAMME_FILE).is_file() for folder in folders):
        raise RoutineError(
            "this is a programme over weeks, not a routine",
            where=where,
            remedy=f"Write voiceguide programme {where}; one session: voiceguide today {where}.",
        )


def name_of(path: Path, usual: str) -> str:
    """What a file is called: by its own name, or by its folder where it has the usual one."""
    return composed(path.stem if path.name != usual else path.resolve().parent.name)


def list_routines(roots: list[Path]) -> list[Found]:
    """Every routine that can be called by name, the user's before ours."""
    found: dict[str, Found] = {}
    for path in chain.from_iterable(map(_routine_files, roots)):
        name = composed(path.parent.name)
        found.setdefault(name, Found(path, name))
    return list(found.values())


def _inside(path: Path, folder: Path) -> Path:
    """A file of a folder that came from anywhere. Raises RoutineError for a link out of it."""
    if not stays_inside(path, folder):
        raise RoutineError(
            "this is a link to something outside its folder",
            where=str(path),
            remedy="Copy what it leads to into the folder.",
        )
    return path


def is_recording(name: str) -> bool:
    """Whether a name is that of a sound file, not of a text."""
    return name.lower().endswith(ENDINGS)


def check_size(path: Path, most: int) -> None:
    """Raise RoutineError for a sound file of more than `most` bytes; nothing of it is read."""
    if (size := path.stat().st_size) > most:
        raise RoutineError(
            f"this sound file is {size / 1e6:,.0f} MB; the limit is {most / 1e6:,.0f} MB",
            where=show(path),
            remedy="Use a shorter one, or save it as FLAC, OGG or MP3.",
        )


def read_text(path: Path) -> str:
    """A routine, a script or a lexicon, its letters composed (NFC). Raises RoutineError."""
    try:
        if path.stat().st_size > MOST_SCRIPT_BYTES:
            raise RoutineError("the file is larger than 1 MB", where=show(path))
        text = read_file(path, MOST_SCRIPT_BYTES).decode("utf-8-sig")  # a pipe would never end
        return composed(re.sub("\r\n?", "\n", text))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RoutineError(
            "this is not UTF-8 text", where=f"{show(path)}:{line}", remedy="Save it as UTF-8."
        ) from None
    except OSError as error:
        why = f"cannot be read ({error.strerror or error})"
        raise RoutineError(why, where=show(path)) from error


def show(path: Path) -> str:
    """A path as a person would type it from here."""
    real, here = os.path.realpath(path), os.path.join(os.getcwd(), "")  # links may go in circles
    return real.removeprefix(here) if real.startswith(here) else str(path)
