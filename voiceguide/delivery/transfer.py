"""Copying one file to something that may be pulled out at any moment.

A copy is written beside its place, read back and compared, and only then given its name. What was
interrupted is taken up where it ended, if what lies there is the beginning of the same file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

from voiceguide.errors import OutputError

Outcome = Literal["there", "copied", "continued"]
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
    size = source.stat().st_size
    if target.is_file() and target.stat().st_size == size and _same(source, target, size):
        progress(size)
        return "there"
    try:
        for _ in range(TRIES):
            kept = _kept(source, part, size)
            digest = _append(source, part, kept, progress)
            if _digest(part) == digest:
                _name(part, target)
                return "continued" if kept else "copied"
            part.unlink()
            progress(-size)
    except OSError as error:
        raise _explain(error, part, target) from error
    raise OutputError(
        "what arrives is not what was sent",
        where=str(target),
        remedy="The card or the cable is bad: try another one.",
    )


def part_of(target: Path) -> Path:
    """Where a copy lies until it is whole."""
    return target.with_name(f".{target.name}.part")


def _kept(source: Path, part: Path, size: int) -> int:
    """How many bytes of an interrupted copy can be kept: all or none."""
    if not part.is_file():
        return 0
    there = part.stat().st_size
    return there if 0 < there <= size and _same(source, part, there) else 0


def _append(source: Path, part: Path, kept: int, progress: Progress) -> bytes:
    """Write what is missing; returns the digest of the whole source."""
    digest = hashlib.blake2b()
    with source.open("rb") as read, _open(part, kept) as write:
        start = write.tell()
        for at in range(0, start, _CHUNK):
            digest.update(read.read(min(_CHUNK, start - at)))
        progress(start)
        while piece := read.read(_CHUNK):
            digest.update(piece)
            write.write(piece)
            progress(len(piece))
        write.flush()
        os.fsync(write.fileno())
        _forget(write)
    return digest.digest()


def _open(part: Path, kept: int) -> BinaryIO:
    """Open a part at its end; from the start where, as on some phones, nothing can be added."""
    if kept:
        with contextlib.suppress(OSError):
            return part.open("ab")
    return part.open("wb")


def _forget(file: BinaryIO) -> None:
    """Drop what memory holds of a file, so that reading it back asks the card itself."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").digest()


def _same(one: Path, other: Path, length: int) -> bool:
    """Whether two files begin with the same `length` bytes."""
    with one.open("rb") as first, other.open("rb") as second:
        for at in range(0, length, _CHUNK):
            count = min(_CHUNK, length - at)
            if first.read(count) != second.read(count):
                return False
    return True


def _name(part: Path, target: Path) -> None:
    """Give a whole copy its name. Phones do not always allow that while an old file has it."""
    try:
        part.replace(target)
    except OSError:
        if not (target.exists() and part.exists()):
            raise
        target.unlink()
        part.rename(target)


def _explain(error: OSError, part: Path, target: Path) -> OutputError:
    folder = target.parent
    if error.errno in _FULL:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)  # it takes the room that somebody may need to clear up
        return OutputError("it is full", where=str(folder), remedy="Make room, and send again.")
    if not folder.is_dir():
        return OutputError(
            "it is gone",
            where=str(folder),
            remedy="Plug it in, and send again: what has arrived is not sent twice.",
        )
    return OutputError(f"{target.name} cannot be sent ({error.strerror})", where=str(folder))
