"""Each chapter of a session as a file: named, tagged, whole, and nothing of anybody else's lost."""

import json
import shutil
import subprocess
import unicodedata

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from msgspec.structs import replace
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from tests.formats.lines import DAY, NASTY, timeline
from voiceguide import build as build_it
from voiceguide.cli.program import main
from voiceguide.errors import OutputError, RoutineError
from voiceguide.formats.filename import safe_name
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.division import find_current, find_ours, find_stale, list_parts
from voiceguide.session.narration import narrate
from voiceguide.session.output import parts_folder
from voiceguide.session.request import Request
from voiceguide.session.verify import verify

pytestmark = pytest.mark.long

NAMES = [
    "01 Welcome.mp3",
    "02 Left - forward stretch.mp3",
    "03 Right - forward stretch.mp3",
    "04 Left - lean and press.mp3",
    "05 Right - lean and press.mp3",
    "06 Closing.mp3",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def build(tmp_path, cache):
    """Build into one folder, with settings, a language and anything else of a request."""

    def build(language="", bed="none", split=True, out="", **more):
        settings = {"voice": {"engine": "silent"}, "hold": "30s", "bed": bed}
        overrides = replace(parse_overrides(settings, {}, {}), language=language)
        asked = Request("desk-break", DAY, cache, str(tmp_path / out), overrides, split=split)
        return session.build(replace(asked, **more))

    return build


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def titled(*titles, length=60_000):
    chapters = [(n * 10_000, title) for n, title in enumerate(titles)]
    return timeline(title="Hips", chapters=chapters, length=length)


@pytest.mark.parametrize("bed", ["none", "brown-noise"])
def test_the_parts_are_the_session(build, bed):
    made = build(bed=bed)
    assert [path.name for path in made.parts] == names(made.parts[0].parent) == NAMES
    assert made.parts[0].parent == made.path.with_suffix("")
    whole = soundfile.read(made.path, dtype="float32")[0]
    parts = [soundfile.read(path, dtype="float32")[0] for path in made.parts]
    joined = np.concatenate(parts)
    assert len(joined) == len(whole) == made.timeline.duration_ms * 48
    assert np.abs(joined - whole).max() < 1e-6  # floats are added in another order
    begins = np.cumsum([0, *map(len, parts[:-1])])
    early = [
        mark.start_ms * 48 - at for mark, at in zip(made.timeline.chapters, begins, strict=True)
    ]
    assert all(0 <= one < 1152 for one in early)


@pytest.mark.parametrize(
    ("language", "album"),
    [
        ("", "Desk break for the hips (Chapters)"),
        ("de", "Schreibtischpause für die Hüften (Kapitel)"),
    ],
)
def test_tags(build, language, album):
    made = build(language)
    for number, (path, mark) in enumerate(zip(made.parts, made.timeline.chapters, strict=True), 1):
        tag, whole = ID3(path), ID3(made.path)
        assert str(tag["TIT2"]) == mark.title
        assert str(tag["TRCK"]) == f"{number}/6"
        assert str(tag["TALB"]) == album
        for same in ("TPE1", "TLAN", "TCON", "TDRC", "TSSE"):
            assert str(tag[same]) == str(whole[same])
        assert tag.getall("APIC")[0].data == made.cover
        assert not tag.getall("CHAP")
        assert tag.getall("COMM")[0].text == whole.getall("COMM")[0].text
        assert abs(int(str(tag["TLEN"])) - MP3(path).info.length * 1000) < 25


def test_the_words_of_a_part_are_in_its_time(build):
    made = build()
    said = []
    for path in made.parts:
        lines = ID3(path).getall("SYLT")[0].text
        assert all(0 <= at < MP3(path).info.length * 1000 for _, at in lines)
        said += [text for text, _ in lines]
    assert said == [text for text, _ in ID3(made.path).getall("SYLT")[0].text]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("CON", "02 CON"),
        ("a/b\\c: d?", "02 a-b-c - d"),
        ("..", "02"),
        ("", "02"),
        ("Hüfte 髋 🦵", "02 Hüfte 髋 🦵"),
        ("evil\u202egpm.exe", "02 evilgpm.exe"),
        ("x" * 400, "02 " + "x" * 147),
        ("🦵🏽" * 60, "02 " + "🦵🏽" * 18),
        (NASTY, None),
    ],
)
def test_names_fit_everywhere(title, name):
    parts = list_parts(titled("Same", title, "Same", "same"))
    found = [one.name.removesuffix(".mp3") for one in parts]
    assert [one[:2] for one in found] == ["01", "02", "03", "04"]
    assert name in (None, found[1])
    assert all(safe_name(one) == one and len(one.encode()) <= 150 for one in found)
    assert parts[1].title == title


@pytest.mark.parametrize(
    ("chapters", "length", "found"),
    [
        ([], 60_000, ["01 Hips"]),
        ([(5000, "Late")], 60_000, ["01 Late"]),
        ([(0, "Zero"), (0, "Here"), (9000, "End")], 60_000, ["01 Here", "02 End"]),
        ([(0, "Here"), (9000, "Short"), (9499, "Next")], 60_000, ["01 Here", "02 Next"]),
        ([(0, "Here"), (60_000, "Nothing")], 60_000, ["01 Here"]),
        ([(9000, "B"), (0, "A"), (70_000, "C"), (80_000, "D")], 60_000, ["01 A", "02 B"]),
        ([(n * 1000, "x") for n in range(100)], 100_000, [f"{n:03} x" for n in range(1, 101)]),
    ],
)
def test_chapters_that_last_no_time_are_no_parts(chapters, length, found):
    parts = list_parts(timeline(title="Hips", chapters=chapters, length=length))
    assert [one.name for one in parts] == [f"{name}.mp3" for name in found]
    assert parts[0].section.start == 0
    assert sum(one.section.end - one.section.start for one in parts) == length * 48
    assert all(one.section.end - one.section.start >= 24_000 - 1152 for one in parts)


def test_a_session_that_was_cut_short_has_none_of_its_parts(build):
    made = build()
    whole = made.path.read_bytes()
    for size in (0, 9, len(whole) // 2):
        made.path.write_bytes(whole[:size])
        assert find_current(made.path, made.timeline, made.parts[0].parent) == []


def test_the_same_again_is_left_alone(build):
    made = build()
    before = {path: path.stat().st_mtime_ns for path in made.parts}
    assert build().unchanged
    assert build(split=None).parts == made.parts  # as it was before
    assert {path: path.stat().st_mtime_ns for path in made.parts} == before


@pytest.mark.parametrize("split", [None, True])
def test_parts_are_those_of_the_session(build, split):
    build()
    made = build("de", out="desk-break.mp3", split=split)
    assert names(made.parts[0].parent) == sorted(path.name for path in made.parts) != NAMES
    folder = made.parts[0].parent
    assert find_current(made.path, made.timeline, folder) == list(made.parts)
    assert find_ours(folder) == set(made.parts)


def test_another_language_has_its_own(build, tmp_path):
    build()
    build("de")
    assert names(tmp_path)[:2] == ["desk-break", "desk-break.de"]
    assert names(tmp_path / "desk-break") == NAMES


def test_no_split_takes_ours_away(build, tmp_path):
    build()
    made = build(split=False)
    assert made.parts == ()
    assert names(tmp_path) == ["desk-break.mp3", "desk-break.timeline.json"]


def test_what_is_not_ours_stays(build, tmp_path):
    made = build()
    folder = made.parts[0].parent
    (folder / "notes.txt").write_text("mine")
    (folder / "07 Own song.mp3").write_bytes(made.path.read_bytes())
    with made.parts[5].open("r+b") as file:  # somebody's own sound under our tag
        file.seek(-100, 2)
        file.write(b"\1" * 50)
    build(split=False)
    assert names(folder) == ["06 Closing.mp3", "07 Own song.mp3", "notes.txt"]


def test_an_edited_tag_makes_it_nobody_elses(build):
    made = build()
    tag = ID3(made.parts[0])
    tag.delall("TIT2")
    tag.save()
    again = build()
    assert str(ID3(again.parts[0])["TIT2"]) == "Welcome"


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("desk-break", "file"),
        ("desk-break", "link"),
        ("desk-break/03 Right - forward stretch.mp3", "file"),
        ("desk-break/03 Right - forward stretch.mp3", "link"),
        ("desk-break/03 Right - forward stretch.mp3", "folder"),
    ],
)
def test_what_is_in_the_way_stays_and_nothing_is_written(build, tmp_path, kind, where):
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    (tmp_path / "other").write_text("mine")
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(tmp_path / "other")
    else:
        path.write_text("mine")
    with pytest.raises(OutputError, match=r"Move it away, or build with") as raised:
        build()
    assert raised.value.where == str(path)
    assert (tmp_path / "other").read_text() == "mine"
    assert not (tmp_path / "desk-break.mp3").exists()


def test_what_fails_leaves_all_as_it_was(build, tmp_path, monkeypatch):
    made = build()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(path, *pieces):
        if path.name == "4":
            raise OSError(28, "No space left on device", str(path))
        path.write_bytes(b"".join(pieces))

    monkeypatch.setattr("voiceguide.session.division.write_whole", full)
    with pytest.raises(OutputError, match="No space left"):
        build("de", out=made.path.name)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    shutil.rmtree(tmp_path / "desk-break")
    with pytest.raises(OutputError, match="No space left"):
        build("de", out=made.path.name)
    assert not (tmp_path / "desk-break").exists()


def test_what_a_killed_one_left_is_gone_after_the_next(build):
    folder = build().parts[0].parent
    bench = folder / "voiceguide-0123456789abcdef.tmp"
    bench.mkdir()
    (bench / ".lock").write_bytes(b"")
    (bench / "1").write_bytes(b"half")
    build(split=None)
    assert names(folder) == NAMES


def test_a_name_given_back_otherwise_is_the_same_name(tmp_path):
    wanted = [tmp_path / "01 Hüfte.mp3"]
    for name in ("01 hüfte.mp3", unicodedata.normalize("NFD", "01 Hüfte.mp3")):
        assert find_stale(frozenset([tmp_path / name]), wanted) == []
    assert find_stale(frozenset([tmp_path / "01 Knie.mp3"]), wanted) == [tmp_path / "01 Knie.mp3"]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("hips.mp3", "hips"),
        ("hips.de.mp3", "hips.de"),
        ("HIPS.MP3", "HIPS"),
        ("hips.m4b.mp3", "hips.m4b.mp3.parts"),
    ],
)
def test_the_folder_is_of_one_session_alone(tmp_path, name, folder):
    assert parts_folder(tmp_path / name) == tmp_path / folder


@pytest.mark.parametrize("kind", ["wav", "m4b", "opus"])
def test_only_an_mp3_is_divided(build, tmp_path, kind):
    with pytest.raises(RoutineError, match=f"only an mp3 can be divided, and this is {kind}"):
        build(format=kind)
    assert list(tmp_path.iterdir()) == []


def test_a_timeline_made_by_hand(tmp_path, cache):
    own = timeline(title="Hips", chapters=[(0, "One"), (2000, "Two")], length=5000)
    silent = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    request = Request("", DAY, cache, str(tmp_path / "own.mp3"), silent, split=True)
    made = narrate(own, request)
    assert [path.name for path in made.parts] == ["01 One.mp3", "02 Two.mp3"]


def test_the_library(tmp_path):
    made = build_it("desk-break", engine="silent", split=True, out=tmp_path, counts=False)
    assert len(made.parts) == 6
    with pytest.raises(RoutineError, match="only an mp3 can be divided") as raised:
        build_it("desk-break", engine="silent", split=True, out=tmp_path / "a.wav")
    assert raised.value.where == "split"


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        done = CliRunner().invoke(main, ["build", "desk-break", "--engine", "silent", *words])
        assert done.exit_code == 0, done.output
        return done

    assert "output/desk-break: 6 chapters.\n" in run("--split").stderr
    assert json.loads(run("--json").stdout)["parts"] == [f"output/desk-break/{n}" for n in NAMES]
    monkeypatch.setenv("VOICEGUIDE_SPLIT", "0")
    assert json.loads(run("--json").stdout)["parts"] == []


def test_verify_tells_what_is_missing_or_not_of_this_session(build):
    made = build()
    folder = made.parts[0].parent

    def files():
        return [
            (one.count, list(one.wrong)) for one in verify(made.path).checks if one.name == "files"
        ]

    assert files() == [(6, [])]
    shutil.copy(made.parts[1], folder / "09 Another.mp3")
    shutil.copy(made.parts[1], made.parts[0])
    made.parts[5].unlink()
    wrong = [
        "01 Welcome.mp3 is missing, or has another sound",
        "06 Closing.mp3 is missing, or has another sound",
        "09 Another.mp3 is no chapter of it",
    ]
    assert files() == [(6, wrong)]
    build(split=False)
    assert files() == []


@pytest.mark.tool
def test_verify_of_a_part_names_the_session(build):
    made = build()
    with pytest.raises(OutputError) as caught:
        verify(made.parts[1])
    assert caught.value.problem == f"this is a part of {made.path}"
    assert caught.value.remedy == f"Write voiceguide verify {made.path}: it proves the parts too."
    made.parts[1].with_name("other.mp3").write_bytes(made.parts[1].read_bytes())
    with pytest.raises(OutputError, match="there is no such file"):
        verify(made.parts[1].with_name("other.mp3"))


def test_programs_open_each_part(build, tmp_path):
    made = build(bed="brown-noise")
    for program, command in {
        "mp3val": ["mp3val"],
        "kid3-cli": ["kid3-cli", "-c", "get"],
        "mpv": ["mpv", "--no-config", "--ao=null", "--untimed", "--no-video", "--length=1"],
    }.items():
        if shutil.which(program) is None:
            continue
        for path in made.parts:
            done = subprocess.run(
                [*command, str(path)], capture_output=True, text=True, check=True, timeout=60,
                env={"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
            )  # fmt: skip
            assert "WARNING" not in done.stdout
            assert program == "mp3val" or f"{path.name[:2].lstrip('0')}/6" in done.stdout
