"""Sound as servers and people make it: every kind of WAV, and what is none."""

import io
import struct
import wave

import numpy as np
import pytest
import soundfile

from voiceguide.errors import EngineFailed, EngineMissing
from voiceguide.speech.received import convert, write_received

HUM = np.sin(np.arange(2400) / 9) * 0.5


def wav(data, *, tag=1, bits=16, channels=1, hertz=24_000, before=b"", size=None, frame=None):
    """A WAV file, as right or wrong as one likes."""
    frame = channels * bits // 8 if frame is None else frame
    form = struct.pack("<HHIIHH", tag, channels, hertz, hertz * frame, frame, bits)
    if tag == 0xFFFE:
        form += struct.pack("<HHIH14s", 22, bits, 0, 1, bytes(14))
    chunks = before + b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(data) if size is None else size) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def whole(bits):
    numbers = (HUM * (2 ** (bits - 1) - 1)).astype("<i4")
    return b"".join(int(n).to_bytes(bits // 8, "little", signed=True) for n in numbers)


@pytest.mark.parametrize(
    "body",
    [
        wav(whole(16)),
        wav(whole(24), bits=24),
        wav(whole(32), bits=32),
        wav(whole(16), tag=0xFFFE),
        wav(HUM.astype("<f4").tobytes(), tag=3, bits=32),
        wav(HUM.astype("<f8").tobytes(), tag=3, bits=64),
        wav(np.repeat(HUM * 32767, 2).astype("<i2").tobytes(), channels=2),
        wav(whole(16), before=b"LIST\x05\0\0\0INFOx\0"),
        wav(whole(16), size=0),
        wav(whole(16), size=0xFFFFFFFF),
        wav(whole(16), size=0x7FFFF000),
        wav(whole(16)) + b"junk",
    ],
    ids=range(12),
)
def test_every_kind_of_wav(tmp_path, body):
    write_received(body, "audio/wav", tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getframerate() == 24_000
        width, channels = file.getsampwidth(), file.getnchannels()
        data = file.readframes(-1)
    top = [data[at : at + width] for at in range(0, len(data), width)][::channels]
    got = np.array([int.from_bytes(one, "little", signed=True) for one in top]) / 2 ** (
        8 * width - 1
    )
    assert np.abs(got[: len(HUM)] - HUM).max() < 0.001
    assert len(HUM) <= len(got) <= len(HUM) + 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"RIFF\0\0\0\0WAVE", "this is a WAV without samples"),
        (wav(whole(16))[:30], "this is a WAV without samples"),
        (wav(whole(16))[:36] + b"xxxx" + b"\0" * 40, "this is a WAV without samples"),
        (wav(whole(16), channels=0), "the header of this WAV contradicts itself"),
        (wav(whole(16), hertz=1), "the header of this WAV contradicts itself"),
        (wav(whole(16), frame=3), "the header of this WAV contradicts itself"),
        (wav(whole(16), tag=85), "this kind of WAV is not supported (format 85, 16 bits)"),
        (wav(whole(16), size=4802), "this WAV is cut off: 4800 of 4802 bytes are there"),
        (wav(whole(16))[:-1], "this WAV is cut off: 4799 of 4800 bytes are there"),
        (wav(whole(16) + b"\1"), "this WAV is cut off in the middle of a sample"),
        (wav(whole(16) + b"\1", size=0), "this WAV is cut off in the middle of a sample"),
        (wav(whole(16)[:-2], channels=2, size=0xFFFFFFFF), "this WAV is cut off in the middle of a sample"),
        (wav(whole(16), before=b"x\0\0\0\0\0\0\0" * 200), "this is a WAV without samples"),
        (b"{}", "the server sent no sound that can be read, but audio/wav"),
        (b"", "the server sent no sound that can be read, but audio/wav"),
    ],
)  # fmt: skip
def test_what_is_no_sound(tmp_path, body, problem):
    with pytest.raises(EngineFailed) as caught:
        write_received(body, "audio/wav", tmp_path / "a.wav")
    assert caught.value.problem == problem


def test_bare_samples_need_a_name(tmp_path):
    for kind in ("audio/pcm", "audio/L16"):
        write_received(whole(16), kind, tmp_path / "a.wav")
        with wave.open(str(tmp_path / "a.wav")) as file:
            assert (file.getnframes(), file.getframerate()) == (len(HUM), 24_000)
        with pytest.raises(EngineFailed, match="the server stopped in the middle of a sample"):
            write_received(whole(16) + b"\1", kind, tmp_path / "a.wav")


def test_without_an_end_only_what_says_its_length_is_whole(tmp_path):
    write_received(wav(whole(16)), "audio/wav", tmp_path / "a.wav", ended=False)
    packed = io.BytesIO()
    soundfile.write(packed, HUM, 24_000, format="FLAC")
    for body, kind in (
        (wav(whole(16), size=0xFFFFFFFF), "audio/wav"),
        (wav(whole(16), size=0), "audio/wav"),
        (whole(16), "audio/pcm"),
        (packed.getvalue(), "audio/flac"),
    ):
        write_received(body, kind, tmp_path / "a.wav")
        with pytest.raises(EngineFailed, match=r"half( of it)? may be missing"):
            write_received(body, kind, tmp_path / "a.wav", ended=False)


def test_a_packed_sound_is_not_unpacked_for_ever(tmp_path, monkeypatch):
    packed = io.BytesIO()
    soundfile.write(packed, np.zeros(24_000 * 61), 24_000, format="FLAC")
    monkeypatch.setattr("voiceguide.speech.received.MOST_SECONDS", 60)
    with pytest.raises(EngineFailed, match="this sound is longer than 1 minutes"):
        convert(packed.getvalue(), tmp_path / "a.wav")


@pytest.mark.parametrize("body", [b"fLaC" + b"\0" * 40, b"OggS" + b"x" * 40, b"ID3" + b"x" * 40])
def test_damaged_files_of_other_kinds(tmp_path, body):
    with pytest.raises(EngineFailed, match="this sound cannot be read"):
        write_received(body, "audio/mpeg", tmp_path / "a.wav")


def test_other_kinds_need_soundfile(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    with pytest.raises(EngineMissing) as caught:
        convert(b"ID3", tmp_path / "a.wav")
    assert caught.value.remedy == "Run: pip install soundfile"


def packed(kind, subtype, seconds=2, **more):
    file = io.BytesIO()
    hum = np.sin(np.arange(24_000 * seconds) / 9) * np.linspace(0, 0.5, 24_000 * seconds)
    soundfile.write(file, hum, 24_000, format=kind, subtype=subtype, **more)
    return file.getvalue()


KINDS = [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[1])
def test_half_a_packed_sound_is_never_whole(tmp_path, kind):
    body = packed(*kind)
    convert(body, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert abs(file.getnframes() - 48_000) < 1200
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(EngineFailed, match=r"is cut off|cannot be read"):
            convert(body[: int(len(body) * share)], tmp_path / "b.wav")
    assert not (tmp_path / "b.wav").exists()


def test_an_mp3_that_does_not_tell_its_length_is_read_to_its_end(tmp_path):
    """As servers send it that stream: no Xing frame, and bitrates that vary."""
    body = packed("MP3", "MPEG_LAYER_III", seconds=4, bitrate_mode="VARIABLE")
    bare = body[body.index(body[:2], 4) :]
    assert b"Xing" in body
    assert b"Xing" not in bare
    convert(bare, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert abs(file.getnframes() - 96_000) < 3000
