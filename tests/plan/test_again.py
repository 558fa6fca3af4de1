"""What was laid out before is laid out the same, and asks for nothing it would not ask for."""

import pytest

from voiceguide.plan import again
from voiceguide.plan.again import place_again
from voiceguide.plan.place import place
from voiceguide.script.parse import parse_script

SCRIPT = """\
# One
A sentence.

[hold 20s]
5s | A long wording of a line / short
-5s | and one more
[end]

The end.
"""
ABOUT = {"title": "T", "language": "en", "attention": 8000}


def lengths(asked, **other):
    def length_of(sound):
        asked.append(sound)
        return other.get(sound.text, 300 if sound.tone else 900)

    return length_of


@pytest.fixture(autouse=True)
def forget():
    again._layouts.cache_clear()


@pytest.mark.parametrize("other", [{}, {"A sentence.": 2000}, {"The end.": 700}, {"short": 10}])
def test_it_is_what_placing_anew_gives_and_asks_for_no_other_sound(other):
    cues = parse_script(SCRIPT)
    for _ in range(2):
        place_again(cues, lengths([]), **ABOUT)
        asked, anew = [], []
        found = place_again(cues, lengths(asked, **other), **ABOUT)
        assert found == place(cues, lengths(anew, **other), **ABOUT)
        assert set(asked) == set(anew)


def test_nothing_is_placed_twice(monkeypatch):
    placed = []
    monkeypatch.setattr(again, "place", lambda *a, **k: (placed.append(1), place(*a, **k))[1])
    for length in (900, 800, 900, 800):
        place_again(parse_script(SCRIPT), lambda sound, length=length: length, **ABOUT)
    assert len(placed) == 2
    place_again(parse_script(SCRIPT), lambda sound: 900, **{**ABOUT, "title": "Other"})
    assert len(placed) == 3


def test_what_is_very_long_is_not_kept(monkeypatch):
    monkeypatch.setattr(again, "MOST_EVENTS", 3)
    cues = parse_script(SCRIPT)
    place_again(cues, lengths([]), **ABOUT)
    assert not again._layouts(tuple(cues), *ABOUT.values())
