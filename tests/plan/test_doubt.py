"""Words that will not be heard, or that look like something they are not."""

import pytest

from voiceguide.plan.doubt import doubts_of, unheard
from voiceguide.script.parse import parse_script

NEVER = "is never heard: outside a block the first wording always is."
LONG = "is before it and no longer."


def noted(script, language="en"):
    """(line, what is in doubt) for every cue of a script, as its reader sees it."""
    notices = [notice for cue in parse_script(script, "s") for notice in doubts_of(cue, language)]
    return [(notice.where, notice.what) for notice in notices]


@pytest.mark.parametrize(
    ("script", "where", "begins"),
    [
        ("Sit. / Stand.", "s:1", f"'Stand.' {NEVER}"),
        ("Hello\nRest / side.", "s:1", f"'side.' {NEVER}"),
        ("Sit. / [tone bell]", "s:1", f"[tone bell] {NEVER}"),
        ("[hold 9s]\n5s | Sit / Stand\n[end]", "s:2", f"'Stand' is never said: 'Sit' {LONG}"),
        ("[hold 9s]\n5s | Sit / Sat\n[end]", "s:2", f"'Sat' is never said: 'Sit' {LONG}"),
        ("[hold 9s]\n5s | Stand up / Sit / Stand\n[end]", "s:2", f"'Stand' is never said: 'Sit' {LONG}"),
        ("[hold 9s]\nbreathe 4-6 | In | Out / Outward\n[end]", "s:2", f"'Outward' is never said: 'Out' {LONG}"),
        ("[rest 9s]\nSit / Stand\n[end]", "s:2", f"'Stand' is never said: 'Sit' {LONG}"),
        ("[reps 2]\nup | Up / Press\n[end]", "s:2", f"'Press' is never said: 'Up' {LONG}"),
        ("One,\n#Two", "s:2", "'#Two' is said as it stands. A chapter is written # Two"),
        ("[rest 9s]\n#Two\n[end]", "s:2", "'#Two' is said as it stands. A chapter is written # Two"),
        ("To {side}.", "s:1", "'{side}' is said as it stands. Write {{ side }}"),
        ("[hold 9s]\n5s | {n}\n[end]", "s:2", "'{n}' is said as it stands. It is a number in"),
    ],
)  # fmt: skip
def test_in_doubt(script, where, begins):
    [(place, problem)] = noted(script)
    assert place == where
    assert problem.startswith(begins)


@pytest.mark.parametrize(
    "script",
    [
        "Sit and/or stand, 90/90.",
        "[tone bell]",
        "[hold 9s]\n5s | Stand up / Stand / [tone bell]\n[end]",
        "[reps 2]\ncount | {n} / [tone tick]\nup | {n} up\n[end]",
        "#1 is text, ## too.",
        "30 seconds.\n\n5-10 each, 10s each: slowly.\n\nUp - and down.",
        "{{ side }}",
    ],
)
def test_no_doubt(script):
    assert noted(script) == []


@pytest.mark.parametrize(("language", "doubts"), [("en", 0), ("de", 1), ("es", 1)])
def test_what_is_longer_in_a_language(language, doubts):
    """A comma is a longer stop in English."""
    assert len(noted("[hold 9s]\n5s | Hoch, gut / Hoch und halten\n[end]", language)) == doubts


BLOCK = "[reps 2 tempo 1-0-1]\ncount | {n}\npause | Stay\ndown | Low\n1 | First\n2 | Last\n[end]"


def test_what_is_unheard():
    [cue] = parse_script(BLOCK, "s")
    heard = {(0, cue.lines[0].words), (3, cue.lines[3].words), (4, cue.lines[4].words)}
    assert [notice.said for notice in unheard(cue, heard)] == [
        "s:3: 'Stay' is never heard here: tempo 1-0-1 has no time for pause.",
        "s:4: 'Low' is never heard here: every repetition has a line of its own.",
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("every 9s | Sit", "the hold lasts 9s"),
        ("every 8s | Sit", "something else is heard each time, or it takes too long"),
        ("every 9s | [tone bell]", "the hold lasts 9s"),
    ],
)
def test_why(line, why):
    [cue] = parse_script(f"[hold 9s]\n{line}\n[end]", "s")
    [notice] = unheard(cue, set())
    assert notice.what.endswith(f"is never heard here: {why}")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("next up | a", "no repetition is left that has no line of its own for up"),
        ("next pause | a", "tempo 1-0-1 has no time for pause"),
        ("2 pause | a", "tempo 1-0-1 has no time for pause"),
        ("up | a", "every repetition has a line of its own"),
    ],
)
def test_why_in_a_series(line, why):
    [cue] = parse_script(f"[reps 2 tempo 1-0-1]\n{line}\n1 up |\n[end]", "s")
    [notice] = unheard(cue, set())  # a line that is to say nothing is heard, as it were
    assert notice.what == f"'a' is never heard here: {why}"


def test_each_breath_counts_for_itself():
    [cue] = parse_script("[hold 9s]\nbreathe 4-6 | In | Out\nbreathe 4-6\n[end]", "s")
    assert list(unheard(cue, {(0, cue.lines[0].words), (0, cue.lines[0].exhale)})) == []
    [notice] = unheard(cue, {(0, cue.lines[0].words)})
    assert notice.what.startswith("'Out' is never heard here")
