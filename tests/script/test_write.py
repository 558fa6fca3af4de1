"""Cues as they are written: what `show` prints, letter by letter."""

import pytest

from voiceguide.script.parse import parse_script
from voiceguide.script.write import render_script

WRITTEN = {
    "# Left side": "# Left side",
    "Sit\ndown. / Sit. / [tone bell]": "Sit down. / Sit. / [tone bell]",
    "[ pause 90 s ]": "[pause 1m30s]",
    "[tone gong.wav]": "[tone gong.wav]",
    "[rest 0s]": "[rest 0s]",
    "[rest 10s]\n5 s | a\nb\n[end]": "[rest 10s]\n5s | a\nb\n[end]",
    "[hold 0:45]\n[end]": "[hold 45s]\n[end]",
    "[reps 8]\n[end]": "[reps 8 tempo 3-1-3]\n[end]",
    "[reps 8 tempo 1.5-0.25-2.001]\ncount\n3 | a\nup | b / [tone tick]\n[end]": (
        "[reps 8 tempo 1.5-0.25-2.001]\ncount | {n}\n3 | a\nup | b / [tone tick]\n[end]"
    ),
}
LINES = {
    "- 5 s | a": "-5s | a",
    "12.50 % | a": "12.5% | a",
    "every 90s | a": "every 1m30s | a",
    "countdown 5": "countdown 5",
    # only as many parts of a breath as it has
    "breathe 4-6": "breathe 4-6",
    "breathe 4-0-6": "breathe 4-6",
    "breathe 4-7-8": "breathe 4-7-8",
    "breathe 4-7-8-0": "breathe 4-7-8",
    "breathe 4-0-6-0.5": "breathe 4-0-6-0.5",
    "breathe 4-4-4-4 | a | b / c": "breathe 4-4-4-4 | a | b / c",
    "breathe 1.001-10": "breathe 1.001-10",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_cue(text):
    assert render_script(parse_script(text)) == f"{WRITTEN[text]}\n\n"


@pytest.mark.parametrize("text", LINES)
def test_a_line(text):
    assert render_script(parse_script(f"[hold 9m]\n{text}\n[end]")) == (
        f"[hold 9m]\n{LINES[text]}\n[end]\n\n"
    )


def test_phases_come_last_and_name_their_tones():
    text = "[hold 30s]\n[phases]\n20s | a\n10s lift\n[end]\n5s | b\n[end]\nBye"
    assert render_script(parse_script(text)) == (
        "[hold 30s]\n5s | b\n[phases]\n20s halfway | a\n10s lift\n[end]\n[end]\n\nBye\n\n"
    )
