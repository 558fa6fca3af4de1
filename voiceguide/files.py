"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside its place and move it there when it is whole and on the disk."""
    with replacing_all([path]) as [file]:
        yield file


@contextmanager
def replacing_all(paths: Sequence[Path], *, keep_same: bool = False) -> Iterator[list[BinaryIO]]:
    """The same for files of one folder that belong together: moved when all are on the disk.

    Of two programs that write the same files at once, one gives all of them. With `keep_same` a
    file that has these bytes already is left alone.
    """
    paths = [path.resolve() for path in paths]  # a link stays a link
    parts = [path.with_name(f".{path.name}.{_me()}.part") for path in paths]
    try:
        with ExitStack() as opened:
            files = [opened.enter_context(part.open("wb", buffering=1 << 20)) for part in parts]
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        with _alone_in(paths[0].parent):
            for part, path in zip(parts, paths, strict=True):
                if keep_same and is_same(part, path):
                    part.unlink()
                else:
                    part.replace(path)
    except BaseException:
        for part in parts:
            part.unlink(missing_ok=True)
        raise


def is_same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(_CHUNK):
            if piece != second.read(_CHUNK):
                return False
    return True


def _me() -> str:
    return f"{os.getpid()}-{threading.get_ident()}"


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else moves files in a folder, where the system can tell."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some disks of the network cannot
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
