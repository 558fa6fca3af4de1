"""A published folder: ours changed where they change, others' never."""

import datetime
import os

import pytest
from msgspec.structs import replace

from voiceguide.delivery.manifest import (
    STATE_FILE,
    FolderState,
    PublishedEpisode,
    PublishedFolder,
    is_inside,
    load_state,
)
from voiceguide.errors import OutputError
from voiceguide.formats.tags import digest_sound

NOW = datetime.datetime(2026, 11, 25, 8, 0, tzinfo=datetime.UTC)
KEPT = PublishedEpisode("desk-break", "guid-1", NOW)


@pytest.fixture
def shelf(tmp_path):
    shelf = PublishedFolder(tmp_path)
    shelf.claim(["a.mp3"], FolderState(guid="g", episodes=(KEPT,)))
    shelf.put("a.mp3", b"one")
    shelf.save(shelf.state)
    return shelf


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_state_comes_back(shelf, tmp_path):
    state = load_state(tmp_path / STATE_FILE)
    assert (state.guid, state.episodes, list(state.files)) == ("g", (KEPT,), ["a.mp3"])


def test_the_same_bytes_are_not_touched(shelf, tmp_path):
    path = tmp_path / "a.mp3"
    os.utime(path, (1, 1))
    again = PublishedFolder(tmp_path)
    assert not again.put("a.mp3", b"one")
    assert (path.stat().st_mtime, again.changed) == (1, [])
    assert again.put("a.mp3", b"two")
    assert (path.read_bytes(), again.changed) == (b"two", ["a.mp3"])


def test_a_file_can_be_laid_in(shelf, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    assert shelf.put("b.mp3", source)
    assert not shelf.put("b.mp3", source)
    assert (tmp_path / "b.mp3").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("name", ["mine.html", "MINE.HTML"])
def test_others_files_are_not_overwritten(shelf, tmp_path, name):
    (tmp_path / name).write_text("mine")
    again = PublishedFolder(tmp_path)
    with pytest.raises(OutputError, match="voiceguide did not write it"):
        again.claim(["a.mp3", name], again.state)
    assert (tmp_path / name).read_text() == "mine"
    assert load_state(tmp_path / STATE_FILE) == again.state


def test_only_ours_are_removed(shelf, tmp_path):
    (tmp_path / "mine.mp3").write_bytes(b"mine")
    assert shelf.drop_all_but([]) == ["a.mp3"]
    assert names(tmp_path) == [STATE_FILE, "mine.mp3"]


def test_what_somebody_changed_stays(shelf, tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"edited")
    assert PublishedFolder(tmp_path).drop_all_but([]) == []
    assert (tmp_path / "a.mp3").read_bytes() == b"edited"


def test_what_was_interrupted_is_ours(tmp_path):
    first = PublishedFolder(tmp_path)
    first.claim(["a.mp3", "b.mp3"], FolderState(guid="g", episodes=(KEPT,)))
    first.put("a.mp3", b"one")  # and the power fails
    again = PublishedFolder(tmp_path)
    assert again.state.episodes == (KEPT,)
    again.claim(["a.mp3"], again.state)
    assert again.drop_all_but(["b.mp3"]) == ["a.mp3"]


def test_a_state_file_cannot_remove_what_is_elsewhere(tmp_path):
    outside, folder = tmp_path / "outside.txt", tmp_path / "folder"
    outside.write_text("mine")
    folder.mkdir()
    (folder / "link.mp3").symlink_to(outside)
    (folder / STATE_FILE).write_text(
        '{"files": {"../outside.txt": "", "link.mp3": "", "/etc/hostname": "", "..": "", "": ""}}'
    )
    assert PublishedFolder(folder).drop_all_but([]) == []
    assert outside.read_text() == "mine"


def test_a_link_is_not_written_through(shelf, tmp_path_factory, tmp_path):
    outside = tmp_path_factory.mktemp("outside") / "mine.txt"
    outside.write_text("mine")
    (tmp_path / "a.mp3").unlink()
    (tmp_path / "a.mp3").symlink_to(outside)
    assert shelf.put("a.mp3", b"two")
    assert (outside.read_text(), (tmp_path / "a.mp3").read_bytes()) == ("mine", b"two")
    (tmp_path / "b.mp3").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="voiceguide did not write it"):
        shelf.claim(["b.mp3"], shelf.state)


def test_another_case_is_the_same_file(shelf, tmp_path):
    shelf.put("A.mp3", b"one")
    shelf.drop_all_but(["A.mp3"])
    assert "A.mp3" in names(tmp_path)
    assert shelf.files.keys() >= {"A.mp3"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ('{"version": 9}', "this is version 9, not 1"),
        ("[]", "cannot be read"),
    ],
)
def test_a_state_nobody_can_read(tmp_path, text, said):
    (tmp_path / STATE_FILE).write_text(text)
    with pytest.raises(OutputError, match=said):
        PublishedFolder(tmp_path)


def test_a_sound_is_the_same_under_another_tag(tmp_path):
    frames = b"\xff\xfb" + bytes(3_000_000)
    for name, head in (("a", b""), ("b", b"ID3\3\0\0\0\0\1\2" + b"t" * 130)):
        (tmp_path / name).write_bytes(head + frames)
    (tmp_path / "c").write_bytes(b"ID3\3\0\0\0\0\1\2" + b"t" * 130 + frames[:-1] + b"x")
    one, same, other = (digest_sound(tmp_path / name) for name in "abc")
    assert one == same != other
    assert len(one) == 32


def test_sounds_of_an_earlier_version_are_looked_up(tmp_path):
    shelf = PublishedFolder(tmp_path)
    later = replace(KEPT, routine="own", sound="known")
    shelf.claim(
        ["01 - a.mp3", "02 - b.mp3", "feed.xml"], FolderState(guid="g", episodes=(KEPT, later))
    )
    shelf.put("01 - a.mp3", b"one")
    assert [one.sound for one in shelf.episodes_with_sounds()] == [
        digest_sound(tmp_path / "01 - a.mp3"),
        "known",
    ]
    shelf.files["03 - c.mp3"] = ""  # which is whose cannot be told
    assert shelf.episodes_with_sounds() == (KEPT, later)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("a.mp3", True),
        ("a/01 b.mp3", True),
        ("a/b/c.mp3", False),
        ("..", False),
        ("../a.mp3", False),
        ("a/..", False),
        ("/etc/passwd", False),
        ("/a", False),
        ("a//b.mp3", False),
        ("./a.mp3", False),
        ("a/", False),
        ("", False),
    ],
)
def test_a_name_leads_into_the_folder_or_one_in_it(name, inside):
    assert is_inside(name) is inside


def test_a_file_in_a_folder_of_it(shelf, tmp_path):
    shelf.claim(["a/01 x.mp3"], shelf.state)
    assert shelf.put("a/01 x.mp3", b"one")
    assert not shelf.put("a/01 x.mp3", b"one")
    assert (tmp_path / "a" / "01 x.mp3").read_bytes() == b"one"
    assert shelf.drop_all_but(["a.mp3"]) == ["a/01 x.mp3"]
    assert names(tmp_path) == [STATE_FILE, "a.mp3"]


def test_a_folder_that_became_a_link_is_not_followed(shelf, tmp_path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "01 x.mp3").write_bytes(b"one")
    shelf.claim(["a/01 x.mp3"], shelf.state)
    shelf.put("a/01 x.mp3", b"one")
    (tmp_path / "a" / "01 x.mp3").unlink()
    (tmp_path / "a").rmdir()
    (tmp_path / "a").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="voiceguide did not write it"):
        shelf.claim(["a/01 x.mp3"], shelf.state)
    assert shelf.drop_all_but(["a.mp3"]) == []
    with pytest.raises(OutputError, match="voiceguide did not write it"):
        shelf.claim(["a/02 y.mp3"], shelf.state)
    assert names(elsewhere) == ["01 x.mp3"]
