"""Files that appear whole or not at all, and nothing left behind by a process that was killed.

What is unfinished is held: its process keeps a lock on it, which the system lets go when that
process ends, however it ends. So the next one can tell what nobody will finish (`sweep`) from what
somebody is writing at this moment, also somebody in another container or on another computer.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from voiceguide.disk.interrupt import undisturbed

_CHUNK = 1 << 16
"""Bytes compared at a time; larger pieces would be given back to the system each time."""
_DIGEST = 16
"""Bytes of a digest: enough against chance, and nobody gains by two files that share one."""
_BATCH = 256
"""Pieces that are written at once; every system takes a thousand (IOV_MAX)."""
_PART = re.compile(r"\..*\.voiceguide-[0-9a-f]{16}\.part", re.DOTALL)
_BENCH = re.compile(r"voiceguide-[0-9a-f]{16}\.tmp")
_LOCK = ".lock"
"""Inside a temporary folder; held while somebody works there."""
_FAR = 1 << 40
"""The byte that is locked on Windows, where nobody else can write what is locked."""
_POLL = 0.05
"""Seconds between two looks at a lock that somebody else holds."""
_CAREFULLY = os.O_NONBLOCK | os.O_NOFOLLOW if hasattr(os, "O_NOFOLLOW") else os.O_BINARY  # type: ignore[attr-defined, unused-ignore]
"""Opening waits for nobody at the other end of a pipe, and follows no link."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside its place and move it there when it is whole and on the disk."""
    with replacing_all([path]) as [file]:
        yield file


@contextmanager
def replacing_all(
    paths: Sequence[Path],
    *,
    keep_same: bool = False,
    moves: Sequence[tuple[Path, Path]] = (),
) -> Iterator[list[BinaryIO]]:
    """The same for files of one folder that belong together: moved when all are on the disk.

    Of two programs that write the same files at once, one gives all of them. With `keep_same` a
    file that has these bytes already is left alone. `moves` are files that were written elsewhere
    and where they go; they may be added while these are written.
    """
    # a link stays a link; one that goes in a circle is replaced
    paths = [Path(os.path.realpath(path)) for path in paths]
    sweep(paths[0].parent)
    with ExitStack() as opened:
        files = [opened.enter_context(part_beside(path)) for path in paths]
        yield files
        for file in files:
            file.flush()
            os.fsync(file.fileno())
        with _alone_in(paths[0].parent):
            refuse_folders([*paths, *(path for _, path in moves)])
            for file, path in zip(files, paths, strict=True):
                if not (keep_same and is_same(Path(file.name), path)):
                    move(file, path)
            for made, path in moves:
                if not (keep_same and is_same(made, path)):
                    os.replace(made, path)


def write_whole(path: Path, *pieces: bytes) -> None:
    """Write a file until it is on the disk."""
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def refuse_folders(paths: Sequence[Path]) -> None:
    """Raise OSError where a folder has the name of a file, before any other file is replaced."""
    for path in paths:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder has that name", str(path))


def write_pieces(file: BinaryIO, pieces: Iterable[bytes | memoryview]) -> None:
    """Write many pieces with few calls, and without putting them together first.

    A session is a hundred sounds and the same silence over and over: most of what building it again
    takes from the memory would be copies.
    """
    if not hasattr(os, "writev"):
        file.writelines(pieces)
        return
    file.flush()
    waiting = iter(pieces)
    while batch := list(islice(waiting, _BATCH)):
        written = os.writev(file.fileno(), batch)
        if written < sum(map(len, batch)):  # the disk is full: the next call says so
            file.write(b"".join(batch)[written:])
            file.flush()


@contextmanager
def part_beside(path: Path) -> Iterator[BinaryIO]:
    """A new file that is held, to be moved to `path`; gone at the end if it was not."""
    with _held(
        lambda: path.with_name(f".{path.name}.voiceguide-{_chance()}.part"),
        lambda part: part.unlink(missing_ok=True),
    ) as (_, file):
        yield file


def digest_of(content: bytes | Path) -> str:
    """What tells bytes, or a file, from all others: 32 hexadecimal figures."""
    if isinstance(content, bytes):
        return hashlib.blake2b(content, digest_size=_DIGEST).hexdigest()
    with content.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_DIGEST))
    return found.hexdigest()


def is_same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(_CHUNK):
            if piece != second.read(_CHUNK):
                return False
    return True


def move(file: BinaryIO, path: Path) -> None:
    """Give a part its name. It stays held until then, so that nobody sweeps it away."""
    file.flush()
    if os.name == "nt":
        file.close()  # nothing that is open is moved there
    os.replace(file.name, path)


@contextmanager
def temporary_folder(parent: str = "") -> Iterator[Path]:
    """A folder of one's own for a while; one that a killed process left is removed by the next."""
    sweep_temporary()

    def make() -> Path:
        folder = Path(parent or tempfile.gettempdir(), f"voiceguide-{_chance()}.tmp")
        folder.mkdir(0o700)
        return folder / _LOCK

    with _held(make, lambda lock: shutil.rmtree(lock.parent, ignore_errors=True)) as (lock, _):
        yield lock.parent


@contextmanager
def _held(
    name: Callable[[], Path], remove: Callable[[Path], None]
) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file that is held, and removed at the end, whenever Ctrl-C comes."""
    made: list[tuple[Path, BinaryIO]] = []
    try:
        with undisturbed():
            made.append(_new(name))
        yield made[0]
    finally:
        with undisturbed():
            for path, file in made:
                if os.name == "nt":
                    file.close()  # nothing that is open is deleted there
                remove(path)
                file.close()  # not earlier: what nobody holds, anybody sweeps away


def _chance() -> str:
    return os.urandom(8).hex()


def _new(name: Callable[[], Path]) -> tuple[Path, BinaryIO]:
    """Open a new file and hold it; once more where somebody swept it away before it was held."""
    while True:
        path = name()
        try:
            file = path.open("xb", buffering=1 << 20)
        except OSError as error:
            if path.name != _LOCK:
                raise
            if isinstance(error, FileNotFoundError) and not path.parent.exists():
                continue
            path.parent.rmdir()
            raise OSError(error.errno, error.strerror, str(path.parent)) from error
        if hold(file.fileno(), path):
            return path, file
        file.close()


@contextmanager
def locked(path: Path, patience: float) -> Iterator[None]:
    """Hold a lock file, which is gone afterwards. Raises TimeoutError after `patience` seconds.

    On a disk without locks it is always granted. Raises OSError where it cannot be written.
    """
    until = time.monotonic() + patience
    while True:
        with _open_lock(path) as lock:
            if hold(lock.fileno(), path):
                try:
                    yield
                finally:
                    if os.name == "nt":
                        lock.close()
                    with contextlib.suppress(OSError):
                        path.unlink()
                return
        if time.monotonic() >= until:
            raise TimeoutError
        time.sleep(_POLL)


def sweep_temporary() -> None:
    """Remove the temporary folders that dead processes left."""
    with contextlib.suppress(OSError):  # there is none that could be written to
        sweep(Path(tempfile.gettempdir()))


def sweep(folder: Path) -> None:
    """Remove what dead processes left in a folder: parts, and the temporary folders of its own.

    What is held, what is not named by us, and what cannot be removed stays.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.endswith((".part", ".tmp")):
                continue
            with contextlib.suppress(OSError):
                if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    _take(Path(entry.path), Path(entry.path).unlink)
                elif _BENCH.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                    _clear_bench(Path(entry.path))


def read_file(path: Path | str, most: int, *, follow: bool = True) -> bytes:
    """Read a file of at most `most` bytes. Raises OSError; also for what is no file.

    A pipe is never waited for, and a file that is larger is not read.
    """
    flags = _CAREFULLY if not follow else _CAREFULLY & ~getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(path, os.O_RDONLY | flags), "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(0, "it is not a file")
        if facts.st_size > most:
            raise OSError(0, f"it is larger than {most / 1e6:,.0f} MB")
        return file.read(facts.st_size)  # a larger number would be reserved in memory


def hold(handle: int, path: Path) -> bool:
    """Lock an open file until it is closed; tell whether it is ours, and still has its name.

    Where the disk knows no locks, everything is held: nothing is ever swept away there.
    """
    try:
        _lock(handle)
    except BlockingIOError:
        return False
    except OSError:
        return True
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), os.stat(path))
    return False


def _lock(handle: int, *, wait: bool = False) -> None:
    """Lock an open file. Raises BlockingIOError where another process holds it."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        at = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except PermissionError as error:
            raise BlockingIOError from error
        finally:
            os.lseek(handle, at, os.SEEK_SET)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _open_lock(path: Path) -> BinaryIO:
    return open(os.open(path, os.O_RDWR | os.O_CREAT | _CAREFULLY, 0o666), "r+b")


def _clear_bench(folder: Path) -> None:
    """Remove a temporary folder of a dead process."""
    if (folder / _LOCK).exists():
        _take(folder / _LOCK, lambda: shutil.rmtree(folder, ignore_errors=True))
    else:
        folder.rmdir()  # it was killed in between; what is not empty is not ours


def _take(path: Path, remove: Callable[[], None]) -> None:
    """Remove what no process holds."""
    with open(os.open(path, os.O_RDWR | _CAREFULLY), "r+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            return
        if os.name == "nt":
            file.close()
        remove()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else moves files in a folder, where the system can tell."""
    if os.name == "nt":  # a folder cannot be opened there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some disks of the network cannot
            _lock(handle, wait=True)
        yield
    finally:
        os.close(handle)
