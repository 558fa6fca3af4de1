"""Loudness and true peak, against figures that are known and against ffmpeg."""

import re
import shutil
import subprocess

import numpy as np
import pytest
import soundfile

from tests.peak import measure_peak
from voiceguide.audio.loudness import (
    CEILING_DBTP,
    TARGET_LUFS,
    gain_for,
    level,
    measure_lufs,
)
from voiceguide.audio.sample import RATE


def sine(seconds, dbfs, pitch=997.0, phase=0.0):
    time = np.arange(int(seconds * RATE)) / RATE
    wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * pitch * time + phase)
    return np.rint(wave * 32767).astype(np.int16)


@pytest.mark.parametrize("dbfs", [-6.0, -20.0, -33.0])
def test_a_sine_of_known_loudness(dbfs):
    """BS.1770: a 997 Hz sine at 0 dBFS on one channel reads -3.01 LUFS."""
    assert measure_lufs(sine(5, dbfs)) == pytest.approx(dbfs - 3.01, abs=0.05)


def test_silence_does_not_count():
    quiet = np.zeros(20 * RATE, np.int16)
    row = np.concatenate([sine(5, -20), quiet, sine(5, -20)])
    assert measure_lufs(row) == pytest.approx(-23.0, abs=0.2)
    assert measure_lufs(quiet) == float("-inf")
    assert gain_for(quiet) == 0.0


def test_a_short_clip_is_measured_too():
    assert -40 < measure_lufs(sine(0.2, -20)) < -20


@pytest.mark.parametrize("noise", [False, True])
def test_ffmpeg_measures_the_same(tmp_path, noise):
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    rng = np.random.default_rng(1)
    samples = np.concatenate([sine(3, -20), sine(3, -34, 200), sine(4, -12, 3000)])
    if noise:
        samples = np.rint(rng.standard_normal(8 * RATE) * 1500).clip(-32768, 32767)
    path = tmp_path / "a.wav"
    soundfile.write(path, samples.astype(np.int16), RATE)
    command = ["ffmpeg", "-nostdin", "-nostats", "-i", str(path), "-af", "ebur128=peak=true",
               "-f", "null", "-"]  # fmt: skip
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = report[report.index("Summary:") :]
    loudness = float(re.search(r"I:\s+(-[\d.]+) LUFS", summary).group(1))
    peak = float(re.search(r"Peak:\s+(-[\d.]+) dBFS", summary).group(1))
    assert measure_lufs(samples.astype(np.int16)) == pytest.approx(loudness, abs=0.15)
    assert measure_peak(samples.astype(np.int16)) == pytest.approx(peak, abs=0.3)


def test_peaks_between_samples_are_found():
    """A quarter of the sampling rate, off phase: the samples miss the peaks by 3 dB."""
    samples = sine(1, -3, pitch=RATE / 4, phase=np.pi / 4)
    assert np.abs(samples).max() / 32767 < 0.51
    assert measure_peak(samples[RATE // 4 : -RATE // 4]) == pytest.approx(-3, abs=0.6)


@pytest.mark.parametrize("dbfs", [-45.0, -20.0, -3.0])
def test_a_voice_is_brought_to_its_level(dbfs):
    samples = sine(5, dbfs)
    levelled = level(samples, gain_for(samples))
    assert measure_lufs(levelled) == pytest.approx(TARGET_LUFS, abs=0.3 if dbfs > -45 else 3)
    assert len(levelled) == len(samples)


@pytest.mark.parametrize("gain", [0.0, 12.0, 24.0])
def test_peaks_stay_under_the_ceiling(gain):
    rng = np.random.default_rng(2)
    bursts = rng.standard_normal(2 * RATE) * (np.sin(np.arange(2 * RATE) / 700) > 0.9) * 6000
    samples = np.rint(bursts).clip(-32768, 32767).astype(np.int16)
    assert measure_peak(level(samples, gain)) <= CEILING_DBTP + 0.3
