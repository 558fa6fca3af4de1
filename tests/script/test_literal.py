"""What stands in a routine is the same when it has gone through a script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.script.cue import Rest, Say
from voiceguide.script.literal import literal, restored
from voiceguide.script.parse import parse_script

TEXTS = ["[x]", "[pause 3s]", "a / b", "/", "x | y", "5s | x", "# a", "#a", "{{ a", "%}", "countdown 5", "breathe 4-6",
         "-10s: now", "hold 45s", "end", "Up: press", "[tone chime]", "every 15s Relax."]  # fmt: skip


@pytest.mark.parametrize("text", [*TEXTS, "Plain words."])
def test_it_is_said_as_it_stands(text):
    spoken = f"{text} a"
    script = f"{literal(spoken)}\n\n[rest 9s]\n{literal(spoken)}\n[end]\n"
    said, rest = parse_script(script)
    assert isinstance(said, Say)
    assert isinstance(rest, Rest)
    assert (said.words.texts, said.remarks) == ((spoken,), ())
    assert [(line.words.texts, line.remarks) for line in rest.lines] == [((spoken,), ())]


@pytest.mark.parametrize(
    "text",
    [
        "90/90 stretch",
        "30 seconds plank",
        "Rest easy",
        "Up and down",
        "Count me in",
        "#1",
        "End of it",
    ],
)
def test_what_means_nothing_there_stays_the_very_same(text):
    assert literal(text) == (text if text != "#1" else "\ue1231")


@given(st.text(st.characters(exclude_categories=["Cs", "Co"])))
def test_nothing_is_lost(text):
    assert restored(literal(text)) == " ".join(text.split())
