"""The settings: their names, defaults, limits, and how a value is read.

A `Patch` is a few settings as somebody wrote them (a table of a routine file, the options of a
command line); `merge` lays one patch over another. `Settings` is the result, every value read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.choice import parse_choice, parse_flag
from voiceguide.routine.explain import explain
from voiceguide.routine.mix import (
    BED_LIMITS,
    LEVEL_LIMITS,
    NO_BED,
    Clarity,
    Mix,
    parse_bed,
    parse_breath,
)
from voiceguide.tones import ToneSet

SideOrder = Literal["exercise", "pair"]
FirstSide = Literal["left", "right", "alternate"]
WeakSide = Literal["none", "left", "right"]
Detail = Literal["full", "brief", "tones", "auto"]

HOLD_LIMITS = (1_000, 15 * 60_000)
"""Shortest and longest hold, milliseconds."""
GAP_LIMITS = (0, 15 * 60_000)
"""Shortest and longest switch or rest, milliseconds."""
PHASE_LIMITS = (0, 60_000)
"""Shortest and longest phase of a tempo, milliseconds."""
REPS_LIMITS = (1, 100)
ROUNDS_LIMITS = (1, 20)
RATE_LIMITS = (80, 400)
SESSION_LIMIT = 4 * 3_600_000
"""The longest session, milliseconds."""
RECOMMENDED_HOLD = (30_000, 60_000)
"""Outside this range a hold draws a warning, milliseconds."""
RECOMMENDED_REPS = (5, 10)

QUIET_LIMITS = (1_000, 600_000)
"""Shortest and longest silence after which speech is announced by a tone, milliseconds."""


class VoiceChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """Who speaks. rate is words per minute; an empty name is the language's default voice."""

    engine: str = "auto"
    name: str = ""
    rate: int = 150


class VoicePatch(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `voice = { ... }` that somebody wrote."""

    engine: (
        Annotated[str, Meta(description="what speaks: auto, system, piper, silent")] | UnsetType
    ) = UNSET
    name: Annotated[str, Meta(description="which voice; empty: by language")] | UnsetType = UNSET
    rate: Annotated[int, Meta(description="words per minute, 80 to 400")] | UnsetType = UNSET


class Patch(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings somebody wrote, unread; a key that is not there stays UNSET."""

    hold: (
        Annotated[str, Meta(description="each side, from start tone to end tone; 1s to 15m")]
        | UnsetType
    ) = UNSET
    reps: Annotated[int, Meta(description="repetitions, each side; 1 to 100")] | UnsetType = UNSET
    tempo: (
        Annotated[str, Meta(description="seconds down, pause, up of one repetition")] | UnsetType
    ) = UNSET
    switch: (
        Annotated[str, Meta(description="time to change sides; 0s for none, up to 15m")] | UnsetType
    ) = UNSET
    rest: (
        Annotated[str, Meta(description="between exercises; 0s for none, up to 15m")] | UnsetType
    ) = UNSET
    side_order: (
        Annotated[
            str, Meta(description="exercise: both sides of each in turn; pair: one side first")
        ]
        | UnsetType
    ) = UNSET
    first_side: (
        Annotated[str, Meta(description="left, right, or alternate from day to day")] | UnsetType
    ) = UNSET
    rounds: (
        Annotated[int, Meta(description="how often the whole routine is done; 1 to 20")] | UnsetType
    ) = UNSET
    detail: (
        Annotated[str, Meta(description="how much is said: full, brief, tones, auto")] | UnsetType
    ) = UNSET
    weak_side: (
        Annotated[str, Meta(description="the side that gets more: left, right, none")] | UnsetType
    ) = UNSET
    weak_extra: (
        Annotated[str, Meta(description="how much longer the weak side's holds are")] | UnsetType
    ) = UNSET
    weak_reps: (
        Annotated[int, Meta(description="how many more repetitions the weak side does")] | UnsetType
    ) = UNSET
    attention: (
        Annotated[str, Meta(description="a tone goes before speech after so long without sound")]
        | UnsetType
    ) = UNSET
    tv: Annotated[bool, Meta(description="names, switches, halfway and end only")] | UnsetType = (
        UNSET
    )
    breath: (
        Annotated[str, Meta(description="breathing in holds: spoken, 4-6, 4-7-8, box, off")]
        | UnsetType
    ) = UNSET
    clarity: (
        Annotated[str, Meta(description="how the voice is worked on: off, normal, tv")] | UnsetType
    ) = UNSET
    tones: (
        Annotated[str, Meta(description="the set of tones: calm, bright, wood, none")] | UnsetType
    ) = UNSET
    tone_level: Annotated[int, Meta(description="tones softer or louder; -12 to 6")] | UnsetType = (
        UNSET
    )
    voice_level: (
        Annotated[int, Meta(description="the voice over -19 LUFS; -12 to 6")] | UnsetType
    ) = UNSET
    bed: (
        Annotated[str, Meta(description="under it all: rain, brown-noise, waves, a file, none")]
        | UnsetType
    ) = UNSET
    bed_level: (
        Annotated[int, Meta(description="how loud the bed is between words; -38 to -26")]
        | UnsetType
    ) = UNSET
    voice: VoicePatch | UnsetType = UNSET


class Settings(Struct, frozen=True):
    """Every setting, read and inside its limits. The defaults are the built-in ones."""

    hold: Milliseconds = Milliseconds(45_000)
    reps: int = 8
    tempo: Tempo = Tempo(Milliseconds(3000), Milliseconds(1000), Milliseconds(3000))
    switch: Milliseconds = Milliseconds(8_000)
    rest: Milliseconds = Milliseconds(10_000)
    side_order: SideOrder = "exercise"
    first_side: FirstSide = "left"
    rounds: int = 1
    detail: Detail = "full"
    weak_side: WeakSide = "none"
    weak_extra: Milliseconds = Milliseconds(0)
    weak_reps: int = 0
    attention: Milliseconds = Milliseconds(8_000)
    tv: bool = False
    breath: str = "spoken"
    clarity: Clarity = "normal"
    tones: ToneSet = "calm"
    tone_level: int = 0
    voice_level: int = 0
    bed: str = NO_BED
    bed_level: int = -32
    voice: VoiceChoice = VoiceChoice()

    @property
    def mix(self) -> Mix:
        """How the voice and the tones sound."""
        return Mix(self.clarity, self.tones, self.tone_level, self.voice_level)


EXERCISE_KEYS = ("hold", "reps", "tempo")
"""The settings one exercise can have of its own."""


def parse_tempo(text: str) -> Tempo:
    """Read "3-1-3": seconds down, pause, up. Raises RoutineError."""
    parts = re.split(r"\s*[-–−]\s*", str(text).strip())
    if len(parts) != 3 or not all(re.fullmatch(r"\d{1,3}(\.\d{1,3})?", part) for part in parts):
        raise RoutineError(
            f"{text!r} is not a tempo",
            remedy='Write seconds down, pause, up, like "3-1-3".',
        )
    phases = [Milliseconds(round(float(part) * 1000)) for part in parts]
    if max(phases) > PHASE_LIMITS[1] or sum(phases) < 1000:
        raise RoutineError(
            f"tempo {text!r} is out of range",
            remedy="One repetition takes at least 1 s and one phase at most 60 s.",
        )
    return Tempo(*phases)


def parse_settings(patch: Patch, base: Settings = Settings(), where: str = "") -> Settings:
    """Read a patch over `base`. Raises RoutineError that names the key, at `where`."""
    read: dict[str, Any] = {}
    for key, value in msgspec.structs.asdict(patch).items():
        if value is UNSET:
            continue
        try:
            read[key] = _READERS[key](value) if key != "voice" else _voice(value, base.voice)
        except VoiceguideError as error:
            spot = "voice.rate" if key == "voice" else key
            raise (error if where.startswith("--") else _named(error, spot)).at(where) from None
    return msgspec.structs.replace(base, **read)


def parse_patch(values: Mapping[str, object], where: str = "") -> Patch:
    """Read a mapping of setting names to texts or numbers; raises RoutineError."""
    try:
        given = {**values, "tv": parse_flag(str(values["tv"]))} if "tv" in values else values
        return msgspec.convert(given, Patch, strict=False)
    except RoutineError as error:
        raise error.at(where) from None
    except msgspec.ValidationError as error:
        raise explain(error, where, Patch, data=values) from None


def merge(below: Patch, above: Patch) -> Patch:
    """Lay one patch over another; voice keys are laid over one by one."""
    fields = {k: v for k, v in msgspec.structs.asdict(above).items() if v is not UNSET}
    if isinstance(below.voice, VoicePatch) and isinstance(above.voice, VoicePatch):
        keys = {k: v for k, v in msgspec.structs.asdict(above.voice).items() if v is not UNSET}
        fields["voice"] = msgspec.structs.replace(below.voice, **keys)
    return msgspec.structs.replace(below, **fields)


def _named(error: VoiceguideError, key: str) -> VoiceguideError:
    """Name the setting in front of an error about its value."""
    error.problem = f"{key}: {error.problem}"
    return error


def _length(limits: tuple[int, int]) -> Callable[[str], Milliseconds]:
    def read(text: str) -> Milliseconds:
        length = parse_duration(text)
        if not limits[0] <= length <= limits[1]:
            low, high = (render_duration(limit) for limit in limits)
            raise RoutineError(f"{text} is out of range", remedy=f"It may be {low} to {high}.")
        return length

    return read


def _number(limits: tuple[int, int]) -> Callable[[int], int]:
    def read(value: int) -> int:
        if not limits[0] <= value <= limits[1]:
            raise RoutineError(
                f"{value} is out of range", remedy=f"It may be {limits[0]} to {limits[1]}."
            )
        return value

    return read


def _choice(of: object) -> Callable[[str], str]:
    return partial(parse_choice, known=get_args(of))


def _voice(patch: VoicePatch, base: VoiceChoice) -> VoiceChoice:
    values = {k: v for k, v in msgspec.structs.asdict(patch).items() if v is not UNSET}
    if "rate" in values:
        _number(RATE_LIMITS)(values["rate"])
    return msgspec.structs.replace(base, **values)


_READERS: dict[str, Callable[[Any], Any]] = {
    "hold": _length(HOLD_LIMITS),
    "reps": _number(REPS_LIMITS),
    "tempo": parse_tempo,
    "switch": _length(GAP_LIMITS),
    "rest": _length(GAP_LIMITS),
    "side_order": _choice(SideOrder),
    "first_side": _choice(FirstSide),
    "rounds": _number(ROUNDS_LIMITS),
    "detail": _choice(Detail),
    "weak_side": _choice(WeakSide),
    "weak_extra": _length(GAP_LIMITS),
    "weak_reps": _number((0, REPS_LIMITS[1])),
    "attention": _length(QUIET_LIMITS),
    "tv": parse_flag,
    "breath": parse_breath,
    "clarity": _choice(Clarity),
    "tones": _choice(ToneSet),
    "tone_level": _number(LEVEL_LIMITS),
    "voice_level": _number(LEVEL_LIMITS),
    "bed": parse_bed,
    "bed_level": _number(BED_LIMITS),
}
