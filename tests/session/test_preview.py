"""Looking without a sound, and remembering what was seen."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from voiceguide.cli.program import main
from voiceguide.disk import library
from voiceguide.disk.history import History
from voiceguide.plan.timeline import parse_timeline
from voiceguide.script.parse import parse_script
from voiceguide.session.options import read_options
from voiceguide.session.preview import plain_script, plan_session

HEAVY = {"numpy", "pydub", "pyttsx3", "lameenc", "soundfile", "mutagen", "multiprocessing"}
ROUTINE = """title = "Mine"
[settings]
hold = "30s"
[[pair]]
stretch = { exercise = "fold" }
strengthen = { exercise = "rise" }
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, text in {
        "routine.toml": ROUTINE,
        "fold.cue.j2": "Fold.\n[hold {{ hold }}]\n[end]",
        "rise.cue.j2": '{% include "part.j2" %}\n[reps {{ reps }}]\n[end]',
        "part.j2": "Rise.",
    }.items():
        (folder / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    library.native_language.cache_clear()
    return folder


def holds(**given):
    timeline = plan_session(read_options("mine", given, {})).timeline
    return [e.end_ms - e.start_ms for e in timeline.events if e.kind == "hold"]


def said():
    timeline = plan_session(read_options("mine", {}, {})).timeline
    return {e.text for e in timeline.events if e.kind == "say"}


def test_a_plan_is_remembered_while_nothing_changes(mine, monkeypatch):
    first = plan_session(read_options("mine", {}, {}))
    monkeypatch.setattr(
        "voiceguide.session.draft.open_draft", lambda *_: pytest.fail("laid out again")
    )
    assert plan_session(read_options("mine", {}, {})) == first


def test_building_changes_no_plan(mine, monkeypatch):
    """Not until `auto` detail would say less."""
    request = read_options("mine", {}, {})
    plan_session(request)
    past = History(request.history)
    past.add("mine", request.date)
    monkeypatch.setattr(
        "voiceguide.session.draft.open_draft", lambda *_: pytest.fail("laid out again")
    )
    plan_session(request)
    past.add("mine", request.date)
    past.add("mine", request.date)
    with pytest.raises(pytest.fail.Exception):
        plan_session(request)


CHANGES = {
    "the routine": lambda folder: (folder / "routine.toml").write_text(ROUTINE.replace("30s", "37s")),
    "a script": lambda folder: (folder / "fold.cue.j2").write_text("Bend.\n[hold 37s]\n[end]"),
    "a script that is included": lambda folder: (folder / "part.j2").write_text("Up.\n[hold 37s]\n[end]"),
    "a script that comes first now": lambda folder: (
        (folder.parent / "scripts/mine").mkdir(parents=True),
        (folder.parent / "scripts/mine/closing.cue.j2").write_text("Over.\n[hold 37s]\n[end]"),
    ),
}  # fmt: skip


def test_a_script_that_was_missing_counts_when_it_comes(mine):
    (mine / "fold.cue.j2").write_text(
        '{% include "extra.j2" ignore missing %}\n[hold {{ hold }}]\n[end]'
    )
    assert "Extra." not in said()
    (mine / "extra.j2").write_text("Extra.")
    assert "Extra." in said()


def test_chance_goes_by_the_day_and_only_chance(mine, monkeypatch):
    """Plan and file agree on one day; on another, only what asks for chance is laid out again."""
    request = read_options("mine", {}, {})
    other = replace(request, date=request.date + datetime.timedelta(days=2))
    plan_session(request)
    with monkeypatch.context() as patch:
        patch.setattr(
            "voiceguide.session.draft.open_draft", lambda *_: pytest.fail("laid out again")
        )
        plan_session(other)
    words = "{% for n in range(20) %}{{ ['a', 'b', 'c', 'd'] | random }}{% endfor %}"
    (mine / "part.j2").write_text(words)
    texts = [
        [e.text for e in plan_session(one).timeline.events if e.kind == "say"]
        for one in (request, request, other, request)
    ]
    assert texts[0] == texts[1] == texts[3] != texts[2]
    assert texts[0][1] in plain_script(request)
    assert texts[2][1] in plain_script(other)


def test_chance_is_the_same_in_every_process(mine):
    (mine / "part.j2").write_text("{{ lipsum(1) }} {{ range(10000) | random }}")
    done = [
        subprocess.run(
            [sys.executable, "-m", "voiceguide", "script", "mine"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert done[0] == done[1]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_counts(mine, change):
    assert 37_000 not in holds()
    change(mine)
    assert 37_000 in holds()


def test_every_option_counts(mine):
    assert [holds(hold=hold) for hold in ("31s", "32s", "31s")] == [
        [31_000] * 2, [32_000] * 2, [31_000] * 2,
    ]  # fmt: skip


def test_it_says_that_it_is_an_estimate(mine):
    printed = CliRunner().invoke(main, ["timeline", "mine"]).output
    assert printed.startswith("Mine, about ")
    assert "Sentence lengths are estimates" in printed
    made = json.loads(CliRunner().invoke(main, ["timeline", "mine", "--json"]).output)
    assert made["estimated"] is True


def test_json_is_the_public_format(mine):
    text = CliRunner().invoke(main, ["timeline", "mine", "--json"]).output
    timeline = parse_timeline(text)
    made = json.loads(text)
    assert (made["version"], made["title"], made["language"]) == (1, "Mine", "en")
    assert made["duration_ms"] == timeline.duration_ms
    for event in made["events"]:
        assert set(event) <= {"start_ms", "end_ms", "kind", "text", "speed", "tone", "rep",
                              "due_ms", "asked_ms", "entered_ms", "asked",
                              "exercise", "action", "side", "pair", "round"}  # fmt: skip
        assert event["kind"] in {"say", "tone", "hold", "rep", "rest"}
        assert ("text" in event) == (event["kind"] == "say")
        assert ("tone" in event) == (event["kind"] == "tone")
        assert ("rep" in event) == (event["kind"] == "rep")
    starts = [event["start_ms"] for event in made["events"]]
    assert starts == sorted(starts)


@pytest.mark.parametrize("command", [["timeline"], ["check", "hip-rotation"]])
def test_no_engine_is_started(command):
    code = (
        "import sys\nfrom voiceguide.cli.program import main\n"
        f"try: main({command!r})\nexcept SystemExit as end: assert not end.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    for _ in range(2):  # laid out, and remembered
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stderr.splitlines()[-1] == "[]"


def test_a_plain_script_reads_back(mine):
    text = plain_script(read_options("mine", {"hold": "41.5s"}, {}))
    assert "[hold 41.5s]" in text
    assert "Rise." in text
    assert "{%" not in text
    assert len(parse_script(text)) > 5
    assert CliRunner().invoke(main, ["script", "mine", "--hold", "41.5s"]).output == text


def test_a_picture_is_written(mine):
    for kind in ("svg", "html"):
        done = CliRunner().invoke(main, ["timeline", "mine", f"--{kind}", f"drawn/plan.{kind}"])
        assert (done.exit_code, done.stdout) == (0, f"drawn/plan.{kind}\n")
        assert "Mine" in Path(f"drawn/plan.{kind}").read_text()
