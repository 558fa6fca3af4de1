"""Gains: a voice at its level with and without clarity, and tones that a bed would cover."""

import numpy as np
import pytest

from tests.peak import measure_peak
from voiceguide.audio.gain import OVER_BED_DBFS, finish, gains_for, lift_over_bed
from voiceguide.audio.loudness import TARGET_LUFS, measure_lufs
from voiceguide.audio.sample import RATE
from voiceguide.audio.tone import make_tone
from voiceguide.routine.mix import Mix
from voiceguide.tones import TONES


def voice(level):
    """Noise in syllables, 3 s long: soft and loud, as a voice is."""
    noise = np.random.default_rng(4).normal(0, level, 3 * RATE)
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * np.arange(3 * RATE) / RATE)
    return np.rint(noise * syllables).clip(-32768, 32767).astype(np.int16)


@pytest.mark.parametrize("mode", ["off", "normal", "tv"])
@pytest.mark.parametrize("level", [150.0, 3000.0])
@pytest.mark.parametrize("asked", [0, -6])
def test_every_voice_comes_to_the_level_that_was_asked_for(mode, level, asked):
    raw = voice(level)
    done = finish(raw, gains_for([raw], mode), Mix(mode, voice_level=asked))
    assert measure_lufs(done) == pytest.approx(TARGET_LUFS + asked, abs=0.5)
    assert measure_peak(done) < -1


def test_off_needs_no_second_gain():
    assert gains_for([voice(500.0)], "off").clear == 0


@pytest.mark.parametrize("name", TONES)
def test_no_tone_is_too_soft_for_a_bed(name):
    tone = make_tone(name).astype(float)
    peak = 20 * np.log10(np.abs(tone).max() / 32768)
    assert peak + lift_over_bed(make_tone(name)) == pytest.approx(max(peak, OVER_BED_DBFS))


def test_silence_is_not_lifted():
    assert lift_over_bed(np.zeros(10, np.int16)) == 0
