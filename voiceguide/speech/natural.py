"""Natural voices that pip brings (`pip install 'voiceguide[natural]'`): what they have in common.

They need no network, no account and no setting; where one cannot be used it says why, and whoever
chose it for want of a better name takes the system's voice instead (see automatic.py).
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from voiceguide.errors import EngineFailed, EngineMissing
from voiceguide.speech.engine import Engine, Voice
from voiceguide.text import has_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMEDY = "Run: pip install --force-reinstall 'voiceguide[natural]'"
EDGE_DB = -42.0
"""Quieter than this below the loudest 5 ms is no part of the speech at its ends."""
WINDOW_MS = 5
MARGIN_MS = 30
"""Left behind speech, so that a last consonant rings out, and before it."""


class NaturalEngine(Engine):
    """An engine of a package that holds its voices itself."""

    quick_voices = True
    package: ClassVar[str]
    """What pip calls it."""
    modules: ClassVar[Sequence[str]]
    """What has to be there to be imported, its own module first."""
    files: ClassVar[Sequence[str]]
    """What lies in its own folder, without which it cannot speak."""
    every: ClassVar[Sequence[Voice]]

    def is_there(self) -> bool:
        """Whether its package is installed, whole or not."""
        return find_spec(self.modules[0]) is not None

    def trouble(self) -> str:
        """Why it cannot speak, as far as one can see without importing it; "" where it can."""
        for name in self.modules:
            if find_spec(name) is None:
                return f"{name} is not installed"
        own = find_spec(self.modules[0])
        folders = list(own.submodule_search_locations or ()) if own else []
        for file in self.files:
            if not any((Path(folder) / file).is_file() for folder in folders):
                return f"{self.package} is there without {file}"
        return ""

    def voices(self) -> list[Voice]:
        """The voices in its package. Raises EngineMissing."""
        self.require()
        return list(self.every)

    def require(self) -> None:
        """Raise EngineMissing where it cannot speak."""
        if not self.is_there():
            raise EngineMissing(
                f"{self.package} is not installed",
                remedy="Run: pip install 'voiceguide[natural]'",
            )
        if trouble := self.trouble():
            raise EngineMissing(trouble, remedy=REMEDY)

    @classmethod
    def unusable(cls, error: BaseException) -> EngineMissing:
        """What is said when its package is there and does not work."""
        return EngineMissing(f"{cls.package} cannot be used: {reason_of(error)}", remedy=REMEDY)


def reason_of(error: BaseException) -> str:
    """The first line of what a package raised, to stand within a sentence."""
    return (str(error).strip().splitlines() or [repr(error)])[0].rstrip(".")[:200]


def refuse_wordless(text: str) -> None:
    """Raise EngineFailed for a text with nothing to say: a voice would make a noise of it."""
    if not has_words(text):
        raise EngineFailed("there is no word in this text")


def without_edges(
    samples: NDArray[Any], hertz: int, edge_db: float = EDGE_DB, before_ms: int = MARGIN_MS
) -> NDArray[Any]:
    """Samples of one channel without the silence, or the faint noise, before and after speech.

    edge_db: below the loudest 5 ms. before_ms: how much is left before speech.
    """
    import numpy as np

    window = hertz * WINDOW_MS // 1000
    whole = samples[: len(samples) // window * window].astype(np.float64).reshape(-1, window)
    power = (whole**2).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (edge_db / 10))
    if not len(loud):
        return samples[:0]
    first = max(0, int(loud[0]) * window - hertz * before_ms // 1000)
    last = (int(loud[-1]) + 1) * window + hertz * MARGIN_MS // 1000
    kept: NDArray[Any] = samples[first:last]
    return kept


def write_samples(samples: NDArray[Any], hertz: int, path: Path) -> None:
    """Write 16-bit samples of one channel as a WAV file. Raises EngineFailed for none."""
    if not len(samples):
        raise EngineFailed("it made no sound")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(hertz)
        file.writeframes(samples.astype("<i2").tobytes())
