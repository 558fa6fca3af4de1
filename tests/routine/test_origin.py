"""Where each value comes from."""

import msgspec

from voiceguide.routine.origin import render_settings, trace_settings
from voiceguide.routine.schema import list_keys, render_schema
from voiceguide.routine.settings import Patch, Settings, VoicePatch, parse_patch, parse_settings


def test_the_last_layer_that_names_a_key_counts():
    layers = [
        ("config.toml", Patch(hold="30s", reps=5)),
        ("r.toml", Patch(hold="40s", voice=VoicePatch(rate=140))),
        ("--hold", Patch(hold="50s")),
    ]
    got = {one.key: (one.value, one.source) for one in trace_settings(layers)}
    assert got["hold"] == ('"50s"', "--hold")
    assert got["reps"] == ("5", "config.toml")
    assert got["voice.rate"] == ("140", "r.toml")
    assert got["tempo"] == ('"3-1-3"', "built-in")
    assert got["tv"] == ("false", "built-in")


def test_every_setting_has_a_key_a_type_a_default_and_a_meaning():
    keys = {key.name: key for key in list_keys()}
    assert set(keys) == set(render_settings(Settings()))
    assert all(key.type and key.default and key.meaning for key in keys.values())
    assert keys["hold"].default == '"45s"'


def test_defaults_as_they_are_written_read_back_as_the_defaults():
    import tomllib

    text = "\n".join(f"{key} = {value}" for key, value in render_settings(Settings()).items())
    assert parse_settings(parse_patch(tomllib.loads(text))) == Settings()


def test_the_schema_names_every_key():
    schema = msgspec.json.decode(render_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    patch = schema["$defs"]["Patch"]["properties"]
    assert set(patch) == set(Patch.__struct_fields__)
    assert schema["$defs"]["Patch"]["additionalProperties"] is False
