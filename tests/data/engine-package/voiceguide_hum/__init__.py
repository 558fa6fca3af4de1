"""An engine that hums each sentence, with no more than an engine must have."""

from __future__ import annotations

import array
import math
import wave
from importlib.metadata import version
from pathlib import Path

from voiceguide.speech.engine import Engine, Voice

RATE = 16_000
PITCHES = {"low": 110, "high": 220}


class HumEngine(Engine):
    """`--engine hum`, or `--engine hum:0.2` for another volume."""

    name = "hum"

    def __init__(self, options: str = "") -> None:
        self.volume = float(options or 0.3)

    def version(self) -> str:
        """The package's version, and the volume."""
        return f"{version('voiceguide-hum')} {self.volume}"

    def voices(self) -> list[Voice]:
        """A low voice and a high one; they hum in any language."""
        return [Voice(name, name.capitalize(), "") for name in PITCHES]

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Hum as long as the text would take."""
        seconds = (0.2 + 0.07 * len(text)) * 150 / rate
        step = 2 * math.pi * PITCHES[voice.id] / RATE
        samples = array.array(
            "h",
            (int(32_767 * self.volume * math.sin(n * step)) for n in range(int(RATE * seconds))),
        )
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())
