"""How long a sentence will take to say, without saying it."""

from __future__ import annotations

import re

from voiceguide.duration import Milliseconds
from voiceguide.lang.language import language_of
from voiceguide.lang.signs import say_signs
from voiceguide.plan.timeline import Sound
from voiceguide.tones import TONES, ToneSet, tone_length

BASE_RATE = 150
"""Words per minute at which the paces of languages were measured."""


UNKNOWN_TONE = Milliseconds(1500)
"""Taken for a sound file whose length nobody has looked up."""


def estimate(
    sound: Sound, rate: int = BASE_RATE, language: str = "en", tones: ToneSet = "calm"
) -> Milliseconds:
    """Estimate the length of a sound in milliseconds; a tone's is exact.

    Fitted by least squares to what the built-in routines say in each language at 140 and at 150
    words per minute, said by the natural voices pip brings and by espeak-ng (some 105 texts a
    language, each four times). In sum it is off by less than 1.1 % for each of the six voices; a
    clip, by 208 ms in English, 191 in German and 153 in Spanish on average.
    """
    if sound.tone:
        return tone_length(sound.tone, tones) if sound.tone in TONES else UNKNOWN_TONE
    text = say_signs(sound.text, language)
    words = re.findall(r"\w+", text)
    letters = sum(len(word) for word in words)
    stops = len(re.findall(r"[.,;:!?](?=\s)", text))
    pace = language_of(language).words("pace")
    spoken = pace["start"] + pace["letter"] * letters + pace["word"] * len(words)
    spoken += pace["stop"] * stops
    return Milliseconds(round(spoken * BASE_RATE / (rate * sound.speed)))
