"""How a session sounds: choices that move nothing on the timeline, but that no tones take no time.

Levels are whole decibels. A voice is brought to -19 LUFS, a bed to its own level in dBFS rms.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from voiceguide.errors import RoutineError
from voiceguide.routine.choice import parse_choice
from voiceguide.tones import ToneSet, is_sound_file

Clarity = Literal["off", "normal", "tv"]

NO_BED = "none"
BEDS = ("rain", "brown-noise", "waves")
"""The beds that voiceguide makes itself."""
BREATHS = {"4-6": "4-6", "4-7-8": "4-7-8", "box": "4-4-4-4"}
"""Breath patterns by name, as the cue language writes them: in, (full,) out, (empty)."""
BREATH_WORDS = ("spoken", "off")
"""What `breath` may be besides a pattern."""

LEVEL_LIMITS = (-12, 6)
"""How much softer or louder voice and tones may be made, dB."""
BED_LIMITS = (-38, -26)
"""Softest and loudest bed, dBFS rms. Below -38 skipping of silence eats it (a broadband bed of -38
survives); above -26 it would be no bed any more."""
DUCK_DB = 6
"""So much softer a bed is while somebody speaks ..."""
BELOW_SPEECH_DB = 15
"""... or more, where it takes more to lie so far below the voice: 12 is promised, and single words
are softer than sentences."""
SPEECH_LUFS = -19
"""What a voice is brought to in a session, on a one-channel meter."""


class Mix(Struct, frozen=True):
    """The sound of the voice and the tones: part of every key they are kept under."""

    clarity: Clarity = "normal"
    tones: ToneSet = "calm"
    tone_level: int = 0
    """dB, over the level tones were designed for."""
    voice_level: int = 0
    """dB, over -19 LUFS."""


def duck(bed_level: int, voice_level: int, lowest: int) -> int:
    """The level of a bed under speech, dBFS rms.

    Below `lowest` this bed would count as silence between two words: it goes there only where the
    voice asks for it.
    """
    ducked = min(bed_level, max(bed_level - DUCK_DB, lowest))
    return min(ducked, SPEECH_LUFS + voice_level - BELOW_SPEECH_DB)


def parse_bed(text: str) -> str:
    """Read a bed's name, or the name of a sound file. Raises UnknownName."""
    if is_sound_file(text):
        return text
    return parse_choice(text, (NO_BED, *BEDS, "FILE.mp3"), "bed")


def breath_pattern(breath: str) -> str:
    """What scripts see as `breath`: "spoken", "off", or a pattern such as "4-4-4-4"."""
    return BREATHS.get(breath, breath)


def check_own_bed(text: str) -> None:
    """Allow a routine file the beds of ours and files beside it. Raises RoutineError for a path."""
    if "/" in text or "\\" in text:
        raise RoutineError(
            "a routine file can only name a sound file beside it",
            remedy="Put the file into the routine's folder, or pass its path with --bed.",
        )
