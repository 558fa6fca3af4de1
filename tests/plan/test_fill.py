"""Filling a time."""

import pytest

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.plan.fill import Filled, fill_time
from voiceguide.routine.settings import Settings

WORDS = {"full": 300, "brief": 120, "tones": 60}


def length(values):
    """Four holds, 4 series of 7 s reps, and talk."""
    return 4 * values["hold"] + 4 * 7000 * values["reps"] + 1000 * WORDS[values["detail"]]


def chosen(filled):
    return (render_duration(filled.values["hold"]), filled.values["reps"], filled.values["detail"])


@pytest.mark.parametrize(
    ("minutes", "fixed", "choice", "recommended"),
    [
        (12, {}, ("49s", 8, "full"), True),
        (10, {}, ("33s", 6, "full"), True),
        (8, {}, ("34s", 8, "brief"), True),
        (6, {}, ("25s", 5, "brief"), False),
        (5, {}, ("24s", 3, "brief"), False),
        (20, {}, ("1m46s", 17, "full"), False),
        (12, {"reps": 8}, ("49s", 8, "full"), True),
        (12, {"hold": 45_000}, ("45s", 8, "full"), True),
        (12, {"detail": "brief"}, ("1m6s", 12, "brief"), False),
    ],
)
def test_what_is_chosen(minutes, fixed, choice, recommended):
    settings = Settings(detail=fixed.get("detail", "full"))
    target = minutes * 60_000
    filled = fill_time(target, settings, fixed, length)
    assert filled.length_ms <= target
    assert filled.length_ms > target - 60_000
    assert filled.recommended == recommended
    assert filled.length_ms == length(filled.values)
    assert chosen(filled) == choice


@pytest.mark.parametrize(
    ("target", "choice", "recommended"),
    [
        (length({"hold": 30_000, "reps": 5, "detail": "full"}), ("30s", 5, "full"), True),
        (length({"hold": 60_000, "reps": 10, "detail": "full"}), ("1m", 10, "full"), True),
        (length({"hold": 180_000, "reps": 20, "detail": "full"}), ("3m", 20, "full"), False),
        (length({"hold": 10_000, "reps": 3, "detail": "tones"}), ("10s", 3, "tones"), False),
        (length({"hold": 60_000, "reps": 10, "detail": "full"}) + 8000, ("1m", 10, "full"), True),
    ],
)
def test_the_very_ends_of_a_range(target, choice, recommended):
    filled = fill_time(target, Settings(detail="full"), {}, length)
    assert filled.recommended == recommended
    assert filled.length_ms <= target
    if recommended or target == filled.length_ms:
        assert chosen(filled) == choice


def test_no_length_is_measured_twice():
    asked = []

    def counted(values):
        asked.append(tuple(values.items()))
        return length(values)

    fill_time(720_000, Settings(), {}, counted)
    assert len(asked) == len(set(asked)) < 60


def test_it_says_what_it_chose():
    assert str(fill_time(720_000, Settings(), {}, length)) == (
        "holds of 49s, 8 reps, detail full: 12:00"
    )


@pytest.mark.parametrize(
    ("target", "choice", "said"),
    [
        (380_000, ("30s", 5, "brief"), "more words take at least 9:20"),
        (379_000, ("29s", 5, "brief"), "(outside the recommended ranges); more words take at least 9:20"),
        (329_000, ("24s", 4, "brief"), "(outside the recommended ranges); more words take at least 9:20"),
        (327_000, ("31s", 5, "tones"), "more words take at least 6:20"),
    ],
)  # fmt: skip
def test_words_are_given_up_last(target, choice, said):
    filled = fill_time(target, Settings(), {}, length)
    assert chosen(filled) == choice
    assert str(filled).endswith(said)


@pytest.mark.parametrize(("minutes", "rounds"), [(27, 2), (30, 3), (45, 4), (235, 18)])
def test_more_rounds_are_offered(minutes, rounds):
    def rounded(values):
        return length(values) * values.get("rounds", 1)

    offered = f" With {rounds} rounds (--rounds) it can."
    with pytest.raises(RoutineError) as caught:
        fill_time(round(minutes * 60_000), Settings(), {}, rounded)
    assert caught.value.remedy == f"The nearest possible length is 26:20.{offered}"


@pytest.mark.parametrize(
    ("target", "nearest"),
    [
        (length({"hold": 180_000, "reps": 20, "detail": "full"}) + 16_000, "26:20"),
        (length({"hold": 10_000, "reps": 3, "detail": "tones"}) - 1, "3:04"),
    ],
)
def test_a_moment_beyond_the_ends(target, nearest):
    with pytest.raises(RoutineError) as caught:
        fill_time(target, Settings(), {}, length)
    assert caught.value.remedy == f"The nearest possible length is {nearest}."


@pytest.mark.parametrize(
    ("reps", "recommended", "said"),
    [
        (1, True, "holds of 45s, 1 rep, detail full: 1:00"),
        (2, False, "holds of 45s, 2 reps, detail full: 1:00 (outside the recommended ranges)"),
    ],
)
def test_how_it_is_said(reps, recommended, said):
    values = {"hold": 45_000, "reps": reps, "detail": "full"}
    assert str(Filled(values, 60_000, recommended)) == said


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (60_000, "--fit: the routine cannot last 1m. The nearest possible length is 3:04."),
        (3_600_000, "--fit: the routine cannot last 1h. The nearest possible length is 26:20."),
    ],
)
def test_impossible(target, message):
    with pytest.raises(RoutineError) as caught:
        fill_time(target, Settings(), {}, length)
    assert str(caught.value) == message


@pytest.mark.parametrize("minutes", [7, 9, 11, 13, 17, 24])
@pytest.mark.parametrize("bend", [0, 3000, -3000])
def test_few_are_measured_and_hardly_any_time_is_left_over(minutes, bend):
    asked = []

    def bent(values):
        """Not even: what is said takes longer in the middle, and chapters are whole seconds."""
        asked.append(values)
        hold, reps = values["hold"] // 1000, values["reps"]
        extra = bend * hold * (181 - hold) // 8000 + 100 * (reps % 3)
        return (length(values) + extra + 999) // 1000 * 1000

    target = minutes * 60_000
    filled = fill_time(target, Settings(), {}, bent)
    measured = len(asked)
    holds, reps = ((30, 60), (5, 10)) if filled.recommended else ((10, 180), (3, 20))
    best = max(
        fits
        for hold in range(holds[0], holds[1] + 1)
        for count in range(reps[0], reps[1] + 1)
        if (fits := bent({"hold": hold * 1000, "reps": count, "detail": filled.values["detail"]}))
        <= target
    )
    assert best - filled.length_ms <= 3000
    assert filled.length_ms == bent(filled.values) <= target
    assert measured < 40
