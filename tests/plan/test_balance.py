"""Both sides get the same, or it is said."""

import pytest
from msgspec.structs import replace

from voiceguide.plan.advice import advise_balance
from voiceguide.plan.balance import measure_balance
from voiceguide.plan.timeline import make_event
from voiceguide.scene import Scene


def events(*rows):
    for kind, side, length in rows:
        yield make_event(Scene("x", "stretch", side, 1, 1), kind, 0, length)


def test_even_and_uneven():
    even = [("hold", "left", 45_000), ("rep", "left", 7000), ("hold", "right", 45_000), ("rep", "right", 7000)]  # fmt: skip
    [one] = measure_balance(events(*even), ["hips"])
    assert (one.even, str(one)) == (True, "hips: 45s and 1 rep on each side")
    assert list(advise_balance([one])) == []
    [one] = measure_balance(events(*even[:3]), [""])
    assert (one.even, str(one)) == (False, "pair 1: left 45s and 1 rep, right 45s")
    assert [n.said for n in advise_balance([one])] == [
        "pair 1: the sides differ: left 45s and 1 rep, right 45s."
    ]
    [one] = measure_balance([], ["hips"])
    assert str(one) == "hips: nothing on each side"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("hold", "left", 1000), ("hold", "left", 500), ("hold", "right", 1500)], "a: 1.5s on each side"),
        ([("hold", "left", 1000), ("hold", "right", 1001)], "a: left 1s, right 1.001s"),
        ([("rep", "left", 9), ("rep", "left", 9), ("rep", "right", 9)], "a: left 2 reps, right 1 rep"),
        ([("rest", "left", 1000), ("say", "right", 9), ("hold", None, 9)], "a: nothing on each side"),
    ],
)  # fmt: skip
def test_what_each_side_gets(rows, said):
    assert [str(one) for one in measure_balance(events(*rows), ["a", ""])] == [
        said,
        "pair 2: nothing on each side",
    ]
    unpaired = [make_event(Scene(side="left"), "hold", 0, 1000)]
    assert all(one.even for one in measure_balance(unpaired, ["a"]))


def hold(side, lead, length=45_000):
    event = make_event(Scene("x", "stretch", side, 1, 1), "hold", 20_000, 20_000 + length)
    return replace(event, entered_ms=20_000 - lead)


@pytest.mark.parametrize(
    ("holds", "said", "even"),
    [
        ([hold("left", 5000), hold("right", 5000)], "a: 50s on each side", True),
        # the length of a sentence is no whole second, and no dose
        ([hold("left", 5040), hold("right", 4960)], "a: 50s on each side", True),
        ([hold("left", 23_112), hold("right", 5232)], "a: left 1m8s, right 50s", True),
        ([hold("left", 5000), hold("right", 0, 50_000)], "a: 50s on each side", False),
    ],
)
def test_what_the_body_gets_begins_where_it_goes_in(holds, said, even):
    [one] = measure_balance(holds, ["a"])
    assert (str(one), one.even) == (said, even)
