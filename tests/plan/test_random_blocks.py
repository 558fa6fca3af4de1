"""Whatever blocks a routine has: their order, exact doses, no side where there is none."""

from collections import defaultdict
from itertools import groupby, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.composing import compose_cues
from voiceguide.disk.library import Library
from voiceguide.duration import render_duration
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.plan.timeline import parse_timeline, render_timeline
from voiceguide.proof.proof import prove_doses, prove_times
from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.settle import settle

NAMES = ["Squat", "Plank", "Bridge", "Step up", "Übung 3"]


def durations(low, high):
    return st.integers(low, high).map(lambda seconds: f'"{render_duration(seconds * 1000)}"')


def several(value, rounds):
    """One value, or a list with one for each round."""
    return value | st.lists(value, min_size=rounds, max_size=rounds).map(
        lambda values: f"[{', '.join(map(str, values))}]"
    )


@st.composite
def exercises(draw, rounds, dose=""):
    """An exercise as a table; `dose` is the one that its place in a pair asks for."""
    keys = {"title": f'"{draw(st.sampled_from(NAMES))}"'}
    kind = dose or draw(st.sampled_from(["hold", "reps", ""]))
    if kind == "hold" and draw(st.booleans()):
        keys["hold"] = draw(several(durations(1, 90), rounds))
    if kind == "reps" and (not dose or draw(st.booleans())):
        keys["reps"] = draw(several(st.integers(1, 12), rounds))
        keys["tempo"] = draw(st.sampled_from(['"1-0-1"', '"2-1-2"', '"0-0-1"']))
    option = {
        "say": st.sampled_from(['"Slowly."', '["Sit.", "{{ hold }}, [end] {{ reps }} times."]']),
        "sides": st.sampled_from(['"once"', '"each"']),
        "rest": durations(0, 20),
        "start": st.sampled_from(['"bell"', '"chime"']),
        "end": st.sampled_from(['"bell"', '"chime"']),
        "count_in": st.integers(0, 5),
        "announce": st.sampled_from(["true", "false"]),
    }
    for key in draw(st.sets(st.sampled_from(sorted(option)))):
        keys[key] = draw(option[key])
    if keys.get("hold", "").startswith(("[", '"1s"')):
        keys.pop("start", None)  # a tone of 1.8 s is more than a hold of 1 s can begin with
    return "{ " + ", ".join(f"{key} = {value}" for key, value in keys.items()) + " }"


@st.composite
def blocks(draw):
    """A block: a pair, or a list of up to four exercises."""
    rounds = draw(st.integers(1, 3))
    lines = ["[[block]]", f"rounds = {rounds}"]
    if draw(st.booleans()):
        lines.append(f"rest = {draw(durations(0, 20))}")
    if draw(st.booleans()):
        lines.append(f"between = {draw(durations(0, 40))}")
    if draw(st.booleans()):
        lines += [
            f"stretch = {draw(exercises(rounds, 'hold'))}",
            f"strengthen = {draw(exercises(rounds, 'reps'))}",
        ]
    else:
        own = {
            "hold": several(durations(2, 60), rounds),
            "reps": several(st.integers(1, 9), rounds),
        }
        key = draw(st.sampled_from(["hold", "reps", ""]))
        lines += [f"{key} = {draw(own[key])}"] if key else []
        do = draw(st.lists(exercises(rounds), min_size=1, max_size=4))
        lines.append("do = [\n" + ",\n".join(do) + "]")
    return "\n".join(lines)


@st.composite
def routines(draw):
    """A whole file of blocks."""
    option = {
        "hold": durations(2, 60),
        "reps": st.integers(1, 10),
        "switch": durations(0, 20),
        "rest": durations(0, 20),
        "side_order": st.sampled_from(['"exercise"', '"pair"']),
        "first_side": st.sampled_from(['"left"', '"right"']),
        "rounds": st.integers(1, 2),
        "detail": st.sampled_from(['"full"', '"brief"', '"tones"']),
    }
    lines = ['title = "T"', "[settings]"]
    for key in draw(st.sets(st.sampled_from(sorted(option)))):
        lines.append(f"{key} = {draw(option[key])}")
    return "\n".join([*lines, *draw(st.lists(blocks(), min_size=1, max_size=3))])


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Reads the general scripts alone."""
    file = tmp_path_factory.mktemp("routine") / "mine.toml"
    file.write_text('title = "T"\n[[block]]\ndo = [{ title = "A" }]')
    library = Library(str(file))
    return library.reader(library.load_routine(), "en")


def turns(timeline):
    """Holds and series in their order, each as (exercise, side, set, block, round, kind, length)."""
    work = [event for event in timeline.events if event.kind in {"hold", "rep"}]
    found = []
    for scene, group in groupby(work, key=lambda event: (event.scene, event.kind == "hold")):
        members = list(group)
        held = [event.end_ms - event.start_ms for event in members]
        found.append((scene[0], "hold" if scene[1] else "reps", held))
    return found


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=routines())
def test_any_blocks(read, text):
    routine = parse_routine(text)
    settled = settle(routine)
    timeline, _ = place(compose_cues(settled, read), estimate)
    sounds = sorted(timeline.sounding, key=lambda event: event.start_ms)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(sounds))
    assert prove_times(timeline).wrong == prove_doses(timeline).wrong == ()
    assert parse_timeline(render_timeline(timeline)) == timeline

    # order, and every dose exact
    steps = [step for step in order_steps(settled) if step.part == "exercise"]
    asked = []
    for step in steps:
        dose = step.dose
        one = [dose.tempo.rep] * dose.reps if step.exercise.counts else [dose.hold]
        asked.append((step.scene, "reps" if step.exercise.counts else "hold", one))
    got = turns(timeline)
    merged = []
    for scene, kind, one in asked:  # the same exercise twice in a row, counted, looks like one
        if merged and merged[-1][:2] == (scene, kind):
            merged[-1][2].extend(one)
        else:
            merged.append((scene, kind, list(one)))
    assert got == merged

    # the order of the file, and in a pair the stretch before what strengthens
    for (round_, block, set_), group in groupby(steps, key=lambda s: (s.round, s.block, s.set)):
        own = list(group)
        written = routine.block[block - 1]
        assert [s.exercise for s in own if s.first] == sorted(
            (s.exercise for s in own if s.first), key=lambda one: own_place(written, one, settled)
        )
        for side in ("left", "right", None):
            kinds = [s.kind for s in own if s.side == side and written.is_pair]
            assert kinds == sorted(kinds, key=["stretch", "strengthen"].index)
        assert 1 <= round_ <= settled.settings.rounds
        assert 1 <= set_ <= written.rounds
        # both sides of `each` alike, and none where there is none
        sides = defaultdict(list)
        for s in own:
            sides[s.exercise.path].append((s.side, s.dose))
        for one in written.exercises:
            done = sides[one.path]
            if one.once:
                assert [side for side, _ in done] == [None]
            else:
                assert {side for side, _ in done} == {"left", "right"}
                assert [dose for _, dose in done] == [done[0][1]] * 2
    assert len(steps) == settled.settings.rounds * sum(
        block.rounds * sum(1 if one.once else 2 for one in block.exercises)
        for block in routine.block
    )
    if all(one.once for one in routine.exercises):
        assert not any(event.side for event in timeline.events)
        words = " ".join(str(event.text) for event in timeline.events if event.kind == "say")
        titles = " ".join(mark.title for mark in timeline.chapters)
        assert not {"left", "right", "side", "sides"} & {*f"{words} {titles}".lower().split()}


def own_place(block, exercise, settled):
    """Where an exercise comes: what strengthens and is done once waits for the other side."""
    late = exercise.kind == "strengthen" and exercise.once
    order = [one.path for one in block.exercises]
    return (late and settled.settings.side_order == "pair", order.index(exercise.path))


@settings(max_examples=30, deadline=None)
@given(text=routines())
def test_between_all_work_lies_one_rest(text):
    routine = parse_routine(text)
    settled = settle(routine)
    steps = order_steps(settled)[1:-1]
    assert [step.part == "exercise" for step in steps] == [n % 2 == 0 for n in range(len(steps))]
    for before, gap, after in zip(steps[::2], steps[1::2], steps[2::2], strict=False):
        block = routine.block[before.block - 1]
        if gap.part == "switch":
            assert {before.side, after.side} == {"left", "right"}
            assert gap.gap == settled.settings.switch
            assert (before.set, before.block, before.round) == (after.set, after.block, after.round)
            continue
        again = (before.block, before.round) == (
            after.block,
            after.round,
        ) and before.set != after.set
        own = [before.exercise.rest, block.rest, settled.settings.rest]
        own = [block.between, *own] if again else own
        assert gap.gap == next(one for one in own if one is not None)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    work=st.lists(st.integers(4, 60), min_size=1, max_size=3),
    rest=st.integers(8, 40),
    rounds=st.integers(1, 4),
    counted=st.integers(0, 3),
)
def test_a_round_back_to_back_is_exactly_as_long_as_it_says(read, work, rest, rounds, counted):
    do = ",\n".join(
        f'{{ title = "Run", hold = "{length}s", sides = "once", count_in = {counted} }}'
        for length in work
    )
    text = (
        f'title = "T"\n[settings]\ndetail = "brief"\n[[block]]\nback_to_back = true\nrest = "{rest}s"\n'
        f"rounds = {rounds}\ndo = [\n{do}]"
    )
    timeline, _ = place(compose_cues(settle(parse_routine(text)), read), estimate)
    holds = [event for event in timeline.events if event.kind == "hold"]
    starts = [event.start_ms - holds[0].start_ms for event in holds]
    lengths = [1000 * (length + rest) for length in work * rounds]
    assert starts == [sum(lengths[:number]) for number in range(len(lengths))]
    assert prove_times(timeline).wrong == prove_doses(timeline).wrong == ()
    sounds = sorted(timeline.sounding, key=lambda event: event.start_ms)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(sounds))
