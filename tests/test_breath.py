"""The setting `breath`: breath sounds instead of spoken breathing cues, in every shipped language."""

from itertools import pairwise

import pytest

from tests.composing import compose_cues
from voiceguide.disk.library import Library
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.routine.routine import parse_overrides
from voiceguide.routine.settle import settle

SPOKEN = ("reathe", "tme ", "Atme", "Ausatmen", "espira", "aire")
CYCLES = {"4-6": (4_000, 10_000), "4-7-8": (11_000, 19_000), "box": (8_000, 16_000)}
"""From one inhale to its exhale, and to the next inhale, milliseconds."""


def lay(breath, language="en", **settings):
    library = Library("hip-rotation")
    overrides = parse_overrides({"breath": breath, **settings}, {}, {})
    overrides = type(overrides)(settings=overrides.settings, language=language)
    routine = library.load_routine()
    cues = compose_cues(settle(routine, overrides), library.reader(routine, language))
    return place(cues, lambda one: estimate(one, 150, language), language=language)


def holds(timeline):
    """The sounding events of every hold."""
    for hold in timeline.events:
        if hold.kind == "hold":
            yield [e for e in timeline.sounding if hold.start_ms <= e.start_ms < hold.end_ms]


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("breath", CYCLES)
@pytest.mark.parametrize("detail", ["full", "tones"])
def test_breath_sounds_take_the_place_of_words(language, breath, detail):
    timeline, notices = lay(breath, language, detail=detail, hold="60s")
    assert notices == ()
    out, cycle = CYCLES[breath]
    for inside in holds(timeline):
        said = [event.text for event in inside if event.kind == "say"]
        assert not [text for text in said if any(word in text for word in SPOKEN)]
        ins = [event.start_ms for event in inside if event.tone == "inhale"]
        outs = [event.start_ms for event in inside if event.tone == "exhale"]
        assert len(ins) >= 60_000 // cycle
        assert all(abs(b - a - cycle) < 24 for a, b in pairwise(ins))
        assert all(abs(b - a - out) < 24 for a, b in zip(ins, outs, strict=False))


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_off_says_nothing_of_breathing_in_a_hold(language):
    timeline, _ = lay("off", language)
    for inside in holds(timeline):
        assert not [e for e in inside if e.tone in {"inhale", "exhale"}]
        said = [event.text for event in inside if event.kind == "say"]
        assert not [text for text in said if any(word in text for word in SPOKEN)]


def test_spoken_is_what_is_built_in():
    timeline, _ = lay("spoken")
    said = [event.text for inside in holds(timeline) for event in inside if event.kind == "say"]
    assert any("Breathe" in text for text in said)
    assert all(not [e for e in inside if e.tone == "inhale"] for inside in holds(timeline))
