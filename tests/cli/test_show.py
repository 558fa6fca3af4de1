"""What the commands print."""

import pytest

from voiceguide.cli.show import (
    render_notes,
    render_origins,
    render_problems,
    render_proof,
    render_table,
    render_voices,
)
from voiceguide.plan.timeline import Mark, Sound, Timeline, make_event
from voiceguide.problem import Problem, warning
from voiceguide.proof.outcome import Check, HoldProof, Proof
from voiceguide.routine.origin import Origin
from voiceguide.scene import Scene
from voiceguide.speech.engine import Voice

LEFT = Scene("fold", "stretch", "left", 1, 1)
TIMELINE = Timeline(
    "Hips",
    75_000,
    "en",
    (Mark(0, "Welcome"), Mark(4_000, "Fold")),
    (
        make_event(Scene(), "say", 0, 1_240, Sound(text="Hello.")),
        make_event(LEFT, "hold", 5_000, 50_000),
        make_event(LEFT, "tone", 5_000, 5_700, Sound(tone="start")),
        make_event(LEFT, "say", 9_000, 10_000, Sound(text="Breathe.", speed=1.1)),
        make_event(LEFT, "rep", 60_000, 67_000, rep=3),
    ),
)


def test_a_table():
    assert render_table(TIMELINE).splitlines() == [
        "Hips, 1:15",
        "",
        "   0:00.0  Welcome",
        "   0:00.0     1.2s  say   Hello.",
        "",
        "   0:04.0  Fold",
        "   0:05.0      45s  hold  left",
        "   0:05.0     0.7s  tone  start",
        "   0:09.0       1s  say   Breathe. (1.1 times as fast)",
        "   1:00.0       7s  rep   3",
    ]


def test_a_proof():
    from pathlib import Path

    proof = Proof(
        Path("a.mp3"),
        (Check("length", 1, 0, 0, "samples"), Check("speech", 2, 40, 30, "ms", ("it is late",))),
        (HoldProof(65_000, "fold", "left", 45_000, 45_000.02),),
    )
    assert render_proof(proof).splitlines() == [
        "      at      asked      measured  hold",
        "    1:05   45.000 s    45.00002 s  fold left",
        "",
        "check    events       worst    limit",
        "length        1        0.00        0 samples ok",
        "speech        2       40.00       30 ms      FAILED",
        "",
        "  it is late",
    ]


def test_a_proof_with_many_problems():
    from pathlib import Path

    wrong = tuple(f"tone {number} is not heard" for number in range(22))
    proof = Proof(Path("a.mp3"), (Check("tones", 22, 0, 1, "ms", wrong),), ())
    assert render_proof(proof).splitlines()[-2:] == ["  tone 19 is not heard", "  and 2 more"]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "",
            [
                "Anna  de          good       v2",
                "Bob   en-us       synthetic  v1",
                "Any   (any)       joke       v0",
            ],
        ),
        ("en", ["Bob  en-us       synthetic  v1"]),
        ("EN-US", ["Bob  en-us       synthetic  v1"]),
        ("fr", ["No voice speaks 'fr'. Without --lang all are listed."]),
    ],
)
def test_voices(language, shown):
    voices = [Voice("v0", "Any", "", -1), Voice("v1", "Bob", "en-us"), Voice("v2", "Anna", "de", 2)]
    assert sorted(render_voices(voices, language).splitlines()) == sorted(shown)


def test_problems():
    found = [
        Problem("a.toml:2:5", "a key is wrong", excerpt="    hodl = 1", column=5),
        warning("fold", "a hold is long"),
    ]
    assert render_problems(found).splitlines() == [
        "a.toml:2:5: a key is wrong.", "        hodl = 1", "        ^",
        "fold: warning: a hold is long.",
    ]  # fmt: skip
    assert render_problems(found[1:]).splitlines()[-1] == "ok"
    assert render_problems([]) == "ok"


def test_notes_and_origins():
    notes = render_notes([warning("s:1", "it is short")], "holds of 33s")
    assert notes == ["Chosen to fit: holds of 33s.", "warning: s:1: it is short."]
    rows = [Origin("hold", '"45s"', "built-in"), Origin("reps", "8", "option")]
    assert render_origins(rows) == 'hold  "45s"  built-in\nreps  8      option'
