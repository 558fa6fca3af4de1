"""Whole sessions, as a recogniser hears them: see hearing.py."""

import datetime

import pytest
from msgspec.structs import replace

from tests.hearing import listen, share
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request

pytestmark = [pytest.mark.speech, pytest.mark.long]
pytest.importorskip("pocketsphinx", reason="pocketsphinx, which listens, is not installed")

DAY = datetime.date(2026, 11, 24)
ENOUGH = 0.85


@pytest.fixture
def made(tmp_path, sounds):
    def build(routine):
        overrides = parse_overrides({"voice": {"engine": "system"}}, {}, {})
        request = Request(routine, DAY, sounds, str(tmp_path), overrides, jobs=2)
        return session.build(request)

    return build


@pytest.mark.parametrize("routine", ["hip-rotation", "desk-break", "neck-and-shoulders"])
def test_the_default_voice_is_understood(made, routine):
    done = made(routine)
    heard = listen(done.path, done.timeline)
    assert len(heard) > 10
    assert share(heard) >= ENOUGH, [one for one in heard if not one.right]


def test_the_recogniser_can_be_wrong(made):
    """Told that each sentence is its neighbour, it believes its ears."""
    done = made("desk-break")
    said = [one for one in done.timeline.events if isinstance(one.text, str)]
    texts = iter([*(one.text for one in said[1:]), said[0].text])
    events = [
        replace(one, text=next(texts)) if isinstance(one.text, str) else one
        for one in done.timeline.events
    ]
    heard = listen(done.path, replace(done.timeline, events=tuple(events)))
    assert share(heard) < 0.2
