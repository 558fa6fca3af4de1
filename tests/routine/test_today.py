"""What depends on the day, and on how often a routine was made."""

import datetime
from itertools import pairwise

import pytest

from voiceguide.routine.routine import parse_overrides, parse_routine
from voiceguide.routine.settle import settle
from voiceguide.routine.today import detail_of, settle_today, side_of

MONDAY = datetime.date(2026, 11, 23)
ROUTINE = parse_routine(
    'title = "T"\n[settings]\nfirst_side = "alternate"\ndetail = "auto"\n'
    '[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n'
)


def test_sides_alternate_and_weeks_balance():
    sides = [side_of(MONDAY + datetime.timedelta(days=day)) for day in range(14)]
    assert all(one != other for one, other in pairwise(sides))
    assert sides.count("left") == sides.count("right") == 7
    assert [side_of(MONDAY + datetime.timedelta(weeks=week)) for week in range(4)] in (
        ["left", "right"] * 2,
        ["right", "left"] * 2,
    )


@pytest.mark.parametrize(
    ("times", "detail"),
    [(0, "full"), (2, "full"), (3, "brief"), (9, "brief"), (10, "tones"), (99, "tones")],
)
def test_detail_fades(times, detail):
    assert detail_of(times) == detail
    settings = settle_today(settle(ROUTINE), MONDAY, times).settings
    assert (settings.detail, settings.first_side) == (detail, side_of(MONDAY))


def test_what_is_asked_for_is_kept():
    asked = parse_overrides({"detail": "brief", "first_side": "right"}, {}, {})
    settled = settle_today(settle(ROUTINE, asked), MONDAY, 0).settings
    assert (settled.detail, settled.first_side) == ("brief", "right")
