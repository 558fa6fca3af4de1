"""The cue language: lines become cues, and broken lines are named."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import ScriptError
from voiceguide.plan.cue import (
    Breathe,
    Chapter,
    Count,
    Countdown,
    Every,
    FromEnd,
    FromStart,
    Hold,
    Line,
    Next,
    OnRep,
    Pause,
    Phase,
    Reps,
    Rest,
    Say,
    Share,
    Source,
    Stage,
    Tempo,
    Tone,
    Words,
)
from voiceguide.plan.script import check_script, parse_script
from voiceguide.plan.tones import TONES
from voiceguide.plan.write import render_script

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
    "reps without a tempo": ("[reps 3]\n[end]", [Reps(3, SLOW, (), S)]),
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


@pytest.mark.parametrize(("text", "cues"), TABLE.values(), ids=TABLE)
def test_written_and_read_again(text, cues):
    assert bare(parse_script(render_script(parse_script(text)))) == cues


BROKEN = {
    "[pauze 3s]": "unknown directive [pauze]. Did you mean 'pause'?",
    "[pause]": "[pause] does not say how long. Write [pause 3s].",
    "[pause 3]": "'3' is not a duration. Say the unit: \"3s\" for seconds, \"3m\" for minutes.",
    "[pause 20m]": "20m is out of range. It may be 0s to 15m.",
    "[pause 3s] Now": "'[pause 3s] Now' starts like a directive but is none. A directive stands alone on its line, like [pause 3s].",
    "Now [pause 3s]": "'Now [pause 3s]' mixes a directive into a sentence. Only [tone NAME] may stand there, as the last wording after ' / '.",
    "#": "a chapter needs a title. Write one after the #, like # Welcome.",
    "[tone chim]": "unknown tone 'chim'. Did you mean 'chime'?",
    "[end]": "[end] closes nothing. It ends a [hold], [reps] or [rest].",
    "[hold 45s]": "[hold] is not closed. Write [end] on a line of its own after its last line.",
    "[hold 45s]\n[hold 5s]\n[end]": "[hold] is not closed. Write [end] on a line of its own after its last line.",
    "[hold 0.5s]\n[end]": "0.5s is out of range. It may be 1s to 15m.",
    "[phases]\n5s\n[end]": "[phases] stands outside a hold. Put it into [hold] ... [end].",
    "[reps]\n[end]": "[reps] does not say how many. Write [reps 8].",
    "[reps 0]\n[end]": "0 repetitions are out of range. There may be 1 to 100.",
    "[reps 8 tempo 3-3]\n[end]": "'3-3' is not a tempo. Write seconds down, pause, up, like \"3-1-3\".",
    "...": "'...' has no words to say. Write a text, or [tone NAME].",
    "\U0001f4aa": "'\U0001f4aa' has no words to say. Write a text, or [tone NAME].",
    "1\ufe0f\u20e3": "'1\ufe0f\u20e3' has no words to say. Write a text, or [tone NAME].",
    "a / / b": "there is nothing to say. Write a text, or [tone NAME].",
}  # fmt: skip
IN_A_HOLD = {
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
    "5s | a": "'5s' is not a time in reps. Write down, pause, up, count or the number of a repetition.",
    "0 | a": "'0' is not a time in reps. Write down, pause, up, count or the number of a repetition.",
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


# Any cues at all: written, and read again.

text_of = st.text("abcdefgh ,.", min_size=1, max_size=30).map(" ".join).map(
    lambda raw: " ".join(("x" + raw).split())
)  # fmt: skip
tone_name = st.sampled_from(sorted(TONES))
words = st.builds(
    Words,
    st.lists(text_of, min_size=1, max_size=3).map(tuple),
    st.none() | tone_name,
)
thousandths = st.integers(1000, 60_000)
held = st.integers(0, 60_000)
breaths = st.builds(Breathe, thousandths, thousandths, held, held)
hold_line = st.one_of(
    st.builds(line, st.builds(Countdown, st.integers(1, 20))),
    st.builds(line, breaths),
    st.builds(
        Line,
        st.one_of(
            st.builds(FromStart, st.integers(0, 900_000)),
            st.builds(FromEnd, st.integers(0, 900_000)),
            st.builds(Every, thousandths),
            st.builds(Share, st.integers(0, 999).map(lambda tenths: tenths / 10)),
        ),
        words,
        st.just(S),
    ),
    st.builds(
        Line,
        breaths,
        words,
        st.just(S),
        exhale=words,
    ),
)
reps_line = st.builds(
    Line,
    st.one_of(
        st.builds(Phase, st.sampled_from(["down", "pause", "up"])),
        st.just(Count()),
        st.builds(OnRep, st.integers(1, 100)),
    ),
    words,
    st.just(S),
)
rest_line = st.builds(Line, st.just(Next()), words, st.just(S))
tempos = st.builds(Tempo, thousandths, st.integers(0, 60_000), st.integers(0, 60_000))


def lines_of(one):
    return st.lists(one, max_size=5).map(tuple)


cue = st.one_of(
    st.builds(Chapter, text_of, st.just(S)),
    st.builds(Say, words, st.just(S)),
    st.builds(Pause, st.integers(0, 900_000), st.just(S)),
    st.builds(Tone, tone_name, st.just(S)),
    st.builds(Hold, st.integers(1000, 900_000), lines_of(hold_line), st.just(S)),
    st.builds(Reps, st.integers(1, 100), tempos, lines_of(reps_line), st.just(S)),
    st.builds(Rest, st.integers(0, 900_000), lines_of(rest_line), st.just(S)),
)


@given(st.lists(cue, max_size=6))
def test_any_cues_are_written_and_read_again(cues):
    assert bare(parse_script(render_script(cues))) == cues
