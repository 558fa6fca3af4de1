"""A list from elsewhere, written as a routine: blocks, and comments for what is not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.lang.quoting import write_value
from voiceguide.lang.toml import MOST_LETTERS
from voiceguide.routine.handout import Handout, Move, Remark, Section
from voiceguide.routine.settings import SESSION_LIMIT
from voiceguide.text import one_line

_SPOKEN = 15_000
"""What is said around an exercise, and changing sides: about, milliseconds."""
_REST = 10_000
"""A rest that is not stated, milliseconds."""
_REP = 7_000
"""One repetition at the usual tempo, milliseconds."""
_HOLD = 45_000
"""What is held where nothing is stated, milliseconds."""


def write_transcript(handout: Handout, source: str) -> str:
    """The routine file. Raises RoutineError for more than one session or file may hold."""
    sections = [part for section in handout.sections for part in _blocks(section)]
    if sum(length_of(section, handout.rest) for section in sections) > SESSION_LIMIT:
        raise RoutineError(
            f"this list is a session of more than {render_duration(SESSION_LIMIT)}",
            where=source,
            remedy="Split it into several lists.",
        )
    text = "\n".join(_lines(handout, sections, source)) + "\n"
    if len(text) > MOST_LETTERS:
        raise RoutineError(
            "this list is too long for one routine", where=source, remedy="Split it into several."
        )
    return text


def _lines(handout: Handout, sections: Iterable[Section], source: str) -> Iterator[str]:
    yield f"title = {_quoted(handout.title)}"
    yield f"language = {_quoted(handout.language)}"
    yield from _comment(f"Imported from {source}.")
    if handout.rest is not None:
        yield from ("", "[settings]", f"rest = {_quoted(render_duration(handout.rest))}")
    for section in sections:
        yield ""
        yield from _section(section)


def _blocks(section: Section) -> Iterator[Section]:
    """A section as blocks: an exercise with sets is one of its own, neighbours without share one.

    Where the whole section is done in rounds, an exercise with sets stands in it that often.
    """
    if section.rounds > 1:
        items = [one for item in section.items for one in _in_rounds(item, section.rounds)]
        yield replace(section, items=tuple(items))
        return
    title, group = section.title, list[Move | Remark]()
    for item in section.items:
        if not isinstance(item, Move) or (item.sets or 1) == 1:
            group.append(item)
            continue
        if group:
            yield replace(section, title=title if _moves(group) else "", items=tuple(group))
            title = "" if _moves(group) else title
        yield replace(
            section, title=title, items=(item,), rounds=item.sets or 1,
            between=section.between if item.between is None else item.between,
        )  # fmt: skip
        title, group = "", []
    if group:
        yield replace(section, title=title if _moves(group) else "", items=tuple(group))


def _in_rounds(item: Move | Remark, rounds: int) -> Iterator[Move | Remark]:
    """An item as it is done in each round: three sets in three rounds are one a round."""
    if not isinstance(item, Move) or (item.sets or 1) == 1 or item.sets == rounds:
        yield replace(item, sets=None, between=None) if isinstance(item, Move) else item
        return
    for at in range(item.sets or 1):
        step = item.ladder[at] if item.ladder else None
        key = "hold" if item.reps is None else "reps"
        dose = {} if step is None else {key: step}
        yield replace(item, sets=None, between=None, ladder=(), **dose)


def _moves(items: Iterable[Move | Remark]) -> bool:
    return any(isinstance(item, Move) for item in items)


def _section(section: Section) -> Iterator[str]:
    """A block; only comments where there is nothing to do in it."""
    if not section.moves:
        for item in section.items:
            yield from _item(item)
        return
    yield "[[block]]"
    if section.title:
        yield f"title = {_quoted(section.title)}"
    if section.rounds > 1:
        yield f"rounds = {section.rounds}"
    ladder = section.ladder if len(section.ladder) == section.rounds else ()
    if section.hold is not None:
        yield f"hold = {_amount(section.hold, ladder, _length)}"
    for key in ("rest", *(("between",) if section.rounds > 1 else ())):
        if (length := getattr(section, key)) is not None:
            yield f"{key} = {_length(length)}"
    if section.reps is not None and section.hold is None:
        yield f"reps = {_amount(section.reps, ladder, str)}"
    if section.tempo is not None:
        yield f"tempo = {_quoted(str(section.tempo))}"
    yield "do = ["
    for item in section.items:
        yield from (f"  {line}" for line in _item(item))
    yield "]"


def _item(item: Move | Remark) -> Iterator[str]:
    if isinstance(item, Move):
        yield f"{_table(item)},"
        return
    place = f"line {item.line}: " if item.line else ""
    yield from _comment(f"{place}{item.text}")


def _table(move: Move) -> str:
    keys = {
        "title": _quoted(move.title),
        "hold": _amount(move.hold, move.ladder, _length),
        "reps": _amount(move.reps, move.ladder, str),
        "tempo": _quoted(str(move.tempo)) if move.tempo is not None else "",
        "rest": _quoted(render_duration(move.rest)) if move.rest is not None else "",
        "sides": "" if move.each else _quoted("once"),
        "say": _said(move.say),
    }
    return f"{{ {', '.join(f'{key} = {value}' for key, value in keys.items() if value)} }}"


def _amount(amount: int | None, ladder: Sequence[int], write: Callable[[int], str]) -> str:
    """A hold or repetitions, a list of them where they change from set to set."""
    if amount is None:
        return ""
    return f"[{', '.join(map(write, ladder))}]" if ladder else write(amount)


def _length(length: int) -> str:
    return _quoted(render_duration(length))


def _said(texts: tuple[str, ...]) -> str:
    if not texts:
        return ""
    quoted = [_quoted(text) for text in texts]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quoted(text: str) -> str:
    return write_value(_clean(text))


def _comment(text: str) -> Iterator[str]:
    yield f"# {_clean(text)}"


def _clean(text: str) -> str:
    """One line that can be written: half a character of UTF-16, as JSON may have it, cannot."""
    return one_line(text.encode("utf-8", "replace").decode())


def length_of(section: Section, usual: int | None = None) -> int:
    """About how long a section takes, in milliseconds, rather more: nothing is said yet.

    `usual` is the rest between exercises, None where none is stated.
    """
    rest = next((one for one in (section.rest, usual) if one is not None), _REST)
    total = 0
    for move in section.moves:
        tempo = move.tempo or section.tempo
        rep = tempo.rep if tempo else _REP
        most = max(move.ladder, default=0)
        held = (most or move.hold) if move.hold else section.hold or (0 if section.reps else _HOLD)
        reps = move.reps or (section.reps if move.hold is None else None)
        reps = most or reps if move.reps else reps
        work = (reps * rep if reps else held) + _SPOKEN
        total += work * (2 if move.each else 1) + (rest if move.rest is None else move.rest)
    return total * section.rounds + (section.between or 0) * (section.rounds - 1)
