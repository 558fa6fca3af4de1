"""Somebody who follows a programme: what is due, what was done, what is built."""

import datetime

import pytest
from msgspec.structs import replace

from voiceguide.delivery.course import (
    Given,
    begin_course,
    build_today,
    explain_next,
    find_place,
    note_session,
    open_course,
    preview_sessions,
)
from voiceguide.disk.diary import Diary
from voiceguide.errors import RoutineError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.request import Request

TEXT = """\
title = "Two weeks"
routine = "desk-break"
weeks = 2
days = ["mon", "wed", "fri"]
[settings]
detail = "auto"
[grow]
hold = ["30s", "35s"]
"""
MONDAY = datetime.date(2026, 12, 7)


def on(day):
    return MONDAY.replace(day=day)


def begin(where, today, given=None):
    following = open_course(where, today, Given(given or {}))
    begin_course(following)
    return following


@pytest.fixture
def request_(tmp_path, monkeypatch, sounds):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.toml").write_text(TEXT)
    silent = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    return Request("", MONDAY, sounds, overrides=silent, out=str(tmp_path / "output"))


def test_today_builds_what_is_due(request_):
    following = begin("two.toml", MONDAY)
    made = build_today(following, request_)
    assert made.path.name == "two-01.mp3"
    assert made.timeline.title.startswith("Week 1, day 1: ")
    holds = {one.asked_ms for one in made.timeline.events if one.kind == "hold"}
    assert holds == {30_000}
    assert build_today(begin("", on(8)), request_) is None
    assert build_today(begin("", on(14)), request_).path.name == "two-04.mp3"
    assert build_today(following, request_, number=6).path.name == "two-06.mp3"


def test_options_are_remembered(request_):
    begin("two.toml", MONDAY, {"lang": "de", "hold": "20s"})
    made = build_today(open_course("", MONDAY), request_)
    assert made.path.name == "two-01.de.mp3"
    assert made.timeline.title.startswith("Woche 1, Tag 1: ")
    assert {one.asked_ms for one in made.timeline.events if one.kind == "hold"} == {20_000}
    again = open_course("", MONDAY, Given({"lang": "es"}, ("hold",)))
    made = build_today(again, request_)
    assert made.path.name == "two-01.es.mp3"
    assert {one.asked_ms for one in made.timeline.events if one.kind == "hold"} == {30_000}


def test_less_is_said_with_every_session(request_):
    plans = preview_sessions(open_course("two.toml", MONDAY), request_)
    lengths = [plan.duration_ms for _, plan in plans]
    assert lengths[0] == lengths[1] == lengths[2]  # the first three times in full
    assert lengths[3] == lengths[5] < lengths[0] + 4 * 5_000  # longer holds, fewer words


def test_it_begins_when_somebody_begins_it(request_):
    assert open_course("two.toml", on(8)).course.start == on(9)
    assert Diary().all() == {}  # looking begins nothing
    begin("two.toml", on(8))
    assert open_course("two.toml", on(20)).course.start == on(9)


STEPS = [
    (7, "done", None, 1, "Next is session 2 of 6, on Wednesday 9 December."),
    (8, "skipped", None, 2, "Next is session 3 of 6, on Friday 11 December."),
    (12, "done", None, 3, "Next is session 4 of 6, on Monday 14 December."),
    (12, "undo", None, 3, "Next is session 4 of 6, on Monday 14 December."),
    (14, "done", 3, 3, "Session 4 of 6 is due today."),
    (14, "done", None, 4, "Next is session 5 of 6, on Wednesday 16 December."),
    (14, "skipped", 6, 6, "Next is session 5 of 6, on Wednesday 16 December."),
    (16, "done", None, 5, "The programme is over; 4 of 6 sessions were done."),
]
"""On a day, what is said, with which number; which session it was, and what comes next."""


def test_a_programme_from_its_first_day_to_its_last(request_):
    begin("two.toml", MONDAY)
    for day, what, asked, number, after in STEPS:
        told = note_session("two", what, on(day), asked)
        assert (told.sitting.number, explain_next(told.following)) == (number, after)
    assert [one.number for one in open_course("two.toml", on(16)).standing.open] == []


def test_nothing_is_lost_where_something_is_wrong(request_):
    begin("two.toml", MONDAY)
    note_session("", "done", on(9))
    before = Diary().file.read_bytes()
    for day, number in ((9, None), (9, 5), (9, 7), (8, None)):
        with pytest.raises(RoutineError):
            note_session("", "done", on(day), number)
    with pytest.raises(RoutineError, match="the clock says 2026-12-08"):
        build_today(begin("", on(8)), request_)
    assert Diary().file.read_bytes() == before
    assert note_session("", "undo", on(8)).sitting.number == 2  # the way out


def test_a_file_tells_which_session_it_is(request_):
    begin("two.toml", MONDAY)
    note_session("", "done", MONDAY)
    key = next(iter(Diary().all()))
    assert find_place("two-01.mp3").noted.what == "done"
    assert [(find_place(f"two-0{n}{end}").key, find_place(f"two-0{n}{end}").number)
            for n, end in ((2, ".mp3"), (6, ".de.mp3"), (3, ".m4b"))] == [(key, 2), (key, 6), (key, 3)]  # fmt: skip
    for name in (
        "two-07.mp3",
        "two-00.mp3",
        "two.mp3",
        "three-01.mp3",
        "two-1.mp3",
        "desk-break.mp3",
    ):
        assert find_place(name) is None


def test_blocks_of_its_own(request_, tmp_path):
    (tmp_path / "own.toml").write_text(
        'title = "Runs"\ndays = ["mon"]\n[[week]]\n[[week.block]]\n'
        'do = [{ title = "Run", hold = "20s", sides = "once" }]\n'
    )
    made = build_today(begin("own.toml", MONDAY), replace(request_, captions=("vtt",)))
    assert made.path.name == "own-01.mp3"
    assert [one.asked_ms for one in made.timeline.events if one.kind == "hold"] == [20_000]
    assert made.path.with_suffix(".vtt").is_file()
