"""What this computer has, what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from voiceguide.disk.cache import default_folder
from voiceguide.errors import SpeechError, VoiceguideError
from voiceguide.routine.settings import VoiceChoice
from voiceguide.text import how_many

if TYPE_CHECKING:
    from voiceguide.speech.natural import NaturalEngine


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    good: bool
    facts: str
    needed: bool = True
    remedy: str = ""


def examine(language: str = "en") -> list[Finding]:
    """Look at everything a build needs, by using it; and at what some commands like to have."""
    return [
        Finding(
            "Python",
            sys.version_info >= (3, 11),
            sys.version.split()[0],
            remedy="voiceguide needs Python 3.11 or newer.",
        ),
        _voice(language),
        _encoder(),
        _writable("Cache", default_folder(), "Name another folder in VOICEGUIDE_CACHE_DIR."),
        _writable("Output", Path("output"), "Choose another folder with --out."),
        *_natural_voices(),
        _module("piper", "piper", "neural voices, see docs/voices.md"),
        _voice_files(),
        _lexicon(language),
        _sound_files(),
        _module("waitress", "web", "serves the page of voiceguide serve"),
        _ffmpeg(),
        *_foreign_engines(),
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


def _voice(language: str) -> Finding:
    """Let the voice that speaks when none is named say a word, and tell why it is that one."""
    from voiceguide.speech.automatic import explain_choice, give_way
    from voiceguide.speech.engine import find_engine, pick_voice
    from voiceguide.speech.pool import list_voices, speak_all
    from voiceguide.speech.utterance import Utterance

    try:
        engine = find_engine("auto", language)
        voice = pick_voice(list_voices(engine), "", language)
        try:
            speak_all(engine, voice, [Utterance("Breathe in.", 150)], lambda utterance, path: None)
        except SpeechError as error:
            if not give_way(VoiceChoice(), engine, error):
                raise
            return _voice(language)
        why = explain_choice(voice, language)
    except VoiceguideError as error:
        return Finding("Voice", False, error.problem, remedy=error.remedy)
    return Finding("Voice", True, f"{voice.name}, {engine.name}: {why} ({engine.version()})")


def _natural_voices() -> list[Finding]:
    """The natural voices pip brings, by using those that are there; and why one cannot speak."""
    from voiceguide.speech.automatic import NATURAL

    return [_natural_voice(maker()) for maker in NATURAL]


def _natural_voice(engine: NaturalEngine) -> Finding:
    from voiceguide.speech.pool import speak_all
    from voiceguide.speech.utterance import Utterance

    names = ", ".join(one.name for one in engine.every)
    try:
        engine.require()
        for voice in engine.every:
            speak_all(engine, voice, [Utterance("A B C.", 150)], lambda utterance, path: None)
    except VoiceguideError as error:
        return Finding(engine.name, False, error.problem, needed=False, remedy=error.remedy)
    return Finding(engine.name, True, f"{names} ({engine.version()})", needed=False)


def _foreign_engines() -> list[Finding]:
    """Engines from other packages; a broken one does not affect the others."""
    from voiceguide.speech.engine import foreign_engines

    return [
        Finding(name, error is None, error.problem if error else "an engine of another package",
                needed=False, remedy=error.remedy if error else "")
        for name, error in sorted(foreign_engines().items())
    ]  # fmt: skip


def _voice_files() -> Finding:
    from voiceguide.speech.piper import PiperEngine

    engine = PiperEngine()
    names = [one.name for one in engine.installed_voices()]
    return Finding(
        "Voices",
        bool(names),
        f"{', '.join(names) or 'none'} in {engine.folder}",
        needed=False,
        remedy="For natural speech: voiceguide voices install en_US-lessac-medium",
    )


def _lexicon(language: str) -> Finding:
    from voiceguide.disk.library import lexicon_files, load_lexicon, search_roots, show

    files = lexicon_files(language, search_roots())
    try:
        words = len(load_lexicon(language, search_roots()).words)
    except VoiceguideError as error:
        return Finding("Lexicon", False, str(error), remedy=error.remedy)
    where = f" ({', '.join(map(show, files))})" if files else ""
    return Finding(
        "Lexicon", True, f"{how_many(words, 'word')} said otherwise in {language!r}{where}"
    )


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
