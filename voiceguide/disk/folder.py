"""Where voiceguide keeps what belongs to the user: routines, voices, the history."""

from __future__ import annotations

import os
from pathlib import Path


def expand(path: str | Path) -> Path:
    """A path with ~ and ~NAME filled in; for an unknown NAME they stay, as in a shell."""
    return Path(os.path.expanduser(path))


def data_folder() -> Path:
    """VOICEGUIDE_DATA_DIR, or the platform's folder for a user's data."""
    named = os.environ.get("VOICEGUIDE_DATA_DIR")
    if named:
        return expand(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("voiceguide"))


def voices_folder() -> Path:
    """Where voice files lie: NAME.onnx and NAME.onnx.json."""
    return data_folder() / "voices"


def stays_inside(path: Path, folder: Path) -> bool:
    """Whether a path leads to something in a folder, wherever links in it lead.

    The folder itself may be a link: whoever named it has chosen it. What lies in it may come from
    a stranger, and no link of a stranger leads to another file of this computer.
    """
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False  # too long, a loop of links, a zero in it: it leads nowhere
