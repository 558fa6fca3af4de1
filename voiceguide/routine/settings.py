"""The settings: one table, a row each, and everything that is known of one stands in its row.

Options, environment variables, keywords of the library, what a file may say and how it is read,
the JSON Schema, the table of the documentation and the fields of the page all follow from a row.
A new setting is one row in `Settings`; what it does is up to whoever reads it. Type checkers run
nothing, so for them its keyword stands in session/keywords.py too; a test says where it is missing.

`Values` are settings somebody chose, read already, under the names a file gives them; `merge` is
one dict over another. `lay` makes `Settings` of them.
"""

# no `from __future__ import annotations`: the rows are annotations, and read as they stand
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields, replace

from voiceguide.duration import Milliseconds, Tempo
from voiceguide.errors import RoutineError
from voiceguide.routine.kind import Duration, Flag, Kind, Pace, Whole, Word
from voiceguide.routine.mix import (
    BED_LIMITS,
    BEDS,
    BREATH_WORDS,
    BREATHS,
    LEVEL_LIMITS,
    NO_BED,
    Clarity,
    Mix,
    check_own_bed,
    parse_bed,
)
from voiceguide.routine.row import Field, Setting
from voiceguide.scene import Action
from voiceguide.tones import ToneSet

SideOrder = Literal["exercise", "pair"]
FirstSide = Literal["left", "right", "alternate"]
WeakSide = Literal["none", "left", "right"]
Detail = Literal["full", "brief", "tones", "auto"]

HOLD_LIMITS = (1_000, 15 * 60_000)
"""Shortest and longest hold, milliseconds."""
LIST_HOLD_LIMITS = (1_000, 60 * 60_000)
"""The same where a list states it."""
GAP_LIMITS = (0, 15 * 60_000)
"""Shortest and longest switch or rest, milliseconds."""
REPS_LIMITS = (1, 100)
SESSION_LIMIT = 4 * 3_600_000
"""The longest session, milliseconds."""
RECOMMENDED_HOLD = (30_000, 60_000)
"""Outside this range a hold draws a warning, milliseconds."""
RECOMMENDED_REPS = (5, 10)


def hold_limits(action: Action | None) -> tuple[int, int]:
    """Shortest and longest hold of what is done, milliseconds."""
    return LIST_HOLD_LIMITS if action == "exercise" else HOLD_LIMITS


Values = Mapping[str, Any]
"""Settings somebody chose, read, by the names a file gives them: "hold", "voice.rate"."""


def _no_program(engine: str) -> None:
    if ":" in engine:
        raise RoutineError(
            "a routine file cannot name a program to run, a server or a folder",
            remedy="Pass it on the command line: --engine 'command:PROGRAM ...'.",
        )


def _no_voice_file(name: str) -> None:
    if name.partition("#")[0].lower().endswith(".onnx"):
        raise RoutineError(
            "a routine file cannot name a voice file",
            remedy=f"Pass it on the command line: --voice {name}.",
        )


_LEVEL = Whole(*LEVEL_LIMITS, "decibels", "DB")
_GAP = Duration(*GAP_LIMITS)


# fmt: off
class VoiceChoice(Struct, frozen=True):
    """Who speaks."""

    engine: Annotated[str, Setting(
        Kind(),
        "What speaks: auto, hibari, pico, system, piper, silent, or another (see docs/voices.md)",
        "sound", heard=True, check=_no_program, field=None)] = "auto"
    name: Annotated[str, Setting(
        Kind(),
        "Who speaks: a name (see voiceguide voices) or a file; chosen by language if empty",
        "first", heard=True, check=_no_voice_file, option="voice", field=Field("voice"))] = ""
    rate: Annotated[int, Setting(
        Whole(80, 400, "words per minute", "WPM"),
        "Words a minute, of which 140 to 160 are easy to follow", "sound", heard=True,
        field=Field("voice", step=5))] = 150


class Settings(Struct, frozen=True):
    """Every setting, read and inside its limits. The defaults are the built-in ones."""

    hold: Annotated[Milliseconds, Setting(
        Duration(*HOLD_LIMITS), "Each side, from start tone to end tone (45s, 1m30s, 1.5 min)",
        "first", own=True, field=Field(step=5, shown=True))] = Milliseconds(45_000)
    reps: Annotated[int, Setting(
        Whole(*REPS_LIMITS, "repetitions"), "Repetitions of each exercise, each side",
        "first", own=True, field=Field(shown=True))] = 8
    tempo: Annotated[Tempo, Setting(
        Pace(), "Seconds down, pause, up of one repetition: 3-1-3", own=True,
    )] = Tempo(Milliseconds(3000), Milliseconds(1000), Milliseconds(3000))
    switch: Annotated[Milliseconds, Setting(
        _GAP, "Time to change sides, 0s for none")] = Milliseconds(8_000)
    rest: Annotated[Milliseconds, Setting(
        _GAP, "Rest between exercises, 0s for none",
        field=Field(step=5))] = Milliseconds(10_000)
    back_to_back: Annotated[bool, Setting(
        Flag(), "Rests last from end tone to start tone, and all is said inside them")] = False
    side_order: Annotated[SideOrder, Setting(
        Word(get_args(SideOrder)),
        "exercise: both sides of each in turn; pair: all of one side first",
        field=Field("sides"))] = "exercise"
    first_side: Annotated[FirstSide, Setting(
        Word(get_args(FirstSide)), "left, right, or alternate from day to day", "first",
        field=Field("sides", shown=True))] = "left"
    rounds: Annotated[int, Setting(
        Whole(1, 20, "rounds"), "How often the whole routine is done")] = 1
    detail: Annotated[Detail, Setting(
        Word(get_args(Detail)),
        "How much is said: full, brief, tones, or auto: less with every time",
        field=Field("voice", shown=True))] = "full"
    weak_side: Annotated[WeakSide, Setting(
        Word(get_args(WeakSide)), "left or right: it gets 15s and 2 repetitions more; or none",
        field=Field("sides"))] = "none"
    weak_extra: Annotated[Milliseconds, Setting(
        _GAP, "How much longer the weak side's holds are",
        field=Field("sides", step=5))] = Milliseconds(0)
    weak_reps: Annotated[int, Setting(
        Whole(0, REPS_LIMITS[1], "repetitions"),
        "How many more repetitions the weak side does", field=Field("sides"))] = 0
    attention: Annotated[Milliseconds, Setting(
        Duration(1_000, 600_000), "A tone before speech that follows this much silence", "sound",
        field=Field("voice"))] = Milliseconds(8_000)
    tv: Annotated[bool, Setting(
        Flag(), "Names, switches, halfway and end only",
        field=Field("voice"))] = False
    breath: Annotated[str, Setting(
        Word((*BREATH_WORDS, *BREATHS)),
        "Breathing in holds: spoken, 4-6, 4-7-8, box, off", field=Field("voice"))] = "spoken"
    clarity: Annotated[Clarity, Setting(
        Word(get_args(Clarity)), "How the voice is worked on: off, normal, tv", "sound",
        heard=True)] = "normal"
    tones: Annotated[ToneSet, Setting(
        Word(get_args(ToneSet)), "The set of tones: calm, bright, wood, none", "sound",
        field=Field(shown=True))] = "calm"
    tone_level: Annotated[int, Setting(_LEVEL, "Tones softer or louder", "sound", heard=True)] = 0
    voice_level: Annotated[int, Setting(
        _LEVEL, "The voice softer or louder than -19 LUFS", "sound", heard=True)] = 0
    bed: Annotated[str, Setting(
        Word((NO_BED, *BEDS), parse_bed), "Under it all: rain, brown-noise, waves, a file, none",
        "sound", heard=True, check=check_own_bed, field=Field(shown=True))] = NO_BED
    bed_level: Annotated[int, Setting(
        Whole(*BED_LIMITS, "dBFS rms", "DB"), "How loud the bed is between words", "sound",
        heard=True)] = -32
    voice: VoiceChoice = VoiceChoice()
    # fmt: on

    @property
    def mix(self) -> Mix:
        """How the voice and the tones sound."""
        return Mix(self.clarity, self.tones, self.tone_level, self.voice_level)


Rows = Mapping[str, Setting]
"""Settings by the names a file gives them."""


@cache
def rows_of(table: type[Struct], prefix: str = "") -> Rows:
    """The rows of a table of settings, in its order; those of a table in it after a point."""
    rows: dict[str, Setting] = {}
    for field in fields(table):
        key = f"{prefix}{field.name}"
        if get_origin(field.type) is Annotated:
            row = next(one for one in field.type.__metadata__ if isinstance(one, Setting))
            rows[key] = replace(row, key=key, default=field.default)
        else:
            rows |= rows_of(field.type, f"{key}.")
    return rows


ROWS = rows_of(Settings)
OWN_ROWS = {key: row for key, row in ROWS.items() if row.own}
"""The settings one exercise can have of its own."""
LIST_ROWS = {**OWN_ROWS, "hold": replace(OWN_ROWS["hold"], kind=Duration(*LIST_HOLD_LIMITS))}
"""The same for an exercise of a list."""

TV_STANDS_FOR: Values = {"detail": "tones", "attention": Milliseconds(1_500), "clarity": "tv"}
"""TV mode is a word for these, unless whoever asked for it said otherwise."""
WEAK_MORE: Values = {"weak_extra": Milliseconds(15_000), "weak_reps": 2}
"""What a weak side gets more where nobody says how much."""


def merge(*layers: Values) -> dict[str, Any]:
    """Lay values over one another, the lowest first."""
    return {key: value for layer in layers for key, value in _spelt_out(layer).items()}


def _spelt_out(layer: Values) -> Values:
    return {**TV_STANDS_FOR, **layer} if layer.get("tv") else layer


def strengthen_weak(values: Values) -> Values:
    """Add what the weak side gets more, where there is one and nobody says how much."""
    if values.get("weak_side", "none") == "none" or not WEAK_MORE.keys().isdisjoint(values):
        return values
    return {**values, **WEAK_MORE}


def lay(*layers: Values) -> Settings:
    """Make settings of layers of values, the lowest first, over the built-in ones."""
    values = strengthen_weak(merge(*layers))
    voice = {key.removeprefix("voice."): values[key] for key in values if "." in key}
    plain = {key: value for key, value in values.items() if "." not in key}
    return Settings(**plain, voice=VoiceChoice(**voice))
