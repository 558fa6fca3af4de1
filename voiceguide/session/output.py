"""The files of a session: what they are called, and how they come to be, together or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from voiceguide.disk.files import replacing_all
from voiceguide.disk.folder import expand
from voiceguide.errors import OutputError, RoutineError, UnknownName
from voiceguide.session.request import Request

OUTPUT = "output"
"""Where builds go, and what is sent, when nothing is named."""
FORMATS = ("mp3", "m4b", "opus", "wav")
"""What a session can be; also how its file ends."""
OTHER_SOUNDS = {
    "3gp", "aa", "aac", "aax", "ac3", "aif", "aifc", "aiff", "alac", "amr", "ape", "au", "avi",
    "caf", "dff", "dsf", "dts", "f4a", "f4b", "flac", "flv", "m3u", "m3u8", "m4a", "m4p", "m4r",
    "m4v", "mid", "midi", "mka", "mkv", "mov", "mp1", "mp2", "mp4", "mpa", "mpc", "mpeg", "mpg",
    "oga", "ogg", "ogv", "ogx", "pcm", "ra", "ram", "raw", "rf64", "shn", "snd", "spx", "tak",
    "tta", "voc", "vox", "w64", "weba", "webm", "wma", "wmv", "wv",
}  # fmt: skip
"""Endings of other sounds, films and playlists: who writes one means a file, and not a folder."""
TIMELINE_ENDING = ".timeline.json"
CHAPTERS_ENDING = ".chapters.json"

Divide = Callable[[Path], AbstractContextManager[list[tuple[Path, Path]]]]
"""Makes the parts of a whole sound: where each lies for now, and where it goes."""


class Target(Struct, frozen=True):
    """Where a session goes, and what it is: one of FORMATS."""

    path: Path
    format: str


def find_near(path: Path) -> str:
    """The session in ./output that is meant by "hips" or "hips.mp3", in words; "" for none."""
    near = (Path(OUTPUT) / name for name in (path.name, f"{path.name}.mp3"))
    return next((f"Did you mean {str(one)!r}?" for one in near if one.is_file()), "")


def name_session(routine: str, language: str, own: str) -> str:
    """The name of a session's file without its ending: "hips", or "hips.de" where German is not the
    routine's `own` language, so that no language takes the place of another."""
    code = re.sub(r"[^a-z0-9]+", "-", language.lower())
    return routine if code in {"", own.lower()} else f"{routine}.{code}"


def choose_target(request: Request, name: str) -> Target:
    """Settle where a session goes. Raises UnknownName, or RoutineError for endings that differ."""
    if request.format and request.format not in FORMATS:
        raise UnknownName("format", request.format, FORMATS, where="--format")
    target = _find_target(request, name)
    if request.split and target.format != "mp3":
        raise RoutineError(
            f"only an mp3 can be divided, and this is {target.format}",
            where="--split",
            remedy="Leave out --split, or build an mp3.",
        )
    return target


def _find_target(request: Request, name: str) -> Target:
    path = expand(request.out)
    if request.out.endswith(("/", os.sep)) or path.is_dir():
        return _inside(path, name, request)
    bare = path.name.startswith(".") and not path.suffix  # ".mp3" alone is no suffix to pathlib
    ending = (path.name if bare else path.suffix).lower().removeprefix(".")
    if ending not in {*FORMATS, *OTHER_SOUNDS}:
        return _inside(path, name, request)
    if bare or ending not in FORMATS:
        raise RoutineError(
            f"{path.name} has no name before its ending"
            if bare
            else f"no session ends in .{ending}",
            where="--out",
            remedy=f"Choose from: {', '.join(f'NAME.{one}' for one in FORMATS)}. "
            "A folder's name ends in /.",
        )
    if request.format and request.format != ending:
        raise RoutineError(
            f"{path.name} does not end in .{request.format}",
            where="--out",
            remedy="Leave out --format, or name another file.",
        )
    return Target(path, ending)


def _inside(folder: Path, name: str, request: Request) -> Target:
    kind = request.format or FORMATS[0]
    return Target(folder / f"{name}.{kind}", kind)


def beside(session: Path, ending: str) -> Path:
    """A file that belongs to a session, and to no other: its name with an ending of its own.

    An M4B beside an MP3 of the same name may have other holds. So an MP3 lends its name without
    ".mp3", as players look for it, and any other format its whole name.
    """
    stem = session.stem if session.suffix.lower() == ".mp3" else session.name
    taken = Path(stem).suffix.lower().removeprefix(".") in FORMATS and stem != session.name
    return session.with_name((session.name if taken else stem) + ending)


def parts_folder(session: Path) -> Path:
    """The folder of the parts of a session: hips/ beside hips.mp3."""
    folder = beside(session, "")
    return folder if folder != session else beside(session, ".parts")


def try_to_write(path: Path) -> None:
    """Find out whether a session could be written. Raises OutputError."""
    with _written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass


def write_together(
    path: Path,
    sides: Mapping[Path, str],
    write: Callable[[BinaryIO], None],
    stale: Iterable[Path] = (),
    divide: Divide | None = None,
) -> bool:
    """Write a session and what lies beside it: all appears when the last is whole, or nothing does.

    `write` is given the open file of the sound, `divide` its path when it is whole; `stale` files
    are removed then. What stays the same is not touched, so that its date stays; returns whether
    the sound is new. Raises OutputError.
    """
    moves: list[tuple[Path, Path]] = []
    with _written(path), ExitStack() as parts:
        before = path.stat() if path.is_file() else None
        with replacing_all([path, *sides], keep_same=True, moves=moves) as (sound, *files):
            for file, text in zip(files, sides.values(), strict=True):
                file.write(text.encode())
            write(sound)
            if divide:
                sound.flush()
                moves += parts.enter_context(divide(Path(sound.name)))
        remove(stale, path.parent)
        return before is None or not os.path.samestat(before, path.stat())


def remove(files: Iterable[Path], folder: Path) -> None:
    """Remove files in a folder and its folders; of these, each that is then empty goes too."""
    files = list(files)
    for one in files:
        one.unlink(missing_ok=True)
    for emptied in {one.parent for one in files} - {folder}:
        with suppress(OSError):
            emptied.rmdir()


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
