"""What is wrong with the kinds and keys of a routine file, in the words of who writes one."""

import msgspec
import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.explain import explain, path_of, value_at
from voiceguide.routine.routine import Routine, check_routine_text
from voiceguide.routine.settings import parse_patch

PAIR = '[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n'

FILES = {
    "a kind": ("title = 1\n" + PAIR, "1: title must be a text in quotes, not 1."),
    "a setting at the top": ('title = "T"\nhold = "4s"\n' + PAIR, "2: unknown key 'hold'. It is a setting: write it under [settings]."),
    "a setting in a pair": (f'title = "T"\n{PAIR}hold = "4s"', "5: unknown key 'hold'. It is a setting: write it under [settings]."),
    "a key in a pair": (f'title = "T"\n{PAIR}hat = "4s"', "5: unknown key 'hat'. Choose from: strengthen, stretch, target."),
    "a key of an exercise": (f'title = "T"\n{PAIR}'.replace('"a"', '"a", holdd = "4s"'), "3: unknown key 'holdd'. Did you mean 'hold'?"),
    "a key at the top": ('title = "T"\nlangauge = "de"\n' + PAIR, "2: unknown key 'langauge'. Did you mean 'language'?"),
    "a setting in an exercise": (f'title = "T"\n{PAIR}'.replace('"a"', '"a", rest = "4s"'), "3: unknown key 'rest'. It is a setting: write it under [settings]."),
    "a key of the file under [settings]": ('title = "T"\n[settings]\nlanguage = "de"\n' + PAIR, "3: unknown key 'language'. It belongs to the file itself: write it at the top, above [settings] and [[pair]]."),
    "a key of nothing under [settings]": ('title = "T"\n[settings]\nhodl = "4s"\n' + PAIR, "3: unknown key 'hodl'. Did you mean 'hold'?"),
    "no title": (PAIR, "1: 'title' is missing. Write title = \"...\" at the top."),
    "no stretch": ('title = "T"\n[[pair]]\nstrengthen = { exercise = "b" }', "2: 'stretch' is missing in pair 1. Write stretch = { exercise = \"NAME\" }."),
    "no name": (f'title = "T"\n{PAIR}{PAIR}'.replace('"b" }\n[', '"c" }\n[').replace('exercise = "b"', ""), "7: 'exercise' is missing in pair 2, strengthen. Write exercise = \"NAME\": its script is NAME.cue.j2."),
    "a pair that is none": ('title = "T"\npair = "x"', "2: pair must be a list, not a text. Write [[pair]], with two brackets on each side."),
    "one bracket": ('title = "T"\n[pair]\nstretch = 1', "2: pair must be a list, not a table. Write [[pair]], with two brackets on each side."),
    "a number of pairs": ('title = "T"\npair = 3', "2: pair must be a list, not a whole number. Write [[pair]], with two brackets on each side."),
    "a stretch that is none": ('title = "T"\n[[pair]]\nstretch = "x"\nstrengthen = { exercise = "b" }', "3: pair 1, stretch must be a table, not a text. Write stretch = { exercise = \"NAME\" }."),
    "a name that is none": (f'title = "T"\n{PAIR}'.replace('"a"', "1"), "3: pair 1, stretch.exercise must be a text in quotes, not 1."),
    "a variable": ('title = "T"\n[vars]\nx = [1]\n' + PAIR, "2: a variable in [vars] must be a text, a number, or true or false, not a list."),
    "titles": ('title = "T"\ntitles = "x"\n' + PAIR, "2: titles must be a table, not a text. Write titles = { de = \"...\" }."),
}  # fmt: skip


def errors_in(text):
    return [str(error) for error in check_routine_text(text, "r")[1]]


@pytest.mark.parametrize(("text", "message"), FILES.values(), ids=FILES)
def test_a_file(text, message):
    assert errors_in(text) == [f"r:{message}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        # a value is shown, up to sixty letters of it
        (f'reps = "{"x" * 60}"', f"reps must be a whole number, not the text '{'x' * 60}'."),
        (f'reps = "{"x" * 61}"', "reps must be a whole number, not a text."),
        ("reps = 1.5", "reps must be a whole number, not 1.5."),
        ("reps = true", "reps must be a whole number, not true."),
        ("hold = [1]", "hold must be a text in quotes, not a list."),
        ("hold = { a = 1 }", "hold must be a text in quotes, not a table."),
        ('voice = "x"', "voice must be a table, not a text."),
        # and how it is written, where that can be told
        ('reps = "12"', "reps must be a whole number, not the text '12'. Write reps = 12."),
        ('bed_level = "-32"', "bed_level must be a whole number, not the text '-32'. Write bed_level = -32."),
        ('reps = "123456789"', "reps must be a whole number, not the text '123456789'. Write reps = 123456789."),
        ('reps = "1234567890"', "reps must be a whole number, not the text '1234567890'."),
        ('voice = { rate = "150" }', "voice.rate must be a whole number, not the text '150'. Write rate = 150."),
        ('tv = "yes"', "tv must be true or false, not the text 'yes'. Write tv = true."),
        ('tv = "off"', "tv must be true or false, not the text 'off'. Write tv = false."),
        ('tv = "perhaps"', "tv must be true or false, not the text 'perhaps'."),
        ("tv = 1", "tv must be true or false, not 1."),
        ("hold = 5", 'hold must be a text in quotes, not 5. Write hold = "5s" for seconds, or "5m" for minutes.'),
        ("rest = 1.5", 'rest must be a text in quotes, not 1.5. Write rest = "1.5s" for seconds, or "1.5m" for minutes.'),
        ("hold = true", "hold must be a text in quotes, not true."),
        ("tempo = 3", "tempo must be a text in quotes, not 3."),
    ],
)  # fmt: skip
def test_a_setting(line, message):
    assert errors_in(f'title = "T"\n[settings]\n{line}\n{PAIR}') == [f"r:3: settings.{message}"]


@pytest.mark.parametrize(
    ("values", "option", "message"),
    [
        ({"reps": "many"}, "--reps", "--reps: 'many' is not a whole number."),
        ({"reps": "many"}, "r:1", "r:1: reps must be a whole number, not the text 'many'."),
        ({"voice": {"rate": "x"}}, "--rate", "--rate: 'x' is not a whole number."),
    ],
)
def test_an_option_is_named_by_itself(values, option, message):
    with pytest.raises(RoutineError) as caught:
        parse_patch(values, option)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("finding", "path", "said"),
    [
        ("Key of it - at `$.pair[1]`", ["pair", "1"], "key of it in pair 2"),
        ("Key of it - at `$.pair[0].stretch`", ["pair", "0", "stretch"], "key of it in pair 1, stretch"),
        ("Key of it", [], "key of it"),
        ("Object missing required field `hat` - at `$.pair[0]`", ["pair", "0", "hat"], "'hat' is missing in pair 1"),
        ("Object contains unknown field `hat` - at `$.settings`", ["settings", "hat"], "unknown key 'hat'"),
        ("Expected `int`, got `str`", [], "the file must be a whole number, not a text"),
    ],
)  # fmt: skip
def test_what_msgspec_finds(finding, path, said):
    error = msgspec.ValidationError(finding)
    assert path_of(error) == path
    assert explain(error, "r:1", Routine).problem == said


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ([], {"a": [{"b": 1}, 2]}),
        (["a"], [{"b": 1}, 2]),
        (["a", "0", "b"], 1),
        (["a", "1"], 2),
        (["a", "1", "b"], None),
        (["x", "y"], None),
    ],
)
def test_what_stands_at_a_path(path, value):
    assert value_at({"a": [{"b": 1}, 2]}, path) == value
