"""The cue language: a rendered script's lines become cues.

# Title                       a chapter
A paragraph of text.          said; a blank line ends it
[pause 3s]                    silence
[enter]                       the body goes into the position of the next hold
[tone chime]                  a tone
[hold 45s] ... [end]          lines inside: WHEN | text / shorter text
[phases] ... [end]            inside a hold: LENGTH TONE | text
[reps 8 tempo 3-1-3] ... [end]
[rest 10s]                    alone, or with lines and [end]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from voiceguide.duration import Milliseconds, Tempo, render_duration
from voiceguide.errors import RoutineError, ScriptError, suggest
from voiceguide.lang.language import by_languages
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.kind import parse_tempo
from voiceguide.routine.settings import GAP_LIMITS, REPS_LIMITS, Settings, hold_limits
from voiceguide.scene import Scene
from voiceguide.script.cue import (
    Chapter,
    Cue,
    Enter,
    Hold,
    Line,
    Pause,
    Reps,
    Rest,
    Say,
    Source,
    Tone,
)
from voiceguide.script.lines import (
    BARE_TIME,
    read_hold_line,
    read_phases,
    read_reps_line,
    read_rest_line,
    read_tone_name,
    read_words,
    remarks_on,
)
from voiceguide.script.literal import restored
from voiceguide.script.marked import SOFT_END, Row, read_line
from voiceguide.tones import is_sound_file

MOST_REMEMBERED = 20_000
"""Letters; the built-in scripts come to a tenth of it."""
DIRECTIVES = ("pause", "tone", "enter", "hold", "phases", "reps", "rest", "end")
_BARE = ("enter", "phases", "end")
"""Directives that nothing follows."""

_BLOCKS = ("hold", "reps", "rest")
_MEANT = re.compile(
    rf"\[\s*(/?)({'|'.join(DIRECTIVES)})(?![a-z])\s*[:=,]?([^\]]*)\]", re.IGNORECASE
)
"""A directive, or what is meant as one: another case, no space, a colon."""


Complain = Callable[[ScriptError], None]
"""What to do about a line that cannot be read: raise, or note it and go on."""


def parse_script(text: str, file: str = "script", scene: Scene = Scene()) -> list[Cue]:
    """Read a rendered script, with or without the renderer's line marks.

    `scene` is copied onto every cue. Raises ScriptError that names file and line.
    """
    read = _parse if len(text) <= MOST_REMEMBERED else _parse.__wrapped__
    return list(read(text, file, scene))


@by_languages  # which have units
@lru_cache(128)
def _parse(text: str, file: str, scene: Scene) -> tuple[Cue, ...]:
    """Read a script; of two sessions with other holds, most scripts come to the same."""

    def complain(error: ScriptError) -> None:
        raise error

    return tuple(_cues(_rows(text, file), scene, complain))


def check_script(
    text: str, file: str = "script", scene: Scene = Scene()
) -> tuple[list[Cue], list[ScriptError]]:
    """Read a rendered script as far as possible: its cues, and everything that is wrong with it."""
    errors: list[ScriptError] = []
    return list(_cues(_rows(text, file), scene, errors.append)), errors


def _rows(text: str, file: str) -> list[Row]:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        rows.append((read_line(line, file, number), SOFT_END in line))
    # a line of tags that came to nothing is no blank line, which would end a paragraph
    return [row for row, soft in rows if row.text or not soft]


def _cues(rows: list[Row], scene: Scene, complain: Complain) -> Iterator[Cue]:
    for read in _readers(rows, complain):
        try:
            yield read(scene)
        except ScriptError as error:
            complain(error)


def _readers(rows: list[Row], complain: Complain) -> Iterator[Callable[[Scene], Cue]]:
    """Split a script into cues; each is read when it is called for."""
    paragraph: list[Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        plain = bool(row.text) and not row.chapter and not row.text.startswith("[")
        if plain:
            paragraph.append(row)
        elif paragraph:
            yield partial(_say, paragraph)
            paragraph = []
        if row.text.startswith("["):
            inside, at = _block(rows, at, complain)
            yield partial(_directive, row, inside, complain)
        elif row.chapter:
            yield partial(_chapter, row)
        at += 1
    if paragraph:
        yield partial(_say, paragraph)


def _block(rows: list[Row], at: int, complain: Complain) -> tuple[list[Row] | None, int]:
    """Collect the lines of a block. Returns (lines, index of its [end]).

    A rest may stand alone: it is a block only if an [end] comes before anything else begins.
    """
    opener = _meant(rows[at])
    if opener not in _BLOCKS:
        return None, at
    depth, end = 0, at
    for end in range(at + 1, len(rows)):
        name = _meant(rows[end])
        if name == "phases":
            depth += 1
        elif name == "end":
            if rows[end].directive != ("end", ""):
                complain(_unknown(rows[end]))
            if not depth:
                return [row for row in rows[at + 1 : end] if row.text], end
            depth -= 1
        if rows[end].chapter or name in _BLOCKS:
            break
    else:
        end = len(rows)
    return None, at if opener == "rest" else _unclosed(rows, at, end, complain)


def _unclosed(rows: list[Row], at: int, end: int, complain: Complain) -> int:
    """Say of a block that something else begins in it at `end`, or nothing closes it; returns the
    index of the last line that is its own."""
    opener, last = _meant(rows[at]), _last_end(rows, at)
    inner = _meant(rows[end]) if end < len(rows) else ""
    if last and inner:
        complain(
            ScriptError(
                f"[{inner}] cannot stand inside [{opener}]",
                where=str(rows[end].source),
                remedy=f"Write [end] before it, to end the [{opener}].",
            )
        )
        return last
    complain(
        ScriptError(
            f"[{opener}] is not closed",
            where=str(rows[at].source),
            remedy="Write [end] on a line of its own after its last line.",
        )
    )
    return end - 1


def _last_end(rows: list[Row], at: int) -> int:
    """The index of the [end] that closes a block and all blocks inside it; 0 when there is none."""
    depth = 1
    for number, row in enumerate(rows[at + 1 :], at + 1):
        name = _meant(row)
        depth += (name in (*_BLOCKS, "phases")) - (name == "end")
        if row.chapter:
            return 0
        if depth == 0:
            return number
    return 0


def _meant(row: Row) -> str:
    """The directive that a line is or is meant as, as [Hold45s] is meant as a hold; or ""."""
    match = _MEANT.fullmatch(row.text)
    if match is None:
        return ""
    return "end" if match.group(1) else match.group(2).lower()


def _unknown(row: Row) -> ScriptError:
    """Say of a directive that is none what it is nearest to."""
    match = _MEANT.fullmatch(row.text)
    if match is None:
        name, _ = row.directive or ("", "")
        problem, remedy = f"unknown directive [{name}]", suggest(name, DIRECTIVES)
    elif match.group(1):
        problem, remedy = f"unknown directive {row.text}", "A block ends with [end]."
    else:
        name, rest = match.group(2).lower(), match.group(3).strip()
        rest = "" if name in _BARE else rest if is_sound_file(rest) else rest.lower()
        problem = f"unknown directive {row.text}"
        remedy = f"Write [{f'{name} {rest}'.strip()}]."
    return ScriptError(problem, where=str(row.source), remedy=remedy)


def _chapter(row: Row, scene: Scene) -> Chapter:
    title = row.text.lstrip("#").strip()
    if not title:
        raise ScriptError(
            "a chapter needs a title",
            where=str(row.source),
            remedy="Write one after the #, like # Welcome.",
        )
    return Chapter(restored(title), row.source, scene)


def _say(rows: list[Row], scene: Scene) -> Say:
    for row in rows:
        if re.match(rf"[^|]*\||{BARE_TIME}$", row.text):
            raise ScriptError(
                f"{row.text!r} has a time, and stands outside a block",
                where=str(row.source),
                remedy="Put it between [hold 45s] and [end]; a sentence has no |.",
            )
    words = read_words(" ".join(row.text for row in rows), rows[0].source)
    remarks = tuple((row.source, remark) for row in rows for remark in remarks_on(row))
    return Say(words, rows[0].source, scene, remarks)


def _directive(row: Row, inside: list[Row] | None, complain: Complain, scene: Scene) -> Cue:
    """Read one `[...]` line, and the lines inside it where it opens a block."""
    if row.directive is None:
        raise ScriptError(
            f"{row.text!r} looks like a directive but is not one",
            where=str(row.source),
            remedy="A directive stands alone on its line, like [pause 3s].",
        )
    name, rest = row.directive
    if name not in _LINES and _meant(row) in _LINES:
        complain(_unknown(row))  # and go on as it is meant, for what is wrong inside
        name, rest = _meant(row), re.sub(r".*?(?=\d|$)", "", row.text.strip("[]"), count=1)
    if not rest and name in _EXAMPLES:
        raise ScriptError(
            f"[{name}] does not say {_EXAMPLES[name][0]}",
            where=str(row.source),
            remedy=f"Write {_EXAMPLES[name][1]}.",
        )
    try:
        if name in _LINES:
            inside, phases = _split_phases(inside or [], name, complain)
            lines = tuple(_lines(_LINES[name], inside, complain))
            if phases:
                lines += tuple(read_phases(phases, _length(rest, hold_limits(scene.action))))
            return _read_block(name, rest, lines, row.source, scene)
        return _read_directive(name, rest, row, scene)
    except RoutineError as error:
        raise ScriptError(error.problem, where=str(row.source), remedy=error.remedy) from None


def _split_phases(rows: list[Row], block: str, complain: Complain) -> tuple[list[Row], list[Row]]:
    """Take the lines of a `[phases]` block out of a block's lines: only a hold has parts."""
    heads = [number for number, row in enumerate(rows) if _meant(row) == "phases"]
    if not heads:
        return rows, []
    start = heads[0]
    if rows[start].directive != ("phases", ""):
        complain(_unknown(rows[start]))
    ends = [number for number, row in enumerate(rows) if _meant(row) == "end"]
    end = next((number for number in ends if number > start), len(rows))
    outside = rows[:start] + rows[end + 1 :]
    if block != "hold":
        complain(
            ScriptError(
                f"[phases] stands in [{block}]",
                where=str(rows[start].source),
                remedy="Only a hold has parts: put it into [hold] ... [end].",
            )
        )
        return outside, []
    return outside, rows[start + 1 : end]


def _lines(read: Callable[[Row], Line], rows: Iterable[Row], complain: Complain) -> Iterator[Line]:
    for row in rows:
        try:
            yield read(row)
        except ScriptError as error:
            complain(error)


def _read_block(name: str, rest: str, lines: tuple[Line, ...], source: Source, scene: Scene) -> Cue:
    if name == "hold":
        return Hold(_length(rest, hold_limits(scene.action)), lines, source, scene)
    if name == "rest":
        return Rest(_length(rest, GAP_LIMITS), lines, source, scene)
    count, tempo = _dose(rest)
    return Reps(count, tempo, lines, source, scene)


def _read_directive(name: str, rest: str, row: Row, scene: Scene) -> Cue:
    source = row.source
    if name in _BARE and rest:
        raise _unknown(row)
    if name == "enter":
        return Enter(source, scene)
    if name == "pause":
        return Pause(_length(rest, GAP_LIMITS), source, scene)
    if name == "tone":
        return Tone(read_tone_name(rest), source, scene)
    if name == "end":
        raise ScriptError(
            "[end] closes nothing", remedy="It ends a [hold], [reps] or [rest].", where=str(source)
        )
    if name == "phases":
        remedy = "Put it into [hold] ... [end]."
        raise ScriptError("[phases] stands outside a hold", remedy=remedy, where=str(source))
    raise _unknown(row)


def _length(text: str, limits: tuple[int, int]) -> Milliseconds:
    length = parse_duration(text)
    if not limits[0] <= length <= limits[1]:
        low, high = (render_duration(limit) for limit in limits)
        raise RoutineError(f"{text} is out of range", remedy=f"It may be {low} to {high}.")
    return length


def _dose(text: str) -> tuple[int, Tempo]:
    match = re.fullmatch(r"(\d+)(?:\s+tempo\s+(\S+))?", text)
    if match is None:
        raise RoutineError(
            f"{text!r} is not a number of repetitions",
            remedy="Write [reps 8] or [reps 8 tempo 3-1-3].",
        )
    count = int(match.group(1))
    if not REPS_LIMITS[0] <= count <= REPS_LIMITS[1]:
        raise RoutineError(
            f"{count} repetitions are out of range",
            remedy=f"There may be {REPS_LIMITS[0]} to {REPS_LIMITS[1]}.",
        )
    return count, parse_tempo(match.group(2)) if match.group(2) else Settings().tempo


_EXAMPLES = {
    "hold": ("how long", "[hold 45s]"),
    "pause": ("how long", "[pause 3s]"),
    "rest": ("how long", "[rest 10s]"),
    "reps": ("how many", "[reps 8]"),
    "tone": ("which", "[tone chime]"),
}
"""Directive -> what has to follow its name, and an example."""

_LINES: dict[str, Callable[[Row], Line]] = {
    "hold": read_hold_line,
    "reps": read_reps_line,
    "rest": read_rest_line,
}
"""Block -> what reads one of its lines."""
