"""Tones: as long as the plan says, soft at both ends, and told apart."""

import io
import itertools

import numpy as np
import pytest
import soundfile

from voiceguide.audio import mp3
from voiceguide.audio.sample import PER_MS, RATE, to_samples
from voiceguide.audio.tone import make_tone
from voiceguide.proof.proof import QUIET_DBFS
from voiceguide.tones import BREATHS, TONES, tone_length

SETS = ("calm", "bright", "wood")


@pytest.mark.parametrize("tones", SETS)
@pytest.mark.parametrize("name", TONES)
def test_a_tone_is_whole_soft_and_quiet(name, tones):
    samples = make_tone(name, tones)
    assert len(samples) == to_samples(TONES[name])
    assert np.array_equal(samples, make_tone(name, tones))
    peak = 20 * np.log10(np.abs(samples).max() / 32767)
    assert -28 <= peak <= -10
    loud = np.abs(samples).max()
    assert np.abs(samples[:24]).max() < 0.05 * loud  # no click when it starts
    assert np.abs(samples[-24:]).max() < 0.02 * loud  # nor when it ends


@pytest.mark.parametrize("tones", SETS)
@pytest.mark.parametrize(
    "pair", list(itertools.combinations(["start", "halfway", "end", "series-end", "tick"], 2))
)
def test_the_tones_of_a_hold_cannot_be_confused(pair, tones):
    one, other = (spectrum(make_tone(name, tones)) for name in pair)
    assert (one * other).sum() < 0.8


CONTOURS = {
    "start": "up",
    "halfway": "",
    "end": "down down",
    "series-end": "up up down",
    "tick": "knock",
    "beat": "knock",
    "return": "slides down",
    "lift": "slides up",
}


@pytest.mark.parametrize("tones", SETS)
@pytest.mark.parametrize("name", CONTOURS)
def test_the_tones_of_an_exercise_have_shapes_of_their_own(name, tones):
    assert contour(decoded(name, tones)) == CONTOURS[name]


def decoded(name, tones):
    """A tone as it is in a finished file."""
    tone = make_tone(name, tones)
    stream = mp3.join([mp3.PlacedFrames(0, mp3.encode(tone, 0))], len(tone) + RATE // 10)
    return soundfile.read(io.BytesIO(b"".join(stream)))[0]


def contour(samples):
    """What is heard of a tone by one who only knows higher from lower, and long from short."""
    size, step = RATE // 25, RATE // 50  # 40 ms every 20
    frames = [samples[at : at + size] for at in range(0, len(samples) - size, step)]
    power = np.array([(frame**2).sum() for frame in frames])
    loud = power > power.max() / 1000
    if loud.sum() < 5:
        return "knock"
    spectra = [np.abs(np.fft.rfft(one * np.hanning(size), 1 << 16)) for one in frames]
    # the lowest partial is the loudest of all in every set
    pitch = [
        12 * np.log2(one[400:4500].argmax() + 400)
        for one, on in zip(spectra, loud, strict=True)
        if on
    ]
    steps = np.diff(pitch)
    moves = steps[np.abs(steps) > 0.3]
    if len(moves) >= 6:
        return f"slides {'up' if moves.sum() > 0 else 'down'}"
    # a step of the melody may take two frames
    jumps = [("up" if move > 0 else "down") for move in steps if abs(move) > 1.5]
    return " ".join(jumps)


def spectrum(samples):
    """How the energy lies over time and pitch: what an ear goes by."""
    padded = np.zeros(2 * RATE)
    padded[: len(samples)] = samples
    window = 4096
    frames = padded[: len(padded) // window * window].reshape(-1, window) * np.hanning(window)
    energy = np.abs(np.fft.rfft(frames, axis=1))[:, :300].ravel()
    return energy / np.linalg.norm(energy)


@pytest.mark.parametrize("tones", SETS)
@pytest.mark.parametrize("name", [name for name in TONES if name not in BREATHS])
def test_a_strike_is_heard_at_once(name, tones):
    samples = np.abs(make_tone(name, tones).astype(float))
    soon = 8 if tones == "calm" else 12
    assert np.flatnonzero(samples > 0.3 * samples.max())[0] < soon * PER_MS


@pytest.mark.parametrize("name", [name for name in TONES if name not in BREATHS])
def test_sets_differ_in_sound_and_not_in_time(name):
    calm, bright, wood = (make_tone(name, tones).astype(float) for tones in SETS)
    assert len(calm) == len(bright) == len(wood)
    for one, other in ((calm, bright), (bright, wood), (wood, calm)):
        likeness = (one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum())
        assert likeness < 0.95


@pytest.mark.parametrize("name", TONES)
def test_without_tones_only_breaths_are_heard(name):
    samples = make_tone(name, "none")
    assert len(samples) == to_samples(tone_length(name, "none"))
    assert bool(len(samples)) == (name in BREATHS)


@pytest.mark.parametrize("tones", SETS)
def test_nothing_is_heard_before_a_strike(tones):
    """MP3 smears what is sudden over the silence before it; at any phase, and 6 dB louder, too."""
    for name, phase in itertools.product(TONES, range(0, mp3.FRAME, 144)):
        tone = make_tone(name, tones)
        start = 4 * mp3.FRAME + phase
        placed = mp3.PlacedFrames(4, mp3.encode(tone, phase))
        stream = b"".join(mp3.join([placed], start + len(tone) + RATE // 10))
        heard = np.abs(soundfile.read(io.BytesIO(stream))[0])
        heard[start : start + len(tone)] = 0
        assert 20 * np.log10(heard.max() + 1e-9) + 6 < QUIET_DBFS, (name, phase)
