"""A request is settled once: below, nobody reads a setting again."""

import os
from collections import Counter

import pytest

from voiceguide.disk.library import Library
from voiceguide.routine import kind
from voiceguide.routine import settle as settling
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.row import Setting
from voiceguide.session import build as session
from voiceguide.session import draft, inspection, narration
from voiceguide.session.check import check_session
from voiceguide.session.options import read_options
from voiceguide.session.preview import plan_session

GIVEN = {
    "hold": "40s", "rest": "5s", "tempo": "2-1-2", "engine": "silent", "weak_side": "left",
    "first_side": "alternate", "sets": ("external-rotation-stretch.hold=50s",),
}  # fmt: skip

ROUTINE = Library("tv-evening").load_routine()
WRITTEN = len(ROUTINE.settings) + sum(len(one.own) for one in ROUTINE.exercises)
"""The values of settings in its file."""


@pytest.fixture
def calls(monkeypatch):
    """How often a setting is read, a duration of one, and how often a request is settled."""
    counted = Counter()
    parse_routine.cache_clear()  # as in a new process

    def count(owner, name):
        real = getattr(owner, name)

        def counting(*args, **kwargs):
            counted[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    count(Setting, "parse")
    count(Setting, "read")
    count(kind, "parse_duration")
    for module in (draft, inspection):
        count(module, "settle")
        count(module, "settle_today")
    for module in (settling, narration):
        count(module, "settle_sound")
    count(draft, "advise_doses")
    return counted


def test_below_the_door_nothing_is_read(calls, tmp_path):
    request = read_options("hip-rotation", {**GIVEN, "out": str(tmp_path)}, os.environ)
    assert calls["parse"] == len(GIVEN)  # one for each value that was given
    opened = draft.open_draft(request)
    calls.clear()
    opened.fill(720_000, opened.estimator())
    opened.place(opened.estimator(), {"hold": 33_000})
    assert not calls


@pytest.mark.parametrize("work", [session.build, plan_session])
@pytest.mark.parametrize("fit", [{}, {"fit": "18m"}])
def test_a_request_is_settled_once(calls, tmp_path, work, fit):
    given = {**GIVEN, **fit, "out": str(tmp_path)}
    request = read_options("tv-evening", given, os.environ)
    calls.clear()
    work(request)
    assert (calls["settle"], calls["settle_today"], calls["settle_sound"]) == (1, 1, 1)
    assert calls["advise_doses"] == 1
    assert calls["parse"] == 0
    assert calls["read"] == WRITTEN  # the routine file, and once


def test_a_script_says_how_long_its_own_session_is():
    request = read_options("hip-rotation", {}, os.environ)
    opened = draft.open_draft(request)
    told = opened.texts()[0]
    opened.cues({"hold": 60_000})  # as --fit tries it
    assert opened.texts()[0] == told


def test_a_check_reads_the_file_once(calls):
    request = read_options("tv-evening", GIVEN, os.environ)
    calls.clear()
    assert not any(one.wrong for one in check_session(request))
    assert (calls["parse"], calls["read"]) == (0, WRITTEN)
    assert (calls["settle"], calls["settle_today"], calls["settle_sound"]) == (1, 1, 1)


def test_a_timeline_is_settled_once(calls, tmp_path):
    request = read_options("", {"engine": "silent", "out": str(tmp_path)}, os.environ)
    planned = plan_session(read_options("desk-break", {}, os.environ)).timeline
    calls.clear()
    narration.narrate(planned, request)
    assert (calls["settle"], calls["settle_today"], calls["settle_sound"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("external-rotation-stretch.hold=50s", ""),
        ("external-rotation-lift.reps=5", ""),
        ("external-rotation-stretch.reps=5", "--set: 'external-rotation-stretch' does not use reps. Choose from: external-rotation-stretch.hold."),
        ("external-rotation-lift.hold=50s", "--set: 'external-rotation-lift' does not use hold. Choose from: external-rotation-lift.reps, external-rotation-lift.tempo."),
    ],
)  # fmt: skip
def test_a_setting_that_an_exercise_does_not_use(target, says):
    request = read_options("hip-rotation", {"sets": (target,)}, os.environ)
    problems = [f"{one.place}: {one.text}" for one in check_session(request) if one.wrong]
    assert problems == ([says] if says else [])
