"""What was done and what is due: by days, and only after done."""

import datetime

import pytest

from tests.routine.test_programme import SIX
from voiceguide.errors import RoutineError
from voiceguide.routine.attendance import (
    Noted,
    check_clock,
    choose_done,
    choose_skipped,
    stand,
)
from voiceguide.routine.programme import parse_programme
from voiceguide.routine.schedule import begin, sessions_of


def day(number):
    """A day of December 2026; the 7th is a Monday, and the first session."""
    return datetime.date(2026, 12, number)


def where(today, notes="", advance="days"):
    """Where somebody is: `notes` are "1 done 7, 2 skipped 9"."""
    programme = parse_programme(SIX.replace('"days"', f'"{advance}"'))
    noted = {
        int(number): Noted(day(int(on)), what)
        for number, what, on in (one.split() for one in notes.split(",") if one)
    }
    sittings = sessions_of(programme, begin(programme, day(1)))
    return stand(programme, sittings, noted, day(today))


def number(sitting):
    return sitting and sitting.number


BY_DAYS = {
    "before it begins": (1, "", None, 1),
    "its first day": (7, "", 1, 2),
    "done today": (7, "1 done 7", None, 2),
    "a day between": (8, "", None, 2),
    "the next one, whatever became of the first": (9, "", 2, 3),
    "skipped": (9, "2 skipped 9", None, 3),
    "skipped before": (8, "2 skipped 8", None, 3),
    "all was done": (31, ",".join(f"{n} done 31" for n in range(1, 25)), None, None),
}
"""On a day, with what was noted: what is due, and what comes next."""
AFTER_DONE = {
    "before it begins": (1, "", None, 1),
    "its first day": (7, "", 1, 2),
    "it waits": (8, "", 1, 2),
    "it waits for days": (12, "", 1, 2),
    "done on its day": (7, "1 done 7", None, 2),
    "the next of its days": (9, "1 done 7", 2, 3),
    "done late, on the day of the next": (9, "1 done 9", None, 2),
    "and then the day after that": (11, "1 done 9", 2, 3),
    "what is skipped makes room the same day": (9, "1 skipped 9", 2, 3),
}


@pytest.mark.parametrize(("today", "notes", "due", "after"), BY_DAYS.values(), ids=BY_DAYS)
def test_by_days(today, notes, due, after):
    found = where(today, notes)
    assert (number(found.due), number(found.next)) == (due, after)


@pytest.mark.parametrize(("today", "notes", "due", "after"), AFTER_DONE.values(), ids=AFTER_DONE)
def test_after_done(today, notes, due, after):
    found = where(today, notes, "done")
    assert (number(found.due), number(found.next)) == (due, after)


@pytest.mark.parametrize(
    ("today", "notes", "dates"),
    [
        (1, "", [7, 9, 11, 13, 14]),
        (8, "", [8, 9, 11, 13, 14]),  # late, and still before the next
        (10, "", [10, 11, 13, 14, 16]),  # each one waits for the one before
        (12, "1 done 7, 2 done 12", [7, 12, 13, 14, 16]),
        (12, "1 done 7, 2 skipped 9", [7, 9, 12, 13, 14]),
    ],
)
def test_everything_moves_on(today, notes, dates):
    found = where(today, notes, "done").dates
    assert [one.day for one in found[:5]] == dates
    assert list(found) == sorted(set(found))


def test_by_days_nothing_moves():
    assert where(12, "1 done 7").dates == where(1).dates


DONE = {
    "today": (7, "", None, 1),
    "yesterday's": (8, "", None, 1),
    "an earlier one": (11, "", 1, 1),
    "twice": (7, "1 done 7", None, "session 1 was noted as done already, on 2026-12-07"),
    "twice by number": (9, "1 done 7", 1, "session 1 was noted as done already, on 2026-12-07"),
    "after it was skipped": (7, "1 skipped 7", 1, "session 1 was noted as skipped already, on 2026-12-07"),
    "before it begins": (1, "", None, "session 1 is due on 2026-12-07, which is still to come"),
    "of the future": (7, "", 5, "session 5 is due on 2026-12-14, which is still to come"),
    "of nobody": (7, "", 25, "there is no session 25"),
    "of less than nobody": (7, "", 0, "there is no session 0"),
}  # fmt: skip


@pytest.mark.parametrize(("today", "notes", "asked", "wanted"), DONE.values(), ids=DONE)
@pytest.mark.parametrize("advance", ["days", "done"])
def test_what_was_done(today, notes, asked, wanted, advance):
    standing = where(today, notes, advance)
    if isinstance(wanted, int):
        assert number(choose_done(standing, asked)) == wanted
        return
    with pytest.raises(RoutineError) as failure:
        choose_done(standing, asked)
    assert failure.value.problem == wanted
    assert failure.value.remedy


@pytest.mark.parametrize(
    ("today", "notes", "asked", "wanted"),
    [(7, "", None, 1), (8, "", None, 2), (7, "1 done 7", None, 2), (7, "", 9, 9), (1, "", None, 1)],
)
def test_what_is_skipped(today, notes, asked, wanted):
    assert number(choose_skipped(where(today, notes), asked)) == wanted


def test_nothing_is_left_to_skip():
    with pytest.raises(RoutineError, match="there is no session left to skip"):
        choose_skipped(where(31, ",".join(f"{n} done 31" for n in range(1, 25))), None)


def test_a_clock_that_goes_back():
    notes = where(9, "1 done 7, 2 skipped 9").notes
    check_clock(notes, day(9))
    with pytest.raises(RoutineError, match="session 2 was noted as skipped on 2026-12-09"):
        check_clock(notes, day(8))
