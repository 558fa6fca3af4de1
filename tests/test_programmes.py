"""Sixteen public programmes, each in one file without a script: built, and proved from the sound.

Before there were blocks eight of them had to be forced into pairs, with scripts of their own. The number of
lines is that of all files of a programme together, without blank lines: comments count, then as now.
"""

from itertools import pairwise
from pathlib import Path

import pytest

import voiceguide
from tests.lasting import lasting

FOLDER = Path(__file__).parent / "data" / "programmes"


def once(*names, dose):
    return [(name, None, dose) for name in names]


def each(*names, dose, first="left"):
    other = "right" if first == "left" else "left"
    return [(name, side, dose) for name in names for side in (first, other)]


def yoga(*names):
    return each(*names, dose=60, first="right")


FORCED = {
    "breathing": 40,
    "couch-to-5k": 53,
    "hip-opener": 56,
    "jawt-three-sets": 37,
    "ladder-emom-amrap": 44,
    "physio-home": 91,
    "w2a-example": 68,
    "yoga-stretch": 52,
}
"""Lines it had as pairs."""
SHORTEST = {"after-run": 22, "seven-minute": 22, "tabata": 22, "pelvic-floor": 22}
"""Lines it may have where it never was one."""
DONE = {
    "breathing": [
        *once("box-breathing", dose=240),
        *once("four-seven-eight", dose=152),
        *(
            one
            for held in (30, 45, 60)
            for one in [
                *once("quick-breaths", dose="x30"),
                *once("breathe-out-and-hold", dose=held),
                *once("breathe-in-and-hold", dose=15),
            ]
        ),
    ],
    "couch-to-5k": [
        *once("brisk-walk", dose=300),
        *[*once("run", dose=60), *once("walk", dose=90)] * 8,
        *once("cool-down", dose=300),
    ],
    "hip-opener": [
        *[
            *each("figure-four", dose=40),
            *each("hamstring-and-hip-flexor", dose="x6"),
            *each("couch-stretch", dose="x5"),
        ]
        * 2,
        *each("side-lunge", dose="x5"),
        *each("lizard-with-a-twist", dose="x4"),
    ],
    "jawt-three-sets": once("finger-spread", "thumb-touch", "hook-fist", "table-top", dose="x10")
    * 3,
    "ladder-emom-amrap": [
        *(one for seconds in (30, 25, 20, 15, 10) for one in once("work", dose=seconds)),
        *once("ten-push-ups", dose=60) * 6,
        *once("as-many-rounds-as-you-can", dose=600),
    ],
    "physio-home": [
        *once("walk-on-the-spot", dose=180),
        *[*each("calf-stretch", dose=30), *each("clamshell", dose="x10")] * 3,
        *[*each("hip-flexor-stretch", dose=30), *once("bridge", dose="x10")] * 3,
    ],
    "w2a-example": [
        *once("warm-up", dose=120),
        *once(
            "jumping-jacks", "steam-engine", "push-ups", "crunches", "hip-raises", "squats",
            "triceps-lifts", "plank", "high-knees-on-the-spot", "lunges",
            "push-ups-with-rotation", dose=30,
        ),
        *each("side-plank", dose=15),
        *once("squats-once-more", dose=30),
    ],
    "yoga-stretch": [
        *once("seated-breathing", "neck-tilts", "shoulder-rolls", dose=30),
        *once("cat-and-cow", "downward-dog", "forward-fold", dose=60),
        *yoga("low-lunge"),
        *once("seated-forward-fold", "butterfly", dose=60),
        *yoga("seated-twist", "figure-four", "reclining-hamstring-stretch", "lying-twist"),
        *once("final-rest", dose=120),
    ],
    "after-run": [
        *once("walk-it-off", dose=120),
        *each("calf", "thigh", "hamstring", "hip-flexor", "buttock", dose=30),
    ],
    "office-break": [
        *once("chin-tuck", dose="x5"),
        *each("ear-to-shoulder", dose=15),
        *once("shoulder-rolls", dose="x8"),
        *each("wrist-stretch", dose=15),
        *once("look-far-away", dose=20),
    ],
    "pelvic-floor": [
        *once("settle-in", dose=60),
        *[*once("slow-squeezes", dose="x5"), *once("quick-squeezes", dose="x10")] * 2,
    ],
    "rotator-cuff": [
        *each("pendulum", dose=60),
        *[*each("crossover-arm-stretch", dose=30), *each("external-rotation-with-a-band", dose="x10")] * 2,
        *(
            one
            for count in (10, 8)
            for one in [*once("standing-row", dose=f"x{count}"), *once("scapula-setting", dose="x10")]
        ),
    ],
    "seven-minute": [
        *once(
            "jumping-jacks", "wall-sit", "push-ups", "crunches", "step-ups-on-the-chair", "squats",
            "triceps-dips-on-the-chair", "plank", "high-knees", "lunges", "push-ups-with-rotation",
            dose=30,
        ),
        *each("side-plank", dose=15),
    ],
    "sun-salutation": [
        *once("mountain-pose", dose=60),
        *[
            (name, side, 25 if name == "downward-dog" else 5)
            for side in ("left", "right")
            for name in ("reach-up", "fold-forward", "lunge", "plank", "lower-down", "cobra",
                         "downward-dog", "step-forward", "fold", "rise")
        ]
        * 3,
        *once("corpse-pose", dose=120),
    ],
    "supersets": [
        *(
            one
            for count in (12, 10, 8)
            for one in [*once("push-ups", dose=f"x{count}"), *each("row", dose=f"x{count}")]
        ),
        *[*once("goblet-squat", dose="x12"), *each("lunge", dose="x8")] * 3,
        *[*once("dead-bug", dose="x10"), *each("side-plank", dose=30)] * 2,
    ],
    "tabata": [
        *once("warm-up", dose=180),
        *once("squat-jumps", "mountain-climbers", dose=20) * 4,
        *once("cool-down", dose=120),
    ],
}  # fmt: skip
"""What is done, in order: exercise, side, seconds or repetitions."""


def file_of(name):
    return FOLDER / f"{name}.toml"


def done_in(timeline):
    """What is done in a session, in order."""
    return [
        (one.exercise, one.side, one.asked_ms / 1000 if one.kind == "hold" else f"x{one.asked}")
        for one in timeline.events
        if one.kind == "hold" or (one.kind == "rep" and one.rep == 1)
    ]


@pytest.fixture
def build(tmp_path, sounds):
    def build(name):
        # what a bed costs is the mixing, and it changes no time
        return voiceguide.build(
            file_of(name), engine="system", bed="none", out=tmp_path, cache=sounds, counts=False
        )

    return build


BRIEF = {"office-break", "tabata", "breathing", "sun-salutation"}
"""One of each kind; `make long` builds the others."""


@pytest.mark.speech
@pytest.mark.parametrize("name", [name if name in BRIEF else lasting(name) for name in DONE])
def test_it_is_what_was_asked_for(build, name):
    made = build(name)
    assert done_in(made.timeline) == DONE[name]
    assert voiceguide.verify(made.path).problems == []


@pytest.mark.parametrize("name", FORCED)
def test_it_has_a_third_of_the_lines(name):
    assert len(file_of(name).read_text("utf-8").splitlines()) <= FORCED[name] / 3


@pytest.mark.parametrize("name", SHORTEST)
def test_it_has_few_lines(name):
    assert len(file_of(name).read_text("utf-8").splitlines()) <= SHORTEST[name]


@pytest.mark.parametrize("name", DONE)
def test_nothing_is_to_be_said_of_it(name):
    found = voiceguide.check(file_of(name))
    assert [one.what for one in found if "outside the recommended" not in one.what] == []


def test_there_are_no_others():
    assert {path.stem for path in FOLDER.iterdir()} == set(DONE)
    assert set(FORCED) | set(SHORTEST) < set(DONE)
    assert len(DONE) == 16


@pytest.mark.parametrize("name", DONE)
def test_nobody_speaks_of_a_side_where_there_is_none(name):
    timeline = voiceguide.preview(file_of(name)).timeline
    sided = {one.exercise for one in timeline.events if one.side}
    assert sided == {exercise for exercise, side, _ in DONE[name] if side}
    for one in timeline.events:
        said = str(one.text or "").lower()
        if one.side is None and one.kind == "say":
            assert "left" not in said
            assert "right" not in said
    for mark in timeline.chapters:
        at = next(one for one in timeline.events if one.start_ms >= mark.start_ms)
        assert ("left" in mark.title.lower() or "right" in mark.title.lower()) is bool(at.side)


@pytest.mark.parametrize(
    ("name", "exercise", "apart_ms"),
    [
        ("couch-to-5k", "run", 150_000),
        ("ladder-emom-amrap", "ten-push-ups", 60_000),
        ("tabata", "squat-jumps", 60_000),
    ],
)
def test_intervals_are_exact(build, name, exercise, apart_ms):
    starts = [
        one.start_ms
        for one in build(name).timeline.events
        if one.kind == "hold" and one.exercise == exercise
    ]
    assert {after - before for before, after in pairwise(starts)} == {apart_ms}
