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
        (PLAIN, "en", 207 + 7 * 67 + 5),
        (TWO, "en", 207 + 14 * 67 + 3 * 5 + 500),
        (ALL, "en", 207 + 7 * 67 + 7 * 5 + 6 * 500),
        (TWO, "de", 137 + 14 * 63 + 3 * 34 + 302),
        (TWO, "es", 100 + 14 * 64 + 3 * 44 + 312),
        # letters of any alphabet count, and what is no letter does not
        ("Füße – so!", "de", 137 + 6 * 63 + 2 * 34),
        ("...", "en", 207),
        # a country of a language has its pace, another language that of English
        (TWO, "es-MX", 1440),
        (TWO, "DE", 1423),
        (TWO, "fr", 1660),
    ],
)
def test_a_sentence(text, language, length):
    assert estimate(Sound(text=text), language=language) == length


@pytest.mark.parametrize(
    ("rate", "speed", "length"),
    [(150, 1.0, 681), (75, 1.0, 1362), (300, 1.0, 340), (150, 1.5, 454), (100, 1.5, 681)],
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
