"""Chapters as the JSON of Podcasting 2.0."""

import json

from tests.formats.lines import NASTY, built_in, timeline
from voiceguide.formats.chapters import render_chapters


def test_exactly():
    line = timeline(title="Hips", chapters=((0, "Welcome"), (46_500, NASTY)), length=90_040)
    assert json.loads(render_chapters(line)) == {
        "version": "1.2.0",
        "title": "Hips",
        "chapters": [
            {"startTime": 0, "endTime": 46.5, "title": "Welcome"},
            {"startTime": 46.5, "endTime": 90.04,
             "title": 'Knees & <b>hips</b> --> "{\\an8}" [00:01.00] ]]> café 髋 🦵'},
        ],
    }  # fmt: skip


def test_whole_seconds_have_no_point():
    assert '"startTime": 46,' in render_chapters(timeline(chapters=((46_000, "One"),)))


def test_a_whole_session():
    line = built_in(language="de")
    data = json.loads(render_chapters(line))
    assert [(one["startTime"] * 1000, one["title"]) for one in data["chapters"]] == [
        (mark.start_ms, mark.title) for mark in line.chapters
    ]
    assert data["chapters"][-1]["endTime"] * 1000 == line.duration_ms


def test_no_chapters():
    assert json.loads(render_chapters(timeline()))["chapters"] == []
