"""What belongs to sessions and folders of sessions, and what each file is called on a player."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from voiceguide.delivery.manifest import STATE_FILE, is_inside, load_state
from voiceguide.disk.folder import stays_inside
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.formats.captions import RENDER
from voiceguide.formats.chapters import render_chapters
from voiceguide.formats.filename import safe_name, same_on_card
from voiceguide.plan.timeline import Timeline, parse_timeline
from voiceguide.problem import Problem, warning
from voiceguide.session.division import find_current, find_ours, find_stale
from voiceguide.session.options import CAPTIONS
from voiceguide.session.output import (
    CHAPTERS_ENDING,
    FORMATS,
    TIMELINE_ENDING,
    beside,
    find_near,
    parts_folder,
)

PICTURE = ".jpg"
SIDES = (*(f".{kind}" for kind in CAPTIONS), CHAPTERS_ENDING, PICTURE)
"""What goes along with a session, if it is there and belongs to it."""
FRONTS = ("folder.jpg", "playlist.m3u8", "index.html", "feed.xml")
"""What goes along with a folder, after the sessions it speaks of."""


class Load(Struct, frozen=True):
    """What is to be sent."""

    files: dict[str, Path]
    """Name there -> file here, in the order they go."""
    left: tuple[Problem, ...] = ()
    """Files that are not to be sent, and why."""


class SourceFiles(Struct, frozen=True):
    """What one source has to send."""

    files: tuple[tuple[str, Path], ...]
    """Names there and files here; two may have one name."""
    left: tuple[Problem, ...] = ()


def gather(sources: Sequence[Path]) -> Load:
    """Find what belongs to sessions and folders of sessions.

    Raises OutputError for what is no session, and for two files that would have one name.
    """
    found = [_folder(source) if source.is_dir() else _session(source) for source in sources]
    files: dict[str, Path] = {}
    known: dict[str, Path] = {}  # cards do not tell "Hips" from "hips"
    for name, path in (pair for one in found for pair in one.files):
        other = known.setdefault(same_on_card(name), path)
        if other.resolve() != path.resolve():
            raise OutputError(
                f"two files would be called {name}; the other is {other}",
                where=str(path),
                remedy="Rename one, or send them one by one into folders of their own.",
            )
        files.setdefault(name, path)
    left = dict.fromkeys(notice for one in found for notice in one.left)
    return Load(dict(sorted(files.items(), key=lambda item: item[0] in FRONTS)), tuple(left))


def ending_of(name: str) -> str:
    """What comes after a session's own name: ".mp3", ".chapters.json"."""
    return CHAPTERS_ENDING if name.endswith(CHAPTERS_ENDING) else Path(name).suffix


def _folder(folder: Path) -> SourceFiles:
    """What a folder has to send: everything we published there, or its sessions."""
    names = load_state(folder / STATE_FILE).files
    # whoever gave us the folder wrote that list: only what lies in it is sent
    published = [name for name in names if is_inside(name)]
    if published:
        return _published(published, folder)
    here = folder.resolve()
    whole = here.parent / f"{here.name}.mp3"
    if whole.is_file() and parts_folder(whole) == here and find_ours(here):
        return _parts(whole)
    sessions = sorted(
        path for path in folder.iterdir() if _is_session(path) and stays_inside(path, folder)
    )
    if not sessions:
        raise OutputError(
            "there is no session here", where=str(folder), remedy="Make one: voiceguide build."
        )
    found = [_session(session) for session in sessions]
    return SourceFiles(
        tuple(pair for one in found for pair in one.files),
        tuple(notice for one in found for notice in one.left),
    )


def _published(names: Iterable[str], folder: Path) -> SourceFiles:
    """A published folder as it is: its playlist, page and feed call each file by its name."""
    paths = {name: folder / name for name in sorted(names)}
    why = "it was published and is gone; publish again"
    return SourceFiles(
        tuple(
            (name, path)
            for name, path in paths.items()
            if path.is_file() and not path.is_symlink() and stays_inside(path, folder)
        ),
        tuple(warning(str(path), why) for path in paths.values() if not os.path.lexists(path)),
    )


def _session(path: Path) -> SourceFiles:
    if not path.is_file():
        remedy = find_near(path) or "Check the path."
        raise OutputError("there is no such file", where=str(path), remedy=remedy)
    if not _is_session(path):
        raise OutputError(
            "this is not a session",
            where=str(path),
            remedy=f"A session ends in {', '.join(FORMATS)}.",
        )
    sides = [beside(path, ending) for ending in SIDES]
    sides = [one for one in sides if one.is_file() and stays_inside(one, path.parent)]
    stale = [side for side in sides if not _belongs(side, path)]
    parts = _parts(path)
    return SourceFiles(
        (*((_name(one), one) for one in [path, *sides] if one not in stale), *parts.files),
        (*(warning(str(side), _STALE) for side in stale), *parts.left),
    )


_STALE = "not sent, it is of another build of this session; build it again, or delete it"


def _parts(session: Path) -> SourceFiles:
    """The chapters of a session as files, in their folder, where it has them."""
    folder = parts_folder(session)
    if not folder.is_dir():
        return SourceFiles(())
    ours = sorted(find_ours(folder))
    timeline = _timeline(session)
    current = find_current(session, timeline, folder) if timeline and ours else ours
    return SourceFiles(
        tuple((f"{safe_name(folder.name)}/{one.name}", one) for one in current),
        tuple(warning(str(one), _STALE) for one in find_stale(ours, current)),
    )


def _is_session(path: Path) -> bool:
    return path.suffix.lower().removeprefix(".") in FORMATS


def _belongs(side: Path, sound: Path) -> bool:
    """Whether a text beside a session is of its timeline, which lies there too.

    Where none lies, nothing speaks against it; and a picture is as good for any build.
    """
    if side.suffix == PICTURE or not beside(sound, TIMELINE_ENDING).is_file():
        return True
    timeline = _timeline(sound)
    if timeline is None:
        return False
    return side.read_bytes() == _render(ending_of(side.name), timeline).encode()


def _timeline(sound: Path) -> Timeline | None:
    """The timeline beside a session; None where none lies that can be read."""
    try:
        return parse_timeline(beside(sound, TIMELINE_ENDING).read_bytes())
    except (OSError, VoiceguideError):
        return None


def _render(ending: str, timeline: Timeline) -> str:
    """A text as it lies beside a session of this timeline."""
    return render_chapters(timeline) if ending == CHAPTERS_ENDING else RENDER[ending[1:]](timeline)


def _name(path: Path) -> str:
    """The name a file gets: one that memory cards can hold."""
    ending = ending_of(path.name)
    return safe_name(path.name.removesuffix(ending)) + ending
