"""The picture as a page of its own: rows, chapters, and a table of everything.

One file that needs nothing else: no script, no network, no font.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from voiceguide.duration import render_clock, render_duration
from voiceguide.picture.draw import ROW_HEIGHT, Content, draw_row
from voiceguide.picture.scale import WIDTH
from voiceguide.picture.style import render_page_style, render_style
from voiceguide.picture.svg import lay_contents, measure_sides, summarise
from voiceguide.picture.words import escape
from voiceguide.plan.balance import Share
from voiceguide.plan.timeline import Event, Mark, Timeline

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Nothing may be loaded, whatever the page holds."""


def render_html(timeline: Timeline) -> str:
    """Draw a timeline as a page: the picture, then the chapters, then every event in a table."""
    title = escape(timeline.title)
    language = escape(timeline.language)
    rows = "\n".join(_draw_row(content) for content in lay_contents(timeline))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{render_page_style()}{render_style()}</style>
</head>
<body>
<main>
<h1 lang="{language}">{title}</h1>
<p>{escape(summarise(timeline))}</p>
{_render_sides(timeline)}{_render_note(timeline)}<h2 id="picture">Picture</h2>
<div class="scroll" role="region" aria-labelledby="picture" tabindex="0">
{rows}
</div>
{_render_chapters(timeline)}<h2 id="everything">Everything</h2>
<div class="scroll" role="region" aria-labelledby="everything" tabindex="0">
{_render_table(timeline)}
</div>
</main>
</body>
</html>
"""


def _draw_row(content: Content) -> str:
    row = content.row
    titles = [content.going_on.title] if content.going_on else []
    titles += [mark.title for mark in content.chapters]
    span = f"{render_clock(row.start_ms)} to {render_clock(row.end_ms)}"
    label = escape(f"{span}: {'; '.join(titles)}" if titles else span)
    return (
        f'<svg class="plan" viewBox="0 0 {WIDTH} {ROW_HEIGHT}" role="img" aria-label="{label}">\n'
        f"{draw_row(content)}\n</svg>"
    )


def _render_sides(timeline: Timeline) -> str:
    names = {"left": "Left side", "right": "Right side", None: "No side"}
    lines = [
        f'<span class="side {side or "none"}"><b>{names[side]}</b> {share}</span>'
        for side, share in measure_sides(timeline).items()
        if share != Share()
    ]
    return f'<p class="sides">{" ".join(lines)}</p>\n' if lines else ""


def _render_note(timeline: Timeline) -> str:
    if not timeline.estimated:
        return ""
    return (
        '<p class="faint">Lengths of sentences are estimates; '
        "holds, repetitions, rests and tones are exact.</p>\n"
    )


def _render_chapters(timeline: Timeline) -> str:
    if not timeline.chapters:
        return ""
    lines = "\n".join(
        f"<li><span>{render_clock(mark.start_ms)}</span>"
        f' <a href="#c{number}" lang="{escape(timeline.language)}">{escape(mark.title)}</a></li>'
        for number, mark in enumerate(timeline.chapters, 1)
    )
    return f"""<nav aria-labelledby="chapters">
<h2 id="chapters">Chapters</h2>
<ol class="chapters">
{lines}
</ol>
</nav>
"""


def _render_table(timeline: Timeline) -> str:
    groups = "\n".join(_render_groups(timeline))
    return f"""<table>
<caption>Every sound and every span, in the order they start.</caption>
<thead><tr><th scope="col" class="num">Time</th><th scope="col" class="num">Length</th>\
<th scope="col">Kind</th><th scope="col">Side</th><th scope="col">What</th></tr></thead>
{groups}
</table>"""


def _render_groups(timeline: Timeline) -> Iterator[str]:
    """One body of the table for each chapter; what comes before the first has one too."""
    language = f' lang="{escape(timeline.language)}"'
    events = list(timeline.events)
    heads: list[tuple[int, Mark | None]] = [(0, None), *enumerate(timeline.chapters, 1)]
    ends = [mark.start_ms for mark in timeline.chapters]
    at = 0
    for index, (number, mark) in enumerate(heads):
        end = ends[index] if index < len(ends) else None
        start = at
        while at < len(events) and (end is None or events[at].start_ms < end):
            at += 1
        lines = [_render_event(event, language) for event in events[start:at]]
        if mark:
            lines.insert(0, _render_head(number, mark, language))
        if lines:
            yield "<tbody>\n" + "\n".join(lines) + "\n</tbody>"


def _render_head(number: int, mark: Mark, language: str) -> str:
    return (
        f'<tr class="group" id="c{number}"><th scope="rowgroup" colspan="5"{language}>'
        f"{escape(mark.title)}</th></tr>"
    )


def _render_event(event: Event, language: str) -> str:
    length = render_duration(round(event.end_ms - event.start_ms, -2))
    side = f'<td class="side {event.side}"><b>{event.side}</b></td>' if event.side else "<td></td>"
    said = language if event.kind == "say" else ""
    return (
        f'<tr><th scope="row">{render_clock(event.start_ms, tenths=True)}</th>'
        f'<td class="num">{length}</td><td class="kind">{event.kind}</td>{side}'
        f"<td{said}>{escape(_what(event))}</td></tr>"
    )


def _what(event: Event) -> str:
    if event.kind == "say":
        faster = f" ({event.speed:g} times as fast)" if event.speed is not UNSET else ""
        return f"{event.text}{faster}"
    if event.kind == "tone":
        return str(event.tone)
    return f"repetition {event.rep}" if event.kind == "rep" else (event.exercise or "")
