"""The tag, read back by a library that is not ours."""

import io
import json
import re
import shutil
import subprocess
from itertools import pairwise

import pytest
from mutagen.id3 import ID3
from PIL import Image

from tests.formats.lines import DAY, built_in, say, timeline
from voiceguide.audio import mp3
from voiceguide.disk.files import digest_of
from voiceguide.formats.captions import render_lrc
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.lyrics import list_lines, render_lyrics
from voiceguide.formats.tags import MOST_CHAPTERS, advise_chapters, is_sealed, render_tag
from voiceguide.plan.timeline import Mark, Timeline, make_event
from voiceguide.scene import Scene
from voiceguide.speech.received import tag_length


def jpeg(size=64):
    """A small picture, such as a cover is."""
    target = io.BytesIO()
    Image.new("RGB", (size, size), "navy").save(target, "JPEG")
    return target.getvalue()


JPEG = jpeg()


def line(title="Hüfte 髋 🦵", chapters=3, language="de", pairs=2):
    marks = tuple(Mark(n * 1000, f"Kapitel {n}") for n in range(chapters))
    events = tuple(
        make_event(Scene(f"s{n}", "stretch", "left", n, 1), "hold", 0, 1000) for n in range(pairs)
    )
    return Timeline(title, 600_000, language, marks, events)


def read(timeline):
    return ID3(io.BytesIO(render_tag(timeline, FileInfo(DAY, "voiceguide 0"))))


def test_texts():
    tag = read(line())
    texts = {name: str(tag[name].text[0]) for name in ("TIT2", "TALB", "TPE1", "TCON", "TLAN")}
    assert texts == {
        "TIT2": "Hüfte 髋 🦵", "TALB": "Hüfte 髋 🦵", "TPE1": "voiceguide",
        "TCON": "Exercise", "TLAN": "deu",
    }  # fmt: skip
    assert (str(tag["TDRC"].text[0]), tag["TLEN"].text[0]) == ("2026-11-24", "600000")


@pytest.mark.parametrize(
    ("language", "code"), [("en", "eng"), ("en-GB", "eng"), ("es", "spa"), ("xx", "und")]
)
def test_language(language, code):
    assert read(line(language=language))["TLAN"].text == [code]


@pytest.mark.parametrize("count", [1, 10, MOST_CHAPTERS, MOST_CHAPTERS + 1, 1000])
def test_chapters_follow_one_another(count):
    tag = read(line(chapters=count))
    [toc] = tag.getall("CTOC")
    chapters = {chapter.element_id: chapter for chapter in tag.getall("CHAP")}
    listed = [chapters[name] for name in toc.child_element_ids]
    assert len(listed) == min(count, MOST_CHAPTERS)
    assert all(a.end_time == b.start_time for a, b in pairwise(listed))
    assert (listed[0].start_time, listed[-1].end_time) == (0, 600_000)
    assert listed[0].sub_frames["TIT2"].text == ["Kapitel 0"]
    assert toc.sub_frames["TIT2"].text == ["Hüfte 髋 🦵"]


def test_chapters_stand_in_the_file_in_their_order():
    data = render_tag(line(chapters=12), FileInfo(DAY, "v"))
    at = [data.index(f"chp{n}\0".encode(), data.index(b"CHAP")) for n in range(12)]
    assert at == sorted(at)


def test_the_same_bytes():
    assert render_tag(line(), FileInfo(DAY, "v")) == render_tag(line(), FileInfo(DAY, "v"))


def test_words():
    tag = ID3(io.BytesIO(render_tag(built_in(), FileInfo(DAY, "v"))))
    assert tag.getall("USLT")[0].text == render_lyrics(built_in())
    assert tag["USLT::eng"].desc == ""
    [sync] = tag.getall("SYLT")
    assert (sync.lang, sync.format, sync.type, sync.desc) == ("eng", 2, 1, "")
    assert sync.text == list_lines(built_in())


def test_synchronised_words_byte_for_byte():
    data = render_tag(timeline(say(0, 900, "Ä"), say(66_000, 67_000, "b")), FileInfo(DAY, "v"))
    at = data.index(b"SYLT")
    bom, end = b"\xff\xfe", b"\0\0"
    body = (
        b"\x01" b"eng" b"\x02" b"\x01"  # UTF-16, language, milliseconds, lyrics
        + bom + end  # no description
        + bom + b"\xc4\0" + end + (0).to_bytes(4, "big")
        + bom + b"b\0" + end + (66_000).to_bytes(4, "big")
    )  # fmt: skip
    assert data[at : at + 10 + len(body)] == b"SYLT" + len(body).to_bytes(4, "big") + b"\0\0" + body


def test_unsynchronised_words_byte_for_byte():
    data = render_tag(timeline(say(0, 900, "Ä"), say(950, 999, "b")), FileInfo(DAY, "v"))
    body = b"\x01eng\xff\xfe\0\0\xff\xfe\xc4\0\n\0b\0\0\0"
    assert b"USLT" + len(body).to_bytes(4, "big") + b"\0\0" + body in data


def test_a_session_without_words_has_no_lyrics():
    tag = ID3(io.BytesIO(render_tag(timeline(), FileInfo(DAY, "v"))))
    assert not [key for key in tag if key.startswith(("USLT", "SYLT", "APIC", "TRCK"))]


def test_cover_byte_for_byte():
    data = render_tag(timeline(), FileInfo(DAY, "v", cover=JPEG))
    body = b"\0image/jpeg\0\x03\0" + JPEG
    assert data.endswith(b"APIC" + len(body).to_bytes(4, "big") + b"\0\0" + body)
    [picture] = ID3(io.BytesIO(data)).getall("APIC")
    assert (picture.type, picture.mime, picture.data) == (3, "image/jpeg", JPEG)


def test_what_people_write_cannot_break_a_tag():
    """NUL ends a text in ID3: what follows would be another text, or another frame."""
    rude = timeline(say(0, 900, "a\0b\x1b[2J"), title="Hips\0TPE1\nx", chapters=[(0, "One\0two")])
    tag = ID3(io.BytesIO(render_tag(rude, FileInfo(DAY, "v", album="Mine\0yours"))))
    assert (tag["TIT2"].text, tag["TALB"].text) == (["HipsTPE1 x"], ["Mineyours"])
    assert tag["CHAP:chp0"].sub_frames["TIT2"].text == ["Onetwo"]
    assert tag["CTOC:toc"].sub_frames["TIT2"].text == ["HipsTPE1 x"]
    assert tag.getall("SYLT")[0].text == [("ab[2J", 0)]


def test_a_place_in_a_series():
    tag = ID3(io.BytesIO(render_tag(timeline(), FileInfo(DAY, "v", album="Mornings", track=3))))
    assert (tag["TALB"].text, tag["TRCK"].text) == (["Mornings"], ["3"])


@pytest.fixture
def song(tmp_path):
    """A tag in front of a second of silence, as a file."""
    path = tmp_path / "song.mp3"
    tag = render_tag(built_in(), FileInfo(DAY, "v", cover=JPEG, album="Mornings", track=3))
    path.write_bytes(tag + b"".join(mp3.join([], 48_000)))
    return path


def run(*command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.tool
def test_ffprobe_reads_it(song):
    out = run(
        "ffprobe",
        "-v",
        "error",
        "-of",
        "json",
        "-show_chapters",
        "-show_format",
        "-show_streams",
        str(song),
    )
    found = json.loads(out)
    tags = found["format"]["tags"]
    assert (tags["title"], tags["track"], tags["album"]) == ("90/90 hip rotation", "3", "Mornings")
    assert tags["lyrics-eng"] == render_lyrics(built_in())
    assert [one["tags"]["title"] for one in found["chapters"]] == [
        m.title for m in built_in().chapters
    ]
    [cover] = [one for one in found["streams"] if one["disposition"]["attached_pic"]]
    assert (cover["codec_name"], cover["width"], cover["height"]) == ("mjpeg", 64, 64)


@pytest.mark.tool
def test_mpv_reads_it(song):
    out = run("mpv", "--no-config", "--ao=null", "--vid=no",
              "--term-playing-msg=\n<${chapters}|${track-list/count}|${media-title}|"
              "${chapter-list/1/title}|${=chapter-list/1/time}|${metadata/by-key/lyrics-eng}>", str(song))  # fmt: skip
    found = out[out.index("<") + 1 : out.rindex(">")].split("|")
    second = built_in().chapters[1]
    assert found[:4] == [str(len(built_in().chapters)), "2", "90/90 hip rotation", second.title]
    # mpv counts from the first sample it hands out, 23 ms of encoder delay later
    assert abs(float(found[4]) * 1000 - second.start_ms) < 24
    assert found[5] == render_lyrics(built_in())


@pytest.mark.tool
def test_kid3_reads_the_words_in_time(song, tmp_path):
    run("kid3-cli", "-c", f"select {song}", "-c", f"get SYLT:{tmp_path}/words.lrc")
    lines = (tmp_path / "words.lrc").read_text("utf-8").splitlines()
    wanted = render_lrc(built_in()).splitlines()
    assert [line for line in lines if re.match(r"\[\d", line)] == [
        line for line in wanted if re.match(r"\[\d.*\].", line)
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, []),
        (MOST_CHAPTERS, []),
        (MOST_CHAPTERS + 1, ["chapters: there are 256, and an MP3 holds 255: 1 is left out, evenly. --format m4b and --chapters-json keep all."]),
        (402, ["chapters: there are 402, and an MP3 holds 255: 147 are left out, evenly. --format m4b and --chapters-json keep all."]),
    ],
)  # fmt: skip
def test_chapters_that_find_no_room_are_told(count, said):
    assert [one.said for one in advise_chapters(line(chapters=count))] == said


def test_the_length_of_a_tag():
    tag = render_tag(built_in(), FileInfo(DAY, "v", cover=JPEG * 100))
    assert tag_length(tag + b"\xff\xfb" * 10) == len(tag)
    assert tag_length(b"\xff\xfb" * 10) == 0


SOUND = b"".join(mp3.join([], 48_000))


def sealed(seal):
    return render_tag(line(), FileInfo(DAY, "x", cover=JPEG, track=3, tracks=12, seal=seal)) + SOUND


def retag(path):
    """Edit a tag as another program does."""
    tag = ID3(path)
    tag.delall("TIT2")
    tag.save(padding=lambda info: 500)


def spoil(path):
    path.write_bytes(path.read_bytes()[:-1] + b"x")


@pytest.mark.parametrize(
    ("data", "change", "is_ours"),
    [
        (sealed(digest_of(SOUND)), None, True),
        (sealed(digest_of(SOUND)), retag, True),
        (sealed(digest_of(SOUND)), spoil, False),
        (sealed("other"), None, False),
        (sealed(""), None, False),
        (SOUND, None, False),
        (b"", None, False),
        (b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f", None, False),
    ],
)
def test_a_part_is_ours_by_its_sound(tmp_path, data, change, is_ours):
    file = tmp_path / "a.mp3"
    file.write_bytes(data)
    if change:
        change(file)
    assert is_sealed(file) is is_ours


def test_the_number_in_a_series():
    assert str(ID3(io.BytesIO(sealed("x")))["TRCK"]) == "3/12"


def test_the_comment_of_a_part_is_of_the_whole():
    info = FileInfo(DAY, "x")
    tags = [ID3(io.BytesIO(render_tag(line(pairs=0), info, whole))) for whole in (line(), None)]
    said = [tag.getall("COMM")[0].text[0] for tag in tags]
    assert "2 Dehnungen" in said[0]
    assert "Dehnungen" not in said[1]
