"""programme, today, done and skip, as a person meets them."""

import datetime
import json

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main

TEXT = """\
title = "Two weeks"
about = "Short ones"
routine = "desk-break"
weeks = 2
days = ["mon", "wed", "fri"]
start = 2026-12-07
[grow]
hold = ["30s", "35s"]
"""


@pytest.fixture
def run(tmp_path, monkeypatch, sounds):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    (tmp_path / "scripts" / "two").mkdir(parents=True)
    (tmp_path / "scripts" / "two" / "programme.toml").write_text(TEXT)

    def run(line, day=7, code=0):
        noon = datetime.datetime(2026, 12, day, 12, tzinfo=datetime.UTC)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))
        done = CliRunner().invoke(main, line.split())
        assert done.exit_code == code, done.output
        return done

    return run


def test_the_programmes_there_are(run):
    head, *rows = run("programme").stdout.splitlines()
    assert head.split() == ["NAME", "WEEKS", "SESSIONS", "BEGUN", "ABOUT"]
    assert [" ".join(one.split()[:4]) for one in rows] == ["two 2 6 -", "hips-six-weeks 6 24 -"]
    run("done two")
    two = json.loads(run("programme --json").stdout)[0]
    assert (two["name"], two["weeks"], two["sessions"], two["begun"]) == ("two", 2, 6, "2026-12-07")
    german = json.loads(run("programme --json --lang de").stdout)[1]
    assert german["title"] == "Sechs Wochen für die Hüfte"


def test_its_sessions_are_listed(run, tmp_path):
    shown = run("programme two").stdout.splitlines()
    assert shown[0] == "Two weeks"
    assert shown[2].split()[:2] == ["1", "2026-12-07"]
    assert shown[5].endswith("hold=35s")
    found = json.loads(run("programme two --json").stdout)
    assert [one["date"][-2:] for one in found["sessions"]] == ["07", "09", "11", "14", "16", "18"]
    assert found["sessions"][3]["settings"] == {"hold": "35s"}
    assert not (tmp_path / "output").exists()


def test_a_folder_of_them(run, tmp_path):
    done = run("programme two --out pub --engine silent --captions none")
    assert done.stdout.splitlines()[0] == "pub/01 - 2026-12-07 - Week 1, day 1.mp3"
    assert done.stderr.splitlines() == [
        "Two weeks: 6 sessions from Monday 7 December to Friday 18 December, 2 sounds.",
        "24 files written.",
    ]
    again = run("programme two --out pub --engine silent --captions none --json")
    assert json.loads(again.stdout)["changed"] == []
    assert again.stderr.splitlines()[1] == "Nothing changed."
    # it was made with the silent engine and no captions, and so is today's
    made = run("today", day=9)
    assert made.stdout.splitlines() == ["output/two-02.mp3"]
    assert {path.suffix for path in (tmp_path / "output").iterdir()} == {".mp3", ".json"}


def test_day_after_day(run):
    assert run("today two --engine silent --quiet").stdout == "output/two-01.mp3\n"
    assert (
        run("done").stdout
        == "Session 1 of 6: done. Next is session 2 of 6, on Wednesday 9 December.\n"
    )
    nothing = run("today", day=8)
    assert (nothing.stdout, nothing.stderr) == (
        "", "Nothing is due today. Next is session 2 of 6, on Wednesday 9 December.\n"
    )  # fmt: skip
    assert run("skip", day=8).stdout.startswith("Session 2 of 6: skipped. Next is session 3")
    assert run("skip --undo", day=8).stdout.startswith("Session 2 of 6: taken back.")
    told = json.loads(run("done two --number 2 --json", day=9).stdout)
    assert told == {"programme": "two", "number": 2, "noted": "done", "next": {"number": 3, "date": "2026-12-11"}}  # fmt: skip


FAILS = {
    "twice": ("done", 7, "session 1 was noted as done already, on 2026-12-07. Name another with --number."),
    "of the future": ("done --number 5", 7, "session 5 is due on 2026-12-16, which is still to come."),
    "of nobody": ("done --number 7", 7, "--number: there is no session 7. Choose from: 1 to 6."),
    "a clock that goes back": ("done", 6, "the clock says 2026-12-06, but session 1 was noted as done on 2026-12-07."),
    "no such programme": ("today tow", 7, "unknown programme 'tow'. Did you mean 'two'?"),
    "a routine": ("programme desk-break --out pub", 7, "unknown programme 'desk-break'."),
    "a programme for a routine": ("build two", 7, "two: this is a programme over weeks, not a routine. Write voiceguide programme two; one session: voiceguide today two."),
    "a setting": ("programme two --hold 5h", 7, "--hold: 5h is out of range."),
    "an address": ("programme two --out pub --base-url nowhere", 7, "--base-url: 'nowhere' is not the address of a folder."),
}  # fmt: skip


@pytest.mark.parametrize(("line", "day", "said"), FAILS.values(), ids=FAILS)
def test_what_goes_wrong(run, tmp_path, line, day, said):
    run("done two")
    failed = run(line, day, code=1)
    assert failed.stderr.startswith(f"voiceguide: {said}")
    assert "Traceback" not in failed.output
    assert not (tmp_path / "pub").exists()


def test_a_name_is_needed_where_there_are_several(run):
    run("done two")
    run("skip hips-six-weeks", day=8)
    assert (
        "there are several programmes. Name one of: hips-six-weeks, two."
        in run("done", code=1).stderr
    )


def test_none_was_begun(run):
    assert "no programme was begun. Name one, like two." in run("done", code=1).stderr
