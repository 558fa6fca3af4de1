"""What is wrong with the kinds and keys of a routine file, in the words of who writes one."""

import pytest

from voiceguide.routine.routine import check_routine_text

PAIR = '[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n'

FILES = {
    "a kind": ("title = 1\n" + PAIR, "1: title must be a text in quotes, not 1."),
    "a setting at the top": ('title = "T"\nhold = "4s"\n' + PAIR, "2: unknown key 'hold'. It is a setting: write it under [settings]."),
    "a setting in a pair": (f'title = "T"\n{PAIR}hold = "4s"', "5: unknown key 'hold'. It is a setting: write it under [settings]."),
    "a key in a pair": (f'title = "T"\n{PAIR}hat = "4s"', "5: unknown key 'hat'. Choose from: strengthen, stretch, target."),
    "a key of an exercise": (f'title = "T"\n{PAIR}'.replace('"a"', '"a", holdd = "4s"'), "3: unknown key 'holdd'. Did you mean 'hold'?"),
    "a key of others": ('title = "T"\n[[block]]\nsets = 3\ndo = [{ title = "A" }]', "3: unknown key 'sets'. Did you mean 'rounds'?"),
    "an exercise's key of others": ('title = "T"\n[[block]]\ndo = [{ title = "A", duration = "9s" }]', "3: unknown key 'duration'. Did you mean 'hold'?"),
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
    "a variable": ('title = "T"\n[vars]\nx = [1]\n' + PAIR, "3: a variable in [vars] must be a text, a number, or true or false, not a list."),
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
        (f'reps = "{"x" * 60}"', f"reps: '{'x' * 60}' is not a whole number."),
        (f'reps = "{"x" * 61}"', "reps: a text is not a whole number."),
        ("reps = 1.5", "reps: 1.5 is not a whole number."),
        ("reps = true", "reps: true is not a whole number."),
        ("hold = [1]", "hold: a list is not a duration."),
        ("hold = { a = 1 }", "hold: a table is not a duration."),
        ('voice = "x"', "settings.voice must be a table, not a text. Write voice = { engine = ... }."),
        # and how it is written, where that can be told
        ('reps = "12"', "reps: '12' is not a whole number. Write reps = 12."),
        ('bed_level = "-32"', "bed_level: '-32' is not a whole number. Write bed_level = -32."),
        ('reps = "123456789"', "reps: '123456789' is not a whole number. Write reps = 123456789."),
        ('reps = "1234567890"', "reps: '1234567890' is not a whole number."),
        ('voice = { rate = "150" }', "voice.rate: '150' is not a whole number. Write rate = 150."),
        ('tv = "yes"', "tv: 'yes' is not true or false. Write tv = true."),
        ('tv = "off"', "tv: 'off' is not true or false. Write tv = false."),
        ('tv = "perhaps"', "tv: 'perhaps' is not true or false."),
        ("tv = 1", "tv: 1 is not true or false. Write tv = true."),
        ("hold = 5", 'hold: 5 is not a duration. Write hold = "5s" for seconds, or "5m" for minutes.'),
        ("rest = 1.5", 'rest: 1.5 is not a duration. Write rest = "1.5s" for seconds, or "1.5m" for minutes.'),
        ("hold = true", "hold: true is not a duration."),
        ("tempo = 3", 'tempo: 3 is not a tempo. Write seconds down, pause, up, like "3-1-3".'),
    ],
)  # fmt: skip
def test_a_setting(line, message):
    assert errors_in(f'title = "T"\n[settings]\n{line}\n{PAIR}') == [f"r:3: {message}"]
