"""The sessions of a programme: numbers, dates, doses, and what lies over what."""

import datetime
from pathlib import Path

import pytest

from tests.routine.test_programme import COUCH, HIPS, SIX
from voiceguide.routine.programme import parse_programme
from voiceguide.routine.routine import parse_overrides
from voiceguide.routine.schedule import begin, next_of, overrides_of, sessions_of
from voiceguide.routine.settle import settle

TUESDAY = datetime.date(2026, 12, 1)
RUNS = [
    *[[60] * 8] * 3, *[[90] * 6] * 3, *[[90, 180] * 2] * 3, *[[180, 300, 180, 300]] * 3,
    [300] * 3, [480] * 2, [1200], [300, 480, 300], [600] * 2, [1500],
    *[[1500]] * 3, *[[1680]] * 3, *[[1800]] * 3,
]  # fmt: skip
"""Seconds of running, session by session: nine weeks to half an hour."""


def sittings(text, today=TUESDAY):
    programme = parse_programme(text)
    return sessions_of(programme, begin(programme, today))


def test_the_example_of_six_weeks():
    found = sittings(SIX)
    assert [one.number for one in found] == [*range(1, 25)]
    assert [str(one.date) for one in found[:5]] == [
        "2026-12-07", "2026-12-09", "2026-12-11", "2026-12-13", "2026-12-14"
    ]  # fmt: skip
    weeks = [found[n].settings for n in range(0, 24, 4)]
    assert [one["hold"] // 1000 for one in weeks] == [30, 35, 40, 35, 45, 50]
    assert [one["reps"] for one in weeks] == [5, 6, 7, 6, 8, 9]
    assert [one["detail"] for one in weeks] == ["full", "full", *["brief"] * 4]
    assert {one.routine for one in found} == {"hip-rotation"}


@pytest.mark.parametrize(
    ("start", "dates"),
    [
        ("", ["2026-12-02", "2026-12-04", "2026-12-07"]),  # the next of the days
        ("start = 2026-12-05\n", ["2026-12-07", "2026-12-09", "2026-12-11"]),
        ("start = 2026-12-11\n", ["2026-12-11", "2026-12-14", "2026-12-16"]),  # a week from there
        ('start = "2027-02-28"\n', ["2027-03-01", "2027-03-03", "2027-03-05"]),
    ],
)
def test_when_it_begins(start, dates):
    text = f'title = "T"\nroutine = "x"\nweeks = 1\ndays = ["fri", "mon", "wed"]\n{start}'
    assert [str(one.date) for one in sittings(text)] == dates


def test_it_begins_today_if_that_is_one_of_its_days():
    assert next_of((1, 4), TUESDAY) == TUESDAY
    assert next_of((0,), TUESDAY) == datetime.date(2026, 12, 7)


def test_each_week_has_its_own_days():
    text = 'title = "T"\nroutine = "x"\ndays = ["mon"]\nstart = 2026-12-07\n[[week]]\n[[week]]\ndays = ["tue", "sat"]\n'
    assert [(one.week, one.day, str(one.date)) for one in sittings(text)] == [
        (1, 1, "2026-12-07"), (2, 1, "2026-12-15"), (2, 2, "2026-12-19")
    ]  # fmt: skip


def test_what_lies_over_what():
    """The programme, what grows, the week, the day; options lie over all of it."""
    text = """
title = "T"
routine = "a"
days = ["mon", "fri"]
set = { "run.hold" = "10s", "walk.hold" = "10s" }
[settings]
hold = "31s"
rest = "1s"
[grow]
hold = ["32s", "33s", "34s"]
"run.hold" = ["20s"]
[[week]]
[[week]]
routine = "b"
hold = "40s"
settings = { reps = 6 }
set = { "run.hold" = "30s" }
[[week]]
[[week.day]]
hold = "50s"
[[week.day]]
routine = "c"
set.run.hold = "40s"
"""
    programme = parse_programme(text)
    found = sessions_of(programme, TUESDAY)
    told = [
        (one.routine, one.settings.get("hold"), one.settings.get("reps"),
         one.exercises["run"]["hold"] // 1000)
        for one in found
    ]  # fmt: skip
    assert told == [
        ("a", 32_000, None, 20), ("a", 32_000, None, 20), ("b", 40_000, 6, 30), ("b", 40_000, 6, 30),
        ("a", 50_000, None, 20), ("c", 34_000, None, 40),
    ]  # fmt: skip
    assert {one.settings["rest"] for one in found} == {1000}
    assert {one.exercises["walk"]["hold"] for one in found} == {10_000}
    asked = overrides_of(
        found[0], programme, parse_overrides({"hold": "9s"}, {"run.hold": "8s"}, {})
    )
    assert (asked.settings["hold"], asked.settings["rest"]) == (9000, 1000)
    assert asked.exercises == {"run": {"hold": 8000}, "walk": {"hold": 10_000}}


def test_settings_of_blocks_of_its_own_are_those_of_a_routine():
    """A pair that states its hold keeps it, whatever [settings] say; what grows is an option."""
    text = """
title = "T"
days = ["mon"]
[settings]
hold = "31s"
[[week]]
reps = 6
[[week.block]]
stretch = { title = "A", hold = "40s" }
strengthen = { title = "B" }
"""
    for more, hold in (("", 40_000), ('[grow]\nhold = ["50s"]\n', 50_000)):
        programme = parse_programme(text.replace("[[week]]", f"{more}[[week]]"))
        [one] = sessions_of(programme, TUESDAY)
        settled = settle(programme.routines[one.own], overrides_of(one, programme))
        stretch, strengthen = settled.routine.exercises
        assert (settled.dose(stretch).hold, settled.dose(strengthen).reps) == (hold, 6)
        assert settled.settings.hold == (31_000 if not more else 50_000)


def test_couch_to_5k_is_one_file():
    programme = parse_programme(COUCH.read_text("utf-8"))
    found = sessions_of(programme, TUESDAY)
    assert len(found) == 27
    runs = []
    for one in found:
        settled = settle(programme.routines[one.own], overrides_of(one, programme))
        doses = [
            (exercise.name, settled.dose(exercise).hold // 1000)
            for block in settled.routine.block
            for _ in range(block.rounds)
            for exercise in block.do
        ]
        assert (doses[0], doses[-1]) == (("brisk-walk", 300), ("cool-down", 300))
        runs.append([seconds for name, seconds in doses if name == "run"])
    assert runs == RUNS


def test_ours_is_four_evenings_for_six_weeks():
    found = sittings(Path(HIPS).read_text("utf-8"))
    assert len(found) == 24
    assert {len([one for one in found if one.week == week]) for week in range(1, 7)} == {4}
    assert all(30_000 <= one.settings["hold"] <= 60_000 for one in found)
    assert all(5 <= one.settings["reps"] <= 10 for one in found)
    assert {one.settings["first_side"] for one in found} == {"alternate"}
