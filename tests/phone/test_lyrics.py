"""What is said, as music players show it."""

from itertools import pairwise

from tests.phone.lines import built_in, say, timeline
from voiceguide.phone.lyrics import list_lines, render_lyrics


def test_sentences_stand_under_their_chapters():
    line = timeline(
        say(0, 500, "Welcome."), say(600, 900, "Sit\ndown."), say(5_000, 6_000, "Fold."),
        chapters=((0, "Opening"), (5_000, "Stretch"), (9_000, "Silence")),
    )  # fmt: skip
    assert render_lyrics(line) == "Opening\nWelcome.\nSit down.\n\nStretch\nFold.\n\nSilence"


def test_without_chapters():
    assert render_lyrics(timeline(say(0, 500, "Welcome."))) == "Welcome."
    assert render_lyrics(timeline()) == ""


def test_lines_are_in_order():
    lines = list_lines(built_in())
    assert all(a[1] < b[1] for a, b in pairwise(lines))
    assert all(text for text, _ in lines)
