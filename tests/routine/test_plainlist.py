"""Plain lists: what of them becomes a block, what a comment, and what is said of each line."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.plainlist import read_list
from voiceguide.routine.routine import parse_routine
from voiceguide.routine.transcript import write_transcript


def blocks(text: str) -> list[str]:
    """The blocks a list becomes, without their brackets: a line each."""
    written = write_transcript(read_list(text, "list"), "list")
    parse_routine(written, "routine.toml")
    lines = [line.strip(" ,") for line in written.splitlines()[4:]]
    return [
        line.replace(', sides = "once"', "!") for line in lines if line not in ("", "do = [", "]")
    ]


BLOCKS = {
    "Plank 45 s\nSquats 10": ["[[block]]", '{ title = "Plank", hold = "45s"! }', '{ title = "Squats", reps = 10! }'],
    "Strength:\nPlank 45 s": ["[[block]]", 'title = "Strength"', '{ title = "Plank", hold = "45s"! }'],
    "# Strength\n\n- Plank 45 s": ["[[block]]", 'title = "Strength"', '{ title = "Plank", hold = "45s"! }'],
    "Strength\nPlank 45 s": ["[[block]]", 'title = "Strength"', '{ title = "Plank", hold = "45s"! }'],
    "Plank 45 s\nClamshell 3 x 10, each side\nBridge\nBoat": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }',
        "[[block]]", "rounds = 3", '{ title = "Clamshell", reps = 10 }',
        "[[block]]", '{ title = "Bridge"! }', '{ title = "Boat"! }',
    ],
    "Plank 45 s\nRest 1 min\nBoat 30 s": [
        "[[block]]", '{ title = "Plank", hold = "45s", rest = "1m"! }', '{ title = "Boat", hold = "30s"! }',
    ],
    "Squats 3 x 10\nRest 1 min between sets\nBoat 30 s": [
        "[[block]]", "rounds = 3", 'between = "1m"', '{ title = "Squats", reps = 10! }',
        "[[block]]", '{ title = "Boat", hold = "30s"! }',
    ],
    "Circuit, 3 rounds, 40 s work, 20 s rest:\nSquats\nPlank": [
        "[[block]]", 'title = "Circuit"', "rounds = 3", 'hold = "40s"', 'rest = "20s"',
        '{ title = "Squats"! }', '{ title = "Plank"! }',
    ],
    "Circuit, 3 rounds, 20 s rest:\n40 s work\nSquats": [
        "[[block]]", 'title = "Circuit"', "rounds = 3", 'hold = "40s"', 'rest = "20s"', '{ title = "Squats"! }',
    ],
    "Circuit, 40 s work:\n3 rounds:\nSquats": [
        "[[block]]", 'title = "Circuit"', "rounds = 3", 'hold = "40s"', '{ title = "Squats"! }',
    ],
    "Stretches, 30 s each side:\nCalf\nThigh": [
        "[[block]]", 'title = "Stretches"', 'hold = "30s"', '{ title = "Calf" }', '{ title = "Thigh" }',
    ],
    "Strength:\n10 reps, hold 5 s, per leg\nBridge": [
        "[[block]]", 'title = "Strength"', "reps = 10", 'tempo = "3-5-3"', '{ title = "Bridge" }',
    ],
    "Stretches, each side:\nCalf 30 s\nBalance:\nTree 20 s": [
        "[[block]]", 'title = "Stretches"', '{ title = "Calf", hold = "30s" }',
        "[[block]]", 'title = "Balance"', '{ title = "Tree", hold = "20s"! }',
    ],
    "Clamshell, 10 reps.\nBridge, 12 reps.\nBoat 30 sec.": [
        "[[block]]", '{ title = "Clamshell", reps = 10! }', '{ title = "Bridge", reps = 12! }',
        '{ title = "Boat", hold = "30s"! }',
    ],
    "Muschel 10 Wdh.\nBrücke 30 Sek.": ["[[block]]", '{ title = "Muschel", reps = 10! }', '{ title = "Brücke", hold = "30s"! }'],
    "Bridge 10\nSqueeze for 5 seconds.\nLift slowly 10 times.": [
        "[[block]]", '{ title = "Bridge", reps = 10!, say = ["Squeeze for 5 seconds.", "Lift slowly 10 times."] }',
    ],
    "Plank (- - -) 45 s\n(( : on your )) toes 10 s": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }', '{ title = "(( : on your )) toes", hold = "10s"! }',
    ],
    "Intervals:\n8 rounds of:\nRun 60 s\nWalk 90 s": [
        "[[block]]", 'title = "Intervals"', "rounds = 8",
        '{ title = "Run", hold = "1m"! }', '{ title = "Walk", hold = "1m30s"! }',
    ],
    "3 rounds:\nSquats 10\nPlank 2 x 30 s": [
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 10! }',
        '{ title = "Plank", hold = "30s"! }', '{ title = "Plank", hold = "30s"! }',
    ],
    "Clamshell\nLie on your side.\n3 x 10, each side": [
        "[[block]]", "rounds = 3", '{ title = "Clamshell", reps = 10, say = "Lie on your side." }',
    ],
    "1. Clamshell, 3 x 10\n   Feet together, lift the knee.": [
        "[[block]]", "rounds = 3", '{ title = "Clamshell", reps = 10!, say = "Feet together, lift the knee." }',
    ],
    "Plank 45 s\n\nCall me on Monday.": ["[[block]]", '{ title = "Plank", hold = "45s"! }', "# line 3: Call me on Monday."],
    "Plank 45 s\nSquats 500 reps": ["[[block]]", '{ title = "Plank", hold = "45s"! }', "# line 2: Squats 500 reps"],
    "Plank 45 s\n??? !!!\n腹筋 30 s": ["[[block]]", '{ title = "Plank", hold = "45s"! }', "# line 3: 腹筋 30 s"],
    'Plank "low" {{ side }} 45 s': ["[[block]]", '{ title = "Plank \\"low\\" (( side ))", hold = "45s"! }'],
    "• Plank 45 s\n\u2013 Boat\u00a030\u00a0s\n2) Cat and cow 1 min\n[ ] Squats 10": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }', '{ title = "Boat", hold = "30s"! }',
        '{ title = "Cat and cow", hold = "1m"! }', '{ title = "Squats", reps = 10! }',
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", BLOCKS)
def test_blocks(text):
    assert blocks(text) == BLOCKS[text]


@pytest.mark.parametrize(
    ("text", "title", "language"),
    [
        ("Morning routine\n\nWarm-up:\nMarch 3 min", "Morning routine", "en"),
        ("# Hips\n\n## Warm-up\n- March 3 min\n\n## End\n- Rest pose 1 min", "Hips", "en"),
        (
            "Heimprogramm für die Hüfte\n\nMuschel 3 Sätze à 10, je Seite",
            "Heimprogramm für die Hüfte",
            "de",
        ),
        ("Rutina de cadera\n\nPlancha 30 segundos", "Rutina de cadera", "es"),
        ("Subject: Re: Your hips\n\nPlank 45 s", "Your hips", "en"),
        ("Strength:\nPlank 45 s", "Strength", "en"),
    ],
)
def test_title_and_language(text, title, language):
    found = read_list(text, "list")
    assert (found.title, found.language) == (title, language)


NOTES = """\
Hi Anna,

Please do these exercises every morning if you can.

Strength:
- Clamshell, 3 x 10, each side
- Plank 30-45 s
Rest 1 min

Best regards,
Dr. Jones
"""
TOLD = [
    'line 1: "Hi Anna," left out: a greeting',
    'line 3: "Please do these exercises every morning if you can." left out: a sentence, not an exercise',
    'line 5: "Strength" is a heading',
    "line 6: Clamshell: 3 sets of 10 reps, each side",
    "line 7: Plank: 30s; 30-45 s: 30 taken",
    "line 8: rest 1m after Plank",
    'line 10: "Best regards," left out: a signature',
    'line 11: "Dr. Jones" left out: a signature',
]


def test_every_line_is_told():
    assert [str(note) for note in read_list(NOTES, "list").notes] == TOLD


def test_quoted_it_is_the_same():
    """An answer above it, and ">" before every line."""
    quoted = "Here it is!\nBest,\nAnna\n\nOn Monday, Dr. Jones wrote:\n" + "".join(
        f"> {line}\n" for line in NOTES.splitlines()
    )
    found = read_list(quoted, "list")
    assert list(found.moves) == list(read_list(NOTES, "list").moves)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Pompes 3 séries de 10\nPlanche 45 secondes", "French"),
        ("Flessioni 3 serie da 10\nPonte 30 secondi\nRiposo 1 minuto", "Italian"),
        ("Prancha 30 segundos\nAgachamento 3 séries de 10", "Portuguese"),
        ("Plank 30 seconden\nRust 1 minuut per been", "Dutch"),
        ("Przysiady 3 x 10\nPrzerwa 30 sekund\nDeska 45 s", "Polish"),
        ("Планка 45 сек\nПриседания 3\u044510", "its letters"),  # noqa: RUF001 - Russian
        ("プランク 45秒", "its letters"),
    ],
)
def test_a_language_nobody_reads(text, named):
    with pytest.raises(RoutineError, match=named) as caught:
        read_list(text, "list.txt")
    assert caught.value.where == "list.txt"
    assert caught.value.remedy == "Write it in one of these: English, German, Spanish."
