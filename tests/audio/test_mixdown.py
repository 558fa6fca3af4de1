"""The mixdown: the bed comes, goes and gives way smoothly, and every sound lies where it should."""

from itertools import pairwise, repeat

import numpy as np
import pytest

from voiceguide.audio import mp3
from voiceguide.audio.bed import Bed, measure_level
from voiceguide.audio.mixdown import (
    DOWN_MS,
    FADE_IN_MS,
    FADE_OUT_MS,
    UP_MS,
    WAIT_MS,
    bed_curve,
    mix_down,
)
from voiceguide.audio.sample import PER_MS
from voiceguide.plan.timeline import BedInfo, Event, Mark, Timeline
from voiceguide.routine.mix import BED_LIMITS, BELOW_SPEECH_DB, LEVEL_LIMITS, SPEECH_LUFS, duck

UNDER = BedInfo("rain", -32, -38, -16.0)


def timeline(*spans, duration=30_000, bed=UNDER):
    events = tuple(
        Event(start, end, "say", text=str(start))
        if kind == "say"
        else Event(start, end, kind, tone="tick")
        for kind, start, end in spans
    )
    return Timeline("T", duration, "en", (Mark(0, "T"),), events, bed=bed)


def decibels(curve):
    return 20 * np.log10(np.maximum(curve, 1e-6))


def test_the_bed_goes_down_before_speech_and_comes_back_after_it():
    level = decibels(bed_curve(timeline(("say", 10_000, 12_000))))
    assert level[10_000 - DOWN_MS - 1] == pytest.approx(-32, abs=0.01)
    assert level[10_000 : 12_000 + WAIT_MS] == pytest.approx(-38, abs=0.01)
    assert level[12_000 + WAIT_MS + UP_MS + 1] == pytest.approx(-32, abs=0.01)
    assert level[10_000 - DOWN_MS // 2] == pytest.approx(-35, abs=0.1)
    assert np.abs(np.diff(level[FADE_IN_MS:-FADE_OUT_MS])).max() < 0.03  # dB in a millisecond


@pytest.mark.parametrize(
    ("gap", "comes_back"),
    [(WAIT_MS + UP_MS + DOWN_MS, False), (WAIT_MS + UP_MS + DOWN_MS + 1, True)],
)
def test_it_stays_down_in_short_gaps(gap, comes_back):
    level = decibels(bed_curve(timeline(("say", 9_000, 10_000), ("say", 10_000 + gap, 14_000))))
    assert (level[10_000 : 10_000 + gap].max() > -33) == comes_back


def test_tones_do_not_move_it():
    assert decibels(bed_curve(timeline(("tone", 10_000, 11_000))))[10_500] == pytest.approx(-32)


def test_it_comes_in_and_goes_out():
    curve = bed_curve(timeline())
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(0, abs=1e-6)
    assert np.all(np.diff(curve[:FADE_IN_MS]) >= 0)
    assert np.all(np.diff(curve[-FADE_OUT_MS:]) <= 0)


@pytest.mark.parametrize("spans", [[("say", 0, 500)], [("say", 1_500, 2_000)], []])
def test_a_session_shorter_than_its_fades(spans):
    assert len(bed_curve(timeline(*spans, duration=2_000))) == 2_001


def test_every_sample_is_where_it_should_be():
    """With a bed of a constant level the mix is the curve and the sounds, to a sample's rounding."""
    ones = np.full(1000, 0.1, np.float32)
    bed = Bed(lambda: repeat(ones), measure_level([np.tile(ones, 10)]))
    plan = timeline(("say", 3_999, 4_500), ("say", 7_000, 13_000), ("tone", 10_001, 10_500))
    sounds = {
        str(start): np.full((end - start) * PER_MS, 1000, np.int16)
        for start, end in ((3_999, 4_500), (7_000, 13_000))
    }
    tick = np.full(499 * PER_MS, 500, np.int16)
    blocks = list(mix_down(plan, bed, lambda sound: sounds.get(sound.text, tick)))
    mixed = np.concatenate(blocks).astype(float)
    assert len(mixed) == 30_000 * PER_MS
    curve = bed_curve(plan)
    expected = np.interp(np.arange(len(mixed)) / PER_MS, np.arange(len(curve)), curve) * 32767
    for start, end, height in ((3_999, 4_500, 1000), (10_001, 10_500, 500), (7_000, 13_000, 1000)):
        expected[start * PER_MS : end * PER_MS] += height
    assert np.abs(mixed - expected).max() <= 1


def test_ducking_keeps_its_promises_at_every_level():
    for bed in range(BED_LIMITS[0], BED_LIMITS[1] + 1):
        for voice in range(LEVEL_LIMITS[0], LEVEL_LIMITS[1] + 1):
            for lowest in (-40, -34, -20):
                ducked = duck(bed, voice, lowest)
                assert ducked <= bed
                assert SPEECH_LUFS + voice - ducked >= BELOW_SPEECH_DB
    assert [duck(-32, 0, lowest) for lowest in (-40, -37, -34, -30)] == [-38, -37, -34, -34]


@pytest.mark.parametrize("samples", [1, 1152, 100_000])
def test_a_stream_has_exactly_its_frames(samples):
    noise = np.random.default_rng(1).normal(0, 500, samples).astype(np.int16)
    pieces = list(mp3.stream(np.array_split(noise, 3), samples))
    assert pieces[0] == mp3.info_frame(samples)
    assert len(b"".join(pieces)) == (mp3.count_frames(samples) + 1) * mp3.FRAME_BYTES


def test_a_stream_that_ends_too_soon_is_no_session():
    with pytest.raises(ValueError, match="shorter than the session"):
        list(mp3.stream([np.zeros(1000, np.int16)], 100_000))


def test_blocks_are_made_while_others_are_encoded():
    """Nothing runs ahead: memory stays constant however long the session is."""
    made = []

    def blocks():
        for number in range(20):
            made.append(number)
            yield np.zeros(48_000, np.int16)

    ahead = []
    for _ in mp3.stream(blocks(), 20 * 48_000):
        ahead.append(len(made))
    assert all(later - earlier <= 1 for earlier, later in pairwise(ahead))
