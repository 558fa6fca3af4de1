"""What a routine file itself says of an exercise, in other words."""

import pytest

from voiceguide.routine.routine import parse_routine
from voiceguide.script.sayings import list_sayings, replace_saying
from voiceguide.script.typed import TypedError

ROUTINE = """
# mine
title = "Neck"
language = "en"

[vars]
prop = "cushion"

[[block]]
# first of all
do = [
  { title = "Chin in", hold = "20s", say = "Sit on the {{ prop }}.", says = { de = ["Setz dich.", "{{ side }}."] } },
  { title = "Turn", hold = "20s", sides = "once", say = ["Sit.", "Turn for {{ hold }}."] },
]
"""


def reworded(number, place, typed, language="en"):
    routine = parse_routine(ROUTINE)
    exercise = routine.exercises[number]
    passage = list_sayings(exercise, language, "en")[place]
    text = replace_saying(ROUTINE, exercise, passage, typed, language=language, own=routine.vars)
    changed = parse_routine(text)
    return text, changed.exercises[number].words_in(language, "en")


@pytest.mark.parametrize(
    ("number", "place", "language", "typed", "says"),
    [
        (0, 0, "en", "Sit down.", ("Sit down.",)),
        (0, 0, "en", "On the {{ prop }}, {{ side }}.", ("On the {{ prop }}, {{ side }}.",)),
        (0, 0, "en", 'A "quote" \\ {% x %}', ('A "quote" \\ {% x %}',)),
        (0, 0, "de", "Setz dich hin.", ("Setz dich hin.", "{{ side }}.")),
        (0, 0, "de-at", "Setz dich hin.", ("Setz dich hin.", "{{ side }}.")),
        (1, 1, "en", "Turn {{hold}} long.", ("Sit.", "Turn {{ hold }} long.")),
        (1, 0, "en", "  Sit\n tall.", ("Sit tall.", "Turn for {{ hold }}.")),
    ],
)
def test_what_is_said_instead(number, place, language, typed, says):
    text, words = reworded(number, place, typed, language)
    assert words == says
    assert "# mine" in text
    assert "# first of all" in text
    before, after = parse_routine(ROUTINE), parse_routine(text)
    assert [one.title for one in after.exercises] == [one.title for one in before.exercises]


@pytest.mark.parametrize(
    ("number", "typed", "reason"),
    [
        (0, "{{ weight }} now.", "unknown"),
        (0, "{{ reps|spoken }} times.", "signs"),
        (0, "{{ ''.__class__ }} now.", "unknown"),
        (1, "To the {{ side }}.", "unknown"),
        (0, "Number #1.", "signs"),
        (0, "[end]", "signs"),
        (0, "One. / Two.", "slash"),
        (0, "{{ side }}", "empty"),
    ],
)
def test_what_is_refused(number, typed, reason):
    with pytest.raises(TypedError) as caught:
        reworded(number, 0, typed)
    assert caught.value.reason == reason


def test_what_is_only_a_value_is_no_sentence():
    exercise = parse_routine(ROUTINE).exercises[0]
    assert [one.shown for one in list_sayings(exercise, "de", "en")] == ["Setz dich."]
    assert list_sayings(exercise, "es", "en") == ()
