"""The frame arithmetic, against a decoder that is not ours."""

import io
import shutil
import struct
import subprocess

import numpy as np
import pytest
import soundfile

from voiceguide.audio import mp3


def click(length=480):
    """A short burst whose first sample is loud enough to be found."""
    time = np.arange(length) / mp3.RATE
    return (np.sin(2 * np.pi * 3000 * time) * np.hanning(length) * 20000).astype(np.int16)


def stream(parts, samples):
    placed = [mp3.Placed(at // mp3.FRAME, mp3.encode(sound, at % mp3.FRAME)) for at, sound in parts]
    return b"".join(mp3.join(placed, samples))


def decode(data):
    return soundfile.read(io.BytesIO(data), dtype="float64")[0]


@pytest.mark.parametrize("samples", [48_000, 48_001, 1152 * 50, 1152 * 50 - 1, 28_800_000])
def test_a_session_decodes_to_exactly_its_samples(samples):
    assert len(decode(stream([], samples))) == samples


def test_silence_is_digital_silence():
    assert not decode(stream([], 96_000)).any()


@pytest.mark.parametrize("offset", [0, 1, 191, 576, 1000, 1151])
def test_a_sound_is_found_within_a_sample(offset):
    at = 1152 * 20 + offset
    heard = decode(stream([(at, click())], 96_000))
    match = np.correlate(heard, click() / 32768, "valid")
    assert abs(int(match.argmax()) - at) <= 1


@pytest.mark.tool
@pytest.mark.parametrize("samples", [48_001, 96_000])
def test_ffmpeg_agrees(samples, tmp_path):
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    file = tmp_path / "a.mp3"
    file.write_bytes(stream([(24_000, click())], samples))
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(file), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    heard = np.frombuffer(done.stdout, np.int16)
    assert len(heard) == samples
    match = np.correlate(heard.astype(float), click().astype(float), "valid")
    assert abs(int(match.argmax()) - 24_000) <= 1


@pytest.mark.parametrize(("samples", "offset"), [(1, 0), (1152, 0), (1152, 1), (5000, 1151)])
def test_encode_returns_the_frames_it_says(samples, offset):
    data = mp3.encode(np.full(samples, 1000, np.int16), offset)
    assert len(data) == mp3.frames_of(samples, offset) * mp3.FRAME_BYTES
    assert {data[n : n + 4] for n in range(0, len(data), mp3.FRAME_BYTES)} == {mp3.HEADER}
    assert data == mp3.encode(np.full(samples, 1000, np.int16), offset)


def test_the_info_frame_reads_back():
    frame = mp3.info_frame(28_800_000)
    assert len(frame) == mp3.FRAME_BYTES
    tag = frame[21:]
    flags, frames, size = struct.unpack(">4xIII", tag[:16])
    assert (tag[:4], flags, frames, size) == (b"Info", 15, 25_001, 25_002 * 192)
    packed = int.from_bytes(frame[21 + 141 : 21 + 144], "big")
    assert (packed >> 12, packed & 0xFFF) == (576, 25_001 * 1152 - 576 - 28_800_000)
    assert struct.unpack(">H", frame[175:177]) == (mp3.crc16(frame[:175]),)


def test_crc16_is_the_known_one():
    assert mp3.crc16(b"123456789") == 0xBB3D


def test_frames_that_overlap_are_refused():
    one = mp3.Placed(0, mp3.SILENT_FRAME * 5)
    with pytest.raises(ValueError, match="frames overlap: 3 starts before 5"):
        list(mp3.join([one, mp3.Placed(3, mp3.SILENT_FRAME)], 48_000))
    with pytest.raises(ValueError, match="beyond the end"):
        list(mp3.join([mp3.Placed(40, mp3.SILENT_FRAME * 9)], 48_000))
