"""The frame arithmetic, against a decoder that is not ours."""

import io
import shutil
import struct
import subprocess

import lameenc
import numpy as np
import pytest
import soundfile

from voiceguide.audio import mp3


def click(length=480):
    """A short burst whose first sample is loud enough to be found."""
    time = np.arange(length) / mp3.RATE
    return (np.sin(2 * np.pi * 3000 * time) * np.hanning(length) * 20000).astype(np.int16)


def stream(parts, samples):
    placed = [
        mp3.PlacedFrames(at // mp3.FRAME, mp3.encode(sound, at % mp3.FRAME)) for at, sound in parts
    ]
    return b"".join(mp3.join(placed, samples))


LOUD = (np.random.default_rng(7).normal(0, 3000, 5000)).astype(np.int16)


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


@pytest.mark.parametrize("offset", [0, 1, 576, 1151])
def test_the_encoder_is_told_what_the_facts_say(offset):
    """Mono, 48 kHz, constant 64 kb/s, quality 5, with zeros before and behind."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(48_000)
    encoder.set_out_sample_rate(48_000)
    encoder.set_bit_rate(64)
    encoder.set_quality(5)
    zeros = bytes(2 * offset), bytes(2 * 4 * 1152)
    want = bytes(encoder.encode(zeros[0] + LOUD.tobytes() + zeros[1]) + encoder.flush())
    data = mp3.encode(LOUD, offset)
    assert data == want[: len(data)]
    assert mp3.SETTINGS == "lame cbr 64 q5 48000"


@pytest.mark.parametrize(
    ("samples", "offset", "frames"),
    [
        (0, 0, 2),
        (1, 0, 3),
        (1152, 0, 3),
        (1153, 0, 4),
        (1152, 1, 4),
        (1151, 1, 3),
        (11_520, 1151, 13),
    ],
)
def test_how_many_frames_a_sound_has(samples, offset, frames):
    """Its own, and two behind it in which it rings out."""
    assert mp3.frames_of(samples, offset) == frames
    assert mp3.frames_of(1152) == 3
    assert mp3.encode(LOUD) == mp3.encode(LOUD, 0) != mp3.encode(LOUD, 1)


@pytest.mark.parametrize(
    ("samples", "frames"),
    [(0, 1), (47, 1), (48, 2), (47 + 1152, 2), (48 + 1152, 3), (28_800_000, 25_001)],
)
def test_how_many_frames_a_session_has(samples, frames):
    """576 samples before and 529 behind are the encoder's and the decoder's."""
    assert mp3.count_frames(samples) == frames


S = mp3.SILENT_FRAME


def frame(sign, count=1):
    return sign * mp3.FRAME_BYTES * count


LAYOUTS = {
    "nothing": ([], S * 85),
    "at once": ([(0, b"a", 2)], frame(b"a", 2) + S * 83),
    "one after silence": ([(3, b"a", 2)], S * 3 + frame(b"a", 2) + S * 80),
    "two that meet": ([(3, b"a", 2), (5, b"b", 1)], S * 3 + frame(b"a", 2) + frame(b"b") + S * 79),
    "two apart": (
        [(3, b"a", 2), (10, b"b", 1)],
        S * 3 + frame(b"a", 2) + S * 5 + frame(b"b") + S * 74,
    ),
    "at the very end": ([(84, b"a", 1)], S * 84 + frame(b"a")),
}


@pytest.mark.parametrize(("placed", "frames"), LAYOUTS.values(), ids=LAYOUTS)
def test_where_frames_are_laid(placed, frames):
    parts = [mp3.PlacedFrames(at, frame(sign, count)) for at, sign, count in placed]
    assert b"".join(mp3.join(parts, 96_000)) == mp3.info_frame(96_000) + frames


@pytest.mark.parametrize("frames", [1, 1023, 1024, 1025, 2047, 2048, 2049, 5000])
def test_any_length_of_silence(frames):
    samples = frames * 1152 - 576 - 529
    pieces = list(mp3.join([], samples))
    assert b"".join(pieces) == mp3.info_frame(samples) + S * frames
    assert max(map(len, pieces)) <= 1024 * 192


@pytest.mark.parametrize("cuts", [1, 3, 40])
@pytest.mark.parametrize("samples", [1, 1152, 47 + 1152, 48 + 1152, 50_000])
def test_a_stream_is_what_encoding_at_once_gives(samples, cuts):
    sound = np.resize(LOUD, samples)
    blocks = [one for one in np.array_split(sound, cuts) if len(one)]
    frames = mp3.count_frames(samples)
    whole = mp3.encode(np.concatenate([sound, np.zeros(1152, np.int16)]))
    data = b"".join(mp3.stream(blocks, samples))
    assert data == mp3.info_frame(samples) + whole[: frames * 192]


def test_a_stream_of_too_little_is_refused():
    """A few samples too few are padded by the zeros behind every sound; a frame more is not."""
    assert len(b"".join(mp3.stream([np.zeros(96_000 - 3839, np.int16)], 96_000))) == 86 * 192
    with pytest.raises(ValueError, match="shorter"):
        list(mp3.stream([np.zeros(96_000 - 3840, np.int16)], 96_000))
    with pytest.raises(ValueError, match="the blocks are shorter than the session"):
        list(mp3.stream([np.zeros(48_000, np.int16)], 96_000))


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
    assert frame[177:] == bytes(15)


@pytest.mark.parametrize(
    ("at", "data", "what"),
    [
        (0, "ff fb 54 c4", "MPEG-1 layer III, no CRC, 64 kb/s, 48 kHz, mono, original"),
        (4, "00 " * 17, "side information"),
        (21, "49 6e 66 6f 00 00 00 0f", "Info, with all four fields"),
        (29, "00 00 00 55 00 00 40 80", "85 frames behind it, 86 * 192 bytes"),
        (37, " ".join(f"{n * 256 // 100:02x}" for n in range(100)), "where each hundredth lies"),
        (137, "00 00 00 37", "55: quality 5, VBR quality 4"),
        (141, "4c 41 4d 45 33 2e 31 30 30", "LAME3.100"),
        (150, "01 c8", "constant bit rate, low-pass at 20 kHz"),
        (152, "00 " * 8, "no replay gain"),
        (160, "04 40", "ATH type 4, 64 kb/s"),
        (162, "24 05 40", "576 samples of delay, 1344 of padding"),
        (165, "40 00 00 00", "48 kHz, no gain, no preset"),
        (169, "00 00 40 80 00 00", "the length of the music again, no CRC of it"),
    ],
)
def test_every_field_of_the_info_frame(at, data, what):
    want = bytes.fromhex(data)
    assert mp3.info_frame(96_000)[at : at + len(want)] == want, what


def test_crc16_is_the_known_one():
    assert mp3.crc16(b"123456789") == 0xBB3D


def test_frames_that_overlap_are_refused():
    one = mp3.PlacedFrames(0, mp3.SILENT_FRAME * 5)
    with pytest.raises(ValueError, match="frames overlap: 3 starts before 5"):
        list(mp3.join([one, mp3.PlacedFrames(3, mp3.SILENT_FRAME)], 48_000))
    with pytest.raises(ValueError, match="beyond the end"):
        list(mp3.join([mp3.PlacedFrames(40, mp3.SILENT_FRAME * 9)], 48_000))
    list(mp3.join([mp3.PlacedFrames(34, mp3.SILENT_FRAME * 9)], 48_000))
    with pytest.raises(ValueError, match="beyond the end"):
        list(mp3.join([mp3.PlacedFrames(35, mp3.SILENT_FRAME * 9)], 48_000))
    assert mp3.SPACING == 3 * 1152  # what stands closer shares an island
