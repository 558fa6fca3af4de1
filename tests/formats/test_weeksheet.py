"""The sheet to print."""

import datetime
import re

import pytest

from voiceguide.formats.weeksheet import CROSS, SheetRow, list_doses, render_sheet, write_date
from voiceguide.plan.timeline import Event, Mark, Timeline
from voiceguide.session.options import read_options
from voiceguide.session.preview import plan_session

DAY = datetime.date(2026, 12, 7)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Monday 7 December"), ("de-at", "Montag, 7. Dezember"), ("es", "lunes, 7 de diciembre"), ("xx", "Monday 7 December")],
)  # fmt: skip
def test_dates(language, said):
    assert write_date(DAY, language) == said


def test_doses_by_name_and_how_often():
    plan = plan_session(read_options("tests/data/programmes/couch-to-5k.toml", {}, {}))
    assert list_doses(plan.timeline, {"run": "Run", "walk": "Walk"}) == (
        "Brisk walk: 5m", "Run: 8 × 1m", "Walk: 8 × 1m30s", "Cool-down: 5m"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "doses"),
    [
        ("en", ("Forward stretch: 40s", "Lean and press: 6 reps")),
        ("de", ("Vorbeuge: 40s", "Neigen und Drücken: 6 Wdh.")),
        ("es", ("Inclinación: 40s", "Bajar y empujar: 6 rep.")),
    ],
)
def test_exercises_are_called_as_their_chapters_are(language, doses):
    options = {"hold": "40s", "reps": "6", "lang": language}
    assert list_doses(plan_session(read_options("desk-break", options, {})).timeline, {}) == doses


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Left: heel lift", "Right: heel lift"], "Heel lift"),
        (["Calf stretch, left side", "Calf stretch, right side"], "Calf stretch"),
        (["Plank"], "Plank"),
        (["Left", "Right"], "side-plank"),
    ],
)
def test_what_titles_have_in_common(titles, name):
    events = [
        Event(n * 10_000, n * 10_000 + 5_000, "hold", exercise="side-plank", side=side)
        for n, side in zip(range(len(titles)), ("left", "right"), strict=False)
    ]
    marks = [Mark(n * 10_000, title) for n, title in enumerate(titles)]
    timeline = Timeline("T", 30_000, "en", tuple(marks), tuple(events))
    assert list_doses(timeline, {}) == (f"{name}: 5s",)


def test_a_sheet():
    rows = [
        SheetRow(1, 1, DAY, ("Run <fast>: 8 × 1m",), 840_000, CROSS),
        SheetRow(2, 1, DAY + datetime.timedelta(2), (), 20_000),
        SheetRow(3, 2, DAY + datetime.timedelta(7), (), 841_000),
    ]
    page = render_sheet("Hüfte & mehr", "de", rows, "Vier Abende")
    assert re.findall(r"<h2>(.*)</h2>", page) == ["Woche 1", "Woche 2"]
    assert page.count("<tr><td") == 3
    assert (page.count(CROSS), page.count("☐")) == (1, 2)
    assert "Run &lt;fast&gt;: 8 × 1m" in page
    assert "<h1>Hüfte &amp; mehr</h1>" in page
    assert re.findall(r'<td class="figure">(\d+)</td>', page) == ["14", "1", "14"]
    assert "<script" not in page
