"""One clip: trimmed, resampled, mixed."""

import sys
import wave

import numpy as np
import pytest
import soundfile

from voiceguide.audio.clip import (
    EDGE_MS,
    _as_segment,
    fade,
    in_a_row,
    mix,
    read_sound_file,
    read_speech,
)
from voiceguide.audio.sample import PER_MS, RATE
from voiceguide.errors import EngineFailed, OutputError

PITCH = 440


def tone(ms, rate=RATE, level=0.3, pitch=PITCH):
    time = np.arange(ms * rate // 1000) / rate
    return np.rint(level * 32767 * np.sin(2 * np.pi * pitch * time)).astype(np.int16)


def silence(ms, rate=RATE):
    return np.zeros(ms * rate // 1000, np.int16)


def write(path, samples, rate=RATE, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(samples, channels).tobytes())
    return path


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("before", "after"), [(0, 0), (300, 750), (5, 2000)])
def test_speech_is_trimmed_whatever_its_format(tmp_path, rate, channels, before, after):
    spoken = np.concatenate([silence(before, rate), tone(600, rate), silence(after, rate)])
    clip = read_speech(write(tmp_path / "a.wav", spoken, rate, channels))
    assert clip.dtype == np.int16
    length = len(clip) / PER_MS
    # the sound itself, up to 12 ms before, 30 ms after, two edges, and 5 ms windows
    assert 600 + sum(EDGE_MS) <= length <= 600 + sum(EDGE_MS) + 12 + 30 + 10
    loud = np.flatnonzero(np.abs(clip) > 300)
    assert loud[0] / PER_MS <= 30
    assert abs((loud[-1] - loud[0]) / PER_MS - 600) < 25
    assert not clip[: EDGE_MS[0] * PER_MS].any()
    assert not clip[-EDGE_MS[1] * PER_MS :].any()


def test_a_constant_offset_is_not_sound(tmp_path):
    spoken = np.concatenate([silence(400), tone(500), silence(400)]) + 200
    clip = read_speech(write(tmp_path / "a.wav", spoken.astype(np.int16)))
    assert len(clip) / PER_MS < 600


@pytest.mark.parametrize("length", [480, 1440, 1441, 1465, 5000, 5023, 5024, 48_000])
@pytest.mark.parametrize(("head", "tail"), [(12, 30), (2, 10)])
def test_ends_are_faded_as_pydub_fades_them(length, head, tail):
    loud = np.random.default_rng(length).integers(-32768, 32768, max(length, tail * PER_MS))
    samples = loud.astype(np.int16)
    segment = _as_segment(samples)
    expected = np.frombuffer(segment.fade_in(head).fade_out(tail).raw_data, np.int16)
    assert np.array_equal(fade(samples, head, tail), expected)


@pytest.mark.parametrize("length", [0, 1, 40, 200])
def test_what_is_shorter_than_its_fades_stays_as_long_as_it_is(length):
    faded = fade(np.full(length, 9000, np.int16), 12, 30)
    assert len(faded) == max(1, round(length / PER_MS)) * PER_MS
    assert np.abs(faded).max() <= 9000


@pytest.mark.parametrize("samples", [silence(500), np.zeros(1, np.int16), silence(500) + 7])
def test_silence_is_not_speech(tmp_path, samples):
    with pytest.raises(EngineFailed, match="it wrote silence"):
        read_speech(write(tmp_path / "a.wav", samples.astype(np.int16)))


def test_an_engine_that_is_not_heard_keeps_its_length(tmp_path):
    clip = read_speech(write(tmp_path / "a.wav", silence(700, 22_050), 22_050), audible=False)
    assert abs(len(clip) - 700 * PER_MS) <= 2


def test_clips_are_mixed_where_they_belong():
    one, other = tone(100, level=0.2), tone(50, level=0.2, pitch=900)
    mixed = mix([(0, one), (80, other)])
    assert len(mixed) == 130 * PER_MS
    both = np.zeros(130 * PER_MS, np.int32)
    both[: len(one)] += one
    both[80 * PER_MS :] += other
    assert np.abs(mixed - both).max() <= 1


def test_clips_in_a_row():
    row = in_a_row([tone(10), tone(20)], 5)
    assert len(row) == (5 + 10 + 5 + 20 + 5) * PER_MS


def test_a_sound_file_of_ones_own(tmp_path):
    clip = read_sound_file(write(tmp_path / "gong.wav", tone(250, 44_100), 44_100, channels=2))
    assert abs(len(clip) - 250 * PER_MS) <= 2


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all" * 100])
def test_a_file_that_is_no_sound(tmp_path, content):
    path = tmp_path / "gong.wav"
    path.write_bytes(content)
    with pytest.raises(OutputError) as caught:
        read_sound_file(path)
    assert str(caught.value).removeprefix(f"{path}: ") == (
        "this is not a sound file that can be read. Save it as WAV, FLAC, OGG or MP3."
    )


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_every_kind_is_read_without_another_program(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / f"gong.{kind}"
    stereo = np.repeat(tone(500, 44_100)[:, None], 2, axis=1)
    soundfile.write(path, stereo / 32768, 44_100)
    clip = read_sound_file(path).astype(float)
    assert abs(len(clip) - 500 * PER_MS) <= (60 if kind == "mp3" else 2) * PER_MS
    spectrum = np.abs(np.fft.rfft(clip))
    assert spectrum.argmax() * RATE / len(clip) == pytest.approx(PITCH, abs=4)
    loudest = np.abs(clip).max() / np.abs(stereo).max()
    assert loudest == pytest.approx(1, abs=0.1)  # as loud as it was saved


def test_without_the_library_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    path = write(tmp_path / "gong.wav", tone(250, 44_100), 44_100)
    with pytest.raises(OutputError, match=r"needs the soundfile library\. Run: pip install"):
        read_sound_file(path)


@pytest.mark.parametrize("rate", [44_100, RATE])
def test_a_sound_file_with_nothing_in_it(tmp_path, rate):
    write(tmp_path / "a.wav", silence(0), rate)
    with pytest.raises(OutputError, match="this file is silent"):
        read_sound_file(tmp_path / "a.wav")
