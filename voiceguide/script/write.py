"""Cues written as a plain script: what a template comes to, as parse_script reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from voiceguide.duration import render_duration
from voiceguide.script.cue import (
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
    Share,
    Stage,
    Tone,
    When,
    Words,
)


def render_script(cues: Iterable[Cue]) -> str:
    """Write cues as a script. parse_script reads them back: the same but for source and scene."""
    return "".join(f"{text}\n\n" for text in map(_cue, cues))


def _cue(cue: Cue) -> str:
    match cue:
        case Chapter(title):
            return f"# {title}"
        case Say(words):
            return _words(words)
        case Pause(length):
            return f"[pause {render_duration(length)}]"
        case Tone(name):
            return f"[tone {name}]"
        case Hold(length, lines):
            return _block(f"[hold {render_duration(length)}]", lines)
        case Reps(count, tempo, lines):
            return _block(f"[reps {count} tempo {tempo}]", lines)
        case Rest(length, lines):
            head = f"[rest {render_duration(length)}]"
            return _block(head, lines) if lines else head


def _block(head: str, lines: Sequence[Line]) -> str:
    phases = [line for line in lines if isinstance(line.when, Stage)]
    body = [_line(line) for line in lines if not isinstance(line.when, Stage)]
    if phases:
        body += ["[phases]", *map(_line, phases), "[end]"]
    return "\n".join([head, *body, "[end]"])


def _line(line: Line) -> str:
    said = [_words(words) for words in (line.words, line.exhale) if words and words != Words()]
    when = _when(line.when)
    return " | ".join([when, *said] if when else said)


def _when(when: When) -> str:
    match when:
        case FromStart(offset):
            return render_duration(offset)
        case FromEnd(offset):
            return f"-{render_duration(offset)}"
        case Share(percent):
            return f"{percent:.10g}%"
        case Every(period):
            return f"every {render_duration(period)}"
        case Countdown(count):
            return f"countdown {count}"
        case Breathe():
            return f"breathe {_pattern(when)}"
        case Stage(_, length, tone):
            return f"{render_duration(length)} {tone}"
        case Phase(name):
            return name
        case Count():
            return "count"
        case OnRep(number):
            return str(number)
        case Next():
            return ""


def _words(words: Words) -> str:
    return " / ".join([*words.texts, *_tone(words)])


def _tone(words: Words) -> Iterator[str]:
    if words.tone:
        yield f"[tone {words.tone}]"


def _pattern(breath: Breathe) -> str:
    parts = [breath.inhale, breath.full, breath.exhale, breath.empty]
    if not breath.empty:
        parts = parts[:3] if breath.full else [breath.inhale, breath.exhale]
    return "-".join(map(_seconds, parts))


def _seconds(length: int) -> str:
    return f"{length / 1000:.3f}".rstrip("0").rstrip(".")
