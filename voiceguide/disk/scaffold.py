"""A routine of one's own to start from: commented files that build at once."""

from __future__ import annotations

import re
from pathlib import Path

from voiceguide.disk.library import ROUTINE_FILE, built_in_scripts
from voiceguide.disk.taken import refuse_built_in
from voiceguide.errors import OutputError, RoutineError
from voiceguide.routine.exercise import slug_of

TEMPLATES = "_new"
"""The folder of the files a new routine starts with, beside the built-in routines: `list` holds a
routine that needs no scripts, `pair` one with two of its own."""


def write_scaffold(
    name: str, folder: Path = Path("scripts"), *, scripts: bool = False
) -> list[Path]:
    """Write folder/NAME/ with a routine, and scripts where wanted; returns what was written.

    Raises RoutineError for a name that cannot be one, OutputError rather than write over anything.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", name):
        raise RoutineError(
            f"{name!r} cannot be a routine's name",
            remedy=f"Use letters (a to z), digits and hyphens, like {_possible(name)}.",
        )
    refuse_built_in(name)
    target = folder / name
    if target.exists():
        raise OutputError("this is already there", where=str(target), remedy="Choose another name.")
    templates = built_in_scripts() / TEMPLATES / ("pair" if scripts else "list")
    written = []
    try:
        target.mkdir(parents=True)
        for source in sorted(templates.iterdir()):
            path = target / source.name.replace("NAME", name)
            text = source.read_text("utf-8").replace("NAME", name)
            path.write_text(text.replace("TITLE", name.replace("-", " ").capitalize()), "utf-8")
            written.append(path)
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", where=str(target)) from error
    return sorted(written, key=lambda path: path.name != ROUTINE_FILE)


def _possible(name: str) -> str:
    """A name that can be one, as near as can be: "My Routine.toml" is my-routine."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    return slug_of(re.sub(r"\.(toml|txt)$", "", last, flags=re.IGNORECASE)) or "my-routine"
