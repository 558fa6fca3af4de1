"""Whatever a valid routine asks for: no overlap, exact holds, even sides, stretch before lift."""

from functools import partial
from itertools import pairwise
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.composing import compose_cues
from voiceguide.disk.library import Library
from voiceguide.duration import render_duration
from voiceguide.lang.lengths import parse_duration
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.plan.timeline import parse_timeline, render_timeline
from voiceguide.proof.proof import prove_doses
from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import parse_overrides, parse_routine
from voiceguide.routine.settle import settle
from voiceguide.script.parse import parse_script

EXERCISES = [
    ("external-rotation-stretch", "external-rotation-lift"),
    ("internal-rotation-stretch", "internal-rotation-lift"),
]


def durations(low, high):
    return st.integers(low, high).map(lambda tenths: render_duration(tenths * 100))


@st.composite
def routines(draw):
    """The text of a routine file, as a person could have written it."""
    option = {
        "hold": durations(10, 3000),
        "reps": st.integers(1, 30),
        "tempo": st.sampled_from(["3-1-3", "2-0-2", "4-2-4", "1-0-1", "0-0-1", "1.5-0.5-2"]),
        "switch": durations(0, 600),
        "rest": durations(0, 600),
        "side_order": st.sampled_from(["exercise", "pair"]),
        "first_side": st.sampled_from(["left", "right"]),
        "rounds": st.integers(1, 3),
        "detail": st.sampled_from(["full", "brief", "tones"]),
        "tv": st.booleans(),
        "weak_side": st.sampled_from(["none", "left", "right"]),
        "weak_extra": durations(0, 300),
        "weak_reps": st.integers(0, 5),
        "clarity": st.sampled_from(["off", "normal", "tv"]),
        "tone_level": st.integers(-12, 6),
        "voice_level": st.integers(-12, 6),
        "bed": st.sampled_from(["none", "rain", "brown-noise", "waves", "fan.ogg"]),
        "bed_level": st.integers(-38, -26),
    }
    lines = ['title = "T"', "[settings]"]
    for key in draw(st.sets(st.sampled_from(sorted(option)))):
        lines.append(f"{key} = {_toml(draw(option[key]))}")
    for stretch, lift in draw(st.lists(st.sampled_from(EXERCISES), min_size=1, max_size=3)):
        lines += ["[[pair]]", f'stretch = {{ exercise = "{stretch}"']
        if draw(st.booleans()):
            lines[-1] += f", hold = {_toml(draw(option['hold']))}"
        lines[-1] += " }"
        lines.append(f'strengthen = {{ exercise = "{lift}"')
        if draw(st.booleans()):
            lines[-1] += f", reps = {draw(option['reps'])}, tempo = {_toml(draw(option['tempo']))}"
        lines[-1] += " }"
    return "\n".join(lines)


def _toml(value):
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'


@pytest.fixture(scope="module")
def library():
    return Library("hip-rotation")


FOUR_MINUTES = """
title = "T"
[settings]
hold = "4m"
[[pair]]
stretch = { exercise = "external-rotation-stretch", hold = "4m100ms" }
strengthen = { exercise = "external-rotation-lift" }
"""
"""Where what is said at three quarters and one minute before the end came at one time."""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=routines())
@example(text=FOUR_MINUTES)
def test_any_routine(library, text):
    routine = parse_routine(text)
    timeline, _ = place(
        compose_cues(settle(routine), library.reader(routine, "en")), estimate, language="en"
    )
    sounds = sorted(timeline.sounding, key=lambda event: event.start_ms)
    said = [event for event in sounds if event.kind == "say"]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(sounds))
    assert all(event.start_ms % 24 == 0 for event in said)
    assert timeline.duration_ms >= max(event.end_ms for event in sounds)

    steps = [step for step in order_steps(settle(routine)) if step.part == "exercise"]
    holds = [event for event in timeline.events if event.kind == "hold"]
    asked = [(s.side, s.dose.hold) for s in steps if s.kind == "stretch"]
    assert [(e.side, e.end_ms - e.start_ms) for e in holds] == asked
    for hold in holds:
        tones = {e.start_ms: e.tone for e in sounds if e.kind == "tone"}
        assert (tones[hold.start_ms], tones[hold.end_ms]) == ("start", "end")

    done = list(dict.fromkeys(
        (e.round, e.pair, e.side, e.action) for e in timeline.events if e.kind in {"hold", "rep"}
    ))  # fmt: skip
    for round_, pair, side, action in done:
        if action == "strengthen":
            assert done.index((round_, pair, side, "stretch")) < done.index(
                (round_, pair, side, action)
            )

    weak = settle(routine).settings.weak_side
    for number, pair in enumerate(routine.pair, 1):
        for exercise, kind in ((pair.stretch, "hold"), (pair.strengthen, "rep")):
            left, right = (
                [e.end_ms - e.start_ms for e in timeline.events
                 if (e.pair, e.kind, e.side) == (number, kind, side)]
                for side in ("left", "right")
            )  # fmt: skip
            if weak == "none":
                assert left == right
            for side, got in (("left", left), ("right", right)):
                dose = settle(routine).dose(exercise, side)
                rounds = settle(routine).settings.rounds
                each = [dose.hold] if kind == "hold" else [dose.tempo.rep] * dose.reps
                assert got == each * rounds


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=routines(),
    breath=st.sampled_from(["spoken", "4-6", "4-7-8", "box", "off"]),
    tones=st.sampled_from(["calm", "bright", "wood", "none"]),
)
def test_any_routine_with_any_sound(library, text, breath, tones):
    routine = parse_routine(text)
    asked = parse_overrides({"breath": breath, "tones": tones}, {}, {})
    cues = compose_cues(settle(routine, asked), library.reader(routine, "en"))
    timeline, _ = place(cues, partial(estimate, tones=tones), language="en")
    said = [event for event in timeline.events if event.kind == "say"]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(said))
    steps = [step for step in order_steps(settle(routine, asked)) if step.kind == "stretch"]
    done = [step.dose.hold for step in steps if step.part == "exercise"]
    holds = [event for event in timeline.events if event.kind == "hold"]
    assert [event.end_ms - event.start_ms for event in holds] == done
    names = {event.tone for event in timeline.events if event.kind == "tone"}
    assert not names - {"inhale", "exhale"} if tones == "none" else "end" in names
    if breath in {"spoken", "off"}:
        assert not names & {"inhale", "exhale"}
    assert all(event.end_ms > event.start_ms for event in timeline.sounding)


sentence = st.sampled_from(["Sit tall.\n", "Fold over, and let go.\n"])
before = st.lists(
    st.sampled_from(["[pause 2.345s]", "[tone bell]", "[rest 4s]\nChange.\n[end]", "# More"])
    | sentence,
    max_size=4,
).map("\n".join)
reps_lines = st.lists(
    st.sampled_from(["up | Lower.", "1 up | And lower.", "-1 |", "-2 up | Last one.", "2 up |"]),
    unique=True,
).flatmap(
    lambda lines: st.permutations([*lines, "next up | Heel up.", "next up | Knee heavy."])
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    first=before,
    then=before,
    lead=st.integers(0, 12_000).map(lambda ms: f"[pause {ms}ms]"),
    hold=durations(10, 600),
    lines=reps_lines,
    reps=st.integers(5, 12),
)
def test_any_script_that_says_when_the_body_goes_in(first, then, lead, hold, lines, reps):
    script = "\n".join(
        [
            *(first, "[enter]", then, lead, f"[hold {hold}]", "[end]"),
            *(f"[reps {reps} tempo 3-1-3]", *lines, "[end]", "[hold 9s]", "[end]"),
        ]
    )
    timeline, notices = place(parse_script(script), estimate)
    with_no_mark, _ = place(parse_script(script.replace("[enter]", "")), estimate)
    assert all("never heard" in notice.what for notice in notices)
    one, other = [event for event in timeline.events if event.kind == "hold"]
    assert [e for e in timeline.events if e != one] == [
        e for e in with_no_mark.events if e.start_ms != one.start_ms or e.kind != "hold"
    ]
    assert (one.end_ms - one.start_ms, other.lead_ms) == (parse_duration(hold), 0)
    assert 0 <= one.entered_ms <= one.start_ms
    said = [event.start_ms for event in timeline.events if event.kind == "say"]
    assert not [at for at in said if one.entered_ms < at < one.start_ms] or one.entered_ms in said
    assert prove_doses(timeline).wrong == ()
    assert parse_timeline(render_timeline(timeline)) == timeline

    texts = [event.text for event in timeline.events if event.kind == "say"]
    dealt = ["Heel up.", "Knee heavy."]
    assert [text for text in texts if text in dealt] == [
        line.removeprefix("next up | ") for line in lines if line.startswith("next")
    ]
    own = {"1 up | And lower.", "-2 up | Last one.", "2 up |"} & set(lines)
    assert texts.count("Lower.") == ("up | Lower." in lines) * (reps - 2 - len(own))


@given(text=routines())
def test_settings_written_again_are_the_same(text):
    from voiceguide.routine.routine import parse_personal
    from voiceguide.routine.settings import ROWS, lay

    once = settle(parse_routine(text)).settings

    written = {key: row.write(attrgetter(key)(once)) for key, row in ROWS.items()}
    again = "\n".join(f"{key} = {value}" for key, value in written.items())
    assert lay(parse_personal(f"[settings]\n{again}")) == once
    assert parse_duration(render_duration(once.hold)) == once.hold


def test_options_stand_above_the_file(library):
    routine = library.load_routine()
    asked = parse_overrides({"hold": "37s"}, {"internal-rotation-stretch.hold": "41.5s"}, {})
    cues = compose_cues(settle(routine, asked), library.reader(routine, "en"))
    timeline, _ = place(cues, estimate)
    holds = [e.end_ms - e.start_ms for e in timeline.events if e.kind == "hold"]
    assert holds == [37_000, 37_000, 41_500, 41_500]
