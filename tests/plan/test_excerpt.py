"""A piece of a timeline, as a timeline of its own."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from tests.formats.lines import built_in
from voiceguide.plan.excerpt import excerpt


def spans():
    marks = built_in().chapters
    ends = [mark.start_ms for mark in marks[1:]] + [built_in().duration_ms]
    return [(mark, end) for mark, end in zip(marks, ends, strict=True)]


def test_every_event_is_in_one_piece_at_its_time():
    pieces = [(mark, excerpt(built_in(), mark.start_ms, end, mark.title)) for mark, end in spans()]
    back = [
        (one.start_ms + mark.start_ms, one.end_ms + mark.start_ms, one.kind, one.text)
        for mark, piece in pieces
        for one in piece.events
    ]
    assert back == [(e.start_ms, e.end_ms, e.kind, e.text) for e in built_in().events]
    assert sum(piece.duration_ms for _, piece in pieces) == built_in().duration_ms


@pytest.mark.parametrize("field", ["due_ms", "entered_ms"])
def test_other_times_move_too(field):
    mark, end = spans()[1]
    whole = [e for e in built_in().events if mark.start_ms <= e.start_ms < end]
    piece = excerpt(built_in(), mark.start_ms, end, "x").events
    moved = [
        getattr(there, field) - getattr(here, field)
        for here, there in zip(piece, whole, strict=True)
        if getattr(there, field) is not UNSET
    ]
    assert set(moved) == {mark.start_ms}


def test_it_has_no_chapters_and_nothing_beside_it():
    whole = replace(built_in(), beside={".srt": "x"})
    piece = excerpt(whole, 0, 5000, "Welcome")
    assert (piece.title, piece.duration_ms, piece.chapters) == ("Welcome", 5000, ())
    assert piece.beside is UNSET
