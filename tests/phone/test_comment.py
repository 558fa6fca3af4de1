"""The comment: what a session is, and what to turn off."""

import pytest
from msgspec.structs import replace

from tests.phone.lines import built_in
from tests.phone.test_tags import line
from voiceguide.phone.comment import SENTENCES, describe


@pytest.mark.parametrize(
    ("language", "pairs", "said_in", "said"),
    [
        ("en", 2, "en", "2 stretches, each followed by the exercise"),
        ("en-gb", 1, "en", "A stretch, then the exercise"),
        ("de", 2, "de", "2 Dehnungen, nach jeder die Übung"),
        ("de-AT", 1, "de", "Eine Dehnung, danach die Übung"),
        ("es", 2, "es", "2 estiramientos, y después de cada uno"),
        ("fr", 2, "en", "2 stretches, each followed by the exercise"),
    ],
)
def test_what_is_said(language, pairs, said_in, said):
    found, text = describe(replace(line(pairs=pairs), language=language))
    assert found == said_in
    assert said in text
    assert " 10 " in text
    assert '"skip silence"' in text


def test_every_language_counts():
    for words in SENTENCES.values():
        assert words.length.count("{}") == words.many.count("{}") == 1
        assert "{" not in words.one + words.silence


def test_it_counts_what_is_held():
    assert "2 stretches, each followed by" in describe(built_in())[1]
