"""Where programmes are found."""

import pytest

from tests.routine.test_programme import SIX
from voiceguide.disk.library import Found, Library, find_routine, look_again, search_roots
from voiceguide.disk.programmes import (
    find_programme,
    list_programmes,
    load_programme,
    routine_of,
)
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.routine.schedule import Sitting

BLOCKS = 'title = "Runs"\ndays = ["mon"]\n[[week]]\n[[week.block]]\ndo = [{ title = "Run", hold = "60s" }]\n'


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"scripts/mine/programme.toml": SIX, "runs.toml": BLOCKS}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    look_again()
    return tmp_path


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("hips-six-weeks", "hips-six-weeks"), ("Hips Six Weeks", "hips-six-weeks"), ("mine", "mine"),
        ("scripts/mine", "mine"), ("scripts/mine/programme.toml", "mine"), ("runs.toml", "runs"),
    ],
)  # fmt: skip
def test_it_is_found(here, where, name):
    found = find_programme(where)
    assert found.name == name
    assert load_programme(found).weeks


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", "the programme's name is empty"),
        ("hips-six-week", "Did you mean 'hips-six-weeks'?"),
        ("nothing.toml", "there is no file nothing.toml"),
        (
            "zzz",
            "Choose from: hips-six-weeks, mine. A programme is a name, a folder or a .toml file.",
        ),
    ],
)
def test_it_is_not_found(here, where, said):
    with pytest.raises(VoiceguideError) as failure:
        find_programme(where)
    assert said in str(failure.value)


def test_all_there_are(here):
    assert {one.name for one in list_programmes()} == {"mine", "hips-six-weeks"}


@pytest.mark.parametrize("where", ["mine", "scripts/mine", "hips-six-weeks"])
def test_a_programme_is_no_routine(here, where):
    with pytest.raises(RoutineError) as failure:
        find_routine(where, search_roots())
    assert failure.value.remedy == (
        f"Write voiceguide programme {where}; one session: voiceguide today {where}."
    )


def test_blocks_in_a_programme_are_a_routine(here):
    library = Library("runs.toml#week-1")
    assert (library.found.name, library.found.own) == ("runs-week-1", "week-1")
    assert [one.name for one in library.load_routine().exercises] == ["run"]
    with pytest.raises(VoiceguideError, match="unknown session 'week-2'"):
        Library("runs.toml#week-2").load_routine()


@pytest.mark.parametrize(
    ("sitting", "wanted"),
    [
        ({"own": "week-1"}, "far/p.toml#week-1"),
        ({"routine": "hip-rotation"}, "hip-rotation"),
        ({"routine": "mine.toml"}, "far/mine.toml"),  # beside the programme
        ({"routine": "other.toml"}, "other.toml"),  # which is not there: the library says so
    ],
)
def test_routines_as_the_library_finds_them(here, sitting, wanted):
    (here / "far").mkdir()
    (here / "far" / "mine.toml").write_text("")
    found = Found((here / "far" / "p.toml").relative_to(here), "p")
    assert routine_of(Sitting(1, 1, 1, None, **sitting), found) == wanted
