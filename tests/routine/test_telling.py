"""What was chosen, in a few words."""

import pytest

from voiceguide.routine.settings import ROWS
from voiceguide.routine.telling import name_language, options_of, tell_choices


@pytest.mark.parametrize(
    ("chosen", "language", "told"),
    [
        ({}, "en", ""),
        ({"hold": "60s", "lang": "de"}, "en", "60 s holds, German"),
        ({"hold": "1m30s"}, "en", "90 s holds"),
        ({"hold": "60s", "lang": "en"}, "de", "60 s halten, English"),
        ({"reps": "6", "detail": "brief"}, "es", "6 repeticiones, lo esencial"),
        ({"fit": "12m"}, "en", "about 12 min"),
        ({"bed": "rain", "tv": "true"}, "en", "background: rain, television: on"),
        ({"calf-stretch.hold": "70s"}, "en", "calf stretch: 70 s holds"),
        ({"hold": "long"}, "en", "long s holds"),
        ({"warm_up": "20"}, "en", "warm up 20"),
    ],
)
def test_choices(chosen, language, told):
    assert tell_choices(chosen, language) == told


def test_values_without_words_are_called_by_themselves():
    assert options_of(ROWS["tones"], "en")[0] == ("calm", "calm")
    assert options_of(ROWS["side_order"], "de")[1] == ("pair", "erst alles auf einer Seite")


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("de", "en", "German"),
        ("de", "de", "Deutsch"),
        ("es", "en-GB", "Spanish"),
        ("xx", "en", "Xx"),
    ],
)
def test_languages(code, language, name):
    assert name_language(code, language) == name
