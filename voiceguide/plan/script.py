"""The cue language: a rendered script's lines become cues.

# Title                       a chapter
A paragraph of text.          said; a blank line ends it
[pause 3s]                    silence
[tone chime]                  a tone
[hold 45s] ... [end]          lines inside: WHEN | text / shorter text
[reps 8 tempo 3-1-3] ... [end]
[rest 10s]                    alone, or with lines and [end]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from voiceguide.errors import RoutineError, ScriptError, UnknownName, VoiceguideError, suggest
from voiceguide.plan.cue import (
    Breathe,
    Chapter,
    Count,
    Countdown,
    Cue,
    Every,
    FromEnd,
    FromStart,
    Hold,
    Line,
    Next,
    OnRep,
    Pause,
    Phase,
    Reps,
    Rest,
    Say,
    Scene,
    Share,
    Source,
    Tempo,
    Tone,
    When,
    Words,
)
from voiceguide.plan.duration import Milliseconds, parse_duration, render_duration
from voiceguide.plan.settings import GAP_LIMITS, HOLD_LIMITS, REPS_LIMITS, Settings, parse_tempo
from voiceguide.plan.template import MARK
from voiceguide.plan.tones import TONES, is_sound_file

DIRECTIVES = ("pause", "tone", "hold", "reps", "rest", "end")

_BLOCKS = ("hold", "reps", "rest")
_DIRECTIVE = re.compile(r"\[\s*([^\s\]]*)\s*([^\]]*?)\s*\]")
_DURATION = r"\d[\d.:hms]*"


class _Row(Struct, frozen=True):
    """One line of a rendered script, its marks taken off."""

    text: str
    source: Source

    @property
    def directive(self) -> tuple[str, str] | None:
        """("hold", "45s") for `[hold 45s]`; None for a line of text."""
        match = _DIRECTIVE.fullmatch(self.text)
        return (match.group(1), match.group(2)) if match else None


def parse_script(text: str, file: str = "script", scene: Scene = Scene()) -> list[Cue]:
    """Read a rendered script, with or without the renderer's line marks.

    `scene` is copied onto every cue. Raises ScriptError that names file and line.
    """
    rows = [_row(line, file, number) for number, line in enumerate(text.split("\n"), 1)]
    return list(_cues(rows, scene))


def _row(line: str, file: str, number: int) -> _Row:
    marks = list(MARK.finditer(line))
    source = Source(file, number)
    if marks:
        text = MARK.sub("", line)
        # the mark right before the first visible character; a line that starts with {{ ... }}
        # still carries the mark of the line above it, and is corrected by the mark that follows
        start = next(m for m in reversed(marks) if not MARK.sub("", line[: m.start()]).strip())
        place = (start.group(1), int(start.group(2)))
        for mark in marks:
            if mark.group(1) == place[0]:
                place = (place[0], max(place[1], int(mark.group(2))))
        source = Source(*place)
        line = text
    return _Row(" ".join(line.split()), source)


def _cues(rows: list[_Row], scene: Scene) -> Iterator[Cue]:
    paragraph: list[_Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        plain = bool(row.text) and not row.text.startswith(("#", "["))
        if plain:
            paragraph.append(row)
        elif paragraph:
            yield _say(paragraph, scene)
            paragraph = []
        if row.text.startswith("["):
            inside, at = _block(rows, at)
            yield _directive(row, inside, scene)
        elif row.text.startswith("#"):
            yield _chapter(row, scene)
        at += 1
    if paragraph:
        yield _say(paragraph, scene)


def _block(rows: list[_Row], at: int) -> tuple[list[_Row] | None, int]:
    """Collect the lines of a block. Returns (lines, index of its [end]).

    A rest may stand alone: it is a block only if an [end] comes before anything else begins.
    """
    opener = rows[at].directive
    if opener is None or opener[0] not in _BLOCKS:
        return None, at
    for end in range(at + 1, len(rows)):
        directive = rows[end].directive
        if directive and directive[0] == "end":
            return [row for row in rows[at + 1 : end] if row.text], end
        if rows[end].text.startswith("#") or (directive and directive[0] in _BLOCKS):
            break
    if opener[0] == "rest":
        return None, at
    raise ScriptError(
        f"[{opener[0]}] is not closed",
        where=str(rows[at].source),
        remedy="Write [end] on a line of its own after its last line.",
    )


def _chapter(row: _Row, scene: Scene) -> Chapter:
    title = row.text.lstrip("#").strip()
    if not title:
        raise ScriptError("a chapter needs a title", where=str(row.source), remedy="# Like this")
    return Chapter(title, row.source, scene)


def _say(rows: list[_Row], scene: Scene) -> Say:
    words = _words(" ".join(row.text for row in rows), rows[0].source)
    return Say(words, rows[0].source, scene)


def _directive(row: _Row, inside: list[_Row] | None, scene: Scene) -> Cue:
    """Read one `[...]` line, and the lines inside it where it opens a block."""
    if row.directive is None:
        raise ScriptError(
            f"{row.text!r} starts like a directive but is none",
            where=str(row.source),
            remedy="A directive stands alone on its line, like [pause 3s].",
        )
    name, rest = row.directive
    try:
        return _read_directive(name, rest, row, inside, scene)
    except RoutineError as error:
        raise ScriptError(error.problem, where=str(row.source), remedy=error.remedy) from None


def _read_directive(
    name: str, rest: str, row: _Row, inside: list[_Row] | None, scene: Scene
) -> Cue:
    source = row.source
    if name == "pause":
        return Pause(_length(rest, GAP_LIMITS), source, scene)
    if name == "tone":
        return Tone(_tone_name(rest), source, scene)
    if name == "hold":
        lines = tuple(_hold_line(one) for one in inside or ())
        return Hold(_length(rest, HOLD_LIMITS), lines, source, scene)
    if name == "reps":
        count, tempo = _dose(rest)
        lines = tuple(_reps_line(one) for one in inside or ())
        return Reps(count, tempo, lines, source, scene)
    if name == "rest":
        lines = tuple(_rest_line(one) for one in inside or ())
        return Rest(_length(rest, GAP_LIMITS), lines, source, scene)
    if name == "end":
        raise ScriptError(
            "[end] closes nothing", remedy="It ends a [hold], [reps] or [rest].", where=str(source)
        )
    raise ScriptError(
        f"unknown directive [{name}]", where=str(source), remedy=suggest(name, DIRECTIVES)
    )


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


def _tone_name(text: str) -> str:
    if text not in TONES and not is_sound_file(text):
        raise UnknownName("tone", text, TONES)
    return text


# Lines inside a block: WHEN | text


def _hold_line(row: _Row) -> Line:
    if re.fullmatch(r"(countdown|breathe)\b[^|]*", row.text):
        return Line(_hold_when(row.text, row), Words(), row.source)
    head, text = _split(row, "5s | Breathe.")
    when = _hold_when(head, row)
    if isinstance(when, Countdown):
        raise ScriptError(
            "countdown says its own numbers",
            where=str(row.source),
            remedy=f"Write countdown {when.count} without a text.",
        )
    if isinstance(when, Breathe):
        inhale, bar, exhale = text.partition("|")
        if not bar:
            raise ScriptError(
                "breathe needs two texts or none",
                where=str(row.source),
                remedy="Write breathe 4-6 | Breathe in. | Breathe out.",
            )
        words = _words(inhale.strip(), row.source)
        return Line(when, words, row.source, exhale=_words(exhale.strip(), row.source))
    return Line(when, _words(text, row.source), row.source)


def _hold_when(text: str, row: _Row) -> When:
    try:
        if re.fullmatch(r"\d+(\.\d+)?\s*%", text):
            percent = float(text.rstrip("% "))
            if percent < 100:
                return Share(percent)
        if re.fullmatch(rf"-\s*{_DURATION}", text):
            return FromEnd(parse_duration(text[1:]))
        if re.fullmatch(_DURATION, text):
            return FromStart(parse_duration(text))
        if match := re.fullmatch(rf"every ({_DURATION})", text):
            period = parse_duration(match.group(1))
            if period >= 1000:
                return Every(period)
        match = re.fullmatch(r"countdown (\d{1,2})", text)
        if match and 1 <= int(match.group(1)) <= 20:
            return Countdown(int(match.group(1)))
        if match := re.fullmatch(r"breathe (\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", text):
            inhale, exhale = (Milliseconds(round(float(one) * 1000)) for one in match.groups())
            if inhale >= 1000 and exhale >= 1000:
                return Breathe(inhale, exhale)
    except VoiceguideError as error:
        raise ScriptError(error.problem, where=str(row.source), remedy=error.remedy) from None
    raise ScriptError(
        f"{text!r} is not a time in a hold",
        where=str(row.source),
        remedy="Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6.",
    )


def _reps_line(row: _Row) -> Line:
    if row.text == "count":
        return Line(Count(), Words(("{n}",)), row.source)
    head, text = _split(row, "up | Press.")
    if head in ("down", "pause", "up"):
        return Line(Phase(head), _words(text, row.source), row.source)  # type: ignore[arg-type]
    if head == "count":
        return Line(Count(), _words(text, row.source) if text else Words(("{n}",)), row.source)
    if re.fullmatch(r"\d{1,3}", head) and int(head) >= 1:
        return Line(OnRep(int(head)), _words(text, row.source), row.source)
    raise ScriptError(
        f"{head!r} is not a time in reps",
        where=str(row.source),
        remedy="Write down, pause, up, count or the number of a repetition.",
    )


def _rest_line(row: _Row) -> Line:
    head, bar, text = row.text.partition("|")
    if not bar:
        return Line(Next(), _words(row.text, row.source), row.source)
    return Line(_hold_when(head.strip(), row), _words(text.strip(), row.source), row.source)


def _split(row: _Row, example: str) -> tuple[str, str]:
    head, bar, text = row.text.partition("|")
    if not bar:
        raise ScriptError(
            f"{row.text!r} has no time",
            where=str(row.source),
            remedy=f"Inside a block every line says when it is heard, like {example}",
        )
    return head.strip(), text.strip()


def _words(text: str, source: Source) -> Words:
    """Read wordings separated by ` / `; the last one may be a tone."""
    parts = [part.strip() for part in re.split(r"(?:^|\s)/(?:\s|$)", text)]
    tone = None
    match = _DIRECTIVE.fullmatch(parts[-1])
    if match and match.group(1) == "tone":
        try:
            tone = _tone_name(match.group(2))
        except VoiceguideError as error:
            raise ScriptError(error.problem, where=str(source), remedy=error.remedy) from None
        parts.pop()
    for part in parts:
        if not re.search(r"\w", part.replace("{n}", "n")):
            raise ScriptError(
                f"{part!r} has no words to say" if part else "there is nothing to say",
                where=str(source),
                remedy="Write a text, or [tone NAME].",
            )
        if "[" in part:
            raise ScriptError(
                f"{part!r} mixes a directive into a sentence",
                where=str(source),
                remedy="Only [tone NAME] may stand there, as the last wording after ' / '.",
            )
    return Words(tuple(parts), tone)
