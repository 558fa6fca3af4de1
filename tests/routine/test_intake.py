"""What may come in: every kind of list is found by its first signs, and what is none is refused."""

import json
from pathlib import Path

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.handout import describe
from voiceguide.routine.intake import decode_list, parse_handout

LISTS = Path(__file__).parents[1] / "data" / "lists"


def read(data: bytes, file: str = "list.txt"):
    return parse_handout(data, file, "my-list")


@pytest.mark.parametrize(
    "code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_encodings(code):
    text = "Hüftkreisen 30 Sek., je Seite\r\nBrücke 3 x 10\r\n"
    assert decode_list(text.encode(code), "list.txt") == text.replace("\r\n", "\n")


FOUND = {
    "jawt.json": ("Fingers, three sets", [
        (1, ["Shake out: 30s"]), (3, ["Finger spread: 40s, rest 10s", "Thumb touch: 40s, rest 1m"]),
    ]),
    "openhiit.json": ("Legs and core", [
        (1, ["Warm-up: 2m, rest 20s"]), (2, ["Squats: 40s", "Lunges: 40s", "Plank: 40s", "Work: 40s"]), (1, ["Cool-down: 1m30s"]),
    ]),
    "openhiit-old.json": ("Tabata", [(4, ["Burpees: 20s", "Mountain climbers: 20s"])]),
    "w2a.yaml": ("My list", [
        (1, ["Warm Up: 2m", "Jumping Jacks: 30s", "Squats: 30s, rest 20s", "Plank: 1m30s", "Side Plank: 15s, each side", "Squats: 30s"]),
    ]),
    "table.csv": ("My list", [
        (1, ["Muschel: 3 sets of 10 reps, each side, rest 30s", "Brücke: 2 sets of 8 reps", "Seitstütz: 45s, rest 15s", "Katze und Kuh: 1m30s"]),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("file", FOUND)
@pytest.mark.parametrize("named", [True, False])
def test_what_other_tools_write(file, named):
    found = read((LISTS / file).read_bytes(), file if named else "standard input")
    title, sections = FOUND[file]
    assert found.title == title
    assert [
        (one.rounds, [describe(move) for move in one.moves]) for one in found.sections
    ] == sections


@pytest.mark.parametrize(
    ("line", "name", "title"),
    [
        ("Plank 45 seconds", "imported", "My exercises"),
        ("Seitstütz 45 Sek.", "imported", "Meine Übungen"),
        ("Plancha 45 segundos", "imported", "Mis ejercicios"),
        ("Seitstütz 45 Sek.", "my-hips", "My hips"),
    ],
)
def test_a_list_without_a_title(line, name, title):
    assert parse_handout(line.encode(), "list.txt", name).title == title


def test_a_backup_is_one_after_another_or_the_one_that_is_named():
    data = (LISTS / "jawt-backup.json").read_bytes()
    assert [section.title for section in read(data).sections] == ["Fingers, three sets", "", "Core"]
    assert str(read(data).notes[0]).endswith("--name takes one alone: fingers-three-sets, core")
    assert [move.title for move in parse_handout(data, "b.json", "core").moves] == ["Plank"]


def test_all_that_is_said_of_timers():
    found = read((LISTS / "openhiit.json").read_bytes())
    assert (found.sections[1].rest, found.sections[1].between) == (20_000, 60_000)
    assert '"getReadyTime: 10 s" left out: a session has an opening of its own' in map(
        str, found.notes
    )


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables(sign, end):
    rows = [
        ["Exercise", "Sets", "Reps", "Time", "Rest", "Side"],
        ["Clamshell", "3", "10", "", "30 s", "each"],
        ["Plank", "", "", "45", "", ""],
    ]
    found = read(end.join(sign.join(row) for row in rows).encode("utf-8-sig"))
    assert [describe(move) for move in found.moves] == [
        "Clamshell: 3 sets of 10 reps, each side, rest 30s",
        "Plank: 45s",
    ]


def notes(data: str) -> list[str]:
    return list(map(str, read(data.encode()).notes))


def test_rests_of_a_table():
    rows = ["Rest 1 min,-", "Plank,45", "Rest,60", "Boat,-", "Rest 20 min,"]
    assert notes("\n".join(["Exercise,Time", *rows])) == [
        'line 2: "Rest 1 min" left out: there is no exercise before it to rest from',
        "line 3: Plank: 45s",
        "line 4: rest 1m after Plank",
        "line 5: Boat: as long as the routine says",
        'line 6: "Rest 20 min" left out: a rest of 20m is out of range',
    ]


ROWS = {
    "3,8/side,,": ["X: 3 sets of 8 reps, each side"],
    "3,12/10/8,,": ["X: 3 sets of 12, 10, 8 reps"],
    '3,"12, 10, 8",,': ["X: 3 sets of 12, 10, 8 reps"],
    "2.0,10.0,,": ["X: 2 sets of 10 reps"],
    ",three,,": ["X: 3 reps"],
    ",8-12,,": ["X: 8 reps; 8-12: 8 taken"],
    ",10,5,": ["X: 10 reps, tempo 3-5-3; each rep held for 5s"],
    ",10,30,": ["X: 30s", '"10 reps" left out: the time counts'],
    "3,AMRAP,,": ["X: 3 sets of as long as the routine says", '"reps: AMRAP" left out: it cannot be read'],
    ",max,30,": ["X: 30s", '"reps: max" left out: it cannot be read'],
    "3,40 m,,": ["X: 3 sets of as long as the routine says", '"reps: 40 m" left out: it cannot be read'],
    ",5 breaths,,": ["X: as long as the routine says", '"reps: 5 breaths" left out: it cannot be read'],
    "n/a,10,n/a,-": ["X: 10 reps"],
    ",,soon,both": ["X: as long as the routine says, each side", '"hold: soon" left out: it cannot be read'],
    ",10,,who knows": ["X: 10 reps", '"side: who knows" left out: it cannot be read'],
    "2,12/10/8,,": ['"X, 2, 12/10/8" left out: 2 sets, but 3 numbers'],
    ",,2 h,": ["\"X, 2 h\" left out: '2 h' is out of range"],
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_cells_of_a_table(row):
    told = notes(f"Exercise,Sets,Reps,Time,Side\nX,{row}\nPlank,,,45,")
    assert told[:-1] == [f"line 2: {one}" for one in ROWS[row]]


@pytest.mark.parametrize(
    ("head", "row", "told"),
    [
        ("Exercise,Hold,Reps", "Calf,30,3", "Calf: 3 sets of 30s"),
        ("Übung;Haltezeit;Wdh.", "Wade;30;3", "Wade: 3 sets of 30s"),
        ("Exercise,Time", "Plank 45 s,", "Plank: 45s"),
        ("| Exercise | Sets | Reps |\n|---|---|---|", "| Squats | 3 | 10 |", "Squats: 3 sets of 10 reps"),
        ("Exercise     Sets   Reps", "Squat        3      10", "Squat: 3 sets of 10 reps"),
        ("sep=;\nÜbung;Sätze;Wdh.", "Muschel;3;10", "Muschel: 3 sets of 10 reps"),
    ],
)  # fmt: skip
def test_columns(head, row, told):
    assert [note.partition(": ")[2] for note in notes(f"{head}\n{row}")] == [told]


@pytest.mark.parametrize(
    ("side", "said"),
    [("left", "On the left."), ("R", "On the right."), ("alternating", "Alternating."), ("both", None)],
)  # fmt: skip
def test_one_side_is_said(side, said):
    move = next(read(f"Exercise,Time,Side\nPlank,30,{side}".encode()).moves)
    assert (move.say, move.each) == ((said,) if said else (), said is None)


def test_rests_of_timers_stay_within_the_limits():
    plank, rest = {"name": "Plank", "duration": 30}, {"name": "Rest", "duration": 600}
    jawt = {"title": "A", "sets": [{"repetitions": 1, "exercises": [plank, rest, rest]}]}
    assert notes(json.dumps(jawt)) == ["Plank: 30s, rest 10m", "Rest: 10m"]
    times = {"workTime": 20, "restTime": 1200}
    openhiit = [{"name": "A", "timeSettings": times, "activities": ["Plank"]}]
    assert notes(json.dumps(openhiit))[0] == "a rest of 20m: 15m taken, the longest there may be"


def test_a_pause_of_w2a_is_told_as_it_is_written():
    told = "line 2: rest 1m30s between exercises"
    assert told in notes(
        "pause:\n  duration: 90s\nexercises:\n  - name: Plank\n    duration: 30s\n"
    )


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n" for old, new in ("ab", "bc", "cd", "de")
)
ONE = "exercises:\n  - name: Plank\n    duration: 30s\n"
BAD = {
    "empty": (b"", "list.txt: there is nothing in it."),
    "no words": (b"---\n* * *\n", "list.txt: there is nothing in it."),
    "no exercise": (b"Dear all,\n\nThis is a letter about nothing much at all.\n", "list.txt: no exercise was found in it."),
    "binary": (b"Plank 45 s\n\x00\x01\x02", "list.txt:2: this is not text."),
    "PDF": (b"%PDF-1.7 Plank", "list.txt: this is a PDF, not text."),
    "Word": (b"PK\x03\x04....", "list.txt: this is a Word, Excel or other packed file, not text."),
    "HTML": (b"<!DOCTYPE html><p>Plank 45 s", "list.txt: this is a web page or XML, not a list."),
    "too large": (b"Plank 45 s\n" * 10_000, "list.txt: this is larger than 60 kB."),
    "a routine": (b'title = "A"\n[[pair]]\n', "list.txt: this is a routine already."),
    "JSON": (b'{"workouts": [', "list.txt:1: not valid JSON: expecting value."),
    "deep JSON": (b'{"a":' * 9000, "list.txt: not valid JSON: it is nested too deeply"),
    "other JSON": (b'{"a": 1}', "list.txt: this JSON is of no tool that is known here."),
    "newer JAWT": (b'{"workouts":[{"title":"A","sets":[],"version":3}]}', "list.txt: this was written by a newer Just Another Workout Timer, in version 3 of its files."),
    "newer JAWT, in quotes": (b'{"workouts":[{"title":"A","sets":[],"version":"3"}]}', "list.txt: this was written by a newer Just Another Workout Timer, in version 3 of its files."),
    "newer backup of JAWT": (b'{"version":7,"workouts":[{"title":"A","sets":[]}]}', "list.txt: this was written by a newer Just Another Workout Timer, in version 7 of its files."),
    "JAWT, no version": (b'{"title":"A","sets":[],"version":"two"}', "list.txt: this is no export of Just Another Workout Timer: 'version' is not a whole number."),
    "newer OpenHIIT by its schema": (b'[{"name":"A","schemaVersion":3,"timeSettings":{}}]', "list.txt: this was written by a newer OpenHIIT, in version 3 of its files."),
    "newer OpenHIIT": (b'[{"name":"A","version":2,"timeSettings":{}}]', "list.txt: this was written by a newer OpenHIIT, in version 2 of its files."),
    "broken JAWT": (b'{"title":"A","sets":[{"repetitions":"x","exercises":[]}]}', "list.txt: this is no export of Just Another Workout Timer: 'repetitions' is not a whole number."),
    "newer w2a": (f"version: '2'\n{ONE}".encode(), "list.txt:1: this was written by a newer w2a, in version 2."),
    "a tag": (b"exercises:\n  - name: !!python/object/apply:os.system [ls]\n    duration: 30s\n", "list.txt:2: the tag !!python/object/apply:os.system is not read."),
    "a bomb": (f"{BOMB}{ONE}".encode(), "list.txt:4: names in it stand for too much."),
    "itself": (b"exercises: &a\n  - *a\nname: x\n", "list.txt:1: names in it stand for too much."),
    "no YAML": (b"exercises:\n  - name: 'Plank\n    duration: 30s\n", "list.txt:4: not valid YAML"),
    "no duration": (b"exercises:\n  - name: Plank\n", "list.txt:2: an exercise has no 'duration'."),
    "no length": (b"exercises:\n  - name: Plank\n    duration: 30\n", "list.txt:3: duration: '30' is not a duration."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(name):
    data, said = BAD[name]
    with pytest.raises(RoutineError) as caught:
        read(data)
    assert str(caught.value).startswith(said)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("version", ["2", 2, 1, "1"])
def test_versions_of_jawt_that_are_known(version):
    plank = {"name": "Plank", "duration": 30}
    jawt = {"title": "A", "version": version, "sets": [{"repetitions": 1, "exercises": [plank]}]}
    assert notes(json.dumps(jawt)) == ["Plank: 30s"]
    assert notes(json.dumps({"version": version, "workouts": [jawt]})) == ["Plank: 30s"]


def test_half_a_character_does_no_harm():
    data = json.dumps(
        {
            "title": "A \ud800",
            "sets": [{"repetitions": 1, "exercises": [{"name": "Plank \ud83d", "duration": 30}]}],
        }
    )
    assert len(list(read(data.encode()).moves)) == 1
