"""The doses of a line: how much, how often, each side, and the rest after it."""

import pytest

from voiceguide.duration import Tempo
from voiceguide.routine.dosage import read_dosage

SET = {"sets": 3, "reps": 10}
ROWS = [
    ("en", "Plank 45 s", "Plank", {"hold": 45_000}),
    ("en", "Plank 45 sec.", "Plank", {"hold": 45_000}),
    ("en", "Plank\t1 min", "Plank", {"hold": 60_000}),
    ("en", "Plank 1:30", "Plank", {"hold": 90_000}),
    ("en", "Plank 1,5 min", "Plank", {"hold": 90_000}),
    ("en", "Plank ½ min", "Plank", {"hold": 30_000}),
    ("en", "Plank for half a minute", "Plank", {"hold": 30_000}),
    ("en", "Walk 1 min 30 s", "Walk", {"hold": 90_000}),
    ("en", "Walk 1 minute and 30 seconds", "Walk", {"hold": 90_000}),
    ("en", "30-second plank", "plank", {"hold": 30_000}),
    ("en", "Plank 30-45 s", "Plank", {"hold": 30_000, "taken": ("30-45 s: 30 taken",)}),
    ("en", "Plank 30 – 45 s", "Plank", {"hold": 30_000, "taken": ("30 – 45 s: 30 taken",)}),
    ("en", "Plank 30s-1min", "Plank", {"hold": 30_000, "taken": ("30s-1min: 30s taken",)}),
    ("en", "Plank 1 min - 90 s", "Plank", {"hold": 60_000, "taken": ("1 min - 90 s: 1min taken",)}),
    ("en", "Run 40s - 20s rest", "Run", {"hold": 40_000, "rest": 20_000}),
    ("en", "Plank 3x30s - 30s rest", "Plank", {"sets": 3, "hold": 30_000, "rest": 30_000}),
    ("en", "Press 10 reps x 3 sets", "Press", SET),
    ("en", "X 30 s", "X", {"hold": 30_000}),
    ("en", "Warrior 2 - 45 s", "Warrior 2", {"hold": 45_000}),
    ("en", "Warrior 2", "Warrior 2", {}),
    ("en", "90/90 stretch", "90/90 stretch", {}),
    ("en", "Run 100 m", "Run 100 m", {}),
    ("en", "Clamshell 3x10", "Clamshell", SET),
    ("en", "Clamshell, 3 x 10", "Clamshell", SET),
    ("en", "Clamshell 3 × 10 reps", "Clamshell", SET),
    ("en", "Clamshell: 3 sets of 10", "Clamshell", SET),
    ("en", "Clamshell, three sets of ten", "Clamshell", SET),
    ("en", "3 sets of 10 clamshells", "clamshells", SET),
    ("en", "Clamshell (3 x 10 each side)", "Clamshell", {**SET, "each": True}),
    ("en", "Side plank 30s/side", "Side plank", {"hold": 30_000, "each": True}),
    ("en", "Lunge, 10 per leg", "Lunge", {"reps": 10, "each": True}),
    ("en", "Bridge on both legs, 10", "Bridge on both legs", {"reps": 10}),
    ("en", "10 x Squat", "Squat", {"count": 10, "reps": 10}),
    ("en", "Squats x 15", "Squats", {"count": 15, "reps": 15}),
    ("en", "15 squats", "squats", {"reps": 15}),
    ("en", "Squats 20", "Squats", {"reps": 20}),
    ("en", "Squats 8-12 reps", "Squats", {"reps": 8, "taken": ("8-12: 8 taken",)}),
    ("en", "3 x Plank 45 s", "Plank", {"count": 3, "sets": 3, "hold": 45_000}),
    ("en", "Calf stretch, hold 30 seconds, repeat 3 times", "Calf stretch", {"count": 3, "sets": 3, "hold": 30_000}),
    ("en", "Bridge 3 x 10, hold 5 s", "Bridge", {**SET, "tempo": Tempo(3000, 5000, 3000), "taken": ("each rep held for 5s",)}),
    ("en", "Bridge 10 reps, tempo 2-5-2", "Bridge", {"reps": 10, "tempo": Tempo(2000, 5000, 2000)}),
    ("en", "Squats 3 x 10, rest 60 s", "Squats", {**SET, "rest": 60_000}),
    ("en", "Tabata 8 x 20 s / 10 s rest", "Tabata", {"sets": 8, "hold": 20_000, "rest": 10_000}),
    ("en", "40 s on, 20 s off, 3 rounds", "", {"rounds": 3, "hold": 40_000, "rest": 20_000}),
    ("en", "Rest 1 min", "", {"rest": 60_000}),
    ("en", "Rest for a minute", "", {"rest": 60_000}),
    ("en", "30 s rest between sets", "", {"rest": 30_000, "where": "sets"}),
    ("en", "Rest between exercises: 15 s", "", {"rest": 15_000, "where": "all"}),
    ("en", "Final rest 2 min", "Final rest", {"hold": 120_000}),
    ("en", "Squats 3x10 twice a day", "Squats", {**SET, "left": "2 x a day"}),
    ("en", "Lunge 10 reps ea.", "Lunge", {"reps": 10, "apiece": True}),
    ("en", "Lunge 10 each", "Lunge", {"reps": 10, "apiece": True}),
    ("en", "Core (3 sets of each)", "Core", {"sets": 3, "apiece": True}),
    ("en", "Bird dog 10 alternating", "Bird dog alternating", {"reps": 10}),
    ("en", "Hip turn (R+L) 30 s", "Hip turn", {"hold": 30_000, "each": True}),
    ("en", "Side bend R & L 20 s", "Side bend", {"hold": 20_000, "each": True}),
    ("en", "Knee to chest (R then L), 30 seconds each", "Knee to chest", {"hold": 30_000, "each": True, "apiece": True}),
    ("en", "Lunge 12 reps left, 12 reps right", "Lunge", {"reps": 12, "each": True}),
    ("en", "Lunge 30 s on the right and 30 s on the left", "Lunge", {"hold": 30_000, "each": True}),
    ("en", "Calf stretch 30 s, then switch sides", "Calf stretch", {"hold": 30_000, "each": True}),
    ("en", "Lunge, 3 sets x 10 reps, both sides", "Lunge", {**SET, "each": True}),
    ("en", "Bird dog x 30 s", "Bird dog", {"hold": 30_000}),
    ("en", "Bridge sets 3, reps 10, hold 5", "Bridge", {**SET, "tempo": Tempo(3000, 5000, 3000), "taken": ("5 taken as seconds", "each rep held for 5s")}),
    ("en", "Plank 1'30\"", "Plank", {"hold": 90_000}),
    ("en", "Sit 0:30:00", "Sit", {"hold": 1_800_000}),
    ("en", "Burpees 30s/15s x 8", "Burpees", {"count": 8, "sets": 8, "hold": 30_000, "rest": 15_000}),
    ("en", "Squat 30 secs on, 15 secs off x 4", "Squat", {"count": 4, "sets": 4, "hold": 30_000, "rest": 15_000}),
    ("en", "Squats 21-15-9", "Squats", {"sets": 3, "reps": 21, "ladder": (21, 15, 9)}),
    ("en", "Squats 3 x 12/10/8 reps", "Squats", {"sets": 3, "reps": 12, "ladder": (12, 10, 8)}),
    ("en", "Squats 12, 10, 8 reps", "Squats", {"sets": 3, "reps": 12, "ladder": (12, 10, 8)}),
    ("en", "Plank 30-45-60 s", "Plank", {"sets": 3, "hold": 30_000, "ladder": (30_000, 45_000, 60_000)}),
    ("en", "Bridge 3-1-3", "Bridge 3-1-3", {}),
    ("en", "ten squats", "squats", {"reps": 10}),
    ("en", "One leg bridge", "One leg bridge", {}),
    ("en", "Plank 45", "Plank", {"reps": 45, "taken": ("45 has no unit: taken as reps",)}),
    ("en", "Walk 40 m", "Walk", {"hold": 2_400_000, "taken": ("40 m: minutes taken, not metres",)}),
    ("en", "30 s of flamingo", "flamingo", {"hold": 30_000}),
    ("en", "Side bend to 30 s", "Side bend", {"hold": 30_000}),
    ("en", "Breathe in 4 s", "Breathe in", {"hold": 4_000}),
    ("en", "Stop at once if it hurts.", "Stop at once if it hurts", {}),
    ("en", "Squats 3 x 10, rest 45 s between sets, rest 2 min", "Squats", {**SET, "rest": 120_000, "between": 45_000}),
    ("en", "Squats 3 x 10, rest 2 min, 45 s rest between sets", "Squats", {**SET, "rest": 120_000, "between": 45_000}),
    ("de", "Ausfallschritt ca. 10 Wdh.", "Ausfallschritt", {"reps": 10}),
    ("de", "Brücke 10 mal wiederholen", "Brücke", {"count": 10, "reps": 10}),
    ("de", "Wade dehnen re + li 30 Sek.", "Wade dehnen", {"hold": 30_000, "each": True}),
    ("de", "Wade 30 Sek. links, 30 Sek. rechts", "Wade", {"hold": 30_000, "each": True}),
    ("de", "Ausfallschritt 1/2 Min.", "Ausfallschritt", {"hold": 30_000}),
    ("es", "Zancadas 10 izquierda y 10 derecha", "Zancadas", {"reps": 10, "each": True}),
    ("es", "Zancadas 10 cada", "Zancadas", {"reps": 10, "apiece": True}),
    ("de", "Muschel, 3 Sätze à 10, je Seite", "Muschel", {**SET, "each": True}),
    ("de", "Muschel drei Sätze mit zehn Wdh.", "Muschel", SET),
    ("de", "Seitstütz 3 x je 30 Sek. auf jeder Seite", "Seitstütz", {"sets": 3, "hold": 30_000, "each": True}),
    ("de", "Kniebeugen 10 Wdh.", "Kniebeugen", {"reps": 10}),
    ("de", "Wade 30 Sekunden halten, pro Bein", "Wade", {"hold": 30_000, "each": True}),
    ("de", "Pause 30 Sek", "", {"rest": 30_000}),
    ("de", "1 Min. Pause zwischen den Sätzen", "", {"rest": 60_000, "where": "sets"}),
    ("de", "3 Durchgänge", "", {"rounds": 3}),
    ("de", "2x täglich", "", {"left": "2x täglich"}),
    ("es", "Almeja 3 series de 10 repeticiones, cada lado", "Almeja", {**SET, "each": True}),
    ("es", "Plancha 30 segundos", "Plancha", {"hold": 30_000}),
    ("es", "Zancadas 10 por pierna", "Zancadas", {"reps": 10, "each": True}),
    ("es", "Descanso 1 minuto", "", {"rest": 60_000}),
]  # fmt: skip
USUAL = {
    "where": "exercise", "each": False, "apiece": False, "ladder": (), "taken": (), "left": "", "wrong": "",
}  # fmt: skip


@pytest.mark.parametrize(("language", "line", "name", "said"), ROWS)
def test_doses(language, line, name, said):
    found = read_dosage(line, language)
    facts = {key: getattr(found, key) for key in found.__struct_fields__}
    read = {key: value for key, value in facts.items() if value != USUAL.get(key)}
    assert {key: read[key] for key in read.keys() - {"text", "lengths"}} == said
    assert " ".join(found.pieces) == name


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Squats 200 reps", "200 reps; it may be 1 to 100"),
        ("Walk 2 h", "2h is out of range; it may be 1s to 1h"),
        ("Plank 0 s", "0s is out of range; it may be 1s to 1h"),
        ("Squats 2 x 21-15-9", "2 sets, but 3 numbers"),
        ("Squats 200-100-50", "200 reps; it may be 1 to 100"),
        ("Sit 1:30:00", "1h30m is out of range; it may be 1s to 1h"),
        ("Plank 200 x 30 s", "200 sets; it may be 1 to 100"),
        ("Plank 30 s, rest 1 h", "a rest of 1h is out of range; it may be 0s to 15m"),
    ],
)
def test_out_of_limits(line, wrong):
    assert read_dosage(line, "en").wrong == wrong
