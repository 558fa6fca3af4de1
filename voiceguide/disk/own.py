"""A person's own routines, as the page writes them: into their own folder, and over nothing else.

What was written is remembered by its digest, and outside of that folder: so a file that somebody
wrote or changed by hand is known, and is written over only where that is confirmed. What was read
has a digest too; where that is no longer what lies there, somebody was faster: nothing is written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from voiceguide.disk.files import (
    digest_of,
    locked,
    move,
    part_beside,
    read_file,
    temporary_folder,
    write_whole,
)
from voiceguide.disk.folder import data_folder, stays_inside
from voiceguide.disk.library import (
    LEXICON,
    MOST_SCRIPT_BYTES,
    ROUTINE_FILE,
    Found,
    list_routines,
    read_text,
    search_roots,
    show,
    user_scripts,
)
from voiceguide.disk.taken import is_built_in, refuse_built_in
from voiceguide.errors import OutputError, RoutineError
from voiceguide.routine.exercise import GENERAL, slug_of
from voiceguide.routine.order import SCRIPT_ENDING
from voiceguide.text import composed

RECORD = "own.json"
"""What was written: "NAME/FILE" to its digest. In the folder for data, not in that of the scripts,
where a file from elsewhere could claim to be ours."""
REMOVED = "removed"
"""The folder in that for data where routines lie that were removed; nothing in it is deleted."""
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
MOST_OWN = 300
"""Routines in the folder; then it takes no new one."""
LONGEST_NAME = 60
ALONE = ("opening", "closing", "switch", "rest", GENERAL)
"""Scripts that are found in a routine's own folder, or else are the general ones."""
_NAME = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{LONGEST_NAME - 2}}}[a-z0-9])?")
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""What Windows takes for devices."""
_FILE = re.compile(
    rf"{re.escape(ROUTINE_FILE)}|{LEXICON}/[a-z]{{2,3}}\.toml"
    rf"|(?:[a-z]{{2,3}}/)?[A-Za-z0-9][A-Za-z0-9_-]{{0,79}}{re.escape(SCRIPT_ENDING)}"
)


class NotOurs(OutputError):
    """A file that was not written here, or was changed by hand since: one has to ask first."""


class ChangedMeanwhile(OutputError):
    """A file that is no longer what was read."""


def own_name(path: Path) -> str:
    """The name of the routine whose file this is, where it may be written here; else ""."""
    name = path.parent.name
    usable = path.name == ROUTINE_FILE and _NAME.fullmatch(name) and not is_built_in(name)
    return name if usable and os.path.realpath(path) == str(_spot(name, ROUTINE_FILE)) else ""


def free_name(title: str) -> str:
    """A name for a new routine, of its title, that no routine has yet."""
    slug = slug_of(title)[:LONGEST_NAME].strip("-")
    base = "routine" if not slug or _RESERVED.fullmatch(slug) else slug
    known = {found.name.lower() for found in list_routines(search_roots())}
    for number in range(1, MOST_OWN + len(known) + 2):
        end = f"-{number}" if number > 1 else ""
        name = base[: LONGEST_NAME - len(end)].rstrip("-") + end
        taken = name in known or is_built_in(name) or os.path.lexists(user_scripts() / name)
        if not taken:
            return name
    raise _full()


def check_name(name: str) -> None:
    """Raise RoutineError for what is no name, but a path or worse."""
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise RoutineError(
            f"{name[:80]!r} cannot be a routine's name", remedy="Use a to z, digits and hyphens."
        )


def read_own(name: str, file: str = ROUTINE_FILE) -> tuple[str, str]:
    """A file's text and its digest; both "" where there is none. Raises OutputError."""
    path = _place(name, file)
    data = _read(path)
    if data is None:
        return "", ""
    try:
        return composed(data.decode("utf-8-sig")), digest_of(data)
    except UnicodeDecodeError:
        raise OutputError("this is not UTF-8 text", where=show(path)) from None


def write_own(name: str, file: str, text: str, *, seen: str, replace: bool = False) -> str:
    """Write one file of a routine that is there; returns its digest.

    `seen` is the digest of what was read, "" where there was no file. `replace` confirms that what
    somebody wrote by hand may go. Raises ChangedMeanwhile, NotOurs, OutputError.
    """
    path, data, key = _place(name, file), _bytes(text), f"{name}/{file}"
    with _alone() as record:
        now = _read(path)
        digest = digest_of(now) if now is not None else ""
        if digest != seen:
            raise ChangedMeanwhile("this was changed meanwhile", where=show(path))
        if digest and record.get(key) != digest and not replace:
            raise NotOurs("this was written or changed by hand", where=show(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, data)
        record[key] = digest_of(data)
    return record[key]


def write_new(name: str, files: Mapping[str, str]) -> None:
    """Write a routine's folder with all its files, whole or not at all. Raises OutputError."""
    target = _place(name, ROUTINE_FILE).parent
    texts = {file: _bytes(text) for file, text in files.items() if _place(name, file)}
    with _alone() as record:
        if os.path.lexists(target):
            raise ChangedMeanwhile("this is already there", where=show(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        if sum(1 for _ in os.scandir(target.parent)) >= MOST_OWN:
            raise _full()
        with temporary_folder(str(target.parent)) as bench:
            made = bench / name
            for file, data in texts.items():
                (made / file).parent.mkdir(parents=True, exist_ok=True)
                write_whole(made / file, data)
            made.rename(target)
        record |= {f"{name}/{file}": digest_of(data) for file, data in texts.items()}


def put_aside(name: str, *, sure: bool = False) -> str:
    """Take a routine out, with all that lies in its folder, so that it can be brought back by what
    is returned. `sure` confirms that what somebody wrote by hand may go. Raises NotOurs,
    OutputError, and KeyError where there is none."""
    folder = _place(name, ROUTINE_FILE).parent
    with _alone() as record:
        if not folder.is_dir():
            raise KeyError(name)
        files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
        if not sure and not all(_is_ours(path, folder, record) for path in files):
            raise NotOurs("this was written or changed by hand", where=show(folder))
        aside = os.urandom(8).hex()
        (data_folder() / REMOVED / aside).mkdir(parents=True)
        folder.rename(data_folder() / REMOVED / aside / name)
    return aside


def find_aside(aside: str) -> Path | None:
    """The folder of a routine that was put aside."""
    known = re.fullmatch("[0-9a-f]{16}", aside)
    found = (data_folder() / REMOVED / aside).glob("*") if known else iter(())
    return next((one for one in found if _NAME.fullmatch(one.name)), None)


def bring_back(aside: str) -> str:
    """Bring a routine back that was put aside; returns its name, "" where it is gone, or where
    another has its place by now. Raises OutputError."""
    with _alone():
        folder = find_aside(aside)
        target = _place(folder.name, ROUTINE_FILE).parent if folder else None
        if folder is None or target is None or os.path.lexists(target):
            return ""
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)
        folder.parent.rmdir()
    return target.name


def _is_ours(path: Path, folder: Path, record: Mapping[str, str]) -> bool:
    """Whether a file is as it was written here."""
    known = record.get(f"{folder.name}/{path.relative_to(folder).as_posix()}")
    data = _read(path) if known else None
    return data is not None and digest_of(data) == known


def files_beside(found: Found) -> dict[str, str]:
    """What belongs to a routine alone: its opening and the like, in all languages, and how it has
    words said. Everything else is found by its name from any folder. Raises RoutineError."""
    folder = found.path.parent
    paths = [path for name in ALONE for path in folder.glob(f"[a-z][a-z]/{name}{SCRIPT_ENDING}")]
    paths += [folder / f"{name}{SCRIPT_ENDING}" for name in ALONE]
    paths += folder.glob(f"{LEXICON}/*.toml")
    return {
        file: read_text(path)
        for path in paths
        if path.is_file() and stays_inside(path, folder)
        if _FILE.fullmatch(file := path.relative_to(folder).as_posix())
    }


def _place(name: str, file: str) -> Path:
    """Where a file of a routine lies. Raises RoutineError for what is no name, OutputError where a
    link is on the way to it."""
    check_name(name)
    refuse_built_in(name)
    if not _FILE.fullmatch(file):
        raise RoutineError(f"{file[:80]!r} is no file of a routine")
    path = _spot(name, file)
    if os.path.realpath(user_scripts() / name / file) != str(path):
        raise OutputError(
            "there is a link on the way to this",
            where=show(user_scripts() / name),
            remedy="Put the folder itself there.",
        )
    return path


def _spot(name: str, file: str) -> Path:
    """Where a file lies if nothing in the folder for data is a link."""
    root = os.path.realpath(data_folder())
    return Path(root, user_scripts().relative_to(data_folder()), name, *file.split("/"))


def _bytes(text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if len(data) > MOST_SCRIPT_BYTES:
        raise RoutineError("this is larger than 1 MB", remedy="Make two of it.")
    return data


def _read(path: Path) -> bytes | None:
    """What is there; None where nothing is. Raises OutputError for a link, or what is no file."""
    try:
        return read_file(path, MOST_SCRIPT_BYTES, follow=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else error.strerror or str(error)
        raise OutputError(f"cannot be read ({reason})", where=show(path)) from error


def _put(path: Path, data: bytes) -> None:
    """Write a file whole, in the place of what has its name: never through a link."""
    with part_beside(path) as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
        move(part, path)


@contextmanager
def _alone() -> Iterator[dict[str, str]]:
    """Wait until nobody else writes; yields the record, and keeps what is put into it."""
    file = data_folder() / RECORD
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file.with_name(f".{RECORD}.lock"), PATIENCE):
            before = _read_record(file)
            record = {**before}
            yield record
            if record != before:
                _put(file, msgspec.json.format(msgspec.json.encode(record)) + b"\n")
    except OSError as error:
        busy = "somebody else is writing" if isinstance(error, TimeoutError) else error.strerror
        raise OutputError(f"this cannot be written ({busy})", where=str(file.parent)) from error


def _read_record(file: Path) -> dict[str, str]:
    """What was written; where that cannot be read, nothing is known, and one has to ask."""
    try:
        return msgspec.json.decode(read_file(file, MOST_SCRIPT_BYTES), type=dict[str, str])
    except (OSError, ValueError, RecursionError):
        return {}


def _full() -> OutputError:
    return OutputError(
        f"there are {MOST_OWN} routines of your own already",
        where=show(user_scripts()),
        remedy="Remove some of them.",
    )
