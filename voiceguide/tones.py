"""The names of the project's own tones, and how long each sounds.

The lengths are part of the plan (a timeline can be drawn without making a sound); the sounds
themselves are made in voiceguide/audio/tone.py, to exactly these lengths.
"""

from __future__ import annotations

from typing import Literal

from voiceguide.duration import Milliseconds

ToneSet = Literal["calm", "bright", "wood", "none"]
"""A tone is as long in one set as in another, so that changing the set moves nothing. In `none`
only breaths sound; the other tones take no time at all."""

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
        "return": 400,
        "relax": 500,
        "press": 400,
        "lift": 400,
        "attention": 320,
        "inhale": 900,
        "exhale": 1100,
    }.items()
}
"""Tone name -> length in milliseconds, decay included."""


BREATHS = ("inhale", "exhale")
"""Asked for by themselves, so they sound in every set."""

DESIGN = 3
"""Part of the cache's keys: count up when a tone's sound changes."""


def is_sound_file(name: str) -> bool:
    """Tell a sound file beside the script ("gong.wav") from a tone's name."""
    return "." in name


def tone_length(name: str, tones: ToneSet = "calm") -> Milliseconds:
    """The length of one of our tones in a set, in milliseconds. Raises KeyError for another."""
    silent = tones == "none" and name not in BREATHS
    return Milliseconds(0) if silent else TONES[name]
