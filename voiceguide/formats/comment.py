"""What a session is, in three sentences: for the comment tag and the feed."""

from __future__ import annotations

from voiceguide.lang.language import ENGLISH, language_of
from voiceguide.plan.timeline import Timeline


def describe(timeline: Timeline) -> tuple[str, str]:
    """Say what a session is. Returns the language it is said in, and three sentences."""
    language = language_of(timeline.language)
    language = language if language.has("comment") else language_of(ENGLISH)
    words = language.words("comment")
    minutes = round(timeline.duration_ms / 60_000)
    length = words["length"].format(minutes) if minutes > 1 else words["minute"]
    holds = [e for e in timeline.events if e.kind == "hold" and e.action == "stretch"]
    stretches = len({(hold.exercise, hold.pair) for hold in holds})
    pairs = words["one"] if stretches == 1 else words["many"].format(stretches)
    told = [length, *([pairs] if stretches else []), words["silence"]]
    return language.code, " ".join(told)
