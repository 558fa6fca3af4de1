"""How a session sounds: choices that move nothing on the timeline, but that no tones take no time.

Levels are whole decibels. A voice is brought to -19 LUFS.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from voiceguide.errors import UnknownName
from voiceguide.plan.tones import ToneSet

Clarity = Literal["off", "normal", "tv"]

BREATHS = {"4-6": "4-6", "4-7-8": "4-7-8", "box": "4-4-4-4"}
"""Breath patterns by name, as the cue language writes them: in, (full,) out, (empty)."""
BREATH_WORDS = ("spoken", "off")
"""What `breath` may be besides a pattern."""

LEVEL_LIMITS = (-12, 6)
"""How much softer or louder voice and tones may be made, dB."""


class Mix(Struct, frozen=True):
    """The sound of the voice and the tones: part of every key they are kept under."""

    clarity: Clarity = "normal"
    tones: ToneSet = "calm"
    tone_level: int = 0
    """dB, over the level tones were designed for."""
    voice_level: int = 0
    """dB, over -19 LUFS."""


def parse_breath(text: str) -> str:
    """Read "spoken", "off" or the name of a pattern. Raises UnknownName."""
    if text not in (*BREATH_WORDS, *BREATHS):
        raise UnknownName("value", text, (*BREATH_WORDS, *BREATHS))
    return text


def breath_pattern(breath: str) -> str:
    """What scripts see as `breath`: "spoken", "off", or a pattern such as "4-4-4-4"."""
    return BREATHS.get(breath, breath)
