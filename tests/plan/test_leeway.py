"""Whether one wording fits where it stands, and how much too long it is."""

import pytest

from voiceguide.plan.leeway import excess
from voiceguide.script.parse import parse_script

LENGTHS = {"tone": 200, "long": 6000, "short": 2000, "tiny": 400}
"""Milliseconds of what begins with that word; a hold's start tone and its gap take 350."""


def length_of(sound):
    first = "tone" if sound.tone else sound.text.split(" ")[0]
    return round(LENGTHS.get(first, 900) / sound.speed)


def find(text, wording, place=0):
    blocks = parse_script(text)
    return excess(blocks[place], *wording, length_of, language="en", before=blocks[:place])


@pytest.mark.parametrize(
    ("text", "wording", "too_long"),
    [
        # from 5 s to the end of 10 s, less the clear 150 ms
        ("[hold 10s]\n5s | short\n[end]", (0, 0), 0),
        ("[hold 10s]\n5s | long\n[end]", (0, 0), 1152),
        ("[hold 10s]\n5s | long / short\n[end]", (0, 0), 1152),
        ("[hold 10s]\n5s | long / short\n[end]", (0, 1), 0),
        ("[hold 10s]\n9s | long / short\n[end]", (0, 1), 1160),
        # up to the line behind it, and up to a countdown
        ("[hold 20s]\n2s | long\n5s | tiny\n[end]", (0, 0), 3144),
        ("[hold 20s]\n2s | long\n5s | tiny\n[end]", (1, 0), 0),
        ("[hold 20s]\n-9s | long\ncountdown 5\n[end]", (0, 0), 2160),
        # until the next beat of a series
        ("[reps 3 tempo 3-1-3]\n2 up | long / [tone tick]\n[end]", (0, 0), 3168),
        ("[reps 3 tempo 3-1-3]\nup | short / [tone tick]\n[end]", (0, 0), 0),
        ("[reps 3 tempo 3-1-3]\nnext up | tiny / [tone tick]\nup | tiny\n[end]", (0, 0), 0),
        # in a rest one after another
        ("[rest 10s]\nshort\nlong\n[end]", (1, 0), 0),
        ("[rest 6s]\nshort\nlong / tiny\n[end]", (1, 0), 3192),
        # again and again, where nothing else is heard
        ("[hold 30s]\nevery 5s | short\n[end]", (0, 0), 0),
        ("[hold 30s]\nevery 5s | long\n[end]", (0, 0), 0),
        # out of a breath
        ("[hold 30s]\nbreathe 4-6 | tiny | long\n[end]", (0, 1), 144),
    ],
)
def test_how_much_too_long(text, wording, too_long):
    assert find(text, wording) == too_long


def test_what_no_repetition_is_left_for_is_too_long_by_all_of_it():
    lines = "\n".join(f"{n} up | tiny" for n in (1, 2))
    text = f"[reps 2 tempo 3-1-3]\n{lines}\nnext up | short / [tone tick]\n[end]"
    assert find(text, (2, 0)) == 2000


def test_the_words_themselves_are_asked_for_where_it_is_close():
    """What is said to be too long by so much fits when it is so much shorter, and not before."""
    text = "[hold 10s]\n5s | long\n[end]"
    over = find(text, (0, 0))
    for less, fits in ((over, True), (over - 30, False)):
        LENGTHS["nearly"] = 6000 - less
        assert (find(text.replace("long", "nearly"), (0, 0)) == 0) is fits
