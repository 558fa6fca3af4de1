"""A voice is brought to the level it was measured for, whatever else the cache holds."""

from pathlib import Path

import pytest

from tests.speech.misbehaving import Misbehaving
from voiceguide.audio.cache import Cache, make_key
from voiceguide.audio.island import Island, Part
from voiceguide.audio.studio import SIGNAL_CHAIN, Studio
from voiceguide.errors import EngineFailed
from voiceguide.plan.settings import VoiceChoice
from voiceguide.plan.timeline import Sound

TEXT = "Turn to your front knee."


def studio(folder, rate):
    return Studio(VoiceChoice("system", rate=rate), "en", Cache(folder), find_sound=Path)


@pytest.mark.speech
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


SOUND = Sound(text=TEXT)


def with_engine(folder, way, note=""):
    made = studio(folder, 150)
    made.engine = Misbehaving(way, str(note))
    return made


def kept(folder):
    """The files of the cache that are not the list of voices."""
    return [one for one in folder.rglob("*") if one.is_file() and b'"name"' not in one.read_bytes()]


@pytest.mark.parametrize(
    "way", ["writes_half", "writes_part_of_a_sample", "whispers", "writes_too_little"]
)
def test_half_a_sentence_is_never_kept(tmp_path, way):
    with pytest.raises(EngineFailed, match="the test engine failed twice at"):
        with_engine(tmp_path, way).record([SOUND])
    assert kept(tmp_path) == []
    assert with_engine(tmp_path, "works").length_of(SOUND) is None


def test_what_was_half_once_is_spoken_again_and_kept_whole(tmp_path):
    good, late = tmp_path / "good", tmp_path / "late"
    with_engine(good, "works").record([SOUND])
    with_engine(late, "writes_half_once", tmp_path / "note").record([SOUND])
    assert with_engine(late, "hangs").length_of(SOUND) == with_engine(good, "hangs").length_of(
        SOUND
    )


def test_what_was_kept_under_older_rules_is_not_heard(tmp_path):
    old = make_key("raw", SIGNAL_CHAIN, "test", "1", "v", 150, TEXT)
    Cache(tmp_path).put(old, 1000, bytes(2000))
    made = with_engine(tmp_path, "works")
    made.record([SOUND])
    assert made.made == 1
    assert made.length_of(SOUND) > 500
