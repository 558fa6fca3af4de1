"""A routine that is not saved yet, laid out as it would be."""

import os
import tempfile

import pytest

from voiceguide.disk.library import Found, built_in_scripts, search_roots
from voiceguide.disk.own import files_beside
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.session.api import preview
from voiceguide.session.tryout import try_out

LIST = 'title = "M"\n[[block]]\ndo = [{ title = "Plank", hold = "20s", sides = "once" }]\n'


@pytest.mark.parametrize("name", ["desk-break", "interval-walk", "hip-evening"])
def test_it_is_what_it_would_be_and_nothing_stays(name):
    path = built_in_scripts() / name / "routine.toml"
    files = {**files_beside(Found(path, name)), "routine.toml": path.read_text("utf-8")}
    before = set(os.listdir(tempfile.gettempdir()))
    plan = try_out("mine", files, {})
    assert plan.timeline == preview(name).timeline
    left = {one for one in set(os.listdir(tempfile.gettempdir())) - before if "mine" in one}
    assert left == set()
    assert all("mine" not in str(root) for root in search_roots())


def test_without_files_of_its_own_it_has_the_general_opening():
    plan = try_out("mine", {"routine.toml": LIST}, {})
    assert [event.kind for event in plan.timeline.events].count("hold") == 1


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/b", "", "x\0"])
def test_it_is_tried_out_nowhere_else(name):
    with pytest.raises(RoutineError):
        try_out(name, {"routine.toml": LIST}, {})


def test_what_cannot_be_laid_out_is_an_error():
    with pytest.raises(VoiceguideError, match="no-such"):
        try_out(
            "mine",
            {"routine.toml": LIST.replace('title = "P', 'exercise = "no-such", title = "P')},
            {},
        )
