"""Where each value comes from."""

from voiceguide.routine.origin import Layer, trace_settings
from voiceguide.routine.settings import ROWS


def found(*layers):
    traced = trace_settings([Layer(source, values) for source, values in layers])
    assert [one.key for one in traced] == [*ROWS]
    return {one.key: (one.value, one.source) for one in traced}


def test_the_last_layer_that_names_a_key_counts():
    got = found(
        ("config.toml", {"hold": 30_000, "reps": 5}),
        ("r.toml", {"hold": 40_000, "voice.rate": 140}),
        ("--hold", {"hold": 50_000}),
    )
    assert got["hold"] == ('"50s"', "--hold")
    assert got["reps"] == ("5", "config.toml")
    assert got["voice.rate"] == ("140", "r.toml")
    assert got["tempo"] == ('"3-1-3"', "built-in")
    assert got["tv"] == ("false", "built-in")


def test_what_stands_for_others_is_from_whoever_asked_for_it():
    got = found(("config.toml", {"weak_side": "left"}), ("r.toml", {"tv": True}), ("option", {}))
    assert (got["weak_extra"], got["weak_reps"]) == (('"15s"', "config.toml"), ("2", "config.toml"))
    assert (got["detail"], got["clarity"]) == (('"tones"', "r.toml"), ('"tv"', "r.toml"))
    said = found(("config.toml", {"weak_side": "left", "weak_reps": 1}))
    assert said["weak_extra"] == ('"0s"', "built-in")
