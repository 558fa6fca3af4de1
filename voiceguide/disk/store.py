"""Where many sessions go: a folder, or any address that fsspec knows (s3://bucket/hips, memory:x).

Objects are whole or not there: a folder's files are written beside their place and renamed, and an
object store shows one when all of it has arrived. A plain folder needs no fsspec.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voiceguide.disk.files import replacing, write_pieces
from voiceguide.disk.folder import expand
from voiceguide.errors import OutputError

Pieces = Iterable[bytes | memoryview]
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):(?:/{0,2})(.*)", re.DOTALL)
"""A scheme has two letters at least: C: is a drive."""
EXTRA = "Install what it needs: pip install 'voiceguide[cluster]'."
WHOLE = {"memory", "s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oss", "r2"}
"""Where an object appears when all of it is there; elsewhere it is moved to its place."""
PART = ".part"


class Store(ABC):
    """Objects by names with slashes: "a1-TOKEN/feed.xml"."""

    address: str
    own_memory = False
    """Whether it lies in the memory of one process, and of no other."""

    @abstractmethod
    def get(self, name: str) -> bytes | None:
        """An object, or None. Raises OutputError."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether there is such an object. Raises OutputError."""

    @abstractmethod
    def put(self, name: str, pieces: Pieces) -> None:
        """Write an object whole, over the one there was. Raises OutputError."""

    @abstractmethod
    def sizes(self) -> dict[str, int]:
        """Every object and its bytes. Raises OutputError."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Remove an object, if it is there. Raises OutputError."""

    def put_all(self, folder: str, files: Mapping[str, Pieces]) -> None:
        """Write the objects of a folder, in this order. Raises OutputError."""
        for name, pieces in files.items():
            self.put(f"{folder}/{name}", pieces)

    @contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        """What goes wrong inside, in our words. Libraries raise what they like."""
        try:
            yield
        except OutputError:
            raise
        except ImportError as error:
            raise OutputError(str(error), where=self.address, remedy=EXTRA) from error
        except Exception as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            place = f"{self.address.rstrip('/')}/{name}" if name else self.address
            raise OutputError(
                f"cannot be read or written ({' '.join(why.split())[:200]})", where=place
            ) from error


class FolderStore(Store):
    """A folder of this computer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.address = str(root)

    def get(self, name: str) -> bytes | None:
        with self._told(name):
            try:
                return (self.root / name).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def has(self, name: str) -> bool:
        return (self.root / name).is_file()

    def put(self, name: str, pieces: Pieces) -> None:
        path = self.root / name
        with self._told(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                write_pieces(file, pieces)

    def put_all(self, folder: str, files: Mapping[str, Pieces]) -> None:
        """A new folder is written beside its place, and appears with all its files at once."""
        final, part = self.root / folder, self.root / f".{folder}{PART}"
        if final.exists():
            super().put_all(folder, files)
            return
        with self._told(folder):
            shutil.rmtree(part, ignore_errors=True)  # of a process that was killed
            part.mkdir(parents=True)
            try:
                for name, pieces in files.items():
                    with (part / name).open("wb") as file:
                        write_pieces(file, pieces)
                        file.flush()
                        os.fsync(file.fileno())
                os.replace(part, final)
            finally:
                shutil.rmtree(part, ignore_errors=True)

    def sizes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        with self._told(), contextlib.suppress(FileNotFoundError):
            for entry in os.scandir(self.root):
                if entry.is_file():
                    found[entry.name] = entry.stat().st_size
                elif not entry.name.startswith("."):
                    with os.scandir(entry.path) as inside:
                        for one in inside:
                            found[f"{entry.name}/{one.name}"] = one.stat().st_size
        return found

    def drop(self, name: str) -> None:
        with self._told(name):
            (self.root / name).unlink(missing_ok=True)
            if "/" in name:
                with contextlib.suppress(OSError):
                    (self.root / name).parent.rmdir()


class AddressStore(Store):
    """Whatever fsspec reaches."""

    def __init__(self, scheme: str, rest: str, address: str) -> None:
        self.address = address
        self.own_memory = scheme == "memory"
        self._whole = scheme in WHOLE
        with self._told():
            try:
                import fsspec
            except ImportError:
                raise OutputError(
                    "this address needs fsspec", where=address, remedy=EXTRA
                ) from None
            self._files: Any
            # what others have written since has to be seen
            self._files, self._root = fsspec.core.url_to_fs(
                f"{scheme}://{rest}", use_listings_cache=False
            )
            self._root = self._root.rstrip("/")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if self._root else name

    def get(self, name: str) -> bytes | None:
        with self._told(name):
            try:
                return bytes(self._files.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

    def has(self, name: str) -> bool:
        with self._told(name):
            return bool(self._files.isfile(self._path(name)))

    def put(self, name: str, pieces: Pieces) -> None:
        path = self._path(name)
        with self._told(name):
            if self._whole:
                self._files.pipe_file(path, b"".join(pieces))
                return
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(path + PART, b"".join(pieces))
            self._files.mv(path + PART, path)

    def sizes(self) -> dict[str, int]:
        with self._told():
            try:
                found = self._files.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
            skip = len(self._root) + 1 if self._root else 0
            return {path[skip:]: int(one["size"]) for path, one in found.items()}

    def drop(self, name: str) -> None:
        with self._told(name), contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))


def is_address(text: str) -> bool:
    """Whether this is more than a path."""
    return bool(_ADDRESS.match(text))


def open_store(text: str) -> Store:
    """A folder by its path, or anything by its address. Raises OutputError."""
    match = _ADDRESS.match(text)
    if match is None:
        return FolderStore(expand(text))
    if match[1] in {"file", "local"}:
        return FolderStore(Path("/" + match[2].lstrip("/")))
    return AddressStore(match[1], match[2], text)
