"""Doses outside the recommended ranges, and sides that differ, draw a warning."""

import pytest
from msgspec.structs import replace

from voiceguide.plan.advice import (
    advise_balance,
    advise_doses,
    advise_intervals,
    advise_leads,
    advise_tones,
    advise_weak_side,
)
from voiceguide.plan.balance import Balance, SideTotals
from voiceguide.plan.timeline import make_event
from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.settings import Settings
from voiceguide.routine.settle import settle
from voiceguide.scene import Scene

ROUTINE = 'title = "T"\n[settings]\nhold = "{}"\nreps = {}\n[[pair]]\nstretch = {{ exercise = "a" }}\nstrengthen = {{ exercise = "b" }}'


@pytest.mark.parametrize(
    ("hold", "reps", "said"),
    [
        ("30s", 5, []),
        ("60s", 10, []),
        ("29.9s", 5, ["a: a hold of 29.9s is outside the recommended 30s to 1m."]),
        ("29.999s", 5, ["a: a hold of 29.999s is outside the recommended 30s to 1m."]),
        ("60.001s", 10, ["a: a hold of 1m0.001s is outside the recommended 30s to 1m."]),
        ("45s", 4, ["b: 4 repetitions are outside the recommended 5 to 10."]),
        ("45s", 1, ["b: 1 repetition is outside the recommended 5 to 10."]),
        ("45s", 11, ["b: 11 repetitions are outside the recommended 5 to 10."]),
        ("2s", 99, ["a: a hold of 2s is outside the recommended 30s to 1m.",
                    "b: 99 repetitions are outside the recommended 5 to 10."]),
    ],
)  # fmt: skip
def test_doses(hold, reps, said):
    steps = order_steps(settle(parse_routine(ROUTINE.format(hold, reps))))
    assert [one.said for one in advise_doses(steps)] == said


@pytest.mark.parametrize(
    ("before", "rest", "doing", "said"),
    [
        ("reps = 3", "15s", "count_in = 3", []),
        ("reps = 3", "5s", "count_in = 3", []),
        ("reps = 3", "4s", "count_in = 3", ["b: only 2 of 3 seconds can be counted in a rest of 4s. Give it 5s, or leave out count_in."]),
        ("reps = 3", "2s", "count_in = 1", ["b: 1 second cannot be counted in a rest of 2s. Give it 3s, or leave out count_in."]),
        ("reps = 3", "0s", "count_in = 3", ["b: 3 seconds cannot be counted in a rest of 0s. Give it 5s, or leave out count_in."]),
        ('hold = "7s"', "0s", "count_in = 3", ["b: 3 seconds cannot be counted in a rest of 0s. Give it 5s, or leave out count_in."]),
        ('hold = "8s"', "0s", "count_in = 3", []),
        ('hold = "8s"', "0s", 'hold = "9s", breath = "box"', []),
        ('hold = "8s"', "9s", 'reps = 9, breath = "off"', []),
        ('hold = "8s"', "9s", 'reps = 9, breath = "box"', ["b: its breath is not paced: repetitions are counted in it. Give it a hold in the place of reps, or leave out breath."]),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_or_paced(before, rest, doing, said):
    text = (
        f'title = "T"\n[[block]]\nback_to_back = true\nrest = "{rest}"\nrounds = 2\ndo = ['
        f'{{ title = "A", sides = "once", {before} }}, {{ title = "B", sides = "once", {doing} }}]'
    )
    steps = order_steps(settle(parse_routine(text)))
    assert [one.said for one in advise_intervals(steps)] == said


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (SideTotals(45_000, 8), SideTotals(45_000, 8), []),
        (SideTotals(60_000, 8), SideTotals(45_000, 8), ["hips: the sides differ: left 1m and 8 reps, right 45s and 8 reps."]),
        (SideTotals(0, 8), SideTotals(0, 0), ["hips: the sides differ: left 8 reps, right nothing."]),
    ],
)  # fmt: skip
def test_balance(left, right, said):
    assert [one.said for one in advise_balance([Balance("hips", left, right)])] == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), []),
        (Settings(weak_side="left", weak_extra=5000), []),
        (Settings(weak_side="left", weak_reps=1), []),
        (Settings(weak_side="left"), ["weak_side: no extra is set: give weak_extra or weak_reps too."]),
        (Settings(weak_extra=5000), ["weak_extra: no weak side is set: give weak_side too."]),
    ],
)  # fmt: skip
def test_weak_side(settings, said):
    assert [one.said for one in advise_weak_side(settings)] == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), []),
        (Settings(tones="none"), []),
        (Settings(detail="tones"), []),
        (Settings(tones="none", detail="tones"), ["tones: nothing is heard at the start and the end of a hold."]),
    ],
)  # fmt: skip
def test_tones(settings, said):
    assert [one.said for one in advise_tones(settings)] == said


def hold(side, lead, *, exercise="fold", round_=1, start=60_000):
    event = make_event(Scene(exercise, "stretch", side, 1, round_), "hold", start, start + 45_000)
    return event if lead is None else replace(event, entered_ms=start - lead)


LONG = "fold {0}: [enter] comes {1} before the start tone on the {0} side, and 10 s is the most. Teach the position before [enter], or say more inside the hold."
APART = "fold {0}: [enter] comes {1} before the start tone on the {0} side and {2} on the {3}, so the {0} side gets more. Keep them within 3 s of each other."


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        ([hold("left", 10_000), hold("right", 7000)], []),
        ([hold("left", 10_001), hold("right", 8000)], [LONG.format("left", "10.0 s")]),
        ([hold("left", 5000), hold("right", 8001)], [APART.format("right", "8.0 s", "5 s", "left")]),
        ([hold("left", 23_112), hold("right", 5232)],
         [LONG.format("left", "23.1 s"), APART.format("left", "23.1 s", "5.2 s", "right")]),
        # what nobody says is not compared, nor another exercise or round
        ([hold("left", 9000), hold("right", None)], []),
        ([hold("left", 9000), hold("right", 3000, exercise="turn")], []),
        ([hold("left", 9000), hold("right", 3000, round_=2)], []),
        # of several holds of a turn the first with the first, the second with the second
        ([hold("left", 9000), hold("left", 3000), hold("right", 9000), hold("right", 3000)], []),
        ([hold("left", 9000), hold("left", 3000), hold("right", 9000), hold("right", 7000)],
         [APART.format("right", "7 s", "3 s", "left")]),
    ],
)  # fmt: skip
def test_leads(holds, said):
    where = "{0.exercise} {0.side}".format
    assert [one.said for one in advise_leads(holds, where)] == said


def test_a_lead_of_no_side():
    [one] = advise_leads([hold(None, 12_000)], lambda hold: "fold")
    assert "12 s before the start tone, and" in one.said
