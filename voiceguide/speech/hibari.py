"""A natural English voice, computed here: hibari-tts (Apache-2.0), the voice in its package.

Its other voices would be fetched from the network when they are first used; nobody is led there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from voiceguide.errors import EngineFailed, SpeechError, VoiceMissing
from voiceguide.speech.engine import Voice
from voiceguide.speech.installed import find_version
from voiceguide.speech.natural import (
    MARGIN_MS,
    NaturalEngine,
    reason_of,
    refuse_wordless,
    without_edges,
    write_samples,
)
from voiceguide.speech.telemetry import tell_nobody

MODEL = "assets/hibari.onnx"
SEED = 0
"""Where the noise in its breath sounds starts: the same sentence has to come out the same."""
PAUSE_MS = 400
"""Between the sentences of one text. It would leave 0.9 s, which sounds as if it had stopped."""
MOST_LETTERS = 240
"""Without a comma or a stop. It computes what lies between two of them in one go, and its memory
grows with the square of that: 4,000 letters took 2 GB."""
STOPS = ".!?…,;:—"
RATES = (
    (74, 0.3), (99, 0.4), (121, 0.5), (127, 0.56), (144, 0.58), (150, 0.66), (164, 0.67),
    (172, 0.7), (182, 0.78), (218, 0.82), (233, 0.9), (244, 1.0), (267, 1.2), (280, 1.3),
    (375, 1.4), (425, 2.0),
)  # fmt: skip
"""Words a minute, and the speed that gives them: the median of the 93 sentences of five words or
more in the built-in routines. It rounds every sound to whole frames of 12.5 ms, hence the steps."""
VERBS = {"contract": "kəntɹ\u02c8ækt"}
"""Said as a noun where the sentence does not make it plain, and mostly meant as a verb here."""
_NOUN = r"(?<!\ba )(?<!\bthe )(?<!\bthis )(?<!\byour )"
_VERB = re.compile(rf"{_NOUN}\b({'|'.join(VERBS)})(?![\w-])", re.IGNORECASE)


class HibariEngine(NaturalEngine):
    """Speaks with the voice of the package, on one core."""

    name = "hibari"
    traceless = True
    time_limit = 120.0
    package = "hibari-tts"
    modules = ("hibari", "onnxruntime")
    files = (MODEL,)
    every = (Voice("heart", "Heart", "en-us", 3),)

    def version(self) -> str:
        """The versions of everything that computes."""
        names = ["hibari-tts", "onnxruntime", "numpy"]
        return ", ".join(f"{name} {find_version(name)}".strip() for name in names) + ", pace 1"

    def named_voice(self, name: str) -> Voice | None:
        """None: there is one voice. Raises VoiceMissing for those it would have to fetch."""
        if name and name.casefold() not in {self.every[0].id, self.every[0].name.casefold()}:
            raise VoiceMissing(
                f"hibari has no voice {name!r} in its package",
                remedy="Choose from: Heart. Any other would be fetched from the network.",
            )
        return None

    def warm(self, voice: Voice) -> None:
        """Load the voice once, for all sentences."""
        self.require()
        _load()

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Compute one text, sentence by sentence. Raises EngineMissing, EngineFailed."""
        refuse_wordless(text)
        self.warm(voice)
        import numpy as np

        speaker = _load()
        hertz = speaker.sample_rate
        gap = np.zeros(hertz * (PAUSE_MS - 2 * MARGIN_MS) // 1000, np.float32)
        try:
            said = [
                without_edges(sentence, hertz)
                for piece in cut(as_verbs(text))
                for sentence in speaker.stream(piece, speed=speed_for(rate), seed=SEED)
            ]
        except Exception as error:  # what onnxruntime raises has no common base
            raise EngineFailed(f"hibari could not say it: {reason_of(error)}") from error
        parts = [part for one in said if len(one) for part in (gap, one)][1:]
        if not parts:
            raise EngineFailed("it made no sound")
        row = np.concatenate(parts)
        write_samples((np.clip(row, -1.0, 1.0) * 32767), hertz, path)


def speed_for(rate: int) -> float:
    """The speed that says so many words a minute."""
    import numpy as np

    words, speeds = zip(*RATES, strict=True)
    beyond = max(rate / words[-1], 1.0) * min(rate / words[0], 1.0)
    speed = float(np.interp(rate, words, speeds))
    return speed * float(beyond)


def as_verbs(text: str) -> str:
    """Say how a word is said that is a verb here, the way hibari reads it: [word](/sounds/)."""
    return _VERB.sub(lambda found: f"[{found[0]}](/{VERBS[found[0].lower()]}/)", text)


def cut(text: str) -> Iterator[str]:
    """A text in pieces that are computed in one go; nearly every text is one."""
    piece: list[str] = []
    length = 0
    for word in text.split():
        if length > MOST_LETTERS:
            yield " ".join(piece)
            piece, length = [], 0
        piece.append(word)
        length = 0 if word[-1] in STOPS else length + len(word)
    yield " ".join(piece)


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Hide a package it could use, but need not: loading that costs more than it saves, and the
    same sentence would be other bytes where it happens to be installed."""
    known = sys.modules.pop(package, None)
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]
        if known:
            sys.modules[package] = known


@cache
def _load() -> Any:
    """Load the voice, its dictionary, and what it reads unknown words with. Raises EngineMissing.

    The model is named by its path: a version that brings none, or another, must not fetch one.
    """
    tell_nobody()
    try:
        with _without("scipy"):
            import hibari
        model = Path(hibari.__file__ or "").parent / MODEL
        speaker = hibari.Hibari(model=str(model), threads=1)
        if not sum(map(len, speaker.stream("Breathe, zyx.", speed=1.0, seed=SEED))):
            raise HibariEngine.unusable(ValueError("it makes no sound"))
    except SpeechError:
        raise
    except Exception as error:  # another version, a library that cannot be loaded, a torn model
        raise HibariEngine.unusable(error) from error
    return speaker
