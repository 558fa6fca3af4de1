"""The sentences of a script that can be changed: which they are, and where they stand."""

import pytest

from voiceguide.disk.library import built_in_scripts
from voiceguide.script.passages import MOST_LETTERS, find_passages

HOLD = "[hold 45s]\n{}\n[end]\n"


def shown(template):
    return [one.shown for one in find_passages(template)]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        # lines of the cue language
        ("Sit tall.\n", ["Sit tall."]),
        ("Sit tall,\n  and breathe.\n\nStand.", ["Sit tall, and breathe.", "Stand."]),
        ("# Title\n[pause 3s]\n[tone chime]\n[enter]\nSit.", ["Sit."]),
        ("Do it {{ reps|spoken }} times.", ["Do it {{ reps|spoken }} times."]),
        ("{{ name }}\n{{ a }} {{ b }}.", []),
        ("Sit.{% if first %} And wait.{% endif %}\n", ["Sit.", "And wait."]),
        ("{% if first %}\nSit.\n{% else %}\nStand.\n{% endif %}", ["Sit.", "Stand."]),
        ("{# Not\n said. #}\nSaid. {# Nor this. #}", ["Said."]),
        ("{% raw %}\nSaid {{ as }} it is.\n{% endraw %}", []),
        ("{%- if first -%}\n  Sit.\n{%- endif %}\r\nStand.\r\n", ["Sit.", "Stand."]),
        ("{% macro a(x) %}\nSit.\n{% endmacro %}", ["Sit."]),
        ("{% call a() %}\nSit.\n{% endcall %}", ["Sit."]),
        ('It costs {{ "{" }}5}.', ["It costs {5}."]),
        # lines with a time, and wordings
        (HOLD.format("5s | Breathe. / Breath."), ["Breathe.", "Breath."]),
        (HOLD.format("50% | {{ tip }} / Half. / [tone tick]"), ["Half."]),
        (HOLD.format("{% if a %}4s{% else %}5s{% endif %} | Feel it."), ["Feel it."]),
        (HOLD.format("breathe 4-6 | In. | Out."), ["In.", "Out."]),
        (HOLD.format("breathe 4-6\ncountdown 5\nbreathe {{ x }}"), []),
        (HOLD.format("[phases]\n35s\n10s press\n10s lift | Lift.\n[end]\n4s | Feel."), ["Lift.", "Feel."]),
        ("[reps 8]\ncount\ncount | {n}\n1 up | Rise. / [tone tick]\n[end]\nDone.", ["Rise.", "Done."]),
        ("[rest 9s]\nRest.\nNext: the {{ side }} side. / Next.\n[end]", ["Rest.", "Next: the {{ side }} side.", "Next."]),
        # texts inside tags
        ('{{ cues.hold(hold, felt="Feel it. / Feel.", tip=\'No "pain".\') }}', ["Feel it.", "Feel.", 'No "pain".']),
        ('{{ cues.count(reps, "3-1-3", downs=["Stay long."] if first else ["Stay."]) }}', ["Stay long.", "Stay."]),
        ('{% set press = "Press \\"down\\"." %}', ['Press "down".']),
        ('{% set own = {"Butterfly pose": {"felt": "You feel it."}}.get(exercise, {}) %}', ["You feel it."]),
        ('{{ greeting|default("Welcome to it.") }}', ["Welcome to it."]),
        # what steers, or is a piece of something
        ('{% if detail == "Tones." %}{% endif %}{% import "cues.j2" as cues %}', []),
        ('{{ "In " ~ rounds ~ " Rounds now." }}{{ "Over There."|upper }}', []),
        ('{{ a.split(". ") }}{{ (" Leg is up" if x else "left") ~ y }}', []),
        ('{{ a("Now.") if x == "Now." else "" }}', []),
        ('{{ a("A\\nB c.") }}', []),
        # no template, or too much of one
        ("{% if %}", []),
        ("Sit. {{", []),
        ("Sit.\n\n" * (MOST_LETTERS // 6 + 1), []),
    ],
)  # fmt: skip
def test_what_can_be_changed(template, found):
    assert shown(template) == found


def test_where_it_stands():
    template = "\ufeff# A\r\n\r\nDo {{ a }},\r\nand go.\r\n[hold 9s]\r\n1s | One. / Two.\r\n[end]"
    found = find_passages(template)
    assert [(template[one.start : one.end], one.first, one.last, one.shorter) for one in found] == [
        ("Do {{ a }},\r\nand go.", 3, 4, False),
        ("One.", 6, 6, False),
        ("Two.", 6, 6, True),
    ]
    assert found[0].values == ("{{ a }}",)


@pytest.mark.parametrize(
    ("template", "text", "found"),
    [
        ("Sit tall.", "Well done. Sit tall.", "Sit tall."),
        ("Sit.", "Transit. Sit.", "Sit."),
        ("tall", "Taller, tall.", "tall"),
        ("Do {{ a }}, and go.", "Do this and that, and go.", "Do this and that, and go."),
        ("Go {{ a }}", "Now go. Go left, slowly.", "Go left, slowly."),
        ("{{ a }} times.", "Eight times. Go.", "Eight times."),
        ("Do {{ a }} it {{ b }}.", "Do it.", "Do it."),
        ("Do {{ a }} it {{ b }}.", "Do now it so.", "Do now it so."),
        ("Sit {{ a }}.", "Stand left.", ""),
    ],
)
def test_where_a_text_says_it(template, text, found):
    assert find_passages(template)[0].find(text) == found


def test_many_values_take_no_time():
    (passage,) = find_passages("Now " + "{{ a }} {{ b }} so " * 40 + "never.")
    assert passage.find("Now " + "so " * 2000) == ""


@pytest.mark.parametrize("template", ["{{ " + "(" * 20_000, "{{ " + "1" * 20_000 + " }} Sit."])
def test_what_no_template_engine_reads_has_none(template):
    assert find_passages(template) == ()


def test_every_exercise_that_comes_with_us_can_be_said_in_other_words():
    for file in sorted(built_in_scripts().rglob("*-*.cue.j2")):
        template = file.read_text("utf-8")
        found = find_passages(template)
        assert found, file
        assert all(template[one.start : one.end] == one.source for one in found)
        assert [one.start for one in found] == sorted({one.start for one in found})
