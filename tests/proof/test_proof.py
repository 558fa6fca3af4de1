"""The proof: what is right is found right, and whatever is wrong is found."""

import datetime
import shutil
from collections import defaultdict

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.audio.mp3 import FRAME_BYTES, HEADER, SILENT_FRAME
from voiceguide.cli.program import main
from voiceguide.plan.timeline import (
    Sound,
    Timeline,
    make_event,
    parse_timeline,
    render_timeline,
)
from voiceguide.proof.proof import prove_times
from voiceguide.routine.routine import parse_overrides
from voiceguide.scene import Scene
from voiceguide.session.build import build, timeline_path
from voiceguide.session.request import Request
from voiceguide.session.verify import verify

pytestmark = pytest.mark.speech
DAY = datetime.date(2026, 11, 24)
FRAME_MS = 24


@pytest.fixture(scope="module")
def built(tmp_path_factory, sounds):
    """A session spoken by the real voice."""
    out = tmp_path_factory.mktemp("built") / "a.mp3"
    request = Request("desk-break", DAY, sounds, str(out))
    return build(request)


@pytest.fixture
def copy(built, tmp_path):
    """A copy of it to spoil: its path, and its timeline."""
    path = tmp_path / "copy.mp3"
    shutil.copy(built.path, path)
    shutil.copy(timeline_path(built.path), timeline_path(path))
    return path, built.timeline


def problems(path):
    return [one.what for one in verify(path).problems]


def spoil(path, change):
    """Change the frames of a file: change(frames), a list of 192 bytes each."""
    data = path.read_bytes()
    start = data.index(HEADER) + FRAME_BYTES  # behind the Info frame
    frames = [data[at : at + FRAME_BYTES] for at in range(start, len(data), FRAME_BYTES)]
    change(frames)
    path.write_bytes(data[:start] + b"".join(frames))


def rewrite(path, timeline):
    timeline_path(path).write_text(render_timeline(timeline))


def long_sentence(timeline):
    says = [event for event in timeline.events if event.kind == "say"]
    return max(says, key=lambda event: event.end_ms - event.start_ms)


def span(event, first=0.0, last=1.0):
    """The frames of a part of an event."""
    length = event.end_ms - event.start_ms
    return range(
        int(event.start_ms + first * length) // FRAME_MS,
        int(event.start_ms + last * length) // FRAME_MS,
    )


def silence(frames, span):
    for frame in span:
        frames[frame] = SILENT_FRAME


def test_the_beat_lies_12_db_under_the_voice(built):
    """By the power of each while it sounds, in the decoded file."""
    signal, rate = soundfile.read(built.path)
    power = defaultdict(list)
    for event in built.timeline.sounding:
        span = signal[event.start_ms * rate // 1000 : event.end_ms * rate // 1000]
        power[event.kind if event.text else event.tone].append(10 * np.log10((span**2).mean()))
    voice = np.median(power["say"])
    assert np.median(power["beat"]) - voice == pytest.approx(-12, abs=1.5)
    for tone in ("start", "end", "series-end"):
        assert -12 < np.median(power[tone]) - voice < -3


def test_what_is_right(copy):
    path, timeline = copy
    assert problems(path) == []
    checks = {check.name: check for check in verify(path).checks}
    assert {name: check.count for name, check in checks.items()} == {
        "length": 1,
        "holds": 2,
        "reps": 16,
        "tones": len([e for e in timeline.events if e.kind == "tone"]),
        "speech": len([e for e in timeline.events if e.kind == "say"]),
        "times": len([e for e in timeline.events if e.due_ms is not UNSET]),
        "doses": 4,
        "ends": len([e for e in timeline.events if e.kind == "say"]),
        "silence": 1,
        "chapters": len(timeline.chapters),
    }


SPOILED = {
    "a sentence is missing": (lambda frames, event: silence(frames, span(event, 0, 1.05)), "is not heard"),
    "a sentence is cut off": (lambda frames, event: silence(frames, span(event, 0.5, 1)), "too soon"),
    "a sentence begins late": (lambda frames, event: silence(frames, span(event, 0, 0.2)), "from its time"),
    "a sentence has a hole": (lambda frames, event: silence(frames, span(event, 0.35, 0.75)), "inside"),
    "a frame is missing": (lambda frames, event: frames.pop(100), "fewer than planned"),
    "a frame more": (lambda frames, event: frames.insert(100, SILENT_FRAME), "from its time"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "says"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_sound(copy, change, says):
    path, timeline = copy
    spoil(path, lambda frames: change(frames, long_sentence(timeline)))
    assert any(says in problem for problem in problems(path)), problems(path)


def moved(event, by):
    return replace(event, start_ms=event.start_ms + by, end_ms=event.end_ms + by)


PLANS = {
    "a tone two milliseconds later": ("tone", lambda e: moved(e, 2), "is off by"),
    "a longer hold": ("hold", lambda e: replace(e, end_ms=e.end_ms + 2), "start or end tone"),
    "a sentence later": ("say", lambda e: moved(e, -48), "from its time"),
    "a sentence that ends later": ("say", lambda e: replace(e, end_ms=e.end_ms + 120), "too soon"),
    "a repetition that ends later": ("rep", lambda e: replace(e, end_ms=e.end_ms + 5000), "does not end where it should"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "says"), PLANS.values(), ids=PLANS)
def test_another_plan(copy, kind, change, says):
    path, timeline = copy
    number = next(
        n for n, e in enumerate(timeline.events) if e.kind == kind and e.start_ms > 20_000
    )
    events = list(timeline.events)
    events[number] = change(events[number])
    rewrite(path, replace(timeline, events=tuple(events)))
    assert any(says in problem for problem in problems(path)), problems(path)


def due(event):
    return event.due_ms is not UNSET


ASKED = {
    "a line that is late": (due, lambda e: replace(e, due_ms=e.due_ms - 48), "too late"),
    "a line that is early": (due, lambda e: replace(e, due_ms=e.due_ms + 48), "too early"),
    "a shortened hold": (lambda e: e.kind == "hold", lambda e: replace(e, asked_ms=e.asked_ms + 1000), "is planned for 40000 ms, not 41000"),
    "entered after its start": (lambda e: e.kind == "hold", lambda e: replace(e, entered_ms=e.start_ms + 1), "is entered after its start tone"),
    "entered too soon": (lambda e: e.kind == "hold", lambda e: replace(e, entered_ms=0), "ms before the sentence that says it"),
    "a missing repetition": (lambda e: e.rep == 8, lambda e: None, "has 7 repetitions planned, not 8"),
    "a repetition missing inside": (lambda e: e.rep == 3, lambda e: None, "has 2 repetitions planned, not 8"),
    "one number is another": (lambda e: e.rep == 5, lambda e: replace(e, asked=9), "has 8 repetitions planned, not 8 or 9"),
    "one is counted twice": (lambda e: e.rep == 5, lambda e: replace(e, rep=4), "are not numbered from 1"),
    "one repetition too many": (lambda e: e.kind == "rep", lambda e: replace(e, asked=7), "has 8 repetitions planned, not 7"),
}  # fmt: skip


@pytest.mark.parametrize(("which", "change", "says"), ASKED.values(), ids=ASKED)
def test_a_plan_that_is_not_what_was_asked(copy, which, change, says):
    path, timeline = copy
    number = next(n for n, e in enumerate(timeline.events) if which(e) and e.start_ms > 20_000)
    events = list(timeline.events)
    events[number : number + 1] = [e for e in [change(events[number])] if e is not None]
    rewrite(path, replace(timeline, events=tuple(events)))
    assert any(says in problem for problem in problems(path)), problems(path)


LEFT_OUT = {
    "all repetitions": (lambda e: None if e.kind == "rep" else e, "is in no hold, series or rest"),
    "all holds": (lambda e: None if e.kind == "hold" else e, "is in no hold, series or rest"),
    "how long all holds are": (lambda e: replace(e, asked_ms=UNSET), "does not say what was asked for"),
    "how many all repetitions are": (lambda e: replace(e, asked=UNSET), "does not say what was asked for"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "says"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_plan_that_leaves_something_out_everywhere(copy, change, says):
    path, timeline = copy
    events = [kept for e in timeline.events if (kept := change(e)) is not None]
    rewrite(path, replace(timeline, events=tuple(events)))
    assert any(says in problem for problem in problems(path)), problems(path)


@pytest.mark.tool
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg")
@pytest.mark.parametrize("kind", ["m4b", "opus"])
@pytest.mark.long
def test_other_containers(sounds, tmp_path, kind):
    made = build(Request("desk-break", DAY, sounds, str(tmp_path / f"a.{kind}"), format=kind))
    assert problems(made.path) == []
    timeline = made.timeline
    last = max(n for n, e in enumerate(timeline.events) if e.tone == "end")
    events = (*timeline.events[:last], *timeline.events[last + 1 :])
    rewrite(made.path, replace(timeline, events=events))
    assert any("unplanned sound" in problem for problem in problems(made.path))
    rewrite(made.path, replace(timeline, duration_ms=timeline.duration_ms + 24))
    assert any("fewer than planned" in problem for problem in problems(made.path))


def test_a_plan_from_before_these_things_stood_in_it(copy):
    path, timeline = copy
    events = [replace(e, due_ms=UNSET, asked_ms=UNSET, asked=UNSET) for e in timeline.events]
    rewrite(path, replace(timeline, events=tuple(events)))
    assert problems(path) == []


def line(start, due_ms, text="a"):
    return make_event(Scene(), "say", start, start + 100, Sound(text=text), due=due_ms)


@pytest.mark.parametrize(
    ("starts", "problem"),
    [
        ([10_024], ""),
        ([9_976], ""),
        ([10_025], "a line due at 0:10.0 is planned 25 ms too late"),
        ([9_975], "a line due at 0:10.0 is planned 25 ms too early"),
        ([8_500, 10_000], ""),
        ([8_499, 10_000], "a line due at 0:10.0 is planned 1501 ms too early"),
        ([8_500, 9_975], "a line due at 0:10.0 is planned 1500 ms too early"),
        ([10_000, 10_100], "a line due at 0:10.0 is planned 100 ms too late"),
    ],
)
def test_a_line_gives_way_only_to_one_that_keeps_the_moment(starts, problem):
    events = tuple(line(start, 10_000) for start in starts)
    check = prove_times(Timeline("T", 20_000, "en", (), events))
    assert check.count == len(starts)
    assert check.wrong[:1] == ((problem,) if problem else ())


PARTS = {
    "opening": "[tone chime]\n", "closing": "[tone bell]\n", "switch": "[rest {{ switch }}]\n",
    "rest": "[rest {{ rest }}]\n", "none": "{# nothing #}\n",
    "hold": "[hold {{ hold }}]\n50% | [tone halfway]\n[end]\n",
    "reps": "[reps 2 tempo 1-0-1]\ncount | [tone tick]\n[end]\n",
}  # fmt: skip
"""Scripts without a word: the silent engine has nothing to prove."""


@pytest.mark.parametrize(
    ("first", "second", "holds", "reps"),
    [
        ("hold", "hold", 4, 0),
        ("reps", "reps", 0, 8),
        ("none", "none", 0, 0),
        ("hold", "none", 2, 0),
    ],
)
def test_every_kind_of_routine(tmp_path, monkeypatch, first, second, holds, reps):
    monkeypatch.chdir(tmp_path)
    for name, text in PARTS.items():
        (tmp_path / f"{name}.cue.j2").write_text(text)
    (tmp_path / "routine.toml").write_text(
        'title = "T"\n[settings]\nhold = "2s"\nrest = "1s"\nswitch = "1s"\nvoice = { engine = "silent" }\n'
        f'[[pair]]\nstretch = {{ exercise = "{first}" }}\nstrengthen = {{ exercise = "{second}" }}\n'
    )
    made = build(Request(".", DAY, tmp_path / "cache", "out.mp3"))
    proof = verify(made.path)
    counts = {check.name: check.count for check in proof.checks}
    assert (proof.problems, counts["holds"], counts["reps"]) == ([], holds, reps)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda marks: marks[:-1], "is not the one that is planned"),
        (lambda marks: (replace(marks[0], title="Other"), *marks[1:]), "is not the one that is planned"),
        (lambda marks: (*marks, replace(marks[-1], title="More")), "1 chapter missing"),
    ],
)  # fmt: skip
def test_other_chapters(copy, change, says):
    path, timeline = copy
    rewrite(path, replace(timeline, chapters=change(timeline.chapters)))
    assert any(says in problem for problem in problems(path))


def test_a_breath_under_a_sentence_and_a_soft_sound_are_right(tmp_path, monkeypatch):
    """What cannot be told apart is not called wrong."""
    import numpy as np
    import soundfile

    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mine"
    folder.mkdir()
    swell = np.sin(np.arange(48_000) / 20) * np.linspace(0, 0.3, 48_000) ** 2
    soundfile.write(folder / "gong.wav", swell, 48_000)
    for name, text in {
        "routine.toml": 'title = "M"\n[[pair]]\nstretch = { exercise = "fold" }\nstrengthen = { exercise = "rise" }\n',
        "fold.cue.j2": "[tone gong.wav]\n\n[hold 30s]\nbreathe 4-6\n5s | Breathe out now, all the way to the very end.\n[end]",
        "rise.cue.j2": "[reps 2]\n[end]",
    }.items():
        (folder / name).write_text(text)
    made = build(Request("mine", DAY, tmp_path / "cache", "out.mp3", parse_overrides({}, {}, {})))
    assert problems(made.path) == []
    assert parse_timeline(timeline_path(made.path).read_bytes()) == made.timeline


def test_several_files_are_proved_and_each_that_is_wrong_is_named(copy, built):
    path, _ = copy
    good = str(built.path)
    assert CliRunner().invoke(main, ["verify", good, good]).exit_code == 0
    spoil(path, lambda frames: frames.pop())
    done = CliRunner().invoke(main, ["verify", str(path), "nothing.mp3", good])
    assert done.exit_code == 1
    assert [line for line in done.stdout.splitlines() if line.endswith(".mp3:")] == [
        f"{path}:",
        f"{good}:",
    ]
    spoilt, missing = done.stderr.splitlines()
    assert spoilt.startswith(f"voiceguide: {path} does not keep its timeline: it has ")
    assert missing == "voiceguide: nothing.mp3: there is no such file. Check the path."
    [problem, *_] = verify(path).problems
    assert (problem.where, problem.wrong) == (str(path), True)
    done = CliRunner().invoke(main, ["verify", "--timeline", "a.json", good, good])
    assert (done.exit_code, "--timeline is the timeline of one file" in done.stderr) == (2, True)
