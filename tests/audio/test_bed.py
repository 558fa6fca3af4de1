"""Beds: without a seam, at their level, never silence, the same every time, in constant memory."""

import tracemalloc
from itertools import islice

import numpy as np
import pytest
import soundfile

from voiceguide.audio.bed import (
    LOOP_MS,
    SILENCE_DBFS,
    cut,
    load_bed,
    looped,
    make_bed,
    measure_level,
)
from voiceguide.audio.sample import RATE, to_samples
from voiceguide.audio.weather import make_loop
from voiceguide.disk.cache import Cache
from voiceguide.errors import OutputError
from voiceguide.routine.mix import BED_LIMITS, BEDS
from voiceguide.routine.settings import Settings


def steps(signal):
    """How far the signal jumps from one sample to the next: a click is one large step."""
    return np.abs(np.diff(signal.astype(float)))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_of_ours_joins_up_with_itself(name, cache):
    bed = make_bed(name, cache)
    length = to_samples(LOOP_MS)
    twice = np.concatenate(list(islice(cut(bed.play(), length), 2)))
    usual = steps(twice[:length])
    seam = steps(twice[length - 50 : length + 50])
    assert seam.max() <= usual.max()
    assert seam.mean() < 2 * usual.mean()
    # nor is there a step in the slope, which a cut that happens to meet would have
    slope = np.abs(np.diff(twice.astype(float), 2))
    assert slope[length - 50 : length + 50].max() <= slope[: length - 100].max()


@pytest.mark.parametrize("name", BEDS)
def test_the_same_bytes_every_time_and_kept(name, cache, tmp_path):
    once, again = make_loop(name, RATE), make_loop(name, RATE)
    assert once.tobytes() == again.tobytes()
    first = next(make_bed(name, cache).play())
    assert np.array_equal(first, next(make_bed(name, cache).play()))
    assert np.array_equal(first, next(make_bed(name, Cache(tmp_path)).play()))


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_of_ours_is_never_taken_for_silence(name, cache):
    level = make_bed(name, cache).level
    assert level.lowest <= Settings().bed_level
    assert BED_LIMITS[0] <= Settings().bed_level <= BED_LIMITS[1]
    assert level.peak_at(Settings().bed_level) < -14  # nothing sticks out of it either


def test_the_level_of_a_sound_that_is_known():
    time = np.arange(RATE) / RATE
    sine = (0.1 * np.sin(2 * np.pi * 500 * time)).astype(np.float32)
    level = measure_level([sine, sine])
    assert level.rms == pytest.approx(-23.01, abs=0.01)
    assert level.peak == pytest.approx(-20, abs=0.1)
    assert level.valley == pytest.approx(-20, abs=0.1)
    assert level.lowest == np.ceil(SILENCE_DBFS - 3.01)


def test_a_pause_in_a_file_is_found():
    time = np.arange(RATE) / RATE
    sine = (0.1 * np.sin(2 * np.pi * 500 * time)).astype(np.float32)
    assert measure_level([sine, sine * 0.01]).lowest > 0


@pytest.fixture(params=["wav", "flac", "ogg", "mp3"])
def file(request, tmp_path):
    """Eleven seconds of two strings that are anything but periodic, stereo, at 44.1 kHz."""
    time = np.arange(11 * 44_100) / 44_100
    left, right = (0.2 * np.sin(2 * np.pi * pitch * time**1.01) for pitch in (196.3, 331.7))
    path = tmp_path / f"strings.{request.param}"
    soundfile.write(path, np.stack([left, right], axis=1), 44_100)
    return path


def test_a_file_is_looped_without_a_click(file, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # no other program helps
    bed = load_bed(file, Cache(tmp_path))
    played = np.concatenate(list(islice(cut(bed.play(), RATE), 40)))
    steepest = 2 * np.pi * 0.1 * (196.3 + 331.7) * 1.04 / RATE  # of both strings together
    assert steps(played).max() < steepest * 2**0.5 * 1.05  # in a seam two passes sound at once
    loudness = np.sqrt((played.reshape(-1, RATE // 4) ** 2).mean(axis=1))
    assert loudness[4:].min() > 0.4 * loudness.max()  # and without a hole, where it turns over


def test_looping_by_numbers():
    """A pass of 0 to 9 with a seam of 2: the end fades into the next beginning."""
    passes = looped(lambda: iter([np.arange(7, dtype="f4"), np.arange(7, 10, dtype="f4")]), 2)
    flat = np.concatenate(list(islice(passes, 5)))[:18]
    assert flat[:8].tolist() == list(range(8))
    assert flat[8:10].tolist() == pytest.approx([8, 1])  # cos and sin of 0 and of a right angle
    assert flat[10:16].tolist() == list(range(2, 8))
    assert flat[16:18].tolist() == pytest.approx([8, 1])


def test_cutting_keeps_every_sample():
    blocks = iter([np.arange(5.0), np.arange(5.0, 6), np.arange(6.0, 20)])
    assert [piece.tolist() for piece in cut(blocks, 4)] == [
        list(range(at, at + 4)) for at in range(0, 20, 4)
    ]


def test_a_long_file_takes_no_more_memory(tmp_path):
    noise = np.random.default_rng(3).normal(0, 0.05, 44_100 * 60).astype("f4")
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 44_100, 1) as out:
        for _ in range(5):
            out.write(noise)
    del noise
    bed = load_bed(tmp_path / "long.wav", Cache(tmp_path))
    next(bed.play())
    tracemalloc.start()
    for _ in islice(cut(bed.play(), RATE), 400):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12e6


@pytest.mark.parametrize(
    ("samples", "problem"),
    [
        (np.zeros(3 * RATE), "this file is silent"),
        (np.ones(RATE // 2) * 0.1, "this is too short for a bed. Use one of at least 1 s"),
    ],
)
def test_a_file_that_is_no_bed(tmp_path, samples, problem):
    path = tmp_path / "x.wav"
    soundfile.write(path, samples, RATE)
    with pytest.raises(OutputError) as caught:
        load_bed(path, Cache(tmp_path))
    assert str(caught.value) == f"{path}: {problem}."


def test_a_file_that_was_cut_short_ends_where_it_ends(tmp_path):
    """The head of an MP3 says how long it was; going by that, the loop would never begin."""
    noise = np.random.default_rng(4).normal(0, 0.1, 20 * 44_100)
    path = tmp_path / "cut.mp3"
    soundfile.write(path, noise, 44_100)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 10])
    assert soundfile.info(path).duration > 15
    bed = load_bed(path, Cache(tmp_path))
    assert sum(map(len, islice(cut(bed.play(), RATE), 10))) == 10 * RATE
    path.write_bytes(whole[: len(whole) // 50])
    with pytest.raises(OutputError, match="too short for a bed"):
        load_bed(path, Cache(tmp_path))
