"""Respellings: whole words, longest first, whatever their case; and nothing else changes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import RoutineError
from voiceguide.lang.signs import say_signs
from voiceguide.routine.lexicon import Lexicon, merge_lexicons, parse_lexicon

LEXICON = Lexicon({
    "90/90": "ninety ninety",
    "glute": "gloot",
    "Glute Bridge": "gloot bridge",
    "read": "red",
    "red": "green",
    "c++": "see plus plus",
    "Übung": "Uebung",
})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sit in 90/90.", "Sit in ninety ninety."),
        ("(90/90)", "(ninety ninety)"),
        ("190/90 and 90/901", "190/90 and 90/901"),
        ("Squeeze the glute, hold.", "Squeeze the gloot, hold."),
        ("Glute!", "Gloot!"),
        ("GLUTE", "Gloot"),
        ("Both glutes.", "Both glutes."),
        ("glute-ham", "gloot-ham"),
        ("a glute bridge, then a glute", "a gloot bridge, then a gloot"),
        ("a glute\n  bridge", "a gloot bridge"),
        ("read red", "red green"),
        ("Say c++ now", "Say see plus plus now"),
        ("c+++", "see plus plus+"),
        ("Die übung, die ÜBUNG", "Die Uebung, die Uebung"),
        ("nothing of that", "nothing of that"),
        ("", ""),
    ],
)
def test_respell(text, said):
    assert LEXICON.respell(text) == said


@given(st.text())
def test_an_empty_lexicon_changes_nothing(text):
    assert Lexicon().respell(text) == text


@given(
    st.dictionaries(
        st.text(string.ascii_lowercase, min_size=1, max_size=6), st.just("x"), max_size=5
    ),
    st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=6)),
)
def test_every_word_is_looked_up_once(words, text):
    said = Lexicon(words).respell(" ".join(text))
    assert said.split() == ["x" if word in words else word for word in text]


DOTLESS, DOTTED = "\u0131s\u0131n", "\u0130sin"
"""Turkish: other words than "isin", though IGNORECASE takes them for it."""


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (
            {"isin": "x"},
            f"Bacak {DOTLESS}, {DOTTED}, ISIN, isin.",
            f"Bacak {DOTLESS}, {DOTTED}, X, x.",
        ),
        ({DOTLESS: "x"}, f"{DOTLESS} isin", "x isin"),
        ({"isin bacak": "x", DOTLESS: "y"}, f"{DOTLESS} bacak", "y bacak"),
        ({"\u00b5": "micro"}, "\u03bc \u00b5", "micro micro"),  # the sign and the letter mu
        ({"so": "x"}, "\u017fo SO", "x X"),  # a long s
        ({"straße": "x"}, "STRA\u1e9eE Straße STRASSE", "X X STRASSE"),
        ({"σοφός": "x"}, "ΣΟΦΌΣ Σοφός", "X X"),
        ({"a": "x"}, "a\u0323 a", "a\u0323 x"),  # a mark that no letter is composed with
        # only a mark that touches the word makes it another
        ({"b": "x"}, "a\u0323 b \u0323", "a\u0323 x \u0323"),
        ({"b": "x"}, "\u0323b a\u0323b", "\u0323b a\u0323b"),
        ({"\u0915": "x"}, "\u0915\u093e \u0915", "\u0915\u093e x"),  # a vowel sign of Hindi
    ],
)
def test_letters_of_any_alphabet(words, text, said):
    assert Lexicon(words).respell(text) == said


letters = st.text(st.characters(categories=["L", "M", "N"]), min_size=1, max_size=4)
alike = st.text(
    "iI\u0131\u0130s\u017fSßẞkK\u212a\u00b5μΣ\u03c3ςåÅ\u212bﬀŉǰ", min_size=1, max_size=3
)


@given(st.lists(letters | alike, min_size=1, max_size=4), st.lists(letters | alike, max_size=6))
def test_no_letter_is_too_much(words, text):
    lexicon = Lexicon(dict.fromkeys(words, "+"))
    said = lexicon.respell(" ".join(text)).split(" ") if text else []
    assert len(said) == len(text)
    for word, now in zip(text, said, strict=True):
        assert now in {"+", word}
        assert now != word or word not in words


def test_what_is_said_for_signs_is_respelled_too():
    lexicon = Lexicon({"90/90": "ninety-ninety", "seconds": "sekunds", "kg": "kilograms"})
    text = "Sit in 90/90 for 45s with 2.5 kg."
    said = "Sit in ninety-ninety for forty-five sekunds with two point five kilograms."
    assert lexicon.respell(text, say_signs) == said
    assert Lexicon().respell(text, say_signs) == say_signs(text)


def test_a_later_lexicon_counts_more():
    merged = merge_lexicons([{"Glute": "a", "psoas": "b"}, {"glute": "c"}])
    assert merged.respell("glute psoas") == "c b"


def test_parse():
    assert parse_lexicon('# ours\nglute = "gloot"\n"90/90" = "ninety ninety"\n') == {
        "glute": "gloot",
        "90/90": "ninety ninety",
    }


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        (
            'a = "b"\nglute: gloot',
            "en.toml:2",
            "not valid TOML: expected '=' after a key in a key/value pair",
        ),
        ('glute = "a"\nglute = "b"', "en.toml:2", "not valid TOML: cannot overwrite a value"),
        ('a = "b"\n\npsoas = 3', "en.toml:3", "the lexicon does not say how 'psoas' is said"),
        ('psoas = " "', "en.toml:1", "the lexicon does not say how 'psoas' is said"),
        ('"" = "x"', "en.toml:1", "the lexicon does not say how '' is said"),
        ('a = "b"\n"\\u0062" = 3', "en.toml:1", "the lexicon does not say how 'b' is said"),
        ('a = "b"\nbc = "b"\nb = 3', "en.toml:3", "the lexicon does not say how 'b' is said"),
        ('[hips]\npsoas = "so as"', "en.toml:1", "the lexicon does not say how 'hips' is said"),
    ],
)
def test_what_is_wrong_is_named(text, where, problem):
    with pytest.raises(RoutineError) as caught:
        parse_lexicon(text, "en.toml")
    assert (caught.value.where, caught.value.problem) == (where, problem)
    assert caught.value.remedy
