"""Sending sessions to a phone, a player or any folder, and looking at what is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from voiceguide.delivery.gather import gather
from voiceguide.delivery.mounts import choose_player, find_players
from voiceguide.delivery.transfer import copy_file
from voiceguide.disk.folder import expand, stays_inside
from voiceguide.errors import OutputError
from voiceguide.formats.tags import ARTIST
from voiceguide.problem import Problem
from voiceguide.progress import Report
from voiceguide.session.division import find_ours, find_stale
from voiceguide.session.output import FORMATS, OUTPUT


class Sent(Struct, frozen=True):
    """What was done. Names of files in `folder`."""

    folder: Path
    copied: tuple[str, ...]
    there: tuple[str, ...]
    """These were there already, byte for byte."""
    renamed: dict[str, str] = {}
    """Name here -> name there, where a memory card could not hold the one."""
    left: tuple[Problem, ...] = ()
    """Files that were not sent, and why."""
    removed: tuple[str, ...] = ()
    """Chapters of an earlier build that lay beside those that were sent."""


class Listed(Struct, frozen=True):
    """One session on a player."""

    path: Path
    title: str
    duration_ms: int
    size: int
    """Bytes."""


def send(sources: Sequence[Path], to: Path | None, report: Report | None = None) -> Sent:
    """Copy sessions, and prove that each arrived. Raises OutputError.

    `to` is a folder, made if only its last part is missing; None is the player that is plugged in.
    """
    load = gather(sources or [Path(OUTPUT)])
    files = load.files
    folder = open_folder(to)
    total = sum(path.stat().st_size for path in files.values())
    _check_room(files, folder)
    done = 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        if report:
            report(done, total)

    _make_folders(files, folder)
    outcomes = {name: copy_file(path, folder / name, progress) for name, path in files.items()}
    return Sent(
        folder,
        tuple(name for name, outcome in outcomes.items() if outcome != "there"),
        tuple(name for name, outcome in outcomes.items() if outcome == "there"),
        {path.name: name for name, path in files.items() if path.name != Path(name).name},
        load.left,
        tuple(_remove_stale(files, folder)),
    )


def _make_folders(files: Iterable[str], folder: Path) -> None:
    """Make the folders of chapters. Raises OutputError."""
    for one in {(folder / name).parent for name in files} - {folder}:
        try:
            one.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"the folder cannot be made ({error.strerror})", where=str(one)
            ) from error


def _remove_stale(files: Iterable[str], folder: Path) -> Iterator[str]:
    """Remove the chapters of earlier builds: a player would play them between those of now.

    What is not ours, or was changed, stays. Yields their names.
    """
    sent: dict[Path, list[Path]] = {}
    for path in (folder / name for name in files):
        sent.setdefault(path.parent, []).append(path)
    sent.pop(folder, None)
    for place, paths in sent.items():
        for stale in find_stale(find_ours(place), paths):
            with suppress(OSError):
                stale.unlink()
                yield f"{place.name}/{stale.name}"


def open_folder(to: Path | None) -> Path:
    """The folder to send to. Raises OutputError where there is none."""
    folder = expand(to) if to else choose_player(find_players())
    # only the last part is made: the rest missing means that a player is not plugged in
    if not folder.is_dir():
        try:
            folder.mkdir()
        except OSError as error:
            raise OutputError(
                f"there is no such folder ({error.strerror})",
                where=str(folder),
                remedy="Is it plugged in?",
            ) from error
    return folder


def list_sessions(to: Path | None) -> tuple[Path, list[Listed]]:
    """The folder that was looked into, and the sessions in it and below, by name."""
    folder = expand(to) if to else choose_player(find_players())
    if to and not folder.is_dir():
        raise OutputError("there is no such folder", where=str(folder), remedy="Is it plugged in?")
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower().removeprefix(".") in FORMATS
        and not path.name.startswith(".")
        and stays_inside(path, folder)
    )
    return folder, [found for path in paths if (found := _look(path))]


def _check_room(files: dict[str, Path], folder: Path) -> None:
    """Raise OutputError at once when not everything will fit."""
    needed = 0
    for name, path in files.items():
        size = path.stat().st_size
        target = folder / name
        if target.is_file() and target.stat().st_size == size:
            continue  # probably there; if not, it finds out
        needed += size
    usage = shutil.disk_usage(folder)
    free = usage.free
    if usage.total and needed > free:  # some phones do not say; then it is found out on the way
        raise OutputError(
            f"there is room for {free / 1e6:.1f} MB, and {needed / 1e6:.1f} MB are to be sent",
            where=str(folder),
            remedy="Make room, or send less.",
        )


def _look(path: Path) -> Listed | None:
    """What a file says of itself; None for what is not ours."""
    import mutagen

    try:
        found: Any = mutagen.File(path, easy=True)
    except mutagen.MutagenError:
        return None
    if found is None:
        return None
    tags = found.tags or {}
    if path.suffix.lower() != ".wav" and tags.get("artist") != [ARTIST]:
        return None
    if "/" in str(tags.get("tracknumber")):  # one chapter of a session
        return None
    title = str((tags.get("title") or [path.stem])[0])
    return Listed(path, title, round(found.info.length * 1000), path.stat().st_size)
