"""The programme file: what is read of it, and what is said of what is wrong."""

import datetime
import re
from pathlib import Path

import pytest

from voiceguide.errors import ManyErrors, RoutineError
from voiceguide.routine.programme import check_programme_text, parse_programme
from voiceguide.routine.routine import check_routine_text

ROOT = Path(__file__).parents[2]
COUCH = ROOT / "tests" / "data" / "weeks" / "couch-to-5k.toml"
HIPS = ROOT / "scripts" / "hips-six-weeks" / "programme.toml"
SIX = """\
title = "Six weeks for the hips"
routine = "hip-rotation"
weeks = 6
days = ["mon", "wed", "fri", "sun"]
start = 2026-12-07
easier = 4
time = "19:00"
advance = "days"
[grow]
hold = { from = "30s", to = "60s", by = "5s" }
reps = { from = 5, to = 10, by = 1 }
detail = ["full", "full", "brief"]
"""


def problems(text):
    made, errors = check_programme_text(text, "p.toml")
    assert (made is None) == bool(errors)
    return [str(one) for one in errors]


def test_all_of_it_is_read():
    read = parse_programme(SIX)
    assert [week.days for week in read.weeks] == [(0, 2, 4, 6)] * 6
    assert (read.title, read.part.routine, read.easier, read.advance) == (
        "Six weeks for the hips", "hip-rotation", 4, "days"
    )  # fmt: skip
    assert (read.start, read.time) == (datetime.date(2026, 12, 7), datetime.time(19))
    assert (sorted(read.grow), read.advice) == (["detail", "hold", "reps"], ())


@pytest.mark.parametrize(
    ("time", "alarm", "wanted"),
    [
        ('time = "19:00"', "", 600_000),  # whoever names a time wants to be told
        ('time = "19:00"', 'alarm = "1h"', 3_600_000),
        ('time = "19:00"', 'alarm = "none"', None),
        ("time = 19:00:00", 'alarm = "0s"', 0),
        ("", "", None),
    ],
)
def test_alarms(time, alarm, wanted):
    text = SIX.replace('time = "19:00"', f"{time}\n{alarm}")
    assert parse_programme(text).alarm == wanted


WRONG = {
    "no weeks": ("weeks = 6", "weeks = 0", "p.toml:3: weeks: 0 is out of range. It may be 1 to 104."),
    "10,000 weeks": ("weeks = 6", "weeks = 10000", "p.toml:3: weeks: 10000 is out of range. It may be 1 to 104."),
    "weeks as a text": ("weeks = 6", 'weeks = "6"', "p.toml:3: weeks: '6' is not a whole number. Write weeks = 6."),
    "nothing of weeks": ("weeks = 6\n", "", "p.toml:1: nothing says how many weeks it lasts. Write weeks = 6."),
    "an unknown day": ('"wed"', '"wenesday"', "p.toml:4: unknown day 'wenesday'. Did you mean 'wednesday'?"),
    "a day of no language": ('"wed"', '"xyz"', "p.toml:4: unknown day 'xyz'. Choose from: mon, tue, wed, thu, fri, sat, sun."),
    "a number for a day": ('"wed"', "3", "p.toml:4: days: 3 is not a day. Write days = [\"mon\", \"wed\", \"fri\"]."),
    "a day twice": ('"wed"', '"Montag"', "p.toml:4: days: 'mon' is there twice. A programme has one session a day: write each day once."),
    "no days": ('["mon", "wed", "fri", "sun"]', "[]", "p.toml:4: days: there is no day in it. Write days = [\"mon\", \"wed\", \"fri\"]."),
    "days as a number": ('["mon", "wed", "fri", "sun"]', "4", "p.toml:4: days must be a list, not 4. Write days = [\"mon\", \"wed\", \"fri\"]."),
    "a date nobody has": ("2026-12-07", "2026-02-30", "p.toml:5: not valid TOML: invalid date or datetime. Write a day of the calendar, like 2026-12-07."),
    "a date in words": ("2026-12-07", '"tomorrow"', "p.toml:5: start: 'tomorrow' is not a date. Write start = 2026-12-07: year, month, day."),
    "a date long ago": ("2026-12-07", "1026-12-07", "p.toml:5: start: 1026-12-07 is out of range. It may be 2000-01-01 to 2199-12-31."),
    "a date with a time": ("2026-12-07", "2026-12-07T10:00:00", "p.toml:5: start: 2026-12-07 10:00:00 has a time of day. Write start = 2026-12-07: year, month, day."),
    "easier too often": ("easier = 4", "easier = 2", "p.toml:6: easier: 2 is out of range. It may be 3 to 104."),
    "no time of day": ("19:00", "25:00", "p.toml:7: time: no clock shows '25:00'. Write time = \"19:00\"."),
    "an alarm alone": ('time = "19:00"', 'alarm = "10m"', 'p.toml:7: an alarm needs the time of day. Write time = "19:00" beside it.'),
    "advance misspelt": ('"days"\n[', '"day"\n[', "p.toml:8: advance: unknown value 'day'. Did you mean 'days'?"),
    "a step of nothing": ('by = "5s"', 'by = "0s"', "p.toml:10: hold would never get to 1m by steps of 0s. Write a step of more than nothing; it goes from `from` towards `to`."),
    "a step back": ('by = "5s"', 'by = "-5s"', "p.toml:10: hold would never get to 1m by steps of -5s. Write a step of more than nothing; it goes from `from` towards `to`."),
    "a step without a unit": ('by = "5s"', "by = 5", 'p.toml:10: by: 5 is not a duration. Write by = "5s" for seconds, or "5m" for minutes.'),
    "no step": (', by = "5s"', "", "p.toml:10: 'by' is missing in grow.hold. Write hold = { from = \"30s\", to = \"60s\", by = \"5s\" }."),
    "a step misspelt": ('by = "5s"', 'bye = "5s"', "p.toml:10: unknown key 'bye'. Did you mean 'by'?"),
    "too long to begin with": ('from = "30s"', 'from = "30h"', "p.toml:10: hold: 30h is out of range. It may be 1s to 15m."),
    "repetitions of a text": ("by = 1 ", 'by = "1" ', "p.toml:11: by: '1' is not a whole number."),
    "a setting misspelt": ("hold =", "hodl =", "p.toml:10: unknown key 'hodl'. Did you mean 'hold'?"),
    "a list of nothing": ('["full", "full", "brief"]', "[]", "p.toml:12: detail: there is no value in it."),
    "a value misspelt": ('"brief"', '"breif"', "p.toml:12: detail: unknown value 'breif'. Did you mean 'brief'?"),
    "a word by steps": ('["full", "full", "brief"]', '{ from = "full", to = "brief", by = 1 }', "p.toml:12: detail cannot grow by steps. Write a list, a value for each week: detail = [..., ...]."),
    "what does not grow": ('["full", "full", "brief"]', '"full"', "p.toml:12: detail: 'full' does not grow. Write a list, a value for each week: detail = [..., ...]."),
    "nothing to do": ('routine = "hip-rotation"\n', "", 'p.toml:1: the programme does not say what to do. Write routine = "hip-rotation", or blocks: [[week.block]].'),
    "a key of nobody": ("easier = 4", "harder = 4", "p.toml:6: unknown key 'harder'."),
    "a stranger's program": ("[grow]", '[settings]\nvoice.engine = "command:rm"\n[grow]', "p.toml:10: a routine file cannot name a program to run, a server or a folder."),
}  # fmt: skip
"""What is wrong -> in place of what it stands, and what is said of it."""


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(old, new, said):
    assert old in SIX
    [problem] = problems(SIX.replace(old, new, 1))
    assert problem.startswith(said)


WEEKS = {
    "another number": ("weeks = 3\n[[week]]\n", "p.toml:4: weeks is 3, and the file has 1 [[week]] table. Leave weeks out: each [[week]] is one."),
    "another number of days": ('[[week]]\n[[week.day]]\nhold = "3s"\n', "p.toml:5: 1 [[week.day]] table for a week of 2 days. Write one for each of its days, in their order, or none."),
    "without a unit": ("[[week]]\nhold = 45\n", 'p.toml:5: hold: 45 is not a duration. Write hold = "45s" for seconds, or "45m" for minutes.'),
    "misspelt": ('[[week]]\nroutin = "x"\n', "p.toml:5: unknown key 'routin'. Did you mean 'routine'?"),
    "in a block": ('[[week]]\n[[week]]\n[[week.block]]\ndo = [{ title = "A", hodl = "3s" }]\n', "p.toml:7: unknown key 'hodl'. Did you mean 'hold'?"),
    "an empty block": ("[[week]]\n[[week]]\n[[week.block]]\n[[week.block]]\ndo = []\n", "p.toml:6: block 1 has nothing to do."),
    "an empty list": ("[[week]]\n[[week]]\n[[week.block]]\ndo = []\n", "p.toml:7: 'do' is empty in block 1."),
    "a place for nothing": ('[[week]]\n[[week.block]]\ndo = [{ title = "A {{ sied }}" }]\n', "p.toml:6: unknown variable 'sied'. Did you mean 'side'?"),
    "both": ('[[week]]\nroutine = "x"\n[[week.block]]\ndo = [{ title = "A" }]\n', "p.toml:5: there is both 'routine' and [[week.block]]."),
    "set of nobody": ('[[week]]\nset = { hold = "3s" }\n', 'p.toml:5: set has a key that names no exercise. Write set = { "run.hold" = "90s" }.'),
    "set misspelt": ('[[week]]\nset = { "run.hodl" = "3s" }\n', "p.toml:5: unknown key 'hodl'. Did you mean 'hold'?"),
    "set as a table": ('[[week]]\n[week.set.run]\nhodl = "3s"\n', "p.toml:6: unknown key 'hodl'. Did you mean 'hold'?"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WEEKS.values(), ids=WEEKS)
def test_what_is_wrong_in_a_week(text, said):
    found = problems(f'title = "T"\nroutine = "desk-break"\ndays = ["mon", "fri"]\n{text}')
    assert found[0].startswith(said)


def test_a_week_that_says_nothing_to_do():
    found = problems(
        'title = "T"\ndays = ["mon"]\n[[week]]\n[[week.day]]\nroutine = "x"\n[[week]]\n'
    )
    assert found == [
        'p.toml:6: there is nothing to do in it. Write routine = "hip-rotation", or blocks: [[week.block]].'
    ]


def test_weeks_without_end():
    [said] = problems('title = "T"\nroutine = "x"\ndays = ["mon"]\n' + "[[week]]\n" * 105)
    assert said == "p.toml:108: the programme has 105 weeks. It may have 104."


def test_everything_is_said_at_once():
    text = SIX.replace("weeks = 6", "weeks = 0").replace('"wed"', '"wen"')
    with pytest.raises(ManyErrors) as failure:
        parse_programme(text, "p.toml")
    assert [one.where for one in failure.value.problems] == ["p.toml:3", "p.toml:4"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ('["mon"]', "1 session a week; 3 to 4 is the advice"),
        ('["mon", "fri"]', "2 sessions a week; 3 to 4 is the advice"),
        ('["mon", "wed", "fri"]', ""),
        ('["mon", "tue", "wed", "thu", "fri"]', "5 sessions a week; 3 to 4 is the advice"),
    ],
)
def test_how_many_days_are_advised(days, said):
    text = re.sub(r"days = \[.*", f"days = {days}", SIX)
    assert [one.what for one in parse_programme(text).advice] == ([said] if said else [])


def test_easier_than_nothing():
    [advice] = parse_programme(SIX.partition("[grow]")[0]).advice
    assert advice.text == (
        "nothing grows, so no week is easier than another. Write [grow], or leave easier out."
    )


def test_blocks_become_routines_with_their_places():
    read = parse_programme(COUCH.read_text("utf-8"))
    assert list(read.routines) == [
        "every-week", "week-1", "week-2", "week-3", "week-4",
        *(f"week-{week}-day-{day}" for week in (5, 6) for day in (1, 2, 3)),
    ]  # fmt: skip
    routine = read.routines["week-5-day-2"]
    assert routine.settings == {"rest": 0, "back_to_back": True}
    assert routine.block[0].do[3].path == ("week", "4", "day", "1", "block", "0", "do", "3")
    assert all(one.once for one in routine.exercises)


def test_a_programme_is_no_routine():
    made, [error] = check_routine_text(HIPS.read_text("utf-8"), "hips.toml")
    assert made is None
    assert error.problem == "this is a programme over weeks, not a routine"


@pytest.mark.parametrize("file", [HIPS, COUCH], ids=lambda file: file.stem)
def test_ours_are_right(file):
    assert check_programme_text(file.read_text("utf-8"), file.name)[1] == []


def test_ours_speaks_three_languages():
    read = parse_programme(HIPS.read_text("utf-8"))
    for code in ("de", "es"):
        assert read.title_in(code) != read.title
        assert read.about_in(code) != read.about


def test_one_error_is_that_error():
    with pytest.raises(RoutineError, match="10000 is out of range") as failure:
        parse_programme(SIX.replace("weeks = 6", "weeks = 10000"))
    assert not isinstance(failure.value, ManyErrors)
