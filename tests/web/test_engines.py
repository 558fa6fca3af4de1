"""The page offers every voice that speaks without an engine being named."""

import pytest

from tests.speech.tiny_voice import write_voice
from voiceguide.disk.folder import voices_folder
from voiceguide.web.voices import Voices


@pytest.mark.speech
def test_natural_voices_stand_beside_the_systems_own():
    pytest.importorskip("piper", reason="piper-tts is not installed")
    write_voice(voices_folder(), "en_US-hum-medium")
    names = Voices("").names()
    assert {"en_US-hum-medium", "English (America)", "German"} <= set(names)
    assert "en_US-hum-medium" not in Voices("system").names()
