"""One exercise of a routine: what it is called, what is said in it, and how much of it is done."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType

from voiceguide.duration import Milliseconds
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.lang.language import base_of
from voiceguide.routine.choice import parse_choice, parse_language
from voiceguide.routine.kind import Duration, Flag, Whole, Word
from voiceguide.routine.placeholder import parse_text, without_places
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import GAP_LIMITS, LIST_ROWS, OWN_ROWS, ROWS, Rows, Values
from voiceguide.routine.shape import (
    ByRound,
    Each,
    Faults,
    Path,
    Table,
    Text,
    Texts,
    Value,
    missing,
    spot,
)
from voiceguide.scene import Action
from voiceguide.tones import TONES, is_sound_file

Words = TypeVar("Words", str, tuple[str, ...])
SIDES = ("each", "once")
AS_SIDES = 'Write "each" for left and right, "once" where there are no sides.'
GENERAL = "exercise"
"""The script of every exercise that has none of its own."""
MOST_COUNTED_IN = 10
_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l"}


class Exercise(Struct, frozen=True):
    """One exercise. What its block says of all its exercises is `under`."""

    exercise: str = ""
    """The name of its script, NAME.cue.j2; "" where the general one says it."""
    title: str | UnsetType = UNSET
    own: Values = {}
    """Its own settings; a tuple has a value for each round of its block."""
    say: tuple[str, ...] = ()
    """What the general script says of it."""
    titles: Mapping[str, str] = {}
    says: Mapping[str, tuple[str, ...]] = {}
    """Title and words in other languages, by language code."""
    once: bool = False
    """Whether it is done once, and not on each side."""
    rest: Milliseconds | None = None
    """The rest after it; None leaves that to its block."""
    start: str = ""
    end: str = ""
    """Tones that bound it; "" for the usual ones."""
    count_in: int = 0
    """So many seconds are counted before it starts."""
    announce: bool = True
    """Whether its name is said."""
    breath: str = ""
    """How breathing is paced in its hold; "" leaves that to the settings."""
    kind: Action = "stretch"
    under: Values = {}
    label: str = ""
    """NAME-1, NAME-2: which of those of its name it is; "" where another has that name."""
    path: tuple[str, ...] = ()
    """Where it stands in the file."""

    @property
    def name(self) -> str:
        """Its NAME: of its script, or its title as a slug."""
        return self.exercise or slug_of(self.title or "")

    @property
    def names(self) -> frozenset[str]:
        """What `--set` may call it: its NAME, and its label."""
        return frozenset({self.name, self.label} - {""})

    @property
    def script(self) -> str:
        """The script that says it."""
        return self.exercise or GENERAL

    @property
    def counts(self) -> bool:
        """Whether repetitions are counted in it; otherwise it is held."""
        if self.kind != "exercise":
            return self.kind == "strengthen"
        if "reps" in self.own:
            return True
        return "hold" not in self.own and "reps" in self.under and "hold" not in self.under

    @property
    def stands(self) -> bool:
        """Whether it is of a list and states how much of it is done, which no option changes."""
        if self.kind != "exercise":
            return False
        if self.exercise:  # its script decides which of the two counts
            return bool({"hold", "reps"} & self.own.keys())
        return ("reps" if self.counts else "hold") in self.own

    @property
    def spoken(self) -> str:
        """Its name as it is said: the title, or the name without its hyphens."""
        return self.title if self.title is not UNSET else re.sub(r"[-_]+", " ", self.exercise)

    def spoken_in(self, language: str) -> str:
        """The same in a language; in the routine's own where there is no other."""
        return in_language(language, self.titles) or self.spoken

    def words_in(self, language: str, own: str) -> tuple[str, ...]:
        """What is said of it in a language; nothing if nobody knows. `own` is the routine's."""
        native = self.say if base_of(language) == base_of(own) else ()
        return in_language(language, self.says) or native

    def unsaid_in(self, language: str, own: str) -> RoutineError | None:
        """What to say where the general script would have to leave out what is said of it."""
        if self.exercise or not self.say or self.words_in(language, own):
            return None
        code = base_of(language)
        return RoutineError(
            f"nothing is said of {self.spoken!r} in {code!r}",
            remedy=f'Write says.{code} = "..." beside its say.',
        )


def in_language(language: str, texts: Mapping[str, Words]) -> Words | None:
    """What there is in a language, "en-gb" or else "en"; None without it."""
    code = language.lower()
    return texts.get(code) or texts.get(base_of(code))


def slug_of(title: str) -> str:
    """A title as a name: "Äußere Hüfte, links" is "aeussere-huefte-links"."""
    text = "".join(_LETTERS.get(one, one) for one in without_places(title).lower())
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only))


class ExerciseTable(Table, frozen=True):
    """The table of one exercise, which has a script or at least a title."""

    in_list: bool = False

    def take(self, value: Any, path: Path, faults: Faults) -> Any:
        found = Table.take(self, value, path, faults)
        if not {"exercise", "title"} & value.keys():
            faults.append(((*path, "exercise"), self._nameless(path)))
            return UNSET
        if not {"exercise", "title"} & found.keys():
            return UNSET
        if "exercise" not in value and not slug_of(found["title"]):
            raise RoutineError(
                f"title: no name can be made of {found['title']!r}",
                remedy="Use a letter from a to z or a digit in it.",
            )
        if self.in_list and "exercise" not in value and {"hold", "reps"} <= found.keys():
            raise both_doses(path)
        return found

    def _nameless(self, path: Path) -> RoutineError:
        if not self.in_list and path[0] == "pair":
            return missing("exercise", path, self.keys["exercise"].remedy)
        return missing("title", path, 'Write title = "...", or exercise = "NAME" for a script.')

    def schema(self) -> dict[str, Any]:
        either = [{"required": ["exercise"]}, {"required": ["title"]}]
        return {**Table.schema(self), "anyOf": either}


def both_doses(path: Path) -> RoutineError:
    """What to say where nobody can tell whether something is held or counted."""
    return RoutineError(
        f"{spot(path)} has both 'hold' and 'reps'",
        remedy="An exercise is held or counted: keep one of them.",
    )


def exercise_shape(key: str, *, short: bool = False) -> ExerciseTable:
    """The table of an exercise under a key: "do" for one of a list; `short` is that of [[pair]]."""
    in_list = key == "do"
    rows = LIST_ROWS if in_list else OWN_ROWS
    keys = {
        "exercise": Text(
            'Write exercise = "NAME": its script is NAME.cue.j2.', _parse_exercise_name
        ),
        "title": Text(parse=parse_text),
        **dose_shapes(rows),
        "say": Texts(parse_text),
        "titles": Each(Text(parse=parse_text), 'Write titles = { de = "..." }.', parse_language),
        "says": Each(Texts(parse_text), 'Write says = { de = "..." }.', parse_language),
        **{name: Value(row) for name, row in EXERCISE_ROWS.items() if not short or name != "rest"},
    }
    remedy = 'Write { title = "..." }.' if in_list else f'Write {key} = {{ exercise = "NAME" }}.'
    return ExerciseTable(keys, remedy=remedy, in_list=in_list)


def dose_shapes(rows: Rows) -> dict[str, Value]:
    """The settings of a dose: a list of holds or of repetitions has a value for each round."""
    return {key: Value(row) if key == "tempo" else ByRound(row) for key, row in rows.items()}


def make_exercise(found: Mapping[str, Any], kind: Action, under: Values, path: Path) -> Exercise:
    """What was read of an exercise, with what its block says of all of them."""
    fields = {key: value for key, value in found.items() if key not in {*OWN_ROWS, "sides"}}
    own = {key: value for key, value in found.items() if key in OWN_ROWS}
    once = found.get("sides") == "once"
    return Exercise(**fields, own=own, once=once, kind=kind, under=under, path=path)


def _parse_exercise_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", text):
        raise RoutineError(
            f"{text!r} is not an exercise name",
            remedy="Use letters, digits and hyphens; it names the script NAME.cue.j2.",
        )
    return text


def _parse_tone(text: str) -> str:
    if "/" in text or "\\" in text:
        raise RoutineError(
            "a routine file can only name a sound file beside it",
            remedy="Put the file into the routine's folder.",
        )
    if text not in TONES and not is_sound_file(text):
        raise UnknownName("tone", text, [*TONES, "FILE.mp3"])
    return text


def _parse_sides(text: str) -> str:
    try:
        return parse_choice(text, SIDES)
    except UnknownName as error:
        error.remedy = AS_SIDES
        raise


_TONE = Word((*TONES, "FILE.mp3"), _parse_tone)
EXERCISE_ROWS = {
    key: Setting(kind, about, key=key)
    for key, kind, about in (
        ("sides", Word(SIDES, _parse_sides), "each: left and right; once: no side at all"),
        ("rest", Duration(*GAP_LIMITS), "The rest after it, 0s for none"),
        ("start", _TONE, "The tone it starts with: one of ours, or a file"),
        ("end", _TONE, "The tone it ends with: one of ours, or a file"),
        ("count_in", Whole(0, MOST_COUNTED_IN, "seconds"), "Seconds counted before it starts"),
        ("announce", Flag(), "Whether its name is said"),
        ("breath", ROWS["breath"].kind, "Breathing in its hold: spoken, 4-6, 4-7-8, box, off"),
    )
}
"""What an exercise can have that is no setting."""
