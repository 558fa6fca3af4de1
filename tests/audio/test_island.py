"""Which sounds are encoded together."""

import pytest

from voiceguide.audio.island import find_islands
from voiceguide.audio.mp3 import SPACING
from voiceguide.plan.timeline import Sound, make_event
from voiceguide.scene import Scene

NEAR = SPACING // 48


def tones(*spans):
    return [make_event(Scene(), "tone", a, b, Sound(tone="tick")) for a, b in spans]


@pytest.mark.parametrize(
    ("spans", "islands"),
    [
        ([], []),
        ([(0, 100)], [(0, [0])]),
        ([(0, 100), (100 + NEAR, 300)], [(0, [0]), (100 + NEAR, [0])]),
        ([(0, 100), (99 + NEAR, 300)], [(0, [0, 99 + NEAR])]),
        ([(0, 900), (100, 200), (950, 990)], [(0, [0, 100, 950])]),
        ([(1000, 1100), (0, 100)], [(0, [0]), (1000, [0])]),
    ],
)
def test_islands(spans, islands):
    got = find_islands(tones(*spans))
    assert [(one.start_ms, [part.offset_ms for part in one.parts]) for one in got] == islands


def test_frame_and_phase():
    [island] = find_islands(tones((1001, 1100)))
    assert (island.frame, island.phase) == (41, 1001 * 48 - 41 * 1152)
