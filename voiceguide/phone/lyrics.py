"""What is said, as music players show it: the words, and the words in time."""

from __future__ import annotations

from voiceguide.phone.caption import list_captions
from voiceguide.phone.text import plain
from voiceguide.plan.timeline import Timeline


def render_lyrics(timeline: Timeline) -> str:
    """Everything that is said, a line for each sentence, under the titles of the chapters."""
    marks = [*timeline.chapters]
    blocks: list[list[str]] = [[]]
    for event in timeline.events:
        while marks and marks[0].start_ms <= event.start_ms:
            blocks.append([plain(marks.pop(0).title)])
        if event.kind == "say":
            blocks[-1].append(plain(event.text or ""))
    blocks += [[plain(mark.title)] for mark in marks]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def list_lines(timeline: Timeline) -> list[tuple[str, int]]:
    """The same in time: (line, milliseconds it starts at), in order, no two at one time."""
    return [(one.text, one.start_ms) for one in list_captions(timeline)]
