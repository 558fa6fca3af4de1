"""Whole sessions with a bed, measured on the decoded file."""

import datetime
import json
import os
import resource
import subprocess
import sys
import time
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from tests.peak import measure_peak
from voiceguide.audio import mp3
from voiceguide.audio.bed import LOOP_MS
from voiceguide.audio.loudness import TARGET_LUFS, measure_lufs
from voiceguide.audio.mixdown import WAIT_MS
from voiceguide.audio.sample import PER_MS, RATE
from voiceguide.routine.mix import BEDS
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.session.verify import verify

pytestmark = [pytest.mark.speech, pytest.mark.long]
DAY = datetime.date(2026, 11, 24)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sessions")


@pytest.fixture(scope="module")
def make(folder, sounds):
    def build(name, **settings):
        overrides = parse_overrides(settings, {}, {})
        out = str(folder / f"{name}.mp3")
        return session.build(Request("desk-break", DAY, sounds, out, overrides, jobs=2))

    return build


@pytest.fixture(scope="module")
def plain(make):
    """The same session without a bed: what the voice alone sounds like."""
    return soundfile.read(make("plain").path, dtype="float32")[0]


@pytest.fixture(scope="module", params=BEDS)
def made(make, request):
    return make(request.param, bed=request.param)


def samples_of(made):
    return soundfile.read(made.path, dtype="float32")[0]


def rms_db(signal):
    return 10 * np.log10((signal.astype(float) ** 2).mean())


def test_the_file_keeps_its_timeline(made):
    proof = verify(made.path)
    assert proof.problems == []
    assert {check.name for check in proof.checks} >= {"above", "skipped", "silence"}
    assert made.notices == ()


def moved(plan, wanted, by):
    """A timeline that says of some events that they are `by` ms later than they are."""
    for event in plan["events"]:
        if wanted(event):
            event["start_ms"] += by
            event["end_ms"] += by
    return plan


@pytest.mark.parametrize(
    ("tones", "by", "problem"),
    [
        (["start"], 2, "start is off by"),
        (["end"], -3, "end is off by"),
        (["beat"], 2, "all beat tones together are off by"),
        (["attention"], -2, "attention is off by"),
        (["beat"], 400, "is not heard"),
    ],
)
def test_tones_that_are_not_where_they_should_be_are_found(made, tmp_path, tones, by, problem):
    plan = json.loads(session.timeline_path(made.path).read_text())
    other = tmp_path / "other.json"
    other.write_text(json.dumps(moved(plan, lambda event: event.get("tone") in tones, by)))
    problems = verify(made.path, other).problems
    assert any(problem in one.what for one in problems), problems


@pytest.mark.parametrize("kind", ["calm", "bright", "wood"])
def test_every_set_is_proved_over_the_beds(make, kind):
    for bed in BEDS:
        asked = {"bed": bed, "tones": kind, "breath": "4-6", "tv": "true", "hold": "12s"}
        assert verify(make("set", **asked).path).problems == []


def test_its_length_is_exact(made):
    assert len(samples_of(made)) == made.timeline.duration_ms * PER_MS


def test_speech_stands_12_db_above_the_bed(made):
    """The bed is measured right after each sentence, while it is still down."""
    heard = samples_of(made)
    sounding = made.timeline.sounding
    margins = []
    for event, after in pairwise(sounding):
        if event.kind != "say" or after.start_ms < event.end_ms + WAIT_MS:
            continue
        spoken = heard[event.start_ms * PER_MS : event.end_ms * PER_MS]
        windows = spoken[: len(spoken) // 960 * 960].reshape(-1, 960)
        power = (windows**2).mean(axis=1)
        speaking = 10 * np.log10(power[power > power.max() / 100].mean())
        bed = heard[event.end_ms * PER_MS : (event.end_ms + WAIT_MS) * PER_MS]
        margins.append(speaking - rms_db(bed))
    assert len(margins) > 20
    assert min(margins) >= 12


def test_the_bed_has_its_level_between_words_and_is_lower_under_them(made):
    heard = samples_of(made)
    loud = np.zeros(made.timeline.duration_ms, bool)
    for event in made.timeline.sounding:
        loud[max(0, event.start_ms - 500) : event.end_ms + 1300] = True
    loud[:3000] = loud[-5000:] = True
    between = heard.reshape(-1, PER_MS)[~loud]
    assert rms_db(between) == pytest.approx(made.timeline.bed.level_db, abs=1.5)
    assert made.timeline.bed.ducked_db < made.timeline.bed.level_db


def test_no_click_where_the_bed_starts_over(made):
    heard = samples_of(made).astype(float)
    turns = range(LOOP_MS, made.timeline.duration_ms - 6000, LOOP_MS)
    steps = np.abs(np.diff(heard))
    free = [
        turn for turn in turns
        if not any(e.start_ms - 600 < turn < e.end_ms + 1400 for e in made.timeline.sounding)
    ]  # fmt: skip
    assert free
    for turn in free:
        at = turn * PER_MS
        around = np.concatenate(
            [steps[at - RATE // 2 : at - 200], steps[at + 200 : at + RATE // 2]]
        )
        assert steps[at - 100 : at + 100].max() <= around.max()


def test_loudness_of_the_voice_stays(made, plain):
    """What is heard while somebody speaks, with the bed and without it."""
    spans = [e for e in made.timeline.sounding if e.kind == "say"]
    heard, alone = (
        np.concatenate([one[e.start_ms * PER_MS : e.end_ms * PER_MS] for e in spans]) * 32768
        for one in (samples_of(made), plain)
    )
    assert measure_lufs(heard) == pytest.approx(measure_lufs(alone), abs=0.3)
    assert measure_lufs(heard) == pytest.approx(TARGET_LUFS, abs=1)
    assert measure_peak(heard) <= -1


def test_a_changed_hold_speaks_only_what_names_it(make):
    make("held", bed="rain")
    for hold, name in (("50s", "fifty seconds"), ("41.5s", "forty-one point five seconds")):
        made = make("held", bed="rain", hold=hold)
        naming = [one for one in made.timeline.events if name in str(one.text).casefold()]
        assert made.spoken <= len({one.text for one in naming}) + 1  # and a shorter "ten more"


def test_the_same_input_gives_the_same_bytes(make):
    assert make("a", bed="waves").path.read_bytes() == make("b", bed="waves").path.read_bytes()


def test_a_file_beside_the_routine_is_a_bed_and_no_other(tmp_path, monkeypatch, sounds):
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    noise = np.random.default_rng(2).normal(0, 0.1, 3 * 44_100)
    soundfile.write(tmp_path / "fan.ogg", noise, 44_100)
    routine = tmp_path / "short.toml"
    text = (
        'title = "Short"\n[settings]\nbed = "{}"\nhold = "30s"\nreps = 5\n[[pair]]\n'
        'stretch = {{ exercise = "external-rotation-stretch" }}\n'
        'strengthen = {{ exercise = "external-rotation-lift" }}\n'
    )

    def run(command, bed, *more):
        routine.write_text(text.format(bed))
        return subprocess.run(
            [sys.executable, "-m", "voiceguide", command, str(routine), *more],
            capture_output=True, text=True, check=False, env={**os.environ},
        )  # fmt: skip

    done = run("build", "fan.ogg", "--out", str(tmp_path / "x.mp3"), "--detail", "tones")
    assert done.returncode == 0, done.stderr
    facts = json.loads((tmp_path / "x.timeline.json").read_text())["bed"]
    assert facts["name"] == "fan.ogg"
    assert verify(tmp_path / "x.mp3").problems == []
    for bed, problem in {
        "missing.ogg": "there is no sound file 'missing.ogg'",
        "/etc/passwd.mp3": "a routine file can only name a sound file beside it",
        "../fan.ogg": "a routine file can only name a sound file beside it",
        "rian": "Did you mean 'rain'?",
    }.items():
        for command in ("build", "check"):
            done = run(command, bed)
            assert done.returncode == 1
            assert problem in done.stdout + done.stderr
            assert "Traceback" not in done.stderr


def test_a_file_with_pauses_is_told_of(make, tmp_path):
    noise = np.random.default_rng(2).normal(0, 0.1, 8 * RATE)
    noise[::RATE] = 0
    noise[4 * RATE :] *= 0.05
    soundfile.write(tmp_path / "pauses.wav", noise, RATE)
    made = make("pauses", bed=str(tmp_path / "pauses.wav"), detail="tones")
    [notice] = made.notices
    assert notice.said.startswith("bed: at -32 dBFS an app that skips silence will skip its soft")
    [skipped] = [check for check in verify(made.path).checks if check.name == "skipped"]
    assert not skipped.good


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory from /proc")
def test_a_quarter_of_an_hour_costs_little_more_than_encoding_it(folder, sounds):
    """CPU seconds, which do not depend on what else this computer does. Speech is there already."""
    environment = {**os.environ, "VOICEGUIDE_CACHE_DIR": str(sounds)}
    out = folder / "long.mp3"
    command = [sys.executable, "-c", MEASURED, "build", "--bed", "rain", "--hold", "64s", "--out", str(out), "--quiet"]  # fmt: skip
    subprocess.run(command, check=True, env=environment, capture_output=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    build = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert int(done.stderr.split()[-1]) / 1024 < 200

    heard = soundfile.read(out, dtype="int16")[0]
    assert len(heard) >= 15 * 60 * RATE - 10 * RATE
    start = time.process_time()
    encoder = mp3._encoder()
    for at in range(0, len(heard), 4 * RATE):
        encoder.encode(heard[at : at + 4 * RATE].tobytes())
    alone = time.process_time() - start
    assert build <= 1.5 * alone


MEASURED = (
    "import runpy, sys\n"
    "try: runpy.run_module('voiceguide', run_name='__main__')\n"
    "except SystemExit as end: assert not end.code, end.code\n"
    "[peak] = [line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line]\n"
    "print(peak, file=sys.stderr)\n"
)
