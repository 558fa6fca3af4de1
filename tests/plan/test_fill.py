"""Filling a time."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.lang.lengths import parse_duration
from voiceguide.plan.fill import Filled, fill_time
from voiceguide.routine.settings import Patch, Settings

WORDS = {"full": 300, "brief": 120, "tones": 60}


def length(patch):
    """Four holds, 4 series of 7 s reps, and talk."""
    hold = parse_duration(patch.hold)
    return 4 * hold + 4 * 7000 * patch.reps + 1000 * WORDS[patch.detail]


@pytest.mark.parametrize(
    ("minutes", "fixed", "choice", "recommended"),
    [
        (12, Patch(), ("49s", 8, "full"), True),
        (10, Patch(), ("33s", 6, "full"), True),
        (8, Patch(), ("34s", 8, "brief"), True),
        (6, Patch(), ("33s", 6, "tones"), True),
        (20, Patch(), ("2m49s", 8, "full"), False),
        (12, Patch(reps=8), ("49s", 8, "full"), True),
        (12, Patch(hold="45s"), ("45s", 8, "full"), True),
        (12, Patch(detail="brief"), ("1m34s", 8, "brief"), False),
    ],
)
def test_what_is_chosen(minutes, fixed, choice, recommended):
    settings = Settings(detail=fixed.detail or "full")
    target = minutes * 60_000
    filled = fill_time(target, settings, fixed, length)
    assert filled.length_ms <= target
    assert filled.length_ms > target - 60_000
    assert filled.recommended == recommended
    assert filled.length_ms == length(filled.patch)
    assert (filled.patch.hold, filled.patch.reps, filled.patch.detail) == choice


@pytest.mark.parametrize(
    ("target", "choice", "recommended"),
    [
        (length(Patch(hold="30s", reps=5, detail="full")), ("30s", 5, "full"), True),
        (length(Patch(hold="60s", reps=10, detail="full")), ("1m", 10, "full"), True),
        (length(Patch(hold="3m", reps=20, detail="full")), ("3m", 20, "full"), False),
        (length(Patch(hold="10s", reps=3, detail="tones")), ("10s", 3, "tones"), False),
        (length(Patch(hold="60s", reps=10, detail="full")) + 1, ("1m", 10, "full"), False),
    ],
)
def test_the_very_ends_of_a_range(target, choice, recommended):
    filled = fill_time(target, Settings(detail="full"), Patch(), length)
    assert filled.recommended == recommended
    assert filled.length_ms <= target
    if recommended or target == filled.length_ms:
        assert (filled.patch.hold, filled.patch.reps, filled.patch.detail) == choice


def test_no_length_is_measured_twice():
    asked = []

    def counted(patch):
        asked.append((patch.hold, patch.reps, patch.detail))
        return length(patch)

    fill_time(720_000, Settings(), Patch(), counted)
    assert len(asked) == len(set(asked)) < 60


def test_it_says_what_it_chose():
    assert str(fill_time(720_000, Settings(), Patch(), length)) == (
        "holds of 49s, 8 reps, detail full: 12:00"
    )


@pytest.mark.parametrize(
    ("target", "nearest"),
    [
        (length(Patch(hold="3m", reps=20, detail="full")) + 1, "26:20"),
        (length(Patch(hold="10s", reps=3, detail="tones")) - 1, "3:04"),
    ],
)
def test_a_moment_beyond_the_ends(target, nearest):
    with pytest.raises(RoutineError) as caught:
        fill_time(target, Settings(), Patch(), length)
    assert caught.value.remedy == f"The nearest possible length is {nearest}."


@pytest.mark.parametrize(
    ("reps", "recommended", "said"),
    [
        (1, True, "holds of 45s, 1 rep, detail full: 1:00"),
        (2, False, "holds of 45s, 2 reps, detail full: 1:00 (outside the recommended ranges)"),
    ],
)
def test_how_it_is_said(reps, recommended, said):
    patch = Patch(hold="45s", reps=reps, detail="full")
    assert str(Filled(patch, 60_000, recommended)) == said


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (60_000, "--fit: the routine cannot last 1m. The nearest possible length is 3:04."),
        (3_600_000, "--fit: the routine cannot last 1h. The nearest possible length is 26:20."),
    ],
)
def test_impossible(target, message):
    with pytest.raises(RoutineError) as caught:
        fill_time(target, Settings(), Patch(), length)
    assert str(caught.value) == message


@pytest.mark.parametrize("minutes", [7, 9, 11, 13, 17, 24])
@pytest.mark.parametrize("bend", [0, 3000, -3000])
def test_few_are_measured_and_hardly_any_time_is_left_over(minutes, bend):
    asked = []

    def bent(patch):
        """Not even: what is said takes longer in the middle, and chapters are whole seconds."""
        asked.append(patch)
        hold, reps = parse_duration(patch.hold) // 1000, patch.reps
        extra = bend * hold * (181 - hold) // 8000 + 100 * (reps % 3)
        return (length(patch) + extra + 999) // 1000 * 1000

    target = minutes * 60_000
    filled = fill_time(target, Settings(), Patch(), bent)
    measured = len(asked)
    holds, reps = ((30, 60), (5, 10)) if filled.recommended else ((10, 180), (3, 20))
    best = max(
        fits
        for hold in range(holds[0], holds[1] + 1)
        for count in range(reps[0], reps[1] + 1)
        if (fits := bent(Patch(f"{hold}s", count, detail=filled.patch.detail))) <= target
    )
    assert best - filled.length_ms <= 3000
    assert filled.length_ms == bent(filled.patch) <= target
    assert measured < 40
