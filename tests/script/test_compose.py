"""A routine and its scripts become cues."""

import pytest

from tests.composing import compose_cues
from voiceguide.errors import RoutineError, ScriptError
from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import Overrides, parse_overrides, parse_routine
from voiceguide.routine.settle import settle
from voiceguide.script.compose import script_variables
from voiceguide.script.cue import Chapter, Say
from voiceguide.script.literal import literal

ROUTINE = parse_routine(
    'title = "A [loud] / title"\ntitles = { de = "Titel" }\n[vars]\ncoach = "Robin"\n'
    '[[pair]]\ntarget = "hips"\nstretch = { exercise = "fold-over", title = "fold" }\n'
    'strengthen = { exercise = "rise" }\n'
)
SCRIPTS = {
    "opening.cue.j2": "# {{ title }}\nHello, {{ coach }}.",
    "fold-over.cue.j2": "{{ exercise }}, {{ side }} not {{ other_side }}, {{ kind }}, {{ next }}, {{ index }}/{{ total }}",
    "rise.cue.j2": "{{ exercise }}, {{ side }}, {{ first }}, {{ reps }}, {{ tempo }}, {{ hold }}",
    "switch.cue.j2": "Switch to {{ side }}.",
    "rest.cue.j2": "{{ exercise }} is done. Next, {{ next }}.",
    "closing.cue.j2": "The end.",
}


def read(name):
    return (SCRIPTS[name], name) if name in SCRIPTS else None


def said(**settings):
    variables = settings.pop("variables", {})
    cues = compose_cues(settle(ROUTINE, parse_overrides(settings, {}, variables)), read)
    return [cue.words.texts[0] if isinstance(cue, Say) else f"# {cue.title}" for cue in cues]


def test_everything_in_its_order():
    assert said() == [
        "# A [loud] / title", "Hello, Robin.",
        "fold, left not right, stretch, rise, 1/2", "Switch to right.",
        "fold, right not left, stretch, rise, 1/2", "fold is done. Next, rise.",
        "rise, left, True, 8, 3-1-3, 45s", "Switch to right.",
        "rise, right, False, 8, 3-1-3, 45s", "The end.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("Switch to {{ side }}.", []),
        ("[rest {{ switch }}]\nSwitch.\n[end]", []),
        ("# {{ side }}\nSwitch.", ["# right", "Switch."]),
        # what was to be said inside it has no time
        ("# {{ side }}\nNow.\n\n[rest {{ switch }}]\nSwitch.\n[end]", ["# right", "Now.", ()]),
    ],
)
def test_of_a_switch_without_time_a_chapter_is_left(script, left):
    steps = order_steps(settle(ROUTINE, parse_overrides({"switch": "0s"}, {}, {})))
    texts = {**SCRIPTS, "switch.cue.j2": script}
    settled = settle(ROUTINE, parse_overrides({"switch": "0s"}, {}, {}))
    cues = compose_cues(settled, lambda name: (texts[name], name) if name in texts else None)
    assert any(step.timeless for step in steps)
    of_switch = [cue for cue in cues if cue.source.file == "switch.cue.j2"]
    assert [
        cue.words.texts[0]
        if isinstance(cue, Say)
        else getattr(cue, "lines", f"# {getattr(cue, 'title', '')}")
        for cue in of_switch[: len(left)]
    ] == left
    assert len(of_switch) == 2 * len(left)


def test_options_reach_the_scripts():
    texts = said(
        hold="37s", reps="6", tempo="2-0-2", first_side="right", variables={"coach": "Sam"}
    )
    assert "Hello, Sam." in texts
    assert texts.index("rise, right, True, 6, 2-0-2, 37s") < texts.index(
        "rise, left, False, 6, 2-0-2, 37s"
    )


def test_scenes():
    cues = compose_cues(settle(ROUTINE), read)
    assert isinstance(cues[0], Chapter)
    assert (cues[0].scene.exercise, cues[0].scene.action) == (None, None)
    assert (cues[2].scene.exercise, cues[2].scene.action, cues[2].scene.side, cues[2].scene.pair) == (
        "fold-over", "stretch", "left", 1,
    )  # fmt: skip


def test_the_title_in_a_language():
    [step, *_] = order_steps(settle(ROUTINE))
    assert script_variables(step, settle(ROUTINE))["title"] == literal("A [loud] / title")
    german = settle(ROUTINE, Overrides(language="de-at"))
    assert script_variables(step, german)["title"] == "Titel"


def test_a_variable_of_the_routine_wins_over_a_name_of_ours():
    own = parse_routine(
        'title = "T"\n[vars]\nminutes = 3\nside = "near"\n[[pair]]\n'
        'stretch = { exercise = "fold" }\nstrengthen = { exercise = "rise" }\n'
    )
    step = order_steps(settle(own))[1]
    known = script_variables(step, settle(own))
    assert (known["minutes"], known["side"], known["other_side"]) == (3, "near", "right")
    asked = script_variables(step, settle(own, Overrides(vars={"minutes": 4})))
    assert asked["minutes"] == 4


def test_a_missing_script_is_named():
    with pytest.raises(ScriptError, match=r"there is no script 'rest\.cue\.j2'"):
        compose_cues(settle(ROUTINE), lambda name: read(name) if name != "rest.cue.j2" else None)


MENTIONS = {
    "in a branch that is not taken": ({"fold": "{% if false %}{{ coach }}{% endif %}"}, "coach", ""),
    "in a part": ({"fold": "{% include 'tip.cue.j2' %}", "tip": "{{ coach|default('') }}"}, "coach", ""),
    "in a part of a branch": ({"fold": "{% if false %}{% include 'tip.cue.j2' %}{% endif %}", "tip": "{{ coach }}"}, "coach", ""),
    "in a macro": ({"fold": "{% import 'tip.cue.j2' as tip %}", "tip": "{% macro m() %}{{ coach }}{% endmacro %}"}, "coach", ""),
    "in a part whose name is reckoned": ({"fold": "{% include 'tip' ~ '.cue.j2' %}", "tip": "{{ coach|default('') }}"}, "coach", ""),
    "nowhere": ({"fold": "{{ coach|default('') }}"}, "coahc", "--var: unknown variable 'coahc'. Did you mean 'coach'?"),
    "nowhere, a name reckoned": ({"fold": "{% include 'tip' ~ '.cue.j2' %}", "tip": "{{ coach|default('') }}"}, "x1", "--var: unknown variable 'x1'. Choose from: coach."),
    "nowhere at all": ({"fold": "{{ side }}"}, "coach", "--var: unknown variable 'coach'. No script of this routine uses one of your own."),
    "set by the script itself": ({"fold": "{% set coach = 1 %}{{ coach }}"}, "coach", "--var: unknown variable 'coach'. No script of this routine uses one of your own."),
    "one of ours": ({"fold": "{{ minutes }}"}, "minutes", "--var: 'minutes' would be ignored: scripts have it from the session itself. Rename it."),
    "a setting": ({"fold": "{{ hold }}"}, "hold", "--var: 'hold' would be ignored: scripts have it from the session itself. Use --hold."),
}  # fmt: skip


@pytest.mark.parametrize(("scripts", "name", "says"), MENTIONS.values(), ids=MENTIONS)
def test_a_variable_has_to_be_known(scripts, name, says):
    texts = {f"{script}.cue.j2": f"{text}\nHello.\n" for script, text in scripts.items()}
    other = ("Hello.\n", "other")

    def read(script):
        known = script.partition(".")[0] in ("opening", "closing", "switch", "rest", "lift")
        return (texts[script], script) if script in texts else other if known else None

    made = parse_routine(
        'title = "T"\n[[pair]]\nstretch = { exercise = "fold" }\nstrengthen = { exercise = "lift" }\n'
    )
    settled = settle(made, Overrides(vars={name: "Sam"}))
    if not says:
        compose_cues(settled, read)
        return
    with pytest.raises(RoutineError) as caught:
        compose_cues(settled, read)
    assert str(caught.value) == says


LISTED = parse_routine(
    'title = "T"\n[vars]\ncoach = "Robin"\n[[block]]\ntitle = "Strength"\ntitles.de = "Kraft"\n'
    'rounds = 2\nrest = "5s"\nbetween = "9s"\ndo = [\n'
    '{ title = "Knee, {{ side }}", titles.de = "Knie {{ side }}", reps = [4, 3], '
    'say = ["Lift the {{ side }} knee, {{ reps }} times.", "# {{ coach }} / [pause 3s] | {{ hold }}"], '
    'says.de = "{{ other_side }} bleibt." },\n'
    '{ title = "Plank", hold = "20s", sides = "once", announce = false },\n]\n'
)


def steps_seen(**options):
    """What the scripts of a list see, step by step."""
    language = options.pop("language", "en")
    asked = parse_overrides(options, {}, {})
    settled = settle(LISTED, Overrides(settings=asked.settings, language=language))
    return [(s.part, script_variables(s, settled)) for s in order_steps(settled)]


def test_what_a_script_sees_of_a_list():
    (_, opening), (_, left), (_, switch), (_, right), (_, rest), (_, once), *_ = steps_seen()
    assert (opening["block"], opening["set"], opening["sets"], opening["say"]) == (
        None,
        None,
        1,
        [],
    )
    assert (opening["exercises"], opening["total"], opening["announce"]) == (2, 4, True)
    assert (left["exercise"], left["script"], left["kind"], left["counts"]) == (
        "Knee, left", "knee", "exercise", True,
    )  # fmt: skip
    assert left["say"] == [
        "Lift the left knee, 4 times.",
        literal("# Robin / [pause 3s] | 45 seconds"),
    ]
    assert right["say"][0] == "Lift the right knee, 4 times."
    assert (left["block"], left["block_title"], left["set"], left["sets"]) == (1, "Strength", 1, 2)
    assert (switch["exercise"], switch["next"]) == ("Knee, right", "Knee, right")
    assert (switch["say"], switch["counts"]) == (right["say"], True)  # of what comes
    assert (rest["say"], rest["counts"], rest["general"]) == ([], False, True)
    assert (rest["exercise"], rest["next"], rest["rest"], rest["announce"]) == (
        "Knee, right", "Plank", 5_000, False,
    )  # fmt: skip
    assert (once["side"], once["other_side"], once["first"], once["counts"]) == (
        None,
        None,
        True,
        False,
    )
    assert (once["announce"], once["hold"], once["next"]) == (False, 20_000, "Knee, left")


def test_the_rest_between_rounds():
    rests = [
        (seen["rest"], seen["set_over"], seen["set"])
        for part, seen in steps_seen()
        if part == "rest"
    ]
    assert rests == [(5_000, False, 1), (9_000, True, 2), (5_000, False, 2)]


def test_words_of_a_list_in_another_language():
    seen = [one for part, one in steps_seen(language="de-at") if part == "exercise"]
    assert [(one["exercise"], one["say"], one["block_title"]) for one in seen[:3]] == [
        ("Knie links", ["Rechts bleibt."], "Kraft"),
        ("Knie rechts", ["Links bleibt."], "Kraft"),
        ("Plank", [], "Kraft"),
    ]  # fmt: skip


def test_what_an_exercise_knows_of_the_rest_before_it():
    text = 'title = "T"\n[[block]]\nrounds = 2\nrest = "{}"\nback_to_back = {}\ndo = [{{ title = "A" }}]'
    for rest, joined, gaps in (
        ("0s", "true", [None, 8_000, 0, 8_000]),
        ("5s", "true", [None, 8_000, 5_000, 8_000]),
        ("5s", "false", [None, None, None, None]),
    ):
        settled = settle(parse_routine(text.format(rest, joined)))
        seen = [script_variables(s, settled) for s in order_steps(settled) if s.part == "exercise"]
        assert [one["gap"] for one in seen] == gaps
        assert [one["set_over"] for one in seen] == [False, False, True, False]


@pytest.mark.parametrize(
    ("rest", "counted", "room"),
    [("10s", 0, 10_000), ("10s", 3, 7_000), ("3s", 3, 2_000), ("0s", 3, 0)],
)
def test_seconds_that_are_counted_leave_less_room_for_words(rest, counted, room):
    one = f'{{ title = "A", sides = "once", count_in = {counted} }}'
    text = f'title = "T"\n[[block]]\nrest = "{rest}"\nback_to_back = true\ndo = [{one}, {one}]'
    settled = settle(parse_routine(text))
    seen = [script_variables(s, settled) for s in order_steps(settled)]
    assert [one["gap"] for one in seen[2:4]] == [room, room]


@pytest.mark.parametrize(
    ("do", "breath", "paced"),
    [
        ('{ title = "A" }', "4-6", [0]),
        ('{ title = "A", breath = "box" }, { title = "B" }', "4-4-4-4", [1, 0]),
        ('{ title = "A", breath = "off" }, { title = "B", breath = "4-7-8" }', "off", [0, 1]),
        ('{ title = "A", breath = "4-6" }, { title = "B", breath = "box" }', "4-6", [1, 2]),
    ],
)
def test_whose_breath_is_paced(do, breath, paced):
    text = f'title = "T"\n[settings]\nbreath = "4-6"\n[[block]]\ndo = [{do}]'
    settled = settle(parse_routine(text))
    seen = [script_variables(s, settled) for s in order_steps(settled) if s.part == "exercise"]
    assert seen[0]["breath"] == breath
    assert [one["paced"] for one in seen if one["first"]] == paced


@pytest.mark.parametrize(
    ("block", "weak", "differs"),
    [
        ('hold = "9s"', "none", [False] * 6),
        ('hold = ["9s", "9s", "8s"]', "none", [False] * 4 + [True] * 2),
        ("reps = [1, 2, 2]", "none", [False] * 2 + [True] * 2 + [False] * 2),
        ('hold = "9s"', "right", [False, True] + [False] * 4),
        ('reps = 3, tempo = "1-0-1", exercise = "a"', "right", [False, True] + [False] * 4),
    ],
)
def test_a_dose_that_is_another_than_before(block, weak, differs):
    text = f'title = "T"\n[settings]\nweak_side = "{weak}"\n[[block]]\nrounds = 3\ndo = [{{ title = "A", {block} }}]'
    settled = settle(parse_routine(text))
    seen = [script_variables(s, settled) for s in order_steps(settled) if s.part == "exercise"]
    assert [one["differs"] for one in seen] == differs


@pytest.mark.parametrize(
    ("do", "counting"),
    [
        ('title = "A"', False),
        ('title = "A", reps = 3', True),
        ('exercise = "a"', True),  # its script decides
    ],
)
def test_whether_anything_is_counted(do, counting):
    settled = settle(parse_routine(f'title = "T"\n[[block]]\ndo = [{{ {do} }}]'))
    assert script_variables(order_steps(settled)[0], settled)["counting"] == counting
