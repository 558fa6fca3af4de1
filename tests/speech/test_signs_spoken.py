"""What the engine itself makes of signs: its phonemes are those of the right words."""

import json
import subprocess
import sys

import pytest

from tests.lang.test_signs import ROWS
from voiceguide.lang.signs import say_signs

pytest.importorskip("espeakng_loader")
READ_WRONG = [
    ("en", ["45s", "1m30s", "10x", "3x8", "5-10", "~30 sec", "1/2 min", "2.5 kg", "Do #1 now"]),
    ("de", ["45s", "3x8", "5-10", "1/2 Minute", "3. Satz"]),
    ("es", ["45s", "3x8", "5-10", "1/2"]),
]
RIGHT = {(language, written): right for language, written, right in ROWS}


@pytest.fixture(scope="module")
def phonemes():
    """(language, text) -> what espeak-ng would say, for every text of this module."""
    texts = [*RIGHT, *((language, right) for (language, _), right in RIGHT.items())]
    texts += [(language, say_signs(written, language)) for language, written in RIGHT]
    asked = subprocess.run(
        [sys.executable, "-m", "tests.speech.phonemes"],
        input=json.dumps(texts), capture_output=True, check=True, text=True,
    )  # fmt: skip
    return dict(zip(texts, json.loads(asked.stdout), strict=True))


@pytest.mark.parametrize(("language", "written"), RIGHT)
def test_it_says_the_words(phonemes, language, written):
    given = say_signs(written, language)
    assert phonemes[language, given] == phonemes[language, RIGHT[language, written]]


@pytest.mark.parametrize(
    ("language", "written"), [(lang, one) for lang, rows in READ_WRONG for one in rows]
)
def test_without_help_it_does_not(phonemes, language, written):
    assert phonemes[language, written] != phonemes[language, RIGHT[language, written]]
