"""How often each routine was made."""

import datetime

import pytest

from voiceguide.errors import OutputError
from voiceguide.history import History, Made

DAY = datetime.date(2026, 11, 23)
NEXT = datetime.date(2026, 11, 24)


def test_it_counts(tmp_path):
    past = History(tmp_path / "data" / "history.json")
    assert (past.all(), past.times("hips")) == ({}, 0)
    past.add("hips", DAY)
    past.add("desk", DAY)
    past.add("hips", NEXT)
    assert past.all() == {"hips": Made(2, NEXT), "desk": Made(1, DAY)}
    assert History(past.file).times("hips") == 2
    assert (past.clear(), past.all(), past.clear()) == (2, {}, 0)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"hips": 3}', '{"hips": {"times": "a"}}', "\0"])
def test_a_file_that_cannot_be_read_is_an_empty_past(tmp_path, text):
    past = History(tmp_path / "history.json")
    past.file.write_text(text)
    assert past.all() == {}
    past.add("hips", DAY)
    assert past.times("hips") == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the history cannot be written"):
        History(tmp_path / "file" / "history.json").add("hips", DAY)
