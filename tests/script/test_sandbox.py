"""What a script may reckon with: numbers and texts up to their ends, and chance by its seed."""

import pytest

from voiceguide.errors import ScriptError
from voiceguide.script.sandbox import MOST_ITEMS, Sandbox, bounded_range

DIGITS = "a number has more than 300 digits"
REPEATED = "something is repeated until it is longer than 100000"
FURTHER = "range counts further than 100000"


def reckon(expression):
    sandbox = Sandbox()
    return sandbox.from_string("{{ " + expression + " }}").render(x=2**499, y=2**500)


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("2 ** 500", str(2**500)),
        ("x * x", str(2**998)),
        ("x ** 2", str(2**998)),
        ("1.5 * 2", "3.0"),
        ("2 ** -1", "0.5"),
        ("2 ** 0.5", str(2**0.5)),
        ("'ab' * 50000", "ab" * 50_000),
        ("50000 * 'ab'", "ab" * 50_000),
        ("'a' * 0 ~ 'b' * -1", ""),
        ("([1, 2] * 50000)|length", "100000"),
        ("range(100000)|length", "100000"),
        ("range(5, 100005)|length", "100000"),
        ("range(0, 200000, 2)|length", "100000"),
        ("range(3)|list", "[0, 1, 2]"),
    ],
)
def test_up_to_the_end(expression, printed):
    assert reckon(expression) == printed


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("2 ** 501", DIGITS),
        ("y ** 2", DIGITS),
        ("x * y", DIGITS),
        ("y * x", DIGITS),
        ("'ab' * 50001", REPEATED),
        ("50001 * 'ab'", REPEATED),
        ("[1, 2] * 50001", REPEATED),
        ("range(100001)", FURTHER),
        ("range(0, 200002, 2)", FURTHER),
        ("range(-100001, 0)", FURTHER),
        ("range(10 ** 30)", FURTHER),
        ("lipsum(1001)", REPEATED),
        ("lipsum(1, max=100001)", REPEATED),
    ],
)
def test_and_no_further(expression, problem):
    with pytest.raises(ScriptError) as caught:
        reckon(expression)
    assert caught.value.problem == problem


def test_the_longest_range_is_a_range():
    assert bounded_range(MOST_ITEMS) == range(100_000)


@pytest.mark.parametrize(
    ("asked", "paragraphs", "least", "most"),
    [({}, 5, 20, 100), ({"n": 40, "min": 3, "max": 4}, 40, 3, 4), ({"n": 1000}, 1000, 20, 100)],
)
def test_filler_words(asked, paragraphs, least, most):
    sandbox = Sandbox("seed")
    counts = []
    for _ in range(max(1, 1000 // paragraphs)):
        texts = sandbox.lipsum(**asked).split("\n\n")
        assert len(texts) == paragraphs
        counts += [len(text.split()) for text in texts]
    assert (min(counts), max(counts)) == (least, most)
    assert all(text[0].isupper() and text.endswith(".") for text in texts)
