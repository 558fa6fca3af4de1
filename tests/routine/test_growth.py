"""How doses grow: steps, limits, lists and easier weeks."""

import pytest

from voiceguide.routine.growth import Growing, steps_of, values_of


def grown(table, weeks=6, easier=4):
    faults = []
    growths = Growing().read(table, ("grow",), faults)
    assert faults == []
    return [values_of(growths, steps_of(week, easier)) for week in range(1, weeks + 1)]


def row(key, value, **more):
    return [one[key] for one in grown({key: value}, **more)]


STEPS = {
    "the example": ("hold", {"from": "30s", "to": "60s", "by": "5s"}, {}, [30, 35, 40, 35, 45, 50]),
    "up to its limit": ("hold", {"from": "50s", "to": "60s", "by": "5s"}, {"easier": 0}, [50, 55, 60, 60, 60, 60]),
    "no further than its limit": ("hold", {"from": "50s", "to": "58s", "by": "5s"}, {"easier": 0}, [50, 55, 58, 58, 58, 58]),
    "less and less": ("rest", {"from": "20s", "to": "10s", "by": "4s"}, {"easier": 0}, [20, 16, 12, 10, 10, 10]),
    "every third week": ("hold", {"from": "30s", "to": "60s", "by": "5s"}, {"easier": 3}, [30, 35, 30, 40, 45, 40]),
    "nine weeks": ("hold", {"from": "30s", "to": "60s", "by": "5s"}, {"weeks": 9}, [30, 35, 40, 35, 45, 50, 55, 50, 60]),
    "one exercise": ("run.hold", {"from": "60s", "to": "30m", "by": "5m"}, {"easier": 0}, [60, 360, 660, 960, 1260, 1560]),
    "a list of doses": ("hold", ["30s", "40s", "50s"], {}, [30, 40, 50, 40, 50, 50]),
}  # fmt: skip


@pytest.mark.parametrize(("key", "value", "more", "seconds"), STEPS.values(), ids=STEPS)
def test_steps(key, value, more, seconds):
    assert [one / 1000 for one in row(key, value, **more)] == seconds


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("reps", {"from": 5, "to": 10, "by": 1}, [5, 6, 7, 6, 8, 9]),
        ("detail", ["full", "full", "brief"], ["full", "full", "brief", "brief", "brief", "brief"]),
        # an easier week goes back in doses, not in how much is said
        ("detail", ["full", "full", "brief", "tones"], ["full", "full", "brief", "brief", "tones", "tones"]),
        ("voice.rate", [140, 150], [140, 150, 150, 150, 150, 150]),
    ],
)  # fmt: skip
def test_numbers_and_words(key, value, wanted):
    assert row(key, value) == wanted


def test_an_exercise_without_quotes():
    assert grown({"run": {"hold": ["60s", "90s"]}}, 2)[1] == {"run.hold": 90_000}


def test_it_never_falls_behind():
    """What a week has is never less than the week before, but in an easier one."""
    for easier in (3, 4, 5):
        found = row("reps", {"from": 1, "to": 100, "by": 1}, weeks=104, easier=easier)
        hard = [one for week, one in enumerate(found, 1) if week % easier]
        assert hard == [*range(1, len(hard) + 1)]
        assert all(found[week - 1] == found[week - 3] for week in range(easier, 104, easier))
