"""German and Spanish without a network: SVOX Pico through py-nanotts (Apache-2.0).

It is clearer than espeak-ng in both. In English it is worse as soon as there is noise, and is left
out. There are wheels for Linux and Windows.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.errors import EngineFailed, EngineMissing
from voiceguide.plan.estimate import BASE_RATE
from voiceguide.speech.engine import Voice
from voiceguide.speech.installed import find_version
from voiceguide.speech.natural import (
    NaturalEngine,
    reason_of,
    refuse_wordless,
    without_edges,
    write_samples,
)

HERTZ = 16_000
VOLUME = 0.5
"""At its own it clips."""
EDGE_DB = -36.0
"""It breathes before an f, and hisses behind an s, both far softer than any other voice: what is
quieter than this below its loudest 5 ms nobody hears, and it would make words late."""
PACES = {"de-DE": 0.87, "es-ES": 0.95}
"""The speed that says BASE_RATE words a minute: the median of the sentences of five words or more
in the built-in routines."""
_MARKUP = str.maketrans({"<": " ", ">": " ", "&": " ", "\0": " "})
"""It takes what stands in angle brackets for orders."""


class PicoEngine(NaturalEngine):
    """Speaks German and Spanish. It keeps state, so each sentence has a process of its own."""

    name = "pico"
    preload = ("py_nanotts",)
    time_limit = 120.0
    package = "py-nanotts"
    modules = ("py_nanotts",)
    files = tuple(
        f"lang/{part}.bin" for part in ("de-DE_ta", "de-DE_gl0_sg", "es-ES_ta", "es-ES_zl0_sg")
    )
    every = (Voice("de-DE", "Pico German", "de-de", 1), Voice("es-ES", "Pico Spanish", "es-es", 1))

    def version(self) -> str:
        """The version of py-nanotts, which brings the voices."""
        return f"{self.package} {find_version(self.package)}".strip() + ", pace 1"

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Compute one text, without the half second of faint noise behind it."""
        refuse_wordless(text)
        self.require()
        import numpy as np

        try:
            from py_nanotts import NanoTTS
        except Exception as error:
            raise self.unusable(error) from error
        speed = PACES[voice.id] * rate / BASE_RATE
        try:
            said = NanoTTS().speak(
                text.translate(_MARKUP), voice=voice.id, speed=speed, volume=VOLUME
            )
        except (TypeError, AttributeError) as error:  # another version
            raise self.unusable(error) from error
        except Exception as error:
            raise EngineFailed(f"pico could not say it: {reason_of(error)}") from error
        if not isinstance(said, bytes):
            raise EngineMissing(f"{self.package} gives something else than samples")
        heard = without_edges(np.frombuffer(said, "<i2"), HERTZ, EDGE_DB, before_ms=0)
        write_samples(heard, HERTZ, path)
