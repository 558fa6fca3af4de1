"""File names that every phone takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.phone.filename import safe_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("90/90 hip rotation", "90-90 hip rotation"),
        ("Hüfte: links?", "Hüfte- links"),
        ('a<b>c:"d"|e\\f*', "a-b-c-d-e-f"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("the end. . .", "the end"),
        ("CON", "CON-"),
        ("nul.txt", "nul.txt-"),
        ("Console", "Console"),
        ("com\u00b9", "com\u00b9-"),
        ("aux .txt", "aux .txt-"),
        ("CONIN$", "CONIN$-"),
        ("hips \u202e3pm", "hips 3pm"),
        ("\u200b\ufeff", "session"),
        ("a\u200b b", "a b"),
        ("👩\u200d🦽", "👩\u200d🦽"),
        ("two\nlines\x07", "two lines"),
        ("u\u0308ber", "über"),
        ("???", "session"),
        ("", "session"),
        ("髋" * 100, "髋" * 50),
    ],
)
def test_safe_name(title, name):
    assert safe_name(title) == name


@given(st.text())
def test_any_title_is_safe(title):
    name = safe_name(title)
    assert name
    assert len(name.encode()) <= 151
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t')
    assert name == name.strip(" .")
    assert safe_name(name) in {name, f"{name}-", name.rstrip("-")}
