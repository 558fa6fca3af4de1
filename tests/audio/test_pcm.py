"""A session as samples."""

import numpy as np
import pytest

from voiceguide.audio.pcm import Sounded, join_samples


def sound(start, *values):
    return Sounded(start, np.array(values, np.int16))


@pytest.mark.parametrize(
    ("sounds", "length", "samples"),
    [
        ([], 3, [0, 0, 0]),
        ([sound(0, 1, 2)], 2, [1, 2]),
        ([sound(1, 1, -2), sound(3, 3), sound(6, 4)], 8, [0, 1, -2, 3, 0, 0, 4, 0]),
    ],
)
def test_sounds_stand_on_their_samples(sounds, length, samples):
    data = b"".join(join_samples(sounds, length))
    assert np.frombuffer(data, "<i2").tolist() == samples


def test_a_long_silence_comes_in_pieces():
    pieces = list(join_samples([], 10_000_000))
    assert sum(map(len, pieces)) == 20_000_000
    assert max(map(len, pieces)) <= 1 << 17


@pytest.mark.parametrize(
    ("sounds", "problem"),
    [([sound(0, 1, 2), sound(1, 3)], "overlap"), ([sound(9, 1, 2)], "beyond the end")],
)
def test_what_cannot_be_laid_out(sounds, problem):
    with pytest.raises(ValueError, match=problem):
        list(join_samples(sounds, 10))
