"""Names in the words of a routine."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.placeholder import check_places, fill_places, without_places

VALUES = {"side": "left", "hold": "45 seconds", "reps": 8, "coach": "robin", "none": None}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Lift the {{ side }} knee.", "Lift the left knee."),
        ("{{side}}, {{  reps  }} times, {{ hold }}", "Left, 8 times, 45 seconds"),
        ("Lie down. {{ side }} knee up! {{ side }}", "Lie down. Left knee up! Left"),
        ("Knee, {{ side }}: {{ side }}, no. 3 {{ side }}", "Knee, left: left, no. 3 left"),
        ("«{{ side }}» ¿{{ side }}?", "«Left» ¿left?"),
        ("{{ coach }} says hello", "robin says hello"),
        ("a {{ none }}b{{ other }}", "a b"),
        ("{% if side %} {n} { side }", "{% if side %} {n} { side }"),
    ],
)
def test_what_is_filled_in(text, filled):
    assert fill_places(text, VALUES) == filled
    assert "{{" not in without_places(text)


@pytest.mark.parametrize(
    ("text", "once", "message"),
    [
        ("{{ side }} {{ other_side }} {{ hold }} {{ reps }} {{ coach }}", False, ""),
        ("{{ hold }}", True, ""),
        ("{{ sied }}", False, "unknown variable 'sied'. Did you mean 'side'?"),
        ("{{ coahc }}", False, "unknown variable 'coahc'. Did you mean 'coach'?"),
        ("{{ hold|spoken }}", False, "'{{ hold|spoken }}' is not a name. Between {{ and }} stands a name alone."),
        ("{{ }}", False, "'{{ }}' is not a name. Between {{ and }} stands a name alone."),
        ("{{ side }}", True, "'side' stands for nothing: this exercise is done once. Leave it out, or write sides = \"each\"."),
        ("{{ other_side }}", True, "'other_side' stands for nothing: this exercise is done once. Leave it out, or write sides = \"each\"."),
    ],
)  # fmt: skip
def test_what_can_be_filled_in(text, once, message):
    if not message:
        check_places(text, {"coach"}, once=once)
        return
    with pytest.raises(RoutineError) as caught:
        check_places(text, {"coach"}, once=once)
    assert str(caught.value) == message
