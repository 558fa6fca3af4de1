"""The temporary folder that sentences are spoken into, and what is said when it is full."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voiceguide.disk.files import temporary_folder
from voiceguide.errors import OutputError

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
LEAST_ROOM = 64 * 1024
"""An engine that is at work with less room than this, bytes, will not get done."""
SENTENCE_ROOM = 1024 * 1024
"""An engine that failed with less room than this failed for want of room."""


@contextmanager
def work_folder() -> Iterator[Path]:
    """A temporary folder that is gone afterwards. Raises OutputError that says which is full."""
    with ExitStack() as made:
        try:
            folder = made.enter_context(temporary_folder())
        except OSError as error:
            raise _no_folder(error) from error
        try:
            yield folder
        except OSError as error:
            if error.errno in FULL:
                refuse_full(folder, SENTENCE_ROOM)
            raise


def refuse_full(folder: Path, least: int) -> None:
    """Raise OutputError where fewer than `least` bytes can be written into a folder."""
    if is_full(folder, least):
        raise _full(str(folder.parent))


def is_full(folder: Path, least: int) -> bool:
    """Whether fewer than `least` bytes can be written into a folder, found out by writing them.

    What the system says is free need not be free for everyone: there are quotas and reserves.
    """
    try:
        if least <= LEAST_ROOM < shutil.disk_usage(folder).free:
            return False  # this is asked ten times a second
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            return file.write(bytes(least)) < least
    except OSError as error:
        return error.errno in FULL


def _no_folder(error: OSError) -> OutputError:
    """Say what is wrong with the folder that was meant: of several Python tries it is the first."""
    named = next(filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP"))), "/tmp")
    place = str(Path(error.filename).parent) if error.filename else named
    if error.errno in FULL or is_full(Path(place), LEAST_ROOM):
        return _full(place)
    return OutputError(
        "the temporary folder cannot be written to",
        where=place,
        remedy="Name another folder in TMPDIR.",
    )


def _full(place: str) -> OutputError:
    return OutputError(
        "the temporary folder is full",
        where=place,
        remedy="Make room in it, or name another folder in TMPDIR.",
    )
