"""A new setting is one row: everything else follows from it."""

import json
import tomllib
from typing import Annotated

import click
import pytest

from voiceguide.cli.option import list_options
from voiceguide.errors import RoutineError
from voiceguide.lang.language import language_of
from voiceguide.routine.kind import Duration, Flag, Word
from voiceguide.routine.origin import Layer, trace_settings
from voiceguide.routine.routine import FILE
from voiceguide.routine.row import Field, Setting
from voiceguide.routine.schema import render_schema, render_table
from voiceguide.routine.settings import ROWS, Settings, rows_of
from voiceguide.routine.shape import Table, flatten, shape_settings
from voiceguide.session.keywords import list_keywords
from voiceguide.web.field import PageField, list_fields


class More(Settings, frozen=True):
    """The settings, and one more."""

    warm_up: Annotated[
        int,
        Setting(Duration(0, 60_000), "Time to get warm", field=Field(step=5)),
    ] = 20_000


ROW = rows_of(More)
NEW = ROW["warm_up"]


def test_it_is_the_only_one_more():
    assert [key for key in ROW if key not in ROWS] == ["warm_up"]
    assert (NEW.key, NEW.default, More().warm_up) == ("warm_up", 20_000, 20_000)


def test_it_is_an_option_and_a_variable_of_the_environment():
    made = {one.opts[0]: one for one in list_options(ROW)}
    assert made.keys() - {one.opts[0] for one in list_options()} == {"--warm-up"}
    option = made["--warm-up"]
    assert isinstance(option, click.Option)
    assert (option.name, option.envvar, option.metavar) == ("warm_up", "VOICEGUIDE_WARM_UP", "TIME")
    assert option.help == "Time to get warm; 0s to 1m."


def test_it_is_read_like_any_other():
    settings = shape_settings(ROW)
    faults = []
    assert flatten(settings.read({"warm_up": "5s"}, (), faults)) == {"warm_up": 5_000}
    assert settings.read({"warm_up": 5}, ("settings",), faults) == {}
    [(path, error)] = faults
    assert path == ("settings", "warm_up")
    assert str(error) == (
        'warm_up: 5 is not a duration. Write warm_up = "5s" for seconds, or "5m" for minutes.'
    )
    with pytest.raises(RoutineError, match=r"^--warm-up: 2m is out of range\. It may be 0s to 1m"):
        NEW.parse("2m")


def test_it_stands_in_the_schema_and_in_the_documentation():
    file = Table({**FILE.keys, "settings": shape_settings(ROW)}, FILE.needed)
    settings = json.loads(render_schema(file))["properties"]["settings"]["properties"]
    assert settings["warm_up"] == {"type": "string", "description": "Time to get warm; 0s to 1m"}
    row = '| `warm_up` | string | duration | `"20s"` | Time to get warm; 0s to 1m |'
    assert row in render_table(ROW).splitlines()


def test_it_is_a_keyword():
    assert {*list_keywords(ROW)["check"]} - {*list_keywords()["check"]} == {"warm_up"}
    assert "warm_up" not in list_keywords(ROW)["render"]  # it moves what is on the timeline


def test_it_is_a_field_of_the_page():
    assert [one for one in list_fields(ROW) if one not in list_fields()] == [
        PageField("warm_up", "number", "length", "Warm up", most=60, step=5, suffix="s")
    ]


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_page_has_words_for_every_setting(language):
    words = language_of(language).table("fields")
    for row in ROWS.values():
        if row.field is None:
            continue
        label, _, told, *choices = words[row.keyword]
        assert label
        assert "{}" in told
        if isinstance(row.kind, Flag | Word):
            assert len(choices) == len(getattr(row.kind, "words", ("true", "false"))), row.key


def test_what_speaks_is_no_field():
    assert "engine" not in [field.name for field in list_fields()]


@pytest.mark.parametrize("key", ROWS)
def test_a_row_says_all_there_is_to_say(key):
    row = ROWS[key]
    assert row.help[-1] not in ".:;"
    assert row.metavar or row.kind.toml is bool
    assert tomllib.loads(f"x = {row.write(row.default)}")["x"] == row.kind.write(row.default)
    assert trace_settings([Layer("here", {key: row.default})])


def test_no_two_settings_share_an_option():
    assert len({row.flag for row in ROWS.values()}) == len(ROWS)
