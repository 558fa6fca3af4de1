"""The routine file, and which value counts."""

import re

import pytest

from voiceguide.duration import Tempo
from voiceguide.errors import RoutineError
from voiceguide.routine.routine import (
    Overrides,
    check_routine_text,
    parse_overrides,
    parse_personal,
    parse_routine,
)
from voiceguide.routine.settle import settle

PAIR = """
[[pair]]
target = "hips"
stretch = { exercise = "one-stretch" }
strengthen = { exercise = "one-lift" }
"""


def routine(settings="", pair=PAIR):
    return parse_routine(f'title = "T"\n[settings]\n{settings}\n{pair}', "r.toml")


def test_the_whole_file():
    got = parse_routine(
        'title = "Hips"\nlanguage = "de"\ntitles = { en = "The hips" }\n'
        '[vars]\neasy = true\n[settings]\nhold = "50s"\n' + PAIR
    )
    assert (got.title, got.language, got.vars) == ("Hips", "de", {"easy": True})
    assert got.title_in("en-gb") == "The hips"
    assert got.title_in("fr") == "Hips"
    assert (
        parse_routine(f'title = "a\\u0000b\\u001b[2J"\n{PAIR}', "r.toml").title_in("en") == "ab[2J"
    )
    assert [one.exercise for one in got.exercises] == ["one-stretch", "one-lift"]
    assert [one.spoken for one in got.exercises] == ["one stretch", "one lift"]


ASKED = {
    "nothing": ("", PAIR, {}, {}, {}, 45_000),
    "personal": ("", PAIR, {"hold": "31s"}, {}, {}, 31_000),
    "[settings]": ('hold = "32s"', PAIR, {"hold": "31s"}, {}, {}, 32_000),
    "the exercise": ('hold = "32s"', PAIR.replace('stretch" }', 'stretch", hold = "33s" }'),
                     {"hold": "31s"}, {}, {}, 33_000),
    "the option": ('hold = "32s"', PAIR.replace('stretch" }', 'stretch", hold = "33s" }'),
                   {"hold": "31s"}, {"hold": "34s"}, {}, 34_000),
    "the option for one": ('hold = "32s"', PAIR.replace('stretch" }', 'stretch", hold = "33s" }'),
                           {"hold": "31s"}, {"hold": "34s"}, {"one-stretch.hold": "35s"}, 35_000),
}  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "pair", "personal", "options", "sets", "hold"), ASKED.values(), ids=ASKED
)
def test_what_counts(settings, pair, personal, options, sets, hold):
    asked = parse_overrides(options, sets, {})
    own = parse_overrides(personal, {}, {}).settings
    asked = Overrides(own, asked.settings, asked.exercises)
    made = routine(settings, pair)
    assert settle(made, asked).dose(made.pair[0].stretch).hold == hold


def test_tv_stands_for_three_settings_unless_they_are_named():
    tones = settle(routine("tv = true")).settings
    assert (tones.detail, tones.attention, tones.clarity) == ("tones", 1_500, "tv")
    assert settle(routine('tv = true\nclarity = "off"')).settings.clarity == "off"
    assert settle(routine('tv = true\ndetail = "brief"')).settings.detail == "brief"
    assert settle(
        routine('detail = "brief"'), parse_overrides({"tv": True}, {}, {})
    ).settings.detail == ("tones")


@pytest.mark.parametrize(
    ("side", "dose"), [("left", (60_000, 10)), ("right", (45_000, 8)), (None, (45_000, 8))]
)
def test_the_weak_side_gets_more(side, dose):
    made = routine('weak_side = "left"\nweak_extra = "15s"\nweak_reps = 2')
    got = settle(made).dose(made.pair[0].stretch, side)
    assert (got.hold, got.reps, got.tempo) == (*dose, Tempo(3000, 1000, 3000))


def test_the_weak_side_stays_inside_the_limits():
    made = routine('weak_side = "left"\nweak_extra = "15m"')
    with pytest.raises(RoutineError, match="one-stretch: the weak side's extra goes beyond"):
        settle(made).dose(made.pair[0].stretch, "left")


@pytest.mark.parametrize(
    ("values", "sets", "message"),
    [
        ({"hold": "45"}, {}, "--hold: '45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes."),
        ({"side_order": "x"}, {}, "--side-order: unknown value 'x'. Choose from: exercise, pair."),
        ({"voice": {"rate": 20}}, {}, "--rate: 20 is out of range. It may be 80 to 400."),
        ({}, {"a.hodl": "45s"}, "--set: unknown setting 'a.hodl'. Did you mean 'a.hold'?"),
        ({}, {"hold": "45s"}, "--set: unknown setting 'hold'. Choose from: EXERCISE.hold, EXERCISE.reps, EXERCISE.tempo."),
        ({}, {"a.hold": "45"}, "--set a.hold=45: '45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes."),
    ],
)  # fmt: skip
def test_options_that_cannot_be_read(values, sets, message):
    with pytest.raises(RoutineError) as caught:
        parse_overrides(values, sets, {})
    assert str(caught.value) == message


def test_an_option_for_an_exercise_nobody_does():
    with pytest.raises(RoutineError) as caught:
        settle(routine(), parse_overrides({}, {"one-strech.hold": "45s"}, {}))
    assert str(caught.value) == (
        "--set: unknown exercise 'one-strech'. Did you mean 'one-stretch'?"
    )


def test_everything_that_is_wrong_is_found_at_once():
    text = 'title = "T"\nlanguage = "x"\n[settings]\nhodl = "4s"\nreps = 0\nhold = 5\n' + PAIR
    made, errors = check_routine_text(text, "r.toml")
    assert (made.language, made.settings) == ("en", {})  # the rest can be checked too
    assert sorted(map(str, errors)) == [
        'r.toml:2: \'x\' is not a language. Write a code like "en", "de" or "en-gb".',
        "r.toml:4: unknown key 'hodl'. Did you mean 'hold'?",
        "r.toml:5: reps: 0 is out of range. It may be 1 to 100.",
        'r.toml:6: hold: 5 is not a duration. Write hold = "5s" for seconds, or "5m" for minutes.',
    ]


def test_keys_that_belong_elsewhere():
    text = (
        f'title = "T"\n[settings]\nlanguage = "de"\nabout = "x"\n{PAIR}\nrest = "5s"\ntitle = "T"\n'
    )
    _, errors = check_routine_text(text, "r.toml")
    top = "It belongs to the file itself: write it at the top, above [settings] and [[pair]]."
    assert [str(error).partition(": ")[2] for error in errors] == [
        f"unknown key 'language'. {top}",
        f"unknown key 'about'. {top}",
        "unknown key 'rest'. It is a setting: write it under [settings].",
        f"unknown key 'title'. {top}",
    ]


def test_a_value_of_the_wrong_kind_is_not_missing_too():
    made, errors = check_routine_text("title = 1\n" + PAIR, "r.toml")
    assert made is not None  # so that the scripts can be checked too
    assert [str(error) for error in errors] == ["r.toml:1: title must be a text in quotes, not 1."]


@pytest.mark.parametrize(
    "engine",
    ["command:rm -rf /", "http://example.org/v1", "https://example.org", "recorded:/home",
     "recorded:x,system", "piper:/tmp/x.onnx", "system:"],
)  # fmt: skip
def test_a_file_cannot_name_a_program_a_server_or_a_folder(engine):
    with pytest.raises(RoutineError) as caught:
        routine(f'voice = {{ engine = "{engine}" }}')
    assert str(caught.value) == (
        "r.toml:3: a routine file cannot name a program to run, a server or a folder. "
        "Pass it on the command line: --engine 'command:PROGRAM ...'."
    )


@pytest.mark.parametrize("name", ["/tmp/x.onnx", "x.ONNX", "../x.onnx#3"])
def test_a_file_cannot_name_a_voice_file(name):
    with pytest.raises(RoutineError, match="a routine file cannot name a voice file"):
        routine(f'voice = {{ name = "{name}" }}')


@pytest.mark.parametrize("name", ["gmw/en-us", "en_US-lessac-medium", "English (America)"])
def test_a_file_can_name_a_voice(name):
    assert (
        routine(f'voice = {{ engine = "piper", name = "{name}" }}').settings["voice.name"] == name
    )


@pytest.mark.parametrize("count", [49, 50, 60])
def test_after_fifty_errors_nobody_looks_for_more(count):
    text = 'title = "T"\n[settings]\n' + "".join(f"k{n} = 1\n" for n in range(count)) + PAIR
    made, errors = check_routine_text(text, "r.toml")
    assert [error.where for error in errors] == [f"r.toml:{n + 3}" for n in range(min(count, 50))]
    assert (made is None) == (count >= 50)  # what comes after them was not read
    for found in (parse_personal, parse_routine):
        with pytest.raises(RoutineError):
            found(text.removeprefix('title = "T"'), "r.toml")


@pytest.mark.parametrize("count", [50, 51])
def test_nor_after_fifty_wrong_names(count):
    names = PAIR.replace("one-stretch", "one stretch") * count
    errors = check_routine_text(f'title = "T"\n{names}', "r.toml")[1]
    assert len(errors) == 50
    assert errors[0].problem == "'one stretch' is not an exercise name"


def test_five_hundred_pairs_and_no_more():
    made, errors = check_routine_text('title = "T"' + PAIR * 500, "r.toml")
    assert (len(made.pair), errors) == (500, [])
    made, errors = check_routine_text('title = "T"' + PAIR * 501, "r.toml")
    assert made is None
    assert list(map(str, errors)) == [
        "r.toml:2502: the routine has 501 pairs. It may have 500.",
    ]


@pytest.mark.parametrize(
    ("pairs", "rounds", "message"),
    [
        (25, 20, ""),
        (500, 1, ""),
        (26, 20, "20 rounds of 26 pairs are too many. A session may have 500 pairs: take fewer rounds."),
        (251, 2, "2 rounds of 251 pairs are too many. A session may have 500 pairs: take fewer rounds."),
    ],
)  # fmt: skip
def test_rounds_count_too(pairs, rounds, message):
    if not message:
        assert settle(routine(f"rounds = {rounds}", PAIR * pairs)).settings.rounds == rounds
        return
    with pytest.raises(RoutineError) as caught:
        routine(f"rounds = {rounds}", PAIR * pairs)
    assert str(caught.value).partition(": ")[2] == message
    assert re.fullmatch(r"\S+:\d+", caught.value.where)
    with pytest.raises(RoutineError) as caught:
        settle(routine("", PAIR * pairs), parse_overrides({"rounds": str(rounds)}, {}, {}))
    assert str(caught.value) == f"--rounds: {message}"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('title = "T"', ['1: there is nothing to do in the routine. Add [[block]] and do = [{ title = "..." }], or a [[pair]].']),
        ('title = "T"\npair = []', ['1: there is nothing to do in the routine. Add [[block]] and do = [{ title = "..." }], or a [[pair]].']),
        # a pair that is there and wrong is not missing as well
        ('title = "T"\npair = 3', ["2: pair must be a list, not a whole number. Write [[pair]], with two brackets on each side."]),
        ('title = 1\npair = 3', [
            "1: title must be a text in quotes, not 1.",
            "2: pair must be a list, not a whole number. Write [[pair]], with two brackets on each side.",
        ]),
        ('language = "x"\npair = 3', [
            "1: 'title' is missing. Write title = \"...\" at the top.",
            "1: 'x' is not a language. Write a code like \"en\", \"de\" or \"en-gb\".",
            "2: pair must be a list, not a whole number. Write [[pair]], with two brackets on each side.",
        ]),
        ('title = "T"\n[[pair]]\nstretch = 1\n', [
            "2: 'strengthen' is missing in pair 1. Write strengthen = { exercise = \"NAME\" }.",
            "3: pair 1, stretch must be a table, not a whole number. Write stretch = { exercise = \"NAME\" }.",
        ]),
    ],
)  # fmt: skip
def test_what_is_missing_and_what_is_wrong(text, messages):
    errors = check_routine_text(text, "r")[1]
    assert sorted(map(str, errors)) == [f"r:{message}" for message in messages]


@pytest.mark.parametrize(
    ("settings", "options", "dose"),
    [
        ('weak_side = "left"', {}, (60_000, 10)),
        ('weak_side = "left"\nweak_extra = "5s"', {}, (50_000, 8)),
        ('weak_side = "left"\nweak_reps = 1', {}, (45_000, 9)),
        ('weak_side = "none"', {}, (45_000, 8)),
        ('weak_side = "left"', {"weak_side": "none"}, (45_000, 8)),
        ('weak_side = "right"', {"weak_side": "left"}, (60_000, 10)),
        # up to the limits, and no further
        ('weak_side = "left"\nhold = "14m45s"\nreps = 98', {}, (900_000, 100)),
        ('weak_side = "left"\nhold = "14m45.001s"', {}, None),
        ('weak_side = "left"\nreps = 99', {}, None),
    ],
)
def test_what_a_weak_side_gets(settings, options, dose):
    made = routine(settings)
    asked = parse_overrides(options, {}, {})
    if dose is None:
        with pytest.raises(RoutineError, match="goes beyond the limit") as caught:
            settle(made, asked).dose(made.pair[0].stretch, "left")
        assert caught.value.remedy == (
            "A hold lasts at most 15m, a series has at most 100 repetitions."
        )
        return
    got = settle(made, asked).dose(made.pair[0].stretch, "left")
    assert (got.hold, got.reps) == dose


def test_a_person_has_one_table():
    assert parse_personal('[settings]\nhold = "40s"') == {"hold": 40_000}
    assert parse_personal("") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nx = 1", "c:2: unknown key 'x'. Choose from: settings."),
        ("settings = 1", "c:1: settings must be a table, not a whole number."),
        (
            '[settings]\nhold = "1x"\nreps = 0',
            "c:2: hold: '1x' is not a duration. Write it like \"45s\", \"1m30s\" or \"1:30\".\n"
            "c:3: reps: 0 is out of range. It may be 1 to 100.",
        ),
        (
            '[settings]\nvoice = { speed = 1 }\nhodl = "4s"\nreps = 0',
            "c:2: unknown key 'speed'. Choose from: engine, name, rate.\n"
            "c:3: unknown key 'hodl'. Did you mean 'hold'?\n"
            "c:4: reps: 0 is out of range. It may be 1 to 100.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_persons_own(text, message):
    with pytest.raises(RoutineError) as caught:
        parse_personal(text, "c")
    assert sorted(str(caught.value).split("\n")) == message.split("\n")
