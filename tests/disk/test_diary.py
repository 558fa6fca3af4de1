"""What was done of which programme, on disk."""

import datetime
import subprocess
import sys

import pytest

from tests.disk.test_history import DAMAGED
from tests.routine.test_programme import SIX
from voiceguide.disk.diary import Course, Diary, choose_programme, key_of, note, take_back
from voiceguide.disk.programmes import find_programme
from voiceguide.errors import OutputError, RoutineError
from voiceguide.routine.attendance import Noted

DAY = datetime.date(2026, 12, 7)
BEGUN = Course("p", DAY, 24)


@pytest.fixture
def diary(tmp_path):
    return Diary(tmp_path / "data" / "programmes.json")


def test_it_remembers(diary):
    assert diary.all() == {}
    diary.change("p", lambda course: BEGUN)
    diary.change("p", lambda course: note(course, 2, Noted(DAY, "done")))
    diary.change("q", lambda course: Course("q", DAY, 3))
    written = diary.file.read_bytes()
    diary.change("p", lambda course: course)
    assert diary.file.read_bytes() == written
    assert Diary(diary.file).all()["p"].notes == {2: Noted(DAY, "done")}
    assert set(diary.all()) == {"p", "q"}


def test_what_was_noted_last_is_taken_back():
    course = note(note(BEGUN, 3, Noted(DAY, "done")), 1, Noted(DAY, "skipped"))
    course, last = take_back(course)
    assert (last, list(course.notes)) == (1, [3])
    with pytest.raises(RoutineError, match="nothing to take back"):
        take_back(BEGUN)


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_put_aside(diary, data):
    diary.file.parent.mkdir()
    diary.file.write_bytes(data)
    assert diary.all() == {}
    diary.change("p", lambda course: BEGUN)
    assert diary.all() == {"p": BEGUN}
    assert diary.file.with_suffix(".damaged-1.json").read_bytes() == data


def test_what_goes_wrong_writes_nothing(diary):
    diary.change("p", lambda course: BEGUN)
    with pytest.raises(RoutineError):
        diary.change("p", lambda course: take_back(course)[0])
    assert diary.all() == {"p": BEGUN}


def test_several_at_once_forget_nothing(diary):
    code = (
        "import datetime, sys\nfrom pathlib import Path\n"
        "from voiceguide.disk.diary import Course, Diary, note\n"
        "from voiceguide.routine.attendance import Noted\n"
        "day = datetime.date(2026, 12, 7)\n"
        "for n in range(10):\n"
        "    number = int(sys.argv[2]) * 10 + n\n"
        "    Diary(Path(sys.argv[1])).change('p', lambda course:\n"
        "        note(course or Course('p', day, 24), number, Noted(day, 'done')))\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(diary.file), str(n)]) for n in range(3)
    ]
    assert [one.wait(60) for one in programs] == [0, 0, 0]
    assert len(diary.all()["p"].notes) == 30


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(OutputError, match="what was done cannot be noted"):
        Diary(tmp_path / "data" / "programmes.json").change("p", lambda course: BEGUN)


def test_names_are_needed_where_there_are_several(tmp_path, diary, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(SIX)
    with pytest.raises(RoutineError, match="no programme was begun"):
        choose_programme("", diary)
    own = find_programme("own.toml")
    key = key_of(own)
    assert key == str(tmp_path / "own.toml")
    diary.change(key, lambda course: Course("own", DAY, 24))
    monkeypatch.chdir("/")
    assert choose_programme("", diary).path == tmp_path / "own.toml"
    assert choose_programme("own", diary).path == tmp_path / "own.toml"
    ours = find_programme("hips-six-weeks")
    diary.change(key_of(ours), lambda course: Course(ours.name, DAY, 24))
    with pytest.raises(RoutineError) as failure:
        choose_programme("", diary)
    assert failure.value.remedy == "Name one of: hips-six-weeks, own."
    over = {n: Noted(DAY, "done") for n in range(1, 25)}
    diary.change(key, lambda course: Course("own", DAY, 24, over))
    assert choose_programme("", diary).name == "hips-six-weeks"
