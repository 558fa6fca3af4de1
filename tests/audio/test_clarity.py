"""Clarity: what it does to a clip, and how much better a voice is understood in noise for it."""

import numpy as np
import pytest

from tests.bench.intelligibility import MODES, SENTENCES, Listener
from tests.peak import measure_peak
from voiceguide.audio.clarity import DESIGNS, MIDDLE_DBFS, clarify
from voiceguide.audio.loudness import TARGET_LUFS, measure_lufs
from voiceguide.audio.sample import RATE
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.plan.timeline import Sound
from voiceguide.routine.mix import Mix
from voiceguide.routine.settings import VoiceChoice

pytestmark = pytest.mark.long


def tone(dbfs, pitch=1000.0, seconds=1.0):
    time = np.arange(int(seconds * RATE)) / RATE
    return np.rint(32767 * np.sqrt(2) * 10 ** (dbfs / 20) * np.sin(2 * np.pi * pitch * time))


def level_of(signal):
    middle = signal[len(signal) // 4 : -len(signal) // 4] / 32768
    return 10 * np.log10((middle**2).mean())


def test_off_is_a_gain_and_nothing_else():
    samples = tone(-30).astype(np.int16)
    assert np.allclose(clarify(samples, 6.0, "off"), samples * 10 ** (6 / 20))


@pytest.mark.parametrize("mode", DESIGNS)
def test_a_clip_keeps_its_length_and_begins_and_ends_in_silence(mode):
    samples = np.random.default_rng(1).normal(0, 3000, 12_345).astype(np.int16)
    clear = clarify(samples, 0.0, mode)
    assert len(clear) == len(samples)
    assert abs(clear[0]) < 1e-6
    assert abs(clear[-1]) < 1e-6
    assert not clarify(np.zeros(5000, np.int16), 20.0, mode).any()


@pytest.mark.parametrize("mode", DESIGNS)
def test_rumble_goes_and_consonants_are_lifted(mode):
    rumble, low, high = (
        level_of(clarify(tone(MIDDLE_DBFS, pitch).astype(np.int16), 0.0, mode))
        for pitch in (30.0, 560.0, 3200.0)
    )
    ratio = DESIGNS[mode].ratio
    assert rumble < MIDDLE_DBFS - 4
    assert (high - low) * ratio == pytest.approx(5 if mode == "normal" else 7, abs=0.6)


@pytest.mark.parametrize("mode", DESIGNS)
def test_soft_sounds_come_nearer_to_loud_ones_but_noise_does_not(mode):
    levels = (MIDDLE_DBFS, MIDDLE_DBFS - 12, MIDDLE_DBFS - 60)
    loud, soft, noise = (level_of(clarify(tone(one).astype(np.int16), 0.0, mode)) for one in levels)
    assert loud - soft == pytest.approx(12 / DESIGNS[mode].ratio, abs=0.5)
    assert noise < MIDDLE_DBFS - 58


@pytest.fixture(scope="module")
def listener(tmp_path_factory):
    return Listener(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def before(listener):
    return listener.score(listener.plain)


@pytest.mark.speech
@pytest.mark.parametrize("mode", MODES)
def test_more_is_understood_in_noise(listener, before, mode):
    after = listener.score(listener.levelled(mode))
    for (noise, snr), score in after.items():
        least = 0.05 if snr <= 0 else 0.0
        assert score - before[noise, snr] >= least, (noise, snr)


@pytest.mark.speech
@pytest.mark.parametrize("mode", ["off", *MODES])
def test_every_mode_is_equally_loud_and_clips_nowhere(listener, mode):
    row = listener.processed(mode)
    assert measure_lufs(row) == pytest.approx(TARGET_LUFS, abs=0.3)
    assert measure_peak(row) < -1


@pytest.mark.speech
def test_another_clarity_speaks_nothing_new(tmp_path):
    sounds = [Sound(text=text) for text in SENTENCES[:3]]
    made = []
    for mode in ("normal", "tv", "off"):
        studio = Studio(VoiceChoice(), "en", Cache(tmp_path), find_sound=None, mix=Mix(mode))
        studio.record(sounds)
        made.append(studio.made)
        assert all(studio.length_of(sound) for sound in sounds)
    assert made == [3, 0, 0]
