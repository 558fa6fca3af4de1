"""Lines inside a hold, a series of reps or a rest: WHEN | text / shorter text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from voiceguide.duration import Milliseconds, render_duration
from voiceguide.errors import ScriptError, UnknownName, VoiceguideError
from voiceguide.lang.lengths import parse_duration
from voiceguide.script.cue import (
    Breathe,
    Count,
    Countdown,
    Every,
    FromEnd,
    FromStart,
    Line,
    Next,
    NextFree,
    OnRep,
    Phase,
    Share,
    Source,
    Stage,
    When,
    Words,
)
from voiceguide.script.literal import restored
from voiceguide.script.marked import DIRECTIVE, Row
from voiceguide.text import has_words, without_emoji
from voiceguide.tones import TONES, is_sound_file

DEFAULT_PHASE_TONE = "halfway"
"""What begins a phase that names no tone."""

MOST_WORDINGS = 20
"""How many wordings one line may have."""
MOST_LETTERS = 5000
"""How long one wording may be, in characters: five minutes of speech without a pause."""

BARE_TIME = r"(countdown|breathe) [\d.-]+"
"""A line of a block that needs no text."""

_DURATION = r"\d[\w.,: ]*"
"""Anything that can be meant as a duration; what is none, parse_duration says."""
_PHASES = ("down", "pause", "up")
_PHASE = "(?:down|pause|up)"
_PLAIN_MINUS = re.compile("[\u2212\u2013]\\s*")
_ON_REP = rf"([-\u2212\u2013]?[1-9]\d{{0,2}})(?: ({_PHASE}))?"
"""A repetition, from the end where it is negative, and a phase of it."""
_LIKE_DIRECTIVE = re.compile(
    r"[\[({<\u3010]?\s*"
    r"((?:hold|pause|rest|reps)\s+\d[^\])}>\u3011\s]*|tone\s+[^\])}>\u3011\s]+|end)"
    r"\s*[\])}>\u3011]?",
    re.IGNORECASE,
)
"""A line that is a directive but for its brackets."""
_LIKE_TIMED = re.compile(
    r"(\S+(?:\s\S+)?)\s*[:\u2013\u2014-]\s+(\D.*)"  # 10s: Breathe.
    r"|([-\u2212\u2013]\s*\d\S*)\s+(\D.*)"  # -10s Ten more.
    r"|(every\s?\d\S*)\s+([A-Z].*)"  # every 15s Relax.
)
"""A line that begins like a time, but has no bar behind it."""
_NEARLY_TIMED = re.compile(r"-?\s*\d|every|count ?down|breathe")
_SECONDS = r"\d{1,3}(?:\.\d{1,3})?"


def read_hold_line(row: Row) -> Line:
    if re.fullmatch(r"(countdown|breathe)\b[^|]*", row.text):
        return Line(_hold_when(row.text, row), Words(), row.source)
    head, text = split_line(row, "5s | Breathe.")
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
        words = read_words(inhale.strip(), row.source)
        return Line(when, words, row.source, exhale=read_words(exhale.strip(), row.source))
    return Line(when, read_words(text, row.source), row.source)


def _hold_when(text: str, row: Row) -> When:
    try:
        if when := _read_when(text):
            return when
        problem, remedy = f"{text!r} is not a time in a hold", ""
    except VoiceguideError as error:
        problem, remedy = error.problem, error.remedy
    near = near_time(text)
    usual = remedy or "Write 5s, 50%, -10s, every 15s, countdown 5 or breathe 4-6."
    raise ScriptError(problem, where=str(row.source), remedy=f"Write {near}." if near else usual)


def _read_when(text: str) -> When | None:
    """Read when a line of a hold is heard; None for anything else. Raises DurationError."""
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text):
        return Share(float(match.group(1))) if float(match.group(1)) < 100 else None
    if match := re.fullmatch(rf"[-\u2212\u2013]\s*({_DURATION})", text):
        return FromEnd(parse_duration(match.group(1)))
    if re.fullmatch(_DURATION, text):
        return FromStart(parse_duration(text))
    return _read_often(text)


def _read_often(text: str) -> When | None:
    """Read the times at which a line is heard more than once."""
    if match := re.fullmatch(rf"every ({_DURATION})", text):
        period = parse_duration(match.group(1))
        return Every(period) if period >= 1000 else None
    if match := re.fullmatch(r"countdown (\d{1,2})", text):
        count = int(match.group(1))
        return Countdown(count) if 1 <= count <= 20 else None
    if match := re.fullmatch(rf"breathe ({_SECONDS}(?:-{_SECONDS}){{1,3}})", text):
        breath = _read_pattern(match.group(1))
        return breath if breath.inhale >= 1000 and breath.exhale >= 1000 else None
    return None


def near_time(text: str) -> str:
    """The time that a text is nearly, as it is written in a hold: "10s" for "10 sec:"; or ""."""
    near = re.sub("[\u2010-\u2015\u2212]", "-", text.lower()).strip(" .:;,")
    if not _NEARLY_TIMED.match(near):  # as most sentences
        return ""
    near = re.sub(r"\s*(seconds?|secs?)\b", "s", re.sub(r"\s*(minutes?|mins?)\b", "m", near))
    near = re.sub(
        r"^(every|countdown|breathe)[\s:]*(?=\d)", r"\1 ", near.replace("count down", "countdown")
    )
    near = re.sub(r"(?<=\d)\s+(?=[hms%])|(?<=^-)\s+", "", near)
    try:
        return near if near != text and _read_when(near) else ""
    except VoiceguideError:
        return ""


def _read_pattern(text: str) -> Breathe:
    """Read "4-6" (in, out), "4-7-8" (in, full, out) or "4-4-4-4" (in, full, out, empty)."""
    parts = [Milliseconds(round(float(one) * 1000)) for one in text.split("-")]
    if len(parts) == 2:
        return Breathe(*parts)
    inhale, full, exhale, *empty = parts
    return Breathe(inhale, exhale, full, *empty)


def read_phases(rows: Sequence[Row], length: int) -> Iterator[Line]:
    """Read the lines of `[phases]`, LENGTH TONE | text, which together last as long as the hold.

    Raises ScriptError.
    """
    offset = 0
    for row in rows:
        head, bar, text = (part.strip() for part in row.text.partition("|"))
        match = re.fullmatch(r"(\d\S*)(?:\s+(\S+))?", head)
        if match is None:
            raise ScriptError(
                f"{head!r} is not a phase",
                where=str(row.source),
                remedy="Write its length, its tone if you like, and its words: 10s press | Press.",
            )
        try:
            stage = Milliseconds(parse_duration(match.group(1)))
            tone = read_tone_name(match.group(2) or DEFAULT_PHASE_TONE)
        except VoiceguideError as error:
            raise ScriptError(error.problem, where=str(row.source), remedy=error.remedy) from None
        when = Stage(Milliseconds(offset), stage, tone)
        # without a text the tone alone says it
        yield Line(when, read_words(text, row.source) if bar else Words(), row.source)
        offset += stage
    if rows and offset != length:
        raise ScriptError(
            f"the phases last {render_duration(offset)}, the hold {render_duration(length)}",
            where=str(rows[-1].source),
            remedy="Make them the same.",
        )


def read_reps_line(row: Row) -> Line:
    if row.text == "count":
        return Line(Count(), Words(("{n}",)), row.source)
    head, text = split_line(row, "up | Press.")
    if head in _PHASES:
        return Line(Phase(head), read_words(text, row.source), row.source)  # type: ignore[arg-type]
    if head == "count":
        words = read_words(text, row.source) if text else Words(("{n}",))
        return Line(Count(), words, row.source)
    if match := re.fullmatch(_ON_REP, head):
        number, phase = int(_PLAIN_MINUS.sub("-", match.group(1))), match.group(2) or "down"
        # without a text nothing is said there
        words = read_words(text, row.source) if text else Words()
        return Line(OnRep(number, phase), words, row.source)  # type: ignore[arg-type]
    if match := re.fullmatch(rf"next ({_PHASE})", head):
        return Line(NextFree(match.group(1)), read_words(text, row.source), row.source)  # type: ignore[arg-type]
    near = _near_rep(head)
    raise ScriptError(
        f"{head!r} is not a time in reps",
        where=str(row.source),
        remedy=f"Write {near} | ..."
        if near
        else "Write down, pause, up, count, next up, or the number of a repetition: 3, -1, 3 up.",
    )


def _near_rep(head: str) -> str:
    """The time that a text is nearly, as it is written in reps: "3 up" for "Up 3"; or ""."""
    near = re.sub(r"[\s.:#]+", " ", _PLAIN_MINUS.sub("-", head.lower())).strip()
    near = re.sub(r"^(rep|repetition) (?=-?\d)", "", near)
    near = re.sub(rf"^({_PHASE}) (-?\d+|next)$", r"\2 \1", near)
    near = re.sub(rf"^(-?\d+|next)(?={_PHASE}$)", r"\1 ", re.sub(r"^- (?=\d)", "-", near))
    near = re.sub(r"^last\b", "-1", near)
    if near in (*_PHASES, "count") or re.fullmatch(rf"{_ON_REP}|next {_PHASE}", near):
        return near
    return "next up" if near == "next" else ""


def read_rest_line(row: Row) -> Line:
    if "|" in row.text or _read_bare(row.text):
        return read_hold_line(row)
    _check_enter(row)
    words = read_words(row.text, row.source)
    return Line(Next(), words, row.source, remarks=tuple(remarks_on(row)))


def _read_bare(text: str) -> bool:
    """Whether a text is a line of a block that needs no words."""
    return re.fullmatch(BARE_TIME, text) is not None


def remarks_on(row: Row) -> Iterator[str]:
    """What about a line of text may be meant otherwise: a clause for a warning each."""
    hint = ""
    text = unicodedata.normalize("NFKC", row.text)  # full-width signs, as Asian keyboards have them
    if re.match(r"##|#[^\W\d_]", text) or (text != row.text and text.startswith("#")):
        hint = f"A chapter is written # {text.lstrip('#').strip()}"
    elif near := timed_form(text):
        hint = f"A line with a time stands in a block, as {near}"
    elif not row.directive and (match := _LIKE_DIRECTIVE.fullmatch(text)):
        name, *rest = match.group(1).rstrip(".").split()
        hint = f"A directive is written [{' '.join([name.lower(), *rest])}]"
    if hint:
        yield f"{restored(row.text)!r} is said as it stands. {hint.rstrip('.')}"


def timed_form(text: str) -> str:
    """How a line of text that begins like a time would be written in a block; "" for others."""
    near = near_time(text)
    if near and not near[0].isdigit():  # "30 seconds" may well be said
        return near
    match = _LIKE_TIMED.fullmatch(text)
    if match is None:
        return ""
    head, said = [group for group in match.groups() if group]
    if head.lower() in (*_PHASES, "count"):  # "up - and down" may well be said
        return f"{head.lower()} | {said}" if re.match(r"\S+\s*:", text) else ""
    try:
        when = head if _read_when(head) else near_time(head)
    except VoiceguideError:
        when = near_time(head)
    return f"{when} | {said}" if when else ""


def split_line(row: Row, example: str) -> tuple[str, str]:
    head, bar, text = row.text.partition("|")
    _check_enter(row)
    if row.directive and row.directive[0] != "tone":
        raise ScriptError(
            f"{row.text} cannot stand inside a block",
            where=str(row.source),
            remedy=f"Lines in it say when they are heard, like {example}",
        )
    if not bar:
        near = timed_form(row.text)
        raise ScriptError(
            f"{row.text!r} has no time",
            where=str(row.source),
            remedy=f"Write {near}"
            if near
            else f"Inside a block every line says when it is heard, like {example}",
        )
    return head.strip(), text.strip()


def _check_enter(row: Row) -> None:
    """Raise ScriptError where a block has [enter] in it."""
    if row.directive and row.directive[0].lower() == "enter":
        raise ScriptError(
            f"{row.text} cannot stand inside a block",
            where=str(row.source),
            remedy="Put it before the order to go into the position, and [hold 45s] after that.",
        )


def read_words(text: str, source: Source) -> Words:
    """Read wordings separated by ` / `; the last one may be a tone."""
    parts = [part.strip() for part in re.split(r"(?:^|(?<=\s))/(?=\s|$)", text)]
    tone = None
    match = DIRECTIVE.fullmatch(parts[-1])
    if match and match.group(1) == "tone":
        try:
            tone = read_tone_name(match.group(2))
        except VoiceguideError as error:
            raise ScriptError(error.problem, where=str(source), remedy=error.remedy) from None
        parts.pop()
    if len(parts) > MOST_WORDINGS:
        raise ScriptError(
            f"there are {len(parts)} wordings",
            where=str(source),
            remedy=f"One line may have {MOST_WORDINGS}.",
        )
    for part in parts:
        _check_wording(part, source)
    return Words(tuple(map(restored, parts)), tone)


def _check_wording(part: str, source: Source) -> None:
    """Raise ScriptError unless a wording can be said."""
    shown = restored(part)
    problem, remedy = "", "Write a text, or [tone NAME]."
    if not has_words(without_emoji(part)):
        problem = f"{shown!r} has no words to say" if part else "there is nothing to say"
    elif "|" in part:
        problem = f"{shown!r} has a | in it"
        remedy = "One stands between the time of a line and its text, and no other."
    elif "[" in part or "]" in part:
        problem = f"{shown!r} mixes a directive into a sentence"
        remedy = "Only [tone NAME] may stand there, as the last wording after ' / '."
    elif len(part) > MOST_LETTERS:
        problem = f"a text has {len(part)} characters"
        remedy = f"It may have {MOST_LETTERS}; a blank line starts a new one."
    if problem:
        raise ScriptError(problem, where=str(source), remedy=remedy)


def read_tone_name(text: str) -> str:
    if text not in TONES and not is_sound_file(text):
        raise UnknownName("tone", text, TONES)
    return text
