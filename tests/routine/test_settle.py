"""Which dose counts, of a pair and of a list, and what `--set` reaches."""

import pytest

from voiceguide.duration import Tempo
from voiceguide.errors import RoutineError
from voiceguide.routine.routine import Overrides, parse_overrides, parse_routine
from voiceguide.routine.settle import settle


def holds(exercise, *, block="", settings="", personal="", option="", sets=None, pair=False):
    """The hold of exercise A, in seconds."""
    own = f', hold = "{exercise}"' if exercise else ""
    do = (
        f'stretch = {{ title = "A"{own} }}\nstrengthen = {{ title = "B" }}'
        if pair
        else f'do = [{{ title = "A"{own} }}]'
    )
    text = 'title = "T"\n[settings]\n'
    text += f'hold = "{settings}"\n' if settings else ""
    text += "[[block]]\n" + (f'hold = "{block}"\n' if block else "") + do
    asked = parse_overrides({"hold": option} if option else {}, sets or {}, {})
    under = parse_overrides({"hold": personal} if personal else {}, {}, {}).settings
    routine = parse_routine(text)
    settled = settle(routine, Overrides(under, asked.settings, asked.exercises))
    return settled.dose(routine.exercises[0], "left").hold // 1000


ALL = {"block": "33s", "settings": "32s", "personal": "31s"}
COUNTS = {
    "built in": ("", {}, 45, 45),
    "config.toml": ("", {"personal": "31s"}, 31, 31),
    "[settings]": ("", {"settings": "32s", "personal": "31s"}, 32, 32),
    "the block": ("", ALL, 33, 33),
    "the exercise": ("34s", ALL, 34, 34),
    "the option": ("", {**ALL, "option": "35s"}, 35, 35),
    "the option and the exercise": ("34s", {**ALL, "option": "35s"}, 34, 35),
    "--set": ("34s", {**ALL, "option": "35s", "sets": {"a.hold": "36s"}}, 36, 36),
    "--set of one": ("34s", {"sets": {"a.hold": "36s", "a-1.hold": "37s"}}, 37, 37),
}


@pytest.mark.parametrize(("exercise", "layers", "in_list", "in_pair"), COUNTS.values(), ids=COUNTS)
def test_what_counts(exercise, layers, in_list, in_pair):
    assert holds(exercise, **layers) == in_list
    assert holds(exercise, pair=True, **layers) == in_pair


def test_a_tempo_an_exercise_of_a_list_states_is_left_alone():
    routine = parse_routine(
        'title = "T"\n[[block]]\nreps = 8\ndo = [{ title = "A", tempo = "1-0-1" }, { title = "B" }]'
    )
    settled = settle(routine, parse_overrides({"tempo": "4-0-4", "reps": 5}, {}, {}))
    assert [settled.dose(one) for one in routine.exercises] == [
        settled.dose(routine.exercises[0]).__class__(45_000, 5, tempo)
        for tempo in (Tempo(1000, 0, 1000), Tempo(4000, 0, 4000))
    ]


def test_a_value_for_each_round():
    routine = parse_routine(
        'title = "T"\n[[block]]\nrounds = 3\nhold = ["30s", "20s", "10s"]\n'
        'do = [{ title = "A", reps = [10, 8, 6] }, { title = "B" }]'
    )
    counted, held = routine.exercises
    settled = settle(routine)
    assert [settled.dose(counted, "left", n).reps for n in (1, 2, 3)] == [10, 8, 6]
    assert [settled.dose(held, "right", n).hold for n in (1, 2, 3)] == [30_000, 20_000, 10_000]
    asked = settle(routine, parse_overrides({"hold": "40s", "reps": 9}, {}, {}))
    assert [asked.dose(counted, None, n).reps for n in (1, 2, 3)] == [10, 8, 6]
    assert [asked.dose(held, None, n).hold for n in (1, 2, 3)] == [40_000] * 3


SQUATS = 'title = "T"\n[[block]]\ndo = [{ title = "Squat", reps = 5 }, { title = "Squat", reps = 6 }, { title = "Plank", hold = "50m" }]\n[[block]]\nstretch = { title = "Calf" }\nstrengthen = { exercise = "raise" }'


def test_set_reaches_all_of_a_name_or_one():
    routine = parse_routine(SQUATS)
    settled = settle(routine, parse_overrides({}, {"squat.reps": 3, "squat-2.reps": 4}, {}))
    assert [settled.dose(one).reps for one in routine.exercises[:2]] == [3, 4]


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ({"squat.hold": "3s"}, "--set: 'squat' does not use hold. Choose from: squat.reps, squat.tempo."),
        ({"plank.reps": 3}, "--set: 'plank' does not use reps. Choose from: plank.hold."),
        ({"plank.hold": "61m"}, "--set plank.hold=61m: 61m is out of range. It may be 1s to 1h."),
        ({"calf.hold": "16m"}, "--set calf.hold: 16m is out of range. It may be 1s to 15m."),
        ({"raise.hold": "16m"}, "--set raise.hold: 16m is out of range. It may be 1s to 15m."),
        ({"sqat.reps": 3}, "--set: unknown exercise 'sqat'. Did you mean 'squat'?"),
        ({"squat-3.reps": 3}, "--set: unknown exercise 'squat-3'. Did you mean 'squat-2'?"),
        ({"plank.hold": "59m", "calf-1.hold": "15m", "raise.hold": "15m"}, ""),
    ],
)  # fmt: skip
def test_what_set_cannot_do(sets, message):
    routine = parse_routine(SQUATS)
    if not message:
        assert settle(routine, parse_overrides({}, sets, {})).exercises
        return
    with pytest.raises(RoutineError) as caught:
        settle(routine, parse_overrides({}, sets, {}))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("rounds", "session", "message"),
    [
        (100, 5, ""),
        (100, 6, "the session has 1200 exercises, all rounds counted. It may have 1000: take fewer rounds."),
    ],
)  # fmt: skip
def test_rounds_count(rounds, session, message):
    text = (
        f'title = "T"\n[settings]\nrounds = {session}\n[[block]]\nrounds = {rounds}\n'
        'do = [{ title = "A" }, { title = "B" }]'
    )
    if not message:
        assert settle(parse_routine(text)).settings.rounds == session
        return
    with pytest.raises(RoutineError) as caught:
        parse_routine(text)
    assert str(caught.value) == f"routine.toml:5: {message}"


def test_the_weak_side_of_a_list():
    routine = parse_routine(
        'title = "T"\n[settings]\nweak_side = "left"\nweak_extra = "5m"\n[[block]]\n'
        'do = [{ title = "A", hold = "50m" }, { title = "B", hold = "56m" }]'
    )
    settled = settle(routine)
    long, longer = routine.exercises
    assert [settled.dose(long, side).hold // 60_000 for side in ("left", "right", None)] == [
        55,
        50,
        50,
    ]
    with pytest.raises(RoutineError, match="b: the weak side's extra") as caught:
        settled.dose(longer, "left")
    assert caught.value.remedy.startswith("A hold lasts at most 1h,")
