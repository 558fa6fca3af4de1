"""What the commands print."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from voiceguide.duration import render_clock, render_duration
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.routine.caret import width
from voiceguide.text import how_many

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.delivery.publish import Published
    from voiceguide.delivery.send import Listed, Sent
    from voiceguide.disk.history import Made
    from voiceguide.problem import Problem
    from voiceguide.proof.outcome import Proof
    from voiceguide.routine.origin import Origin
    from voiceguide.session.build import Session
    from voiceguide.session.listing import ListedRoutine
    from voiceguide.speech.engine import Voice


LEAST_COLUMNS = 24
"""A narrower column is not wrapped but left to the terminal."""
MOST_PROBLEMS = 20
"""So many of a session are listed; of half a file, everything after the break is missing."""


def render_built(session: Session) -> str:
    """Say in a few lines what was made."""
    timeline = session.timeline
    new = how_many(session.spoken, "new sentence") if session.spoken else "nothing new to speak"
    lines = [
        f"{timeline.title}: {render_clock(timeline.duration_ms)}, "
        f"{how_many(len(timeline.chapters), 'chapter')}, {new}."
    ]
    lines += render_replaced(session)
    if session.parts:
        lines.append(f"{session.parts[0].parent}: {how_many(len(session.parts), 'chapter')}.")
    sides = dict.fromkeys(map(str, session.balance))  # of pairs that are alike, one
    lines += [f"{'; '.join(sides)}."] if sides else []  # of lists there are none
    return "\n".join([*lines, *render_notes(session.notices, str(session.filled or ""))])


def render_replaced(session: Session) -> list[str]:
    """What became of the session that lay there before."""
    if not session.earlier.sound:
        return []
    if session.unchanged:
        return [f"{session.path}: unchanged."]
    length = session.earlier.duration_ms
    was = f", was {render_clock(length)}" if length is not None else ""
    return [f"{session.path}: replaced{was}."]


def render_notes(notices: Iterable[Problem], chosen: str) -> list[str]:
    """What was chosen to fit a time, and one line for each warning."""
    lines = [f"Chosen to fit: {chosen}."] if chosen else []
    return lines + render_warnings(notices).splitlines()


def render_warnings(notices: Iterable[Problem]) -> str:
    """A line for each warning: what stays when nothing else is printed."""
    return "\n".join(f"warning: {notice.said}" for notice in notices)


def render_built_json(session: Session) -> str:
    """The same as JSON: path, timeline, duration_ms, chapters, spoken, warnings and more.

    replaced_ms is how long the session was that lay there; null where none did, or nobody can tell.
    """
    from voiceguide.session.build import timeline_path

    data = {
        "path": str(session.path),
        "timeline": str(timeline_path(session.path)),
        "beside": [str(path) for path in session.beside],
        "parts": [str(path) for path in session.parts],
        "title": session.timeline.title,
        "duration_ms": session.timeline.duration_ms,
        "replaced_ms": session.earlier.duration_ms,
        "unchanged": session.unchanged,
        "chapters": session.timeline.chapters,
        "spoken": session.spoken,
        "balance": session.balance,
        "fitted": str(session.filled) if session.filled else None,
        "warnings": [notice.said for notice in session.notices],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def render_published(done: Published) -> str:
    """Say in a few lines what was laid out, and what changed."""
    lines = [f"{done.title}: {how_many(len(done.issues), 'session')}."]
    changed = (
        f"{how_many(len(done.changed), 'file')} written" if done.changed else "Nothing changed"
    )
    removed = f", {how_many(len(done.removed), 'file')} removed" if done.removed else ""
    lines += [*_tell_options(done), f"{changed}{removed}."]
    said = dict.fromkeys(one for issue in done.issues for one in issue.notices)
    return "\n".join([*lines, *render_warnings(said).splitlines()])


def _tell_options(done: Published) -> list[str]:
    """What became of the options of each session, those with the same in one line."""
    same: dict[str, list[str]] = {}
    for one in done.issues:
        parts = [str(one.volume.change)]
        parts += ["it sounds different, so it is a new episode"] * (one.volume.fate == "changed")
        text = "; ".join(filter(None, parts))
        if text:
            same.setdefault(text, []).append(one.volume.name)
    lines = [
        f"{', '.join(names) if len(names) < 4 else how_many(len(names), 'session')}: {text}."
        for text, names in same.items()
    ]
    gone = [one.routine for one in done.left_out]
    return lines + ([f"Left out, and forgotten: {', '.join(gone)}."] if gone else [])


def render_published_json(done: Published) -> str:
    """The same as JSON: folder, title, base_url, episodes, changed, removed, warnings.

    Each episode has its `options`: kept, added, changed (before and now), forgotten.
    """
    data = {
        "folder": str(done.folder),
        "title": done.title,
        "base_url": done.base_url,
        "episodes": [
            {
                "number": one.volume.number,
                "title": one.volume.title,
                "guid": one.volume.episode.guid,
                "file": one.sound,
                "duration_ms": one.timeline.duration_ms,
                "published": one.volume.episode.published,
                "episode": one.volume.fate,
                "options": one.volume.change,
            }
            for one in done.issues
        ],
        "left_out": [one.routine for one in done.left_out],
        "changed": done.changed,
        "removed": done.removed,
        "warnings": [notice.said for one in done.issues for notice in one.notices],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def render_sent(done: Sent) -> str:
    """Say what was sent, a line for each session that had something new, and what was not."""
    left = render_warnings(done.left).splitlines()
    there = f"{how_many(len(done.there), 'file')} there already" if done.there else ""
    if not done.copied:
        return "\n".join([f"Nothing new for {done.folder}: {there}.", *left])
    sent = f"{how_many(len(done.copied), 'file')} sent to {done.folder} and compared"
    gone = f"{how_many(len(done.removed), 'old chapter')} removed" if done.removed else ""
    total = f"{', '.join(filter(None, (sent, there, gone)))}."
    return "\n".join([*_tell_groups(done), total, *left])


def _tell_groups(done: Sent) -> list[str]:
    """A line for each session, and one for what stands before all of a folder."""
    from voiceguide.delivery.gather import FRONTS, ending_of

    groups: dict[str, list[str]] = {}
    parts = Counter(name.partition("/")[0] for name in done.copied if "/" in name)
    for name in done.copied:
        if "/" in name:
            continue
        ending = ending_of(name)
        group = "Of the folder" if name in FRONTS else name.removesuffix(ending)
        groups.setdefault(group, []).append(name if name in FRONTS else ending[1:])
    for name, count in parts.items():
        groups.setdefault(name, []).append(how_many(count, "chapter"))
    called = {
        there.removesuffix(ending_of(there)): here.removesuffix(ending_of(here))
        for here, there in done.renamed.items()
    }
    return [
        f"{group}{f' (here {called[group]})' if group in called else ''}: {', '.join(parts)}."
        for group, parts in groups.items()
    ]


def render_sent_json(done: Sent) -> str:
    """The same as JSON: folder, copied, there, renamed, left (what was not sent, and why)."""
    data = {
        "folder": str(done.folder),
        "copied": done.copied,
        "there": done.there,
        "renamed": done.renamed,
        "left": [notice.said for notice in done.left],
        "removed": done.removed,
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def render_listed(folder: Path, found: Sequence[Listed]) -> str:
    """A table of sessions: length, size, file, title."""
    if not found:
        return f"No session in {folder}."
    width = max(len(str(one.path.relative_to(folder))) for one in found)
    return "\n".join(
        f"{render_clock(one.duration_ms):>8}  {one.size / 1e6:>6.1f} MB"
        f"  {one.path.relative_to(folder)!s:<{width}}  {one.title}"
        for one in found
    )


def render_listed_json(folder: Path, found: Sequence[Listed]) -> str:
    """The same as JSON: folder, sessions."""
    rows = [
        {
            "file": one.path.relative_to(folder).as_posix(),
            "title": one.title,
            "duration_ms": one.duration_ms,
            "size": one.size,
        }
        for one in found
    ]
    data = {"folder": str(folder), "sessions": rows}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def render_table(timeline: Timeline) -> str:
    """A timeline as a table: start, length, what; chapters in between."""
    marks = list(timeline.chapters)
    about = "about " if timeline.estimated else ""
    lines = [f"{timeline.title}, {about}{render_clock(timeline.duration_ms)}"]
    if timeline.estimated:
        lines.append("Sentence lengths are estimates; holds, reps, rests and tones are exact.")
    for event in timeline.events:
        while marks and marks[0].start_ms <= event.start_ms:
            mark = marks.pop(0)
            lines += ["", f"{render_clock(mark.start_ms, tenths=True):>9}  {mark.title}"]
        length = render_duration(round(event.end_ms - event.start_ms, -2))
        start = render_clock(event.start_ms, tenths=True)
        lines.append(f"{start:>9}  {length:>7}  {event.kind:<5} {_what(event)}".rstrip())
    return "\n".join(lines)


def render_chapters(timeline: Timeline) -> str:
    """The chapters of a timeline: when each begins, and how long it all takes."""
    rows = [f"{render_clock(mark.start_ms):>8}  {mark.title}" for mark in timeline.chapters]
    about = "about " if timeline.estimated else ""
    total = f"{render_clock(timeline.duration_ms):>8}  the end"
    return "\n".join(
        [f"{timeline.title}, {about}{render_clock(timeline.duration_ms)}", *rows, total]
    )


def render_proof(proof: Proof) -> str:
    """Every hold as asked and as measured, then the worst of each kind of check."""
    lines = [f"{'at':>8}  {'asked':>9}  {'measured':>12}  hold"] if proof.holds else []
    lines += [
        f"{render_clock(one.start_ms):>8}  {one.asked_ms / 1000:>7.3f} s"
        f"  {one.measured_ms / 1000:>10.5f} s  {one.exercise} {one.side}".rstrip()
        for one in proof.holds
    ]
    lines += [""] if proof.holds else []
    lines += [f"{'check':<8} {'events':>6}  {'worst':>10}  {'limit':>7}"]
    lines += [
        f"{one.name:<8} {one.count:>6}  {one.worst:>10.2f}  {one.limit:>7g} {one.unit:<8}"
        f"{'ok' if one.good else 'FAILED'}"
        for one in proof.checks
    ]
    problems = [f"  {one.what}" for one in proof.problems[:MOST_PROBLEMS]]
    more = len(proof.problems) - MOST_PROBLEMS
    problems += [f"  and {more} more"] if more > 0 else []
    return "\n".join([*lines, *(["", *problems] if problems else [])])


def render_routines(offers: Sequence[ListedRoutine], columns: int = 0) -> str:
    """A table: name, minutes, languages, what it is; `columns` wide where that is known."""
    head = ("NAME", "MINUTES", "LANGUAGES", "ABOUT")
    rows = [
        (one.name, _minutes(one), " ".join(one.languages), one.problem or one.about or one.title)
        for one in offers
    ]
    name, minutes, languages, _ = (
        max(map(len, column)) for column in zip(head, *rows, strict=True)
    )
    lines = []
    for row in (head, *rows):
        begin = f"{row[0]:<{name}}  {row[1]:>{minutes}}  {row[2]:<{languages}}  "
        room = columns - len(begin)
        about = textwrap.wrap(row[3], room) if room >= LEAST_COLUMNS else [row[3]]
        lines.append((begin + (about[0] if about else "")).rstrip())
        lines += [" " * len(begin) + more for more in about[1:]]
    return "\n".join(lines)


def _minutes(offer: ListedRoutine) -> str:
    return str(max(1, round(offer.duration_ms / 60_000))) if offer.duration_ms is not None else "-"


def render_routines_json(offers: Sequence[ListedRoutine]) -> str:
    """The same as JSON: a list of name, title, about, languages, duration_ms, path, problem."""
    return msgspec.json.format(msgspec.json.encode(offers), indent=2).decode()


def render_voices(voices: Sequence[Voice], language: str) -> str:
    """A table of voices; `language` keeps those that speak it."""
    wanted = language.lower()
    kept = [
        one
        for one in voices
        if not wanted or one.language == wanted or one.language.startswith(f"{wanted}-")
    ]
    if not kept:
        return f"No voice speaks {language!r}. Without --lang all are listed."
    width = max(len(one.name) for one in kept)
    return "\n".join(
        f"{one.name:<{width}}  {one.language or '(any)':<10}  {_quality(one):<9}  {one.id}".rstrip()
        for one in sorted(kept, key=lambda one: (one.language, -one.quality, one.name))
    )


def _quality(voice: Voice) -> str:
    from voiceguide.speech.engine import QUALITIES

    return QUALITIES[voice.quality] if voice.quality >= 0 else "joke"


def render_origins(origins: Iterable[Origin]) -> str:
    """A table of settings: key, value, where it comes from."""
    rows = list(origins)
    keys, values = (max(len(getattr(one, name)) for one in rows) for name in ("key", "value"))
    return "\n".join(f"{one.key:<{keys}}  {one.value:<{values}}  {one.source}" for one in rows)


def render_history(past: dict[str, Made]) -> str:
    """How often each routine was made, and when last."""
    if not past:
        return "Nothing was made yet."
    width = max(map(len, past))
    return "\n".join(
        f"{name:<{width}}  {made.times:>4} time{'s'[: made.times != 1]}, last on {made.last}"
        for name, made in sorted(past.items())
    )


def render_problems(problems: Sequence[Problem]) -> str:
    """Every problem with its place, the line it is in, and a caret; "ok" when nothing is wrong."""
    lines: list[str] = []
    for one in problems:
        lines.append(str(one))
        if one.excerpt:
            before = width(one.excerpt[: one.column - 1])
            lines += [f"    {one.excerpt}", f"    {' ' * before}^"]
    return "\n".join([*lines, *([] if any(one.wrong for one in problems) else ["ok"])])


def _what(event: Event) -> str:
    if event.kind == "say":
        faster = f" ({event.speed:g} times as fast)" if event.speed is not msgspec.UNSET else ""
        return f"{event.text}{faster}"
    if event.kind == "tone":
        return str(event.tone)
    return str(event.rep) if event.kind == "rep" else (event.side or "")
