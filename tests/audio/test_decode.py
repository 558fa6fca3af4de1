"""Decoding block by block gives what decoding at once gives."""

import numpy as np
import pytest
import soundfile

from voiceguide.audio.decode import read_blocks
from voiceguide.errors import OutputError

RATE = 48_000


@pytest.fixture
def strings():
    time = np.arange(4 * RATE) / RATE
    return sum(0.2 * np.sin(2 * np.pi * pitch * time**1.01) for pitch in (196.3, 331.7))


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_blocks_meet_without_a_click(tmp_path, strings, kind):
    path = tmp_path / f"a.{kind}"
    soundfile.write(path, strings, RATE)
    whole = soundfile.read(path, dtype="float32")[0]
    blocks = list(read_blocks(path, seconds=1))
    assert len(blocks) >= 4
    assert np.abs(np.concatenate(blocks) - whole).max() < 1e-4


@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_it_comes_out_at_our_rate_and_on_one_channel(tmp_path, rate):
    time = np.arange(2 * rate) / rate
    left = 0.2 * np.sin(2 * np.pi * 440 * time)
    soundfile.write(tmp_path / "a.wav", np.stack([left, np.zeros(len(left))], axis=1), rate)
    signal = np.concatenate(list(read_blocks(tmp_path / "a.wav", seconds=1)))
    assert abs(len(signal) - 2 * RATE) <= 2
    assert np.abs(np.fft.rfft(signal)).argmax() * RATE / len(signal) == pytest.approx(440, abs=1)
    assert np.abs(signal).max() == pytest.approx(0.1, abs=0.005)


def test_a_file_that_is_no_sound(tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"nothing to hear")
    with pytest.raises(OutputError, match="not a sound file that can be read"):
        list(read_blocks(tmp_path / "a.mp3"))


@pytest.mark.parametrize("rate", [44_100, RATE])
def test_what_is_no_number_is_silence(tmp_path, rate):
    signal = np.full(rate, 0.1)
    signal[[100, 200, 300]] = np.nan, np.inf, -np.inf
    soundfile.write(tmp_path / "a.wav", signal, rate, subtype="FLOAT")
    [*blocks] = read_blocks(tmp_path / "a.wav")
    assert np.abs(np.concatenate(blocks)).max() < 0.2


@pytest.mark.parametrize("rate", [44_100, RATE])
def test_a_file_without_samples(tmp_path, rate):
    soundfile.write(tmp_path / "a.wav", np.zeros(0), rate)
    assert sum(map(len, read_blocks(tmp_path / "a.wav"))) == 0
