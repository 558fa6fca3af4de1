"""A block of a routine: a pair, which is one stretch and the exercise that strengthens what it
opened, or a list of anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET, Struct

from voiceguide.duration import Milliseconds, render_duration
from voiceguide.errors import RoutineError
from voiceguide.routine.choice import parse_language
from voiceguide.routine.exercise import (
    Exercise,
    both_doses,
    dose_shapes,
    exercise_shape,
    in_language,
    make_exercise,
)
from voiceguide.routine.kind import Duration, Flag, Whole
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import GAP_LIMITS, HOLD_LIMITS, LIST_ROWS, OWN_ROWS, Values
from voiceguide.routine.shape import Each, Faults, Numbered, Path, Table, Text, Value, missing
from voiceguide.scene import Action

BOTH: tuple[Action, Action] = ("stretch", "strengthen")
EITHER = "A block has either stretch and strengthen, or do."
MOST_ROUNDS = 100


class RoutineBlock(Struct, frozen=True):
    """A pair, or a list: what is done before what is decided by the shape of the data."""

    stretch: Exercise | None = None
    strengthen: Exercise | None = None
    do: tuple[Exercise, ...] = ()
    target: str = ""
    title: str = ""
    titles: Mapping[str, str] = {}
    """The title in other languages, by language code."""
    rounds: int = 1
    rest: Milliseconds | None = None
    """Between its exercises; None leaves that to the settings."""
    between: Milliseconds | None = None
    """Between its rounds; None for the same rest."""
    back_to_back: bool | None = None
    own: Values = {}
    """What it says of the doses of all its exercises."""

    @property
    def is_pair(self) -> bool:
        """Whether it is a stretch and what strengthens."""
        return self.stretch is not None

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Its exercises in the order they are done."""
        if self.stretch is None or self.strengthen is None:
            return self.do
        return self.stretch, self.strengthen

    def title_in(self, language: str) -> str:
        """The title in a language; the routine's own where there is no other."""
        return str(in_language(language, self.titles) or self.title)


BLOCK_ROWS = {
    key: Setting(kind, about, key=key)
    for key, kind, about in (
        ("rounds", Whole(1, MOST_ROUNDS, "rounds"), "How often it is done"),
        ("rest", Duration(*GAP_LIMITS), "The rest between its exercises, 0s for none"),
        ("between", Duration(*GAP_LIMITS), "The rest between its rounds, 0s for none"),
        ("back_to_back", Flag(), "Whether a rest lasts from end tone to start tone"),
    )
}
"""What a block can have that no exercise has."""


class PairTable(Table, frozen=True):
    """The table of a pair in the short form, which is done in one round."""

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        found = Table.take(self, value, path, faults)
        faults += _wrong_lists(found, path) if found is not UNSET else ()
        return found


class BlockTable(Table, frozen=True):
    """The table of a block: a pair or a list, and not both."""

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        found = Table.take(self, value, path, faults)
        there = [key for key in BOTH if key in value]
        if "do" in value and there:
            raise RoutineError(f"{_numbered(path)} has 'do' and {there[0]!r}", remedy=EITHER)
        if value.get("do") == []:
            faults.append(((*path, "do"), _empty(path)))
        if not there and "do" not in value:
            raise RoutineError(f"{_numbered(path)} has nothing to do", remedy=EITHER)
        for key in BOTH if len(there) == 1 else ():
            if key not in value:
                faults.append(((*path, key), missing(key, path, self.keys[key].remedy)))
        usable = {*BOTH} <= found.keys() if there else bool(found.get("do"))
        known = "rounds" in found or "rounds" not in value  # else that is what is wrong
        faults += _wrong_lists(found, path) if known else ()
        faults += self._wrong_doses(found, path, bool(there))
        return found if usable else UNSET

    def _wrong_doses(self, found: dict[str, Any], path: Path, pair: bool) -> Iterator[Any]:
        """What is wrong with the doses of the block itself."""
        if pair:
            longest = max(_each(found.get("hold", 0)))
            if longest > HOLD_LIMITS[1]:
                del found["hold"]
                yield (*path, "hold"), _too_long(longest)
        elif {"hold", "reps"} <= found.keys() and any(
            "exercise" not in one and not {"hold", "reps"} & one.keys()
            for one in found.get("do", [])
        ):
            yield (*path, "reps"), both_doses(path)

    def schema(self) -> dict[str, Any]:
        either = [{"required": [*BOTH]}, {"required": ["do"]}]
        return {**Table.schema(self), "oneOf": either}


def _wrong_lists(found: dict[str, Any], path: Path) -> Iterator[Any]:
    """Every list of values that has not one for each round; it is taken out."""
    rounds = found.get("rounds", 1)
    tables = [(path, found), *(((*path, key), found[key]) for key in BOTH if key in found)]
    tables += [((*path, "do", str(one["#"])), one) for one in found.get("do", [])]
    for where, table in tables:
        for key in ("hold", "reps"):
            count = len(table[key]) if isinstance(table.get(key), tuple) else rounds
            if count != rounds:
                del table[key]
                yield (*where, key), _misfitting(key, count, rounds)


class Do(Numbered, frozen=True):
    """The list of a block."""

    def schema(self) -> dict[str, Any]:
        return {**Numbered.schema(self), "minItems": 1}


def pair_shape(*, short: bool = False) -> dict[str, Any]:
    """The keys of a pair; `short` is that of [[pair]]."""
    return {**{key: exercise_shape(key, short=short) for key in BOTH}, "target": Text()}


PAIR = PairTable(pair_shape(short=True), needed=BOTH)
"""[[pair]], the short form."""
BLOCK = BlockTable(
    {
        **pair_shape(),
        "do": Do(exercise_shape("do"), 'Write do = [{ title = "..." }].'),
        "title": Text(),
        "titles": Each(Text(), 'Write titles = { de = "..." }.', parse_language),
        **{key: Value(row) for key, row in BLOCK_ROWS.items()},
        **dose_shapes(LIST_ROWS),
    }
)


def make_block(found: Mapping[str, Any], path: Path) -> RoutineBlock:
    """What was read of a block."""
    own = {key: value for key, value in found.items() if key in OWN_ROWS}
    rest = {key: value for key, value in found.items() if key not in {*own, *BOTH, "do", "#"}}
    if "do" in found:
        rest["do"] = tuple(
            make_exercise(
                {key: value for key, value in one.items() if key != "#"},
                "exercise",
                own,
                (*path, "do", str(one["#"])),
            )
            for one in found["do"]
        )
    else:
        rest |= {key: make_exercise(found[key], key, own, (*path, key)) for key in BOTH}
    return RoutineBlock(**rest, own=own)


def _numbered(path: Path) -> str:
    return f"block {int(path[-1]) + 1}"


def _empty(path: Path) -> RoutineError:
    return RoutineError(
        f"'do' is empty in {_numbered(path)}", remedy='Write do = [{ title = "..." }].'
    )


def _misfitting(key: str, count: int, rounds: int) -> RoutineError:
    values = "1 value" if count == 1 else f"{count} values"
    where = "1 round" if rounds == 1 else f"{rounds} rounds"
    return RoutineError(
        f"{key}: a list of {values} for a block of {where}",
        remedy="Give one value for each round, or one alone for all of them.",
    )


def _too_long(length: int) -> RoutineError:
    low, high = map(render_duration, HOLD_LIMITS)
    return RoutineError(
        f"hold: {render_duration(length)} is out of range", remedy=f"It may be {low} to {high}."
    )


def _each(value: Any) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)
