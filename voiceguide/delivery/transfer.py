"""Copying one file to something that may be pulled out at any moment.

A copy is written beside its place, read back and compared, and only then given its name.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

from voiceguide.disk.files import is_same
from voiceguide.errors import OutputError

Outcome = Literal["there", "copied"]
Progress = Callable[[int], None]
"""Called with how many more bytes are done."""
TRIES = 2
"""How often a copy is made before a card that gives back other bytes is given up."""
_CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def copy_file(source: Path, target: Path, progress: Progress = lambda count: None) -> Outcome:
    """Copy a file and prove that it arrived. Raises OutputError.

    Returns "there" when the same bytes were there already. Under the final name there is always a
    whole file, the old one or the new one.
    """
    part = part_of(target)
    try:
        if is_same(source, target):
            progress(source.stat().st_size)
            return "there"
        for _ in range(TRIES):
            written = _copy(source, part, progress)
            if is_same(source, part):
                _name(part, target)
                return "copied"
            progress(-written)
    except OSError as error:
        raise _explain(error, target) from error
    finally:
        # an interrupted copy takes room on the player, and nobody sees it there
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    raise OutputError(
        "the copy differs from the original",
        where=str(target),
        remedy="The card or the cable is bad: try another one.",
    )


def part_of(target: Path) -> Path:
    """Where a copy lies until it is whole."""
    return target.with_name(f".{target.name}.part")


def _copy(source: Path, part: Path, progress: Progress) -> int:
    """Write a copy through to the card; returns how many bytes it has."""
    with source.open("rb") as read, part.open("wb") as write:
        while piece := read.read(_CHUNK):
            write.write(piece)
            progress(len(piece))
        write.flush()
        os.fsync(write.fileno())
        _forget(write)
        return write.tell()


def _forget(file: BinaryIO) -> None:
    """Drop what memory holds of a file, so that reading it back asks the card itself."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _name(part: Path, target: Path) -> None:
    """Give a whole copy its name. Phones do not always allow that while an old file has it."""
    try:
        part.replace(target)
    except OSError:
        if not (target.exists() and part.exists()):
            raise
        target.unlink()
        part.rename(target)


def _explain(error: OSError, target: Path) -> OutputError:
    folder = target.parent
    if error.errno in _FULL:
        return OutputError(
            "the player is full", where=str(folder), remedy="Make room, and send again."
        )
    if not folder.is_dir():
        return OutputError(
            "the player is gone",
            where=str(folder),
            remedy="Plug it in, and send again: what has arrived is not sent twice.",
        )
    return OutputError(f"{target.name} cannot be sent ({error.strerror})", where=str(folder))
