"""What is said, as music players show it."""

from itertools import pairwise

import pytest

from tests.formats.lines import built_in, say, span, timeline
from voiceguide.formats.lyrics import list_lines, render_lyrics
from voiceguide.lang.spoken import say_number
from voiceguide.scene import Scene


def test_sentences_stand_under_their_chapters():
    line = timeline(
        say(0, 500, "Welcome."), say(600, 900, "Sit\ndown."), say(5_000, 6_000, "Fold."),
        chapters=((0, "Opening"), (5_000, "Stretch"), (9_000, "Silence")),
    )  # fmt: skip
    assert render_lyrics(line) == "Opening\nWelcome.\nSit down.\n\nStretch\nFold.\n\nSilence"


def test_without_chapters():
    assert render_lyrics(timeline(say(0, 500, "Welcome."))) == "Welcome."
    assert render_lyrics(timeline()) == ""


LEFT, RIGHT = (Scene("lift", "strengthen", side, 1, 1) for side in ("left", "right"))


def series(at, scene, *texts):
    """Repetitions of two seconds; each number begins a frame before its own."""
    for number, said in enumerate(texts, 1):
        start = at + 2000 * number
        yield span("rep", start, start + 2000, scene, rep=number)
        for place, text in enumerate(said.split("/")):
            yield say(start - 20 + 700 * place, start + 300 + 700 * place, text, scene)


def told(*events, language="en"):
    ordered = sorted(events, key=lambda event: event.start_ms)
    return render_lyrics(timeline(*ordered, language=language)).splitlines()


@pytest.mark.parametrize(
    ("texts", "language", "line"),
    [
        (["one", "two", "three"], "en", "one … three"),
        (
            ["one/Press.", "two/Press.", "three/Last one./Press."],
            "en",
            "one … three: Press. Last one.",
        ),
        (["Number one.", "Number two."], "en", "Number one. … Number two."),
        (["one/Last one."], "en", "one: Last one."),
        (["Press.", "Press."], "en", "Press."),
        (["eins/Senken.", "zwei/Senken."], "de-at", "eins … zwei: Senken."),
        (["uno", "dos"], "es", "uno … dos"),
        (["satu", "dua"], "xx", "satu dua"),
    ],
)
def test_a_series_is_one_line(texts, language, line):
    assert told(*series(0, LEFT, *texts), language=language) == [line]


def test_each_series_has_its_line():
    events = [*series(0, LEFT, "one", "two"), *series(10_000, RIGHT, "one", "two", "three")]
    assert told(*events, say(9000, 9900, "Change sides.")) == [
        "one … two",
        "Change sides.",
        "one … three",
    ]


def test_a_countdown_is_one_line():
    hold = span("hold", 0, 10_000, LEFT)
    numbers = [
        say(8000 + 1000 * at, 8400 + 1000 * at, text) for at, text in enumerate(["two", "one"])
    ]
    after = [say(20_000, 20_500, "three"), say(21_000, 21_500, "two")]
    assert told(hold, say(5000, 5900, "Ten more."), *numbers, *after) == [
        "Ten more.",
        "two … one",
        "three",
        "two",
    ]


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_built_in_session_has_no_line_that_is_a_count(language):
    """Of 202 lines 88 were: what is said in its four series and its four countdowns."""
    text = render_lyrics(built_in(language=language))
    lines = [line for line in text.splitlines() if line]
    assert len([line for line in lines if "…" in line]) == 8
    numbers = {say_number(n, language) for n in range(1, 9)}
    assert not numbers & set(lines)
    assert len(lines) < 110


def test_lines_are_in_order():
    lines = list_lines(built_in())
    assert all(a[1] < b[1] for a, b in pairwise(lines))
    assert all(text for text, _ in lines)
