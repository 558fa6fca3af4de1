"""One line of text that every format can hold."""

import pytest

from voiceguide.formats.plain import plain


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Breathe in.", "Breathe in."),
        (" two\n lines\tand  a tab ", "two lines and a tab"),
        ("a\x00b\x07c\x1bd", "abcd"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("half \ud83e pair \uffff", "half pair"),
        ("café 髋 🦵 שלום", "café 髋 🦵 שלום"),
        ("\x07 \x07", ""),
        ("", ""),
    ],
)
def test_plain(text, line):
    assert plain(text) == line
