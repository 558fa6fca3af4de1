"""The line of every key, however a file is written."""

import pytest

from voiceguide.lang.spots import find_spots

FILE = '''\
title = "[[block]]"  # do = [
titles."de-at" = """
do = [1]
"""

[[block]]
rounds = 3
do = [
  { title = "A, b] }", reps = [10, 8,
      6], say = ["x = 3", 'y }'] },
  { title = 'B', hold = "3m", titles = { de = "B" } },
]

[[block]]
[[block.do]]
title = "C"
says.de = "D"
[[block.do]]
"title" = "E"
[settings]
voice = { rate = 1.5 }
bed = """rain"""
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("title", 1),
        ("titles.de-at", 2),
        ("block", 6),
        ("block.0", 6),
        ("block.0.rounds", 7),
        ("block.0.do", 8),
        ("block.0.do.0", 9),
        ("block.0.do.0.reps", 9),
        ("block.0.do.0.reps.1", 9),
        ("block.0.do.0.reps.2", 10),
        ("block.0.do.0.say", 10),
        ("block.0.do.1", 11),
        ("block.0.do.1.hold", 11),
        ("block.0.do.1.titles.de", 11),
        ("block.1", 14),
        ("block.1.do", 15),
        ("block.1.do.0", 15),
        ("block.1.do.0.says.de", 17),
        ("block.1.do.1", 18),
        ("block.1.do.1.title", 19),
        ("settings", 20),
        ("settings.voice.rate", 21),
        ("settings.bed", 22),
    ],
)
def test_the_line_of_a_key(path, line):
    assert find_spots(FILE)[tuple(path.split("."))] == line


def test_there_is_nothing_else():
    paths = {".".join(path) for path in find_spots(FILE)}
    assert {path for path in paths if path.startswith("block.0.do.0")} == {
        "block.0.do.0", "block.0.do.0.title", "block.0.do.0.say", "block.0.do.0.say.0",
        "block.0.do.0.say.1", "block.0.do.0.reps", "block.0.do.0.reps.0", "block.0.do.0.reps.1",
        "block.0.do.0.reps.2",
    }  # fmt: skip
    assert {path.split(".")[0] for path in paths} == {"title", "titles", "block", "settings"}


@pytest.mark.parametrize(
    "text", ["", "\n\n# a\n", "a", "= 1", "[", "[[a", "a = [", "a = {b", '"', "}"]
)
def test_a_text_that_is_no_toml_ends_too(text):
    find_spots(text)
