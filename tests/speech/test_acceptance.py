"""What an engine wrote is looked at: half a sentence, a whisper or anything else is no speech."""

import os
import struct
import time

import numpy as np
import pytest

from voiceguide.errors import EngineFailed
from voiceguide.speech.acceptance import audible_ms, check_speech
from voiceguide.speech.wav import MOST_BYTES, Pcm, read_bounded

TEXT = "Breathe slowly, deep into your belly."
RATE = 16_000
SECONDS = 3.4
"""About what the text takes."""


def hum(level_db=-20.0, seconds=SECONDS):
    """16-bit samples of a tone whose level (rms) is so many dBFS."""
    wave = np.sin(np.arange(int(RATE * seconds)) / 9) * 10 ** (level_db / 20) * np.sqrt(2)
    return np.rint(wave * 32768).clip(-32768, 32767).astype("<i2").tobytes()


def wav(data, size=None, bits=16, channels=1):
    form = struct.pack("<HHIIHH", 1, channels, RATE, 0, channels * bits // 8, bits)
    size = len(data) if size is None else size
    return (
        struct.pack("<4sI4s4sI", b"RIFF", 0, b"WAVE", b"fmt ", 16) + form
        + struct.pack("<4sI", b"data", size) + data
    )  # fmt: skip


def check(path, body):
    path.write_bytes(body)
    check_speech(path, TEXT, 150)


@pytest.mark.parametrize(
    "body",
    [
        wav(hum()),
        wav(hum(-55)),
        wav(hum(), size=0),
        wav(hum(), size=0x7FFFF000),
        wav(hum(), size=0xFFFFFFFF),
        wav(hum(), size=0xFFFFFFFF - 36),
        wav(hum()) + b"LIST\x04\0\0\0INFO",
        wav(hum()) + os.urandom(5_000_000),
        wav(hum() + bytes(4 * 2 * RATE)),
    ],
    ids=range(9),
)
def test_whole_sentences(tmp_path, body):
    check(tmp_path / "a.wav", body)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (wav(hum())[: RATE * 3], "is cut off: 47956 of 108800 bytes are there"),
        (wav(hum())[:-1], "is cut off: 108799 of 108800 bytes are there"),
        (wav(hum()[:-1]), "is cut off in the middle of a sample"),
        (wav(hum()[:-1], size=0), "is cut off in the middle of a sample"),
        (wav(hum()[:-2], channels=2), "is cut off in the middle of a sample"),
        (wav(hum())[:40], "this is a WAV without samples"),
        (wav(b""), "it wrote a file without samples"),
        (b"", "it does not begin as a WAV file does"),
        (wav(bytes(RATE * 5)), "it wrote silence"),
        (wav(hum(-61)), "it wrote silence"),
        (wav(b"\x10\x10" * 40_000), "it wrote silence"),
        (wav(hum(-20, 0.2) + bytes(RATE * 5)), "there are 0.2 s to hear in what it wrote, where about"),
        (wav(hum(-3, 0.01) + bytes(RATE * 5)), "there are 0.0 s to hear in what it wrote, where about"),
        (wav(hum(seconds=0.2)), "it wrote 0.2 s where about 3.4 s were expected"),
        (wav(hum(seconds=60)), "it wrote 60.0 s where about 3.4 s were expected"),
    ],
)  # fmt: skip
def test_what_is_no_whole_sentence(tmp_path, body, problem):
    with pytest.raises(EngineFailed) as caught:
        check(tmp_path / "a.wav", body)
    assert problem in caught.value.problem


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("level_db", "heard"), [(-40, 1000), (-80, 0)])
def test_what_is_heard_of_every_kind_of_samples(bits, channels, level_db, heard):
    wave = np.sin(np.arange(RATE) / 9) * 10 ** (level_db / 20) * np.sqrt(2)
    numbers = np.rint(wave * (2 ** (bits - 1) - 1)).astype(int) + (128 if bits == 8 else 0)
    data = b"".join(
        int(n).to_bytes(bits // 8, "little", signed=bits > 8) * channels for n in numbers
    )
    assert audible_ms(Pcm(data, RATE, channels, bits // 8)) == heard


def test_a_giant_is_refused_unread(tmp_path):
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.write(wav(hum()))
        file.truncate(2 * 1024**3)
    began = time.monotonic()
    with pytest.raises(EngineFailed, match=f"it wrote more than {MOST_BYTES // 1024**2} MB"):
        check_speech(path, TEXT, 150)
    assert time.monotonic() - began < 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
def test_what_is_no_file_is_never_waited_for(tmp_path, kind):
    path = tmp_path / "a.wav"
    {"fifo": os.mkfifo, "folder": os.mkdir, "device": lambda it: it.symlink_to("/dev/zero")}[kind](
        path
    )
    with pytest.raises(EngineFailed, match="what it made is not a file"):
        read_bounded(path)
