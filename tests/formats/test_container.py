"""Other containers, read by programs that are not ours."""

import io
import json
import os
import re
import shutil
import subprocess
import wave
from base64 import b64decode
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from msgspec.structs import replace
from mutagen.flac import Picture
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus

from tests.formats.lines import DAY, NASTY, say, timeline
from tests.formats.test_tags import JPEG
from voiceguide.errors import OutputError
from voiceguide.formats.container import encode, find_ffmpeg, write_wav
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.metadata import render_metadata
from voiceguide.plan.timeline import Mark

LINE = timeline(
    say(0, 900, "Sit; tall = long #1."), say(2_000, 2_500, "Fold \\ down."),
    title=f"Hüfte {NASTY}", language="de", chapters=((0, "Anfang; #1"), (2_000, "Dehnung = links")),
    length=4_010,
)  # fmt: skip
INFO = FileInfo(DAY, "voiceguide 0", JPEG, "Morgens", 3)
SAMPLES = LINE.duration_ms * 48
TITLE = 'Hüfte Knees & <b>hips</b> --> "{\\an8}" [00:01.00] ]]> café 髋 🦵'
LYRICS = "Anfang; #1\nSit; tall = long #1.\n\nDehnung = links\nFold \\ down."


def tone():
    """A second of silence, then a tone, in uneven pieces."""
    sound = np.zeros(SAMPLES, "<i2")
    sound[48_000:] = 8_000 * np.sin(np.arange(SAMPLES - 48_000) * 2 * np.pi * 440 / 48_000)
    data = sound.tobytes()
    yield from (data[at : at + 30_002] for at in range(0, len(data), 30_002))


@pytest.fixture(params=["system", "pip"])
def ffmpeg(request, tmp_path, monkeypatch):
    """The system's ffmpeg, then the one that pip brings, alone."""
    if request.param == "pip":
        monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
        return imageio_ffmpeg.get_ffmpeg_exe()
    return shutil.which("ffmpeg") or pytest.skip("ffmpeg is not installed")


def decode(ffmpeg, path):
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(done.stdout, "<i2").astype(float)


def make(path):
    encode(path.suffix[1:], path, tone(), LINE, INFO)
    return path


@pytest.mark.parametrize("kind", ["m4b", "opus"])
def test_the_length_is_exact_and_sounds_stay_in_place(ffmpeg, tmp_path, kind):
    assert find_ffmpeg(kind) == ffmpeg
    sound = decode(ffmpeg, make(tmp_path / f"a.{kind}"))
    if kind == "opus":
        assert len(sound) == SAMPLES
    else:  # older ffmpegs hand out the last frame whole, whatever the file says
        assert 0 <= len(sound) - SAMPLES < 1024
    loud = np.flatnonzero(np.abs(sound) > 2_000)
    assert abs(loud[0] - 48_000) < 48 * 10


@pytest.mark.parametrize("kind", ["m4b", "opus"])
def test_the_same_bytes(ffmpeg, tmp_path, kind):
    first, second = (make(tmp_path / f"{name}.{kind}").read_bytes() for name in "ab")
    assert first == second


def test_m4b_for_apple_books(ffmpeg, tmp_path):
    tags = MP4(make(tmp_path / "a.m4b"))
    assert {key: tags[key] for key in ("\xa9nam", "\xa9alb", "\xa9ART", "\xa9day", "\xa9lyr")} == {
        "\xa9nam": [TITLE], "\xa9alb": ["Morgens"], "\xa9ART": ["voiceguide"],
        "\xa9day": ["2026-11-24"], "\xa9lyr": [LYRICS],
    }  # fmt: skip
    assert (tags["stik"], tags["trkn"][0][0]) == ([2], 3)
    assert tags["covr"] == [MP4Cover(JPEG, MP4Cover.FORMAT_JPEG)]
    assert [(one.start, one.title) for one in tags.chapters] == [
        (0, "Anfang; #1"),
        (2, "Dehnung = links"),
    ]


@pytest.mark.parametrize(("count", "listed"), [(255, 255), (258, None)])
def test_a_nero_list_is_whole_or_not_there(ffmpeg, tmp_path, count, listed):
    marks = tuple(Mark(number * 10, f"Chapter {number + 1}") for number in range(count))
    path = tmp_path / "a.m4b"
    encode("m4b", path, tone(), replace(LINE, chapters=marks), INFO)
    data = path.read_bytes()
    at = data.find(b"chpl")
    assert (data[at + 12] if at >= 0 else None) == listed
    shown = subprocess.run(
        [ffmpeg, "-nostdin", "-i", path], capture_output=True, text=True, check=False
    ).stderr
    assert len(re.findall(r"^ +Chapter #0:", shown, re.MULTILINE)) == count


def test_opus_comments(ffmpeg, tmp_path):
    tags = OggOpus(make(tmp_path / "a.opus"))
    assert (tags["title"], tags["album"], tags["tracknumber"]) == ([TITLE], ["Morgens"], ["3"])
    assert (tags["chapter000"], tags["chapter000name"]) == (["00:00:00.000"], ["Anfang; #1"])
    assert (tags["chapter001"], tags["chapter001name"]) == (["00:00:02.000"], ["Dehnung = links"])
    assert tags["lyrics"] == [LYRICS]
    picture = Picture(b64decode(tags["metadata_block_picture"][0]))
    assert (picture.type, picture.mime, picture.data) == (3, "image/jpeg", JPEG)
    assert tags.info.length == pytest.approx(LINE.duration_ms / 1000, abs=0.001)


@pytest.mark.tool
@pytest.mark.parametrize("kind", ["m4b", "opus"])
def test_ffprobe_reads_it(tmp_path, kind):
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    command = [
        "ffprobe",
        "-v",
        "error",
        "-of",
        "json",
        "-show_chapters",
        "-show_streams",
        make(tmp_path / f"a.{kind}"),
    ]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert [(float(one["start_time"]), float(one["end_time"]), one["tags"]["title"]) for one in found["chapters"]] == [
        (0, 2, "Anfang; #1"), (2, pytest.approx(4.01, abs=0.01), "Dehnung = links"),
    ]  # fmt: skip
    pictures = [one for one in found["streams"] if one["disposition"]["attached_pic"]]
    assert [one["codec_name"] for one in pictures] == ["mjpeg"]
    sound = found["streams"][0]
    assert sound["tags"]["language"] == "deu"
    assert kind == "opus" or sound["duration_ts"] == SAMPLES


def test_wav_is_exact():
    file = io.BytesIO()
    write_wav(file, tone(), SAMPLES)
    data = b"".join(tone())
    assert len(file.getvalue()) == 44 + len(data)
    with wave.open(io.BytesIO(file.getvalue())) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (48_000, 1, 2)
        assert sound.readframes(SAMPLES + 1) == data


def test_without_ffmpeg_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(os.sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(OutputError) as caught:
        make(tmp_path / "a.m4b")
    assert str(caught.value) == (
        "m4b needs ffmpeg, which is not here. Run: pip install 'voiceguide[formats]', or install "
        "ffmpeg with your system's packages. mp3 and wav need neither."
    )


def test_what_ffmpeg_says_is_told(tmp_path):
    with pytest.raises(
        OutputError, match=r"ffmpeg could not write it \(.*No such file or directory"
    ):
        make(tmp_path / "nowhere" / "a.opus")


def test_a_broken_stream_ends_ffmpeg(tmp_path):
    def broken():
        yield bytes(96_000)
        raise KeyboardInterrupt

    before = children()
    with pytest.raises(KeyboardInterrupt):
        encode("opus", tmp_path / "a.opus", broken(), LINE, INFO)
    assert children() == before


def children():
    path = Path("/proc/self/task") / str(os.getpid()) / "children"
    return path.read_text() if path.exists() else ""


def test_metadata_is_escaped():
    text = render_metadata(LINE, INFO, "m4b")
    assert text.startswith(";FFMETADATA1\ntitle=Hüfte Knees")
    assert "title=Anfang\\; \\#1\n" in text
    assert "lyrics=Anfang\\; \\#1\\\nSit\\; tall \\= long \\#1." in text
    assert "METADATA_BLOCK_PICTURE" not in text
