"""Whole sessions of the built-in routine, spoken by the real voice, and proved from the file."""

import datetime
import json
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from tests.lasting import lasting
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.session.verify import verify

pytestmark = pytest.mark.speech
DAY = datetime.date(2026, 11, 24)


@pytest.fixture
def make(tmp_path, sounds):
    def build(cache=sounds, out="out.mp3", routine="hip-rotation", **settings):
        overrides = parse_overrides(settings, {}, {})
        request = Request(routine, DAY, cache, str(tmp_path / out), overrides, jobs=2)
        return session.build(request)

    return build


def events(made):
    return json.loads(session.timeline_path(made.path).read_text())["events"]


@pytest.mark.parametrize("hold", ["37s", "41.5s", "45s"])
def test_the_file_keeps_its_timeline(make, hold):
    made = make(hold=hold)
    proof = verify(made.path)
    assert proof.problems == []
    assert len(proof.holds) == 4
    assert {one.asked_ms for one in proof.holds} == {int(float(hold[:-1]) * 1000)}


@pytest.mark.parametrize("decoder", ["soundfile", "ffmpeg"])
def test_a_hold_measured_without_our_own_proof(make, decoder):
    made = make(hold="41.5s")
    sound = _decode(made.path, decoder)
    assert len(sound) == made.timeline.duration_ms * 48
    loud = np.abs(sound) > 10 ** (-45 / 20)
    outside = np.abs(sound).copy()
    for event in events(made):
        if event["kind"] in {"say", "tone"}:
            outside[event["start_ms"] * 48 : event["end_ms"] * 48] = 0
    assert 20 * np.log10(outside.max() + 1e-9) < -60
    holds = [event for event in events(made) if event["kind"] == "hold"]
    for hold in holds:
        onsets = [
            at * 48 - 960 + np.flatnonzero(loud[at * 48 - 960 : at * 48 + 960])[0]
            for at in (hold["start_ms"], hold["end_ms"])
        ]
        assert abs((onsets[1] - onsets[0]) / 48 - 41_500) <= 1
    assert len(holds) == 4


def _decode(path, decoder):
    if decoder == "soundfile":
        return soundfile.read(path, dtype="float32")[0]
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")


@pytest.mark.parametrize(
    "settings", [{}, {"side_order": "pair"}, {"rounds": 2}, {"detail": "brief"}]
)
def test_order_and_sides(make, settings):
    made = make(**settings)
    done = list(dict.fromkeys(
        (e["round"], e["pair"], e["action"], e["side"])
        for e in events(made) if e["kind"] in {"hold", "rep"}
    ))  # fmt: skip
    rounds = range(1, settings.get("rounds", 1) + 1)
    sides = ("left", "right")
    kinds = ("stretch", "strengthen")
    if settings.get("side_order") == "pair":
        assert done == [(r, p, k, s) for r in rounds for p in (1, 2) for s in sides for k in kinds]
    else:
        assert done == [(r, p, k, s) for r in rounds for p in (1, 2) for k in kinds for s in sides]
    said = [e for e in events(made) if e["kind"] == "say"]
    assert all(a["end_ms"] <= b["start_ms"] for a, b in pairwise(said))
    assert made.notices == ()


def test_the_same_input_gives_the_same_bytes(make, tmp_path):
    first = make(out="a.mp3").path.read_bytes()
    second = make(out="b.mp3", cache=tmp_path / "another").path.read_bytes()
    assert first == second


def test_a_changed_hold_speaks_only_what_names_it(make):
    known = texts_of(make())
    for hold in ("50s", "41.5s", "33s"):
        made = make(hold=hold)
        new = texts_of(made) - known
        assert made.spoken <= len(new)
        other = [text for text in new if not re.search(r"(seconds|minutes)\.$", text)]
        # a shorter wording of what was said before
        assert all(any(text in longer for longer in known) for text in other), other
        known |= new


def texts_of(made):
    return {event.text for event in made.timeline.events if event.kind == "say"}


@pytest.mark.parametrize("tones", ["bright", "wood", "none"])
def test_every_set_of_tones_is_proved(make, tones):
    made = make(tones=tones, tone_level=-6, detail="brief", breath="4-7-8")
    proof = verify(made.path)
    assert proof.problems == []
    assert len(proof.holds) == (0 if tones == "none" else 4)
    written = json.loads(session.timeline_path(made.path).read_text())
    assert written["tones"] == tones
    if tones == "none":
        heard = {event["tone"] for event in written["events"] if event["kind"] == "tone"}
        assert heard == {"inhale", "exhale"}
        return
    written["tones"] = "calm"  # held against another set, the proof fails
    other = made.path.with_name("other.json")
    other.write_text(json.dumps(written))
    assert verify(made.path, other).problems


@pytest.mark.long
def test_levels_move_voice_and_tones_apart(make):
    from voiceguide.audio.loudness import measure_lufs

    def levels(**settings):
        made = make(routine="desk-break", **settings)
        sound = np.rint(_decode(made.path, "soundfile") * 32768)
        spans = {kind: [e for e in events(made) if e["kind"] == kind] for kind in ("say", "tone")}
        return {
            kind: measure_lufs(
                np.concatenate([sound[e["start_ms"] * 48 : e["end_ms"] * 48] for e in found])
            )
            for kind, found in spans.items()
        }

    usual, changed = levels(), levels(voice_level=-6, tone_level=3)
    assert changed["say"] - usual["say"] == pytest.approx(-6, abs=0.3)
    assert changed["tone"] - usual["tone"] == pytest.approx(3, abs=0.3)


@pytest.mark.tool
@pytest.mark.parametrize(
    ("routine", "language", "settings"),
    [
        ("hip-rotation", "en", {}),
        lasting("hip-rotation", "en", {"detail": "tones"}),
        lasting("hip-rotation", "es", {"detail": "tones"}),
        lasting("hip-rotation", "en", {"tv": True}),
        lasting("desk-break", "es", {"detail": "brief"}),
        lasting("first-timer", "de", {}),
        lasting("tv-evening", "es", {}),
    ],
)
def test_every_session_is_equally_loud(tmp_path, sounds, routine, language, settings):
    """From the one that says most to the one that says least: what is said, to 1 dB; all of it is
    the quieter the more of what sounds are tones."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    overrides = replace(parse_overrides(settings, {}, {}), language=language)
    out = tmp_path / "out.mp3"
    made = session.build(Request(routine, DAY, sounds, str(out), overrides, jobs=2))
    data, rate = soundfile.read(out)
    said = [(e.start_ms, e.end_ms) for e in made.timeline.events if e.kind == "say"]
    parts = [data[start * rate // 1000 : end * rate // 1000] for start, end in said]
    soundfile.write(tmp_path / "said.wav", np.concatenate(parts), rate)
    loudness, peak = measure(out)
    assert -20.6 <= loudness <= -18
    assert peak <= -1
    assert -18.5 <= measure(tmp_path / "said.wav")[0] <= -17.5


def measure(path):
    """The loudness (LUFS) and the true peak (dBFS) of a sound file, as ffmpeg measures them."""
    command = ["ffmpeg", "-nostdin", "-nostats", "-i", str(path),
               "-af", "ebur128=peak=true", "-f", "null", "-"]  # fmt: skip
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = report[report.index("Summary:") :]
    return [
        float(re.search(rf"{name}:\s+(-[\d.]+) {unit}", summary).group(1))
        for name, unit in (("I", "LUFS"), ("Peak", "dBFS"))
    ]


@pytest.mark.tool
@pytest.mark.parametrize(
    ("command", "good"),
    [
        (["mp3val"], lambda out: "WARNING" not in out and "ERROR" not in out),
        (["ffprobe", "-v", "warning", "-show_format"], lambda out: "format_name=mp3" in out),
        (["mpg123", "-q", "-t"], lambda out: out.strip() == ""),
    ],
    ids=["mp3val", "ffprobe", "mpg123"],
)
def test_other_programs_find_nothing_to_complain_about(make, command, good):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([*command, str(make().path)], capture_output=True, text=True, check=True)
    assert good(done.stdout + done.stderr), done.stdout + done.stderr


def test_the_tag_reads_back(make):
    from mutagen.id3 import ID3

    made = make()
    tag = ID3(made.path)
    assert tag.version == (2, 3, 0)
    assert {name: tag[name].text[0] for name in ("TIT2", "TPE1", "TALB", "TCON", "TLAN")} == {
        "TIT2": "90/90 hip rotation", "TPE1": "voiceguide", "TALB": "90/90 hip rotation",
        "TCON": "Exercise", "TLAN": "eng",
    }  # fmt: skip
    assert str(tag["TDRC"].text[0]) == "2026-11-24"
    assert 'Turn off "skip silence"' in tag["COMM::eng"].text[0]
    marks = [(c.start_time, c.sub_frames["TIT2"].text[0]) for c in tag.getall("CHAP")]
    assert marks == [(mark.start_ms, mark.title) for mark in made.timeline.chapters]
    assert all(start % 1000 == 0 for start, _ in marks)
    assert tag.getall("CTOC")[0].child_element_ids == [f"chp{n}" for n in range(len(marks))]


def test_tampering_is_found(make, tmp_path):
    made = make()
    data = made.path.read_bytes()
    middle = len(data) // 2  # behind the tag, in the sound
    for name, change in {
        "shorter": data[:middle],
        "shifted": data[:middle] + data[middle + 192 :] + data[-192:],
    }.items():
        path = tmp_path / f"{name}.mp3"
        path.write_bytes(change)
        assert verify(path, session.timeline_path(made.path)).problems


def test_an_old_session_stays_until_the_new_one_is_whole(make, monkeypatch):
    path: Path = make().path
    before = path.read_bytes()

    def broken(*_):
        yield b"half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voiceguide.audio.mp3.join", broken)
    with pytest.raises(Exception, match="No space left on device"):
        make()
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir() if p.suffix == ".part") == []


def test_one_changed_sentence_is_one_new_clip(tmp_path, monkeypatch):
    """And a changed hold speaks only what names it."""
    monkeypatch.chdir(tmp_path)
    script = Path("mine/fold.cue.j2")
    script.parent.mkdir()
    Path("mine/routine.toml").write_text(
        'title = "Mine"\n[[pair]]\nstretch = { exercise = "fold" }\nstrengthen = { exercise = "rise" }\n'
    )
    Path("mine/rise.cue.j2").write_text("Rise.\n[reps {{ reps }}]\n[end]")
    script.write_text("Fold.\n\nHold for {{ hold|spoken }}.\n[hold {{ hold }}]\ncountdown 5\n[end]")

    def spoken(**settings):
        overrides = parse_overrides(settings, {}, {})
        return session.build(Request("mine", DAY, tmp_path / "cache", "out.mp3", overrides)).spoken

    assert spoken() > 10
    assert spoken() == 0
    script.write_text(script.read_text().replace("Fold.", "Fold over."))
    assert spoken() == 1
    assert spoken(hold="50s") == 1  # "Hold for fifty seconds."
    assert spoken(hold="41.5s") == 1
    assert spoken(hold="50s") == 0
