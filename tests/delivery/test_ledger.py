"""What a target holds and what became of each row: read back, damaged, and as Excel opens it."""

import csv
import io

import pytest

from voiceguide.delivery.ledger import (
    MANIFEST,
    Entered,
    FileRecord,
    ResultRow,
    is_there,
    load_manifest,
    render_results,
    save_manifest,
)
from voiceguide.disk.store import open_store

FILES = (FileRecord("01 - a.mp3", 10, "aa"), FileRecord("feed.xml", 5, "bb"))
ANNA = Entered("Anna", "key-1", FILES)
BERT = Entered("bert", "key-2", ())


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "target"))


def test_a_manifest_comes_back_by_ids_of_any_case(store):
    assert load_manifest(store) == {}
    save_manifest(store, {"anna": ANNA, "bert": BERT})
    assert load_manifest(store) == {"anna": ANNA, "bert": BERT}
    assert list(load_manifest(store)) == ["anna", "bert"]
    assert store.get(MANIFEST).count(b"\n") == 2


LINES = {
    "empty": b"",
    "cut off": b'{"id":"bert","made_of":"k","fi',
    "of another kind": b'{"id":"bert"}',
    "wrong types": b'{"id":1,"made_of":2,"files":3}',
    "no text": b"\xff\xfe\x00",
    "a list": b"[1]",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_damaged_line_costs_only_itself(store, line):
    save_manifest(store, {"anna": ANNA})
    for damaged in (line + b"\n" + store.get(MANIFEST), store.get(MANIFEST) + line):
        store.put(MANIFEST, [damaged])
        assert load_manifest(store) == {"anna": ANNA}


def test_of_two_lines_the_last_counts(store):
    newer = Entered("ANNA", "key-9", ())
    save_manifest(store, {"1": ANNA, "2": newer})
    assert load_manifest(store) == {"anna": newer}


SIZES = {"f/01 - a.mp3": 10, "f/feed.xml": 5, "g/01 - a.mp3": 10, "g/feed.xml": 5}
THERE = {
    "as it was written": (ANNA, "key-1", "f", SIZES, True),
    "never written": (None, "key-1", "f", SIZES, False),
    "made of something else": (ANNA, "key-2", "f", SIZES, False),
    "a file is gone": (ANNA, "key-1", "f", {"f/01 - a.mp3": 10}, False),
    "a file is cut off": (ANNA, "key-1", "f", {**SIZES, "f/feed.xml": 4}, False),
    "a file is empty": (ANNA, "key-1", "f", {**SIZES, "f/feed.xml": 0}, False),
    "in another folder": (ANNA, "key-1", "h", SIZES, False),
    "more than ours lies there": (ANNA, "key-1", "f", {**SIZES, "f/mine.txt": 1}, True),
}


@pytest.mark.parametrize(("entry", "key", "folder", "sizes", "there"), THERE.values(), ids=THERE)
def test_whether_a_folder_is_as_it_was_written(entry, key, folder, sizes, there):
    assert is_there(entry, key, folder, sizes) is there


CELLS = ["=1+1", "+49", "-1", "@sum", "\tx", "\rx", "a=b", 'say "so"', "two\nlines", "a,b;c", "ü"]


@pytest.mark.parametrize("cell", CELLS)
def test_results_are_read_by_a_spreadsheet_and_run_by_none(cell):
    data = render_results([ResultRow(2, cell, cell, "failed", problem=cell)])
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert (row["row"], row["result"], row["files"]) == ("2", "failed", "0")
    for text in (row["id"], row["problem"]):
        assert text.removeprefix("'") == cell
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_results_stand_in_the_order_of_the_rows():
    data = render_results([ResultRow(n, f"p{n}", "", "made", 1, 100) for n in (10, 2, 9)]).decode()
    assert [line.split(",")[0] for line in data.splitlines()[1:]] == ["2", "9", "10"]
    assert data.splitlines()[1] == "2,p2,,made,1,100,"
