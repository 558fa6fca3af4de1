"""Where the caret stands."""

import pytest

from voiceguide.routine.caret import find_problem, width


@pytest.mark.parametrize(
    ("text", "problem", "found"),
    [
        ("[hold 45]", "'45' is not a duration", (1, 7)),
        ("145 [hold 45]", "'45' is not a duration", (1, 11)),
        ("  [puse 3s]", "unknown directive [puse]", (1, 4)),
        ("5s | Begin. / [tone in]", "unknown tone 'in'", (1, 21)),
        ("the sid is {{ sid }}", "'sid' is undefined", (1, 15)),
        ("{% if\n  verbose %}", "'verbose' is undefined", (2, 3)),
        ("{{ side|spoken }}\nleft", "'left' is neither a number nor a duration", (1, 1)),
        ("Fold,\nthen  breathe [x] .", "'then breathe [x] .' mixes a directive", (2, 1)),
        ("it's [x]", '"it\'s [x]" mixes a directive into a sentence', (1, 1)),
        ("a \\ b [x]", "'b [x]' mixes a directive", (1, 5)),
        ('voice = { name = "rate", rate = 3 }', "unknown key 'rate'", (1, 26)),
        ('hold = "45"', "hold: '45' is not a duration", (1, 1)),
        ('{ a = "x", a = "y" }', "a: 'y' is not a", (1, 12)),
        ("{ reps = 3, reps = 300 }", "reps: 300 is out of range", (1, 13)),
        ('{ title = "?", title = "ヨガ" }', "title: no name can be made of 'ヨガ'", (1, 16)),
        ("   nothing of it", "'else' is not there", (1, 4)),
        ("", "'else' is not there", (1, 1)),
    ],
)
def test_find(text, problem, found):
    assert find_problem(text.split("\n"), 1, problem) == found


@pytest.mark.parametrize(
    ("lines", "number", "problem", "found"),
    [
        # a sentence goes on up to a blank line, a directive or a chapter
        (["a", "", "b"], 1, "'b' is wrong", (1, 1)),
        (["a", "[x]", "b"], 1, "'b' is wrong", (1, 1)),
        (["a", "# x", "b"], 1, "'b' is wrong", (1, 1)),
        (["a", "c", " b"], 1, "'b' is wrong", (3, 2)),
        (["b", "a", "  b"], 2, "'b' is wrong", (3, 3)),
        # a tag up to its end
        (["{% if", "", "# b %}", "b"], 1, "'b' is wrong", (3, 3)),
        (["{% if", "%}", "b"], 1, "'b' is wrong", (1, 1)),
        (["{% if x %}", "b"], 1, "'b' is wrong", (1, 1)),
        (["{{ x }} {{", "b }}"], 1, "'b' is undefined", (2, 1)),
        # and forty lines at most
        (["a", *["c"] * 38, "b"], 1, "'b' is wrong", (40, 1)),
        (["a", *["c"] * 39, "b"], 1, "'b' is wrong", (1, 1)),
        # the last line is one, and no line before the first
        (["a", " b"], 2, "'b' is wrong", (2, 2)),
        (["a", "b"], 0, "'b' is wrong", (0, 1)),
        (["a", "b"], 3, "'b' is wrong", (3, 1)),
    ],
)
def test_how_far_down(lines, number, problem, found):
    assert find_problem(lines, number, problem) == found


def test_a_line_that_is_not_there():
    assert find_problem(["a"], 7, "'a' is wrong") == (7, 1)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("日本", 4), ("u\u0308", 1), ("ü", 1), ("💪", 2), ("a\u200db", 2)],
)
def test_width(text, columns):
    assert width(text) == columns
