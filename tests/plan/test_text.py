"""One line of what people write."""

import pytest

from voiceguide.plan.text import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("  two \t words\n", "two words"),
        ("a\0b\x1b[2J\x7f\x9bc", "ab[2Jc"),
        ("a \x07 b", "a b"),
        ("a\u2028b\x85c", "a b c"),
        ("Hüfte 髋 🦵 \u200d \ue000", "Hüfte 髋 🦵 \u200d \ue000"),
    ],
)
def test_one_line(text, line):
    assert one_line(text) == line
