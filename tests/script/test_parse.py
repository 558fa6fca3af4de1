"""The cue language: lines become cues, and broken lines are named."""

import msgspec
import pytest

from voiceguide.duration import Tempo
from voiceguide.errors import ScriptError
from voiceguide.script.cue import (
    Breathe,
    Chapter,
    Count,
    Countdown,
    Enter,
    Every,
    FromEnd,
    FromStart,
    Hold,
    Line,
    Next,
    NextFree,
    OnRep,
    Pause,
    Phase,
    Reps,
    Rest,
    Say,
    Share,
    Source,
    Stage,
    Tone,
    Words,
)
from voiceguide.script.parse import check_script, parse_script

S = Source()
SLOW = Tempo(3000, 1000, 3000)


def bare(cues):
    """Cues without the lines they come from."""

    def strip(value):
        if isinstance(value, Source):
            return S
        if isinstance(value, tuple):
            return tuple(map(strip, value))
        if isinstance(value, msgspec.Struct):
            fields = {name: strip(getattr(value, name)) for name in value.__struct_fields__}
            return type(value)(**fields)
        return value

    return [strip(cue) for cue in cues]


def say(*texts, tone=None):
    return Say(Words(texts, tone), S)


def line(when, *texts, tone=None):
    return Line(when, Words(texts, tone), S)


TABLE = {
    "nothing": ("\n \n", []),
    "a chapter": ("#  Left side ", [Chapter("Left side", S)]),
    "a paragraph": ("Sit\ndown.\n\nStand up.", [say("Sit down."), say("Stand up.")]),
    "long to short": ("Sit down now. / Sit. / [tone bell]", [say("Sit down now.", "Sit.", tone="bell")]),
    "a slash inside a word": ("90/90 and/or", [say("90/90 and/or")]),
    "a pause": ("[pause 3s]", [Pause(3000, S)]),
    "spaces": ("[ pause   1m 30s ]", [Pause(90_000, S)]),
    "entering": ("[enter]\nGo in.\n[ enter ]", [Enter(S), say("Go in."), Enter(S)]),
    "a tone": ("[tone chime]", [Tone("chime", S)]),
    "a sound file": ("[tone gong.wav]", [Tone("gong.wav", S)]),
    "a chapter ends a paragraph": ("Hello\n# Two", [say("Hello"), Chapter("Two", S)]),
    "a hold": ("[hold 45s]\n[end]", [Hold(45_000, (), S)]),
    "when in a hold": (
        "[hold 60s]\n5s | a\n50% | b\n-10s | c\n1:00.5 | c\nevery 15s | d\ncountdown 5\n12.5% | [tone bell]\n[end]",
        [Hold(60_000, (
            line(FromStart(5000), "a"), line(Share(50), "b"), line(FromEnd(10_000), "c"),
            line(FromStart(60_500), "c"), line(Every(15_000), "d"), line(Countdown(5)),
            line(Share(12.5), tone="bell"),
        ), S)],
    ),
    "breath that is held": (
        "[hold 60s]\nbreathe 4-7-8\nbreathe 4-4-4-4\nbreathe 4-0-6-0.5\n[end]",
        [Hold(60_000, (
            line(Breathe(4000, 8000, 7000)),
            line(Breathe(4000, 4000, 4000, 4000)),
            line(Breathe(4000, 6000, 0, 500)),
        ), S)],
    ),
    "breathing with words": (
        "[hold 60s]\nbreathe 4-6\nbreathe 4-6.5 | In / [tone inhale] | Out\n[end]",
        [Hold(60_000, (
            line(Breathe(4000, 6000)),
            Line(Breathe(4000, 6500), Words(("In",), "inhale"), S, exhale=Words(("Out",))),
        ), S)],
    ),
    "phases": (
        "[hold 80s]\n[phases]\n60s | Relax\n10s press | Press\n10s lift\n[end]\n5s | a\n[end]",
        [Hold(80_000, (
            line(FromStart(5000), "a"), line(Stage(0, 60_000, "halfway"), "Relax"),
            line(Stage(60_000, 10_000, "press"), "Press"), line(Stage(70_000, 10_000, "lift")),
        ), S)],
    ),
    "reps": (
        "[reps 8 tempo 3-1-3]\ncount\ncount | {n} now\ndown | Down.\npause | Stay\nup | Up. / [tone tick]\n8 | Last\n[end]",
        [Reps(8, SLOW, (
            line(Count(), "{n}"), line(Count(), "{n} now"), line(Phase("down"), "Down."),
            line(Phase("pause"), "Stay"), line(Phase("up"), "Up.", tone="tick"), line(OnRep(8), "Last"),
        ), S)],
    ),
    "single repetitions": (
        "[reps 3]\n1 up | a\n-2 pause | b\n3 up |\n-1 |\nnext up | c / [tone return]\n[end]",
        [Reps(3, SLOW, (
            line(OnRep(1, "up"), "a"), line(OnRep(-2, "pause"), "b"), line(OnRep(3, "up")),
            line(OnRep(-1)), line(NextFree("up"), "c", tone="return"),
        ), S)],
    ),
    "reps without a tempo": ("[reps 3]\n[end]", [Reps(3, SLOW, (), S)]),
    "times with spaces": (
        "[hold 60s]\n5 s | a\n50 % | b\n- 10s| c\n\u22125s | d\n1 m 5 s | e\n[end]",
        [Hold(60_000, (
            line(FromStart(5000), "a"), line(Share(50), "b"), line(FromEnd(10_000), "c"),
            line(FromEnd(5000), "d"), line(FromStart(65_000), "e"),
        ), S)],
    ),
    "a rest that counts down and breathes": (
        "[rest 10s]\nRest.\ncountdown 3\nbreathe 4-6\n[end]",
        [Rest(10_000, (line(Next(), "Rest."), line(Countdown(3)), line(Breathe(4000, 6000))), S)],
    ),
    "a number sign without a space": ("#1 of #2.", [say("#1 of #2.")]),
    "two number signs": ("## Two", [Chapter("Two", S)]),
    "a rest alone": ("[rest 10s]\nHello", [Rest(10_000, (), S), say("Hello")]),
    "a rest with lines": (
        "[rest 10s]\nRest.\nNext.\n-3s | Ready\n[end]",
        [Rest(10_000, (line(Next(), "Rest."), line(Next(), "Next."), line(FromEnd(3000), "Ready")), S)],
    ),
    "two rests": ("[rest 1s]\n[rest 2s]\na\n[end]", [Rest(1000, (), S), Rest(2000, (line(Next(), "a"),), S)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "cues"), TABLE.values(), ids=TABLE)
def test_read(text, cues):
    assert bare(parse_script(text)) == cues


BROKEN = {
    "[pauze 3s]": "unknown directive [pauze]. Did you mean 'pause'?",
    "[pause]": "[pause] does not say how long. Write [pause 3s].",
    "[pause 3]": "'3' is not a duration. Say the unit: \"3s\" for seconds, \"3m\" for minutes.",
    "[pause 20m]": "20m is out of range. It may be 0s to 15m.",
    "[pause 3s] Now": "'[pause 3s] Now' looks like a directive but is not one. A directive stands alone on its line, like [pause 3s].",
    "Now [pause 3s]": "'Now [pause 3s]' mixes a directive into a sentence. Only [tone NAME] may stand there, as the last wording after ' / '.",
    "#": "a chapter needs a title. Write one after the #, like # Welcome.",
    "[tone chim]": "unknown tone 'chim'. Did you mean 'chime'?",
    "[Pause 3s]": "unknown directive [Pause 3s]. Write [pause 3s].",
    "[pause3s]": "unknown directive [pause3s]. Write [pause 3s].",
    "[tone: Chime]": "unknown directive [tone: Chime]. Write [tone chime].",
    "[TONE Gong.wav]": "unknown directive [TONE Gong.wav]. Write [tone Gong.wav].",
    "[Hold 45S]\n[end]": "unknown directive [Hold 45S]. Write [hold 45s].",
    "[/pause]": "unknown directive [/pause]. A block ends with [end].",
    "Now]": "'Now]' mixes a directive into a sentence. Only [tone NAME] may stand there, as the last wording after ' / '.",
    "5 s | a": "'5 s | a' has a time, and stands outside a block. Put it between [hold 45s] and [end]; a sentence has no |.",
    "countdown 5": "'countdown 5' has a time, and stands outside a block. Put it between [hold 45s] and [end]; a sentence has no |.",
    "[hold 45s]\n[hold 5s]\n# Two\n[end]\n[end]": "[hold] is not closed. Write [end] on a line of its own after its last line.",
    "[hold 45s]\n5s | a\n# Two": "[hold] is not closed. Write [end] on a line of its own after its last line.",
    "[end]": "[end] closes nothing. It ends a [hold], [reps] or [rest].",
    "[hold 45s]": "[hold] is not closed. Write [end] on a line of its own after its last line.",
    "[hold 45s]\n[hold 5s]\n[end]": "[hold] is not closed. Write [end] on a line of its own after its last line.",
    "[hold 0.5s]\n[end]": "0.5s is out of range. It may be 1s to 15m.",
    "[phases]\n5s\n[end]": "[phases] stands outside a hold. Put it into [hold] ... [end].",
    "[reps]\n[end]": "[reps] does not say how many. Write [reps 8].",
    "[reps 0]\n[end]": "0 repetitions are out of range. There may be 1 to 100.",
    "[reps 8 tempo 3-3]\n[end]": "'3-3' is not a tempo. Write seconds down, pause, up, like \"3-1-3\".",
    "_": "'_' has no words to say. Write a text, or [tone NAME].",
    "...": "'...' has no words to say. Write a text, or [tone NAME].",
    "\U0001f4aa": "'\U0001f4aa' has no words to say. Write a text, or [tone NAME].",
    "1\ufe0f\u20e3": "'1\ufe0f\u20e3' has no words to say. Write a text, or [tone NAME].",
    "a / / b": "there is nothing to say. Write a text, or [tone NAME].",
}  # fmt: skip
IN_A_HOLD = {
    "10s: a": "'10s: a' has no time. Write 10s | a",
    "-10s a": "'-10s a' has no time. Write -10s | a",
    "Countdown 5": "'Countdown 5' has no time. Write countdown 5",
    "countdown5 | a": "'countdown5' is not a time in a hold. Write countdown 5.",
    "every15s | a": "'every15s' is not a time in a hold. Write every 15s.",
    "breathe 4\u20136 | a | b": "'breathe 4\u20136' is not a time in a hold. Write breathe 4-6.",
    "10 seconds: | a": "'10 seconds:' is not a duration. Write 10s.",
    "Breathe.": "'Breathe.' has no time. Inside a block every line says when it is heard, like 5s | Breathe.",
    "5 | a": "'5' is not a duration. Say the unit: \"5s\" for seconds, \"5m\" for minutes.",
    "100% | a": "'100%' is not a time in a hold. Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    "every 0s | a": "'every 0s' is not a time in a hold. Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    "countdown 21": "'countdown 21' is not a time in a hold. Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    "countdown 5 | a": "countdown says its own numbers. Write countdown 5 without a text.",
    "breathe 4 | a": "'breathe 4' is not a time in a hold. Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    "breathe 0-7-8": "'breathe 0-7-8' is not a time in a hold. Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    "breathe 4-4-4-4-4": "'breathe 4-4-4-4-4' is not a time in a hold. Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    "breathe 4-6 | a": "breathe needs two texts or none. Write breathe 4-6 | Breathe in. | Breathe out.",
    "5s | ": "there is nothing to say. Write a text, or [tone NAME].",
    "5s | a / [tone bel]": "unknown tone 'bel'. Did you mean 'bell'?",
}  # fmt: skip
IN_REPS = {
    "Up | a": "'Up' is not a time in reps. Write up | ...",
    "3. | a": "'3.' is not a time in reps. Write 3 | ...",
    "up: a": "'up: a' has no time. Write up | a",
    "5s | a": "'5s' is not a time in reps. Write down, pause, up, count, next up, or the number of a repetition: 3, -1, 3 up.",
    "0 | a": "'0' is not a time in reps. Write down, pause, up, count, next up, or the number of a repetition: 3, -1, 3 up.",
    "Up": "'Up' has no time. Inside a block every line says when it is heard, like up | Press.",
}


def message(text):
    with pytest.raises(ScriptError) as caught:
        parse_script(text, "f.cue.j2")
    return str(caught.value)


@pytest.mark.parametrize("text", BROKEN)
def test_broken(text):
    assert message("Hello.\n\n" + text) == f"f.cue.j2:3: {BROKEN[text]}"


@pytest.mark.parametrize("text", IN_A_HOLD)
def test_broken_in_a_hold(text):
    assert message(f"[hold 60s]\n{text}\n[end]") == f"f.cue.j2:2: {IN_A_HOLD[text]}"


@pytest.mark.parametrize("text", IN_REPS)
def test_broken_in_reps(text):
    assert message(f"[reps 3]\n{text}\n[end]") == f"f.cue.j2:2: {IN_REPS[text]}"


def test_phases_last_as_long_as_the_hold():
    assert message("[hold 60s]\n[phases]\n30s\n20s press\n[end]\n[end]") == (
        "f.cue.j2:4: the phases last 50s, the hold 1m. Make them the same."
    )


ENDS = {
    # what is just in range, and what is just out of it
    "[pause 0s]": "",
    "[pause 15m]": "",
    "[pause 15m0.001s]": "15m0.001s is out of range. It may be 0s to 15m.",
    "[rest 0s]": "",
    "[rest 15m]": "",
    "[rest 15m0.001s]": "15m0.001s is out of range. It may be 0s to 15m.",
    "[hold 1s]\n[end]": "",
    "[hold 15m]\n[end]": "",
    "[hold 0.999s]\n[end]": "0.999s is out of range. It may be 1s to 15m.",
    "[hold 15m0.001s]\n[end]": "15m0.001s is out of range. It may be 1s to 15m.",
    "[reps 1]\n[end]": "",
    "[reps 100]\n[end]": "",
    "[reps 0 tempo 3-1-3]\n[end]": "0 repetitions are out of range. There may be 1 to 100.",
    "[reps 101]\n[end]": "101 repetitions are out of range. There may be 1 to 100.",
    "[reps 8 tempo 60-0-0]\n[end]": "",
    "[reps 8 tempo 60.001-0-0]\n[end]": "tempo '60.001-0-0' is out of range. One repetition takes at least 1 s and one phase at most 60 s.",
}  # fmt: skip


@pytest.mark.parametrize("text", ENDS)
def test_the_ends_of_what_a_directive_takes(text):
    cues, errors = check_script(text, "f")
    assert [str(error) for error in errors] == ([f"f:1: {ENDS[text]}"] if ENDS[text] else [])
    assert len(cues) == (not ENDS[text])


UNCLOSED = "[hold] is not closed. Write [end] on a line of its own after its last line."
NOTHING = "[end] closes nothing. It ends a [hold], [reps] or [rest]."
LAID = {
    # what stands inside a block goes with it, up to the end that is the block's
    "a block in a block": (
        "Hello\n\n[hold 45s]\n[hold 5s]\n[end]\n[end]\nBye", ["Say 1", "Hold 3", "Say 7"],
        ["4: [hold] cannot stand inside [hold]. Write [end] before it, to end the [hold]."]),
    "a rest in a block": (
        "Hi\n[hold 45s]\n5s | a\n[rest 3s]\nx\n[end]\n[end]\nBye", ["Say 1", "Hold 2", "Say 8"],
        ["4: [rest] cannot stand inside [hold]. Write [end] before it, to end the [hold]."]),
    "a block behind phases": (
        "[hold 45s]\n[phases]\n45s\n[end]\n[hold 3s]\n[end]\n[end]\nBye", ["Hold 1", "Say 8"],
        ["5: [hold] cannot stand inside [hold]. Write [end] before it, to end the [hold]."]),
    # without an end, a block goes up to what begins another
    "up to a chapter": ("[hold 45s]\n5s | a\n# Two\nBye", ["Hold 1", "Chapter 3", "Say 4"], [f"1: {UNCLOSED}"]),
    "up to the last line": ("[hold 45s]\n5s | a\nBye", ["Hold 1"], [f"1: {UNCLOSED}"]),
    "up to a block": ("[hold 45s]\n[hold 5s]\n[end]", ["Hold 1", "Hold 2"], [f"1: {UNCLOSED}"]),
    "up to a chapter in a block": (
        "[hold 45s]\n[hold 5s]\n# Two\n[end]\n[end]", ["Hold 1", "Hold 2", "Chapter 3"],
        [f"1: {UNCLOSED}", f"2: {UNCLOSED}", f"4: {NOTHING}", f"5: {NOTHING}"]),
    "the end of phases is none": ("[hold 45s]\n[phases]\n45s | a\n[end]", ["Hold 1"], [f"1: {UNCLOSED}"]),
    "and phases without one": ("[hold 45s]\n5s | a\n[phases]\n45s | b", ["Hold 1"], [f"1: {UNCLOSED}"]),
    # a rest needs none
    "a rest before a block": ("[rest 3s]\n[hold 5s]\n[end]", ["Rest 1", "Hold 2"], []),
    "a rest before a chapter": ("[rest 3s]\nHi\n# Two\n[end]", ["Rest 1", "Say 2", "Chapter 3"], [f"4: {NOTHING}"]),
    "a rest with blank lines": ("[rest 3s]\n\nHi\n\n[end]\nHo", ["Rest 1", "Say 6"], []),
    # what is meant goes on as it is meant
    "in capitals": (
        "[Rest 3s]\nHi\n[END]\nHo", ["Rest 1", "Say 4"],
        ["3: unknown directive [END]. Write [end].", "1: unknown directive [Rest 3s]. Write [rest 3s]."]),
    "without a space": ("[reps8]\n[end]", ["Reps 1"], ["1: unknown directive [reps8]. Write [reps 8]."]),
    "without what it needs": (
        "[Hold]\n[end]", [],
        ["1: unknown directive [Hold]. Write [hold].", "1: [hold] does not say how long. Write [hold 45s]."]),
    "ended by its name": ("[hold 45s]\n[/hold]\nBye", ["Hold 1", "Say 3"], ["2: unknown directive [/hold]. A block ends with [end]."]),
    # and what cannot be there is left out
    "a directive in a block": (
        "[hold 5s]\n[pause 3s]\n3s | a\n[end]", ["Hold 1"],
        ["2: [pause 3s] cannot stand inside a block. Lines in it say when they are heard, like 5s | Breathe."]),
    "a time in a paragraph": (
        "Hi\ncountdown 5\nHo", [],
        ["2: 'countdown 5' has a time, and stands outside a block. Put it between [hold 45s] and [end]; a sentence has no |."]),
    "no name": ("[]", [], ["1: unknown directive []. Choose from: end, enter, hold, pause, phases, reps, rest, tone."]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "cues", "messages"), LAID.values(), ids=LAID)
def test_where_a_block_ends(text, cues, messages):
    read, errors = check_script(text, "f")
    assert [f"{type(cue).__name__} {cue.source.line}" for cue in read] == cues
    assert [str(error) for error in errors] == [f"f:{message}" for message in messages]


def test_the_lines_of_phases_and_those_around_them():
    text = "[hold 45s]\n1s | a\n[phases]\n30s | b\n15s press\n[end]\n2s | c\n[end]"
    assert bare(parse_script(text)) == [
        Hold(45_000, (
            line(FromStart(1000), "a"), line(FromStart(2000), "c"),
            line(Stage(0, 30_000, "halfway"), "b"), line(Stage(30_000, 15_000, "press")),
        ), S)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Hello", Source("f", 1)),
        ("\x1ea:3\x1fHello", Source("a", 3)),
        # of a line that a tag begins the mark before its first word counts
        ("\x1ea:3\x1f\x1eb:7\x1fHello", Source("b", 7)),
        ("\x1ea:3\x1f  \x1eb:7\x1fHello \x1ec:9\x1fyou", Source("b", 7)),
        ("\x1ea:3\x1fHello \x1eb:7\x1fyou", Source("a", 3)),
        # and the last line of that file
        ("\x1ea:3\x1fHello \x1eb:7\x1fyou \x1ea:5\x1fthere", Source("a", 5)),
    ],
)
def test_the_line_a_sentence_comes_from(text, source):
    assert [cue.source for cue in parse_script(text, "f")] == [source]


def test_all_that_is_wrong_at_once():
    cues, errors = check_script("[pauze 1s]\n[hold 5s]\n2 | a\n3s | b\n[end]\n[tone x]", "f")
    assert [error.where for error in errors] == ["f:1", "f:3", "f:6"]
    assert bare(cues) == [Hold(5000, (line(FromStart(3000), "b"),), S)]


def test_control_characters_reach_nobody():
    """A zero would end the sentence inside the engine; an escape would reach the terminal."""
    cues = parse_script("# One\0two\x1b[2J\nSay\0 it.\x07")
    assert bare(cues) == [Chapter("Onetwo[2J", S), say("Say it.")]


def test_lines_of_the_template_are_named_not_those_of_the_rendered_text():
    text = "\x1ea.cue.j2:7\x1fHello\n\n\x1eb.j2:40\x1f[pauze 1s]\n"
    assert message(text).startswith("b.j2:40: unknown directive")
