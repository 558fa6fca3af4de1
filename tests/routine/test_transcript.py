"""Lists of any kind: reading one never raises anything but a sentence, and what is written is read
back with the same exercises."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.errors import RoutineError
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.intake import parse_handout
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.transcript import write_transcript

NAMES = st.sampled_from(
    ["Clamshell", "Bridge", "90/90 stretch", "Warrior 2", "Cat and cow", "Push-ups", "Brücke", "Übung für Zoë", "Plank (- - -)", "(( : a b )) c"]
)  # fmt: skip
DOSES = st.sampled_from(
    ["45 s", "1:30", "1 min", "3 x 10", "3 × 30 s", "10 reps", "2 sets of 8-12", "30–45 sec", "", "x 15", "hold 5 s, 10 reps", "1 min - 30 s", "10 reps, each side", "600 min", "0 s", "200 reps", "21-15-9", "3 x 12/10/8", "30-45-60 s", "12 left, 12 right", "30s/15s x 8", "10 each", "40 s, walk 20 s"]
)  # fmt: skip
LINES = st.one_of(
    st.builds("{}, {}".format, NAMES, DOSES),
    st.builds("- {} {}, each side".format, NAMES, DOSES),
    st.builds("{}:".format, NAMES),
    st.builds("{}, {}:".format, NAMES, DOSES),
    st.builds("# {}".format, NAMES),
    st.sampled_from(["", "Rest 1 min", "Rest 30 s between sets", "3 rounds", "3 rounds of:", "Keep your back long.", "Hi Anna,", "Best regards,", "> quoted", "3 x 10", "hold 30 s", "Pause 20 Sek", "x", "{{ side }}", "--", "6 x", "  Run 1 min", "8 x (run 60 s, walk 90 s)", "Hold 4 s", "Repeat 10 times", "- Squats:", "  - 3 x 10", "Superset x 3:", "A1. Row 4 x 8", "Rest 45 s, rest 2 min between sets", "Repeat on the other side", "Side: Left", "2 x 21-15-9"]),
    st.text(max_size=30),
)  # fmt: skip


def written(data: bytes) -> None:
    """What is read of bytes is a routine with the same exercises, or one sentence."""
    try:
        handout = parse_handout(data, "list.txt", "list")
        text = write_transcript(handout, "list.txt")
    except RoutineError as error:
        said = error
    else:
        said = None
    if said is not None:
        assert said.problem
        assert "\n" not in str(said)
        return
    routine = parse_routine(text, "routine.toml")
    found = [exercise.name for block in routine.block for exercise in block.do]
    assert set(found) == {slug_of(move.title) for move in handout.moves}
    assert len(found) >= sum(1 for _ in handout.moves)


@given(st.lists(LINES, max_size=12))
@settings(deadline=None, max_examples=200)
def test_any_list(lines):
    written("\n".join(lines).encode())


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_bytes(data):
    written(data)


@given(
    st.text(string.printable, max_size=200),
    st.sampled_from(["[", "{", "exercises:\n", "exercise;sets\n"]),
)
@settings(deadline=None, max_examples=200)
def test_any_export(text, start):
    written((start + text).encode())
