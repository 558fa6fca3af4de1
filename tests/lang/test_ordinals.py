"""Ordinals, as the words around them ask for."""

import pytest

from voiceguide.lang.ordinals import say_ordinals


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "1st 2nd 3rd 11th 22nd", "first second third eleventh twenty-second"),
        ("en", "1st/2nd", "first/second"),
        ("en", "a 1stly b", "a 1stly b"),
        ("de", "3. Satz", "dritter Satz"),
        ("de", "2. Runde", "zweite Runde"),
        ("de", "1. Mal", "erstes Mal"),
        ("de", "3. Trainingssatz", "dritter Trainingssatz"),
        ("de", "Der 3. Satz", "Der dritte Satz"),
        ("de", "im 3. Satz", "im dritten Satz"),
        ("de", "die 2. Runde", "die zweite Runde"),
        ("de", "in der 2. Runde", "in der zweiten Runde"),
        ("de", "Ende der 2. Runde", "Ende der zweiten Runde"),
        ("de", "ein 3. Satz", "ein dritter Satz"),
        ("de", "jeden 3. Tag", "jeden dritten Tag"),
        ("de", "ab 3. Satz", "ab drittem Satz"),
        ("de", "nach 2. Runde", "nach zweiter Runde"),
        ("de", "im 1. und 2. Satz", "im ersten und zweiten Satz"),
        ("de", "vom 1. bis 3. Satz", "vom ersten bis dritten Satz"),
        ("de", "1. und 2. Runde", "erste und zweite Runde"),
        ("de", "Zähle bis 10. Satz für Satz.", "Zähle bis 10. Satz für Satz."),
        ("de", "am 24. Dezember", "am vierundzwanzigsten Dezember"),
        ("de", "der 3. tiefe Atemzug", "der dritte tiefe Atemzug"),
        ("de", "Zähle bis 3. Dann los.", "Zähle bis 3. Dann los."),
        ("de", "Noch 3. Jetzt", "Noch 3. Jetzt"),
        ("es", "1º 2ª 3er", "primero segunda tercer"),
        ("es", "1.ª serie, 1er lado, 2do, 3ra", "primera serie, primer lado, segundo, tercera"),
        ("es", "90º", "90°"),
        ("fr", "1er 2nd 3. Satz", "1er 2nd 3. Satz"),
    ],
)
def test_ordinals(language, written, said):
    assert say_ordinals(written, language) == said
