"""A voice is brought to the level it was measured for, whatever else the cache holds."""

from pathlib import Path

import pytest

from voiceguide.audio.cache import Cache
from voiceguide.audio.island import Island, Part
from voiceguide.audio.studio import Studio
from voiceguide.plan.settings import VoiceChoice
from voiceguide.plan.timeline import Sound

pytestmark = pytest.mark.speech
TEXT = "Turn to your front knee."


def studio(folder, rate):
    return Studio(VoiceChoice("system", rate=rate), "en", Cache(folder), find_sound=Path)


def test_sped_up_it_is_not_taken_for_another_rate(tmp_path):
    """150 words a minute sped up by 15 % are 172, but were measured at 150."""
    slow, fast = Sound(text=TEXT, speed=1.15), Sound(text=TEXT)
    alone = studio(tmp_path / "alone", 172)
    alone.record([fast])
    studio(tmp_path / "both", 150).record([slow])
    after = studio(tmp_path / "both", 172)
    if after.length_of(fast) is None:
        after.record([fast])
    assert after.made == 0  # one rate, spoken once
    islands = [Island(0, (Part(0, fast),))]
    assert list(after.placed(islands)) == list(alone.placed(islands))
