"""The JSON Schema of routine files agrees with what the program reads."""

import json
import tomllib
from pathlib import Path

import pytest

from voiceguide.routine.schema import render_schema, render_table
from voiceguide.routine.settings import ROWS

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


def test_the_schema_names_every_setting():
    settings = SCHEMA["properties"]["settings"]
    voice = settings["properties"].pop("voice")
    assert {*settings["properties"], *(f"voice.{name}" for name in voice["properties"])} == {*ROWS}
    assert settings["additionalProperties"] is voice["additionalProperties"] is False
    assert settings["properties"]["reps"] == {
        "type": "integer", "minimum": 1, "maximum": 100, "description": ROWS["reps"].meaning,
    }  # fmt: skip


def test_the_table_says_of_every_setting_what_it_means():
    cells = [line.split(" | ") for line in render_table().splitlines()[2:]]
    assert [one[0] for one in cells] == [f"| `{key}`" for key in ROWS]
    assert all(len(one) == 5 and all(one) for one in cells)
    assert '| `hold` | string | duration | `"45s"` | Each side, ' in render_table()
