"""Own routines on the disk: whole, in their folder, and over nothing that somebody else wrote."""

import os
import threading
from pathlib import Path

import pytest

from voiceguide.disk import own
from voiceguide.disk.files import digest_of
from voiceguide.disk.library import Found, built_in_scripts, look_again, user_scripts
from voiceguide.disk.own import (
    ChangedMeanwhile,
    NotOurs,
    files_beside,
    free_name,
    own_name,
    read_own,
    write_new,
    write_own,
)
from voiceguide.errors import OutputError, RoutineError

FILE = "routine.toml"
TEXT = 'title = "Knees"\n'


@pytest.fixture
def knees():
    """A routine that was written here: its file."""
    write_new("knees", {FILE: TEXT})
    return user_scripts() / "knees" / FILE


def files_in(folder):
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def test_a_folder_appears_whole_and_again_only_with_what_was_read(knees):
    assert read_own("knees") == (TEXT, digest_of(TEXT.encode()))
    seen = write_own("knees", FILE, TEXT + "#", seen=digest_of(TEXT.encode()))
    assert read_own("knees") == (TEXT + "#", seen)
    assert files_in(user_scripts()) == {"knees/routine.toml"}
    with pytest.raises(ChangedMeanwhile, match="already there"):
        write_new("knees", {FILE: TEXT})
    assert read_own("knees")[0] == TEXT + "#"


def test_scripts_of_any_language_lie_in_it(knees):
    write_own("knees", "closing.cue.j2", "Well done.\n", seen="")
    write_own("knees", "de/closing.cue.j2", "Gut gemacht.\n", seen="")
    assert files_in(knees.parent) == {FILE, "closing.cue.j2", "de/closing.cue.j2"}


def test_who_read_something_older_writes_nothing(knees):
    older = read_own("knees")[1]
    write_own("knees", FILE, "new\n", seen=older)
    for seen in (older, ""):
        with pytest.raises(ChangedMeanwhile):
            write_own("knees", FILE, "late\n", seen=seen)
        with pytest.raises(ChangedMeanwhile):
            write_own("knees", FILE, "late\n", seen=seen, replace=True)
    assert knees.read_text() == "new\n"


@pytest.mark.parametrize("case", ["by hand", "changed", "record lost", "record broken", "not ours"])
def test_what_was_not_written_here_goes_only_when_that_is_confirmed(knees, own_folders, case):
    record = own_folders / "data" / own.RECORD
    if case == "changed":
        knees.write_text("by hand\n")
    elif case == "by hand":
        knees = user_scripts() / "hips" / FILE
        knees.parent.mkdir()
        knees.write_text("by hand\n")
    elif case == "record lost":
        record.unlink()
    else:
        record.write_text("[" * 90_000 if case == "record broken" else '{"knees/routine.toml": 1}')
    name, before = knees.parent.name, knees.read_text()
    seen = read_own(name)[1]
    with pytest.raises(NotOurs):
        write_own(name, FILE, "ours\n", seen=seen)
    assert knees.read_text() == before
    write_own(name, FILE, "ours\n", seen=seen, replace=True)
    write_own(name, FILE, "ours too\n", seen=digest_of(b"ours\n"))
    assert knees.read_text() == "ours too\n"


NAMES = [
    "", ".", "..", "../knees", "/etc", "a/b", "a\\b", "Knees", "knees ", "-knees", "knees-", "_parts",
    "knees\n", "knees\0", "k\u0301", "a" * 61, "con", "nul", "com1", "hip-rotation", "%2e%2e", "C:",
]  # fmt: skip
FILES = [
    "", "../routine.toml", "routine.toml/x", "/routine.toml", "x.toml", "x.py", ".cue.j2", "a/b/c.cue.j2",
    "../x.cue.j2", "de/../x.cue.j2", "..\\x.cue.j2", "x.cue.j2\n", "_lexicon/../../x.toml", "x" * 81 + ".cue.j2",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "file"), [*[(name, FILE) for name in NAMES], *[("knees", file) for file in FILES]]
)
def test_no_path_in_a_name(own_folders, name, file):
    for act in (
        lambda: write_new(name, {file: TEXT}),
        lambda: write_own(name, file, TEXT, seen=""),
        lambda: read_own(name, file),
    ):
        with pytest.raises(RoutineError):
            act()
    assert not user_scripts().exists()


LINKS = {
    "the file": ("knees/routine.toml", FILE),
    "the routine's folder": ("knees", ""),
    "the folder of all": ("", ""),
    "the folder of a language": ("knees/de", ""),
    "a link to nothing": ("knees/routine.toml", "nothing"),
    "a circle": ("knees/routine.toml", None),
}


@pytest.mark.parametrize("case", LINKS)
def test_never_through_a_link(own_folders, tmp_path, case):
    place, target = LINKS[case]
    outside = tmp_path / "outside"
    (outside / "knees" / "de").mkdir(parents=True)
    (outside / FILE).write_text("theirs\n")
    link = user_scripts() / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(link if target is None else outside / target)
    before = files_in(outside)
    file = "de/closing.cue.j2" if place == "knees/de" else FILE
    for seen in ("", digest_of(b"theirs\n")):
        with pytest.raises(OutputError, match="link"):
            write_own("knees", file, "ours\n", seen=seen, replace=True)
    if "language" not in case:
        with pytest.raises(OutputError):
            write_new("knees", {FILE: TEXT})
    assert (outside / FILE).read_text() == "theirs\n"
    assert files_in(outside) == before
    assert link.is_symlink()


def test_the_record_is_not_written_through_a_link_either(knees, own_folders, tmp_path):
    record, theirs = own_folders / "data" / own.RECORD, tmp_path / "theirs"
    theirs.write_bytes(record.read_bytes())
    before = theirs.read_bytes()
    record.unlink()
    record.symlink_to(theirs)
    write_own("knees", FILE, "ours\n", seen=read_own("knees")[1], replace=True)
    assert theirs.read_bytes() == before
    assert not record.is_symlink()


def test_the_folder_for_data_may_be_a_link(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "real")
    monkeypatch.setenv("VOICEGUIDE_DATA_DIR", str(tmp_path / "data"))
    write_new("knees", {FILE: TEXT})
    assert own_name(user_scripts() / "knees" / FILE) == "knees"


def test_a_folder_or_a_pipe_with_the_name_of_a_file(knees):
    knees.unlink()
    knees.mkdir()
    with pytest.raises(OutputError):
        write_own("knees", FILE, TEXT, seen="")
    knees.rmdir()
    os.mkfifo(knees)
    with pytest.raises(OutputError):
        write_own("knees", FILE, TEXT, seen="")


def test_bounds(monkeypatch):
    with pytest.raises(RoutineError, match="1 MB"):
        write_new("large", {FILE: "ä" * 500_001})
    monkeypatch.setattr(own, "MOST_OWN", 2)
    write_new("one", {FILE: TEXT})
    write_new("two", {FILE: TEXT})
    with pytest.raises(OutputError, match="2 routines"):
        write_new("three", {FILE: TEXT})
    assert {one.name for one in user_scripts().iterdir()} == {"one", "two"}


def test_of_many_at_once_one_writes(knees):
    seen, done, late = read_own("knees")[1], [], []

    def write(number):
        try:
            write_own("knees", FILE, f"{number}\n", seen=seen)
        except ChangedMeanwhile:
            late.append(number)
        else:
            done.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(done), len(late)) == (1, 7)
    assert knees.read_text() == f"{done[0]}\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Äußere Hüfte", "aeussere-huefte"),
        ("Hip rotation", "hip-rotation-2"),
        ("knees", "knees-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("…", "routine"),
        ("Con", "routine"),
        ("x" * 200, "x" * 60),
        ("{{ side }}", "routine"),
    ],
)
def test_names_are_made_of_titles(knees, title, name):
    assert free_name(title) == name


def test_a_name_that_another_folder_has_is_not_free(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "scripts" / "knees" / FILE
    place.parent.mkdir(parents=True)
    place.write_text(TEXT)
    look_again()
    assert free_name("Knees") == "knees-2"
    assert own_name(place) == ""


def test_whose_a_routine_is(knees, tmp_path):
    assert own_name(knees) == "knees"
    hand = user_scripts() / "Knie_eins" / FILE
    hand.parent.mkdir()
    hand.write_text(TEXT)
    assert own_name(hand) == ""
    assert own_name(built_in_scripts() / "desk-break" / FILE) == ""
    assert own_name(Path("nowhere") / FILE) == ""


def test_what_belongs_to_a_routine_alone():
    files = files_beside(Found(built_in_scripts() / "hip-rotation" / FILE, "hip-rotation"))
    assert {"opening.cue.j2", "de/opening.cue.j2", "es/rest.cue.j2"} <= files.keys()
    assert not {FILE, "external-rotation-lift.cue.j2"} & files.keys()


def test_a_disk_that_takes_nothing_is_an_error(own_folders):
    (own_folders / "data").write_text("a file in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        write_new("knees", {FILE: TEXT})
