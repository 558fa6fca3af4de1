"""Who speaks with a voice that onnxruntime computes tells nobody, and keeps no number for that."""

import os
import subprocess
import sys

import pytest

from tests.speech.tiny_voice import write_voice

SPEAK = """
import sys
from pathlib import Path
from voiceguide.speech.engine import find_engine, pick_voice
engine = find_engine(sys.argv[1], "en")
voice = pick_voice(engine.voices(), "", "en")
engine.speak("Breathe in.", voice, 150, Path(sys.argv[2]))
"""
SERVERS = {"CI", "GITHUB_ACTIONS", "CIRCLECI", "TF_BUILD", "ORT_DISABLE_TELEMETRY"}
"""Where one of these is set, onnxruntime may report nothing by itself."""


@pytest.mark.natural
@pytest.mark.parametrize("engine", ["hibari", "piper"])
def test_nothing_is_kept_to_report(engine, tmp_path):
    pytest.importorskip(engine)
    write_voice(tmp_path / "data" / "voices")
    folders = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for folder in folders.values():
        folder.mkdir()
    environment = {name: one for name, one in os.environ.items() if name not in SERVERS}
    environment |= {name: str(folder) for name, folder in folders.items()}
    environment["VOICEGUIDE_DATA_DIR"] = str(tmp_path / "data")
    subprocess.run(
        [sys.executable, "-c", SPEAK, engine, tmp_path / "spoken.wav"],
        check=True, env=environment, timeout=60,
    )  # fmt: skip
    assert (tmp_path / "spoken.wav").stat().st_size > 1000
    assert [path for folder in folders.values() for path in folder.rglob("*")] == []
