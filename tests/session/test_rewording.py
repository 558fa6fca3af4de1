"""The sentences of an exercise in its routine: heard, too long, said otherwise."""

import pytest

from voiceguide.disk.library import look_again
from voiceguide.errors import UnknownName, VoiceguideError
from voiceguide.script.typed import TypedError
from voiceguide.session.keywords import read_request
from voiceguide.session.rewording import open_phrasing, reword, tell, tell_others

ROUTINE = """
title = "Mine"
vars = { prop = "wall" }
[settings]
hold = "20s"
[[block]]
do = [
  { exercise = "lean" },
  { title = "Wait", hold = "20s", say = "Stand {{ side }}." },
]
"""
LEAN = """{% import "cues.j2" as cues with context %}
{% import "shared.j2" as shared with context %}
# Lean

{% if detail == "brief" %}
In brief.
{% else %}
In full, {{ side }}.
{% if first %}
And on.
{% endif %}
{% endif %}

{% if detail == "tones" %}
Soon.
{% endif %}

{% set word = "Steer it." %}
{% if word == "Steer " ~ "it." %}
[pause 2s]
{% endif %}
{% filter upper %}
Loud one.
{% endfilter %}

[hold {{ hold }}]
5s | Feel it. / Feel.
12s | Soon.
[end]
{{ shared.more("Told to a macro.") }}
"""
SHARED = """{% macro more(text) %}
{{ text }} And shared.
{% if text|length > 40 %}
[pause 9s]
{% endif %}
{% endmacro %}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    mine = tmp_path / "scripts" / "mine"
    (mine / "de").mkdir(parents=True)
    (mine / "routine.toml").write_text(ROUTINE)
    (mine / "lean.cue.j2").write_text(LEAN)
    (mine / "shared.j2").write_text(SHARED)
    monkeypatch.chdir(tmp_path)
    look_again()
    return mine


def open_mine(name="lean", **options):
    return open_phrasing(read_request("mine", options), name)


def number_of(phrasing, shown):
    return next(at for at, one in enumerate(phrasing.passages) if one.shown == shown)


def fares(phrasing):
    return {one.passage.shown: (one.heard, one.excess_ms) for one in tell(phrasing)}


def test_each_is_heard_or_not_and_fits_or_not(folder):
    assert [one.heard for one in tell(open_mine()) if one.passage.shown == "Soon."] == ["", "Soon."]
    assert fares(open_mine()) == {
        "In brief.": ("", 0),
        "In full, {{ side }}.": ("In full, right.", 0),
        "And on.": ("And on.", 0),
        "Steer it.": ("", 0),
        "Loud one.": ("", 0),
        "Feel it.": ("Feel it.", 0),
        "Feel.": ("Feel.", 0),
        "Soon.": ("Soon.", 0),
        "Told to a macro.": ("Told to a macro.", 0),
    }
    brief = fares(open_mine(detail="brief"))
    assert (brief["In brief."][0], brief["In full, {{ side }}."][0]) == ("In brief.", "")


def test_what_else_is_said_is_told_with_its_file(folder):
    others = dict(tell_others([open_mine()]))
    assert others["Change sides. The right side is next."] == "switch.cue.j2"
    assert "LOUD ONE." in others
    assert not any("macro" in text for text in others)


def test_the_values_that_can_be_named(folder):
    assert open_mine().known >= {"side", "other_side", "hold", "prop"}
    (folder / "routine.toml").write_text(ROUTINE.replace('"lean"', '"lean", sides = "once"'))
    look_again()
    assert "side" not in open_mine().known


@pytest.mark.parametrize(
    ("shown", "typed", "heard", "too_long"),
    [
        ("In full, {{ side }}.", "At the {{ prop }}.", "At the wall.", False),
        ("Feel it.", "Feel it {{ hold|spoken }}.", "Feel it twenty seconds.", False),
        ("Feel it.", "Feel it all along the leg, from the heel up to the hip, as it slowly gives way and goes on and on, and on.", None, True),
        ("Feel.", "Feel.", "Feel.", False),
        ("Told to a macro.", "Said by a macro.", "Said by a macro.", False),
        ("In brief.", "Shorter.", "", False),
        ("Soon.", "Never said.", "", False),
        ("And on.", "On and on.", "On and on.", False),
    ],
)  # fmt: skip
def test_in_other_words(folder, shown, typed, heard, too_long):
    phrasing = open_mine()
    number = number_of(phrasing, shown)
    told = tell(reword(phrasing, number, typed))[number]
    assert told.heard == (typed if heard is None else heard)
    assert bool(told.excess_ms) is too_long


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("Steer it.", "Or do not."),  # a pause goes by it
        ("Told to a macro.", "Told to a macro that looks at how much it is told."),
    ],
)
def test_what_steers_something_is_not_changed_here(folder, shown, typed):
    phrasing = open_mine()
    with pytest.raises(TypedError) as caught:
        reword(phrasing, number_of(phrasing, shown), typed)
    assert caught.value.reason == "entangled"


def test_what_the_routine_says_itself(folder):
    phrasing = open_mine("wait")
    assert (phrasing.own_file, fares(phrasing)) == (
        "routine.toml",
        {"Stand {{ side }}.": ("Stand left.", 0)},
    )
    changed = reword(phrasing, 0, "Stand {{ side }} of the {{ prop }}.")
    assert tell(changed)[0].heard == "Stand left of the wall."
    assert 'say = "Stand {{ side }} of the {{ prop }}."' in changed.text


def test_nothing_is_written(folder):
    phrasing = open_mine()
    reword(phrasing, number_of(phrasing, "Soon."), "Later.")
    assert (folder / "lean.cue.j2").read_text() == LEAN
    assert open_mine().text == LEAN


def test_an_exercise_or_a_script_that_is_not_there(folder):
    with pytest.raises(UnknownName, match=r"unknown exercise 'laen'\. Did you mean 'lean'"):
        open_mine("laen")
    (folder / "lean.cue.j2").write_text("{% if %}")
    with pytest.raises(VoiceguideError):
        tell(open_mine())
