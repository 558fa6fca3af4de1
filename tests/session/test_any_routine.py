"""Whole sessions of blocks: no side where there is none, intervals proved, doses left alone."""

import re
import time

import numpy as np
import pytest
import soundfile

import voiceguide
from voiceguide.errors import RoutineError
from voiceguide.formats.bars import picture_of
from voiceguide.formats.captions import RENDER, list_captions
from voiceguide.formats.comment import describe
from voiceguide.formats.lyrics import render_lyrics
from voiceguide.formats.player import Episode, describe_episode
from voiceguide.picture import render_html, render_svg
from voiceguide.plan.timeline import render_timeline
from voiceguide.session.draft import open_draft
from voiceguide.session.options import read_options

ONCE = """\
title = "Warm up"
[settings]
hold = "12s"
rest = "4s"
[[block]]
do = [
  { title = "March on the spot", hold = "20s", sides = "once", say = "Swing your arms." },
  { title = "Squats", reps = 4, sides = "once" },
]
[[block]]
rounds = 2
stretch = { title = "Forward fold", sides = "once" }
strengthen = { title = "Good mornings", reps = 5, sides = "once" }
"""
WORDS_OF_SIDES = re.compile(r"\b(left|right|sides?)\b", re.IGNORECASE)
INTERVALS = """\
title = "Intervals"
[[block]]
do = [{ title = "Walk", hold = "5s", sides = "once", count_in = 3 }]
[[block]]
rounds = 2
rest = "8s"
back_to_back = true
do = [
  { title = "Run", hold = "6s", sides = "once", start = "bell", end = "chime", count_in = 3 },
  { title = "Lunges", reps = 3, tempo = "1-0-1", start = "gong.wav", announce = false },
]
[[block]]
rounds = 3
rest = "0s"
back_to_back = true
do = [{ title = "Minute", hold = "5s", sides = "once" }]
"""


@pytest.fixture
def write(tmp_path):
    def file(text, name="mine"):
        path = tmp_path / f"{name}.toml"
        path.write_text(text)
        return path

    return file


@pytest.mark.parametrize("order", ["exercise", "pair"])
def test_nobody_speaks_of_a_side_where_there_is_none(write, order):
    timeline = voiceguide.preview(write(ONCE), side_order=order).timeline
    assert {event.side for event in timeline.events} == {None}
    shown = {
        **{kind: render(timeline) for kind, render in RENDER.items()},
        "said": " ".join(str(event.text) for event in timeline.events if event.kind == "say"),
        "lyrics": render_lyrics(timeline),
        "page": re.sub(r"<style>.*?</style>", "", render_html(timeline), flags=re.DOTALL),
        "picture": re.sub(r"<style>.*?</style>", "", render_svg(timeline), flags=re.DOTALL),
        "player": str(describe_episode(Episode("x", "x", timeline))),
        "comment": str(describe(timeline)),
        "json": render_timeline(timeline).replace('"side":null', ""),
    }
    assert {name: WORDS_OF_SIDES.findall(text) for name, text in shown.items()} == {
        name: [] for name in shown
    }
    assert {bar.side for bar in picture_of(timeline).bars} == {None}


def test_a_session_of_both_keeps_its_sides(write):
    timeline = voiceguide.preview(write(ONCE.replace(", reps = 4, sides", ", reps = 4, sides", 1).replace('stretch = { title = "Forward fold", sides = "once" }', 'stretch = { title = "Calf" }'))).timeline  # fmt: skip
    assert {e.side for e in timeline.events if e.kind == "hold"} == {None, "left", "right"}
    assert {"Left side", "Right side"} <= {
        *re.findall("Left side|Right side", render_html(timeline))
    }


def test_what_events_of_blocks_say(write):
    events = voiceguide.preview(write(ONCE)).timeline.events
    work = [e for e in events if e.kind == "hold" or e.rep == 1]
    assert [(e.exercise, e.action, e.pair, e.block, e.set, e.round) for e in work] == [
        ("march-on-the-spot", "exercise", None, 1, 1, 1), ("squats", "exercise", None, 1, 1, 1),
        ("forward-fold", "stretch", 1, 2, 1, 1), ("good-mornings", "strengthen", 1, 2, 1, 1),
        ("forward-fold", "stretch", 1, 2, 2, 1), ("good-mornings", "strengthen", 1, 2, 2, 1),
    ]  # fmt: skip


def test_pairs_have_no_such_keys():
    text = render_timeline(voiceguide.preview("desk-break").timeline)
    assert not re.search(r'"(block|set)":', text)


def test_no_balance_is_told_of_what_has_no_sides(write):
    draft = open_draft(read_options(str(write(ONCE)), {}, {}))
    timeline, _ = draft.place(draft.estimator())
    assert draft.balance(timeline) == ()


@pytest.mark.speech
def test_intervals_are_built_and_proved(write, tmp_path, sounds):
    beat = np.sin(np.arange(24_000) * 2 * np.pi * 440 / 48_000) * np.linspace(0.5, 0, 24_000)
    soundfile.write(tmp_path / "gong.wav", beat, 48_000)
    made = voiceguide.build(write(INTERVALS), out=tmp_path / "mine.mp3", cache=sounds)
    proof = voiceguide.verify(made.path)
    assert not proof.problems
    timeline = made.timeline
    runs = [e for e in timeline.events if e.kind == "hold" and e.exercise == "run"]
    rests = [e for e in timeline.events if e.kind == "rest" and e.block == 2]
    # and the rest before the block, and the seconds counted into it
    assert sorted({e.end_ms - e.start_ms for e in rests}) == [3_600, 8_000, 10_000]
    assert [e.end_ms for e in runs] == [
        e.start_ms for e in rests if e.exercise == "lunges" and e.side == "left"
    ]
    bounds = {e.start_ms: e.tone for e in timeline.events if e.kind == "tone"}
    assert [(bounds[e.start_ms], bounds[e.end_ms]) for e in runs] == [("bell", "chime")] * 2
    minutes = [e.start_ms for e in timeline.events if e.exercise == "minute" and e.kind == "hold"]
    assert [at - minutes[0] for at in minutes] == [0, 5_000, 10_000]
    assert any("(End)" in one.text for one in list_captions(timeline))


def test_a_sound_file_that_is_not_there_is_named_where_it_stands(write):
    file = write(INTERVALS)
    [problem] = [one for one in voiceguide.check(file) if one.wrong]
    assert re.search(r"mine\.toml:10(:\d+)?$", problem.where)
    assert problem.what == "there is no sound file 'gong.wav'"


@pytest.mark.speech
def test_an_estimated_plan_of_intervals_is_spoken_as_exactly(write, tmp_path, sounds):
    plan = voiceguide.preview(write(INTERVALS.replace(', start = "gong.wav"', "")))
    made = voiceguide.render(plan.timeline, tmp_path / "spoken.mp3", cache=sounds)
    assert not voiceguide.verify(made.path).problems
    minutes = [
        e.start_ms for e in made.timeline.events if e.exercise == "minute" and e.kind == "hold"
    ]
    assert [at - minutes[0] for at in minutes] == [0, 5_000, 10_000]
    spans = [
        (e.end_ms, e.kind) for e in made.timeline.events if e.kind == "hold" and e.exercise == "run"
    ]
    rests = {e.start_ms: e.end_ms - e.start_ms for e in made.timeline.events if e.kind == "rest"}
    assert [rests[end] for end, _ in spans] == [8_000, 8_000]


def test_a_list_may_hold_for_an_hour(write):
    text = 'title = "T"\n[[block]]\ndo = [{ title = "Sit", hold = "60m", sides = "once" }]'
    [hold] = [e for e in voiceguide.preview(write(text)).timeline.events if e.kind == "hold"]
    assert hold.end_ms - hold.start_ms == hold.asked_ms == 3_600_000


MIXED = """\
title = "Mixed"
[[block]]
do = [{ title = "Walk", hold = "3m", sides = "once" }, { title = "Reach", sides = "once" }]
[[block]]
stretch = { title = "Calf" }
strengthen = { title = "Raise" }
"""


def holds_of(plan):
    return {e.exercise: e.end_ms - e.start_ms for e in plan.timeline.events if e.kind == "hold"}


def test_fit_leaves_alone_what_a_list_states_and_says_so(write):
    file = write(MIXED)
    usual = voiceguide.preview(file)
    plan = voiceguide.preview(file, fit="9m")
    assert plan.timeline.duration_ms <= 540_000 < usual.timeline.duration_ms
    assert holds_of(plan)["walk"] == 180_000
    assert holds_of(plan)["reach"] == holds_of(plan)["calf"] < 45_000
    assert plan.chosen.endswith("; left as written: Walk")
    with pytest.raises(RoutineError) as caught:
        voiceguide.preview(file, fit="3m")
    assert caught.value.remedy.endswith(
        "What exercises of a list say of themselves stays as it is: leave out their hold or reps, "
        "or change rest and rounds."
    )


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        ({}, (180_000, 45_000, 45_000)),
        ({"hold": "20s"}, (180_000, 20_000, 20_000)),
        ({"sets": {"walk.hold": "60s", "calf-1.hold": "33s"}}, (60_000, 45_000, 33_000)),
    ],
)
def test_options_leave_it_alone_too(write, options, holds):
    got = holds_of(voiceguide.preview(write(MIXED), **options))
    assert (got["walk"], got["reach"], got["calf"]) == holds


def test_ranges_are_for_pairs(write):
    told = [one for one in voiceguide.check(write(MIXED)) if "outside the recommended" in one.what]
    assert told == []
    told = voiceguide.check(write(MIXED), hold="70s")
    assert [one.where for one in told if "outside the recommended" in one.what] == ["calf"]


def test_a_session_in_a_language_that_nobody_gave_words_for(write, tmp_path):
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "exercise.cue.j2").write_text("{{ exercise }}.\n[hold {{ hold }}]\n[end]\n")
    (tmp_path / "de" / "rest.cue.j2").write_text("[rest {{ rest }}]\n")
    text = ONCE.replace('say = "Swing', 'titles.de = "Marsch", say = "Swing')
    wrong = [one for one in voiceguide.check(write(text), lang="de") if one.wrong]
    assert [one.where.rpartition("/")[2].split(":")[1] for one in wrong] == ["7"]
    assert [one.text for one in wrong] == [
        "nothing is said of 'March on the spot' in 'de'. Write says.de = \"...\" beside its say."
    ]
    with pytest.raises(RoutineError, match="nothing is said of 'March on the spot' in 'de'"):
        voiceguide.preview(write(text), lang="de")


def test_a_language_without_a_general_script_is_told_of_once(write):
    [wrong] = [one for one in voiceguide.check(write(ONCE), lang="fi") if one.wrong]
    assert wrong.what == "'March on the spot' has no script, and there is no general one in 'fi'"
    assert wrong.remedy.startswith("There is one in: ")
    assert "en" in wrong.remedy


def test_titles_without_a_translation_warn(write):
    text = 'title = "T"\n[[block]]\ndo = [{ exercise = "external-rotation-stretch", title = "Fold" }, { exercise = "external-rotation-lift" }]'
    warned = [str(one) for one in voiceguide.check(write(text), lang="de")]
    assert warned == [
        "external-rotation-stretch: warning: there is no title in 'de', so it is said in 'en'. "
        'Write titles.de = "..." beside it.'
    ]
    assert voiceguide.check(write(text)) == []
    assert (
        voiceguide.check(write(text.replace('"Fold"', '"Fold", titles.de = "Falten"')), lang="de")
        == []
    )


def of_two_hundred(path, shape):
    """Two hundred exercises on both sides, short enough for one session: pairs, or blocks."""
    head = 'title = "T"\n[settings]\nrest = "2s"\nswitch = "2s"\ndetail = "brief"\n'
    held, counted = 'hold = "8s", say = "Go {0}."', 'reps = 3, tempo = "1-0-1", say = "On {0}."'
    doses = [(held, counted)[n % 2].format(n) for n in range(200)]
    tables = [f'{{ title = "E{n}", {dose} }}' for n, dose in enumerate(doses)]
    if shape == "pairs":
        couples = zip(tables[::2], tables[1::2], strict=True)
        text = "".join(f"[[pair]]\nstretch = {a}\nstrengthen = {b}\n" for a, b in couples)
    else:
        sizes = [7] * 20 + [6] * 10
        text = ""
        for size in sizes:
            text += "[[block]]\ndo = [\n" + ",\n".join(tables[:size]) + "\n]\n"
            tables = tables[size:]
    path.write_text(head + text)
    return path


def test_blocks_are_planned_about_as_fast_as_pairs(tmp_path):
    files = {
        shape: of_two_hundred(tmp_path / f"{shape}.toml", shape) for shape in ("pairs", "blocks")
    }
    took = dict.fromkeys(files, float("inf"))
    for number in range(2):
        for shape, file in files.items():
            start = time.perf_counter()
            timeline = voiceguide.preview(file, cache=tmp_path / f"{shape}{number}").timeline
            took[shape] = min(took[shape], time.perf_counter() - start)
            assert len({(e.exercise, e.side) for e in timeline.events if e.action}) == 400
    assert took["blocks"] < 2 * took["pairs"]
    assert len(timeline.chapters) == 202  # one an exercise: 402 are more than a tag can hold
