"""Where programmes are found: as routines are, but the file of a folder is `programme.toml`."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from voiceguide.disk.folder import expand, stays_inside
from voiceguide.disk.library import (
    PROGRAMME_FILE,
    Found,
    name_of,
    read_text,
    search_roots,
    show,
)
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.choice import parse_choice
from voiceguide.routine.programme import Programme, parse_programme
from voiceguide.routine.schedule import Sitting


def find_programme(where: str) -> Found:
    """Find a programme by name, folder or file. Raises RoutineError or UnknownName."""
    path = expand(where)
    if not where.strip():
        raise RoutineError("the programme's name is empty", remedy="See voiceguide list.")
    if path.suffix == ".toml":
        if not path.is_file():
            raise RoutineError(f"there is no file {where}", remedy="Check the path.")
        return Found(path, name_of(path, PROGRAMME_FILE))
    if (path / PROGRAMME_FILE).is_file():
        return Found(path / PROGRAMME_FILE, name_of(path / PROGRAMME_FILE, PROGRAMME_FILE))
    found = {one.name: one for one in list_programmes()}
    with contextlib.suppress(UnknownName):
        return found[parse_choice(where, found)]
    error = UnknownName("programme", where, found)
    error.remedy = f"{error.remedy} A programme is a name, a folder or a .toml file.".strip()
    raise error


def list_programmes() -> list[Found]:
    """Every programme that can be called by name, the user's before ours."""
    found: dict[str, Found] = {}
    for root in search_roots():
        for path in sorted(root.glob(f"*/{PROGRAMME_FILE}")):
            if path.parent.name[0] != "_" and stays_inside(path, path.parent):
                name = name_of(path, PROGRAMME_FILE)
                found.setdefault(name, Found(path, name))
    return list(found.values())


def load_programme(found: Found) -> Programme:
    """Read a programme file. Raises RoutineError with file:line."""
    return parse_programme(read_text(found.path), show(found.path))


def routine_of(sitting: Sitting, found: Found) -> str:
    """The routine of a session, as the library finds it from here.

    A file that the programme names lies beside it; blocks of its own are "FILE#week-3".
    """
    if sitting.own:
        return f"{found.path}#{sitting.own}"
    named = sitting.routine
    near = found.path.parent / expand(named)
    is_path = named.endswith(".toml") or any(one in named for one in ("/", os.sep))
    return str(near) if is_path and Path(near).exists() else named
