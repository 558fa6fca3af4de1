"""Options become a request, and every value says where it comes from."""

import datetime

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.errors import RoutineError
from voiceguide.session.draft import open_draft
from voiceguide.session.options import read_options, trace_options

ROUTINE = """title = "T"
[settings]
hold = "40s"
reps = 6
rest = "12s"
[[pair]]
stretch = { exercise = "external-rotation-stretch", hold = "50s" }
strengthen = { exercise = "external-rotation-lift" }
[[pair]]
stretch = { exercise = "internal-rotation-stretch" }
strengthen = { exercise = "internal-rotation-lift", reps = 7 }
"""
PERSONAL = '[settings]\nhold = "35s"\ntempo = "2-0-2"\nrest = "5s"\nvoice = { rate = 140 }\n'
FIRST, SECOND = "external-rotation-stretch", "internal-rotation-stretch"


@pytest.fixture
def routine(tmp_path, own_folders, monkeypatch):
    (tmp_path / "hips").mkdir()
    (tmp_path / "hips/routine.toml").write_text(ROUTINE)
    (own_folders / "config.toml").write_text(PERSONAL)
    monkeypatch.chdir(tmp_path)
    return "hips"


PRECEDENCE = {
    # what is given: (hold of the first stretch, hold of the second), rest, tempo, rate
    "the file over the personal": ({}, (50, 40), 12, "2-0-2", 140),
    "an option over the file": ({"hold": "55s"}, (55, 55), 12, "2-0-2", 140),
    "one exercise over an option": ({"hold": "55s", "sets": (f"{FIRST}.hold=59s",)}, (59, 55), 12, "2-0-2", 140),
    "one exercise over the file": ({"sets": (f"{SECOND}.hold=59s",)}, (50, 59), 12, "2-0-2", 140),
    "an option over the personal": ({"tempo": "4-0-4", "rate": "150", "rest": "0s"}, (50, 40), 0, "4-0-4", 150),
}  # fmt: skip


@pytest.mark.parametrize(("given", "holds", "rest", "tempo", "rate"), PRECEDENCE.values(), ids=PRECEDENCE)  # fmt: skip
def test_precedence(routine, given, holds, rest, tempo, rate):
    draft = open_draft(read_options(routine, given, {}))
    stretches = [pair.stretch for pair in draft.routine.pair]
    got = [draft.settled.dose(one).hold // 1000 for one in stretches]
    settings = draft.settings()
    assert (tuple(got), settings.rest // 1000) == (holds, rest)
    assert (str(settings.tempo), settings.voice.rate) == (tempo, rate)


WRONG = {
    "a unit is missing": ({"hold": "45"}, "--hold: '45' is not a duration."),
    "no number": ({"reps": "x"}, "--reps: 'x' is not a whole number."),
    "no equals": ({"sets": ("a.hold",)}, "--set: 'a.hold' has no '='."),
    "no such key": (
        {"sets": ("a.hodl=1s",)},
        "--set: unknown setting 'a.hodl'. Did you mean 'a.hold'?",
    ),
    "a variable without a value": ({"variables": ("x",)}, "--var: 'x' has no '='."),
    "a fit without a unit": ({"fit": "12"}, "--fit: '12' is not a duration."),
    "a fit of nothing": ({"fit": "0s"}, "--fit: 0s is out of range."),
    "a fit of five hours": ({"fit": "5h"}, "--fit: 5h is out of range."),
    "a limit": ({"speech_timeout": "2h"}, "--speech-timeout: 2h is out of range."),
}


@pytest.mark.parametrize(("given", "says"), WRONG.values(), ids=WRONG)
def test_wrong_options_are_named(routine, given, says):
    with pytest.raises(RoutineError) as caught:
        read_options(routine, given, {})
    assert str(caught.value).startswith(says)


def test_an_exercise_nobody_has(routine):
    request = read_options(routine, {"sets": ("external-rotation-strech.hold=1s",)}, {})
    with pytest.raises(RoutineError, match="Did you mean 'external-rotation-stretch'"):
        open_draft(request).settings()


@pytest.mark.parametrize(
    ("environment", "day"),
    [
        ({"SOURCE_DATE_EPOCH": "0"}, datetime.date(1970, 1, 1)),
        ({"SOURCE_DATE_EPOCH": "1800000000"}, datetime.date(2027, 1, 15)),
        ({"SOURCE_DATE_EPOCH": "soon"}, datetime.date.today()),
        ({}, datetime.date.today()),
    ],
)
def test_the_day(environment, day):
    assert read_options("hip-rotation", {}, environment).date == day


@pytest.mark.parametrize("epoch", ["253402300800", "9" * 30, "9" * 5000, "\u00b2"])
def test_a_day_no_calendar_has(epoch):
    with pytest.raises(
        RoutineError, match=r"SOURCE_DATE_EPOCH: .* is not a time between 1970 and 9999\."
    ):
        read_options("hip-rotation", {}, {"SOURCE_DATE_EPOCH": epoch})


def test_where_each_value_comes_from(routine, own_folders):
    given = {"hold": "55s", "rest": "3s", "sets": (f"{FIRST}.hold=59s",)}
    origins = trace_options(routine, given, {"rest": True})
    found = {one.key: (one.value, one.source) for one in origins if one.key in {
        "hold", "reps", "tempo", "rest", "switch", "voice.rate", "voice.name"}}  # fmt: skip
    assert found == {
        "hold": ('"55s"', "option"),
        "reps": ("6", "[settings] of hips/routine.toml"),
        "tempo": ('"2-0-2"', str(own_folders / "config.toml")),
        "rest": ('"3s"', "environment"),
        "switch": ('"8s"', "built-in"),
        "voice.rate": ("140", str(own_folders / "config.toml")),
        "voice.name": ('""', "built-in"),
    }
    exercises = {(one.key, one.value, one.source) for one in origins if "rotation" in one.key}
    assert exercises == {
        (f"{FIRST}.hold", "50s", "hips/routine.toml"),
        (f"{FIRST}.hold", "59s", "--set"),
        ("internal-rotation-lift.reps", "7", "hips/routine.toml"),
    }


def test_tv_mode_shows_what_it_stands_for(routine):
    found = {one.key: (one.value, one.source) for one in trace_options(routine, {"tv": True}, {})}
    assert (found["detail"], found["attention"]) == (('"tones"', "option"), ('"1.5s"', "option"))


@pytest.mark.parametrize(("given", "language"), [("EN", "en"), ("de_AT", "de-at"), ("es", "es")])
def test_a_language_however_it_is_written(given, language):
    assert open_draft(read_options("hip-rotation", {"lang": given}, {})).language == language


def test_every_option_can_come_from_the_environment(routine, monkeypatch):
    values = {"HOLD": "41s", "REPS": "9", "TEMPO": "2-1-2", "REST": "11s", "SWITCH": "12s",
              "SIDE_ORDER": "pair", "FIRST_SIDE": "right", "ROUNDS": "2", "DETAIL": "brief",
              "WEAK_SIDE": "left", "WEAK_EXTRA": "5s", "WEAK_REPS": "1", "ATTENTION": "7s",
              "TV": "1", "VOICE": "Bob", "RATE": "141", "ENGINE": "silent"}  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"VOICEGUIDE_{name}", value)
    printed = CliRunner().invoke(main, ["config", routine]).output
    rows = {line.split()[0].replace("voice.", "").upper(): line for line in printed.splitlines()}
    rows["VOICE"] = rows.pop("NAME")
    for name, value in values.items():
        shown = {"TV": "true"}.get(name, value)
        assert rows[name].split()[1].strip('"') == shown
        assert rows[name].endswith("environment"), rows[name]


def test_config_prints_them(routine, monkeypatch):
    monkeypatch.setenv("VOICEGUIDE_SWITCH", "9s")
    printed = CliRunner().invoke(main, ["config", routine, "--hold", "55s"]).output
    rows = {line.split()[0]: line.split(maxsplit=2)[1:] for line in printed.splitlines()}
    assert rows["hold"] == ['"55s"', "option"]
    assert rows["switch"] == ['"9s"', "environment"]
    assert rows["rounds"] == ["1", "built-in"]
