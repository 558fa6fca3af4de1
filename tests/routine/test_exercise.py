"""Exercises: their names, and whether they are held or counted."""

import pytest

from voiceguide.routine.exercise import Exercise, slug_of
from voiceguide.routine.routine import parse_routine


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("March on the spot", "march-on-the-spot"),
        ("Äußere Hüfte, links", "aeussere-huefte-links"),
        ("Élévation du côté", "elevation-du-cote"),
        ("Rotación de cadera 90/90", "rotacion-de-cadera-90-90"),
        ("  Push-ups  (knees) ", "push-ups-knees"),
        ("Plank, {{ side }} side", "plank-side"),
        ("Übung 3", "uebung-3"),
        ("A\u0308pfel", "apfel"),  # two characters: files are read composed
        ("深蹲", ""),
        ("???", ""),
    ],
)
def test_a_title_as_a_name(title, slug):
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("block", "exercise", "counts", "stands"),
    [
        ("", "reps = 5", True, True),
        ("", 'hold = "30s"', False, True),
        ("", "", False, False),
        ("reps = 8", "", True, False),
        ("reps = 8", 'hold = "30s"', False, True),
        ("reps = 8", 'tempo = "1-0-1"', True, False),
        ('hold = "20s"', "", False, False),
        ('hold = "20s"', "reps = 5", True, True),
        ("rounds = 2\nreps = [8, 6]", "", True, False),
    ],
)
def test_held_or_counted(block, exercise, counts, stands):
    made = parse_routine(
        f'title = "T"\n[settings]\nreps = 7\n[[block]]\n{block}\ndo = [{{ title = "A"'
        f"{', ' if exercise else ''}{exercise} }}]"
    )
    [one] = made.exercises
    assert (one.counts, one.stands, one.kind) == (counts, stands, "exercise")


def test_in_a_pair_the_shape_decides():
    made = parse_routine(
        'title = "T"\n[[block]]\nreps = 5\nstretch = { title = "A", reps = 3 }\n'
        'strengthen = { title = "B", hold = "3s" }'
    )
    assert [(one.kind, one.counts, one.stands) for one in made.exercises] == [
        ("stretch", False, False), ("strengthen", True, False),
    ]  # fmt: skip


def test_names_and_labels():
    made = parse_routine(
        'title = "T"\n[[block]]\ndo = [{ title = "Squat" }, { exercise = "squat", title = "Again" },'
        '{ title = "Squat 2" }, { title = "Plank" }]\n[[block]]\ndo = [{ title = "SQUAT" }]'
    )
    assert [(one.name, one.label) for one in made.exercises] == [
        ("squat", "squat-1"), ("squat", ""), ("squat-2", "squat-2-1"), ("plank", "plank-1"),
        ("squat", "squat-3"),
    ]  # fmt: skip
    assert [one.script for one in made.exercises[:2]] == ["exercise", "squat"]


def test_words_in_other_languages():
    one = Exercise(
        title="Squat", titles={"de": "Kniebeuge"}, say=("Down.",), says={"de": ("Runter.",)}
    )
    assert (one.spoken_in("en"), one.spoken_in("de-at"), one.spoken_in("fr")) == (
        "Squat", "Kniebeuge", "Squat",
    )  # fmt: skip
    assert one.words_in("en-gb", "en") == ("Down.",)
    assert one.words_in("de", "en") == ("Runter.",)
    assert one.words_in("fr", "en") == ()
    assert one.unsaid_in("de", "en") is None
    assert str(one.unsaid_in("fr-ca", "en")) == (
        "nothing is said of 'Squat' in 'fr'. Write says.fr = \"...\" beside its say."
    )
    assert Exercise(title="Squat").unsaid_in("fr", "en") is None
