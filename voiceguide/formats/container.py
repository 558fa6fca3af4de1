"""Sessions in other containers than MP3: M4B for Apple Books, Opus, WAV.

WAV is written here. The others are encoded by ffmpeg, which is given the samples of the session as
they are made: nothing is encoded twice, and a session of four hours takes no more memory than one
of four minutes (pydub's export would hold all of it).
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from voiceguide.audio.pcm import SAMPLE_BYTES
from voiceguide.audio.sample import RATE
from voiceguide.disk.files import temporary_folder
from voiceguide.errors import OutputError
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.metadata import render_metadata
from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import Timeline
from voiceguide.script.turns import MOST_CHAPTERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BY_FFMPEG = ("m4b", "opus")
"""The formats that ffmpeg writes."""

_INPUT = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0", "-f", "ffmetadata")
_EXACT = ("-fflags", "+bitexact", "-flags:a", "+bitexact")
"""No date and no version of ffmpeg in the file: the same sound gives the same bytes."""
_CODECS = {
    "m4b": ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "64k"),
    "opus": ("-c:a", "libopus", "-compression_level", "5", "-b:a", "40k"),
}
"""The encoders, a third and a fifth of the work of their defaults: ffmpeg's manual calls AAC's fast
search the better one from 64 kb/s up."""
_NERO_LIMIT = MOST_CHAPTERS
"""Nero's chapter list counts in one byte. ffmpeg would cut it off there, and players that read it
before the QuickTime track (VLC) would never show the rest: beyond, only the track is written."""
_BLOCK_BYTES = 4 * 10 * RATE
"""Ten seconds of samples, which is what the proof takes at a time."""
_MUXERS = {"m4b": "ipod", "opus": "opus"}


def find_ffmpeg(kind: str) -> str:
    """The path of ffmpeg: the system's, or the one pip brought. Raises OutputError."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise OutputError(
            f"{kind} needs ffmpeg, which is not here",
            remedy="Run: pip install 'voiceguide[formats]', or install ffmpeg with your system's "
            "packages. mp3 and wav need neither.",
        ) from error


def write_wav(file: BinaryIO, pcm: Iterable[bytes], samples: int) -> None:
    """Write `samples` samples as WAV: 48 kHz, mono, 16 bits."""
    with wave.open(file, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(SAMPLE_BYTES)
        target.setframerate(RATE)
        target.setnframes(samples)
        for piece in pcm:
            target.writeframesraw(piece)


def encode(kind: str, path: Path, pcm: Iterable[bytes], timeline: Timeline, info: FileInfo) -> None:
    """Let ffmpeg write `path` from samples as they come. Raises OutputError with what it said."""
    ffmpeg = find_ffmpeg(kind)
    with temporary_folder() as bench:
        text, picture = bench / "metadata", bench / "cover.jpg"
        text.write_text(render_metadata(timeline, info, kind), "utf-8")
        inputs = [*_INPUT, "-i", str(text)]
        mapped = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
        if kind == "m4b":
            mapped += ["-movflags", _flags(len(timeline.chapters))]
            if info.cover:
                picture.write_bytes(info.cover)
                inputs += ["-i", str(picture)]
                mapped += ["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
        mapped += ["-metadata:s:a:0", f"language={language_of(timeline.language).iso}"]
        command = [ffmpeg, "-nostdin", "-v", "error", *inputs, *mapped, *_EXACT, *_CODECS[kind]]
        _run([*command, "-f", _MUXERS[kind], "-y", str(path)], pcm, bench / "said")


def decode(path: Path) -> Iterator[NDArray[np.float32]]:
    """The sound of a file that only ffmpeg can read, at 48 kHz mono. Raises OutputError."""
    import numpy as np

    command = [find_ffmpeg(path.suffix[1:]), "-nostdin", "-v", "quiet", "-i", str(path)]
    wanted = ["-map", "0:a:0", "-f", "f32le", "-ar", str(RATE), "-ac", "1", "pipe:1"]
    with subprocess.Popen([*command, *wanted], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            while block := child.stdout.read(_BLOCK_BYTES):
                yield np.frombuffer(block[: len(block) // 4 * 4], "<f4")
        finally:
            child.kill()  # whoever has heard enough reads no further
    if child.returncode > 0:
        raise OutputError(
            "this is damaged or not a sound file: it cannot be decoded",
            where=str(path),
            remedy="Build the session again.",
        )


def _flags(chapters: int) -> str:
    """How an M4B is laid out: its index first, so that it plays while it is still loading."""
    return "+faststart" if chapters <= _NERO_LIMIT else "+faststart+disable_chpl"


def _run(command: list[str], pcm: Iterable[bytes], said: Path) -> None:
    """Feed a program; its messages go to a file, so that neither waits for the other."""
    with said.open("wb") as messages:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=messages
        )
    assert child.stdin is not None
    try:
        # it may stop reading at any piece, the last included; then it says why
        with contextlib.suppress(BrokenPipeError), child.stdin as stdin:
            for piece in pcm:
                stdin.write(piece)
    except BaseException:
        child.kill()
        child.wait()
        raise
    code = child.wait()
    if code:
        lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise OutputError(
            f"ffmpeg could not write it ({lines[-1] if lines else f'it ended with {code}'})",
            where=command[-1],
        )
