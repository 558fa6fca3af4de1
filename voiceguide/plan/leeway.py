"""Whether one wording fits where it stands: how much shorter it would have to be.

The plan itself is asked, with the block laid out alone: a wording of any length can be put in the
place of this one, and the longest that is still said, whole and unhurried, is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from voiceguide.duration import Milliseconds
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.place import place
from voiceguide.plan.slots import GRID
from voiceguide.plan.timeline import Sound
from voiceguide.script.cue import Breathe, Cue, Every, Hold, Reps, Rest, Words

STAND_IN = "\ue000"
"""What is said in the place of the wording; in Unicode's private area, so that no script has it."""


Block = Hold | Reps | Rest


def excess(
    block: Block,
    line: int,
    wording: int,
    length_of: LengthOf,
    *,
    language: str,
    before: Sequence[Cue] = (),
) -> Milliseconds:
    """How much too long a wording of a block is, milliseconds; 0 where it fits.

    `line` is the number of its line in the block, `wording` its number in the line (those of a
    `breathe` line count on through both of its texts), from 0; `before` is what the block follows
    without a gap. What even a moment would be too long for is too long by its whole length.
    """
    text, tried = _with_stand_in(block, line, wording)
    whole = length_of(Sound(text=text))

    def says(length: int) -> int:
        return _times_said([*before, tried], length, length_of, language)

    wanted = 1 if isinstance(block.lines[line].when, Every | Breathe) else max(says(0), 1)
    if says(whole) >= wanted:
        return Milliseconds(0)
    least, most = 0, -(-whole // GRID)  # how many frames there is room for, by halving
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if says(middle * GRID) >= wanted else (least, middle)
    return Milliseconds(whole - least * GRID)


def _with_stand_in(block: Block, number: int, wording: int) -> tuple[str, Block]:
    """The text of a wording, and the block with a stand-in for it and no longer ones before it."""
    line = block.lines[number]
    inhale = len(line.words.texts)
    if wording < inhale or line.exhale is None:
        text, words = _from(line.words, wording)
        changed = replace(line, words=words)
    else:
        text, words = _from(line.exhale, wording - inhale)
        changed = replace(line, exhale=words)
    lines = (*block.lines[:number], changed, *block.lines[number + 1 :])
    return text, replace(block, lines=lines)


def _from(words: Words, wording: int) -> tuple[str, Words]:
    text, shorter = words.texts[wording], words.texts[wording + 1 :]
    return text, replace(words, texts=(STAND_IN, *shorter))


def _times_said(cues: Sequence[Cue], length: int, length_of: LengthOf, language: str) -> int:
    """How often the stand-in is said unhurried, if it is so long (ms)."""

    def measured(sound: Sound) -> Milliseconds:
        stands = sound.text == STAND_IN
        return Milliseconds(round(length / sound.speed)) if stands else length_of(sound)

    timeline, _ = place(cues, measured, language=language, complain=lambda problem: None)
    return sum(event.sound == Sound(text=STAND_IN) for event in timeline.events)
