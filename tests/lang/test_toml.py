"""TOML as people write it: what is wrong with it, and on which line a key stands."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.lang.toml import MOST_LETTERS, line_of, parse_toml

QUOTES = 'A text stands between straight quotes, like "45s".'
FLAG = "Write true or false, in small letters."
TWICE = "The key is there twice; write it once."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = \n", f"r:1: not valid TOML: invalid value. {QUOTES}"),
        ('"a" = 1\n\n\nb = ', f"r:4: not valid TOML: invalid value. {QUOTES}"),
        ("x = 1\ntv = maybe", f"r:2: not valid TOML: invalid value. {QUOTES}"),
        ("x = 1\ntv = True", f"r:2: not valid TOML: invalid value. {FLAG}"),
        ("tv = yes # so\nx = 1", f"r:1: not valid TOML: invalid value. {FLAG}"),
        ("tv = True\nx = ,", f"r:1: not valid TOML: invalid value. {FLAG}"),
        ("a = 1 b = 2", "r:1: not valid TOML: expected newline or end of document after a statement. Each key has a line of its own, and a text stands in quotes, like hold = \"45s\"."),
        ("a 1", "r:1: not valid TOML: expected '=' after a key in a key/value pair. Write KEY = VALUE, like hold = \"45s\"."),
        ("a = {b = 1\n", "r:1: not valid TOML: unclosed inline table. Close it with } on the same line."),
        ('a = { b = "x",\nc = 1 }', "r:1: not valid TOML: invalid initial character for a key part. What stands in { } is all on one line; what stands in [ ] may go over several."),
        ("a = [1\n", "r:1: not valid TOML: unclosed array. Close it with ]."),
        ("a = 1\na = 2", f"r:2: not valid TOML: cannot overwrite a value. {TWICE}"),
        ("a = {b=1, b=2}", f"r:1: not valid TOML: duplicate inline table key 'b'. {TWICE}"),
        ("[a]\n[a]", "r:2: not valid TOML: 'a' is there twice. Write its keys under one heading."),
        ('a = "x\nb = 1', "r:1: not valid TOML: a text is not closed. Close it with a quote on the same line."),
        # what ends with the file is on its last line that is not empty
        ('a = """x\n\ny\n\n', "r:3: not valid TOML: unterminated string."),
        ("\n[a", "r:2: not valid TOML: expected ']' at the end of a table declaration."),
        ("a = " + "[" * 2000, "r: not valid TOML: it is nested too deeply."),
        ("a = " + "9" * 5000, "r: not valid TOML: a number in it is far too long."),
    ],
)  # fmt: skip
def test_what_is_wrong(text, message):
    with pytest.raises(RoutineError) as caught:
        parse_toml(text, "r")
    assert str(caught.value) == message


def test_so_many_letters_and_no_more():
    text = "a = 1 #".ljust(MOST_LETTERS, "x")
    assert parse_toml(text, "r") == {"a": 1}
    with pytest.raises(RoutineError, match=r"^r: the file has more than 200000 characters\.$"):
        parse_toml(f"{text}x", "r")


FILE = """\
title = "T"
titles = { de = "x", "en-gb" = "y" }

[settings]
hold = "4s"
voice.rate = 3
[[pair]]
stretch = { exercise = "a", hold = "1s" }
[[pair]]
stretch = { exercise = "b" }
[ pair.strengthen ]
exercise = "c"
hold = "5s"
hold = "twice"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("title", 1),
        ("titles.de", 2),
        ("titles.en-gb", 2),
        ("titles.fr", 2),
        ("settings", 4),
        ("settings.hold", 5),
        ("settings.voice.rate", 6),
        ("settings.nothing", 4),
        ("pair.0", 7),
        ("pair.0.stretch", 8),
        ("pair.0.stretch.hold", 8),
        ("pair.0.strengthen", 7),
        ("pair.1", 9),
        ("pair.1.stretch.exercise", 10),
        ("pair.1.strengthen", 11),
        ("pair.1.strengthen.hold", 13),
        ("pair.2", 7),
        ("nothing", 1),
    ],
)
def test_the_line_of_a_key_or_its_nearest_parent(path, line):
    assert line_of(FILE, path.split(".")) == line


def test_the_line_of_the_whole_file():
    assert line_of(FILE, []) == line_of("", ["a"]) == 1
