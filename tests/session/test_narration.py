"""Speaking a timeline: the file, what lies beside it, and what it may say."""

import datetime
import os
from pathlib import Path

import pytest
import soundfile
from msgspec import UNSET
from msgspec.structs import replace

import voiceguide
from voiceguide import Event, Mark, Timeline
from voiceguide.audio.tone import make_tone
from voiceguide.formats.tags import read_marks
from voiceguide.plan.timeline import BedInfo
from voiceguide.session.build import timeline_path

MARKS = (Mark(0, "Welcome"), Mark(6_000, "Calf stretch"))
EVENTS = (
    Event(500, 500, "say", text="Put one foot back."),
    Event(6_000, 6_000, "tone", tone="start"),
    Event(6_000, 26_000, "hold", asked_ms=20_000),
    Event(16_000, 16_000, "say", text="Half way."),
    Event(26_000, 26_000, "tone", tone="end"),
)
MINE = Timeline("Mine: all of it", 30_000, "en", MARKS, EVENTS)
PAIR = '[[pair]]\nstretch = { exercise = "external-rotation-stretch" }\nstrengthen = { exercise = "external-rotation-lift" }\n'


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder of one's own to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def render(timeline=MINE, path="mine.mp3", **options):
    return voiceguide.render(timeline, path, **{"engine": "silent", **options})


@pytest.fixture
def spoken(monkeypatch, sounds):
    """What speaks for real."""
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    return voiceguide.render


@pytest.mark.speech
def test_one_made_by_hand_holds(spoken, here):
    made = spoken(MINE, "mine.mp3")
    proof = voiceguide.verify(made.path)
    assert proof.problems == []
    [hold] = proof.holds
    assert abs(hold.measured_ms - 20_000) < 1
    assert [one.start_ms for one in made.timeline.events] == [one.start_ms for one in EVENTS]
    assert all(one.end_ms > one.start_ms for one in made.timeline.events)
    assert not made.timeline.estimated
    assert read_marks(made.path) == list(MARKS)
    assert made.spoken <= 2


@pytest.mark.speech
def test_one_that_was_planned_holds(spoken):
    plan = voiceguide.preview("hip-rotation", detail="tones", hold="10s", reps=2)
    made = spoken(plan.timeline, "mine.mp3", rate=120)
    assert voiceguide.verify(made.path).problems == []
    holds = [one for one in made.timeline.events if one.kind == "hold"]
    assert {one.end_ms - one.start_ms for one in holds} == {10_000}


@pytest.mark.speech
def test_one_that_was_built_comes_out_again(spoken, here):
    (here / "pair.toml").write_text(f'title = "Pair"\n{PAIR}')
    made = voiceguide.build("pair.toml", detail="tones", hold="5s", reps=1, bed="waves")
    again = spoken(made.timeline, "again.mp3")
    assert replace(again.timeline, beside=UNSET) == made.timeline
    frames = [Path(one.path).read_bytes()[-100_000:] for one in (made, again)]
    assert frames[0] == frames[1]


def test_what_lies_beside_it(here):
    made = render(captions="vtt", chapters_json=True)
    assert made.beside[0] == timeline_path(made.path)
    assert sorted(path.name for path in here.iterdir()) == [
        "mine.chapters.json", "mine.mp3", "mine.timeline.json", "mine.vtt",
    ]  # fmt: skip
    kept = voiceguide.parse_timeline(made.beside[0].read_bytes())
    assert kept == made.timeline
    assert "00:00:16.000 --> " in (here / "mine.vtt").read_text()


def test_what_lay_beside_another_is_none_of_its(here):
    made = render(captions="vtt")
    assert made.timeline.beside is not UNSET
    assert render(made.timeline, "other.mp3").timeline.beside is UNSET


def test_the_same_again_is_the_same(here):
    day = datetime.date(2026, 12, 7)
    first = render(date=day)
    bytes_of = first.path.read_bytes()
    again = render(first.timeline, date=day)
    assert again.unchanged
    assert again.path.read_bytes() == bytes_of
    assert again.spoken == 0


@pytest.mark.parametrize(
    ("path", "name"),
    [("out/", "out/Mine- all of it.mp3"), ("b.wav", "b.wav"), (Path("c") / "d.mp3", "c/d.mp3")],
)
def test_where_it_goes(path, name, here):
    assert render(path=path).path == Path(name)
    assert (here / name).is_file()


def test_all_its_length_in_wav(here):
    made = render(path="mine.wav")
    assert soundfile.info(made.path).frames == 30 * 48_000


@pytest.mark.parametrize("chapters", [(), MARKS[:1], MARKS])
@pytest.mark.parametrize("events", [(), EVENTS[1:3], EVENTS])
def test_there_need_not_be_much(chapters, events):
    made = render(Timeline("", 30_000, "en", chapters, events))
    assert read_marks(made.path) == list(chapters)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"path": "a.flac"}, "path: no session ends in .flac."),
        ({"path": 5}, "path: 5 is neither a name nor a path."),
        ({"path": "file/a.mp3"}, "file/a.mp3: the session cannot be written (a file is in the way of its folder). Choose another place with `path`."),
        ({"path": "a.wav", "format": "mp3"}, "path: a.wav does not end in .mp3."),
        ({"rate": 1000}, "rate: 1000 is out of range."),
        ({"engine": "slient"}, "unknown engine 'slient'."),
        ({"routine": "nope"}, "unknown routine 'nope'."),
        ({"routine": 5}, "routine: 5 is neither a name nor a path."),
        ({"bed": "rian"}, "bed: unknown bed 'rian'."),
        ({"bed": "no.mp3"}, "timeline: there is no sound file 'no.mp3'."),
        ({"bed": "~nobody-here/no.mp3"}, "timeline: there is no sound file '~nobody-here/no.mp3'."),
        ({"report": "x"}, "report: 'x' is not a function."),
        ({"timeline": None}, "timeline: a NoneType is not a timeline."),
        ({"timeline": replace(MINE, duration_ms=26_500)}, "timeline, 0:26.0: '[tone end]' needs 1.4 s, there are 0.5 s."),
        ({"timeline": replace(MINE, events=(Event(0, 0, "tone", tone="gong.wav"),))}, "timeline: there is no sound file 'gong.wav'. Put it into this folder, or name the routine it belongs to."),
        ({"timeline": replace(MINE, events=(Event(0, 0, "tone", tone="../gong.wav"),))}, "timeline: there is no sound file '../gong.wav'."),
        ({"timeline": replace(MINE, bed=BedInfo("../gong.wav", -32, -38, -20.0))}, "timeline: there is no sound file '../gong.wav'."),
    ],
)  # fmt: skip
def test_what_is_refused(options, said, here):
    (here.parent / "gong.wav").write_bytes(b"RIFF")
    (here / "file").write_text("")
    with pytest.raises(voiceguide.VoiceguideError) as caught:
        render(**options)
    assert str(caught.value).startswith(said)
    assert sorted(path.name for path in here.rglob("*")) == ["file"]


def test_an_earlier_one_stays_when_there_is_an_error(here):
    before = render().path.read_bytes()
    with pytest.raises(voiceguide.VoiceguideError):
        render(replace(MINE, duration_ms=26_500))
    assert (here / "mine.mp3").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hold", "render() got an unexpected keyword argument 'hold'. It belongs to build(), preview(), check()."),
        ("voise", "render() got an unexpected keyword argument 'voise'. Did you mean 'voice'?"),
        ("out", "render() got an unexpected keyword argument 'out'. It belongs to build()."),
    ],
)  # fmt: skip
def test_a_keyword_nobody_knows(name, said):
    with pytest.raises(TypeError) as caught:
        render(**{name: "x"})
    assert str(caught.value) == said


def write_gong(folder):
    folder.mkdir(parents=True, exist_ok=True)
    soundfile.write(folder / "gong.wav", make_tone("bell", "calm"), 48_000)
    return folder


def test_sound_files_lie_here_or_with_a_routine(here):
    timeline = replace(MINE, events=(Event(1_000, 1_000, "tone", tone="gong.wav"),))
    folder = write_gong(here / "scripts" / "bells")
    (folder / "routine.toml").write_text(f'title = "Bells"\n{PAIR}')
    with pytest.raises(voiceguide.VoiceguideError, match="there is no sound file"):
        render(timeline)
    with_routine = render(timeline, routine="bells")
    write_gong(here)
    [event] = render(timeline).timeline.events
    assert [event] == list(with_routine.timeline.events)
    assert event.end_ms == 2_500


def test_a_routine_lends_its_settings(here):
    (here / "mine.toml").write_text(
        f'title = "Mine"\n[settings]\nbed = "rain"\nbed_level = -30\n{PAIR}'
    )
    assert render(routine="mine.toml").timeline.bed.level_db == -30
    assert render(routine="mine.toml", bed_level=-28).timeline.bed.level_db == -28
    assert render(routine="mine.toml", bed="none").timeline.bed is UNSET
    own = replace(MINE, bed=BedInfo("waves", -34, -40, -20.0))
    assert render(own, routine="mine.toml").timeline.bed.name == "waves"


def test_a_persons_defaults_count(here):
    Path(os.environ["VOICEGUIDE_CONFIG"]).write_text('[settings]\nvoice = { engine = "silent" }\n')
    assert voiceguide.render(MINE, "mine.mp3").spoken == 2


def test_its_own_tones_sound():
    made = render(replace(MINE, tones="none"))
    assert [one.kind for one in made.timeline.events] == ["say", "hold", "say"]
    assert made.timeline.tones == "none"


def test_report_is_told():
    told = []
    render(report=lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
