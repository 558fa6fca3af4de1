"""Numbers and durations in words."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.lang.spoken import say_duration, say_number, say_times, write_duration


@pytest.mark.parametrize(
    ("length", "language", "said"),
    [
        (45_000, "en", "forty-five seconds"),
        (1_000, "en", "one second"),
        (41_500, "en", "forty-one point five seconds"),
        (60_000, "en", "one minute"),
        (90_000, "en-gb", "one minute thirty seconds"),
        (3_600_000, "en", "one hour"),
        (0, "en", "zero seconds"),
        (45_000, "de", "fünfundvierzig Sekunden"),
        (1_000, "de", "eine Sekunde"),
        (61_000, "de", "eine Minute eine Sekunde"),
        (45_000, "es", "cuarenta y cinco segundos"),
        (60_000, "es", "un minuto"),
        (31_000, "es", "treinta y un segundos"),
        (21 * 60_000, "es", "veintiún minutos"),
        (21 * 3_600_000, "es", "veintiuna horas"),
        (3_600_000, "es", "una hora"),
    ],
)
def test_durations(length, language, said):
    assert say_duration(length, language) == said


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [(8, "en", "eight"), (8, "de", "acht"), (8, "es", "ocho"), (21, "de", "einundzwanzig")],
)
def test_numbers(number, language, said):
    assert say_number(number, language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-gb", ["once", "two times", "eight times", "twenty-one times"]),
        ("de", ["einmal", "zwei Mal", "acht Mal", "einundzwanzig Mal"]),
        ("es", ["una vez", "dos veces", "ocho veces", "veintiuna veces"]),
    ],
)
def test_how_often(language, said):
    assert [say_times(count, language) for count in (1, 2, 8, 21)] == said


def test_feminine_numbers_to_a_hundred():
    assert [say_times(count, "es") for count in range(31, 101, 10)] == [
        f"{tens} y una veces"
        for tens in ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
    ]


@pytest.mark.parametrize(
    ("say", "message"),
    [
        (lambda: say_number(1, "xx"), "numbers cannot be said in 'xx'. num2words does not know this language; write the words out in the script."),
        (lambda: say_times(2, "fr"), "nobody knows how 'eight times' is said in 'fr'. Write the words out in the script."),
        (lambda: say_duration(1000, "fr"), "durations cannot be said in 'fr'. They can in: de, en, es. Write the words out in the script."),
    ],
)  # fmt: skip
def test_languages_nobody_knows(say, message):
    with pytest.raises(RoutineError) as caught:
        say()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("length", "language", "written"),
    [
        (30_000, "en", "30 seconds"),
        (1_000, "en", "one second"),
        (90_000, "en", "one minute 30 seconds"),
        (7_200_000, "en", "2 hours"),
        (60_000, "de-at", "eine Minute"),
        (120_000, "es", "2 minutos"),
        (41_500, "en", "41.5s"),
        (0, "en", "0s"),
        (30_000, "ja", "30s"),
    ],
)
def test_durations_in_figures(length, language, written):
    assert write_duration(length, language) == written
