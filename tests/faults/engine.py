"""A program that speaks, or goes wrong in one of many ways: engine.py TEXT OUT.

The environment says in which way, and maybe at which sentence only: so it is the same engine to
voiceguide, and what it spoke before must never be what it failed at. It is run for real, once a
sentence; so it imports nothing that takes time.
"""

import os
import signal
import struct
import sys
import time
import zlib

WAY = "VOICEGUIDE_FAULTS_WAY"
AT = "VOICEGUIDE_FAULTS_AT"
RATE = 8000
HUM = struct.pack("<40h", *([6000] * 20 + [-6000] * 20))
"""Forty samples, 200 Hz: loud, and never zero."""


def samples(text: str, share: float = 1.0) -> bytes:
    """A hum, about as long as the sentence would take."""
    count = int(share * RATE * (0.3 + 0.06 * len(text)))
    return (HUM * (count // 40 + 1))[: 2 * count]


def head(size: int, *, riff: int | None = None) -> bytes:
    """The 44 bytes before `size` bytes of samples."""
    form = struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16)
    return (b"RIFF" + struct.pack("<I", 36 + size if riff is None else riff) + b"WAVEfmt "
            + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", size))  # fmt: skip


def write(out: str, data: bytes) -> None:
    """Write a whole file."""
    with open(out, "wb") as file:
        file.write(data)


def sparse(out: str, start: bytes, size: int) -> None:
    """Write a file that has a start and then nothing, so large; it takes no room on the disk."""
    write(out, start)
    os.truncate(out, size)


def works(text: str, out: str) -> None:
    """Speak."""
    write(out, head(len(samples(text))) + samples(text))


def slow(text: str, out: str) -> None:
    """Speak, after a long while."""
    time.sleep(30)
    works(text, out)


def dies(text: str, out: str) -> None:
    """End without a word."""
    os._exit(3)


def crashes(text: str, out: str) -> None:
    """End by a fault of memory."""
    os.kill(os.getpid(), signal.SIGSEGV)


def writes_nothing(text: str, out: str) -> None:
    """Say that all went well, and have no file."""


def writes_an_empty_file(text: str, out: str) -> None:
    """Create it, and no more."""
    write(out, b"")


def writes_no_samples(text: str, out: str) -> None:
    """Write a head with nothing behind it."""
    write(out, head(0))


def writes_silence(text: str, out: str) -> None:
    """Write zeros."""
    size = len(samples(text))
    write(out, head(size) + bytes(size))


def writes_next_to_silence(text: str, out: str) -> None:
    """Write the last bit only: 90 dB below full scale."""
    size = len(samples(text))
    write(out, head(size) + b"\1\0\xff\xff" * (size // 4))


def writes_garbage(text: str, out: str) -> None:
    """Write what is no WAV."""
    write(out, b"<html>Welcome to the hotel wireless</html>" * 99)


def writes_a_tenth(text: str, out: str) -> None:
    """Write a WAV in which only the first word is."""
    write(out, head(len(samples(text, 0.1))) + samples(text, 0.1))


def writes_half_of_what_it_says(text: str, out: str) -> None:
    """Be cut off: the head tells of all samples, half of them are there."""
    data = samples(text)
    write(out, head(len(data)) + data[: len(data) // 4 * 2])


def writes_part_of_a_frame(text: str, out: str) -> None:
    """Be cut off inside a sample."""
    data = samples(text)
    write(out, head(len(data)) + data[:-1])


def writes_more_than_fits(text: str, out: str) -> None:
    """Write two gigabytes of samples."""
    sparse(out, head((1 << 31) - 100) + samples(text), (1 << 31) - 56)


def writes_garbage_behind(text: str, out: str) -> None:
    """Write what was asked for, and two gigabytes behind it."""
    data = samples(text)
    sparse(out, head(len(data)) + data + b"junk" + struct.pack("<I", (1 << 31) - 1), 1 << 31)


def makes_a_pipe(text: str, out: str) -> None:
    """Leave a pipe where the file should be: who opens it waits for ever."""
    os.mkfifo(out)


def links_to_a_device(text: str, out: str) -> None:
    """Leave a link to a file that has no end."""
    os.symlink("/dev/zero", out)


def makes_a_folder(text: str, out: str) -> None:
    """Leave a folder where the file should be."""
    os.mkdir(out)


def floods(text: str, out: str) -> None:
    """Print without end."""
    line = b"all work and no play " * 4096
    while True:
        os.write(1, line)
        os.write(2, line)


def leaves_a_child(text: str, out: str) -> None:
    """Hang, with a child that has moved to a session of its own."""
    if not os.fork():
        os.setsid()
        if os.fork():
            os._exit(0)
        time.sleep(60)
    time.sleep(60)


def speaks_and_leaves_a_child(text: str, out: str) -> None:
    """Speak, and leave such a child behind, which keeps the output open."""
    works(text, out)
    if not os.fork():
        os.setsid()
        time.sleep(60)


def fails_once(text: str, out: str) -> None:
    """Fail at each sentence, and speak when it is tried again."""
    note = os.path.join(os.environ["VOICEGUIDE_DATA_DIR"], f"tried-{zlib.crc32(text.encode())}")
    os.makedirs(os.path.dirname(note), exist_ok=True)
    if not os.path.exists(note):
        write(note, b"")
        os._exit(1)
    works(text, out)


if __name__ == "__main__":
    wrong = sys.argv[1] == os.environ.get(AT, sys.argv[1])
    globals()[os.environ.get(WAY, "works") if wrong else "works"](*sys.argv[1:])
