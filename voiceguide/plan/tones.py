"""The names of the project's own tones, and how long each sounds.

The lengths are part of the plan (a timeline can be drawn without making a sound); the sounds
themselves are made in voiceguide/audio/tone.py, to exactly these lengths.
"""

from __future__ import annotations

from voiceguide.plan.duration import Milliseconds

TONES: dict[str, Milliseconds] = {
    name: Milliseconds(length)
    for name, length in {
        "chime": 1800,
        "bell": 1500,
        "start": 700,
        "halfway": 600,
        "end": 1400,
        "series-end": 1800,
        "tick": 90,
        "beat": 60,
        "relax": 500,
        "press": 400,
        "lift": 400,
        "attention": 320,
        "inhale": 900,
        "exhale": 1100,
    }.items()
}
"""Tone name -> length in milliseconds, decay included."""


DESIGN = 1
"""Part of the cache's keys: count up when a tone's sound changes."""


def is_sound_file(name: str) -> bool:
    """Tell a sound file beside the script ("gong.wav") from a tone's name."""
    return "." in name
