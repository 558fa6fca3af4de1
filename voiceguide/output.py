"""The files of a session: what they are called, and how they come to be, together or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from voiceguide.errors import OutputError, RoutineError, UnknownName
from voiceguide.files import replacing_all
from voiceguide.request import Request

FORMATS = ("mp3", "m4b", "opus", "wav")
"""What a session can be; also how its file ends."""
TIMELINE_ENDING = ".timeline.json"
CHAPTERS_ENDING = ".chapters.json"


class Target(Struct, frozen=True):
    """Where a session goes, and what it is: one of FORMATS."""

    path: Path
    format: str


def choose_target(request: Request, name: str) -> Target:
    """Settle where a session goes. Raises UnknownName, or RoutineError for endings that differ."""
    if request.format and request.format not in FORMATS:
        raise UnknownName("format", request.format, FORMATS, where="--format")
    path = Path(request.out).expanduser()
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS or path.is_dir():
        kind = request.format or FORMATS[0]
        return Target(path / f"{name}.{kind}", kind)
    if request.format and request.format != ending:
        raise RoutineError(
            f"{path.name} does not end in .{request.format}",
            where="--out",
            remedy="Leave out --format, or name another file.",
        )
    return Target(path, ending)


def beside(session: Path, ending: str) -> Path:
    """A file that belongs to a session: it has its name, and an ending of its own."""
    known = session.suffix.lower().removeprefix(".") in FORMATS
    return session.with_name((session.stem if known else session.name) + ending)


def try_to_write(path: Path) -> None:
    """Find out whether a session could be written. Raises OutputError."""
    with _written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass


def write_together(
    path: Path, sides: Mapping[Path, str], write: Callable[[BinaryIO], None]
) -> None:
    """Write a session and the texts beside it: all appear when the last is whole, or none does.

    `write` is given the open file of the sound. Raises OutputError.
    """
    with _written(path), replacing_all([path, *sides]) as (sound, *files):
        for file, text in zip(files, sides.values(), strict=True):
            file.write(text.encode())
        write(sound)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """What goes wrong inside is about writing this session."""
    try:
        yield
    except OSError as error:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        why = "a file is in the way of its folder" if in_the_way else error.strerror
        raise OutputError(
            f"the session cannot be written ({why})",
            where=str(path),
            remedy="Choose another place with --out.",
        ) from error
