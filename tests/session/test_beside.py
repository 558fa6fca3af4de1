"""What lies beside a session is always its own, and a person's own files stay."""

import json
import os

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.formats.lines import DAY
from voiceguide.cli.program import main
from voiceguide.cli.show import render_built
from voiceguide.formats.captions import RENDER
from voiceguide.formats.chapters import render_chapters
from voiceguide.plan.timeline import parse_timeline
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.session.verify import verify

ALL = ("vtt", "srt", "lrc")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def build(tmp_path, cache):
    """Build into one folder, with a hold, a language and anything else of a request."""

    def build(hold="30s", language="", **more):
        overrides = parse_overrides({"voice": {"engine": "silent"}, "hold": hold}, {}, {})
        asked = Request(
            "desk-break", DAY, cache, str(tmp_path), replace(overrides, language=language)
        )
        return session.build(replace(asked, **more))

    return build


def names(folder):
    return sorted(path.name.removeprefix("desk-break.") for path in folder.iterdir())


def belongs(made):
    """Everything beside a session says what the session says."""
    for path in made.path.parent.iterdir():
        kind = path.suffix.removeprefix(".")
        if path.name.endswith(".chapters.json"):
            assert path.read_text() == render_chapters(made.timeline)
        elif kind in RENDER:
            assert path.read_text("utf-8") == RENDER[kind](made.timeline)
    assert parse_timeline(session.timeline_path(made.path).read_bytes()) == made.timeline


@pytest.mark.parametrize("first", [(), ("vtt",), ALL])
@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (None, set),
        ((), lambda first: set()),
        (("srt",), lambda first: {*first, "srt"}),
    ],
    ids=["not said", "none", "srt"],
)
def test_captions_are_those_of_the_session(build, tmp_path, first, second, kept):
    build(captions=first, chapters_json=bool(first))
    made = build("45s", captions=second)
    chapters = {"chapters.json"} if first else set()
    assert set(names(tmp_path)) == {"mp3", "timeline.json", *kept(first), *chapters}
    assert made.notices == ()
    belongs(made)


def test_what_was_deleted_does_not_come_back(build, tmp_path):
    build(captions=ALL, chapters_json=True)
    for name in ("vtt", "chapters.json"):
        (tmp_path / f"desk-break.{name}").unlink()
    belongs(build("45s"))
    assert names(tmp_path) == ["lrc", "mp3", "srt", "timeline.json"]


@pytest.mark.parametrize("ending", [".srt", ".chapters.json"])
@pytest.mark.parametrize(
    ("before", "captions"),
    [
        ("nothing", None),
        ("none beside", None),
        ("changed", None),
        ("changed", ()),
        ("no timeline", None),
    ],
)
def test_a_file_of_somebody_else_stays(build, tmp_path, ending, before, captions):
    own = tmp_path / f"desk-break{ending}"
    if before != "nothing":
        asked = before != "none beside"
        build(captions=ALL if asked else (), chapters_json=asked)
    if before == "no timeline":
        (tmp_path / "desk-break.timeline.json").unlink()
    own.write_text("my own")
    made = build("45s", captions=captions)
    assert own.read_text() == "my own"
    [said] = [one.said for one in made.notices if one.where == str(own)]
    assert said.endswith("it stays as it is.")


def test_what_was_asked_for_by_its_kind_is_replaced_and_said(build, tmp_path):
    own = tmp_path / "desk-break.srt"
    own.write_text("my own")
    [notice] = build(captions=("srt",)).notices
    assert str(notice).endswith("it is replaced.")
    assert build(captions=("srt",)).notices == ()


def test_another_language_or_format_takes_nothing_away(build, tmp_path):
    made = [
        build("30s", captions=("srt",), chapters_json=True),
        build("40s", "de", captions=("srt",)),
        build("45s", format="wav", captions=("srt",), chapters_json=True),
        build("50s", "de", format="wav"),
    ]
    assert names(tmp_path) == sorted([
        "mp3", "timeline.json", "srt", "chapters.json",
        "de.mp3", "de.timeline.json", "de.srt",
        "wav", "wav.timeline.json", "wav.srt", "wav.chapters.json",
        "de.wav", "de.wav.timeline.json",
    ])  # fmt: skip
    for one in made:
        assert not one.earlier.sound
        timeline = parse_timeline(session.timeline_path(one.path).read_bytes())
        assert timeline == one.timeline
        for side in one.beside[1:]:
            if side.suffix == ".srt":
                assert side.read_text("utf-8") == RENDER["srt"](timeline)
    for one in (made[0], made[2]):
        assert all(check.good for check in verify(one.path).checks if check.name == "holds")


def test_replacing_is_said_with_the_old_length(build, tmp_path):
    first = build()
    assert "replaced" not in render_built(first)
    second = build("45s")
    assert second.earlier.duration_ms == first.timeline.duration_ms
    minutes, seconds = divmod(round(first.timeline.duration_ms / 1000), 60)
    was = f"replaced, was {minutes}:{seconds:02}."
    assert f"{second.path}: {was}" in render_built(second).splitlines()
    assert not second.unchanged


def test_the_same_again_is_left_alone(build, tmp_path):
    made = build(captions=ALL, chapters_json=True)
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    again = build()
    assert again.unchanged
    assert f"{made.path}: unchanged." in render_built(again).splitlines()
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {1}


@pytest.mark.parametrize(
    ("sound", "said"), [("wav", ": replaced, was 0:02."), ("junk", ": replaced.")]
)
def test_an_own_sound_of_that_name_is_replaced_and_said(build, tmp_path, sound, said):
    import wave

    path = tmp_path / "desk-break.wav"
    path.write_bytes(b"junk")
    if sound == "wav":
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(2 * 2 * 8000))
    assert f"{path}{said}" in render_built(build(format="wav")).splitlines()


def test_a_damaged_timeline_is_none(build, tmp_path):
    build(captions=("srt",))
    (tmp_path / "desk-break.timeline.json").write_text("{")
    made = build("45s", captions=("srt",))
    assert made.earlier.duration_ms  # the sound itself knows
    belongs(made)


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")

    def run(*words):
        done = CliRunner().invoke(main, ["build", "desk-break", "--engine", "silent", *words])
        assert done.exit_code == 0, done.output
        return done

    assert "replaced" not in run("--captions", "srt").stderr
    assert "output/desk-break.mp3: unchanged.\n" in run().stderr
    assert "output/desk-break.mp3: replaced, was " in run("--hold", "35s").stderr
    german = run("--lang", "de", "--hold", "35s", "--json")
    assert json.loads(german.stdout)["path"] == "output/desk-break.de.mp3"
    assert json.loads(german.stdout)["replaced_ms"] is None
    again = json.loads(run("--lang", "de", "--json").stdout)
    assert again["replaced_ms"] == json.loads(german.stdout)["duration_ms"]
    assert again["unchanged"] is False
    run("--captions", "none")
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == [
        "desk-break.de.mp3", "desk-break.de.timeline.json",
        "desk-break.mp3", "desk-break.timeline.json",
    ]  # fmt: skip
