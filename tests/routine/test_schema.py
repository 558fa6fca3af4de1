"""The JSON Schema of routine files agrees with what the program reads."""

import json
import tomllib
from pathlib import Path

import pytest

from voiceguide.routine.schema import list_keys, render_schema
from voiceguide.routine.settings import Patch, VoicePatch

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema checks the schema")
SCHEMA = json.loads(render_schema())
CHECK = jsonschema.Draft202012Validator(SCHEMA)
PAIR = '[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n'


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[2].glob("scripts/[a-z]*/routine.toml")), ids=lambda p: p.parent.name
)  # fmt: skip
def test_shipped_routines_are_valid(path):
    assert list(CHECK.iter_errors(tomllib.loads(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (PAIR, []),
        ('title = "T"\nholdd = 1\n' + PAIR, []),
        ('title = "T"\n[settings]\nreps = "8"\n' + PAIR, ["settings", "reps"]),
        ('title = "T"\n[settings]\nvoice = { rte = 150 }\n' + PAIR, ["settings", "voice"]),
    ],
)
def test_mistakes_are_found(text, where):
    errors = list(CHECK.iter_errors(tomllib.loads(text)))
    assert [list(one.absolute_path) for one in errors] == [where]


def test_every_key_says_what_it_means():
    names = [key.name for key in list_keys()]
    settings = [name for name in Patch.__struct_fields__ if name != "voice"]
    assert names == settings + [f"voice.{name}" for name in VoicePatch.__struct_fields__]
    assert all(key.meaning and key.default for key in list_keys())
