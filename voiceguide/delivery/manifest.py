"""A published folder: what we put there, and what we leave alone.

A small file, `.voiceguide.json`, remembers the ids of the episodes and which files are ours. A file
whose bytes are the same is not touched; a file that is not ours is never overwritten or removed.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.files import digest_of, replacing
from voiceguide.disk.folder import stays_inside
from voiceguide.errors import OutputError
from voiceguide.formats.tags import digest_sound
from voiceguide.session.output import remove

STATE_FILE = ".voiceguide.json"
VERSION = 1
_CHUNK = 1 << 20


class PublishedEpisode(Struct, frozen=True):
    """An episode as it is remembered."""

    routine: str
    """The routine's name, or its file as seen from the folder."""
    guid: str
    """What apps know it by; it stays while its sound does. Empty until it was built once."""
    published: datetime.datetime
    options: dict[str, str | int | bool] = {}
    """What it was made with: see choices.py."""
    sound: str = ""
    """A digest of its sound, without the tag; empty where it is not known."""
    edition: int = 0
    """How often its sound has become another one."""


class FolderState(Struct, frozen=True):
    """What is remembered of a folder. No path of this computer is in it: it may be uploaded."""

    version: int = VERSION
    guid: str = ""
    title: str = ""
    base_url: str = ""
    programme: str = ""
    """The programme whose sessions it holds; "" where it holds routines."""
    updated: datetime.datetime | None = None
    episodes: tuple[PublishedEpisode, ...] = ()
    files: dict[str, str] = {}
    """Name -> digest of what we wrote; "" while it is being written."""


class PublishedFolder:
    """One folder and its state. Raises OutputError for an unreadable state file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = load_state(folder / STATE_FILE)
        self.files = dict(self.state.files)
        """Name -> digest of every file that is ours."""
        self.changed: list[str] = []
        """Names of the files that were written."""

    def remembered(self) -> FolderState:
        """The state, its episodes with their sounds."""
        return replace(self.state, episodes=self.episodes_with_sounds())

    def episodes_with_sounds(self) -> tuple[PublishedEpisode, ...]:
        """The episodes as remembered; what earlier versions did not note is taken of the files."""
        sounds = sorted(name for name in self.files if name.endswith(".mp3"))  # by number
        if len(sounds) != len(self.state.episodes):
            return self.state.episodes
        paths = [self.folder / name for name in sounds]
        return tuple(
            replace(kept, sound=digest_sound(path))
            if not kept.sound and kept.guid and path.is_file() and not path.is_symlink()
            else kept
            for kept, path in zip(self.state.episodes, paths, strict=True)
        )

    def claim(self, names: Iterable[str], state: FolderState) -> None:
        """Take names into our charge before anything is written under them.

        Raises OutputError where a file is there that is not ours. From here on an interrupted
        publishing can be taken up again: the ids stay, and half a folder is known to be ours.
        """
        wanted = list(names)
        ours = {name.casefold() for name in self.files}
        for name in wanted:  # some file systems do not tell "Hips" from "hips"
            path = self.folder / name
            known = name.casefold() in ours
            if path.parent != self.folder and not _is_real_folder(path.parent):
                path, known = path.parent, False  # what a link leads to is not ours
            if not known and os.path.lexists(path):
                raise OutputError(
                    "this file is there already, and voiceguide did not write it",
                    where=str(path),
                    remedy="Move it away, or publish into another folder.",
                )
        self.files = {**dict.fromkeys(wanted, ""), **self.files}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.save(state)

    def holds(self, name: str, content: bytes | Path) -> bool:
        """Whether a file is there and is just this."""
        path = self.folder / name
        there = path.is_file() and not path.is_symlink()
        return there and digest_of(path) == digest_of(content)

    def put(self, name: str, content: bytes | Path) -> bool:
        """Lay a file into the folder, whole or not at all; tell whether it has changed."""
        same = self.holds(name, content)
        if not same:
            path = self.folder / name
            if path.parent != self.folder:
                path.parent.mkdir(exist_ok=True)
            if path.is_symlink():  # what it leads to is not ours
                path.unlink()
            with replacing(path) as file:
                file.writelines([content] if isinstance(content, bytes) else _pieces(content))
            self.changed.append(name)
        self.files[name] = digest_of(content)
        return not same

    def drop_all_but(self, names: Iterable[str]) -> list[str]:
        """Remove files of ours that are no longer wanted, if nobody changed them since."""
        wanted = {name.casefold() for name in names}
        gone = []
        for name, digest in list(self.files.items()):
            if name.casefold() in wanted:
                continue
            path = self.folder / name
            inside = is_inside(name) and stays_inside(path, self.folder) and not path.is_symlink()
            if inside and path.is_file() and digest in {"", digest_of(path)}:
                remove([path], self.folder)
                gone.append(name)
            del self.files[name]
        return gone

    def save(self, state: FolderState) -> None:
        """Remember a state and our files, where that differs from what is remembered."""
        state = replace(state, files=dict(sorted(self.files.items())))
        path = self.folder / STATE_FILE
        data = msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n"
        if not path.is_file() or path.read_bytes() != data:
            with replacing(path) as file:
                file.write(data)
        self.state = state


def is_inside(name: str) -> bool:
    """Whether a name is one of a file in a folder, or in a folder in it, and leads nowhere else."""
    parts = Path(name).parts
    return len(parts) in {1, 2} and "/".join(parts) == name and ".." not in parts


def _is_real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def load_state(path: Path) -> FolderState:
    """Read a state; where there is no such file, nothing is remembered. Raises OutputError."""
    try:
        state = msgspec.json.decode(path.read_bytes(), type=FolderState)
    except (FileNotFoundError, NotADirectoryError):
        return FolderState()
    except (ValueError, RecursionError) as error:  # not UTF-8, no JSON, nested too deep
        raise OutputError(
            f"the record of this folder cannot be read ({error})",
            where=str(path),
            remedy="Publish into another folder; episodes get new ids there.",
        ) from error
    if state.version != VERSION:
        raise OutputError(f"this is version {state.version}, not {VERSION}", where=str(path))
    return state


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
