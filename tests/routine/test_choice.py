"""Choices, flags and languages, however a person writes them."""

import pytest

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.choice import parse_choice, parse_flag, parse_language

BEDS = ("none", "rain", "brown-noise")


@pytest.mark.parametrize("text", ["brown-noise", "Brown-Noise", "BROWN_NOISE", " brown  noise "])
def test_a_choice(text):
    assert parse_choice(text, BEDS) == "brown-noise"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("brwn noise", "unknown value 'brwn noise'. Did you mean 'brown-noise'?"),
        ("", "unknown value ''. Choose from: brown-noise, none, rain."),
        ("rai", "unknown value 'rai'. Did you mean 'rain'?"),
    ],
)
def test_no_choice(text, says):
    with pytest.raises(UnknownName) as caught:
        parse_choice(text, BEDS)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("text", "value"),
    [(True, True), ("True", True), ("YES", True), ("1", True), ("on", True), ("sí", True), ("ja", True),
     (False, False), ("False", False), ("no", False), ("0", False), (" off ", False), ("nein", False)],
)  # fmt: skip
def test_a_flag(text, value):
    assert parse_flag(text) is value


def test_no_flag():
    with pytest.raises(RoutineError, match="is neither yes nor no"):
        parse_flag("maybe")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "de"), ("DE", "de"), ("de_AT", "de-at"), ("en-GB", "en-gb"), ("de_DE.UTF-8", "de-de"),
        ("German", "de"), ("deutsch", "de"), ("alemán", "de"), ("deu", "de"),
        ("spanish", "es"), ("español", "es"), ("espan\u0303ol", "es"), ("Espanol", "es"),
        ("english", "en"), ("Englisch", "en"), ("xx", "xx"), (" fr ", "fr"), ("Französisch", "fr"),
    ],
)  # fmt: skip
def test_a_language(text, code):
    assert parse_language(text) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("germn", "'germn' is not a language. Did you mean 'german'? Or write a code like \"en\", \"de\" or \"en-gb\"."),
        ("klingon", "'klingon' is not a language. Write a code like \"en\", \"de\" or \"en-gb\"."),
        ("", "'' is not a language. Write a code like \"en\", \"de\" or \"en-gb\"."),
        ("../de", "'../de' is not a language. Write a code like \"en\", \"de\" or \"en-gb\"."),
    ],
)  # fmt: skip
def test_no_language(text, says):
    with pytest.raises(RoutineError) as caught:
        parse_language(text)
    assert str(caught.value) == says
