"""The tones: how long each is, and what a set leaves out."""

import pytest

from voiceguide.tones import BREATHS, TONES, is_sound_file, tone_length

LENGTHS = {
    "chime": 1800, "bell": 1500, "start": 700, "halfway": 600, "end": 1400, "series-end": 1800,
    "tick": 90, "beat": 60, "return": 400, "relax": 500, "press": 400, "lift": 400, "attention": 320,
    "inhale": 900, "exhale": 1100,
}  # fmt: skip
"""Sessions are laid out by these: another length moves what stands in every timeline."""


@pytest.mark.parametrize(("tone", "length"), LENGTHS.items())
def test_as_long_in_one_set_as_in_another(tone, length):
    assert {tone_length(tone, tones) for tones in ("calm", "bright", "wood")} == {length}
    assert tone_length(tone) == length
    assert tone_length(tone, "none") == (length if tone in {"inhale", "exhale"} else 0)


def test_there_is_no_other():
    assert set(TONES) == set(LENGTHS)
    assert set(BREATHS) <= set(TONES)
    with pytest.raises(KeyError):
        tone_length("gong")


@pytest.mark.parametrize(("name", "is_one"), [("gong.wav", True), ("chime", False), ("", False)])
def test_a_sound_file_has_a_point(name, is_one):
    assert is_sound_file(name) is is_one
