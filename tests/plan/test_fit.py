"""Words that fit: long, shorter, faster, a tone."""

import pytest

from voiceguide.plan.fit import Effort, choose, compromise, least, needed, options
from voiceguide.plan.timeline import Sound
from voiceguide.script.cue import Source, Words
from voiceguide.tones import TONES

HERE = Source("s", 7)
LONG, SHORT = "1234567890", "12345"
TWO = Words((LONG, SHORT))
BELL = Words((LONG, SHORT), "bell")


def length_of(sound):
    return TONES[sound.tone] if sound.tone else round(100 * len(sound.text) / sound.speed)


def short(sound):
    return sound.tone or (sound.text if sound.speed == 1 else f"{sound.text} {sound.speed:g}")


FASTER = [f"{text} {speed}" for speed in ("1.05", "1.1", "1.15") for text in (LONG, SHORT)]


@pytest.mark.parametrize(
    ("words", "effort", "sounds"),
    [
        (TWO, Effort.WHOLE, [LONG]),
        (TWO, Effort.SHORTER, [LONG, SHORT]),
        (TWO, Effort.FASTER, [LONG, SHORT, *FASTER]),
        (TWO, Effort.TONE, [LONG, SHORT, *FASTER, "tick"]),
        (BELL, Effort.WHOLE, [LONG]),
        (BELL, Effort.FASTER, [LONG, SHORT, *FASTER]),
        (BELL, Effort.TONE, [LONG, SHORT, *FASTER, "bell", "tick"]),
        (Words((), "bell"), Effort.WHOLE, ["bell"]),
        (Words((), "bell"), Effort.FASTER, ["bell"]),
        (Words((), "bell"), Effort.TONE, ["bell", "tick"]),
        (Words((), "tick"), Effort.TONE, ["tick"]),
    ],
)
def test_options(words, effort, sounds):
    assert [short(sound) for sound in options(words, effort)] == sounds


@pytest.mark.parametrize(
    ("words", "effort", "length"),
    [
        (TWO, Effort.WHOLE, 1000),
        (TWO, Effort.SHORTER, 500),
        (TWO, Effort.FASTER, 435),
        (TWO, Effort.TONE, 90),
        (Words(("1",), "bell"), Effort.TONE, 87),
        (Words(("12345", "1234567890")), Effort.SHORTER, 500),
    ],
)
def test_least(words, effort, length):
    assert least(words, effort, length_of) == length


def test_what_nobody_needs_is_not_measured():
    """Measuring is speaking, in a build."""
    asked = []

    def noted(sound):
        asked.append(sound)
        return length_of(sound)

    least(TWO, Effort.FASTER, noted)
    assert {sound.speed for sound in asked} == {1.15}
    asked.clear()
    choose(TWO, Effort.TONE, 1000, noted)
    assert asked == [Sound(text=LONG)]


@pytest.mark.parametrize(
    ("effort", "room", "chosen"),
    [
        (Effort.WHOLE, 1000, LONG),
        (Effort.WHOLE, 999, None),
        (Effort.SHORTER, 999, SHORT),
        (Effort.SHORTER, 499, None),
        (Effort.FASTER, 499, f"{SHORT} 1.05"),
        (Effort.FASTER, 440, f"{SHORT} 1.15"),
        (Effort.FASTER, 434, None),
        (Effort.TONE, 434, "tick"),
        (Effort.TONE, 90, "tick"),
        (Effort.TONE, 89, None),
    ],
)
def test_choose(effort, room, chosen):
    sound = choose(TWO, effort, room, length_of)
    assert (sound and short(sound)) == chosen


@pytest.mark.parametrize(
    ("words", "need"),
    [
        (TWO, (SHORT, 435)),
        (Words(("1",), "bell"), ("1", 87)),
        (Words((), "bell"), ("[tone bell]", 1500)),
    ],
)
def test_needed(words, need):
    assert needed(words, length_of) == need


@pytest.mark.parametrize(
    ("words", "sound", "notice"),
    [
        (TWO, Sound(text=SHORT), None),
        (TWO, Sound(text=SHORT, speed=1.05), "'12345' is said 5 % faster, to fit into 0.4 s"),
        (TWO, Sound(tone="tick"), "'12345' does not fit into 0.4 s; [tone tick] sounds instead"),
        (BELL, Sound(tone="bell"), "'12345' does not fit into 0.4 s; [tone bell] sounds instead"),
        (Words((), "bell"), Sound(tone="bell"), None),
        (Words((), "bell"), Sound(tone="tick"), "'[tone bell]' does not fit into 0.4 s; [tone tick] sounds instead"),
    ],
)  # fmt: skip
def test_compromise(words, sound, notice):
    said = compromise(words, sound, 440, length_of, HERE)
    assert (said and said.what) == notice
    assert said is None or said.where == "s:7"


def test_a_tone_of_no_length_is_left_out():
    said = compromise(TWO, Sound(tone="tick"), 440, lambda sound: 0, HERE)
    assert said.what == "'12345' does not fit into 0.4 s; it is left out: tones are off"
