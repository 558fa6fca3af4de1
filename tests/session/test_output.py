"""The files of a session: names, formats, and what lies beside it."""

import json
import os
import shutil
import wave
from pathlib import Path

import mutagen
import pytest
from msgspec.structs import replace

from tests.formats.lines import DAY
from voiceguide.errors import VoiceguideError
from voiceguide.formats.captions import RENDER
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build, timeline_path
from voiceguide.session.options import read_captions
from voiceguide.session.output import beside, choose_target, name_session, remove, write_together
from voiceguide.session.request import Request
from voiceguide.session.verify import verify

pytestmark = pytest.mark.long


@pytest.fixture
def request_(tmp_path):
    silent = parse_overrides({"voice": {"engine": "silent"}, "hold": "30s"}, {}, {})
    return Request("desk-break", DAY, tmp_path / "cache", str(tmp_path / "out"), silent)


OTHERS = (
    "ogg",
    "OGG",
    "oga",
    "flac",
    "aac",
    "wma",
    "aif",
    "aiff",
    "m4a",
    "m4r",
    "mp2",
    "mp4",
    "webm",
)
ENDINGS = "Choose from: NAME.mp3, NAME.m4b, NAME.opus, NAME.wav. A folder's name ends in /."


@pytest.mark.parametrize(
    ("out", "format_", "path", "kind"),
    [
        ("output", "", "output/hips.mp3", "mp3"),
        ("output", "m4b", "output/hips.m4b", "m4b"),
        ("monday.mp3", "", "monday.mp3", "mp3"),
        ("monday.OPUS", "", "monday.OPUS", "opus"),
        ("monday.wav", "wav", "monday.wav", "wav"),
        ("v1.5", "", "v1.5/hips.mp3", "mp3"),
        ("hips.de", "m4b", "hips.de/hips.m4b", "m4b"),
        ("monday.mp3/", "", "monday.mp3/hips.mp3", "mp3"),
        ("monday.ogg/", "", "monday.ogg/hips.mp3", "mp3"),
        (".hidden", "", ".hidden/hips.mp3", "mp3"),
        ("a.b.mp3", "", "a.b.mp3", "mp3"),
        ("mp3", "", "mp3/hips.mp3", "mp3"),
    ],
)
def test_target(request_, out, format_, path, kind):
    target = choose_target(replace(request_, out=out, format=format_), "hips")
    assert (str(target.path), target.format) == (path, kind)


@pytest.mark.parametrize(
    ("out", "format_", "said"),
    [
        ("output", "ogg", "--format: unknown format 'ogg'. Choose from: m4b, mp3, opus, wav."),
        ("output", "mp4", "--format: unknown format 'mp4'. Did you mean 'mp3'?"),
        (
            "a.mp3",
            "m4b",
            "--out: a.mp3 does not end in .m4b. Leave out --format, or name another file.",
        ),
        (
            "a.opus",
            "mp3",
            "--out: a.opus does not end in .mp3. Leave out --format, or name another file.",
        ),
        *(
            (f"a.{ending}", "", f"--out: no session ends in .{ending.lower()}. {ENDINGS}")
            for ending in OTHERS
        ),
        ("out/a.b.ogg", "mp3", f"--out: no session ends in .ogg. {ENDINGS}"),
        (".mp3", "", f"--out: .mp3 has no name before its ending. {ENDINGS}"),
        ("out/.ogg", "", f"--out: .ogg has no name before its ending. {ENDINGS}"),
    ],
)
def test_what_cannot_be_written(request_, out, format_, said):
    with pytest.raises(VoiceguideError) as caught:
        choose_target(replace(request_, out=out, format=format_), "hips")
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("a.mp3", "a.vtt"),
        ("a.de.mp3", "a.de.vtt"),
        ("A.MP3", "A.vtt"),
        ("a.m4b", "a.m4b.vtt"),
        ("a.b.opus", "a.b.opus.vtt"),
        ("A.WAV", "A.WAV.vtt"),
        ("a.m4b.mp3", "a.m4b.mp3.vtt"),
        ("a.b", "a.b.vtt"),
    ],
)
def test_beside(name, other):
    assert beside(Path(name), ".vtt").name == other


@pytest.mark.parametrize(
    ("name", "other"),
    [("a.mp3", "a.timeline.json"), ("A.MP3", "A.timeline.json"), ("a.m4b", "a.m4b.timeline.json")],
)
def test_every_format_has_a_timeline_of_its_own(name, other):
    assert timeline_path(Path(name)).name == other


@pytest.mark.parametrize(
    ("name", "language", "own", "file"),
    [
        ("hips", "en", "en", "hips"),
        ("hips", "", "en", "hips"),
        ("hips", "EN", "en", "hips"),
        ("hips", "de", "en", "hips.de"),
        ("hips", "en", "de", "hips.en"),
        ("hips", "en-GB", "en", "hips.en-gb"),
        ("v1.5", "es", "en", "v1.5.es"),
        ("hips", "../de", "en", "hips.-de"),
    ],
)
def test_another_language_has_a_name_of_its_own(name, language, own, file):
    assert name_session(name, language, own) == file


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("vtt", ("vtt",)),
        ("SRT, vtt,srt", ("srt", "vtt")),
        ("lrc vtt", ("lrc", "vtt")),
        ("none", ()),
        ("", ()),
    ],
)
def test_captions(text, kinds):
    assert read_captions(text) == kinds


def test_unknown_captions():
    with pytest.raises(VoiceguideError, match="--captions: unknown kind of captions 'ass'"):
        read_captions("vtt,ass")
    assert set(RENDER) == set(read_captions("vtt srt lrc"))


def test_side_files_appear_beside_it(request_):
    made = build(replace(request_, captions=("vtt", "lrc"), chapters_json=True))
    names = {path.name for path in made.path.parent.iterdir()}
    assert names == {"desk-break.mp3", *(path.name for path in made.beside)}
    assert [path.name for path in made.beside] == [
        "desk-break.timeline.json", "desk-break.vtt", "desk-break.lrc", "desk-break.chapters.json",
    ]  # fmt: skip
    assert made.beside[1].read_text("utf-8") == RENDER["vtt"](made.timeline)
    assert len(json.loads(made.beside[3].read_text())["chapters"]) == len(made.timeline.chapters)


def test_a_wav_is_exact_and_proved(request_):
    made = build(replace(request_, format="wav"))
    with wave.open(str(made.path)) as sound:
        assert sound.getnframes() == made.timeline.duration_ms * 48
    checks = {check.name: check for check in verify(made.path).checks}
    assert checks["length"].good
    assert checks["holds"].good
    assert checks["tones"].count > 10
    assert checks["tones"].worst == 0


@pytest.mark.parametrize("kind", ["m4b", "opus"])
def test_a_whole_session_by_ffmpeg(request_, kind):
    made = build(replace(request_, format=kind))
    assert made.path.name == f"desk-break.{kind}"
    found = mutagen.File(made.path)
    assert found.info.length == pytest.approx(made.timeline.duration_ms / 1000, abs=0.03)


def test_a_missing_ffmpeg_is_found_out_before_anything_is_spoken(request_, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(os.sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(VoiceguideError, match="m4b needs ffmpeg"):
        build(replace(request_, format="m4b"))
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "cache").exists()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_nothing_is_left_when_it_fails(request_, monkeypatch):
    def broken(*_):
        yield b"half" * 1000
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voiceguide.audio.pcm.join_samples", broken)
    for kind in ("m4b", "wav"):
        wanted = replace(request_, format=kind, captions=("vtt",))
        with pytest.raises(VoiceguideError, match="No space left on device"):
            build(wanted)
        assert list(Path(wanted.out).iterdir()) == []


def test_all_or_none(tmp_path):
    path, side, stale = tmp_path / "a.mp3", tmp_path / "a.vtt", tmp_path / "a.srt"
    stale.write_text("old")
    write_together(path, {side: "old"}, lambda file: None)

    def fail(file):
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_together(path, {side: "new"}, fail, [stale])
    assert (side.read_text(), path.read_bytes()) == ("old", b"")
    assert len(list(tmp_path.iterdir())) == 3
    write_together(path, {side: "new"}, lambda file: None, [stale])
    assert sorted(tmp_path.iterdir()) == [path, side]


def test_what_stays_the_same_is_not_touched(tmp_path):
    path, side, other = (tmp_path / name for name in ("a.mp3", "a.vtt", "a.srt"))

    def write(sound, text):
        return write_together(path, {side: text, other: "same"}, lambda file: file.write(sound))

    def dates():
        return [one.stat().st_mtime_ns for one in (path, side, other)]

    assert write(b"sound", "words")
    for one in (path, side, other):
        os.utime(one, (1, 1))
    assert not write(b"sound", "words")
    assert dates() == [1_000_000_000] * 3
    assert not write(b"sound", "other words")
    assert [one == 1_000_000_000 for one in dates()] == [True, False, True]
    assert write(b"Sound", "other words")
    assert [one == 1_000_000_000 for one in dates()] == [False, False, True]
    assert len(list(tmp_path.iterdir())) == 3


def test_what_is_removed_takes_its_empty_folder_along(tmp_path):
    for name in ("a.mp3", "full/01 x.mp3", "full/notes.txt", "empty/01 x.mp3"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    gone = ["a.mp3", "full/01 x.mp3", "empty/01 x.mp3", "never.txt"]
    remove([tmp_path / name for name in gone], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes.txt"]
