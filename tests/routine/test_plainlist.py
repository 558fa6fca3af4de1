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
    # full stops
    "Bridge 10 reps.\nSide plank 20 sec.\nSquats 3 x 15 reps.\nMarch on the spot 2 min.\nCalf stretch 30 sec. each side.\nPlank, 45 s.\nClamshell, 3 x 10, each side.": [
        "[[block]]", '{ title = "Bridge", reps = 10! }', '{ title = "Side plank", hold = "20s"! }',
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 15! }',
        "[[block]]", '{ title = "March on the spot", hold = "2m"! }', '{ title = "Calf stretch", hold = "30s" }', '{ title = "Plank", hold = "45s"! }',
        "[[block]]", "rounds = 3", '{ title = "Clamshell", reps = 10 }',
    ],
    "Brücke 10 Wdh.\nSeitstütz 20 Sek.\nKniebeugen 3 x 15 Wdh.\nAuf der Stelle gehen 2 Min.": [
        "[[block]]", '{ title = "Brücke", reps = 10! }', '{ title = "Seitstütz", hold = "20s"! }',
        "[[block]]", "rounds = 3", '{ title = "Kniebeugen", reps = 15! }',
        "[[block]]", '{ title = "Auf der Stelle gehen", hold = "2m"! }',
    ],
    "Bridge 10\nWalk for 5 minutes.\nThen rest for 5 seconds if you need to.": [
        "[[block]]", '{ title = "Bridge", reps = 10! }', '{ title = "Walk", hold = "5m"!, say = "Then rest for 5 seconds if you need to." }',
    ],
    # headings
    "A) Warm up\nMarch 2 min\n\nB) Strengthening\nSquats 10\nPlank 45 s": [
        "[[block]]", 'title = "Warm up"', '{ title = "March", hold = "2m"! }',
        "[[block]]", 'title = "Strengthening"', '{ title = "Squats", reps = 10! }', '{ title = "Plank", hold = "45s"! }',
    ],
    "2. Strength\nSquats 10\nPlank 45 s": [
        "[[block]]", 'title = "Strength"', '{ title = "Squats", reps = 10! }', '{ title = "Plank", hold = "45s"! }',
    ],
    "**Superset 1** (4 rounds, rest 90 s between rounds)\nSquats 10\nRows 12": [
        "[[block]]", 'title = "Superset 1"', "rounds = 4", 'between = "1m30s"', '{ title = "Squats", reps = 10! }', '{ title = "Rows", reps = 12! }',
    ],
    "STRENGTH (2 rounds)\nPlank 30 s\n\nCore (3 sets of each)\nBoat 20 s\nBridge 10": [
        "[[block]]", 'title = "STRENGTH"', "rounds = 2", '{ title = "Plank", hold = "30s"! }',
        "[[block]]", 'title = "Core"', "rounds = 3", '{ title = "Boat", hold = "20s"! }', '{ title = "Bridge", reps = 10! }',
    ],
    "TABATA x 8 (20s on / 10s off)\nBurpees\nSquats": [
        "[[block]]", 'title = "TABATA"', "rounds = 8", 'hold = "20s"', 'rest = "10s"', '{ title = "Burpees"! }', '{ title = "Squats"! }',
    ],
    "Warm-up (5 min)\n- Arm circles\n- March": [
        "[[block]]", 'title = "Warm-up"', "# line 1: 5m", '{ title = "Arm circles"! }', '{ title = "March"! }',
    ],
    "Aufwärmen\n\nMarschieren 2 Min.\n\nDehnen\n\nWade 30 Sek.": [
        "[[block]]", 'title = "Aufwärmen"', '{ title = "Marschieren", hold = "2m"! }',
        "[[block]]", 'title = "Dehnen"', '{ title = "Wade", hold = "30s"! }',
    ],
    "| Exercise | Why |\n|---|---|\n| Plank | 45 s |": [
        "[[block]]", "# line 1: | Exercise | Why |", '{ title = "Plank", hold = "45s"! }',
    ],
    "Superset A:\nA1. Squat 3x8\nA2. Row 3x10": [
        "[[block]]", 'title = "Superset A"', "rounds = 3", '{ title = "Squat", reps = 8! }', '{ title = "Row", reps = 10! }',
    ],
    "3 rounds for time:\n21 squats\n9 burpees": [
        "[[block]]", "rounds = 3", "# line 1: 3 rounds for time:", '{ title = "Squats", reps = 21! }', '{ title = "Burpees", reps = 9! }',
    ],
    # rounds
    "Warm-up: walk 5 min\n6 x\n  Run 1 min\n  Walk 90 s\nStretch 2 min": [
        "[[block]]", '{ title = "Warm-up: walk", hold = "5m"! }',
        "[[block]]", "rounds = 6", '{ title = "Run", hold = "1m"! }', '{ title = "Walk", hold = "1m30s"! }',
        "[[block]]", '{ title = "Stretch", hold = "2m"! }',
    ],
    "Repeat 6 times:\n- run 1 min\n- walk 90 s\n\nCircuit x 3, 30 s each:\n- Squats\n- Plank\nRest 60 s between rounds": [
        "[[block]]", "rounds = 6", '{ title = "Run", hold = "1m"! }', '{ title = "Walk", hold = "1m30s"! }',
        "[[block]]", 'title = "Circuit"', "rounds = 3", 'hold = "30s"', 'between = "1m"', '{ title = "Squats"! }', '{ title = "Plank"! }',
    ],
    "3 rounds\nSquats 10\nPlank 30 s\n\nChild's pose 1 min": [
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 10! }', '{ title = "Plank", hold = "30s"! }',
        "[[block]]", "{ title = \"Child's pose\", hold = \"1m\"! }",
    ],
    "Walk 5 min\n8 x (run 60 s, walk 90 s)\nWalk 5 min": [
        "[[block]]", '{ title = "Walk", hold = "5m"! }',
        "[[block]]", "rounds = 8", '{ title = "Run", hold = "1m"! }', '{ title = "Walk", hold = "1m30s"! }',
        "[[block]]", '{ title = "Walk", hold = "5m"! }',
    ],
    "Zirkel, 3 Runden:\nBrücke 3 x 10\nSeitstütz 30 Sek.": [
        "[[block]]", 'title = "Zirkel"', "rounds = 3", '{ title = "Brücke", reps = 10! }', '{ title = "Seitstütz", hold = "30s"! }',
    ],
    # breath
    "Box breathing\nBreathe in 4 s\nHold 4 s\nBreathe out 4 s\nHold 4 s\nRepeat 10 times": [
        "[[block]]", 'title = "Box breathing"', "rounds = 10", '{ title = "Breathe in", hold = "4s"! }', '{ title = "Hold", hold = "4s"! }', '{ title = "Breathe out", hold = "4s"! }', '{ title = "Hold", hold = "4s"! }',
    ],
    "Jog 1h\nHold 400 s": [
        "[[block]]", '{ title = "Jog", hold = "1h"! }', '{ title = "Hold", hold = "6m40s"! }',
    ],
    "Bridge\nHold 5 s\nRepeat 10 times\nBoat 20 s": [
        "[[block]]", '{ title = "Bridge", reps = 10, tempo = "3-5-3"! }', '{ title = "Boat", hold = "20s"! }',
    ],
    "Plank 45 s\n10 reps": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }', "# line 2: 10 reps",
    ],
    # outline
    "- Squats:\n  - 3 x 10\n  - Keep your back straight\n- Plank:\n  * 45 s\n  * each side\nCool down:\n- Child's pose 1 min": [
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 10!, say = "Keep your back straight." }',
        "[[block]]", '{ title = "Plank", hold = "45s" }',
        "[[block]]", 'title = "Cool down"', "{ title = \"Child's pose\", hold = \"1m\"! }",
    ],
    "Straight leg raise\n   3 sets x 10 reps, both sides\n   keep the knee straight": [
        "[[block]]", "rounds = 3", '{ title = "Straight leg raise", reps = 10, say = "Keep the knee straight." }',
    ],
    "Bridge\n   Reps: 10\n   Side: Left": [
        "[[block]]", '{ title = "Bridge", reps = 10!, say = "On the left." }',
    ],
    "EXERCISE 1 - STRAIGHT LEG RAISE\nLie on your back.\n3 sets x 10 reps, both sides": [
        "[[block]]", "rounds = 3", '{ title = "STRAIGHT LEG RAISE", reps = 10, say = "Lie on your back." }',
    ],
    "Clamshell\nRepeat: 3 times each side": [
        "[[block]]", '{ title = "Clamshell", reps = 3 }',
    ],
    # rests
    "Squats 3 x 15, rest 45 s\nRest 2 min\nPlank 30 s": [
        "[[block]]", "rounds = 3", 'between = "45s"', '{ title = "Squats", reps = 15, rest = "2m"! }',
        "[[block]]", '{ title = "Plank", hold = "30s"! }',
    ],
    "Kniebeugen 3 x 15, Pause 45 s\nPause 2 min": [
        "[[block]]", "rounds = 3", 'between = "45s"', '{ title = "Kniebeugen", reps = 15, rest = "2m"! }',
    ],
    "Plank 45 s, rest 30 s\nRest 1 min": [
        "[[block]]", '{ title = "Plank", hold = "45s", rest = "1m"! }', "# line 2: rest 30s",
    ],
    # sides
    "Warrior 2, 45 s\nRepeat on the other side": [
        "[[block]]", '{ title = "Warrior 2", hold = "45s" }',
    ],
    "Plank 45 s\nSwitch sides": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }', "# line 2: Switch sides",
    ],
    "Plank 45 s\nRepeat 1-8 on the other side": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }', "# line 2: Repeat 1-8 on the other side",
    ],
    # labels
    "» Plank 45 s\n#4 Squats 10\nVII. Bridge 10\nStep 6: Lunge 10 each side": [
        "[[block]]", '{ title = "Plank", hold = "45s"! }', '{ title = "Squats", reps = 10! }', '{ title = "Bridge", reps = 10! }', '{ title = "Lunge", reps = 10 }',
    ],
    "Übung 2: Muschel 10 Wdh.\nSchritt 3 - Brücke 30 Sek.": [
        "[[block]]", '{ title = "Muschel", reps = 10! }', '{ title = "Brücke", hold = "30s"! }',
    ],
    # clock
    "Min 2: 8 burpees\nEMOM 10 min: 5 squats": [
        "[[block]]", '{ title = "Burpees", reps = 8! }', "# line 1: Min 2", "# line 2: EMOM 10 min: 5 squats",
    ],
    "Run 40 s, walk 50 s": [
        "[[block]]", '{ title = "Run", hold = "40s"! }', '{ title = "Walk", hold = "50s"! }',
    ],
    "Squats 10\nHold your arms up 30 s 20 s": [
        "[[block]]", '{ title = "Squats", reps = 10! }', '{ title = "Hold your arms up", hold = "30s"! }', "# line 2: 20 s",
    ],
    # more of each kind
    "HIIT\n40 sec work / 20 sec rest x 3 rounds\n- Burpees\n- Jump squats": [
        "[[block]]", 'title = "HIIT"', "rounds = 3", 'hold = "40s"', 'rest = "20s"', '{ title = "Burpees"! }', '{ title = "Jump squats"! }',
    ],
    "Sun salutation (repeat 5x)\nMountain pose\nForward fold": [
        "[[block]]", 'title = "Sun salutation"', "rounds = 5", '{ title = "Mountain pose"! }', '{ title = "Forward fold"! }',
    ],
    "Circuit 1 (x3)\nSquats 30 s\nCircuit 2 (x2)\nPlank 45 s": [
        "[[block]]", 'title = "Circuit 1"', "rounds = 3", '{ title = "Squats", hold = "30s"! }',
        "[[block]]", 'title = "Circuit 2"', "rounds = 2", '{ title = "Plank", hold = "45s"! }',
    ],
    "Do 3 rounds of the following:\n10 squats\n30 second plank": [
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 10! }', '{ title = "Plank", hold = "30s"! }',
    ],
    "Monday: Squats 3x10, Lunges 3x8": [
        "[[block]]", "rounds = 3", '{ title = "Monday: Squats", reps = 10! }',
        "[[block]]", "rounds = 3", '{ title = "Lunges", reps = 8! }',
    ],
    "Breathe in 4s, hold 4s, breathe out 6s x 6": [
        "[[block]]", "rounds = 6", '{ title = "Breathe in", hold = "4s"! }', '{ title = "Hold", hold = "4s"! }', '{ title = "Breathe out", hold = "6s"! }',
    ],
    "Bridge 10 reps, squeeze 5 s at the top": [
        "[[block]]", '{ title = "Bridge squeeze", reps = 10, tempo = "3-5-3"!, say = "At the top." }',
    ],
    "1 Clamshells 3x12\n2 Bridges 10\n3 Squats 10": [
        "[[block]]", "rounds = 3", '{ title = "Clamshells", reps = 12! }',
        "[[block]]", '{ title = "Bridges", reps = 10! }', '{ title = "Squats", reps = 10! }',
    ],
    "Squats: 3 sets of 12\n- Keep your chest up\n- Knees over toes\nPlank 30 s": [
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 12!, say = ["Keep your chest up.", "Knees over toes."] }',
        "[[block]]", '{ title = "Plank", hold = "30s"! }',
    ],
    "Squats 3x10\nRest 60 s between sets and 2 min between exercises": [
        "[[block]]", "rounds = 3", 'rest = "2m"', 'between = "1m"', '{ title = "Squats", reps = 10! }',
    ],
    "5 min warm up\n10 squats": [
        "[[block]]", '{ title = "Warm up", hold = "5m"! }', '{ title = "Squats", reps = 10! }',
    ],
    "Muschel 30 Sek.\nSeitenwechsel nach 30 Sek.": [
        "[[block]]", '{ title = "Muschel", hold = "30s"! }', "# line 2: Seitenwechsel nach 30 Sek.",
    ],
    "Squat\n  Reps: 10\n  Notes: Keep your back straight": [
        "[[block]]", '{ title = "Squat", reps = 10!, say = "Keep your back straight." }',
    ],
    "Physiotherapy exercises for the knee\nDo these 3 times:\n- Squats 10\n- Balance\n- Plank 30 s": [
        "[[block]]", "rounds = 3", '{ title = "Squats", reps = 10! }', '{ title = "Balance"! }', '{ title = "Plank", hold = "30s"! }',
    ],
    "8 x (run 60 s, walk 90 s), rest 2 min": ["[[block]]", "rounds = 8", '{ title = "Run", hold = "1m"! }', '{ title = "Walk", hold = "1m30s", rest = "2m"! }'],
    "21-15-9:\nThrusters\nPull-ups": ["[[block]]", "rounds = 3", "reps = [21, 15, 9]", '{ title = "Thrusters"! }', '{ title = "Pull-ups"! }'],
    # letters
    "Plank 45 s\nCall us on 555-0134 with any questions.\nYour next appointment is on Monday 5 May at 10:30.\nSee www.example.com.\n- jo@example.com\nSarah Miller, Physiotherapist\nStop at once if it hurts.": [
        "[[block]]", '{ title = "Plank", hold = "45s"!, say = "Stop at once if it hurts." }', "# line 2: Call us on 555-0134 with any questions.", "# line 3: Your next appointment is on Monday 5 May at 10:30.", "# line 4: See www.example.com.", "# line 5: jo@example.com", "# line 6: Sarah Miller, Physiotherapist",
    ],
    "hier Ihre Übungen:\n\nPlanke 45 Sek.\nBei Fragen: 030 1234567": [
        "[[block]]", "# line 1: hier Ihre Übungen:", '{ title = "Planke", hold = "45s"! }', "# line 4: Bei Fragen: 030 1234567",
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
        ("A) Warm up\nMarch 2 min\n\nB) Strength\nSquats 10", "", "en"),
        ("Warm up\n\nMarch 2 min\n\nStrength\n\nSquats 10", "", "en"),
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


MORE = {
    "Zirkel, 3 Runden:\nBrücke 3 x 10\nBoot 2 x 30 Sek.": [
        'line 1: "Zirkel" is a heading, 3 rounds',
        "line 2: Brücke: 3 sets of 10 reps; one set in each round",
        "line 3: Boot: 2 sets of 30s; 2 sets in each round",
    ],
    "Box breathing\nBreathe in 4 s\nHold 4 s\nRepeat 10 times": [
        'line 1: "Box breathing" is a heading',
        "line 2: Breathe in: 4s",
        "line 3: Hold: 4s",
        "line 4: 10 rounds of all of it",
    ],
    "Squats 3 x 15, rest 45 s\nRest 2 min": [
        "line 1: Squats: 3 sets of 15 reps, rest 45s",
        "line 2: rest 2m after Squats, 45s between its sets",
    ],
    "Plank 45 s, rest 30 s\nRest 1 min\n10 reps": [
        "line 1: Plank: 45s, rest 30s",
        'line 2: rest 1m after Plank; "rest 30s" left out: this line says otherwise',
        'line 3: "10 reps" left out: Plank has a dose already',
    ],
    "Min 2: 8 burpees\nEMOM 10 min: 5 squats\nAMRAP 12 min:\nLunges 10 right, 8 left": [
        'line 1: Burpees: 8 reps; "Min 2" left out: a pace by the clock, which no routine can say',
        'line 2: "EMOM 10 min: 5 squats" left out: a pace by the clock, which no routine can say',
        'line 3: "AMRAP" is a heading; "AMRAP 12 min:" left out: a pace by the clock, which no routine can say',
        "line 4: Lunges 10 right, 8 left: as long as the routine says; figures stay in its name",
    ],
    "Circuit 21-15-9, 2 x a day:\nPress\n\n3 rounds, 10 reps, each side": [
        'line 1: "Circuit" is a heading, 3 rounds, 21, 15, 9 reps; "2 x a day" left out: a session is done once',
        "line 2: Press: as long as the routine says",
        'line 4: 3 rounds of all of it; "10 reps" left out: it stands under the exercises',
        'line 4: "each side" left out: it stands under the exercises',
    ],
    "Plank 3 x 45\nSwitch sides\nHold your arms up 30 s 20 s": [
        "line 1: Plank: 3 sets of 45 reps; 45 has no unit: taken as reps",
        'line 2: "Switch sides" left out: write "each side" behind the exercises that have two',
        'line 3: Hold your arms up: 30s; "20 s" left out: it has a length already',
    ],
    "Plank 45 s\nCall us with any questions.\nEmail jo@example.com.\nJo Miller, Physiotherapist": [
        "line 1: Plank: 45s",
        'line 2: "Call us with any questions." left out: whom to ask, and when',
        'line 3: "Email jo@example.com." left out: an address',
        'line 4: "Jo Miller, Physiotherapist" left out: who wrote it',
    ],
    "- Squats:\n  - 3 x 10\n  - Keep your back straight": [
        "line 1: Squats has its dose below",
        "line 2: Squats: 3 sets of 10 reps",
        "line 3: said of Squats",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", MORE)
def test_what_is_told_of_a_list(text):
    assert [str(note) for note in read_list(text, "list").notes] == MORE[text]


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
