"""Every key of an exercise and of a block counts, whatever is remembered from before."""

import datetime
import re

import pytest

from voiceguide.routine.block import BLOCK
from voiceguide.routine.exercise import exercise_shape
from voiceguide.session.draft import open_draft
from voiceguide.session.request import Request

DAY = datetime.date(2026, 11, 28)
RUN = '[[block.do]]\ntitle = "Run"\nhold = "30s"\nsides = "once"\n'
WALK = {"title": '"Walk"', "hold": '"30s"', "sides": '"once"', "say": '"Easy."'}
EXERCISE = {
    "exercise": '"external-rotation-stretch"',
    "title": '"Stroll"',
    "hold": '"40s"',
    "reps": "4",
    "tempo": '"2-0-2"',
    "say": '"Slowly."',
    "titles": '{ en = "Stroll" }',
    "says": '{ en = "Slowly." }',
    "sides": '"each"',
    "rest": '"25s"',
    "start": '"bell"',
    "end": '"chime"',
    "count_in": "3",
    "announce": "false",
    "breath": '"4-6"',
}
"""Key of an exercise of a list -> another value for it."""
COUNTED = {
    "tempo": {"hold": None, "reps": "5"},
    "reps": {"hold": None},
    "exercise": {"title": None},
}
"""What else is different where a key is changed, before and after; None leaves it out."""
BLOCKS = {
    "title": '"Strength"',
    "titles": '{ en = "Strength" }',
    "target": '"calf internal"',
    "rounds": "2",
    "rest": '"25s"',
    "between": '"25s"',
    "back_to_back": "true",
    "hold": '"20s"',
    "reps": "5",
    "tempo": '"2-0-2"',
}
"""Key of a block -> a value for it."""
PAIR = {"stretch", "strengthen", "do"}
SAID = 'title = "Mine"\n[settings]\nrest = "20s"\n'


def table(keys):
    return "".join(f"{key} = {value}\n" for key, value in keys.items() if value)


def walk(key="", value=None):
    keys = {**WALK, **COUNTED.get(key, {}), **({key: value} if value else {})}
    if key == "reps" and not value:
        keys["reps"] = "8"
    if key == "exercise" and not value:
        keys["exercise"] = '"internal-rotation-stretch"'
    return f"{SAID}[[block]]\n[[block.do]]\n{table(keys)}{RUN}"


def block(key="", value=None):
    own = {} if key not in {"between"} else {"rounds": "2"}
    loose = '[[block.do]]\ntitle = "Walk"\nsides = "once"\n'
    counted = '[[block.do]]\ntitle = "Squat"\nreps = 3\nsides = "once"\n'
    own = {**own, **({key: value} if value else {})}
    return f"{SAID}[[block]]\n{table(own)}{RUN}{loose}{counted}"


CASES = {
    **{f"exercise.{key}": (walk(key), walk(key, value)) for key, value in EXERCISE.items()},
    **{f"block.{key}": (block(key), block(key, value)) for key, value in BLOCKS.items()},
}
UNHEARD = {"block.title", "block.titles", "block.target"}
"""What is for scripts of one's own."""


def test_no_key_is_forgotten():
    assert EXERCISE.keys() == exercise_shape("do").keys.keys()
    assert BLOCKS.keys() | PAIR == BLOCK.keys.keys()


def cues_of(folder, text, cache):
    (folder / "mine.toml").write_text(text)
    return open_draft(Request(str(folder / "mine.toml"), DAY, cache)).cues()


def heard(cues):
    """What is heard: a line more moves those below it."""
    return re.sub(r"mine\.toml', line=\d+", "", repr(cues))


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_an_edit_counts_as_in_a_fresh_cache(tmp_path, request, before, after):
    first = cues_of(tmp_path, before, tmp_path / "used")
    edited = cues_of(tmp_path, after, tmp_path / "used")
    assert edited == cues_of(tmp_path, after, tmp_path / "fresh")
    assert (heard(edited) == heard(first)) == (request.node.callspec.id in UNHEARD)


@pytest.mark.parametrize("key", ["start", "end", "count_in"])
def test_another_file_of_the_same_words_keeps_its_tones(tmp_path, key):
    own = {}
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        text = walk(key, EXERCISE[key] if name == "two" else None)
        own[name] = cues_of(folder, text, tmp_path / "cache")
    assert own["one"] != own["two"]
