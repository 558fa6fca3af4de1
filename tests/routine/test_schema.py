"""The JSON Schema of routine files agrees with what the program reads."""

import json
import tomllib
from pathlib import Path

import pytest

from voiceguide.routine.routine import check_routine_text
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
        ('title = "T"', []),
        ('title = "T"\n[[block]]\ndo = [{ title = "A" }]\n' + PAIR, []),
        (
            'title = "T"\n[[block]]\ndo = [{ title = "A" }]\nstretch = { title = "A" }\nstrengthen = { title = "A" }',
            ["block", 0],
        ),
        ('title = "T"\n[[block]]\nrounds = 2', ["block", 0]),
        ('title = "T"\n[[block]]\ndo = []', ["block", 0, "do"]),
        ('title = "T"\n[[block]]\ndo = [{ title = "A" }, { say = "B" }]', ["block", 0, "do", 1]),
        (
            'title = "T"\n[[block]]\ndo = [{ title = "A", reps = [1, "2"] }]',
            ["block", 0, "do", 0, "reps"],
        ),
        ('title = "T"\n[[block]]\ndo = [{ title = "A", holdd = 1 }]', ["block", 0, "do", 0]),
    ],
)
def test_mistakes_are_found(text, where):
    errors = list(CHECK.iter_errors(tomllib.loads(text)))
    assert [list(one.absolute_path) for one in errors] == [where]


@pytest.mark.parametrize(
    "text",
    [
        '[[block]]\nrounds = 2\nhold = ["3s", "4s"]\nrest = "3s"\nbetween = "5s"\nback_to_back = true\n'
        'do = [{ title = "A", say = "b", says.de = ["c", "d"], sides = "once", rest = "1s", reps = [3, 4],'
        ' start = "bell", end = "x.wav", count_in = 3, announce = false }, { exercise = "b" }]',
        '[[block]]\ntitle = "x"\ntitles.de = "y"\nstretch = { title = "A" }\nstrengthen = { title = "B" }',
    ],
)
def test_blocks_are_valid(text):
    text = f'title = "T"\n{text}'
    assert list(CHECK.iter_errors(tomllib.loads(text))) == []
    assert check_routine_text(text, "r")[1] == []


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
