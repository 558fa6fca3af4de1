"""The comment: what a session is, and what to turn off."""

import pytest
from msgspec.structs import replace

from tests.formats.lines import built_in
from tests.formats.test_tags import line
from voiceguide.formats.comment import describe
from voiceguide.lang.language import fluent_languages, language_of


@pytest.mark.parametrize(
    ("language", "pairs", "said_in", "said"),
    [
        (
            "en",
            2,
            "en",
            "2 stretches, each followed by the exercise that strengthens what it opened.",
        ),
        ("en-gb", 1, "en", "A stretch, then the exercise that strengthens what it opened."),
        ("de", 2, "de", "2 Dehnungen, nach jeder die Übung, die kräftigt, was sie geöffnet hat."),
        ("de-AT", 1, "de", "Eine Dehnung, danach die Übung, die kräftigt, was sie geöffnet hat."),
        (
            "es",
            2,
            "es",
            "2 estiramientos, y después de cada uno el ejercicio que fortalece lo que ha abierto.",
        ),
        (
            "fr",
            2,
            "en",
            "2 stretches, each followed by the exercise that strengthens what it opened.",
        ),
    ],
)
def test_what_is_said(language, pairs, said_in, said):
    found, text = describe(replace(line(pairs=pairs), language=language))
    assert found == said_in
    assert said in text
    assert " 10 " in text
    assert "skip silence" in text


@pytest.mark.parametrize(
    ("length", "language", "said"),
    [
        (10_000, "en", "A voice-guided session of about a minute. "),
        (61_000, "en", "A voice-guided session of about a minute. "),
        (100_000, "en", "A voice-guided session of about 2 minutes. "),
        (61_000, "de", "Angeleitet von einer Stimme, etwa eine Minute. "),
        (61_000, "es", "Una sesión guiada por voz de alrededor de un minuto. "),
    ],
)
def test_one_minute(length, language, said):
    short = replace(line(pairs=2), language=language, duration_ms=length)
    assert describe(short)[1].startswith(said)


def test_without_a_stretch_none_is_told_of():
    text = describe(replace(line(pairs=2), events=()))[1]
    assert "stretch" not in text


def test_every_language_counts():
    for language in fluent_languages():
        words = language_of(language).table("comment")
        assert words["length"].count("{}") == words["many"].count("{}") == 1
        assert "{" not in words["minute"] + words["one"] + words["silence"]


def test_it_counts_what_is_held():
    assert "2 stretches, each followed by" in describe(built_in())[1]
