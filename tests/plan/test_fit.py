"""Words that fit: long, shorter, faster, a tone, an error."""

import pytest

from voiceguide.errors import FitError
from voiceguide.plan.cue import Source, Words
from voiceguide.plan.fit import Slot, choose, latest_end, least, longest
from voiceguide.plan.tones import TONES

HERE = Source("s", 7)


def length_of(sound):
    return TONES[sound.tone] if sound.tone else round(100 * len(sound.text) / sound.speed)


@pytest.mark.parametrize(
    ("words", "room", "chosen", "notice"),
    [
        (Words(("1234567890", "12345")), 1000, ("1234567890", 1.0), ""),
        (Words(("1234567890", "12345")), 999, ("12345", 1.0), ""),
        (Words(("1234567890", "12345")), 499, ("12345", 1.05), ""),
        (Words(("1234567890", "12345")), 440, ("12345", 1.15), ""),
        (Words(("1234567890", "12345"), "beat"), 400, ("beat", 1.0), ""),
        (Words(("1234567890", "12345")), 400, ("attention", 1.0), "s:7: '12345' does not fit into 0.4 s; a tone sounds instead."),
        (Words((), "tick"), 90, ("tick", 1.0), ""),
    ],
)  # fmt: skip
def test_choose(words, room, chosen, notice):
    sound, said = choose(words, room, length_of, HERE)
    assert (sound.text or sound.tone, sound.speed) == chosen
    assert str(said or "") == notice


@pytest.mark.parametrize(
    ("words", "needed"), [(Words(("12345",)), 435), (Words(("1",), "chime"), 87), (Words((), "tick"), 90)]
)  # fmt: skip
def test_nothing_fits(words, needed):
    with pytest.raises(FitError) as caught:
        choose(words, 80, length_of, HERE)
    assert (caught.value.needed_ms, caught.value.there_ms) == (needed, 80)
    assert str(caught.value).startswith("s:7: ")


def test_least_and_longest():
    words = Words(("1234567890", "12345"), "tick")
    assert (longest(words, length_of), least(words, length_of)) == (1000, 90)


@pytest.mark.parametrize(
    ("end", "first_ends"),
    [
        (1652, 1002),  # all in full: "12345" can start at 1152 on the grid
        (1651, 1290),  # so not quite: only "12" is kept room for, from 1440
    ],
)
def test_what_waits_is_left_room(end, first_ends):
    waiting = [Slot(0, Words(("12345", "12")), HERE)]
    words = Words(("1234567890",))
    assert latest_end(waiting, end, words, 0, length_of=length_of, grid=24) == first_ends
