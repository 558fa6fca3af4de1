"""What this computer has, what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

from msgspec import Struct

from voiceguide.audio.cache import default_folder
from voiceguide.errors import VoiceguideError


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    good: bool
    facts: str
    needed: bool = True
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything a build needs, by using it; and at what some commands like to have."""
    return [
        Finding(
            "Python",
            sys.version_info >= (3, 11),
            sys.version.split()[0],
            remedy="voiceguide needs Python 3.11 or newer.",
        ),
        _voice(),
        _encoder(),
        _writable("Cache", default_folder(), "Name another folder in VOICEGUIDE_CACHE_DIR."),
        _writable("Output", Path("output"), "Choose another folder with --out."),
        _sound_files(),
        _module("PIL", "art", "draws covers"),
        _ffmpeg(),
    ]


def render_findings(findings: list[Finding]) -> str:
    """One line for each finding, and what to do below those that are missing."""
    lines = []
    for one in findings:
        sign = "ok" if one.good else ("MISSING" if one.needed else "absent")
        lines.append(f"{one.name:<10} {sign:<8} {one.facts}")
        if one.remedy and not one.good:
            lines.append(f"{'':<19} {one.remedy}")
    return "\n".join(lines)


def _voice() -> Finding:
    """Let the default engine say a word."""
    from voiceguide.speech.engine import find_engine, pick_voice
    from voiceguide.speech.pool import Utterance, list_voices, speak_all

    try:
        engine = find_engine("system")
        voices = list_voices(engine)
        voice = pick_voice(voices, "", "en")
        speak_all(engine, voice, [Utterance("Breathe in.", 150)], lambda utterance, path: None)
    except VoiceguideError as error:
        return Finding("Voice", False, error.problem, remedy=error.remedy)
    return Finding("Voice", True, f"{voice.name}, one of {len(voices)} ({engine.version()})")


def _encoder() -> Finding:
    from voiceguide.audio import mp3

    try:
        import numpy as np

        frames = len(mp3.encode(np.zeros(mp3.FRAME, np.int16))) // mp3.FRAME_BYTES
    except (ImportError, OSError) as error:
        return Finding("Encoder", False, str(error), remedy="Run: pip install lameenc numpy")
    return Finding("Encoder", frames > 0, f"LAME, {mp3.BIT_RATE} kb/s")


def _sound_files() -> Finding:
    from voiceguide.audio.decode import open_library

    try:
        library = open_library()
    except VoiceguideError as error:
        return Finding("Decoder", False, error.problem, needed=False, remedy=error.remedy)
    return Finding("Decoder", True, library.__libsndfile_version__)


def _writable(name: str, folder: Path, remedy: str) -> Finding:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if there.resolve() == there and not there.is_dir():
        return Finding(name, False, f"{there} is not a folder", remedy=remedy)
    try:
        with tempfile.TemporaryFile(dir=there):
            return Finding(name, True, os.fspath(folder))
    except OSError as error:
        return Finding(name, False, f"{folder}: {error.strerror}", remedy=remedy)


def _module(name: str, extra: str, purpose: str) -> Finding:
    there = importlib.util.find_spec(name) is not None
    remedy = f"Run: pip install 'voiceguide[{extra}]'"
    return Finding(name, there, purpose, needed=False, remedy=remedy)


def _ffmpeg() -> Finding:
    """The system's or pip's: either can write other formats."""
    brought = importlib.util.find_spec("imageio_ffmpeg") is not None
    return Finding(
        "ffmpeg",
        shutil.which("ffmpeg") is not None or brought,
        "writes m4b and opus",
        needed=False,
        remedy="Run: pip install 'voiceguide[formats]', or use your system's packages.",
    )
