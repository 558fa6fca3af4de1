"""File names that every phone takes."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voiceguide.formats.filename import MOST_BYTES, safe_name, same_on_card

FAMILY = "👨\u200d👩\u200d👧"
FLAG, ENGLAND = "🇪🇸", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("90/90 hip rotation", "90-90 hip rotation"),
        ("Hüfte: links?", "Hüfte- links"),
        ('a<b>c:"d"|e\\f*', "a-b-c-d-e-f"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("the end. . .", "the end"),
        ("CON", "CON_"),
        ("01 - CON", "01 - CON"),
        ("nul.txt", "nul_.txt"),
        ("CON.mp3.mp3", "CON_.mp3.mp3"),
        ("Console", "Console"),
        ("com\u00b9", "com\u00b9_"),
        ("LPT9", "LPT9_"),
        ("aux .txt", "aux_ .txt"),
        ("CONIN$", "CONIN$_"),
        ("con" + "-" * 150 + "x", "con_"),
        ("con." + "x" * 200, "con_." + "x" * 145),
        ("hips \u202e3pm", "hips 3pm"),
        ("\u200b\ufeff", "session"),
        ("a\u200b b", "a b"),
        ("a \u200b b", "a b"),
        ("u\u200b\u0308ber", "über"),
        ("u\x07\u0308ber", "über"),
        ("👩\u200d🦽", "👩\u200d🦽"),
        ("two\nlines\x07", "two lines"),
        ("u\u0308ber", "über"),
        ("???", "session"),
        ("", "session"),
        ("髋" * 100, "髋" * 50),
        ("Ж" * 100, "Ж" * 75),
        # cut between characters as they are seen
        ("a" * 140 + FAMILY, "a" * 140),
        ("a" * 145 + FLAG, "a" * 145),
        ("a" * 140 + FLAG + FLAG, "a" * 140 + FLAG),
        ("a" * 144 + "👍🏽", "a" * 144),
        ("a" * 147 + "❤\ufe0f", "a" * 147),
        ("a" * 130 + ENGLAND, "a" * 130),
        ("a" * 149 + "x\u0323\u0307", "a" * 149),
        ("a" * 149 + " b", "a" * 149),
    ],
)
def test_safe_name(title, name):
    assert safe_name(title) == name


AWKWARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(list("con.CON -_:?/\u200b\u200c\u200d\u0308\u202e🇪🇸👍🏽é\u0301")),
    ),
    max_size=200,
)


@given(AWKWARD, st.integers(1, 2000))
@example("con" + "-" * 147 + "x", 1)
@example("\u212a\u0301" * 60, 100)
def test_any_title_is_safe_and_stays(title, number):
    for name in (safe_name(title), safe_name(f"{number:02} - {title}")):
        assert 0 < len(name.encode()) <= MOST_BYTES
        assert not set(name) & set('<>:"/\\|?*\0\n\r\t\u202e')
        assert name == name.strip(" .") == unicodedata.normalize("NFC", name)
        assert safe_name(name) == name


@given(AWKWARD.filter(lambda title: len(safe_name(title).encode()) < MOST_BYTES - 10))
def test_a_number_before_a_safe_name_changes_nothing(title):
    name = safe_name(title)
    assert safe_name(f"01 - {name}") == f"01 - {name}"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hips.mp3", "hips.MP3", True),
        ("Übung", "übung", True),
        ("ЖИМ", "жим", True),
        ("\u03c2", "\u03c3", True),
        ("Straße", "Strasse", False),
        ("hips", "hip", False),
    ],
)
def test_same_on_card(one, other, same):
    assert (same_on_card(one) == same_on_card(other)) is same
