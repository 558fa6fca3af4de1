"""A person's own defaults: config.toml in the platform's folder for settings.

It has one table, `[settings]`, with the keys of a routine's [settings]; a routine's own count more.
"""

from __future__ import annotations

import os
from pathlib import Path

from voiceguide.disk.folder import data_folder, expand
from voiceguide.disk.library import read_text, show
from voiceguide.routine.routine import parse_personal
from voiceguide.routine.settings import Values


def config_file() -> Path:
    """VOICEGUIDE_CONFIG, or config.toml in the platform's folder for settings."""
    named = os.environ.get("VOICEGUIDE_CONFIG")
    if named:
        return expand(named)
    import platformdirs

    return Path(platformdirs.user_config_dir("voiceguide")) / "config.toml"


def history_file() -> Path:
    """Where it is remembered how often a routine was made."""
    return data_folder() / "history.json"


def load_personal(file: Path) -> Values:
    """Read a person's own defaults; none where there is no such file. Raises RoutineError."""
    if not file.is_file():
        return {}
    return parse_personal(read_text(file), show(file))
