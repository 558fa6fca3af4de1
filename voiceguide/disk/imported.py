"""A list from elsewhere, read from a file or standard input, and written as a routine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from voiceguide.disk.files import read_file, temporary_folder
from voiceguide.disk.folder import expand
from voiceguide.disk.library import MOST_SCRIPT_BYTES, ROUTINE_FILE, show
from voiceguide.disk.taken import refuse_built_in
from voiceguide.errors import OutputError, RoutineError
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import MOST_LISTED, UNNAMED, Handout, Note
from voiceguide.routine.intake import parse_handout
from voiceguide.routine.transcript import write_transcript
from voiceguide.text import shorten

STANDARD_INPUT = "-"
MOST_NAME = 64
"""The longest name of a routine, letters: it is a folder's, and part of every file's."""


def import_list(
    source: str,
    name: str = "",
    stdin: BinaryIO | None = None,
    folder: Path = Path("scripts"),
    tell: Callable[[Note], None] = lambda note: None,
) -> tuple[Path, Handout]:
    """Write folder/NAME/routine.toml from the list in a file, or in `stdin` where it is "-".

    `tell` hears what became of every line, also where the whole is refused after that. Returns the
    file and what was understood. Nothing is written where anything is wrong. Raises RoutineError,
    OutputError for a folder that is there already.
    """
    target = folder / _name_for(source, name)
    if target.exists():
        raise OutputError(
            "this is already there", where=str(target), remedy="Choose another name: --name NAME."
        )
    shown = "standard input" if source == STANDARD_INPUT else show(expand(source))
    handout = parse_handout(_read(source, stdin), shown, target.name)
    for note in handout.notes:
        tell(note)
    _write(target, write_transcript(handout, Path(shown).name))
    return target / ROUTINE_FILE, handout


def _name_for(source: str, name: str) -> str:
    if name:
        if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9-]{{0,{MOST_NAME - 1}}}", name):
            raise RoutineError(
                f"{shorten(name, 40)!r} cannot be a routine's name",
                where="--name",
                remedy="Use letters (a to z), digits and hyphens, like my-routine; "
                f"at most {MOST_NAME}.",
            )
    elif source == STANDARD_INPUT or _is_stream(expand(source)):
        name = UNNAMED
    elif not (name := slug_of(Path(source).stem)[:MOST_NAME].strip("-")):
        raise RoutineError(
            "no routine's name can be made of the file's", where=source, remedy="Add --name NAME."
        )
    refuse_built_in(name, "Choose another name: --name NAME.")
    return name


def _read(source: str, stdin: BinaryIO | None) -> bytes:
    if source == STANDARD_INPUT:
        return stdin.read(MOST_LISTED + 1) if stdin else b""
    path = expand(source)
    try:
        if path.is_dir():
            raise RoutineError("this is a folder", where=show(path), remedy="Name the file in it.")
        if _is_stream(path):
            with path.open("rb") as stream:
                return stream.read(MOST_LISTED + 1)
        return read_file(path, MOST_SCRIPT_BYTES)
    except FileNotFoundError:
        raise RoutineError(f"there is no file {source}", remedy="Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RoutineError(f"cannot be read ({reason})", where=source) from error


def _is_stream(path: Path) -> bool:
    """Whether it is a pipe or a terminal: /dev/stdin, <(...)."""
    try:
        return path.is_fifo() or path.is_char_device()
    except (OSError, ValueError):
        return False


def _write(target: Path, text: str) -> None:
    """The folder appears with its file in it, or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(str(target.parent)) as bench:
            made = bench / target.name
            made.mkdir()
            (made / ROUTINE_FILE).write_text(text, "utf-8", newline="\n")
            made.rename(target)
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", where=str(target)) from error
