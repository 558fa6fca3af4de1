"""Ranges and conditions by RFC 9110: which part is meant, and which condition answers first."""

import os
import time

import pytest
from werkzeug.http import http_date

from tests.web.conftest import Visitor
from voiceguide.web.ranges import find_parts


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("bytes=0-0", [(0, 1)]),
        ("bytes=0-1", [(0, 2)]),
        ("bytes=99-", [(99, 100)]),
        ("bytes=10-9999", [(10, 100)]),
        ("bytes=0-99999999999999999999999", [(0, 100)]),
        ("bytes=-1", [(99, 100)]),
        ("bytes=-100", [(0, 100)]),
        ("bytes=-99999999", [(0, 100)]),
        ("BYTES=0-1", [(0, 2)]),
        ("bytes=0-1, 5-6", [(0, 2), (5, 7)]),
        ("bytes=5-6,0-1,-1", [(5, 7), (0, 2), (99, 100)]),
        ("bytes=,0-1 ,\t", [(0, 2)]),
        ("bytes=0-1,100-", [(0, 2)]),
        ("bytes=100-", []),
        ("bytes=-0", []),
        ("bytes=100-,-0", []),
        ("items=0-1", None),
        ("bytes 0-1", None),
        ("bytes=", None),
        ("bytes=,", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=5-4", None),
        ("bytes=200-150", None),
        ("bytes=0-1,x", None),
        ("bytes=0-1,9-8", None),
        ("bytes=+0-1", None),
        ("bytes=0_0-1", None),
        ("bytes=0 -1", None),
        ("bytes =0-1", None),
        ("bytes=--1", None),
        ("bytes=0-1-2", None),
        ("bytes=²-3", None),
        ("bytes=0-" + "9" * 5000, None),
        ("", None),
    ],
)
def test_which_parts_are_meant(asked, parts):
    found = find_parts(asked, 100)
    assert (None if found is None else [(one.start, one.stop) for one in found]) == parts


@pytest.mark.parametrize(
    ("asked", "parts"), [("bytes=0-", []), ("bytes=-0", []), ("bytes=-5", None), ("items=0-", None)]
)
def test_parts_of_nothing(asked, parts):
    assert find_parts(asked, 0) == parts


SINCE = 1_800_000_000
BEFORE, SAME, AFTER = (http_date(SINCE + seconds) for seconds in (-60, 0, 60))
TAG = "the ETag"
"""Stands for the file's own tag in the table."""


@pytest.fixture
def ask(app, kept):
    os.utime(kept.path, (SINCE, SINCE))
    address = f"/sessions/{kept.id}/audio.mp3"
    visitor = Visitor(app)
    tag = visitor.get(address).headers["ETag"]

    def ask(method="GET", **headers):
        told = {name.replace("_", "-"): text.replace(TAG, tag) for name, text in headers.items()}
        return visitor.open(method, address, headers=told)

    return ask


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: SINCE + 3600.0)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Range": "bytes=0-9"}, 206),
        ({"Range": "bytes=-99999999"}, 206),
        ({"Range": "items=0-1"}, 200),
        ({"Range": "nonsense"}, 200),
        ({"Range": "bytes=9-0"}, 200),
        ({"Range": "bytes=0-1,5-6"}, 200),
        ({"Range": "bytes=0-1,99999999-"}, 206),
        ({"Range": "bytes=99999999-"}, 416),
        ({"Range": "bytes=-0"}, 416),
        # If-Range: only what is surely the same gives a part
        ({"Range": "bytes=0-9", "If_Range": TAG}, 206),
        ({"Range": "bytes=0-9", "If_Range": f"W/{TAG}"}, 200),
        ({"Range": "bytes=0-9", "If_Range": '"other"'}, 200),
        ({"Range": "bytes=0-9", "If_Range": SAME}, 206),
        ({"Range": "bytes=0-9", "If_Range": BEFORE}, 200),
        ({"Range": "bytes=0-9", "If_Range": AFTER}, 200),
        ({"Range": "bytes=0-9", "If_Range": "nonsense"}, 200),
        ({"Range": "bytes=99999999-", "If_Range": '"other"'}, 200),
        ({"If_Range": '"other"'}, 200),
        # other conditions come first
        ({"If_None_Match": TAG}, 304),
        ({"If_None_Match": f"W/{TAG}"}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": AFTER}, 200),
        ({"If_Modified_Since": SAME}, 304),
        ({"If_Modified_Since": BEFORE}, 200),
        ({"If_Modified_Since": "nonsense"}, 200),
        ({"If_None_Match": TAG, "Range": "bytes=0-9"}, 304),
        ({"If_None_Match": TAG, "Range": "bytes=99999999-"}, 304),
        ({"If_None_Match": '"other"', "Range": "bytes=0-9"}, 206),
        ({"If_Modified_Since": SAME, "Range": "bytes=0-9"}, 304),
        ({"If_Match": TAG, "Range": "bytes=0-9"}, 206),
        ({"If_Match": "*", "Range": "bytes=0-9"}, 206),
        ({"If_Match": '"other"', "Range": "bytes=0-9"}, 412),
        ({"If_Match": f"W/{TAG}"}, 412),
        ({"If_Match": TAG, "If_None_Match": TAG}, 304),
        ({"If_Unmodified_Since": BEFORE}, 412),
        ({"If_Unmodified_Since": SAME}, 200),
        ({"If_Unmodified_Since": BEFORE, "If_Match": TAG}, 200),
    ],
)
def test_what_is_answered(ask, kept, headers, status):
    answer = ask(**headers)
    assert answer.status_code == status
    whole = kept.path.read_bytes()
    if status == 206:
        span, _, size = answer.headers["Content-Range"].removeprefix("bytes ").partition("/")
        first, last = map(int, span.split("-"))
        assert (int(size), answer.get_data()) == (len(whole), whole[first : last + 1])
    elif status == 200:
        assert answer.get_data() == whole
        assert "Content-Range" not in answer.headers
    elif status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"
    elif status == 304:
        assert answer.get_data() == b""


@pytest.mark.parametrize(
    "headers", [{}, {"Range": "bytes=0-9"}, {"Range": "bytes=99999999-"}, {"Range": "items=0-1"}]
)
def test_head_knows_no_ranges(ask, kept, headers):
    answer = ask("HEAD", **headers)
    assert (answer.status_code, answer.get_data()) == (200, b"")
    assert answer.headers["Content-Length"] == str(kept.size)


def test_a_date_of_this_very_second_is_no_strong_one(ask, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: SINCE + 0.5)
    assert ask(Range="bytes=0-9", If_Range=SAME).status_code == 200


@pytest.mark.parametrize(("asked", "status"), [("bytes=0-", 416), ("bytes=-5", 200), ("x", 200)])
def test_an_empty_file(ask, kept, asked, status):
    kept.path.write_bytes(b"")
    answer = ask(Range=asked)
    assert answer.status_code == status
    assert answer.headers.get("Content-Range") == ("bytes */0" if status == 416 else None)


@pytest.mark.parametrize(
    ("asked", "status"), [("bytes=0-9", 206), ("items=0-9", 200), ("bytes=-99999999", 206)]
)
def test_the_files_of_the_page_are_answered_alike(visitor, asked, status):
    answer = visitor.get("/static/site.css", headers={"Range": asked})
    assert answer.status_code == status
