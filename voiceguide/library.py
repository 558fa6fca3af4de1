"""Where routines, scripts and sounds are found on disk.

Folders are searched in this order: the routine's own, `./scripts`, the one that comes with
voiceguide. In each of the last two a script may lie in `_parts/` or in any routine's folder, so a
routine of your own can use the built-in exercises without copying them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from voiceguide.errors import RoutineError, UnknownName, suggest
from voiceguide.plan.compose import SCRIPT_ENDING
from voiceguide.plan.routine import Routine, parse_routine

ROUTINE_FILE = "routine.toml"
PARTS = "_parts"
DEFAULT_ROUTINE = "hip-rotation"
MOST_SCRIPT_BYTES = 1_000_000
"""A larger routine or script is refused unread."""


class Found(Struct, frozen=True):
    """A routine file that was found: its path, and the name its session gets."""

    path: Path
    name: str


def built_in_scripts() -> Path:
    """The scripts that come with voiceguide: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "scripts"
    return inside if inside.is_dir() else package.parent / "scripts"


class Library:
    """Finds things for one routine. `where` is a name, a folder or a .toml file."""

    def __init__(self, where: str = DEFAULT_ROUTINE) -> None:
        self.roots = search_roots()
        self.found = find_routine(where, self.roots)

    def load_routine(self) -> Routine:
        """Read the routine file, and check that every exercise has a script."""
        shown = show(self.found.path)
        routine = parse_routine(read_text(self.found.path), shown)
        for exercise in routine.exercises:
            if self.read_template(exercise.exercise + SCRIPT_ENDING) is None:
                raise UnknownName("exercise", exercise.exercise, self.exercises(), where=shown)
        return routine

    def exercises(self) -> list[str]:
        """Name every exercise this routine could use."""
        names = {
            path.name.removesuffix(SCRIPT_ENDING)
            for folder in self._folders()
            for path in folder.glob(f"*{SCRIPT_ENDING}")
        }
        return sorted(names - {"opening", "closing", "switch", "rest"})

    def read_template(self, name: str) -> tuple[str, str] | None:
        """Return a template's text and the file name to show for it; None if there is none."""
        path = self._find(name)
        return (read_text(path), show(path)) if path else None

    def find_sound(self, name: str) -> Path:
        """Return the path of a sound file that a script names. Raises RoutineError."""
        path = self._find(name)
        if path is None:
            raise RoutineError(
                f"there is no sound file {name!r}",
                where=show(self.found.path.parent),
                remedy="Put it into the routine's folder.",
            )
        return path

    def _find(self, name: str) -> Path | None:
        for folder in self._folders():
            path = (folder / name).resolve()
            # a name with ".." or a link must not lead out of the folder
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return path
        return None

    def _folders(self) -> Iterator[Path]:
        yield self.found.path.parent
        for root in self.roots:
            yield root
            yield root / PARTS
            yield from (path.parent for path in sorted(root.glob(f"*/{ROUTINE_FILE}")))


def search_roots() -> list[Path]:
    """The folders that hold routines, the user's before ours."""
    return [root for root in (Path("scripts"), built_in_scripts()) if root.is_dir()]


def find_routine(where: str, roots: list[Path]) -> Found:
    """Find a routine by name, folder or file. Raises RoutineError or UnknownName."""
    path = Path(where).expanduser()
    if path.suffix == ".toml":
        if not path.is_file():
            raise RoutineError(f"there is no file {where}", remedy="Check the path.")
        name = path.stem if path.name != ROUTINE_FILE else path.resolve().parent.name
        return Found(path, name)
    if path.is_dir():
        if not (path / ROUTINE_FILE).is_file():
            raise RoutineError(f"there is no {ROUTINE_FILE} in {where}", remedy="Check the folder.")
        return Found(path / ROUTINE_FILE, path.resolve().name)
    for root in roots:
        if "/" not in where and (root / where / ROUTINE_FILE).is_file():
            return Found(root / where / ROUTINE_FILE, where)
    known = [found.name for found in list_routines(roots)]
    error = UnknownName("routine", where, known)
    error.remedy = f"{suggest(where, known)} A routine is a name, a folder or a .toml file.".strip()
    raise error


def list_routines(roots: list[Path]) -> list[Found]:
    """Every routine that can be called by name, the user's before ours."""
    found: dict[str, Found] = {}
    for root in roots:
        for path in sorted(root.glob(f"*/{ROUTINE_FILE}")):
            found.setdefault(path.parent.name, Found(path, path.parent.name))
    return list(found.values())


def read_text(path: Path) -> str:
    """Read a routine or script. Raises RoutineError that names the file."""
    try:
        if path.stat().st_size > MOST_SCRIPT_BYTES:
            raise RoutineError("the file is larger than 1 MB", where=show(path))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RoutineError(
            "this is not UTF-8 text", where=f"{show(path)}:{line}", remedy="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise RoutineError(f"cannot be read ({error.strerror})", where=show(path)) from error


def show(path: Path) -> str:
    """A path as a person would type it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
