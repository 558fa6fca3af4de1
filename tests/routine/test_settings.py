"""Settings: what may be written, and what it comes to."""

import tomllib

import msgspec
import pytest

from voiceguide.duration import Tempo
from voiceguide.errors import RoutineError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.kind import parse_tempo
from voiceguide.routine.mix import Mix
from voiceguide.routine.routine import SETTINGS, parse_overrides
from voiceguide.routine.settings import ROWS, lay, merge
from voiceguide.routine.shape import flatten


def read(values):
    """As a file has them."""
    faults = []
    found = flatten(SETTINGS.read(values, (), faults))
    for _, error in faults:
        raise error.at("x.toml:3")
    return lay(found)


def given(values):
    """As options give them."""
    return lay(parse_overrides(values, {}, {}).settings)


@pytest.mark.parametrize(
    ("values", "key", "value"),
    [
        ({"hold": "1s"}, "hold", 1_000),
        ({"hold": "15m"}, "hold", 900_000),
        ({"reps": 1}, "reps", 1),
        ({"reps": 100}, "reps", 100),
        ({"tempo": "3-0-3"}, "tempo", Tempo(3000, 0, 3000)),
        ({"tempo": "1.5-0.5-2"}, "tempo", Tempo(1500, 500, 2000)),
        ({"switch": "0s"}, "switch", 0),
        ({"rest": "1:30"}, "rest", 90_000),
        ({"side_order": "pair"}, "side_order", "pair"),
        ({"first_side": "alternate"}, "first_side", "alternate"),
        ({"rounds": 20}, "rounds", 20),
        ({"detail": "auto"}, "detail", "auto"),
        ({"weak_side": "left"}, "weak_side", "left"),
        ({"weak_extra": "15s"}, "weak_extra", 15_000),
        ({"weak_reps": 2}, "weak_reps", 2),
        ({"attention": "1.5s"}, "attention", 1_500),
        ({"tv": True}, "tv", True),
        ({"breath": "4-7-8"}, "breath", "4-7-8"),
        ({"breath": "box"}, "breath", "box"),
        ({"clarity": "tv"}, "clarity", "tv"),
        ({"tones": "wood"}, "tones", "wood"),
        ({"tone_level": -12}, "tone_level", -12),
        ({"voice_level": 6}, "voice_level", 6),
    ],
)
def test_read(values, key, value):
    assert getattr(read(values), key) == value
    assert getattr(given({name: str(one) for name, one in values.items()}), key) == value


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"hold": "0.9s"}, "hold: 0.9s is out of range. It may be 1s to 15m."),
        ({"hold": "15m1s"}, "hold: 15m1s is out of range. It may be 1s to 15m."),
        ({"hold": "45"}, "hold: '45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes."),
        ({"reps": 0}, "reps: 0 is out of range. It may be 1 to 100."),
        ({"reps": 101}, "reps: 101 is out of range. It may be 1 to 100."),
        ({"reps": "many"}, "reps: 'many' is not a whole number."),
        ({"tempo": "3-3"}, "tempo: '3-3' is not a tempo. Write seconds down, pause, up, like \"3-1-3\"."),
        ({"tempo": "0-0-0"}, "tempo: tempo '0-0-0' is out of range. One repetition takes at least 1 s and one phase at most 60 s."),
        ({"tempo": "61-0-1"}, "tempo: tempo '61-0-1' is out of range. One repetition takes at least 1 s and one phase at most 60 s."),
        ({"switch": "16m"}, "switch: 16m is out of range. It may be 0s to 15m."),
        ({"side_order": "sides"}, "side_order: unknown value 'sides'. Choose from: exercise, pair."),
        ({"detail": "ful"}, "detail: unknown value 'ful'. Did you mean 'full'?"),
        ({"rounds": 21}, "rounds: 21 is out of range. It may be 1 to 20."),
        ({"weak_reps": -1}, "weak_reps: -1 is out of range. It may be 0 to 100."),
        ({"attention": "0s"}, "attention: 0s is out of range. It may be 1s to 10m."),
        ({"voice": {"rate": 20}}, "voice.rate: 20 is out of range. It may be 80 to 400."),
        ({"breath": "5-5"}, "breath: unknown value '5-5'. Choose from: 4-6, 4-7-8, box, off, spoken."),
        ({"clarity": "on"}, "clarity: unknown value 'on'. Choose from: normal, off, tv."),
        ({"tones": "bells"}, "tones: unknown value 'bells'. Choose from: bright, calm, none, wood."),
        ({"tone_level": 7}, "tone_level: 7 is out of range. It may be -12 to 6."),
        ({"voice_level": -13}, "voice_level: -13 is out of range. It may be -12 to 6."),
        ({"hodl": "45s"}, "unknown key 'hodl'. Did you mean 'hold'?"),
        ({"voice": {"speed": 1}}, "unknown key 'speed'. Choose from: engine, name, rate."),
    ],
)  # fmt: skip
def test_what_cannot_be_read(values, message):
    with pytest.raises(RoutineError) as caught:
        read(values)
    assert str(caught.value) == f"x.toml:3: {message}"


LENGTHS = {
    # lowest, highest, just below, just above
    "hold": ("1s", "15m", "0.999s", "15m0.001s"),
    "switch": ("0s", "15m", None, "15m0.001s"),
    "rest": ("0s", "15m", None, "15m0.001s"),
    "weak_extra": ("0s", "15m", None, "15m0.001s"),
    "attention": ("1s", "10m", "0.999s", "10m0.001s"),
}
NUMBERS = {
    "reps": (1, 100),
    "rounds": (1, 20),
    "weak_reps": (0, 100),
    "tone_level": (-12, 6),
    "voice_level": (-12, 6),
    "bed_level": (-38, -26),
}


@pytest.mark.parametrize("key", LENGTHS)
def test_the_ends_of_a_length(key):
    low, high, below, above = LENGTHS[key]
    for text in (low, high):
        assert getattr(read({key: text}), key) == parse_duration(text)
    for text in filter(None, (below, above)):
        with pytest.raises(RoutineError) as caught:
            read({key: text})
        assert caught.value.problem == f"{key}: {text} is out of range"
        assert caught.value.remedy == f"It may be {low} to {high}."


@pytest.mark.parametrize("key", NUMBERS)
def test_the_ends_of_a_number(key):
    low, high = NUMBERS[key]
    for number in (low, high):
        assert getattr(read({key: number}), key) == number
    for number in (low - 1, high + 1):
        with pytest.raises(RoutineError) as caught:
            read({key: number})
        assert str(caught.value) == (
            f"x.toml:3: {key}: {number} is out of range. It may be {low} to {high}."
        )


@pytest.mark.parametrize(("rate", "in_range"), [(79, False), (80, True), (400, True), (401, False)])
def test_the_ends_of_a_rate(rate, in_range):
    if in_range:
        assert read({"voice": {"rate": rate}}).voice.rate == rate
    else:
        with pytest.raises(RoutineError, match=f"voice.rate: {rate} is out of range"):
            read({"voice": {"rate": rate}})


@pytest.mark.parametrize(
    ("text", "tempo"),
    [
        ("0-0-1", (0, 0, 1000)),
        ("0.999-0-0.001", (999, 0, 1)),
        ("60-60-60", (60_000, 60_000, 60_000)),
        ("1.001 – 2 − 3", (1001, 2000, 3000)),
        ("0-0-0.999", None),
        ("60.001-0-0", None),
        ("1-60.001-1", None),
        ("1-1-1-1", None),
        ("1-1-x", None),
    ],
)  # fmt: skip
def test_the_ends_of_a_tempo(text, tempo):
    if tempo:
        assert parse_tempo(text) == Tempo(*tempo)
    else:
        with pytest.raises(RoutineError):
            parse_tempo(text)


def test_who_writes_nothing_gets_this():
    tempo = {"down": 3000, "pause": 1000, "up": 3000}
    assert msgspec.to_builtins(lay()) == {
        "hold": 45_000, "reps": 8, "tempo": tempo, "switch": 8_000, "rest": 10_000, "back_to_back": False,
        "side_order": "exercise", "first_side": "left", "rounds": 1, "detail": "full",
        "weak_side": "none", "weak_extra": 0, "weak_reps": 0, "attention": 8_000, "tv": False,
        "breath": "spoken", "clarity": "normal", "tones": "calm", "tone_level": 0,
        "voice_level": 0, "bed": "none", "bed_level": -32,
        "voice": {"engine": "auto", "name": "", "rate": 150},
    }  # fmt: skip


def test_one_layer_over_another():
    below = {"hold": 40_000, "reps": 5, "voice.name": "Anna", "voice.rate": 140}
    above = {"hold": 50_000, "voice.rate": 160}
    laid = {"hold": 50_000, "reps": 5, "voice.name": "Anna", "voice.rate": 160}
    assert merge(below, above) == laid
    over = lay(below, above)
    assert (over.hold, over.reps, over.voice.name, over.voice.rate) == (50_000, 5, "Anna", 160)
    loud = read({"clarity": "tv", "tones": "wood", "tone_level": -3, "voice_level": 2})
    assert loud.mix == Mix("tv", "wood", -3, 2)


def test_one_mistake_has_one_voice():
    """A file with a type of its own, a file with a text, an option: the same is said."""
    found = []
    for values, option in (({"hold": 45}, False), ({"hold": "45"}, False), ({"hold": "45"}, True)):
        with pytest.raises(RoutineError) as caught:
            (given if option else read)(values)
        found.append(str(caught.value))
    assert found == [
        'x.toml:3: hold: 45 is not a duration. Write hold = "45s" for seconds, or "45m" for minutes.',
        'x.toml:3: hold: \'45\' is not a duration. Say the unit: "45s" for seconds, "45m" for minutes.',
        '--hold: \'45\' is not a duration. Say the unit: "45s" for seconds, "45m" for minutes.',
    ]


@pytest.mark.parametrize("key", ROWS)
def test_what_is_written_is_read(key):
    text = ROWS[key].write(ROWS[key].default)
    value = tomllib.loads(f"x = {text}")["x"]
    assert ROWS[key].read(value) == ROWS[key].parse(value) == ROWS[key].default


def test_a_tempo_is_written_as_it_is_read():
    for text in ("3-1-3", "1.5-0.5-2", "4-0-4"):
        assert str(parse_tempo(text)) == text
    assert parse_tempo("3-1-3").rep == 7_000
