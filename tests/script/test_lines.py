"""Lines inside a block: when they are heard, what they say, and what is nearly one."""

import pytest

from voiceguide.errors import VoiceguideError
from voiceguide.script.cue import (
    Breathe,
    Count,
    Countdown,
    Every,
    FromEnd,
    FromStart,
    Next,
    NextFree,
    OnRep,
    Phase,
    Share,
    Source,
    Words,
)
from voiceguide.script.lines import (
    MOST_LETTERS,
    Row,
    near_time,
    read_hold_line,
    read_phases,
    read_reps_line,
    read_rest_line,
    read_words,
    remarks_on,
    timed_form,
)

S = Source("s", 1)


def message_of(read, *given):
    with pytest.raises(VoiceguideError) as caught:
        read(*given)
    return str(caught.value).removeprefix("s:1: ")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("0s | a", FromStart(0)),
        ("-0s | a", FromEnd(0)),
        ("\u22125s|a", FromEnd(5000)),
        ("\u20135s|a", FromEnd(5000)),
        ("0% | a", Share(0)),
        ("99.9% | a", Share(99.9)),
        ("every 1s | a", Every(1000)),
        ("countdown 1", Countdown(1)),
        ("countdown 20", Countdown(20)),
        ("breathe 1-1", Breathe(1000, 1000)),
        ("breathe 1-0-1-0", Breathe(1000, 1000)),
        ("breathe 4-6-8", Breathe(4000, 8000, 6000)),
        ("breathe 1-2-3-4", Breathe(1000, 3000, 2000, 4000)),
        ("breathe 999.999-1.001", Breathe(999_999, 1001)),
    ],
)
def test_when_a_line_of_a_hold_is_heard(text, when):
    assert read_hold_line(Row(text, S)).when == when


@pytest.mark.parametrize(
    "head",
    [
        "100%", "100.1%", "every 0.999s", "every 0s", "countdown 0", "countdown 21", "countdown 100",
        "countdown", "breathe 0.999-1", "breathe 1-0.999", "breathe 1-9-0.999", "breathe 1000-1",
        "breathe 4", "breathe 1-1-1-1-1", "breathe 4-6 x", "soon",
    ],
)  # fmt: skip
def test_what_is_no_time_in_a_hold(head):
    assert message_of(read_hold_line, Row(f"{head} | a | b", S)) == (
        f"{head!r} is not a time in a hold. "
        "Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6."
    )


@pytest.mark.parametrize(
    ("text", "when", "words"),
    [
        ("down | a", Phase("down"), "a"),
        ("pause | a", Phase("pause"), "a"),
        ("up | a", Phase("up"), "a"),
        ("1 | a", OnRep(1), "a"),
        ("999 | a", OnRep(999), "a"),
        ("-1 | a", OnRep(-1), "a"),
        ("\u2212999 | a", OnRep(-999), "a"),
        ("3 up | a", OnRep(3, "up"), "a"),
        ("-2 pause | a", OnRep(-2, "pause"), "a"),
        ("3 down | a", OnRep(3), "a"),
        ("next up | a", NextFree("up"), "a"),
        ("next down | a", NextFree("down"), "a"),
        ("count", Count(), "{n}"),
        ("count |", Count(), "{n}"),
        ("count | {n} more", Count(), "{n} more"),
    ],
)
def test_when_a_line_of_reps_is_heard(text, when, words):
    line = read_reps_line(Row(text, S))
    assert (line.when, line.words) == (when, Words((words,)))


@pytest.mark.parametrize("head", ["3", "3 up", "-1"])
def test_a_repetition_in_which_nothing_is_said(head):
    assert read_reps_line(Row(f"{head} |", S)).words == Words()


@pytest.mark.parametrize("head", ["up", "next up"])
def test_a_line_of_no_single_repetition_has_words(head):
    assert "there is nothing to say" in message_of(read_reps_line, Row(f"{head} |", S))


@pytest.mark.parametrize(
    ("head", "remedy"),
    [
        ("0", ""),
        ("1000", ""),
        ("1000.", ""),
        ("soon", ""),
        ("#3", "3"),
        ("999:", "999"),
        ("-0", ""),
        ("-1000", ""),
        ("3 top", ""),
        ("next 3", ""),
        ("3up", "3 up"),
        ("Up 3", "3 up"),
        ("up -2", "-2 up"),
        ("- 2 up", "-2 up"),
        ("rep 3", "3"),
        ("Last", "-1"),
        ("last up", "-1 up"),
        ("up next", "next up"),
        ("next", "next up"),
        ("Count", "count"),
        ("DOWN.", "down"),
    ],
)
def test_what_is_no_time_in_reps(head, remedy):
    usual = "Write down, pause, up, count, next up, or the number of a repetition: 3, -1, 3 up."
    assert message_of(read_reps_line, Row(f"{head} | a", S)) == (
        f"{head!r} is not a time in reps. " + (f"Write {remedy} | ..." if remedy else usual)
    )


@pytest.mark.parametrize(
    ("text", "when", "said", "remarks"),
    [
        ("Rest.", Next(), ("Rest.",), 0),
        ("countdown", Next(), ("countdown",), 0),
        ("10s: Go", Next(), ("10s: Go",), 1),
        ("5s | a", FromStart(5000), ("a",), 0),
        ("countdown 3", Countdown(3), (), 0),
        ("breathe 4-6", Breathe(4000, 6000), (), 0),
    ],
)
def test_a_line_of_a_rest(text, when, said, remarks):
    line = read_rest_line(Row(text, S))
    assert (line.when, line.words.texts, len(line.remarks)) == (when, said, remarks)


@pytest.mark.parametrize(
    ("lines", "stages"),
    [
        (["45s"], [(0, 45_000, "halfway", ())]),
        (
            ["30s", "15s press | Press"],
            [(0, 30_000, "halfway", ()), (30_000, 15_000, "press", ("Press",))],
        ),
        ([], []),
    ],
)
def test_phases(lines, stages):
    read = read_phases([Row(line, S) for line in lines], 45_000)
    assert [
        (one.when.offset, one.when.length, one.when.tone, one.words.texts) for one in read
    ] == stages


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["30s", "14.999s"], "the phases last 44.999s, the hold 45s. Make them the same."),
        (["30s", "15.001s"], "the phases last 45.001s, the hold 45s. Make them the same."),
        (["press"], "'press' is not a phase. Write its length, its tone if you like, and its words: 10s press | Press."),
        (["10s press lift"], "'10s press lift' is not a phase."),
        (["10s chim"], "unknown tone 'chim'. Did you mean 'chime'?"),
        (["45s |"], "there is nothing to say."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_phases(lines, message):
    rows = [Row(line, S) for line in lines]
    assert message_of(lambda: list(read_phases(rows, 45_000))).startswith(message)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a / b", Words(("a", "b"))),
        ("a/b", Words(("a/b",))),
        ("a / [tone tick]", Words(("a",), "tick")),
        ("[tone tick]", Words((), "tick")),
        (" / ".join("a" * 20), Words(("a",) * 20)),
        (" / ".join("a" * 20) + " / [tone tick]", Words(("a",) * 20, "tick")),
        ("a" * MOST_LETTERS, Words(("a" * 5000,))),
        ("{n}", Words(("{n}",))),
    ],
)
def test_wordings(text, words):
    assert read_words(text, S) == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/ a", "there is nothing to say."),
        ("a /", "there is nothing to say."),
        (" / ".join("a" * 21), "there are 21 wordings. One line may have 20."),
        (" / ".join("a" * 21) + " / [tone tick]", "there are 21 wordings. One line may have 20."),
        ("b / " + "a" * 5001, "a text has 5001 characters. It may have 5000; a blank line starts a new one."),
        ("a [b", "'a [b' mixes a directive into a sentence."),
        ("a | b", "'a | b' has a | in it."),
        ("a / [tone tick] / b", "'[tone tick]' mixes a directive into a sentence."),
    ],
)  # fmt: skip
def test_what_cannot_be_said(text, message):
    assert message_of(read_words, text, S).startswith(message)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("10s", ""),
        ("10 sec:", "10s"),
        ("5 minutes", "5m"),
        ("5 m 3 s", "5m 3s"),
        ("- 10 s", "-10s"),
        ("50 %.", "50%"),
        ("Every15s", "every 15s"),
        ("every: 15 s", "every 15s"),
        ("count down 5", "countdown 5"),
        ("breathe: 4–6", "breathe 4-6"),
        ("countdown: 21", ""),
        ("10", ""),
        ("ten", ""),
        ("", ""),
    ],
)
def test_what_is_nearly_a_time(text, near):
    assert near_time(text) == near


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("10s: Breathe.", "10s | Breathe."),
        ("50%: Half", "50% | Half"),
        ("-10s Ten more.", "-10s | Ten more."),
        ("every 15s Relax.", "every 15s | Relax."),
        ("every15s Relax", "every 15s | Relax"),
        ("up: Press", "up | Press"),
        ("Count: now", "count | now"),
        ("-10 sec", "-10s"),
        ("Every 3s", "every 3s"),
        # what may well be said
        ("30 seconds", ""),
        ("every 15s relax.", ""),
        ("up - Press", ""),
        ("down – now", ""),
        ("Sit: down", ""),
    ],
)
def test_what_begins_like_a_time(text, line):
    assert timed_form(text) == line


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("## Two", "A chapter is written # Two"),
        ("#Two.", "A chapter is written # Two"),
        ("#1 of 2", None),
        ("# Two", None),
        ("10s: Go.", "A line with a time stands in a block, as 10s | Go"),
        ("(pause 3s)", "A directive is written [pause 3s]"),
        ("Pause  3s", "A directive is written [pause 3s]"),
        ("rest 10s.", "A directive is written [rest 10s]"),
        ("{end}", "A directive is written [end]"),
        ("tone chime", "A directive is written [tone chime]"),
        ("The end", None),
        ("tone", None),
        ("Sit down.", None),
    ],
)
def test_what_may_be_meant_otherwise(text, hint):
    said = [f"{text!r} is said as it stands. {hint}"] if hint else []
    assert list(remarks_on(Row(text, S))) == said


@pytest.mark.parametrize(
    ("text", "chapter", "directive"),
    [
        ("#", True, None),
        ("##\ta", True, None),
        ("#a", False, None),
        ("a #", False, None),
        ("[hold 45s]", False, ("hold", "45s")),
        ("[ hold  45 s ]", False, ("hold", "45 s")),
        ("[hold]", False, ("hold", "")),
        ("[hold 45s] a", False, None),
        ("hold", False, None),
    ],
)
def test_what_a_row_is(text, chapter, directive):
    assert (Row(text, S).chapter, Row(text, S).directive) == (chapter, directive)
