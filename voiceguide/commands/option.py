"""What several commands share: options, and the bar that shows how far they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

DEFAULT_ROUTINE = "hip-rotation"


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """An option that can come from the environment too: --hold from VOICEGUIDE_HOLD."""
    name = names[0].split("/")[0].lstrip("-")
    variable = "VOICEGUIDE_" + name.upper().replace("-", "_")
    return click.option(*names, envvar=variable, **settings)


SETTINGS = (
    option("--hold", metavar="TIME", help="Length of every stretch, each side: 45s, 1m30s."),
    option("--reps", metavar="N", help="Repetitions of every exercise, each side."),
    option("--tempo", metavar="D-P-U", help="Seconds down, pause, up of one repetition: 3-1-3."),
    option("--rest", metavar="TIME", help="Rest between exercises; 0s for none."),
    option("--switch", metavar="TIME", help="Time to change sides; 0s for none."),
    option(
        "--side-order",
        metavar="ORDER",
        help="exercise: both sides of each in turn. pair: all of one side first.",
    ),
    option("--first-side", metavar="SIDE", help="left, right, or alternate from day to day."),
    option("--rounds", metavar="N", help="How often the whole routine is done."),
    option(
        "--detail",
        metavar="LEVEL",
        help="How much is said: full, brief, tones, or auto: less with every time.",
    ),
    option("--tv/--no-tv", default=None, help="Names, switches, halfway and end only."),
    option("--weak-side", metavar="SIDE", help="left or right: the side that gets more, or none."),
    option("--weak-extra", metavar="TIME", help="How much longer the weak side's holds are."),
    option("--weak-reps", metavar="N", help="How many more repetitions the weak side does."),
    option("--attention", metavar="TIME", help="A tone before speech after so long a silence."),
    option("--breath", metavar="PATTERN", help="Breathing in holds: spoken, 4-6, 4-7-8, box, off."),
    option("--clarity", metavar="MODE", help="How the voice is worked on: off, normal, tv."),
    option("--tones", metavar="SET", help="The set of tones: calm, bright, wood, none."),
    option("--tone-level", metavar="DB", help="Tones softer or louder: -12 to 6."),
    option("--voice-level", metavar="DB", help="The voice softer or louder: -12 to 6."),
    option("--bed", metavar="BED", help="Under it all: rain, brown-noise, waves, a file, none."),
    option("--bed-level", metavar="DB", help="How loud the bed is between words: -38 to -26."),
    option("--voice", metavar="NAME", help="Who speaks: a name (see voiceguide voices) or a file."),
    option("--rate", metavar="WPM", help="Words per minute; 140 to 160 is easy to follow."),
    option(
        "--engine",
        metavar="NAME",
        help="What speaks: auto, system, piper, silent, or one with options; see docs/voices.md.",
    ),
    option("--lang", metavar="CODE", help="Language of the voice: en, en-gb, de."),
    option(
        "--set",
        "sets",
        metavar="EX.KEY=VALUE",
        multiple=True,
        help="One exercise only: external-rotation-stretch.hold=60s. Repeatable.",
    ),
    option(
        "--var",
        "variables",
        metavar="NAME=VALUE",
        multiple=True,
        help="A variable for the scripts. Repeatable.",
    ),
)


FIT = option("--fit", metavar="TIME", help="Choose holds, reps and detail to fill a time: 12m.")


def settings_options(command: Any) -> Any:
    """Add the options that change a session."""
    for option in reversed(SETTINGS):
        command = option(command)
    return command


@contextmanager
def progress_bar(label: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's standard error; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bars: list[Any] = []

    def report(done: int, total: int) -> None:
        if not bars or bars[0].length != total or done < bars[0].pos:
            while bars:
                bars.pop().render_finish()
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
        bars[0].update(done - bars[0].pos)

    try:
        yield report
    finally:
        for bar in bars:
            bar.render_finish()
