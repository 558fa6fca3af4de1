"""What belongs to a session, and what it is called on a player."""

import json
import shutil
from pathlib import Path

import pytest

from voiceguide.delivery.gather import gather
from voiceguide.errors import OutputError


def test_a_published_folder_goes_as_it_is(here):
    (here / "pub").mkdir()
    for name in ("01 - a.mp3", "01 - a.lrc", "folder.jpg", "playlist.m3u8", "mine.txt"):
        (here / "pub" / name).write_text(name)
    files = dict.fromkeys(
        ("01 - a.mp3", "01 - a.lrc", "folder.jpg", "playlist.m3u8", "gone.mp3"), ""
    )
    (here / "pub" / ".voiceguide.json").write_text(json.dumps({"files": files}))
    load = gather([Path("pub")])
    assert list(load.files) == ["01 - a.lrc", "01 - a.mp3", "folder.jpg", "playlist.m3u8"]
    assert [one.said for one in load.left] == [
        "pub/gone.mp3: it was published and is gone; publish again."
    ]


@pytest.mark.parametrize("name", ["01 - CON-.mp3", "01 - " + "ж" * 75 + ".mp3", "01 - a..mp3"])
def test_names_of_earlier_versions_are_those_of_their_playlist(here, name):
    (here / "pub").mkdir()
    (here / "pub" / name).write_bytes(b"x")
    (here / "pub" / ".voiceguide.json").write_text(json.dumps({"files": {name: ""}}))
    assert list(gather([Path("pub")]).files) == [name]


@pytest.mark.parametrize(
    ("name", "arrives"), [("a:b?.mp3", "a-b.mp3"), ("x..mp3", "x.mp3"), ("a|b.chapters.json", None)]
)
def test_names_fit_on_cards(here, name, arrives):
    (here / "output" / name).write_bytes(b"x")
    if arrives:
        assert list(gather([Path("output") / name]).files) == [arrives]
    else:
        with pytest.raises(OutputError, match="this is not a session"):
            gather([Path("output") / name])


def test_two_of_one_name(here):
    (here / "other").mkdir()
    shutil.copy("output/desk-break.mp3", "other")
    with pytest.raises(OutputError, match=r"two files would be called desk-break\.mp3"):
        gather([Path("output/desk-break.mp3"), Path("other/desk-break.mp3")])
    assert len(gather([Path("output/desk-break.mp3"), Path("output")]).files) == 4


def test_two_of_one_name_on_a_card(here):
    shutil.copy("output/desk-break.mp3", "output/Desk-Break.mp3")
    with pytest.raises(OutputError, match=r"two files would be called [Dd]esk-[Bb]reak\.mp3"):
        gather([Path("output")])


def test_a_published_folder_cannot_send_what_is_elsewhere(here):
    (here / "secret").write_text("x")
    folder = here / "given"
    folder.mkdir()
    (folder / "01 - a.mp3").write_bytes(b"x")
    (folder / "link.jpg").symlink_to(here / "secret")
    listed = ["01 - a.mp3", "../secret", str(here / "secret"), "link.jpg"]
    files = {"files": dict.fromkeys(listed, "")}
    (folder / ".voiceguide.json").write_text(json.dumps(files))
    assert list(gather([folder]).files) == ["01 - a.mp3"]


SIDE_FILES = {
    # name: (what lies there, whether it goes along)
    "desk-break.lrc": (None, True),
    "desk-break.chapters.json": (None, True),
    "desk-break.vtt": ("WEBVTT\n", False),
    "desk-break.srt": (b"\xff\xfe", False),
    "desk-break.jpg": (b"a picture", True),
    "desk-break.txt": ("notes", None),
}


@pytest.mark.parametrize("name", SIDE_FILES)
def test_what_belongs_to_a_session_goes_along(here, name):
    content, goes = SIDE_FILES[name]
    path = Path("output", name)
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    load = gather([Path("output/desk-break.mp3")])
    assert ((name in load.files), [one.where for one in load.left]) == (
        goes is True,
        [str(path)] if goes is False else [],
    )


def test_without_a_timeline_nothing_speaks_against_what_lies_beside(here):
    Path("output/desk-break.timeline.json").unlink()
    Path("output/desk-break.vtt").write_text("WEBVTT\n")
    assert "desk-break.vtt" in gather([Path("output/desk-break.mp3")]).files


def test_a_timeline_nobody_can_read_vouches_for_nothing(here):
    Path("output/desk-break.timeline.json").write_text("{")
    load = gather([Path("output/desk-break.mp3")])
    assert (list(load.files), len(load.left)) == (["desk-break.mp3"], 2)


def test_texts_of_one_format_are_not_those_of_another(here):
    shutil.copy("output/desk-break.lrc", "output/desk-break.wav.lrc")
    plan = json.loads(Path("output/desk-break.wav.timeline.json").read_text())
    Path("output/desk-break.wav.timeline.json").write_text(json.dumps(plan | {"title": "Other"}))
    load = gather([Path("output")])
    assert "desk-break.lrc" in load.files
    assert [one.where for one in load.left] == ["output/desk-break.wav.lrc"]
