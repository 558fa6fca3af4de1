"""How long a sentence is estimated to take: what the measured figures come to, to the millisecond."""

import pytest

from voiceguide.plan.estimate import UNKNOWN_TONE, estimate
from voiceguide.plan.timeline import Sound
from voiceguide.tones import TONES

PLAIN, TWO, ALL = "Breathe.", "Sit tall. Breathe.", "A, b; c: d! e? f. g"


@pytest.mark.parametrize(
    ("text", "language", "length"),
    [
        # start + letters + words + the marks that are not the last
        (PLAIN, "en", 322 + 7 * 80 + 16),
        (TWO, "en", 322 + 14 * 80 + 3 * 16 + 588),
        (ALL, "en", 322 + 7 * 80 + 7 * 16 + 6 * 588),
        (TWO, "de", 108 + 14 * 73 + 3 * 20 + 394),
        (TWO, "es", 103 + 14 * 71 + 3 * 38 + 422),
        # letters of any alphabet count, and what is no letter does not
        ("Füße – so!", "de", 108 + 6 * 73 + 2 * 20),
        ("...", "en", 322),
        # a country of a language has its pace, another language that of English
        (TWO, "es-MX", 1633),
        (TWO, "DE", 1584),
        (TWO, "fr", 2078),
    ],
)
def test_a_sentence(text, language, length):
    assert estimate(Sound(text=text), language=language) == length


@pytest.mark.parametrize(
    ("rate", "speed", "length"),
    [(150, 1.0, 898), (75, 1.0, 1796), (300, 1.0, 449), (150, 1.5, 599), (100, 1.5, 898)],
)
def test_a_faster_voice_takes_less(rate, speed, length):
    assert estimate(Sound(text=PLAIN, speed=speed), rate) == length


@pytest.mark.parametrize(
    ("tone", "tones", "length"),
    [
        ("chime", "calm", TONES["chime"]),
        ("chime", "wood", TONES["chime"]),
        ("chime", "none", 0),
        ("exhale", "none", TONES["exhale"]),
        ("gong.wav", "calm", 1500),
        ("gong.wav", "none", UNKNOWN_TONE),
    ],
)
def test_a_tone(tone, tones, length):
    assert estimate(Sound(tone=tone), tones=tones) == length
