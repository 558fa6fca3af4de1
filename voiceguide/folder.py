"""Where voiceguide keeps what belongs to the user: routines, voices, the history."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """VOICEGUIDE_DATA_DIR, or the platform's folder for a user's data."""
    named = os.environ.get("VOICEGUIDE_DATA_DIR")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("voiceguide"))


def voices_folder() -> Path:
    """Where voice files lie: NAME.onnx and NAME.onnx.json."""
    return data_folder() / "voices"
