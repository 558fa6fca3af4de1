"""The library in a line, as a stranger uses it: what works, and what is said of mistakes."""

import datetime
import os
from pathlib import Path

import pytest

import voiceguide
from voiceguide.disk.history import History
from voiceguide.disk.personal import history_file


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder of one's own to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(routine="hip-rotation", **options):
    return voiceguide.build(routine, **{"engine": "silent", "detail": "tones", **options})


def test_a_session_of_keywords(here):
    made = build(
        hold=datetime.timedelta(seconds=20),
        reps=3,
        sets={"internal-rotation-stretch.hold": "30s", "internal-rotation-lift.reps": 2},
        first_side="right",
        out=here / "out",
        captions=["vtt", "srt"],
        chapters_json=True,
        date=datetime.date(2026, 12, 7),
    )
    assert made.path == here / "out" / "hip-rotation.mp3"
    names = {path.name for path in made.beside}
    assert {"hip-rotation.vtt", "hip-rotation.srt", "hip-rotation.chapters.json"} < names
    asked = {(one.exercise, one.asked_ms) for one in made.timeline.events if one.kind == "hold"}
    assert asked == {
        ("external-rotation-stretch", 20_000),
        ("internal-rotation-stretch", 30_000),
    }
    first = next(one for one in made.timeline.events if one.kind == "hold")
    assert first.side == "right"


@pytest.mark.parametrize(
    "options",
    [
        {"hold": "20s"},
        {"hold": datetime.timedelta(seconds=20)},
        {"hold": "20s", "reps": None, "language": None, "sets": None},
        {"hold": "20s", "lang": "English"},
    ],
)
def test_values_are_understood(options):
    plan = voiceguide.preview("hip-rotation", **options)
    assert {one.asked_ms for one in plan.timeline.events if one.kind == "hold"} == {20_000}


@pytest.mark.parametrize("routine", [Path("mine"), "mine", "mine/routine.toml"])
def test_a_routine_can_be_a_path(here, routine):
    (here / "mine").mkdir()
    (here / "mine" / "routine.toml").write_text(
        'title = "Mine"\n[[pair]]\n'
        'stretch = { exercise = "external-rotation-stretch" }\n'
        'strengthen = { exercise = "external-rotation-lift" }\n'
    )
    assert voiceguide.preview(routine).timeline.title == "Mine"
    assert voiceguide.check(routine) == []


@pytest.mark.parametrize(
    ("function", "name", "said"),
    [
        ("build", "hodl", "Did you mean 'hold'?"),
        ("build", "repetitions", "Did you mean 'reps'?"),
        ("build", "set", "Did you mean 'sets'?"),
        ("build", "var", "Did you mean 'variables'?"),
        ("build", "side-order", "Did you mean 'side_order'?"),
        ("preview", "detial", "Did you mean 'detail'?"),
        ("preview", "out", "It belongs to build()."),
        ("check", "fit", "It belongs to build(), preview()."),
        ("check", "wieght", "Choose from: attention, back_to_back, "),
    ],
)
def test_a_keyword_nobody_knows(function, name, said):
    with pytest.raises(TypeError) as caught:
        getattr(voiceguide, function)("hip-rotation", **{name: "x"})
    assert str(caught.value).startswith(
        f"{function}() got an unexpected keyword argument {name!r}. {said}"
    )


def test_a_language_by_both_names():
    with pytest.raises(TypeError, match="'language' and 'lang', which are the same"):
        voiceguide.preview("hip-rotation", language="de", lang="de")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"hold": 45}, "hold: '45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes."),
        ({"rest": "10"}, "rest: '10' is not a duration. Say the unit: \"10s\" for seconds, \"10m\" for minutes."),
        ({"hold": datetime.timedelta(hours=1)}, "hold: 1h is out of range. It may be 1s to 15m."),
        ({"side_order": "pairs"}, "side_order: unknown value 'pairs'. Did you mean 'pair'?"),
        ({"reps": 0}, "reps: 0 is out of range. It may be 1 to 100."),
        ({"reps": True}, "reps: 'True' is not a whole number."),
        ({"reps": [8]}, "reps: '[8]' is not a whole number."),
        ({"tempo": (3, 1, 3)}, "tempo: '(3, 1, 3)' is not a tempo. Write seconds down, pause, up, like \"3-1-3\"."),
        ({"tv": "maybe"}, "tv: 'maybe' is neither yes nor no. Write true or false."),
        ({"rate": 1000}, "rate: 1000 is out of range. It may be 80 to 400."),
        ({"lang": "Klingon!"}, "lang: 'Klingon!' is not a language. Write a code like \"en\", \"de\" or \"en-gb\"."),
        ({"language": "Klingon!"}, "language: 'Klingon!' is not a language. Write a code like \"en\", \"de\" or \"en-gb\"."),
        ({"sets": {"external-rotation-lift.hold": 50}}, "sets['external-rotation-lift.hold']: '50' is not a duration. Say the unit: \"50s\" for seconds, \"50m\" for minutes."),
        ({"sets": {"external-rotation-lfit.reps": 5}}, "sets: unknown exercise 'external-rotation-lfit'. Did you mean 'external-rotation-lift'?"),
        ({"sets": ["a.hold=5s"]}, "sets: ['a.hold=5s'] is not a dict. Write sets={\"external-rotation-stretch.hold\": \"60s\"}."),
        ({"variables": {"reps": 3}}, "variables: 'reps' would be ignored: scripts have it from the session itself. Use `reps`."),
        ({"variables": {"easy": [1]}}, "variables['easy']: [1] must be a text, a number, or true or false."),
        ({"date": "7.12.2026"}, "date: '7.12.2026' is not a date. Give a datetime.date, or a text like \"2026-12-07\"."),
        ({"cache": 5}, "cache: 5 is neither a name nor a path."),
        ({"fit": "1m"}, "fit: the routine cannot last 1m."),
    ],
)  # fmt: skip
def test_a_wrong_value_names_its_keyword(options, said):
    with pytest.raises(voiceguide.VoiceguideError) as caught:
        voiceguide.preview("hip-rotation", **options)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"out": "a.flac"}, "out: no session ends in .flac."),
        ({"out": "a.wav", "format": "mp3"}, "out: a.wav does not end in .mp3. Leave out `format`, or name another file."),
        ({"out": 5}, "out: 5 is neither a name nor a path."),
        ({"format": "ogg"}, "format: unknown format 'ogg'."),
        ({"captions": ["vvt"]}, "captions: unknown kind of captions 'vvt'. Did you mean 'vtt'?"),
        ({"jobs": 0}, "jobs: 0 is not a number of cores. It may be 1 to 64."),
        ({"jobs": "all"}, "jobs: 'all' is not a number of cores. It may be 1 to 64."),
        ({"fresh": "maybe"}, "fresh: 'maybe' is neither yes nor no. Write true or false."),
        ({"speech_timeout": 5}, "speech_timeout: '5' is not a duration."),
        ({"bed": "nothing.mp3"}, "bed: there is no sound file 'nothing.mp3'."),
        ({"report": 5}, "report: 5 is not a function."),
    ],
)  # fmt: skip
def test_what_build_alone_refuses(options, said, here):
    with pytest.raises(voiceguide.VoiceguideError) as caught:
        build(**options)
    assert str(caught.value).startswith(said)
    assert not list(here.rglob("*.mp3"))


def test_all_that_is_wrong_comes_at_once():
    with pytest.raises(voiceguide.VoiceguideError) as caught:
        voiceguide.preview("hip-rotation", hold=45, reps="many", fit="x", lang="Klingon!")
    said = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in said] == ["hold", "reps", "lang", "fit"]


@pytest.mark.parametrize("routine", [None, 5, "", b"x", "nothing-here", Path("no.toml")])
def test_a_routine_that_is_none(routine):
    with pytest.raises(voiceguide.VoiceguideError):
        voiceguide.preview(routine)


@pytest.mark.parametrize("path", [None, 5, "nothing.mp3", Path("no"), "."])
def test_a_file_that_is_none(path):
    with pytest.raises(voiceguide.VoiceguideError):
        voiceguide.verify(path)


def test_verify_speaks_of_its_own_keyword(here):
    (here / "alone.mp3").write_bytes(b"")
    with pytest.raises(voiceguide.VoiceguideError, match="name its timeline with `timeline`"):
        voiceguide.verify("alone.mp3")


def test_what_the_system_refuses_is_an_error_of_ours(here):
    (here / "file").write_text("")
    with pytest.raises(voiceguide.VoiceguideError, match="Choose another place with `out`"):
        build(out="file/under/it.mp3")


def test_check_reports_and_does_not_raise(here):
    (here / "mine.toml").write_text('title = "Mine"\n[[pair]]\nstretch = { exercise = "nope" }\n')
    problems = voiceguide.check("mine.toml")
    assert problems
    assert all(one.wrong for one in problems)
    assert str(problems[0]).startswith("mine.toml:")
    assert [one.place for one in voiceguide.check("nope")] == ["nope"]
    sets = {"external-rotation-lfit.reps": 5}
    assert [one.place for one in voiceguide.check("hip-rotation", sets=sets)] == ["sets"]


def test_check_warns(here):
    problems = voiceguide.check("hip-rotation", hold="20s")
    assert problems
    for problem in problems:
        assert not problem.wrong
        assert ": warning: " in str(problem)


def test_a_changed_file_is_read_again(here):
    folder = here / "scripts" / "mine"
    text = (
        'title = "{title}"\nlanguage = "{language}"\n[[pair]]\n'
        'stretch = {{ exercise = "external-rotation-stretch" }}\n'
        'strengthen = {{ exercise = "external-rotation-lift" }}\n'
    )
    with pytest.raises(voiceguide.VoiceguideError, match="unknown routine 'mine'"):
        voiceguide.preview("mine")
    folder.mkdir(parents=True)
    for title, language in (("One", "en"), ("Two", "de")):
        (folder / "routine.toml").write_text(text.format(title=title, language=language))
        timeline = voiceguide.preview("mine").timeline
        assert (timeline.title, timeline.language) == (title, language)


def test_a_variable_keeps_its_type(here):
    folder = here / "scripts" / "mine"
    folder.mkdir(parents=True)
    (folder / "routine.toml").write_text(
        'title = "Mine"\n[vars]\ntwice = 1\nsoft = true\n[[pair]]\n'
        'stretch = { exercise = "external-rotation-stretch" }\n'
        'strengthen = { exercise = "external-rotation-lift" }\n'
    )
    (folder / "opening.cue.j2").write_text("{{ twice * 2 }} {{ 'soft' if soft else 'hard' }}\n")
    plan = voiceguide.preview("mine", variables={"twice": 4, "soft": False})
    assert plan.timeline.sounding[1].text == "8 hard"


@pytest.mark.parametrize(("counts", "times"), [(True, 1), (False, 0), ("no", 0)])
def test_a_build_counts_unless_it_does_not(counts, times):
    build(counts=counts, hold="5s", reps=1)
    assert History(history_file()).times("hip-rotation") == times


def test_a_persons_defaults_count(own_folders):
    Path(os.environ["VOICEGUIDE_CONFIG"]).write_text('[settings]\nhold = "25s"\n')
    (routine := Path("mine.toml")).write_text(
        'title = "Mine"\n[[pair]]\n'
        'stretch = { exercise = "external-rotation-stretch" }\n'
        'strengthen = { exercise = "external-rotation-lift" }\n'
    )
    plan = voiceguide.preview(routine)
    assert {one.asked_ms for one in plan.timeline.events if one.kind == "hold"} == {25_000}


def test_report_is_told(here):
    told = []
    build(hold="5s", reps=1, report=lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert told == sorted(told)


LONG = "Very long and very much longer\nthan any line of a notebook could ever be " * 5


@pytest.fixture
def made(here):
    (here / "mine.toml").write_text(
        f"title = {LONG!r}\n[[pair]]\n".replace("'", '"')
        + 'stretch = { exercise = "external-rotation-stretch" }\n'
        'strengthen = { exercise = "external-rotation-lift" }\n'
    )
    return build("mine.toml", hold="5s", reps=1, out=f"{'long-' * 30}.mp3")


def test_everything_fits_a_line(made):
    proof = voiceguide.verify(made.path)
    plan = voiceguide.preview("mine.toml")
    for one in (made, made.timeline, plan, proof):
        assert len(repr(one)) <= 79
        assert "\n" not in repr(one)


def test_what_a_line_tells(here):
    made = build(hold="5s", reps=1)
    assert repr(made).startswith("<Session hip-rotation.mp3: ")
    assert "new sentence" in repr(made)
    assert "notice" in repr(made)  # such a short hold
    assert repr(made.timeline).startswith("<Timeline '90/90 hip rotation': ")
    assert "10 chapters" in repr(made.timeline)
    plan = voiceguide.preview("hip-rotation")
    assert repr(plan).startswith("<Plan '90/90 hip rotation': about 1")
    assert ": about 1" in repr(plan.timeline)
