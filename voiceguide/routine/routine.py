"""The routine file: blocks, each a pair or a list. A file of pairs alone has a short form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from voiceguide.errors import RoutineError, UnknownName, VoiceguideError, raise_all
from voiceguide.lang.language import by_languages
from voiceguide.lang.toml import parse_toml
from voiceguide.routine.block import BLOCK, EITHER, PAIR, RoutineBlock, make_block
from voiceguide.routine.choice import parse_language
from voiceguide.routine.exercise import Exercise, in_language
from voiceguide.routine.placeholder import check_places
from voiceguide.routine.settings import LIST_ROWS, OWN_ROWS, ROWS, Values
from voiceguide.routine.shape import (
    Each,
    Faults,
    Numbered,
    Path,
    Shape,
    Table,
    Text,
    flatten,
    place_faults,
    shape_settings,
)
from voiceguide.text import composed, one_line

Variable = str | int | float | bool
"""What a variable of scripts can be."""
MOST_PAIRS = 500
"""Pairs in a session, all rounds together: 29 s for each in four hours."""
MOST_ERRORS = 50
"""So many are shown; a file that has more is not looked at any further."""

MOST_EXERCISES = 2 * MOST_PAIRS
"""Exercises in a session that has lists, all rounds together, both sides as one."""
AS_SETTING = "It is a setting: write it under [settings]."
AT_THE_TOP = "It belongs to the file itself: write it at the top, above [settings] and [[pair]]."
TO_THE_BLOCK = "It belongs to the block: write it under [[block]], beside do or stretch."
ONLY_IN_BLOCKS = "Write [[block]] for every [[pair]] of the file: a block can have it."
NOT_BOTH = "TOML would lose their order: write [[block]] for every [[pair]]."


class Routine(Struct, frozen=True):
    """A routine as it was written."""

    title: str
    block: tuple[RoutineBlock, ...]
    language: str = "en"
    titles: dict[str, str] = {}
    """The title in other languages, by language code."""
    about: str = ""
    """One line for lists: what it is, and for whom."""
    abouts: dict[str, str] = {}
    """The same in other languages, by language code."""
    settings: Values = {}
    vars: dict[str, Variable] = {}
    short: bool = False
    """Whether it is written in the short form: pairs alone, none of which is done in rounds."""

    def title_in(self, language: str) -> str:
        """The title in a language; the routine's own where there is no other."""
        return one_line(in_language(language, self.titles) or self.title)

    def about_in(self, language: str) -> str:
        """What it is, in a language; in the routine's own where there is no other."""
        return one_line(in_language(language, self.abouts) or self.about)

    @property
    def pair(self) -> tuple[RoutineBlock, ...]:
        """The blocks that are pairs."""
        return tuple(one for one in self.block if one.is_pair)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in the order they are done, each once."""
        return tuple(one for block in self.block for one in block.exercises)


class Overrides(Struct, frozen=True):
    """What the person who builds lays under and over a routine file."""

    personal: Values = {}
    """Their own defaults: below the routine's [settings]."""
    settings: Values = {}
    """Options: above everything in the file."""
    exercises: Mapping[str, Values] = {}
    """Exercise name -> its own settings (`--set EXERCISE.KEY=VALUE`)."""
    language: str = ""
    vars: Mapping[str, Variable] = {}


SETTINGS = shape_settings(ROWS)


class FileTable(Table, frozen=True):
    """A whole file: pairs or blocks."""

    def schema(self) -> dict[str, Any]:
        either = [{"required": ["pair"]}, {"required": ["block"]}]
        return {**Table.schema(self), "oneOf": either}


FILE = FileTable(
    {
        "title": Text('Write title = "..." at the top.'),
        "pair": Numbered(PAIR, "Write [[pair]], with two brackets on each side."),
        "block": Numbered(BLOCK, "Write [[block]], with two brackets on each side."),
        "language": Text(parse=parse_language),
        "titles": Each(Text(), 'Write titles = { de = "..." }.', parse_language),
        "about": Text(),
        "abouts": Each(Text(), 'Write abouts = { de = "..." }.', parse_language),
        "settings": SETTINGS,
        "vars": Each(Shape()),
    },
    needed=("title",),
    in_part=True,
)
"""What a routine file may have."""
PERSONAL = Table({"settings": SETTINGS})
"""What a person's own config.toml may have."""


@by_languages  # which have units, and words for yes
@lru_cache(8)  # who builds many sessions reads the same routine again and again
def parse_routine(text: str, file: str = "routine.toml") -> Routine:
    """Read a routine file's text. Raises RoutineError with file:line."""
    routine, errors = check_routine_text(text, file)
    if errors or routine is None:
        raise errors[0]
    return routine


def check_routine_text(text: str, file: str) -> tuple[Routine | None, list[VoiceguideError]]:
    """Read a routine file's text as far as possible: the routine, and everything that is wrong.

    What cannot be read is left out, so that the rest can be checked too; None when nothing is left.
    """
    try:
        data = parse_toml(text, file)
    except RoutineError as error:
        return None, [error]
    if {"weeks", "week", "grow"} & data.keys():
        return None, [_programme(file)]
    made, faults = check_routine(data)
    return made, place_faults(faults, text, file)


def check_routine(data: Mapping[str, Any]) -> tuple[Routine | None, Faults]:
    """The same of what was read of a file: what is wrong stands with its path in it."""
    crowd = _crowd(data)
    if crowd:
        return None, [crowd]
    faults: Faults = []
    found = FILE.read(data, (), faults)
    faults += take_foreign(found.get("settings", {}), ("settings",))
    if {"pair", "block"} <= data.keys():
        faults.append((("block",), _mixed()))
    elif not any(data.get(key, []) != [] for key in ("pair", "block")):
        faults.append(((), _nothing_to_do(data)))
    for path, fault in faults:
        _say_where_it_belongs(path, fault)
    made = make_routine(found)
    faults += wrong_places(made)
    usable = made.block and len(faults) < MOST_ERRORS
    return made if usable else None, faults[:MOST_ERRORS]


def _crowd(data: Mapping[str, Any]) -> tuple[Path, VoiceguideError] | None:
    """What to say of a file with more pairs or exercises than a session can have: nothing of it is
    looked at then."""
    pairs, blocks = data.get("pair"), data.get("block")
    if isinstance(pairs, list) and len(pairs) > MOST_PAIRS:
        return ("pair", str(MOST_PAIRS)), _too_many(len(pairs), "pair", MOST_PAIRS)
    count, blocks = 0, blocks if isinstance(blocks, list) else []
    for number, block in enumerate(blocks):
        do = block.get("do") if isinstance(block, dict) else None
        before, count = count, count + (len(do) if isinstance(do, list) else 2)
        if count > MOST_EXERCISES:
            listed = isinstance(do, list)
            place = (
                "block",
                str(number),
                *(("do", str(MOST_EXERCISES - before)) if listed else ()),
            )
            return place, _too_many(_count_exercises(blocks), "exercise", MOST_EXERCISES)
    return None


def _count_exercises(blocks: Iterable[Any]) -> int:
    lists = [one.get("do") if isinstance(one, dict) else None for one in blocks]
    return sum(len(one) if isinstance(one, list) else 2 for one in lists)


def _too_many(count: int, noun: str, most: int) -> RoutineError:
    return RoutineError(f"the routine has {count} {noun}s", remedy=f"It may have {most}.")


def _programme(file: str) -> RoutineError:
    return RoutineError(
        "this is a programme over weeks, not a routine",
        where=file,
        remedy=f"Write voiceguide programme {file}; one of its sessions: voiceguide today {file}.",
    )


def _mixed() -> RoutineError:
    return RoutineError("the file has both [[pair]] and [[block]]", remedy=NOT_BOTH)


def _nothing_to_do(data: Mapping[str, Any]) -> RoutineError:
    if "block" in data:
        return RoutineError("the routine has no [[block]]", remedy=f"Add one. {EITHER}")
    return RoutineError(
        "there is nothing to do in the routine",
        remedy='Add [[block]] and do = [{ title = "..." }], or a [[pair]].',
    )


def wrong_places(routine: Routine) -> Iterator[tuple[Path, VoiceguideError]]:
    """Every name in titles and words for which nothing can be filled in."""
    for one in routine.exercises:
        texts = [("title", one.title if one.title is not UNSET else "")]
        texts += [("say", text) for text in one.say]
        texts += [("titles", text) for text in one.titles.values()]
        texts += [("says", text) for say in one.says.values() for text in say]
        for key, text in texts:
            try:
                check_places(text, routine.vars, once=one.once)
            except RoutineError as error:
                yield (*one.path, key), error


def take_foreign(settings: dict[str, Any], path: Path) -> Faults:
    """What a stranger's file must not decide; it is taken out of the settings read at `path`."""
    faults: Faults = []
    for key, value in flatten(settings).items():
        check = ROWS[key].check
        try:
            if check:
                check(value)
        except RoutineError as error:
            table, _, name = key.rpartition(".")
            del (settings[table] if table else settings)[name]
            faults.append(((*path, *key.split(".")), error))
    return faults


def _say_where_it_belongs(path: tuple[str, ...], error: VoiceguideError) -> None:
    """Say of a key nobody knows there that it is known elsewhere."""
    if not isinstance(error, UnknownName) or not error.problem.startswith("unknown key"):
        return
    inside = len(path) > (4 if path[2:3] == ("do",) else 3)  # of an exercise, not of a block
    if path[0] == "block" and inside and path[-1] in BLOCK.keys:
        error.remedy = TO_THE_BLOCK
    elif path[0] != "settings" and path[-1] in SETTINGS.keys:
        error.remedy = AS_SETTING
    elif path[0] == "pair" and len(path) == 3 and path[-1] in {*BLOCK.keys} - {*FILE.keys, "do"}:
        error.remedy = ONLY_IN_BLOCKS
    elif len(path) > 1 and path[-1] in FILE.keys:
        error.remedy = AT_THE_TOP


def make_routine(found: Mapping[str, Any], path: Path = ()) -> Routine:
    """What was read of a routine; `path` is where its blocks stand in the file."""
    key = "block" if "block" in found else "pair"
    blocks = [make_block(one, (*path, key, str(one["#"]))) for one in found.get(key, [])]
    rest = {name: value for name, value in found.items() if name not in {"pair", "block"}}
    settings = flatten(found.get("settings", {}))
    made = {"title": "Untitled", **rest, "settings": settings}
    return Routine(**made, block=_labelled(blocks), short=key == "pair")


def _labelled(blocks: Iterable[RoutineBlock]) -> tuple[RoutineBlock, ...]:
    """Give every exercise its label: NAME-1, NAME-2, in the order of the file."""
    found = list(blocks)
    names = {one.name for block in found for one in block.exercises}
    counts = Counter[str]()

    def label(one: Exercise) -> Exercise:
        counts[one.name] += 1
        own = f"{one.name}-{counts[one.name]}"
        return replace(one, label="" if own in names else own)

    return tuple(_with_each(block, label) for block in found)


def _with_each(block: RoutineBlock, change: Callable[[Exercise], Exercise]) -> RoutineBlock:
    if block.stretch is None or block.strengthen is None:
        return replace(block, do=tuple(map(change, block.do)))
    return replace(block, stretch=change(block.stretch), strengthen=change(block.strengthen))


def parse_personal(text: str, file: str = "config.toml") -> Values:
    """Read a person's own defaults: one table, [settings]. Raises RoutineError with file:line."""
    faults: Faults = []
    found = PERSONAL.read(parse_toml(text, file), (), faults)
    for path, error in faults:
        if path[0] != "settings":
            _say_where_it_belongs(path, error)
    raise_all(place_faults(faults[:MOST_ERRORS], text, file))
    return flatten(found.get("settings", {}))


def parse_overrides(
    settings: Mapping[str, object], sets: Mapping[str, object], variables: Mapping[str, Variable]
) -> Overrides:
    """Read options: setting names to texts, "EXERCISE.KEY" to texts, variables to their values.

    Raises RoutineError that names the option, for all that are wrong at once.
    """
    errors: list[VoiceguideError] = []
    values: dict[str, Any] = {}
    exercises: dict[str, dict[str, Any]] = {}
    for target, value in sets.items():
        exercise, _, key = target.rpartition(".")
        try:
            read = _own_row(target).parse(value, f"--set {target}={value}")
        except RoutineError as error:
            errors.append(error)
        else:
            exercises.setdefault(composed(exercise.strip()), {})[key] = read
    for key, value in flatten(settings).items():
        try:
            values[key] = _row(key).parse(value)
        except RoutineError as error:
            errors.append(error)
    raise_all(errors)
    return Overrides(settings=values, exercises=exercises, vars=_composed_texts(variables))


def _row(key: str) -> Any:
    if key not in ROWS:
        raise UnknownName("key", key, ROWS)
    return ROWS[key]


def _own_row(target: str) -> Any:
    exercise, dot, key = target.rpartition(".")
    if not dot or key not in OWN_ROWS:
        names = [f"{exercise or 'EXERCISE'}.{key}" for key in OWN_ROWS]
        raise UnknownName("setting", target, names, where="--set")
    return LIST_ROWS[key]  # how long a hold may be is known when its exercise is


def _composed_texts(variables: Mapping[str, Variable]) -> dict[str, Variable]:
    return {
        composed(name): composed(value) if isinstance(value, str) else value
        for name, value in variables.items()
    }
