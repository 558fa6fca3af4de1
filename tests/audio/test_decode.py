"""Decoding block by block gives what decoding at once gives."""

import os
import struct
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import soundfile

from voiceguide.audio.decode import MOST_CHANNELS, MOST_RATE, check_sound, quiet, read_blocks
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


def test_an_mp3_that_does_not_say_its_length_is_read_to_its_end(tmp_path):
    """As servers send it that stream: no Xing frame, and bitrates that vary."""
    time = np.arange(20 * RATE) / RATE
    loud = np.random.default_rng(1).uniform(-0.5, 0.5, len(time)) * (time < 2)
    soundfile.write(tmp_path / "a.mp3", loud, RATE, bitrate_mode="VARIABLE")
    body = (tmp_path / "a.mp3").read_bytes()
    at = body.index(b"Xing")
    bare = body[body.index(body[:2], at) :]
    assert b"Xing" not in bare
    for path, data in ((tmp_path / "bare.mp3", bare),
                       (tmp_path / "tagged.mp3", b"ID3\4\0\0\0\0\2\0" + bytes(256) + bare)):  # fmt: skip
        path.write_bytes(data)
        assert sum(map(len, read_blocks(path))) / RATE == pytest.approx(20, abs=0.1)


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


def flac(path, seconds, told=None):
    """Silence in a FLAC of some hundred bytes, whose header may tell another number of samples."""
    soundfile.write(path, np.zeros(seconds * 8000, np.int16), 8000)
    if told is not None:
        data = bytearray(path.read_bytes())
        facts = int.from_bytes(data[18:26], "big") >> 36 << 36
        data[18:26] = (facts | told).to_bytes(8, "big")
        path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("seconds", "told", "most_s", "read", "by_header"),
    [
        (10, None, 10, "good", "good"), (11, None, 10, "0 min", "0 min"),
        (10, 0, 10, "good", "good"), (11, 0, 10, "0 min", "good"),  # 0: the header does not tell
        (1, 2**36 - 1, 10, "0 min", "0 min"), (3601, None, 3600, "1 h", "1 h"),
        (121, None, 120, "2 min", "2 min"),
    ],
)  # fmt: skip
def test_a_sound_that_lasts_too_long(tmp_path, seconds, told, most_s, read, by_header):
    """By its header, before a block is read; where that does not tell, as soon as it goes on."""
    path = flac(tmp_path / "a.flac", seconds, told)
    assert path.stat().st_size < 100_000
    for said, look in (
        (read, lambda: list(read_blocks(path, most_s=most_s))),
        (by_header, lambda: check_sound(path, most_s)),
    ):
        if said == "good":
            look()
        else:
            with pytest.raises(OutputError, match=f"this sound lasts longer than {said}"):
                look()


def wav(path, rate, channels):
    """A WAV of 400 bytes whose header says what it likes."""
    head = struct.pack("<IHHIIHH", 16, 1, channels, rate, 0, 2 * channels % 65536, 16)
    path.write_bytes(
        b"RIFF"
        + struct.pack("<I", 436)
        + b"WAVEfmt "
        + head
        + b"data"
        + struct.pack("<I", 400)
        + bytes(400)
    )
    return path


@pytest.mark.parametrize(
    ("rate", "channels", "good"),
    [
        (48_000, 1, True), (MOST_RATE, MOST_CHANNELS, True), (MOST_RATE + 1, 1, False),
        (2**31 - 1, 1, False), (48_000, MOST_CHANNELS + 1, False), (48_000, 1000, False),
    ],
)  # fmt: skip
def test_a_header_that_asks_for_all_memory(tmp_path, rate, channels, good):
    path = wav(tmp_path / "a.wav", rate, channels)
    if good:
        check_sound(path, 1)
        assert sum(map(len, read_blocks(path))) >= 3
        return
    for look in (lambda: list(read_blocks(path)), lambda: check_sound(path, 1)):
        with pytest.raises(OutputError, match="not a sound file that can be read"):
            look()


def test_what_the_decoder_says_stays_with_it(tmp_path, capfd):
    """libsndfile's MP3 decoder writes to standard error past Python."""
    (tmp_path / "a.mp3").write_bytes(b"\xff" * 100_000)
    with pytest.raises(soundfile.LibsndfileError):
        soundfile.SoundFile(str(tmp_path / "a.mp3"))
    assert "error: " in capfd.readouterr().err  # so there is something to keep quiet
    with pytest.raises(OutputError):
        list(read_blocks(tmp_path / "a.mp3"))
    print("heard again", file=sys.stderr)
    assert capfd.readouterr() == ("", "heard again\n")


def test_it_is_quiet_in_many_threads_and_loud_after(capfd):
    def say(_):
        with quiet():
            os.write(2, b"x")

    with ThreadPoolExecutor(8) as many:
        list(many.map(say, range(200)))
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"
