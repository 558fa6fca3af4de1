"""Clips of the right length with no sound in them: for tests, and for trying a routine out fast."""

from __future__ import annotations

import wave
from pathlib import Path

from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound
from voiceguide.speech.engine import Engine, Voice

RATE_HZ = 48_000


class SilentEngine(Engine):
    """Writes silence as long as the estimate says the sentence would take."""

    name = "silent"
    isolated = False
    audible = False

    def version(self) -> str:
        """Changes when the estimate does."""
        return "silent 2"

    def voices(self) -> list[Voice]:
        """One voice that keeps quiet in every language."""
        return [Voice("silent", "Silent", "")]

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Write 48 kHz mono zeros, a whole number of milliseconds."""
        del voice
        length = estimate(Sound(text=text), rate)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(bytes(2 * RATE_HZ // 1000 * length))
