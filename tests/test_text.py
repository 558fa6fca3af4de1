"""One line of what people write."""

import pytest

from voiceguide.text import has_words, one_line, without_emoji


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("  two \t words\n", "two words"),
        ("a\0b\x1b[2J\x7f\x9bc", "ab[2Jc"),
        ("a \x07 b", "a b"),
        ("a\u2028b\x85c", "a b c"),
        ("U\u0308bung, man\u0303ana", "Übung, mañana"),
        ("Hüfte 髋 🦵 \u200d \ue000", "Hüfte 髋 🦵 \u200d \ue000"),
    ],
)
def test_one_line(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Plain text, 3x8.", "Plain text, 3x8."),
        ("Übung ½ × 45 °C – №", "Übung ½ × 45 °C – №"),
        ("👩‍👩‍👧‍👦 go", " go"),
        ("Nice work 💪🏽 🔥. Do it ✅!", "Nice work. Do it!"),
        ("up ⬆️ and ⏱️ 30 s", "up and 30 s"),
        ("go💪go", "go go"),
        ("1️⃣ Squat", " Squat"),
        ("🇩🇪", ""),
        ("क्\u200dष", "क्\u200dष"),  # joins letters, and no pictures
    ],
)
def test_without_emoji(text, left):
    assert without_emoji(text) == left


@pytest.mark.parametrize(
    ("text", "has"),
    [("a", True), ("7", True), ("ß.", True), ("髋", True), ("½", True), ("", False), (" … ", False),
     ("_", False), ("__ —", False), ("🦵", False)],
)  # fmt: skip
def test_has_words(text, has):
    assert has_words(text) is has
