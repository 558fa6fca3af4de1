"""The sessions in a folder: what is one, what is told of it, and what goes when it goes."""

import re
import shutil

import pytest

from tests.formats.lines import DAY
from voiceguide.errors import OutputError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import timeline_path
from voiceguide.session.narration import narrate
from voiceguide.session.request import Request
from voiceguide.web.answer import refuse
from voiceguide.web.parts import parts_of
from voiceguide.web.sessions import SessionFolder, id_of, load_timeline


def test_what_is_told(kept):
    assert kept.title == "Desk break for the hips"
    assert kept.doses == "holds of 40 s, 8 repetitions"
    assert re.fullmatch("[0-9a-f]{16}", kept.id)
    assert load_timeline(kept).duration_ms == kept.duration_ms
    assert kept.size == kept.path.stat().st_size


def test_only_sessions_are_listed(kept):
    folder = kept.path.parent
    (folder / "music.mp3").write_bytes(b"x")
    (folder / "broken.mp3").write_bytes(b"x")
    (folder / "broken.timeline.json").write_text("{}")
    (folder / ".hidden.mp3").write_bytes(b"x")
    (folder / ".hidden.timeline.json").write_text("{}")
    (folder / "folder.mp3").mkdir()
    assert [one.id for one in SessionFolder(folder).all()] == [kept.id]


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    assert SessionFolder(tmp_path / "none").all() == []


def test_what_belongs_to_a_session_goes_with_it(app, kept):
    folder = kept.path.parent
    stem = kept.path.stem
    for name in (f"{stem}.vtt", f"{stem}.chapters.json", f"{stem}2.vtt", "notes.txt"):
        (folder / name).write_text("x")
    parts_of(app).sessions.delete(kept)
    assert sorted(path.name for path in folder.iterdir()) == [f"{stem}2.vtt", "notes.txt"]
    assert parts_of(app).sessions.find(kept.id) is None


def test_its_chapters_go_with_it(app, kept):
    parts = kept.path.with_suffix("")
    asked = Request(
        "", DAY, kept.path.parent / "cache", str(kept.path),
        parse_overrides({"voice": {"engine": "silent"}}, {}, {}), split=True,
    )  # fmt: skip
    assert len(narrate(load_timeline(kept), asked).parts) == 6
    (parts / "99 mine.mp3").write_text("mine")
    parts_of(app).sessions.delete(kept)
    assert [path.name for path in parts.iterdir()] == ["99 mine.mp3"]


def test_what_cannot_be_deleted_is_said_without_its_place(app, kept):
    kept.path.unlink()
    kept.path.mkdir()  # a folder is not deleted as a file is
    with pytest.raises(OutputError, match=r"the session cannot be deleted \(") as raised:
        parts_of(app).sessions.delete(kept)
    assert str(kept.path.parent) not in repr(refuse(raised.value))
    assert timeline_path(kept.path).is_file()


def test_a_changed_session_is_looked_at_again(app, kept):
    timeline = kept.path.with_name(kept.path.stem + ".timeline.json")
    timeline.write_text(timeline.read_text().replace("Desk break", "Long break"))
    assert parts_of(app).sessions.find(kept.id).title == "Long break for the hips"


def test_an_id_tells_nothing_of_the_name(tmp_path):
    assert (
        id_of(tmp_path / "a.mp3") == id_of(tmp_path / "sub" / "a.mp3") != id_of(tmp_path / "b.mp3")
    )


@pytest.mark.parametrize("ending", [".mp3", ".timeline.json"])
def test_a_link_out_of_the_folder_is_no_session(kept, tmp_path_factory, ending):
    """Another file of this computer is neither listed nor found, and so never served or deleted."""
    folder, elsewhere = kept.path.parent, tmp_path_factory.mktemp("elsewhere")
    for one in (".mp3", ".timeline.json"):
        shutil.copy(kept.path.with_name(kept.path.stem + one), elsewhere / f"theirs{one}")
        if one == ending:
            (folder / f"theirs{one}").symlink_to(elsewhere / f"theirs{one}")
        else:
            shutil.copy(elsewhere / f"theirs{one}", folder / f"theirs{one}")
    sessions = SessionFolder(folder)
    assert [one.id for one in sessions.all()] == [kept.id]
    assert (sessions.find(id_of(folder / "theirs.mp3")), sessions.count()) == (None, 1)


def test_a_link_to_a_session_beside_it_is_one_and_so_is_all_in_a_linked_folder(kept, tmp_path):
    for ending in (".mp3", ".timeline.json"):
        link = kept.path.with_name(f"again{ending}")
        link.symlink_to(kept.path.with_name(kept.path.stem + ending))
    (tmp_path / "linked").symlink_to(kept.path.parent)
    assert (
        SessionFolder(kept.path.parent).count() == SessionFolder(tmp_path / "linked").count() == 2
    )
